"""How the database stands to migrations and seeds, for those who keep it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console import health
from console.auth import Role
from console.models.country import Country
from console.models.db import db
from tests.pages import heading, soup, text_of

STATUS = "/console/status/"


@pytest.fixture
def status(app, client, login):
    """The page as an operator sees it."""
    login(Role.OPERATOR)
    yield lambda: client.get(STATUS)
    app.extensions.pop(health.STATE, None)


def table(page, section):
    """The rows of the table under the heading with the id *section*."""
    rows = soup(page).select(f"section[aria-labelledby={section}] tbody tr")
    return {text_of(row.th): [text_of(cell) for cell in row.select("td")] for row in rows}


def test_it_is_for_those_who_keep_the_database(client, login):
    for role in (Role.ADMIN, Role.OPERATOR, Role.AUDITOR):
        login(role)
        assert client.get(STATUS).status_code == 200
    login(Role.STAFF)

    page = client.get(STATUS)

    assert page.status_code == 403
    assert "Your role may not see the state of the database." in page.text


def test_it_says_that_all_is_well(status):
    page = status()

    assert heading(page) == "State of the database"
    assert text_of(soup(page).select_one("[role=status]")) == "The database is up to date."


def test_every_revision_is_there_and_applied_newest_first(status):
    revisions = table(status(), "revisions")

    assert len(revisions) >= 10
    assert {state for _what, state in revisions.values()} == {"applied"}
    words = [what for what, _state in revisions.values()]
    assert words.index("create the reference tables") == len(words) - 1


def test_revisions_that_wait_are_named(status):
    first = list(table(status(), "revisions"))[-1]
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = :first"), {"first": first})
    db.session.commit()

    page = status()

    states = [state for _what, state in table(page, "revisions").values()]
    assert states == ["to be applied"] * (len(states) - 1) + ["applied"]
    assert "run flask db upgrade" in text_of(soup(page).select_one("[role=status]"))


def test_seeds_are_counted(status):
    seeds = table(status(), "seeds")

    assert set(seeds) == {"country", "subdivision", "currency", "language", "unit", "vat_rate"}
    declared, there, changed, missing = seeds["country"]
    assert (declared, changed, missing) == (there, "0", "0")
    assert int(seeds["subdivision"][0].replace(",", "")) > 5000


def test_rows_changed_or_deleted_since_are_counted(status):
    db.session.get_one(Country, "PL").name = "Rzeczpospolita"
    db.session.execute(sa.text("DELETE FROM country WHERE code = 'AQ'"))
    db.session.commit()

    declared, there, changed, missing = table(status(), "seeds")["country"]

    assert (changed, missing) == ("1", "1")
    assert int(there) == int(declared) - 2


def test_a_table_that_is_gone_does_not_take_the_page_down(status):
    db.session.execute(sa.text("ALTER TABLE unit RENAME TO measure"))
    db.session.commit()

    page = status()

    assert page.status_code in {200, 503}
    assert "Something went wrong" not in page.text


def test_it_only_reads(status, count_queries):
    with count_queries() as queries:
        status()

    written = [q for q in queries if q.split()[0] in {"INSERT", "DELETE", "CREATE", "ALTER"}]
    assert written == []
