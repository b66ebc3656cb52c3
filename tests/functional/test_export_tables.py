"""Every table can be exported, whole, whatever is in it."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
import sqlalchemy as sa

from console.admin import registry
from console.auth import Role
from console.models.db import db
from tests import rows

ROWS = 12


@pytest.fixture(scope="module")
def filled(request, server, template):
    """An application on a database whose every table has rows that try to break out."""
    from tests.databases import app_on

    name = server.clone(template)
    app = app_on(server.url_of(name))
    with app.app_context():
        with db.engine.begin() as connection:
            for model in registry.all_models():
                rows.fill(connection, model.__table__, ROWS)
        yield app
        db.session.remove()
        db.engine.dispose()
    server.drop(name)


@pytest.mark.parametrize("model", registry.all_models(), ids=lambda model: model.__name__)
def test_every_format_holds_every_row(filled, model):
    from tests.client import client_of, sign_in

    client = client_of(filled)
    sign_in(client, Role.ADMIN)
    url = f"{registry.prefix_of(model)}/export/"

    def rows_of(name, readers="machines"):
        response = client.get(f"{url}{name}/?columns=*&for={readers}")
        assert response.status_code == 200, response.text
        return response.data

    with filled.app_context():
        number = db.session.scalar(sa.select(sa.func.count()).select_from(model.__table__))
        db.session.rollback()
    for readers in ("machines", "excel"):
        for name, delimiter in (("csv", ","), ("tsv", "\t")):
            text = rows_of(name, readers).decode("utf-8-sig")
            found = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
            assert len(found) == number + 1
            assert {len(row) for row in found} == {len(found[0])}
    lines = [json.loads(line) for line in rows_of("jsonl").splitlines()]
    assert len(lines) == number
    sheet = openpyxl.load_workbook(io.BytesIO(rows_of("xlsx"))).worksheets[0]
    assert sheet.max_row == number + 1
