"""What people do with companies."""

from __future__ import annotations

from console.auth import Role
from console.models.company import CompanyStatus
from console.models.db import db
from tests.factories import CompanyFactory
from tests.pages import csrf_token, flashes


class TestPuttingOnHold:
    def test_leaves_closed_companies_closed(self, client, login):
        active = CompanyFactory()
        closed = CompanyFactory(status=CompanyStatus.CLOSED)
        login(Role.STAFF)

        form = {
            "csrf_token": csrf_token(client.get("/admin/company/")),
            "action": "put_on_hold",
            "rowid": [active.id, closed.id],
            "_confirmed": "1",
        }
        response = client.post("/admin/company/action/", data=form, follow_redirects=True)

        for company in (active, closed):
            db.session.refresh(company)
        assert (active.status, closed.status) == (CompanyStatus.ON_HOLD, CompanyStatus.CLOSED)
        assert "Put 1 company on hold." in flashes(response)
