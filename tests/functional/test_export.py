"""What people take out of a list: exactly its rows, order and columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import threading
from decimal import Decimal
from urllib.parse import quote

import openpyxl
import pytest
import sqlalchemy as sa

from console.admin import export as exporting
from console.admin import extract as extracting
from console.admin import registry
from console.auth import Role
from console.models.company import Company
from console.models.db import db
from console.transfer import formats
from console.transfer.stream import BrokenError
from tests import pages
from tests.factories import CompanyFactory, SalesOrderFactory

COMPANIES = "/admin/company/export"
ORDERS = "/admin/sales_order/export"


@pytest.fixture
def staff(own_database):
    """Exports read what is committed, on a connection of their own."""
    return own_database.client(Role.STAFF)


@pytest.fixture
def companies(staff):
    return [
        CompanyFactory(name="Acme", city="Łódź", tax_id="PL0000000001", status="active"),
        CompanyFactory(name="Zeta", city="=1+1", country_code="DE", status="on_hold"),
        CompanyFactory(name="Beta, Inc.", city='a "b"', country_code="DE", status="closed"),
    ]


@pytest.fixture
def many(staff):
    """More companies than fit into what is made before anybody reads."""
    rows = [{"name": f"Many {n}", "city": "x" * 200, "country_code": "PL"} for n in range(4000)]
    db.session.execute(sa.insert(Company), rows)
    db.session.commit()


def table(response, delimiter=","):
    """The cells of a file, its headings first."""
    assert response.status_code == 200, pages.text_of(pages.soup(response).find("main"))
    text = response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))


def column(response, name):
    rows = table(response)
    place = rows[0].index(name)
    return [row[place] for row in rows[1:]]


def sheet(response):
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.data))


def said(response):
    return pages.text_of(pages.soup(response).find("main"))


class TestRows:
    def test_are_those_of_the_list_in_its_order(self, staff, companies):
        url = f"{COMPANIES}/csv/?country=DE&sort=-name"

        assert column(staff.get(url), "name") == ["Zeta", "Beta, Inc."]

    def test_follow_the_search(self, staff, companies):
        assert column(staff.get(f"{COMPANIES}/csv/?search=acm"), "name") == ["Acme"]

    def test_are_all_of_them_whatever_page_is_shown(self, staff, companies):
        url = f"{COMPANIES}/csv/?page=2&per_page=20&after=x"

        assert column(staff.get(url), "name") == ["Acme", "Beta, Inc.", "Zeta"]

    def test_without_a_value_to_sort_by_come_last(self, staff, companies):
        url = f"{COMPANIES}/csv/?sort=-tax_id"

        assert column(staff.get(url), "name")[0] == "Acme"
        assert len(column(staff.get(url), "name")) == 3

    def test_sorted_by_what_they_link_to(self, staff, companies):
        SalesOrderFactory(number="SO-2026-000001", company=companies[1])
        SalesOrderFactory(number="SO-2026-000002", company=companies[0])

        response = staff.get(f"{ORDERS}/csv/?sort=company")

        assert column(response, "company") == ["Acme", "Zeta"]

    def test_are_no_more_than_the_view_allows(self, staff, companies, view_of):
        view_of(Company).export_max_rows = 2

        assert len(column(staff.get(f"{COMPANIES}/csv/?sort=tax_id"), "name")) == 2


class TestColumns:
    def test_are_those_of_the_list(self, staff, companies):
        assert table(staff.get(f"{COMPANIES}/csv/"))[0] == [
            "name", "kind", "status", "country_code", "country", "city", "tax_id",
            "currency_code", "account_manager_id", "account_manager",
        ]  # fmt: skip

    def test_are_those_that_were_chosen(self, staff, companies):
        assert table(staff.get(f"{COMPANIES}/csv/?columns=city,name&sort=name"))[:2] == [
            ["city", "name"],
            ["Łódź", "Acme"],
        ]

    def test_are_all_that_there_are_when_asked_for(self, staff, companies):
        head = table(staff.get(f"{COMPANIES}/csv/?columns=*"))[0]

        assert {"id", "attributes", "other_names", "created_at"} <= set(head)

    def test_never_hold_a_secret(self, own_database):
        admin = own_database.client(Role.ADMIN)
        for name in formats.FORMATS:
            response = admin.get(f"/admin/console.account/export/{name}/?columns=*")

            assert b"password_hash" not in response.data
            assert b"argon2" not in response.data

    def test_of_amounts_bring_their_currency(self, staff, companies):
        SalesOrderFactory(company=companies[0], currency_code="PLN", total=Decimal("12.50"))

        (row,) = table(staff.get(f"{ORDERS}/csv/?columns=total"))[1:]

        assert row == ["12.50", "PLN"]

    def test_follow_the_view_s_own_list(self, staff, companies, view_of):
        view_of(Company).column_export_list = ("name", "country.name")
        view_of(Company).column_export_exclude_list = ()

        assert table(staff.get(f"{COMPANIES}/csv/?sort=name"))[:2] == [
            ["name", "country.name"],
            ["Acme", "Poland"],
        ]

    def test_may_be_made_by_python(self, staff, companies, view_of):
        view = view_of(Company)
        view.column_formatters_export = {"city": lambda v, c, row, name: f"={row.city.upper()}"}

        response = staff.get(f"{COMPANIES}/csv/?columns=name,city,tax_id&sort=name")

        assert table(response)[1:3] == [
            ["Acme", "'=ŁÓDŹ", "PL0000000001"],
            ["Beta, Inc.", '\'=A "B"', ""],
        ]

    def test_that_lead_to_many_rows_are_their_words(self, staff, companies, view_of):
        SalesOrderFactory(number="SO-2026-000001", company=companies[0])
        SalesOrderFactory(number="SO-2026-000002", company=companies[0])
        view_of(Company).column_export_list = ("name", "orders")

        row = table(staff.get(f"{COMPANIES}/csv/?sort=name"))[1]

        assert sorted(row[1].split(", ")) == ["SO-2026-000001", "SO-2026-000002"]


class TestMachines:
    def test_get_names_keys_iso_and_null_apart_from_empty(self, staff, companies):
        order = SalesOrderFactory(
            company=companies[0],
            customer_reference="",
            ordered_at=dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC),
        )
        url = f"{ORDERS}/csv/?columns=company,ordered_at,customer_reference,notes"

        assert staff.get(url).data.decode().splitlines() == [
            "company_id,company,ordered_at,customer_reference,notes",
            f'{order.company_id},Acme,2026-07-01T10:00:00+00:00,"",',
        ]

    def test_get_json_lines(self, staff, companies):
        response = staff.get(f"{COMPANIES}/jsonl/?columns=name,attributes,other_names&sort=name")

        assert json.loads(response.data.splitlines()[0]) == {"name": "Acme", "other_names": []}
        assert response.mimetype == "application/x-ndjson"

    def test_get_tabs(self, staff, companies):
        response = staff.get(f"{COMPANIES}/tsv/?columns=name,city&sort=name")

        assert table(response, "\t")[1] == ["Acme", "Łódź"]


class TestExcel:
    def test_gets_labels_words_and_the_language_s_signs(self, staff, companies):
        SalesOrderFactory(
            company=companies[0],
            total=Decimal("1234.50"),
            ordered_at=dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC),
        )
        staff.set_cookie("locale", "pl")
        staff.set_cookie("timezone", "Europe/Warsaw")

        response = staff.get(f"{ORDERS}/csv/?for=excel&columns=company,ordered_at,total")

        assert response.data.startswith(b"\xef\xbb\xbf")
        (row,) = table(response, ";")[1:]
        assert row == ["Acme", "01.07.2026 12:00:00", "1234,50", "EUR"]

    def test_gets_commas_in_english(self, staff, companies):
        staff.set_cookie("locale", "en")

        response = staff.get(f"{COMPANIES}/csv/?for=excel&columns=name,country,status&sort=name")

        assert table(response)[:2] == [["Name", "Country", "Status"], ["Acme", "Poland", "Active"]]

    def test_never_runs_a_cell(self, staff, companies):
        for readers in ("excel", "machines"):
            response = staff.get(f"{COMPANIES}/csv/?for={readers}&columns=city&sort=name")

            assert ["'=1+1"] in table(response)

    def test_gets_workbooks_with_types(self, staff, companies):
        SalesOrderFactory(
            company=companies[0],
            total=Decimal("-0.50"),
            ordered_at=dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC),
        )
        staff.set_cookie("timezone", "Europe/Warsaw")

        book = sheet(staff.get(f"{ORDERS}/xlsx/?columns=company,ordered_at,total,promised_on"))

        rows = [[cell.value for cell in row] for row in book.worksheets[0].rows]
        noon = dt.datetime(2026, 7, 1, 12)  # noqa: DTZ001 - a cell has no zone
        assert rows[1] == ["Acme", noon, -0.5, "EUR", None]

    def test_workbooks_say_what_they_hold(self, staff, companies):
        url = f"{COMPANIES}/xlsx/?country=DE&status__ne=closed&search=zet&sort=-name"

        about = sheet(staff.get(url)).worksheets[1]

        found = [(row[0].value, row[1].value) for row in about.rows]
        assert found[:5] == [
            ("Table", "Companies"),
            ("Filter", "contains “zet”"),
            ("Filter", "Country is Germany"),
            ("Filter", "Status is not Closed"),
            ("Sorted", "Name ↓"),
        ]
        assert ("By", "staff@example.org") in found


class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("payment_days=abc", "“abc” is no number"),
            ("nonsense=1", "“nonsense” is no filter"),
            ("sort=nonsense", "“nonsense”"),
            ("columns=name,nonsense", "There is no column “nonsense”"),
            ("columns=%00", "There is no column"),
            ("for=nobody", "“excel” or for “machines”"),
            ("status=unheard-of", "is not one of the choices"),
            (f"name={'x' * 10_000}", "too long"),
        ],
    )
    def test_say_why_and_send_no_file(self, client, login, query, words):
        login(Role.STAFF)

        response = client.get(f"{COMPANIES}/csv/?{query}")

        assert response.status_code == 400
        assert words in said(response)
        assert "Content-Disposition" not in response.headers

    @pytest.mark.parametrize("name", ["pdf", "csv%00", "__class__"])
    def test_an_unknown_format_is_not_there(self, client, login, name):
        login(Role.STAFF)

        response = client.get(f"{COMPANIES}/{name}/")

        assert response.status_code == 404
        assert "no export of this kind" in said(response)

    def test_strangers_get_nothing(self, client):
        assert client.get(f"{COMPANIES}/csv/").status_code == 403

    def test_a_view_may_offer_less(self, staff, view_of):
        view_of(Company).export_types = ("csv",)

        assert staff.get(f"{COMPANIES}/xlsx/").status_code == 404

    def test_more_rows_than_a_sheet_holds_are_said_beforehand(self, staff, companies, monkeypatch):
        small = formats.Format("xlsx", "XLSX", "application/x", most_rows=2)
        monkeypatch.setitem(formats.FORMATS, "xlsx", small)

        response = staff.get(f"{COMPANIES}/xlsx/")

        assert response.status_code == 413
        assert "XLSX holds at most 2 rows" in said(response)
        assert staff.get(f"{COMPANIES}/xlsx/?country=DE").status_code == 200

    def test_more_rows_than_anybody_expected_break_the_file_off(
        self, staff, companies, monkeypatch
    ):
        small = formats.Format("xlsx", "XLSX", "application/x", most_rows=2)
        monkeypatch.setitem(formats.FORMATS, "xlsx", small)
        monkeypatch.setattr(exporting, "CERTAIN", 1_000_000)

        response = staff.get(f"{COMPANIES}/xlsx/", buffered=False)
        with pytest.raises(BrokenError, match="FullError"):
            response.get_data()
        response.close()

    def test_few_rows_are_not_counted_beforehand(self, staff, companies, count_queries):
        with count_queries() as queries:
            staff.get(f"{COMPANIES}/xlsx/")

        assert not [one for one in queries if "count(" in one]


class TestTransfer:
    def test_has_a_name_and_is_not_kept(self, staff, companies):
        response = staff.get(f"{COMPANIES}/csv/")

        assert response.headers["Content-Disposition"].startswith("attachment; filename=company-2")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.mimetype == "text/csv"

    def test_can_be_asked_about_without_being_made(self, staff, companies):
        response = staff.head(f"{COMPANIES}/csv/")

        assert response.status_code == 200
        assert response.data == b""
        assert "export" not in {thread.name for thread in threading.enumerate()}

    def test_names_a_table_whatever_it_is_called(self, staff, view_of):
        view_of(Company).endpoint = 'a/"b"\n:ć'

        header = staff.get(f"{COMPANIES}/csv/").headers["Content-Disposition"]

        assert quote("a__b__.ć") in header

    def test_ends_the_request_s_own_transaction(self, staff, many):
        db.session.remove()

        response = staff.get(f"{COMPANIES}/csv/?columns=name,city", buffered=False)
        held = db.engine.pool.checkedout()
        response.close()

        # More is to come than is made ahead, so the file's own connection is still in use.
        assert held == 1

    def test_gives_its_connection_back(self, staff, companies, own_database):
        for name in formats.FORMATS:
            assert staff.get(f"{COMPANIES}/{name}/").data

        assert db.engine.pool.checkedout() == 0

    def test_gives_its_connection_back_when_refused(self, staff, companies, monkeypatch):
        small = formats.Format("xlsx", "XLSX", "application/x", most_rows=2)
        monkeypatch.setitem(formats.FORMATS, "xlsx", small)

        assert staff.get(f"{COMPANIES}/xlsx/").status_code == 413
        assert db.engine.pool.checkedout() == 0

    def test_that_breaks_off_does_not_look_complete(self, staff, companies, many, view_of):
        view = view_of(Company)

        def fail(_view, _context, row, _name):
            if row.name == "Zeta":
                raise ZeroDivisionError
            return row.name

        view.column_formatters_export = {"city": fail}
        response = staff.get(f"{COMPANIES}/csv/?columns=name,city&sort=name", buffered=False)

        assert response.status_code == 200
        with pytest.raises(BrokenError, match="ZeroDivisionError"):
            response.get_data()
        response.close()


class TestWho:
    @pytest.mark.parametrize("role", list(Role))
    def test_every_role_exports_what_it_may_read(self, own_database, role):
        client = own_database.client(role)

        assert client.get(f"{COMPANIES}/csv/").status_code == 200
        assert client.get("/admin/country/export/csv/").status_code == 200

    def test_words_of_rows_that_are_not_theirs_stay_out(self, staff, companies, monkeypatch):
        def rule_on(_viewer, alias, model):
            return alias.name != "Poland" if model.__tablename__ == "country" else None

        monkeypatch.setattr(extracting.Viewer, "rule_on", rule_on)

        response = staff.get(f"{COMPANIES}/csv/?columns=country&sort=name")

        assert table(response)[1:3] == [["PL", ""], ["DE", "Germany"]]


class TestMenu:
    def test_offers_every_format_without_scripts(self, staff, companies):
        page = staff.get("/admin/company/?status=active&sort=-name")

        form = pages.soup(page).select_one("form[action*='/export/']")
        buttons = {pages.text_of(button): button["formaction"] for button in form.select("button")}

        assert list(buttons) == ["CSV", "TSV", "JSON Lines", "XLSX"]
        assert pages.fields_of(form) == {
            "status": "active",
            "sort": "-name",
            "columns": "",
            "for": "excel",
        }
        assert column(staff.get(buttons["CSV"], query_string={"status": "active"}), "name") == [
            "Acme"
        ]

    def test_says_how_many_rows_a_workbook_takes(self, staff, companies):
        form = pages.soup(staff.get("/admin/company/")).select_one("form[action*='/export/']")

        assert "at most 1,048,575 rows" in pages.text_of(form)

    def test_is_not_there_where_nothing_may_be_exported(self, staff, view_of):
        view_of(Company).can_export = False

        assert not pages.soup(staff.get("/admin/company/")).select("form[action*='/export/']")


@pytest.fixture
def view_of(own_database, monkeypatch):
    """The view of a model, whose options last for the test."""

    def find(model):
        view = registry.views(own_database.app)[model]
        return Patched(view, monkeypatch)

    return find


class Patched:
    """Sets attributes of a view until the test ends."""

    def __init__(self, view, monkeypatch):
        object.__setattr__(self, "_view", view)
        object.__setattr__(self, "_patch", monkeypatch)

    def __getattr__(self, name):
        return getattr(self._view, name)

    def __setattr__(self, name, value):
        self._patch.setattr(self._view, name, value, raising=False)
