"""Whatever arrives is answered with a sentence; nothing is lost, and nothing falls over."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import sqlalchemy as sa

from console.admin import filters
from console.auth import Role
from console.models.company import Company
from console.models.db import db
from tests.factories import CompanyFactory, OrderLineFactory, SalesOrderFactory
from tests.pages import csrf_token, errors, fields_of, flashes, form, heading, soup, submit

COMPANIES = "/admin/company/"
# What an argument of a URL may hold when somebody tries.
NASTY = [
    "",
    " ",
    "%00",
    "a%00b",
    "%FF%FE",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "-1",
    "0",
    "1e9",
    "9" * 20,
    "9" * 5000,
    "NaN",
    "infinity",
    "null",
    "[]",
    "{}",
    "1,2,3",
    "..",
    "a.b.c",
    "'",
    "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "';DROP TABLE company;--",
    "%25s%25(x)s{{7*7}}",
    "__class__",
    "../../etc/passwd",
    "//evil.example",
    "x" * 8000,
]
# The arguments of each page, those together that are read together.
ARGUMENTS = {
    "": ["search sort page per_page columns after before ask saved url count name country", "id"],
    "count/": ["search sort tag", "cancel", "name country"],
    "facets/": ["search sort status", "name country"],
    "details/": ["id", "url"],
    "edit/": ["id", "url"],
    "delete/": ["id", "url"],
    "new/": ["url popup field", "name country", "copy id"],
    "export/csv/": ["search", "sort", "columns", "for", "name country page"],
    "ajax/lookup/": ["name", "name=country&query after"],
}


@pytest.fixture
def admin(client, login):
    login(Role.ADMIN)
    return client


class TestTheURL:
    @pytest.mark.parametrize("table", ["company", "vat_rate"])
    @pytest.mark.parametrize("page", ARGUMENTS)
    def test_may_hold_anything(self, admin, page, table):
        found = {}
        for names in ARGUMENTS[page]:
            for value in NASTY:
                query = "&".join(f"{name}={value}" for name in names.split())
                answer = admin.get(f"/admin/{table}/{page}?{query}")
                answer.close()
                if answer.status_code not in {200, 204, 400, 404}:
                    found[f"{page}?{query}"[:200]] = answer.status_code

        assert found == {}

    @pytest.mark.parametrize("value", NASTY)
    def test_may_name_any_table_page_and_format(self, admin, value):
        quoted = value if value not in {"", "..", "."} else "x"
        for path in (f"/admin/{quoted}/", f"{COMPANIES}{quoted}/", f"{COMPANIES}export/{quoted}/"):
            assert admin.get(path).status_code in {404, 308}, path

    def test_may_repeat_every_argument(self, admin):
        for page, names in ARGUMENTS.items():
            query = "&".join(f"{name}=1&{name}=2" for name in " ".join(names).split())
            answer = admin.get(f"{COMPANIES}{page}?{query}")
            answer.close()

            assert answer.status_code in {200, 204, 400, 404}, page

    def test_may_be_very_long(self, admin):
        query = "&".join(f"a{number}={number}" for number in range(3000))

        assert admin.get(f"{COMPANIES}?{query}").status_code == 200

    @pytest.mark.parametrize("page", ["", "count/", "facets/"])
    @pytest.mark.parametrize(
        "query",
        [
            "&".join(
                f"{name}__contains=x{i}" for name in ("name", "city", "notes") for i in range(9)
            ),
            "&".join(f"name__lacks=x{i}" for i in range(200)),
            "&".join(f"{name}={i}" for name in ("id", "city", "vat_number") for i in range(90)),
            "&".join(f"city__{operator}=x" for operator in ("contains",) * 200),
            "&".join(f"id__ge={i}&city__ne={i}" for i in range(250)),
        ],
    )
    def test_may_ask_for_more_than_a_list_answers(self, admin, page, query, count_queries):
        CompanyFactory(city="x1")

        with count_queries() as statements:
            answer = admin.get(f"{COMPANIES}{page}?{query}")

        assert answer.status_code == 200
        # Nothing is found rather than more than was asked for, and nothing is looked for.
        assert "Acme" not in answer.text
        assert max(one.count("ILIKE") for one in statements) <= filters.MOST_TEXTS
        assert len(answer.data) < 100_000

    def test_is_told_how_much_a_list_answers(self, admin):
        many = "&".join(f"city__contains=x{i}" for i in range(11))

        page = admin.get(f"{COMPANIES}?{many}")

        assert flashes(page) == [
            "The filter on City was not applied: a list looks for at most 10 texts."
        ]

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "MADE-UP"])
    def test_takes_no_other_methods(self, admin, method):
        answers = {
            admin.open(f"{COMPANIES}{page}", method=method).status_code for page in ARGUMENTS
        }

        assert answers <= {400, 404, 405} | ({200} if method == "OPTIONS" else set())


class TestCookies:
    @pytest.mark.parametrize("name", ["locale", "timezone", "theme", "density", "menu", "recent"])
    @pytest.mark.parametrize("value", ["", "x" * 4000, "../../etc", '"><script>', "xx_YY", "%00"])
    def test_may_hold_anything(self, admin, name, value):
        admin.set_cookie(name, quote(value))

        page = admin.get(COMPANIES)

        assert page.status_code == 200
        assert "<script>" not in str(soup(page).html.attrs)


class TestAddressesToGoBackTo:
    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "http:evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "data:text/html,x",
            " /admin/",
            "/admin/\nX: y",
        ],
    )
    def test_stay_on_this_site(self, admin, url):
        key = CompanyFactory().id
        for page in ("new/", f"edit/?id={key}", f"details/?id={key}", f"delete/?id={key}"):
            path = f"{COMPANIES}{page}{'&' if '?' in page else '?'}url={quote(url)}"
            answer = soup(admin.get(path))

            for tag in answer.select("main a[href], main form[action]"):
                target = str(tag.get("href") or tag.get("action"))
                assert "evil.example" not in target.partition("?")[0], path
                assert not target.startswith(("javascript:", "data:")), path

    @pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "http:evil"])
    def test_are_not_followed_after_saving(self, admin, url):
        page = admin.get(f"/admin/tag/new/?url={quote(url)}")

        saved = submit(admin, page, follow_redirects=False, name="eco", url=url)

        assert saved.status_code in {302, 303}
        assert "evil" not in saved.headers["Location"]


class TestForms:
    @pytest.fixture
    def company(self):
        return CompanyFactory(name="Acme")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "   "),
            ("name", "a\0b"),
            ("credit_limit", "much"),
            ("credit_limit", "-1"),
            ("credit_limit", "9" * 40),
            ("credit_limit", "NaN"),
            ("credit_limit", "1,23,4"),
            ("discount", "101"),
            ("payment_days", "1.5"),
            ("payment_days", "99999999999999999999"),
            ("status", "happy"),
            ("country", "XX"),
            ("country", ""),
            ("country", "P\0"),
            ("account_manager", "0"),
            ("account_manager", "abc"),
            ("account_manager", "99999999999999999999"),
            ("tax_id", "not a number"),
            ("email", "nobody"),
            ("website", "javascript:alert(1)"),
            ("attributes", "{"),
            ("attributes", '{"a": NaN}'),
            ("attributes", "[" * 3000),
        ],
    )
    def test_answer_beside_the_field_and_keep_what_was_typed(self, admin, company, field, value):
        page = admin.get(f"{COMPANIES}edit/?id={company.id}")

        answer = submit(admin, page, **{field: value, "city": "Typed City"})

        assert answer.status_code in {400, 409, 422}
        assert errors(answer) or flashes(answer)
        assert form(answer)["city"] == "Typed City"
        db.session.refresh(company)
        assert (company.name, company.city) == ("Acme", "Kraków")

    def test_without_a_token_keep_what_was_typed_in_the_browser(self, admin, company):
        page = admin.get(f"{COMPANIES}edit/?id={company.id}")

        answer = submit(admin, page, csrf_token=None, city="Hel")

        assert answer.status_code == 400
        assert "nothing was saved" in soup(answer).get_text()
        db.session.refresh(company)
        assert company.city == "Kraków"

    def test_cannot_be_made_to_write_what_they_do_not_show(self, admin, company):
        before = db.session.scalar(sa.select(Company.created_at))
        page = admin.get(f"{COMPANIES}edit/?id={company.id}")

        submit(
            admin, page, city="Hel", id="77", created_at="2001-01-01", orders="1", country_code="DE"
        )

        db.session.refresh(company)
        assert company.city == "Hel"
        assert company.country_code == "PL"
        assert company.created_at == before

    def test_may_be_sent_as_something_else_entirely(self, admin):
        token = csrf_token(admin.get(f"{COMPANIES}new/"))
        headers = {"X-CSRFToken": token}
        for body, kind in (
            (b"{}", "application/json"),
            (b"\xff\xfe", "text/plain"),
            (b"name=%FF%00&country=%ED%A0%80", "application/x-www-form-urlencoded"),
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"", "multipart/form-data"),
        ):
            for page in ("new/", "edit/?id=1", "delete/?id=1", "action/"):
                answer = admin.post(
                    f"{COMPANIES}{page}", data=body, content_type=kind, headers=headers
                )
                assert answer.status_code in {200, 302, 303, 400, 404, 410, 415, 422}, (page, kind)

    def test_take_thousands_of_fields_without_complaint(self, admin):
        page = admin.get("/admin/tag/new/")
        data = fields_of(soup(page).select_one("main form[method=post]"))
        extra = {f"field{number}": "x" for number in range(900)}

        answer = admin.post("/admin/tag/new/", data=data | extra | {"name": "eco"})

        assert answer.status_code in {302, 303, 413}


class TestRowsThatAreGone:
    @pytest.mark.parametrize("page", ["details/", "edit/", "delete/"])
    def test_are_not_found_with_a_sentence(self, admin, page):
        answer = admin.get(f"{COMPANIES}{page}?id=4711")

        assert answer.status_code == 404
        assert heading(answer) == "There is nothing here"

    def test_while_their_form_is_open_say_so_and_keep_what_was_typed(self, admin):
        company = CompanyFactory()
        page = admin.get(f"{COMPANIES}edit/?id={company.id}")
        db.session.delete(company)
        db.session.commit()

        answer = submit(admin, page, city="Typed City")

        assert answer.status_code in {404, 409, 410}
        assert len(soup(answer).select_one("main").get_text(strip=True)) > 40

    def test_among_chosen_ones_are_no_reason_to_fall_over(self, admin):
        company = CompanyFactory()
        token = csrf_token(admin.get(COMPANIES))
        data = {"csrf_token": token, "action": "delete"}

        for chosen in ([company.id, 4711], ["abc"], [], ["\0"], [company.id] * 1500):
            answer = admin.post(f"{COMPANIES}action/", data=data | {"rowid": chosen})
            assert answer.status_code in {200, 302, 303, 400, 404, 409, 413, 422}, chosen[:3]

        assert db.session.get(Company, company.id) is not None

    @pytest.mark.parametrize("action", ["", "none", "__init__", "delete\0", "x" * 500])
    def test_nor_are_actions_that_there_are_not(self, admin, action):
        company = CompanyFactory()
        token = csrf_token(admin.get(COMPANIES))

        answer = admin.post(
            f"{COMPANIES}action/",
            data={"csrf_token": token, "action": action, "rowid": [company.id]},
        )

        assert answer.status_code in {302, 303, 400, 404}


class TestExports:
    @pytest.mark.parametrize(
        "query",
        ["status=happy", "nothing=1", "credit_limit__ge=much", "columns=nothing", "sort=nothing"],
    )
    def test_of_rows_nobody_asked_for_are_refused(self, admin, query):
        CompanyFactory()

        answer = admin.get(f"{COMPANIES}export/csv/?{query}")

        assert answer.status_code == 400
        assert "Acme" not in answer.text


def test_a_key_of_several_columns_is_taken_whole_or_not_at_all(admin):
    line = OrderLineFactory(order=SalesOrderFactory())
    good = f"{line.order_id},{line.line_no}"

    answers = {
        key: admin.get(f"/admin/order_line/details/?id={quote(key)}").status_code
        for key in (good, f"{good},", f",{good}", f"{line.order_id}", f"{good},1", f"{good}.")
    }

    assert answers.pop(good) == 200
    assert set(answers.values()) == {404}
