"""Forms over tables of every shape: odd names, odd keys, links of every kind, files."""

from __future__ import annotations

from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from werkzeug.datastructures import FileStorage

from console.admin import forms, links, query, saving
from console.admin.view import ConsoleView
from console.models.db import db
from tests.unit.admin.conftest import browser, put, texts


class Base(orm.DeclarativeBase):
    """A registry of its own: no page and no migration ever sees these tables."""


ODD = (
    "data errors validate process populate_obj meta form_errors url page sort search popup field"
    " csrf_token _seen _zone _null _hidden choices state row name view zone"
).split()


class Odd(Base):
    """Columns named like what forms, pages and libraries use themselves."""

    __tablename__ = "odd"
    id = sa.Column(sa.Integer, primary_key=True)
    locals().update({name: sa.Column(name, sa.Text) for name in ODD})


class Place(Base):
    """Known by a composite key, and by a code that is unique and no key."""

    __tablename__ = "place"
    country = sa.Column(sa.Text, primary_key=True)
    number = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.Text, unique=True, nullable=False)

    def __str__(self) -> str:
        return f"place {self.code}"


class Stay(Base):
    """Refers to places by their key, optionally, and by their code."""

    __tablename__ = "stay"
    __table_args__ = (
        sa.ForeignKeyConstraint(["country", "number"], ["place.country", "place.number"]),
    )
    id = sa.Column(sa.Integer, primary_key=True)
    country = sa.Column(sa.Text, nullable=False, server_default="PL")
    number = sa.Column(sa.Integer)
    code = sa.Column(sa.Text, sa.ForeignKey("place.code"))
    here = orm.relationship(Place, foreign_keys=[country, number])
    there = orm.relationship(Place, foreign_keys=[code])


@pytest.fixture
def view(app):
    Base.metadata.create_all(db.session.connection())
    return lambda model: ConsoleView(model, db)


@pytest.fixture
def everything_visible(monkeypatch):
    # These tables belong to no family of rights.
    for module in (query, links):
        monkeypatch.setattr(module, "row_rule", lambda account, model: None)


@pytest.fixture
def places(view, everything_visible):
    db.session.add_all(
        [Place(country="PL", number=n, code=f"c,{n}") for n in (1, 2)]
        + [Place(country="a.b", number=3, code="x")]
    )
    db.session.flush()


def save(view, row, /, **changes):
    form = view._edit_form_class(browser(view.edit_form(obj=row), **changes), obj=row)
    assert form.validate(), form.errors
    assert saving.check_values(form), form.errors
    return saving.update(view, form, row), form


class TestOddNames:
    def test_all_have_a_field_that_is_saved(self, view, reader):
        odd = view(Odd)
        row = Odd(**{name: f"old {name}" for name in ODD})
        db.session.add(row)
        db.session.flush()
        with reader():
            changes = {forms.control_name(name): f"new {name}" for name in ODD}
            done, _form = save(odd, row, **changes)

        assert done
        db.session.expire_all()
        assert {name: getattr(row, name) for name in ODD} == {n: f"new {n}" for n in ODD}

    def test_untouched_they_change_nothing(self, view, reader):
        odd = view(Odd)
        row = Odd(data="x", csrf_token="y", _null="id")
        db.session.add(row)
        db.session.flush()
        with reader():
            _done, form = save(odd, row)

        assert not saving.changed(form)

    def test_the_consoles_own_controls_stay_its_own(self):
        own = {"csrf_token", "_seen", "_zone", "_null", "_theirs", "_save"}

        assert not own.intersection(forms.control_name(name) for name in [*ODD, *own])


class TestLinks:
    def test_are_found_with_the_columns_they_join(self, view):
        assert {name: link.pairs for name, link in links.links_of(Stay).items()} == {
            "here": (("country", "country"), ("number", "number")),
            "there": (("code", "code"),),
        }

    def test_a_composite_key_is_posted_as_one_text(self, view, reader, places):
        stays = view(Stay)
        row = Stay(country="PL")
        db.session.add(row)
        db.session.flush()
        with reader():
            save(stays, row, here="a..b,3")

        assert (row.country, row.number) == ("a.b", 3)

    def test_a_link_to_a_unique_column_posts_the_key(self, view, reader, places):
        stays = view(Stay)
        row = Stay(code="c,1")
        db.session.add(row)
        db.session.flush()
        with reader():
            form = stays.edit_form(obj=row)
            assert (form.there.entered, form.there.words) == ("PL,1", "place c,1")
            save(stays, row, there="PL,2")

        assert row.code == "c,2"

    def test_taking_one_away_empties_only_what_may_be_empty(self, view, reader, places):
        stays = view(Stay)
        row = Stay(country="PL", number=1)
        db.session.add(row)
        db.session.flush()
        with reader():
            save(stays, row, here="")

        assert (row.country, row.number) == ("PL", None)

    def test_half_a_key_is_no_link_and_stays_as_it_is(self, view, reader, places):
        stays = view(Stay)
        row = Stay(country="DE", number=None)
        db.session.add(row)
        db.session.flush()
        with reader():
            _done, form = save(stays, row)

        assert form.here.entered is None
        assert (row.country, row.number) == ("DE", None)

    @pytest.mark.parametrize("key", ["PL", "PL,9", "PL,1,1", "PL,x", ",", "0"])
    def test_unknown_keys_are_a_sentence(self, view, reader, places, key):
        stays = view(Stay)
        with reader():
            form = stays._create_form_class(browser(stays.create_form(), here=key))

            assert not form.validate()
            assert f"There is no place with the key “{key}”." in form.here.errors


class TestFiles:
    def test_a_file_is_kept_byte_for_byte(self, zoo, reader):
        row = put("bytes", "\\x00ff")
        with reader():
            posted = browser(zoo.edit_form(obj=row))
            posted.setlist("bytes", [FileStorage(BytesIO(b"\r\n\0\xff"), "x.bin")])
            form = zoo._edit_form_class(posted, obj=row)
            assert form.validate(), form.errors
            assert saving.update(zoo, form, row)

        assert texts(row.id)["bytes"] == "\\x0d0a00ff"

    def test_no_file_leaves_it_alone(self, zoo, reader):
        row = put("bytes", "\\x00ff")
        with reader():
            posted = browser(zoo.edit_form(obj=row))
            posted.setlist("bytes", [FileStorage(BytesIO(b""), "")])
            form = zoo._edit_form_class(posted, obj=row)

        assert not saving.changed(form)

    def test_the_box_takes_it_away(self, zoo, reader):
        row = put("bytes", "\\x00ff")
        with reader():
            posted = browser(zoo.edit_form(obj=row))
            posted.add("_null", "bytes")
            form = zoo._edit_form_class(posted, obj=row)
            assert saving.update(zoo, form, row)

        assert texts(row.id)["bytes"] is None

    def test_it_is_shown_by_its_size_and_never_as_text(self, zoo, reader):
        row = put("bytes", "\\x" + "41" * 2000)
        with reader():
            html = str(zoo.edit_form(obj=row).bytes())

        assert "2,000 bytes" in html
        assert "AAAA" not in html
        assert "4141" not in html


class TestVerdicts:
    @pytest.mark.parametrize(
        ("name", "typed", "sentence"),
        [
            ("host", "300.1.1.1", "PostgreSQL cannot read this as inet."),
            ("bits", "10", "This does not have the length of bit(3)."),
            ("bits", "102", "PostgreSQL cannot read this as bit(3)."),
            ("span", "soon", "PostgreSQL cannot read this as interval."),
            ("wholes", "1\nx", "PostgreSQL cannot read this as integer[]."),
            ("wholes", "99999999999", "This lies beyond what integer[] can hold."),
            ("numbers", "[2,1]", "The lower end has to come before the upper one."),
            ("moment", "infinity", None),
            ("day", "300000-01-01", None),
            ("day", "30000000-01-01", "This lies beyond what date can hold."),
            ("single", "1e400", "real"),
            ("point", "1", "PostgreSQL cannot read this as point."),
        ],
    )
    def test_are_told_at_the_field(self, zoo, reader, name, typed, sentence):
        row = put("whole", "1")
        with reader():
            posted = browser(zoo.edit_form(obj=row), **{name: typed})
            form = zoo._edit_form_class(posted, obj=row)
            fine = form.validate() and saving.check_values(form)

            found = " ".join(form[name].errors)
            assert fine is (sentence is None), found
            assert sentence is None or sentence in found
