"""What tables, columns, choices and rows are called."""

from __future__ import annotations

import enum

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import orm

from console.admin import all_models, naming
from console.models.company import Company, CompanyStatus
from console.models.order_line import OrderLine


class Base(orm.DeclarativeBase):
    """A registry of its own: no page and no migration ever sees these tables."""


class OddTable(Base):
    """Nothing is said about it, and its names are nobody's idea of names."""

    __tablename__ = "HTTP_log2_entries"

    id = sa.Column(sa.Integer, primary_key=True)
    createdAt = sa.Column(sa.DateTime)  # noqa: N815 - some tables are called so
    userID = sa.Column(sa.Integer)  # noqa: N815 - the same
    vat_id = sa.Column(sa.Text, info={"label": "VAT number"})
    country_code = sa.Column(sa.Text, sa.ForeignKey("HTTP_log2_entries.id"))
    zip_code = sa.Column(sa.Text)
    _hidden = sa.Column("_hidden", sa.Text)
    says = sa.Column(sa.Text, comment="What it says.")

    def __str__(self):
        return self.says


class Percentage(Base):
    __tablename__ = "percentage"
    __labels__ = ("discount %", "discounts %(s)")

    id = sa.Column(sa.Integer, primary_key=True)


@pytest.mark.parametrize(
    ("table", "singular", "plural"),
    [
        ("company", "company", "companies"),
        ("companies", "company", "companies"),
        ("sales_order", "sales order", "sales orders"),
        ("OrderLine", "order line", "order lines"),
        ("person", "person", "people"),
        ("address", "address", "addresses"),
        ("addresses", "address", "addresses"),
        ("status", "status", "statuses"),
        ("news", "news", "news"),
        ("data", "datum", "data"),
        ("series", "series", "series"),
        ("HTTP_log", "HTTP log", "HTTP logs"),
        ("tbl_users", "tbl user", "tbl users"),
        ("x", "x", "xes"),
        ("_", "_", "_"),
    ],
)
def test_plurals_are_guessed_from_either_form(table, singular, plural):
    assert naming.guessed(table) == (singular, plural)


def test_guessing_words_has_no_type_checks_written_into_every_function():
    assert naming.guessed("companies") == ("company", "companies")

    import inflect

    assert "check_argument_types" not in inflect.engine.singular_noun.__code__.co_names


@given(st.text(max_size=40))
def test_any_name_can_be_guessed_from(name):
    one, many = naming.guessed(name)

    assert isinstance(one, str)
    assert isinstance(many, str)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("id", "Id"),
        ("createdAt", "Created at"),
        ("userID", "User ID"),
        ("vat_id", "VAT number"),
        ("country_code", "Country"),  # a link is called by what it links to
        ("zip_code", "Zip code"),  # and a code that links to nothing by its name
        ("_hidden", "Hidden"),
        ("says", "Says"),
        ("shelf.keeper.name", "Shelf keeper name"),
    ],
)
def test_labels_are_names_in_words(app, name, label):
    with app.test_request_context():
        assert naming.label_of(OddTable, name) == label


def test_comments_of_the_database_are_help(app):
    with app.test_request_context():
        assert naming.help_of(OddTable, "says") == "What it says."
        assert naming.help_of(OddTable, "userID") == ""
        assert naming.help_of(OddTable, "no such column") == ""
        assert naming.help_of(Company, "country") == "Where it is registered."
        assert naming.about(Company) == "The firms we sell to and buy from."
        assert naming.about(OddTable) == ""


@pytest.mark.parametrize(
    ("number", "english"),
    [
        (0, "0 companies"),
        (1, "1 company"),
        (2, "2 companies"),
        (1284, "1,284 companies"),
        (1_000_000, "1,000,000 companies"),
    ],
)
def test_numbers_carry_their_noun(app, number, english):
    with app.test_request_context():
        assert naming.count_of(Company, number) == english


def test_polish_has_three_forms(app):
    with app.test_request_context(), force_locale("pl"):
        found = {number: naming.count_of(Company, number) for number in (1, 2, 5, 22)}

    assert len({text.split()[-1] for text in found.values()}) == 3


def test_an_estimate_takes_the_place_of_the_figures(app):
    with app.test_request_context():
        assert naming.count_of(Company, 12_000, "about 12,000") == "about 12,000 companies"


@pytest.mark.parametrize("number", [0, 1, 12])
def test_a_percent_sign_in_a_label_is_a_percent_sign(app, number):
    with app.test_request_context():
        assert naming.count_of(Percentage, number).startswith(f"{number} discount")
        assert naming.title(Percentage) == "Discounts %(s)"


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (CompanyStatus.ON_HOLD, "On hold"),
        ("on_hold", "On hold"),
        ("VAT", "VAT"),
        ("", ""),
        ("__", "__"),
        (enum.Enum("Odd", {"A": 7}).A, "7"),
    ],
)
def test_choices_read_as_words(app, value, label):
    with app.test_request_context():
        assert naming.choice_label(value) == label


class TestWords:
    def test_of_a_row_are_its_own(self, app):
        with app.test_request_context():
            assert naming.words(Company(id=1, name=" Acme ")) == "Acme"

    def test_are_never_empty(self, app):
        with app.test_request_context():
            assert naming.words(Company(id=7, name="   ")) == "Company 7"
            assert naming.words(OrderLine(order_id=7, line_no=2)) == "7/2"

    def test_of_a_row_that_cannot_say_them_are_its_key(self, app):
        with app.test_request_context():
            assert naming.words(OddTable(id=3, says=None)) == "HTTP log2 entry 3"
            assert naming.words(Percentage(id=3)) != ""

    def test_are_never_longer_than_a_line(self, app):
        with app.test_request_context():
            assert len(naming.words(Company(id=1, name="x" * 5000))) == naming.CUT


def test_every_word_of_the_models_is_collected_for_translation():
    found = naming.messages(all_models())

    for expected in (("company",), ("Companies",), ("On hold",), ("Tax number",), ("Sales",)):
        assert expected in found
    assert ("%(num)s company", "%(num)s companies") in found
    assert all(text and all(text) for text in found)
