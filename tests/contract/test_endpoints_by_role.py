"""Who may open what: every endpoint there is, as a stranger and as each role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from console.admin import all_models, columns, editable, keys, registry
from console.auth import Role
from console.models.db import db
from console.models.mixins import Reference
from tests.pages import csrf_token

STRANGER = None
SIGNED_IN = set(Role)

# The rights as the documents promise them, written down a second time on purpose.
READERS = {
    "business": SIGNED_IN,
    "reference": SIGNED_IN,
    "console": {Role.ADMIN, Role.AUDITOR},
}
WRITERS = {
    "business": {Role.ADMIN, Role.STAFF},
    "reference": {Role.ADMIN, Role.OPERATOR},
    "console": {Role.ADMIN},
}

# Endpoints that belong to no blueprint: open to everybody, the first one a redirect.
BARE = {"index": 302, "static": 404, "healthz": 200, "readyz": 200}

# The pages that belong to no table, with what each kind of visitor gets.
PAGES: dict[str, dict[Role | None, int]] = {
    "admin.index": {STRANGER: 403, **dict.fromkeys(Role, 200)},
    "console.password": {STRANGER: 403, **dict.fromkeys(Role, 200)},
    "console.patterns": {STRANGER: 403, **dict.fromkeys(Role, 200)},
    "console.preferences": {STRANGER: 200, **dict.fromkeys(Role, 200)},
    "console.sign_in": {STRANGER: 200, **dict.fromkeys(Role, 302)},
    "console.sign_out": {STRANGER: 405, **dict.fromkeys(Role, 405)},
    "status.index": {STRANGER: 403, **dict.fromkeys(Role, 200), Role.STAFF: 403},
}


@dataclass(frozen=True)
class Page:
    """A page that every table has. *switch* is the option that takes it away from all."""

    path: str
    methods: tuple[str, ...] = ("GET",)
    writes: bool = False
    switch: str = ""


TABLE_PAGES = {
    "index_view": Page(""),
    "details_view": Page("details/?id={key}"),
    "export": Page("export/csv/"),
    "count_view": Page("count/"),
    "facets_view": Page("facets/"),
    "ajax_lookup": Page("ajax/lookup/?name={link}"),
    "create_view": Page("new/", ("GET", "POST"), True, "can_create"),
    "edit_view": Page("edit/?id={key}", ("GET", "POST"), True, "can_edit"),
    "delete_view": Page("delete/?id={key}", ("GET", "POST"), True, "can_delete"),
    "action_view": Page("action/", ("POST",), True),
    "refresh_view": Page("refresh/", ("GET", "POST"), True),
    "ajax_update": Page(
        "ajax/update/?list_form_pk={key}&name={edited}", ("GET", "POST"), True, "can_edit"
    ),
}
POSTED = [name for name, page in TABLE_PAGES.items() if "POST" in page.methods]

each_model = pytest.mark.parametrize("model", all_models(), ids=lambda model: model.__name__)
each_visitor = pytest.mark.parametrize("visitor", [STRANGER, *Role], ids=str)


def family(model: Any) -> str:
    if model.__table__.schema == "console":
        return "console"
    return "reference" if issubclass(model, Reference) else "business"


def url(model: Any, page: Page) -> str:
    """The address of *page* for some row, and some link, of *model*."""
    row = db.session.scalar(sa.select(model).order_by(*keys.primary_key(model)).limit(1))
    key = quote(keys.key_of(row), safe="")
    edited = next(iter(sorted(editable.names(registry.view_for(model)))), "")
    path = page.path.format(key=key, link=next(iter(links(model)), ""), edited=edited)
    return f"{registry.prefix_of(model)}/{path}"


def links(model: Any) -> list[str]:
    mapper = sa.inspect(model)
    return [one.key for one in mapper.relationships if columns.to_one(one)]


def target(model: Any, link: str) -> Any:
    return sa.inspect(model).relationships[link].mapper.class_


def expected(model: Any, name: str, visitor: Role | None) -> int:
    """What a GET of the page *name* of *model* answers."""
    page, view = TABLE_PAGES[name], registry.view_for(model)
    if visitor not in (WRITERS if page.writes else READERS)[family(model)]:
        return 403
    if page.switch and not getattr(view, page.switch):
        return 403
    if name == "refresh_view":
        return 404  # for tables, which every model here is
    if name == "ajax_update":
        return 200 if editable.names(view) else 404
    if name == "ajax_lookup":
        readers = READERS[family(target(model, links(model)[0]))] if links(model) else None
        return 404 if readers is None else 200 if visitor in readers else 403
    return 200


def test_every_endpoint_is_looked_at(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    looked_at = set(BARE) | set(PAGES) | {f"tables.{name}" for name in TABLE_PAGES}

    assert endpoints == looked_at


def test_every_method_is_looked_at(app):
    methods: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        blueprint, _dot, name = rule.endpoint.rpartition(".")
        if blueprint == "tables":
            methods.setdefault(name, set()).update(rule.methods - {"HEAD", "OPTIONS"})

    assert methods == {name: set(page.methods) for name, page in TABLE_PAGES.items()}


@each_visitor
def test_pages_of_no_table_open_to_whom_they_are_meant_for(app, client, login, visitor):
    if visitor is not STRANGER:
        login(visitor)
    addresses = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}

    answers = {name: client.get(addresses[name]).status_code for name in PAGES}

    assert answers == {name: answers_of[visitor] for name, answers_of in PAGES.items()}


@each_visitor
def test_what_belongs_to_no_blueprint_is_open(client, login, visitor):
    if visitor is not STRANGER:
        login(visitor)
    addresses = {"index": "/", "static": "/static/none", "healthz": "/healthz", "readyz": "/readyz"}

    answers = {name: client.get(path).status_code for name, path in addresses.items()}

    assert answers == BARE


@each_visitor
@each_model
def test_each_page_of_a_table_opens_to_whom_it_is_meant_for(client, login, model, visitor):
    if visitor is not STRANGER:
        login(visitor)
    pages = {name: page for name, page in TABLE_PAGES.items() if "GET" in page.methods}

    answers = {name: client.get(url(model, page)).status_code for name, page in pages.items()}

    assert answers == {name: expected(model, name, visitor) for name in pages}


@pytest.mark.parametrize(
    ("model", "visitor"),
    [(m, v) for m in all_models() for v in (STRANGER, *Role) if v not in WRITERS[family(m)]],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_nothing_is_written_by_whom_it_is_not_meant_for(client, login, model, visitor):
    if visitor is not STRANGER:
        login(visitor)
    token = {"csrf_token": csrf_token(client.get("/console/preferences"))}

    answers = {
        name: client.post(url(model, TABLE_PAGES[name]), data=token).status_code for name in POSTED
    }

    assert answers == dict.fromkeys(POSTED, 403)


@each_model
def test_nothing_is_written_without_the_token_of_a_form(client, login, model):
    login(Role.ADMIN)

    answers = {name: client.post(url(model, TABLE_PAGES[name])).status_code for name in POSTED}

    assert answers == dict.fromkeys(POSTED, 400)


@pytest.mark.parametrize("path", ["sign-in", "sign-out", "password", "preferences"])
def test_no_form_of_the_console_is_taken_without_its_token(client, login, path):
    if path != "sign-in":
        login(Role.ADMIN)

    assert client.post(f"/console/{path}").status_code == 400


@each_visitor
@pytest.mark.parametrize(
    "path",
    ["bootstrap/bootstrap4/css/bootstrap.min.css", "admin/js/form.js", "vendor/jquery.min.js"],
)
def test_no_file_of_flask_admins_own_theme_is_served(client, login, visitor, path):
    if visitor is not STRANGER:
        login(visitor)

    answers = [client.get(f"{prefix}/static/{path}").status_code for prefix in ("/admin", "")]

    assert answers == [403 if visitor is STRANGER else 404, 404]
