"""Two people on one row at the same moment, each with a transaction of their own."""

from __future__ import annotations

import threading
from urllib.parse import quote

import psycopg2
import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.company import Company
from console.models.db import db
from tests import databases
from tests.client import client_of, sign_in
from tests.factories import CompanyFactory, TagFactory
from tests.pages import errors, flashes, form, soup, submit, text_of

FORM = "form.record-form"


@pytest.fixture
def company(own_database):
    return CompanyFactory(name="Acme")


@pytest.fixture
def url(company):
    found = f"/admin/company/edit/?id={company.id}"
    db.session.rollback()
    return found


@pytest.fixture
def other(own_database):
    """A connection of somebody else."""
    connection = psycopg2.connect(own_database.url)
    yield connection
    connection.close()


@pytest.fixture
def hasty(own_database):
    """A client of staff for whom nobody's row is waited for as long as in production."""
    app = databases.app_on(f"{own_database.url}&options={quote('-c lock_timeout=300ms')}")
    with app.app_context():
        client = client_of(app)
        sign_in(client, Role.STAFF)
        yield client
        db.session.remove()
        db.engine.dispose()


def execute(connection, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_row_held_by_another_is_waited_for_and_then_told(hasty, other, url):
    page = hasty.get(url)
    execute(other, "UPDATE company SET city = 'Hel'")
    answer = submit(hasty, page, FORM, city="Sopot", follow_redirects=False)
    other.rollback()

    assert answer.status_code == 409
    assert "Someone else is working on" in answer.text
    assert form(answer, FORM)["city"] == "Sopot"


def test_who_waits_sees_what_the_other_wrote(own_database, other, url):
    staff = own_database.client(Role.STAFF)
    page = staff.get(url)
    execute(other, "UPDATE company SET city = 'Hel'")
    threading.Timer(0.5, other.commit).start()
    answer = submit(staff, page, FORM, city="Sopot")

    assert answer.status_code == 409
    cells = [text_of(cell) for cell in soup(answer).select("table.conflict tbody tr > *")]
    assert cells[:3] == ["City", "Sopot", "Hel"]


def test_two_forms_on_different_fields_both_hold(own_database, url):
    one, two = own_database.client(Role.STAFF), own_database.client(Role.ADMIN)
    first, second = one.get(url), two.get(url)
    submit(one, first, FORM, city="Hel")
    answer = submit(two, second, FORM, street="Długa 1")

    assert "Someone else changed City meanwhile" in flashes(answer)[0]
    db.session.rollback()
    company = db.session.scalars(sa.select(Company)).one()
    assert (company.city, company.street) == ("Hel", "Długa 1")


def test_reading_a_form_holds_nothing(own_database, other, url):
    own_database.client(Role.STAFF).get(url)
    execute(other, "SET lock_timeout = '1s'")
    execute(other, "LOCK TABLE company IN ACCESS EXCLUSIVE MODE")
    other.rollback()


def test_a_refused_save_leaves_nothing_behind(own_database, url):
    staff = own_database.client(Role.STAFF)
    page = submit(staff, staff.get(url), FORM, city="Hel", tax_id="nonsense")

    assert page.status_code == 422
    assert form(page, FORM)["city"] == "Hel"
    db.session.rollback()
    assert db.session.scalars(sa.select(Company)).one().city == "Kraków"


def test_rows_held_by_another_are_not_deleted(hasty, other, company, url):
    page = hasty.get(url.replace("edit", "delete"))
    execute(other, "UPDATE company SET city = 'Hel'")
    answer = submit(hasty, page, "main form.card")
    other.rollback()

    assert answer.status_code == 409
    assert "Someone else is working on these rows." in " ".join(flashes(answer))
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Company)) == 1


def test_an_auditor_is_refused_by_the_database_too(own_database, url, monkeypatch):
    from console.admin.view import ConsoleView

    staff = own_database.client(Role.STAFF)
    page = form(staff.get(url), FORM)
    auditor = own_database.client(Role.AUDITOR)
    # As if the page had forgotten to ask.
    monkeypatch.setattr(ConsoleView, "may_write", True)
    token = form(auditor.get(url), FORM)["csrf_token"]
    answer = auditor.post(url, data=page | {"csrf_token": token, "city": "Hel"})

    assert answer.status_code in {403, 422}
    assert "does not let you write" in answer.text or "refuses to write" in answer.text
    db.session.rollback()
    assert db.session.scalars(sa.select(Company)).one().city == "Kraków"


def test_a_deferred_constraint_is_told_beside_its_field(own_database):
    db.session.execute(
        sa.text(
            "ALTER TABLE tag ADD CONSTRAINT uq_colour UNIQUE (colour) DEFERRABLE INITIALLY DEFERRED"
        )
    )
    db.session.commit()
    TagFactory(colour="#000000")
    tag = TagFactory(colour="#ffffff")
    staff = own_database.client(Role.STAFF)
    page = submit(
        staff, staff.get(f"/admin/tag/edit/?id={tag.id}"), FORM, name="Red", colour="#000000"
    )

    assert errors(page) == ["Another tag has this value already."]
    assert form(page, FORM)["name"] == "Red"
