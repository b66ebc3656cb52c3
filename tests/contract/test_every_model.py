"""Promises the console makes for every model, including those not yet written."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa

from console.admin import (
    all_models,
    columns,
    filter_values,
    filters,
    keys,
    liststate,
    registry,
    search,
    wording,
)
from console.admin.columns import Column
from console.auth import Role
from console.models.db import db
from tests import rows as made
from tests.contract.hygiene import faults
from tests.lists import keys_of
from tests.pages import flashes, headers

each_model = pytest.mark.parametrize("model", all_models(), ids=lambda model: model.__name__)
pytestmark = each_model


@pytest.fixture
def get(client, login):
    """Opens pages as an admin; each has to answer 200."""
    login(Role.ADMIN)

    def get(path: str, **arguments: Any) -> Any:
        query = f"?{urlencode(arguments, doseq=True)}" if arguments else ""
        answer = client.get(f"{path}{query}")
        assert answer.status_code == 200, f"{path}{query}: {flashes(answer)}"
        return answer

    return get


@pytest.fixture
def view(app, model):
    return registry.views(app)[model]


@pytest.fixture
def home(model) -> str:
    return f"{registry.prefix_of(model)}/"


@pytest.fixture
def row(app, model) -> Any:
    """Some row that has most of what may be missing."""
    return db.session.scalar(sa.select(model).order_by(*keys.primary_key(model)).limit(1))


def table_of(model: Any) -> Any:
    return sa.inspect(model).local_table


class TestTheModel:
    def test_says_what_its_rows_are_called(self, model):
        singular, plural = model.__labels__

        assert singular
        assert plural
        assert singular[1:2] == singular[1:2].lower() or singular.isupper() or " " in singular

    def test_says_what_it_and_its_columns_hold(self, model):
        table = table_of(model)
        silent = [
            column.name
            for column in table.columns
            if not column.comment and column.name != "id" and column.info.get("kind") != "secret"
        ]

        assert table.comment
        assert silent == []

    def test_speaks_of_a_row_in_words_of_the_rows_own_columns(self, model):
        assert "__str__" in vars(model)
        assert wording.parts(model)

    def test_finds_the_rows_of_every_foreign_key_by_an_index(self, model):
        table = table_of(model)
        indexes = [[column.name for column in table.primary_key.columns]]
        indexes += [[column.name for column in index.columns] for index in table.indexes]
        indexes += [
            [column.name for column in constraint.columns]
            for constraint in table.constraints
            if isinstance(constraint, sa.UniqueConstraint)
        ]
        slow = [
            str(key.name)
            for key in table.foreign_key_constraints
            if not any(set(i[: len(key.columns)]) == set(key.columns.keys()) for i in indexes)
        ]

        assert slow == []


class TestTheList:
    def test_shows_its_rows(self, get, home, view):
        page = get(home)

        assert len(keys_of(page)) == min(view.page_size, number_of(view.model))

    def test_is_sorted_by_every_column_in_both_directions(self, get, home, view):
        names = list(liststate.sortable(view))

        pages = [get(home, sort=sort, per_page=20) for n in names for sort in (n, f"-{n}")]

        assert [page for page in pages if "alert" in page.text] == []
        assert {len(keys_of(page)) for page in pages} == {min(20, number_of(view.model))}

    def test_takes_every_question_of_every_filter(self, get, home, view, row):
        for column in liststate.filterable(view).values():
            asked = questions(column, row)

            page = get(home, **asked)

            assert flashes(page) == []
            assert page.text.count('class="pill"') == len(asked)

    def test_finds_a_row_by_its_text(self, get, home, view, row):
        names = search.names(view)
        text = next(filter(None, (getattr(row, name) for name in names)), None)
        if text is None:
            pytest.skip("nothing to search in")

        page = get(home, search=str(text).partition('"')[0][:30])

        assert flashes(page) == []
        assert keys.key_of(row) in keys_of(page)

    def test_offers_every_page_size(self, get, home, view):
        number = number_of(view.model)

        sizes = {size: len(keys_of(get(home, per_page=size))) for size in view.page_size_options}

        assert sizes == {size: min(size, number) for size in view.page_size_options}

    def test_shows_the_columns_one_chooses_and_no_others(self, get, home, view):
        chosen = list(view.columns)[::-1]

        page = get(home, columns=",".join(chosen))

        assert headers(page) == [view.columns[name].label for name in chosen]

    def test_costs_no_more_statements_for_many_rows(self, get, home, view, login, count_queries):
        table = table_of(view.model)
        made.empty(db.session.connection(), table)
        made.fill(db.session.connection(), table, 5)
        db.session.commit()
        login(Role.ADMIN)  # once more, for the emptied table may be that of the accounts
        get(home, per_page=200)  # what a process looks up once is no part of it
        with count_queries() as few:
            get(home, per_page=200)
        made.fill(db.session.connection(), table, 201)
        db.session.commit()

        with count_queries() as many:
            page = get(home, per_page=200)

        # Where there is a second page their number is asked for: by estimate, then by counting.
        assert len(keys_of(page)) == 200
        assert len(many) <= len(few) + 3

    def test_looks_up_the_rows_of_every_link(self, get, home, view):
        for name, target in links(view):
            found = get(f"{home}ajax/lookup/", name=name).json["results"]
            again = get(f"{home}ajax/lookup/", name=name, query=found[-1]["id"]).json["results"]

            assert again[0] == found[-1]
            assert keys.decode(target, again[0]["id"])

    def test_is_exported_as_it_is(self, apart, model):
        client, view = apart.client(Role.AUDITOR), registry.views(apart.app)[model]
        name = next(iter(liststate.sortable(view)))
        query = f"sort=-{name}&columns={','.join(view.columns)}"

        page = client.get(f"{registry.prefix_of(model)}/?{query}&per_page=200")
        file = client.get(f"{registry.prefix_of(model)}/export/csv/?{query}&for=excel")

        heads, *lines = csv.reader(io.StringIO(file.text.removeprefix("\ufeff"), newline=""))
        assert file.status_code == 200
        assert len(lines) == number_of(model)
        # An amount's currency has a column of its own in the file.
        assert [head for head in heads if head in headers(page)] == headers(page)


class TestEveryPage:
    def test_is_well_made(self, app, get, home, view, row):
        pages = pages_of(home, view, row)

        found = {path: wrong for path in pages if (wrong := faults(app, get(path)))}

        assert found == {}

    def test_is_well_made_in_polish(self, client, get, home, view, row):
        client.set_cookie("locale", "pl")
        pages = [get(path) for path in pages_of(home, view, row)[:3]]

        assert [wrong for page in pages for wrong in faults(client.application, page)] == []
        assert all('<html lang="pl"' in page.text for page in pages)

    def test_keeps_secrets(self, get, home, view, row):
        secret = [c for c in table_of(view.model).columns if c.info.get("kind") == "secret"]
        if not secret:
            pytest.skip("nothing is secret")
        values = [str(getattr(row, column.key)) for column in secret]

        texts = [get(path).text for path in pages_of(home, view, row)]

        assert not [value for value in values for text in texts if value in text]

    @pytest.mark.parametrize("key", ["", "0", "-1", "abc", "9" * 20, "1,2,3,4", "\0", "%"])
    def test_says_so_where_there_is_no_such_row(self, client, login, home, view, key):
        login(Role.ADMIN)
        there = {"details": True, "edit": view.can_edit, "delete": view.can_delete}
        paths = [f"{home}{name}/?id={quote(key)}" for name, is_there in there.items() if is_there]

        assert {client.get(path).status_code for path in paths} == {404}


def questions(column: Column, row: Any) -> dict[str, str]:
    """Every question that *column* can be asked, each with a valid value, as a URL has them."""
    found = {}
    for operator in filters.operators(column):
        if operator.takes == "flag":
            found[f"{column.name}__{operator.name}"] = "1"
        elif operator.takes == "period":
            found[f"{column.name}__{operator.name}"] = "this_year"
        else:
            found[f"{column.name}__{operator.name}"] = value(column, row)
    return found


def value(column: Column, row: Any) -> str:
    """A value of *column* as a URL has it: the row's own, or some other."""
    if column.target is not None:
        related = getattr(row, column.leaf) or db.session.scalar(sa.select(column.target).limit(1))
        return keys.key_of(related)
    own = getattr(row, column.leaf, None)
    if isinstance(own, list):
        own = own[0]
    if own is None:
        return {"date": "2026-01-31", "datetime": "2026-01-31", "time": "08:00"}.get(
            str(column.kind), "1"
        )
    return filter_values.canonical(column, own)[:100]


def links(view: Any) -> list[tuple[str, Any]]:
    """Name and target of every link that a picker may ask for."""
    return [
        (one.key, one.mapper.class_)
        for one in view.mapper.relationships
        if columns.to_one(one) or one.secondary is not None
    ]


def pages_of(home: str, view: Any, row: Any) -> list[str]:
    """The pages of a model, those of *row* among them; those that differ most come first."""
    key = quote(keys.key_of(row), safe="")
    found = [home, f"{home}details/?id={key}"]
    found += [f"{home}new/"] if view.can_create else []
    found += [f"{home}edit/?id={key}"] if view.can_edit else []
    found += [f"{home}delete/?id={key}"] if view.can_delete else []
    found.append(f"{home}?columns={','.join(view.columns)}&per_page=20")
    kinds = {
        (column.kind, column.target is None): name
        for name, column in liststate.filterable(view).items()
    }
    return [*found, *(f"{home}?ask={name}&per_page=20" for name in kinds.values())]


def number_of(model: Any) -> int:
    return made.count(db.session.connection(), table_of(model))
