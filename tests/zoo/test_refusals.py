"""What PostgreSQL refuses is a sentence at its field: entries stay, nothing is written or told."""

from __future__ import annotations

import pytest

from tests import pages
from tests.zoo.browser import form_of

# Table, field, and what no value of it may be: unreadable, too large, or against a rule.
REFUSED = [
    ("rule_check", "amount", "-1"),
    ("rule_check", "percent", "101"),
    ("rule_check", "code", "abc"),
    ("rule_check", "state", "ajar"),
    ("rule_check", "name", ""),
    ("rule_trigger", "name", "forbidden"),
    ("type_domain_int", "needed", "1800"),
    ("type_domain_text", "value", "abc"),
    ("type_domain_text", "needed", "no sign"),
    ("type_int2", "needed", "32768"),
    ("type_numeric_fixed", "needed", "1.234"),
    ("type_varchar", "value", "abcdef"),
    ("type_bit", "value", "10"),
    ("type_date", "needed", "2026-02-30"),
    ("type_timetz", "needed", "soon"),
    ("type_interval", "needed", "soon"),
    ("type_uuid", "needed", "x"),
    ("type_json", "needed", "{a}"),
    ("type_jsonpath", "needed", "$["),
    ("type_hstore", "needed", "a"),
    ("type_ltree", "needed", "a..b"),
    ("type_tsquery", "needed", "a &"),
    ("type_inet", "needed", "10.0.0.256"),
    ("type_macaddr", "value", "08:00"),
    ("type_pg_lsn", "needed", "x"),
    ("type_point", "needed", "(1"),
    ("type_cube", "value", "x"),
    ("type_numrange", "needed", "[2,1]"),
    ("type_multirange", "needed", "{[1"),
    ("type_int_array", "value", "{1,x}"),
    ("type_enum_array", "needed", "{happy}"),
    ("type_composite", "needed", "(a"),
    ("type_regclass", "needed", "no_such_table"),
    ("type_isbn", "value", "978-0-393-04002-8"),
]


@pytest.mark.parametrize(("table", "name", "text"), REFUSED)
def test_a_bad_value_is_told_beside_its_field(zoo, table, name, text):
    walk = zoo.walk(table)
    before = walk.ground.versions(walk.relation)
    page = walk.get(f"{walk.url}edit/?id={walk.ids[0]}")

    answer = form_of(page, "record-form").typing(name, text).post(walk.client)

    assert answer.status_code == 422
    assert told(answer) == [name]
    assert (name, text) in form_of(answer, "record-form").pairs
    assert not leaks(answer)
    assert walk.ground.versions(walk.relation) == before


# The walk through these tables may have taken away what was there.
FIRST = {
    "rule_unique_parts": "(country, code, active) VALUES ('PL', '1', false)",
    "rule_nulls_distinct": "(code) VALUES ('')",
}


@pytest.mark.parametrize(
    ("table", "values", "name"),
    [
        ("rule_exclusion", {"room": "2", "during": "[2026-01-01,2026-01-02)"}, "during"),
        (
            "rule_unique_parts",
            {"country": "PL", "code": "1", "active": "false", "email": "x@y"},
            "country",
        ),
        ("default_key_typed", {"id": "2", "note": "again"}, "id"),
        ("rule_nulls_distinct", {"code": "", "pair_a": "7"}, "code"),
    ],
)
def test_a_second_of_its_kind_is_told_beside_the_first_of_its_fields(zoo, table, values, name):
    walk = zoo.walk(table)
    if table in FIRST:
        walk.ground.run(f"INSERT INTO {table} {FIRST[table]} ON CONFLICT DO NOTHING")
    before = walk.ground.versions(walk.relation)
    form = form_of(walk.get(f"{walk.url}new/"), "record-form")
    for control, text in values.items():
        form = form.typing(control, text)

    answer = form.post(walk.client)

    assert answer.status_code == 422
    assert told(answer) == [name]
    assert not leaks(answer)
    assert walk.ground.versions(walk.relation) == before


def told(answer):
    """The controls that an error stands beside."""
    fields = pages.soup(answer).select(".field.has-error")
    return [field.select_one("[name]")["name"] for field in fields]


def leaks(answer):
    """What no page of the console says."""
    words = ("UPDATE ", "INSERT ", "EXPLAIN ", "LINE 1", "psycopg2", "Failing row")
    return [word for word in words if word in answer.text]
