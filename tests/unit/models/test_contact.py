"""Contacts of a company."""

from __future__ import annotations

import sqlalchemy as sa

from console.models.contact import Contact
from console.models.db import db
from tests.factories import CompanyFactory, ContactFactory


def test_a_company_has_one_main_contact(refused):
    company = CompanyFactory()
    ContactFactory(company=company, is_main=True)

    with refused("uq_contact_main"):
        ContactFactory(company=company, is_main=True)


def test_a_company_has_any_number_of_others():
    company = CompanyFactory()

    ContactFactory.create_batch(3, company=company)

    assert len(company.contacts) == 3


def test_contacts_go_with_their_company():
    company = ContactFactory().company

    db.session.delete(company)
    db.session.commit()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 0


def test_an_address_without_an_at_sign_is_refused(refused):
    with refused("ck_contact_email_format"):
        ContactFactory(email="anna.example")


def test_a_contact_reads_as_a_name():
    assert str(ContactFactory(first_name="Anna", last_name="Sowa")) == "Anna Sowa"
