"""A row that is saved unchanged stays unchanged, whatever is in it."""

from __future__ import annotations

import pytest

from console.admin import saving
from console.models.db import db
from tests.queries import counted
from tests.unit.admin.conftest import browser, put, texts
from tests.unit.admin.zoo import CASES, COLUMNS

ZONES = ("UTC", "Europe/Warsaw", "America/St_Johns")


@pytest.mark.parametrize(("name", "value"), CASES)
def test_untouched_form_writes_nothing(zoo, reader, name, value):
    row = put(name, value)
    before = texts(row.id)

    for zone in ZONES:
        with reader(zone):
            shown = zoo.edit_form(obj=row)
            form = zoo._edit_form_class(browser(shown), obj=row)
            with counted() as statements:
                assert form.validate(), form.errors
                assert saving.update(zoo, form, row), form.errors

        assert not saving.changed(form), [f.name for f in form if f.changed]
        assert statements == []
    assert texts(before["id"]) == before


@pytest.mark.parametrize(("name", "value"), CASES)
def test_changing_one_column_leaves_the_others_bit_for_bit(zoo, reader, name, value):
    row = put(name, value)
    before = texts(row.id)
    other = "flag" if name != "flag" else "whole"

    with reader("Europe/Warsaw"):
        posted = browser(zoo.edit_form(obj=row), **{other: "true" if other == "flag" else "7"})
        form = zoo._edit_form_class(posted, obj=row)
        assert form.validate(), form.errors
        assert saving.check_values(form), form.errors
        assert saving.update(zoo, form, row), form.errors

    after = texts(before["id"])
    assert {k: v for k, v in after.items() if k != other} == {
        k: v for k, v in before.items() if k != other
    }


@pytest.mark.parametrize(("name", "value"), CASES)
def test_typing_a_shown_value_elsewhere_gives_the_same_value(zoo, reader, name, value):
    """Copying what one row shows into another row makes the same value."""
    if name == "bytes":
        pytest.skip("bytes are uploaded, not typed")
    source, target = put(name, value), put("whole", "1")
    with reader("Europe/Warsaw"):
        shown = browser(zoo.edit_form(obj=source))
        posted = browser(zoo.edit_form(obj=target))
        posted.setlist(name, shown.getlist(name))
        posted.setlist("_null", [n for n in posted.getlist("_null") if n != name])
        form = zoo._edit_form_class(posted, obj=target)
        assert form.validate(), form.errors
        assert saving.check_values(form), form.errors
        assert saving.update(zoo, form, target), form.errors

    expected = texts(source.id)[name]
    if name in {"text", "json"}:
        expected = expected.replace("\r\n", "\n").replace("\r", "\n")
    assert texts(target.id)[name] == expected


def test_every_column_has_a_field(zoo, reader):
    with reader():
        names = {field.name for field in zoo.create_form()}

    assert names == set(COLUMNS)
    db.session.rollback()
