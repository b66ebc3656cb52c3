"""CHECK constraints in words."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.admin import rules

# What a model says, and what PostgreSQL prints for it.
SENTENCES = [
    ("btrim(name) <> ''", "This must not be blank."),
    ("CHECK ((btrim(name) <> ''::text))", "This must not be blank."),
    ("CHECK ((btrim((name)::text) <> ''::text))", "This must not be blank."),
    ("name <> ''", "This must not be empty."),
    ("CHECK (((name)::text <> ''::text))", "This must not be empty."),
    ("CHECK ((char_length(name) > 0))", "This must not be empty."),
    ("discount BETWEEN 0 AND 100", "This has to lie between 0 and 100."),
    (
        "CHECK (((discount >= (0)::numeric) AND (discount <= (100)::numeric)))",
        "This has to lie between 0 and 100.",
    ),
    ("CHECK (((days >= 0) AND (days <= 365)))", "This has to lie between 0 and 365."),
    ("CHECK ((weight > (0)::numeric))", "This has to be greater than 0."),
    ("CHECK ((amount >= '-1.5'::numeric))", "This has to be -1.5 or more."),
    ("CHECK ((amount <> (0)::numeric))", "This must not be 0."),
    ("CHECK ((char_length(code) <= 3))", "This is too long: at most 3 characters."),
    ("CHECK ((code ~ '^[A-Z]+$'::text))", "This is not written the way it has to be."),
    (
        "CHECK (((kind)::text = ANY ((ARRAY['a'::text, 'b'::character varying])::text[])))",
        "This is not one of the values there may be.",
    ),
    ("CHECK ((a > b))", None),
    ("CHECK (((status <> 'paid'::text) OR (paid_on IS NOT NULL)))", None),
    ("CHECK (((a > 0) OR (b > 0)))", None),
    ("", None),
]


@pytest.mark.parametrize(("condition", "sentence"), SENTENCES)
def test_simple_conditions_have_sentences(app, condition, sentence):
    assert rules.sentence(condition) == sentence


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ("btrim(name) <> ''", False),
        ("name <> ''", False),
        ("name ~ '^[A-Z]+$'", False),
        ("name ~ '^[A-Z]*$'", True),
        ("name ~ '[[:alpha:]'", True),  # not a pattern Python reads: PostgreSQL decides
        ("other <> ''", True),
        ("name <> '' OR other", True),
        ("names <> ''", True),
    ],
)
def test_empty_text_is_offered_where_it_may_be(condition, allowed):
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("name", sa.Text),
        sa.Column("other", sa.Text),
        sa.CheckConstraint(condition),
    )

    assert rules.allows_empty(table.c.name) is allowed
