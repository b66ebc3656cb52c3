"""``flask console doctor``: indexes that are missing, as a revision that makes them."""

from __future__ import annotations

import sqlalchemy as sa

from console.models.db import db


def test_writes_the_revision_that_mends_what_it_names(seeded):
    with seeded.app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("DROP INDEX ix_company_name_trgm, ix_contact_company_id"))

    named = seeded.flask("console", "doctor", "--all")
    written = seeded.flask("console", "doctor", "--all", "--write")
    applied = seeded.flask("db", "upgrade")
    after = seeded.flask("console", "doctor", "--all")

    assert "company: no index on name; the search looks into it." in named.output
    assert "contact: no index on company_id; rows that refer to one company" in named.output
    assert "add_missing_indexes" in written.output
    assert applied.exit_code == 0, applied.output
    assert "Nothing is missing" in after.output


def test_leaves_small_tables_alone_unless_asked(seeded):
    with seeded.app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("DROP INDEX ix_company_name_trgm"))

    assert "Nothing is missing" in seeded.flask("console", "doctor").output
