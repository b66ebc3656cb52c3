"""What a Polish reader is told, where the language asks for more than other words."""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from wtforms import StringField, validators

from console.admin import all_models, naming, registry
from console.auth import Role
from console.models.company import Company
from console.models.employee import Employee
from tests.factories import CompanyFactory, TagFactory
from tests.pages import errors, flashes, heading, soup, submit, text_of


@pytest.fixture
def page(client, login):
    """Opens pages in Polish, as somebody of the staff."""
    login(Role.STAFF)
    client.set_cookie("locale", "pl")
    client.set_cookie("timezone", "Europe/Warsaw")
    return client.get


def plain(text):
    return text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("number", "companies", "employees"),
    [
        (0, "0 firm", "0 pracowników"),
        (1, "1 firma", "1 pracownik"),
        (2, "2 firmy", "2 pracowników"),
        (5, "5 firm", "5 pracowników"),
        (12, "12 firm", "12 pracowników"),
        (22, "22 firmy", "22 pracowników"),
        (111, "111 firm", "111 pracowników"),
        (1284, "1 284 firmy", "1 284 pracowników"),
    ],
)
def test_numbers_bend_their_nouns(app, number, companies, employees):
    with app.test_request_context(), force_locale("pl"):
        assert plain(naming.count_of(Company, number)) == companies
        assert plain(naming.count_of(Employee, number)) == employees


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.__name__)
def test_five_of_anything_are_in_the_genitive(app, model):
    with app.test_request_context(), force_locale("pl"):
        assert plain(naming.count_of(model, 5)) == f"5 {naming.genitive(model)}"


def test_nouns_are_objects_of_their_verbs(page):
    answer = page("/admin/company/")

    assert text_of(soup(answer).select_one("[data-shortcut=c]")) == "Dodaj firmę"
    assert text_of(soup(answer).select_one("label[for=search]")) == "Szukaj firm"
    assert heading(page("/admin/company/new/")) == "Dodaj firmę"


def test_an_empty_list_says_of_what(page):
    answer = page("/admin/company/?name=nobody")

    assert text_of(soup(answer).select_one(".empty-title")) == "Brak pasujących firm."


@pytest.mark.parametrize(
    ("query", "pill"),
    [
        ("status=active", "Status: Aktywny"),
        ("status=active&status=closed", "Status: Aktywny lub Zamknięty"),
        ("status__ne=active", "Status: nie Aktywny"),
        ("name__contains=a", "Nazwa zawiera „a”"),
        ("tax_id__null=1", "NIP: brak wartości"),
        ("tax_id__null=0", "NIP: jest wartość"),
        ("credit_limit__ge=1234.5", "Limit kredytowy: co najmniej 1 234,5"),
        ("created_at__lt=2026-11-03", "Utworzono: przed 03.11.2026"),
        ("created_at__period=last_7_days", "Utworzono: w ostatnich 7 dniach"),
        ("is_newsletter_agreed=1", "Zgoda na newsletter: tak"),
    ],
)
def test_filters_are_sentences(page, query, pill):
    answer = page(f"/admin/company/?{query}")

    assert [plain(text_of(one.a)) for one in soup(answer).select(".pill")] == [pill]


def test_deletion_asks_and_tells(page, client):
    company = CompanyFactory(name="Zakłady Łódź")
    asked = page(f"/admin/company/delete/?id={company.id}")

    answer = submit(client, asked, "main form[method=post]")

    assert heading(asked) == "Usunąć firmę Zakłady Łódź?"
    assert text_of(soup(asked).select_one("main form button")) == "Usuń firmę"
    assert flashes(answer) == ["Usunięto firmę „Zakłady Łódź”."]


def test_deletion_of_several_counts(page):
    keys = "&".join(f"id={tag.id}" for tag in TagFactory.create_batch(3))

    assert plain(heading(page(f"/admin/tag/delete/?{keys}"))) == "Usunąć 3 tagi?"


def test_a_role_is_told_what_it_may_not(client, login):
    login(Role.AUDITOR)
    client.set_cookie("locale", "pl")

    answer = client.get("/admin/company/new/")

    assert answer.status_code == 403
    assert "Twoja rola nie pozwala zmieniać firm." in plain(answer.text)


def test_forms_name_what_is_missing(page, client):
    answer = submit(client, page("/admin/company/new/"), ".record-form", discount="1,2,3")

    assert "Wypełnij to pole." in errors(answer)
    assert "To nie jest liczba. Wpisz ją w postaci 1284,5." in map(plain, errors(answer))


def test_validators_of_libraries_speak_too(app):
    with app.test_request_context(), force_locale("pl"):
        base = registry.views(app)[Company].get_create_form()
        form = type("Form", (base,), {"code": StringField(validators=[validators.Length(max=3)])})()
        form.code.data = "abcd"

        form.code.validate(form)

    assert form.code.errors == ["Wartość w polu nie może mieć więcej niż 3 znaki."]
