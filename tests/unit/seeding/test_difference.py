"""What a file says that the revisions have not declared."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.seeding import SeedError
from console.seeding.difference import difference, parents_first
from console.seeding.history import Declared

PLACE = sa.Table(
    "place",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("parent", sa.ForeignKey("place.code")),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("rate", sa.Numeric(5, 2)),
    sa.Column("since", sa.Date),
    sa.Column("open", sa.Boolean),
    sa.Column("kind", sa.Enum("town", "village", native_enum=False)),
)


@pytest.fixture
def compare(tmp_path):
    def compare(text: str, **before):
        path = tmp_path / "place.csv"
        path.write_text(text)
        known = Declared("place", ("code",), rows=before.pop("rows")) if before else None
        return difference(path, PLACE, known)

    return compare


def known(**columns):
    return {(columns["code"],): columns}


class TestWhatIsFound:
    def test_all_rows_the_first_time_keyed_by_the_unique_column(self, compare):
        found = compare("code,name\nA,Alfa\n")

        assert (found.key, found.columns) == (("code",), ("code", "name"))
        assert found.added == [("A", "Alfa")]

    def test_rows_that_came_changed_and_went(self, compare):
        before = known(code="A", name="Alfa") | known(code="B", name="Beta")

        found = compare("code,name\nA,Alpha\nC,Gamma\n", rows=before)

        assert found.added == [("C", "Gamma")]
        assert found.changed == [(("A", "Alfa"), ("A", "Alpha"))]
        assert found.removed == [("B", "Beta")]

    def test_nothing_when_only_the_writing_differs(self, compare):
        before = known(code="A", name="Alfa", rate="23.00", open=True)

        assert compare('code,name,rate,open\n"A",Alfa,23,TRUE\n', rows=before) is None

    def test_a_new_column_changes_every_row_from_null(self, compare):
        found = compare("code,name,rate\nA,Alfa,5\n", rows=known(code="A", name="Alfa"))

        assert found.changed == [(("A", "Alfa", None), ("A", "Alfa", "5.00"))]

    def test_values_become_those_of_their_column(self, compare):
        found = compare("code,name,rate,since,open,kind\nA,Alfa,1.5,2011-01-01,false,town\n")

        assert found.added == [("A", "Alfa", "1.50", "2011-01-01", False, "town")]

    def test_parents_come_first_and_go_last(self, compare):
        text = "code,parent,name\nC,B,c\nB,A,b\nA,,a\n"
        before = known(code="E", parent="D", name="e") | known(code="D", parent=None, name="d")

        found = compare(text, rows=before)

        assert [row[0] for row in found.added] == ["A", "B", "C"]
        assert [row[0] for row in found.removed] == ["E", "D"]

    def test_a_circle_does_not_go_round_for_ever(self):
        rows = [("A", "B"), ("B", "A")]

        assert sorted(parents_first(rows, ("code", "parent"), PLACE)) == rows


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("code,nam\nA,x\n", r"line 1: the table place has no column nam\."),
        ("code\nA\n", r"line 1: the column name is missing and has no default\."),
        ("name\nx\n", r"line 1: no key: rows are told apart by id or by code\."),
        ("code,name\nA,x\nB,y\nA,z\n", r"line 4: A stands in line 2 already\."),
        ("code,name\n,x\n", r"line 2: code is empty but must have a value \(an empty text is"),
        ("code,name\nA,\n", r"line 2: name is empty but must have a value"),
        ("code,name,rate\nA,x,a lot\n", r"line 2: rate is 'a lot', which is no numeric\."),
        ("code,name,rate\nA,x,1.005\n", r"line 2: rate is '1\.005'"),
        ("code,name,rate\nA,x,NaN\n", r"line 2: rate is 'NaN'"),
        ("code,name,since\nA,x,1.1.2011\n", r"line 2: since is '1\.1\.2011', which is no date\."),
        ("code,name,open\nA,x,yes\n", r"line 2: open is 'yes', which is no boolean\."),
        ("code,name,kind\nA,x,city\n", r"line 2: kind is 'city', which is no enum\."),
        ("code,name\nA,x\0\n", r"line 2: name holds a NUL character\."),
    ],
)
def test_a_mistake_is_named_with_its_line(compare, text, problem):
    with pytest.raises(SeedError, match=r"seeds/place\.csv, " + problem):
        compare(text)


def test_an_empty_text_is_no_null(compare):
    assert compare('code,name\nA,""\n').added == [("A", "")]
