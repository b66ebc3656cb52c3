"""Columns of XML, on servers that were built with it: neither equality nor order, and a grammar."""

from __future__ import annotations

from pathlib import Path

import psycopg2
import pytest

from tests import foreign
from tests.pages import soup, text_of
from tests.zoo.browser import form_of

SHAPES = Path(__file__).parents[1] / "zoo/shapes_xml.sql"


@pytest.fixture(scope="module")
def xmls(server):
    try:
        server.execute("SELECT CAST('<a/>' AS xml)")
    except psycopg2.errors.FeatureNotSupported:
        pytest.skip("this server was built without XML")
    with foreign.served(server, SHAPES.read_text()) as served:
        yield served


@pytest.fixture
def staff(xmls):
    return xmls.client("staff")


def test_what_is_not_well_formed_is_refused_beside_its_field(xmls, staff):
    form = form_of(staff.get("/admin/xmls.document/edit/?id=1"), "record-form")

    page = form.typing("body", "<a>no end").post(staff)

    assert page.status_code == 422
    (field,) = soup(page).select("[aria-invalid=true]")
    assert field["name"] == "body"
    assert xmls.foreign.rows("SELECT body::text FROM xmls.document WHERE id = 1") == [
        ('<a x="1"> text </a>',)
    ]


def test_what_cannot_be_compared_is_not_offered_for_sorting_or_filtering(staff):
    page = soup(staff.get("/admin/xmls.document/"))

    assert page.select("a[href*='sort=name']")
    assert not page.select("a[href*='sort=body'], a[href*='sort=-body']")
    refused = staff.get("/admin/xmls.document/?sort=body&body=x")
    assert refused.status_code == 200


def test_views_of_nothing_else_are_listed(staff):
    page = soup(staff.get("/admin/xmls.seen/"))

    assert len(page.select("tbody tr")) == 3
    assert "just text" in text_of(page.main)
