"""Reference data on its way: from a file into a revision, into a database and back."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from console.seeding import Rows, seed
from tests.migrations.conftest import Project

KEYED: dict[str, Any] = {
    "table": "currency",
    "key": ("code",),
    "columns": ("code", "numeric", "name", "name_pl"),
}
AAA, BBB = ("AAA", "001", "Alfa", "alfa"), ("BBB", "002", "Beta", "beta")
ADDED = Rows(**KEYED, added=[AAA, BBB])
CHANGED = Rows(**KEYED, changed=[(AAA, ("AAA", "001", "Alpha", "alfa!"))])


@pytest.fixture
def connection(own_database):
    """A database at head, in a transaction that is thrown away; revisions' ``op`` works on it."""
    from console.models.db import db

    with db.engine.connect() as connection, connection.begin() as transaction:
        with Operations.context(MigrationContext.configure(connection)):
            yield connection
        transaction.rollback()


@pytest.fixture
def rows(connection):
    """The rows of ``currency`` whose code is a letter three times."""
    table = sa.table("currency", *map(sa.column, KEYED["columns"]))
    statement = sa.select(table).where(table.c.code.op("~")(r"^(.)\1\1$"), table.c.code != "XXX")
    return lambda: [tuple(row) for row in connection.execute(statement.order_by("code"))]


def one(outcomes):
    (outcome,) = outcomes
    return outcome


class TestApplying:
    def test_adds_what_is_missing_and_nothing_the_second_time(self, rows):
        first, second = one(seed.apply(ADDED)), one(seed.apply(ADDED))

        assert rows() == [AAA, BBB]
        assert (first.written, second.written) == (2, 0)

    def test_changes_what_is_as_declared_and_nothing_the_second_time(self, rows):
        seed.apply(ADDED)

        first, second = one(seed.apply(CHANGED)), one(seed.apply(CHANGED))

        assert rows()[0] == ("AAA", "001", "Alpha", "alfa!")
        assert (first.written, second.written) == (1, 0)

    def test_keeps_the_value_a_person_changed_and_says_so(self, connection, rows, capsys):
        seed.apply(ADDED)
        connection.execute(sa.text("UPDATE currency SET name = 'Ours' WHERE code = 'AAA'"))

        seed.apply(CHANGED)

        assert rows()[0] == ("AAA", "001", "Ours", "alfa!")
        assert "1 left as people made them (AAA)" in capsys.readouterr().out

    def test_keeps_a_row_that_was_there_before(self, connection, rows):
        connection.execute(
            sa.text("INSERT INTO currency VALUES ('AAA', '009', 'Mine', 'moje', NULL)")
        )

        outcome = one(seed.apply(ADDED))

        assert rows()[0][2] == "Mine"
        assert (outcome.added, outcome.kept) == (1, [("AAA",)])

    def test_leaves_out_a_row_whose_value_another_one_has(self, connection):
        connection.execute(sa.text("INSERT INTO currency VALUES ('ABC', '001', 'x', 'x', NULL)"))

        outcome = one(seed.apply(ADDED))

        assert (outcome.added, outcome.clashing) == (1, [("AAA",)])

    def test_says_which_rows_to_change_people_removed(self, connection):
        outcome = one(seed.apply(CHANGED))

        assert (outcome.written, outcome.missing) == (0, [("AAA",)])

    def test_one_code_may_take_the_place_of_another(self, connection, rows):
        seed.apply(ADDED)
        renamed = ("CCC", *AAA[1:])

        seed.apply(Rows(**KEYED, added=[renamed], removed=[AAA]))

        assert rows() == [BBB, renamed]

    def test_quotes_percent_signs_and_colons_arrive_as_they_are(self, rows):
        odd = ("AAA", "001", "100% \\ ' \" :x %(y)s", "ąę\n")

        seed.apply(Rows(**KEYED, added=[odd]))

        assert rows() == [odd]


class TestReverting:
    def test_takes_back_what_is_as_declared(self, rows):
        seed.apply(ADDED)
        seed.apply(CHANGED)

        seed.revert(CHANGED)
        assert rows() == [AAA, BBB]
        seed.revert(ADDED)
        assert rows() == []

    def test_keeps_what_people_changed(self, connection, rows):
        seed.apply(ADDED)
        connection.execute(sa.text("UPDATE currency SET name = 'Ours' WHERE code = 'AAA'"))

        outcome = one(seed.revert(ADDED))

        assert [row[0] for row in rows()] == ["AAA"]
        assert (outcome.removed, outcome.kept) == (1, [("AAA",)])

    def test_restores_what_was_removed(self, rows):
        seed.apply(ADDED)
        gone = Rows(**KEYED, removed=[BBB])

        seed.apply(gone)
        assert rows() == [AAA]
        seed.revert(gone)
        assert rows() == [AAA, BBB]

    def test_keeps_what_other_rows_refer_to(self, connection):
        country = Rows(
            table="country",
            key=("code",),
            columns=("code", "alpha3", "numeric", "name", "name_pl"),
            added=[("QQ", "QQQ", "999", "Q", "Q")],
        )
        seed.apply(country)
        connection.execute(
            sa.text(
                "INSERT INTO vat_rate (country_code, kind, valid_from, rate) "
                "VALUES ('QQ', 'standard', '2020-01-01', 1)"
            )
        )

        outcome = one(seed.revert(country))

        assert (outcome.removed, outcome.in_use) == (0, [("QQ",)])

    def test_takes_a_tree_from_its_leaves_and_keeps_what_a_kept_one_needs(self, connection):
        part: dict[str, Any] = {"table": "subdivision", "key": ("code",)}
        columns = ("code", "country_code", "parent_code", "kind", "name")
        tree = [("PL-X", None), ("PL-X1", "PL-X"), ("PL-Y", None), ("PL-Y1", "PL-Y")]
        rows = Rows(**part, columns=columns, added=[(a, "PL", b, "Region", a) for a, b in tree])
        seed.apply(rows)
        connection.execute(sa.text("UPDATE subdivision SET name = 'Ours' WHERE code = 'PL-Y1'"))

        outcome = one(seed.revert(rows))

        assert outcome.removed == 2
        assert (outcome.kept, outcome.in_use) == ([("PL-Y1",)], [("PL-Y",)])


class TestCommands:
    def test_a_changed_file_becomes_a_revision_that_a_database_takes(self, seeded):
        path = seeded.folder / "seeds" / "currency.csv"
        path.write_text(path.read_text().replace("złoty polski", "złoty"))

        written = seeded.flask("seed", "revision", "-m", "Call the złoty by its name")
        upgraded = seeded.flask("db", "upgrade")

        assert "currency: ~1" in written.output
        assert "_call_the_złoty_by_its_name.py" in written.output
        assert "currency: 1 changed" in upgraded.output
        assert seeded.ask("SELECT name_pl FROM currency WHERE code = 'PLN'") == "złoty"
        assert seeded.flask("seed", "check").exit_code == 0
        assert seeded.flask("db", "downgrade").exit_code == 0
        assert seeded.ask("SELECT name_pl FROM currency WHERE code = 'PLN'") == "złoty polski"

    def test_the_shipped_files_and_revisions_agree(self, seeded):
        check = seeded.flask("seed", "check")
        revision = seeded.flask("seed", "revision")

        assert check.output == "The revisions declare what seeds/ says.\n"
        assert revision.output.startswith("Nothing to write")

    def test_check_fails_when_a_file_is_ahead(self, seeded):
        seeded.seeds("unit", "code,name,quantity\nKGM,kilogram,mass\n")

        result = seeded.flask("seed", "check")

        assert result.exit_code == 1
        assert "unit: -132" in result.output

    def test_a_mistake_in_a_file_ends_with_a_sentence(self, seeded):
        seeded.seeds("unit", "code,name,quantity\nKGM,,mass\n")

        result = seeded.flask("seed", "revision")

        assert result.exit_code == 1
        assert result.stderr.startswith("Error: seeds/unit.csv, line 2: name is empty")

    @pytest.mark.parametrize(
        ("name", "text", "problem"),
        [
            ("nothing", "code\n", "Error: seeds/nothing.csv: no model has the table nothing.\n"),
            ("unit", "", "Error: seeds/unit.csv is empty: its first line names the columns.\n"),
        ],
    )
    def test_a_file_without_a_table_or_a_line_is_named(self, seeded, name, text, problem):
        seeded.seeds(name, text)

        assert seeded.flask("seed", "check").stderr == problem

    def test_status_tells_rows_in_place_from_those_changed_and_missing(self, seeded):
        seeded.run("UPDATE unit SET name = 'kilo' WHERE code = 'KGM'")
        seeded.run("DELETE FROM unit WHERE code = 'APZ'")

        result = seeded.flask("seed", "status", "--table", "unit")

        assert [line.split() for line in result.output.splitlines()] == [
            ["table", "declared", "in", "place", "changed", "missing", "waiting"],
            ["unit", "133", "131", "1", "1"],
            ["changed:", "KGM"],
            ["missing:", "APZ"],
        ]

    def test_status_of_a_database_without_tables_says_what_to_do(self, empty):
        result = empty.flask("seed", "status")

        assert result.exit_code == 0
        assert "no table" in result.output
        assert "run flask db upgrade" in result.stderr

    def test_sql_for_another_hand_is_refused_where_rows_go(self, bare: Project):
        bare.add(
            "a1",
            "seed.apply(UNIT)",
            extra='UNIT = Rows(table="unit", key=("code",), columns=("code",), removed=[("A",)])',
        )

        result = bare.flask("db", "upgrade", "--sql")

        assert result.exit_code == 1
        assert "run this revision with flask db, without --sql" in result.stderr
