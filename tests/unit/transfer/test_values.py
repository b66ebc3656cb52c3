"""Every type in every format: read back equal from what machines get, readable for people."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg

from console.transfer.fields import Family, Field, family_of
from console.transfer.formats import Style, restored
from tests.unit.admin.zoo import COLUMNS, Base, Zoo
from tests.unit.transfer.conftest import values

POLISH = Style(
    excel=True,
    separator=";",
    decimal=",",
    date="DD.MM.YYYY",
    moment="DD.MM.YYYY HH24:MI:SS",
    zone="Europe/Warsaw",
    yes="tak",
    no="nie",
)


@pytest.fixture
def zoo(engine):
    """A table with every type, and in it rows with every nasty value and with NULLs."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for number in range(1 + max(len(texts) for _kind, texts in COLUMNS.values())):
            row = {
                name: typed_as(name, texts[number])
                for name, (_kind, texts) in COLUMNS.items()
                if number < len(texts)
            }
            connection.execute(sa.insert(Zoo).values(id=number, **row))
    return engine


@pytest.fixture
def everything():
    """Fields of all columns of the table, and the statement of its rows."""
    fields = [
        Field(prop.key, prop.key, getattr(Zoo, prop.key), prop.columns[0].type)
        for prop in orm.class_mapper(Zoo).column_attrs
    ]
    return fields, sa.select(Zoo).order_by(Zoo.id)


def texts(engine, source="zoo"):
    """All rows of the table, or of what was read, in PostgreSQL's own words."""
    picked = [
        sa.cast(sa.literal_column(f'"{column.name}"'), sa.Text()).label(column.name)
        for column in Zoo.__table__.c
    ]
    with engine.connect() as connection:
        found = connection.execute(sa.select(*picked).select_from(sa.text(source)).order_by("id"))
        return sorted((dict(row) for row in found.mappings()), key=lambda row: int(row["id"]))


def typed_as(name, text):
    """*text* as a value of the column *name*."""
    return sa.cast(sa.literal(text, sa.Text()), Zoo.__table__.c[name].type)


def names():
    return [column.name for column in Zoo.__table__.c]


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_csv_and_tsv_read_back_equal(zoo, everything, written, name, delimiter):
    data = written(name, everything[0], everything[1])

    columns = ", ".join(f'"{one}" text' for one in names())
    with zoo.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE raw ({columns})")
        cursor = connection.connection.cursor()
        options = f"FORMAT csv, HEADER, DELIMITER E'\\x{ord(delimiter):02x}'"
        cursor.copy_expert(f"COPY raw FROM STDIN WITH ({options})", io.BytesIO(data))
        rows = connection.exec_driver_sql("SELECT * FROM raw").mappings().all()
        connection.exec_driver_sql("CREATE TABLE again (LIKE zoo)")
        again = sa.table("again", *(sa.column(one) for one in names()))
        for row in rows:
            typed = {
                one: sa.cast(
                    sa.literal(text and restored(text), sa.Text()), Zoo.__table__.c[one].type
                )
                for one, text in row.items()
            }
            connection.execute(sa.insert(again).values(typed))
    assert texts(zoo, "again") == texts(zoo)


def test_json_lines_read_back_equal(zoo, everything, written):
    data = written("jsonl", everything[0], everything[1])

    assert all(json.loads(line) for line in data.decode().splitlines())
    with zoo.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE lines (line json)")
        for line in data.decode().rstrip("\n").split("\n"):
            connection.execute(
                sa.text("INSERT INTO lines VALUES (CAST(:line AS json))"), {"line": line}
            )
        # What PostgreSQL reads by itself, and the two columns whose null is a value.
        plain = [name for name in names() if name not in {"json", "jsonb"}]
        columns = ", ".join(f'r."{name}"' for name in plain)
        connection.exec_driver_sql(
            f"CREATE VIEW again AS SELECT {columns}, line -> 'json' AS json, "
            "CAST(line -> 'jsonb' AS jsonb) AS jsonb "
            "FROM lines, LATERAL json_populate_record(NULL::zoo, line) r"
        )
    before, after = texts(zoo), texts(zoo, "again")
    for row in before:
        # Blanks around a value are no part of it.
        row["json"] = row["json"] and row["json"].strip()
    assert after == before


def test_rows_of_no_columns_are_as_many_lines(engine, written):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bare ()")
        for _row in range(2):
            connection.exec_driver_sql("INSERT INTO bare DEFAULT VALUES")
    statement: sa.Select[Any] = sa.select(sa.column("ctid")).select_from(sa.table("bare"))

    files = {name: written(name, [], statement) for name in ("csv", "tsv", "jsonl", "xlsx")}

    sheet = openpyxl.load_workbook(io.BytesIO(files.pop("xlsx"))).worksheets[0]
    assert files == {"csv": b"\n\n\n", "tsv": b"\n\n\n", "jsonl": b"{}\n{}\n"}
    assert (sheet.max_column, sheet.auto_filter.ref) == (1, None)


@pytest.mark.parametrize("name", ["csv", "tsv", "xlsx"])
def test_people_get_all_of_it_too(zoo, everything, written, name):
    data = written(name, everything[0], everything[1], style=POLISH)

    assert data


def test_a_workbook_holds_every_row(zoo, everything, written):
    data = written("xlsx", everything[0], everything[1], style=POLISH)

    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.max_row == 1 + len(texts(zoo))
    day = [cell.value for cell in sheet[2]][names().index("day")]
    assert day == dt.datetime(2026, 2, 28)  # noqa: DTZ001 - a cell has no zone


class TestMachines:
    def show(self, written, kind, *given):
        fields, statement = values(kind, *given)
        return written("csv", fields, statement).decode().splitlines()[1:]

    def test_null_is_not_empty_text(self, written):
        assert self.show(written, sa.Text(), None, "", "a") == ["", '""', "a"]

    def test_negative_numbers_are_plain(self, written):
        assert self.show(written, sa.Numeric(), "-1234.50") == ["-1234.50"]

    def test_texts_that_are_formulas_are_neutralised(self, written):
        found = self.show(written, sa.Text(), "=1+1", "-1+1", "+48 22", "-5", "@x", "'=1", "％a")

        assert found == ["'=1+1", "'-1+1", "+48 22", "-5", "'@x", "''=1", "％a"]

    def test_moments_are_iso_in_utc(self, written):
        kind = sa.DateTime(timezone=True)

        assert self.show(written, kind, "2026-07-01 12:00+02", "infinity") == [
            "2026-07-01T10:00:00+00:00",
            "infinity",
        ]

    def test_booleans_are_words(self, written):
        assert self.show(written, sa.Boolean(), "t", "f", None) == ["true", "false", ""]

    def test_bytes_are_hexadecimal(self, written):
        assert self.show(written, sa.LargeBinary(), "\\x00ff") == ["\\x00ff"]


class TestExcel:
    def show(self, written, kind, *given, choices=None):
        (field,), statement = values(kind, *given)
        field = Field("v", "Wartość", field.value, kind, choices or {})
        data = written("csv", [field], statement, style=POLISH)
        assert data.startswith(b"\xef\xbb\xbf")
        return data.decode("utf-8-sig").splitlines()

    def test_headings_are_labels(self, written):
        assert self.show(written, sa.Text(), "a") == ["Wartość", "a"]

    def test_numbers_have_the_reader_s_decimal_sign(self, written):
        assert self.show(written, sa.Numeric(), "-1234.50")[1:] == ["-1234,50"]
        assert self.show(written, pg.MONEY(), "12.50")[1:] == ["12,50"]

    def test_days_are_the_reader_s_and_extremes_stay_readable(self, written):
        found = self.show(written, sa.Date(), "2026-01-31", "infinity", "0044-03-15 BC")

        assert found[1:] == ["31.01.2026", "infinity", "0044-03-15 BC"]

    def test_moments_are_in_the_reader_s_zone(self, written):
        found = self.show(written, sa.DateTime(timezone=True), "2026-07-01 10:00+00")

        assert found[1:] == ["01.07.2026 12:00:00"]

    def test_booleans_and_choices_are_words(self, written):
        assert self.show(written, sa.Boolean(), "t", "f")[1:] == ["tak", "nie"]
        chosen = self.show(written, sa.Text(), "a", "b", choices={"a": "Pierwszy"})
        assert chosen[1:] == ["Pierwszy", "b"]

    def test_telephone_numbers_keep_their_plus(self, written):
        assert self.show(written, sa.Text(), "+48 22 123")[1:] == ["'+48 22 123"]

    def test_lists_are_written_as_one(self, written):
        found = self.show(written, pg.ARRAY(sa.Text()), '{a,NULL,"b c"}', "{}", "{{a},{b}}")

        assert found[1:] == ["a, NULL, b c", '""', "{{a},{b}}"]


def test_a_row_of_made_values_goes_into_every_format(written):
    fields, statement = values(sa.Integer(), "1", None)
    made = Field("m", "Made", sources=[fields[0].value], make=lambda v: v[0] and f"={v[0]}")

    assert written("csv", [*fields, made], statement).decode() == "v,m\n1,'=1\n,\n"
    assert written("jsonl", [*fields, made], statement).decode() == (
        '{"v":1,"m":"=1"}\n{"v":null,"m":null}\n'
    )
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", [*fields, made], statement)))
    assert [[c.value for c in row] for row in sheet.worksheets[0].rows][1:] == [
        [1, "'=1"],
        [None, None],
    ]


def test_statements_follow_one_another_up_to_the_most_rows(written):
    fields, statement = values(sa.Integer(), "1", "2")

    assert written("csv", fields, statement, statement, most=3) == b"v\n1\n2\n1\n"


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        (sa.Interval(), Family.OTHER),
        (sa.Float(), Family.NUMBER),
        (sa.Double(), Family.NUMBER),
        (sa.Time(timezone=True), Family.OTHER),
        (sa.DateTime(), Family.MOMENT),
        (sa.DateTime(timezone=True), Family.ZONED),
        (pg.CITEXT(), Family.OTHER),
        (pg.JSONB(), Family.JSON),
        (pg.UUID(), Family.UUID),
    ],
)
def test_types_have_their_family(kind, family):
    assert family_of(kind) is family
