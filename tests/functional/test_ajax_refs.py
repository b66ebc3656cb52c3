"""Look-ups written for Flask-Admin (``form_ajax_refs``), behind the console's pickers."""

from __future__ import annotations

import pytest
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from flask_admin.model.ajax import AjaxModelLoader

from console.admin import checks, query, registry
from console.models.company import Company
from console.models.contact import Contact
from console.models.db import db
from tests.factories import CompanyFactory, ContactFactory
from tests.pages import errors, soup, submit

LOOKUP = "/admin/contact/ajax/lookup/"
OURS = {"Console-Part": "choices"}
FORM = "form.record-form"


@pytest.fixture
def ask(staff):
    """What the console's picker of a contact's company is told."""

    def ask(text="", **more):
        asked = {"name": "company", "query": text, **more}
        return staff.get(LOOKUP, query_string=asked, headers=OURS).json

    return ask


def texts(found):
    return [one["text"] for one in found["results"]]


class TestFields:
    @pytest.fixture(autouse=True)
    def companies(self, options):
        refs = {
            "company": {
                "fields": ["name", "city"],
                "order_by": Company.city,
                "filters": ["kind = 'supplier'"],
                "page_size": 2,
                "placeholder": "Name or city",
                "minimum_input_length": 2,
            }
        }
        options(Contact, form_ajax_refs=refs)
        for name, city, kind in (
            ("Zeta One", "Wismar", "supplier"),
            ("Zeta Two", "Aachen", "supplier"),
            ("Other", "Zetaville", "supplier"),
            ("Zeta Three", "Bremen", "customer"),
        ):
            CompanyFactory(name=name, city=city, kind=kind)

    def test_say_what_is_searched_in_which_order_and_how_much_at_a_time(self, ask):
        found = ask("zeta")

        assert texts(found) == ["Zeta Two", "Zeta One"]
        assert texts(ask("zeta", after=found["more"])) == ["Other"]

    def test_find_every_word(self, ask):
        assert texts(ask("one zeta")) == ["Zeta One"]

    def test_do_not_read_percent_signs_as_wildcards(self, ask):
        assert texts(ask("%")) == []

    def test_leave_filters_of_the_list_alone(self, ask):
        assert "Zeta Three" in texts(ask("zeta", every="1"))

    def test_tell_the_picker_what_to_say_and_when_to_ask(self, staff):
        picker = soup(staff.get("/admin/contact/new/")).select_one(".picker[data-url*=company]")

        assert picker["data-placeholder"] == "Name or city"
        assert picker["data-least"] == "2"

    def test_a_script_for_flask_admin_gets_its_own_answer(self, staff):
        asked = {"name": "company", "query": "zeta", "offset": "1", "limit": "1"}
        (found,) = staff.get(LOOKUP, query_string=asked).json

        assert found == [
            db.session.query(Company.id).filter_by(name="Zeta One").scalar(),
            "Zeta One",
        ]

    def test_rows_that_are_not_theirs_to_see_are_not_found(self, ask, monkeypatch):
        monkeypatch.setattr(query, "row_rule", lambda account, model: Company.name != "Zeta One")

        assert texts(ask("zeta")) == ["Zeta Two", "Other"]


@pytest.mark.parametrize("limit", ["3", "1000000", "-1", "x", "9" * 30])
def test_without_loaders_the_same_parameters_get_the_same_answer(staff, limit):
    for number in range(3):
        CompanyFactory(name=f"Zeta {number}")
    asked = {"name": "company", "query": "zeta", "offset": "0", "limit": limit}

    found = staff.get(LOOKUP, query_string=asked).json

    assert [text for _key, text in found] == ["Zeta 0", "Zeta 1", "Zeta 2"]


class Loader(AjaxModelLoader):
    """Companies by the end of their name, in other words; never those that are closed."""

    def __init__(self):
        super().__init__("company", {"page_size": 2})

    def format(self, model):
        return (model.id, f"{model.name}!") if model else None

    def get_one(self, pk):
        found = db.session.get(Company, int(pk))
        return found if found and found.city != "Closed" else None

    def get_list(self, query, offset=0, limit=10):
        rows = db.session.query(Company).filter(Company.name.endswith(query))
        return rows.order_by(Company.name.desc()).offset(offset).limit(limit).all()


class TestLoaders:
    @pytest.fixture(autouse=True)
    def loader(self, options):
        options(Contact, form_ajax_refs={"company": Loader()})

    @pytest.fixture
    def companies(self):
        return [CompanyFactory(name=f"{one} Zeta") for one in "ABC"]

    def test_find_in_their_own_way_and_words(self, ask, companies):
        found = ask("Zeta")

        assert texts(found) == ["C Zeta!", "B Zeta!"]
        assert [one["id"] for one in found["results"]] == [
            str(companies[2].id),
            str(companies[1].id),
        ]
        assert texts(ask("Zeta", after=found["more"])) == ["A Zeta!"]

    def test_show_nobody_more_rows_than_they_may_see(self, ask, companies, monkeypatch):
        monkeypatch.setattr(query, "row_rule", lambda account, model: Company.name != "B Zeta")

        assert texts(ask("Zeta")) == ["C Zeta!"]

    def test_know_the_row_that_is_chosen(self, staff, companies):
        contact = ContactFactory(company=companies[0])
        page = staff.get(f"/admin/contact/edit/?id={contact.id}")
        assert soup(page).select_one("[name=company] ~ .picker-words").text == "A Zeta!"

        done = submit(staff, page, FORM, follow_redirects=False, company=str(companies[1].id))

        assert done.status_code == 302
        db.session.refresh(contact)
        assert contact.company_id == companies[1].id

    def test_may_refuse_a_row(self, staff, companies):
        contact, closed = ContactFactory(company=companies[0]), CompanyFactory(city="Closed")
        page = staff.get(f"/admin/contact/edit/?id={contact.id}")

        answer = submit(staff, page, FORM, company=str(closed.id))

        assert answer.status_code == 422
        assert "There is no company with the key" in errors(answer)[0]

    def test_that_narrow_their_query_are_asked(self, ask, companies, options):
        class Narrow(QueryAjaxModelLoader):
            def get_query(self):
                return super().get_query().filter(Company.name < "C")

        loader = Narrow("company", db.session, Company, fields=["name"], order_by="name")
        options(Contact, form_ajax_refs={"company": loader})

        assert texts(ask("zeta")) == ["A Zeta", "B Zeta"]


@pytest.mark.parametrize(
    "refs",
    [
        {"company": {}},
        {"company": {"fields": ["nme"]}},
        {"nothing": {"fields": ["name"]}},
        {"first_name": {"fields": ["name"]}},
        {"company": 7},
    ],
)
def test_what_cannot_be_looked_up_is_said_at_the_start(app, options, refs):
    options(Contact, form_ajax_refs=refs)
    view = registry.views(app)[Contact]

    assert [p.id for p in checks.can_be_looked_up(view)] == ["console.E006"]
