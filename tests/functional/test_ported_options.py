"""Subclasses and objects written for Flask-Admin: what they narrow, show, ask and write."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import flash
from flask_admin.contrib.sqla.filters import BaseSQLAFilter, FilterEqual
from flask_admin.model.form import InlineFormAdmin
from flask_admin.model.template import EndpointLinkRowAction, LinkRowAction

from console.admin.view import ConsoleView
from console.auth import Role
from console.models.company import Company
from console.models.contact import Contact
from console.models.db import db
from console.models.tag import Tag
from tests.factories import CompanyFactory, ContactFactory, TagFactory
from tests.pages import column, csrf_token, errors, form, headers, soup, submit

FORM = "form.record-form"


def tag_names():
    db.session.expire_all()
    return sorted(db.session.scalars(sa.select(Tag.name)))


class TestGetQuery:
    @pytest.fixture(autouse=True)
    def narrowed(self, options):
        class Options:
            def get_query(self):
                return super().get_query().filter(Tag.name != "hidden")

        options(Tag, Options)

    @pytest.fixture
    def hidden(self):
        TagFactory(name="shown")
        return TagFactory(name="hidden")

    def test_narrows_the_list_and_its_number(self, staff, hidden):
        page = staff.get("/admin/tag/")

        assert column(page, "Name") == ["shown"]
        assert soup(page).select_one("[data-count]").text == "1 tag"

    @pytest.mark.parametrize("path", ["details/", "edit/", "delete/"])
    def test_narrows_single_rows(self, staff, hidden, path):
        assert staff.get(f"/admin/tag/{path}?id={hidden.id}").status_code == 404

    def test_narrows_exports(self, staff, hidden):
        assert "hidden" not in staff.get("/admin/tag/export/csv/").text

    def test_narrows_actions(self, staff, hidden):
        token = csrf_token(staff.get("/admin/tag/"))
        posted = {"csrf_token": token, "action": "delete", "rowid": hidden.id}

        assert staff.post("/admin/tag/action/", data=posted).status_code == 404

    def test_may_join(self, staff, options):
        class Options:
            def get_query(self):
                return super().get_query().join(Company.contacts).filter(Contact.is_main)

        options(Company, Options)
        ContactFactory(company__name="With", is_main=True)
        ContactFactory(company__name="Without", is_main=False)

        assert column(staff.get("/admin/company/"), "Name") == ["With"]


class TestGetOne:
    def test_may_know_rows_by_other_names(self, staff, options):
        class Options:
            def get_one(self, id):  # noqa: A002
                return db.session.scalar(sa.select(Tag).filter_by(name=id))

        options(Tag, Options)
        TagFactory(name="eco")

        assert "eco" in staff.get("/admin/tag/details/?id=eco").text
        assert staff.get("/admin/tag/details/?id=other").status_code == 404


class TestWriting:
    def test_delete_model_decides(self, staff, options):
        class Options:
            def delete_model(self, model):
                if model.name == "kept":
                    flash("This one stays.", "error")
                    return False
                return super().delete_model(model)

        options(Tag, Options)
        kept, gone = TagFactory(name="kept"), TagFactory(name="gone")

        page = staff.get(f"/admin/tag/delete/?id={kept.id}")
        assert submit(staff, page, follow_redirects=False).status_code == 409
        assert tag_names() == ["gone", "kept"]

        page = staff.get(f"/admin/tag/delete/?id={gone.id}")
        assert submit(staff, page, follow_redirects=False).status_code == 302
        assert tag_names() == ["kept"]

    def test_delete_model_keeps_all_rows_where_it_refuses_one(self, staff, options):
        class Options:
            def delete_model(self, model):
                return model.name != "kept" and super().delete_model(model)

        options(Tag, Options)
        rows = [TagFactory(name="gone"), TagFactory(name="kept")]
        page = staff.get(f"/admin/tag/delete/?id={rows[0].id}&id={rows[1].id}")

        submit(staff, page, follow_redirects=False)

        assert tag_names() == ["gone", "kept"]

    def test_create_model_may_do_it_in_its_own_way(self, staff, options):
        class Options:
            def create_model(self, form):
                self.session.add(Tag(name=f"{form.name.data}!", colour=form.colour.data))
                self.session.commit()
                return True

        options(Tag, Options)
        page = staff.get("/admin/tag/new/")

        assert submit(staff, page, FORM, follow_redirects=False, name="eco").status_code == 302
        assert tag_names() == ["eco!"]

    def test_handle_view_exception_speaks_for_the_view(self, staff, options):
        class Options:
            def on_model_change(self, form, model, is_created):
                raise LookupError("no such thing")

            def handle_view_exception(self, exc):
                flash(f"It says: {exc}", "error")
                return True

        options(Tag, Options)
        page = submit(staff, staff.get("/admin/tag/new/"), FORM, name="eco")

        assert "It says: no such thing" in page.text
        assert tag_names() == []


class StartsWith(BaseSQLAFilter):
    def apply(self, query, value, alias=None):
        return query.filter((alias or Tag).name.startswith(value))

    def operation(self):
        return "begins with"


class Coloured(BaseSQLAFilter):
    def apply(self, query, value, alias=None):
        return query.filter(self.column.is_not(None) if value == "1" else self.column.is_(None))

    def operation(self):
        return "is there"


class TestFilterObjects:
    @pytest.fixture(autouse=True)
    def tags(self, options):
        choices = (("1", "Yes"), ("0", "No"))
        options(
            Tag,
            column_filters=(
                StartsWith(Tag.name, "Name"),
                Coloured(Tag.colour, "Colour", options=choices),
                "name",
            ),
        )
        TagFactory(name="eco", colour="#00ff00")
        TagFactory(name="new", colour=None)

    def test_are_offered_and_asked(self, staff):
        menu = [a.text for a in soup(staff.get("/admin/tag/")).select(".filter-menu a")]
        asked = staff.get("/admin/tag/?ask=flt_colour_is_there")

        assert menu == ["Name", "Name begins with", "Colour is there"]
        assert [o.text for o in soup(asked).select(".filter-form option")] == ["Yes", "No"]

    @pytest.mark.parametrize(
        ("address", "left"),
        [
            ("flt_name_begins_with=ec", ["eco"]),
            ("flt1_name_begins_with=ec", ["eco"]),
            ("flt0_1=0", ["new"]),
            ("add:flt_colour_is_there=1", ["eco"]),
            ("flt_colour_is_there=1&flt_name_begins_with=n", []),
            ("flt_name_begins_with=n&name=new", ["new"]),
        ],
    )
    def test_narrow_the_list(self, staff, address, left):
        page = staff.get(f"/admin/tag/?{address}")

        assert [name for name in ("eco", "new") if f">{name}</a>" in page.text] == left

    def test_say_themselves_and_can_be_taken_off(self, staff):
        page = staff.get("/admin/tag/?flt_colour_is_there=0")

        assert soup(page).select_one(".pill a").text == "Colour is there No"
        assert soup(page).select_one(".pill-x")["href"] == "/admin/tag/"

    def test_reach_through_links(self, staff, options):
        options(Contact, column_filters=(FilterEqual("company.name", "Firm"),))
        ContactFactory(last_name="Here", company__name="Acme")
        ContactFactory(last_name="There", company__name="Zeta")
        text = staff.get("/admin/contact/?flt_firm_equals=Acme").text

        assert "Here" in text
        assert "There" not in text

    def test_an_object_without_its_column_stops_the_view(self):
        with pytest.raises(ValueError, match="Could not resolve"):
            type("V", (ConsoleView,), {"column_filters": (FilterEqual("nothing", "No"),)})(Tag, db)


class TestLists:
    def test_labels_and_descriptions_hold_everywhere(self, staff, options):
        options(
            Tag,
            column_list=("name", "colour"),
            column_labels={"name": "Word"},
            column_descriptions={"name": "One word."},
        )
        tag = TagFactory(name="eco")

        assert headers(staff.get("/admin/tag/")) == ["Word", "Colour"]
        pill = soup(staff.get("/admin/tag/?name=eco")).select_one(".pill a")
        assert pill.text.startswith("Word is")
        assert "Word" in staff.get(f"/admin/tag/details/?id={tag.id}").text

    def test_choices_are_words_for_values(self, staff, options):
        options(Tag, column_choices={"colour": [("#00ff00", "Green")]})
        tag = TagFactory(name="eco", colour="#00ff00")

        assert "Green" in column(staff.get("/admin/tag/"), "Colour")
        assert "Green" in staff.get(f"/admin/tag/details/?id={tag.id}").text

    def test_formatters_by_type(self, staff, options):
        options(Tag, column_type_formatters={str: lambda view, value, name: f"<{value}>"})
        tag = TagFactory(name="eco", colour=None)

        assert column(staff.get("/admin/tag/"), "Name") == ["<eco>"]
        assert "&lt;eco&gt;" in staff.get(f"/admin/tag/details/?id={tag.id}").text

    def test_links_of_rows(self, staff, options):
        options(
            Tag,
            column_extra_row_actions=[
                LinkRowAction("fa fa-x", "https://example.org/?tag={row_id}", title="Look up"),
                LinkRowAction("fa fa-y", lambda action, key, row: f"/x/{row.name}", title="Own"),
                EndpointLinkRowAction("fa fa-z", ".details_view"),
            ],
        )
        tag = TagFactory(name="eco")
        found = [a["href"] for a in soup(staff.get("/admin/tag/")).select(".row-actions a")]

        assert found[:3] == [
            f"https://example.org/?tag={tag.id}",
            "/x/eco",
            f"/admin/tag/details/?id={tag.id}",
        ]


def contacts(company):
    db.session.expire_all()
    found = db.session.scalars(sa.select(Contact).filter_by(company_id=company.id))
    return sorted(str(contact) for contact in found)


class TestInlineModels:
    @pytest.fixture(autouse=True)
    def inline(self, options):
        admin = InlineFormAdmin(Contact, form_columns=("first_name", "last_name", "notes"))
        options(Company, form_columns=("name",), inline_models=(admin,))

    @pytest.fixture
    def company(self):
        company = CompanyFactory(name="Acme")
        ContactFactory(company=company, first_name="Ann", last_name="One")
        ContactFactory(company=company, first_name="Bob", last_name="Two")
        return company

    def edit(self, staff, company, **typed):
        page = staff.get(f"/admin/company/edit/?id={company.id}")
        return submit(staff, page, FORM, follow_redirects=False, **typed)

    def test_shows_each_row_and_a_blank_one(self, staff, company):
        page = staff.get(f"/admin/company/edit/?id={company.id}")
        legends = [tag.text for tag in soup(page).select("div.inline-rows > .inline-row > legend")]

        assert sorted(legends) == ["Ann One", "Bob Two", "New row"]
        blank = soup(page).select("div.inline-rows > .inline-row")[-1]
        assert not blank.select("[required]")

    def test_an_untouched_form_writes_nothing(self, staff, company, count_queries):
        page = staff.get(f"/admin/company/edit/?id={company.id}")

        with count_queries() as queries:
            submit(staff, page, FORM, follow_redirects=False)

        assert not [q for q in queries if q.startswith(("UPDATE", "INSERT", "DELETE"))]

    def test_edits_adds_and_deletes(self, staff, company):
        page = staff.get(f"/admin/company/edit/?id={company.id}")
        sent = form(page, FORM)
        ann, bob = (0, 1) if sent["contacts-0-first_name"] == "Ann" else (1, 0)
        sent |= {
            f"contacts-{ann}-first_name": "Anna",
            f"del-contacts-{bob}": "on",
            "contacts-2-first_name": "Cid",
            "contacts-2-last_name": "Three",
        }
        answer = staff.post(f"/admin/company/edit/?id={company.id}", data=sent)

        assert answer.status_code == 302
        assert contacts(company) == ["Anna One", "Cid Three"]

    def test_comes_with_a_new_row(self, staff, options):
        options(Tag, form_columns=("name",))
        options(
            Company,
            form_columns=("name", "country", "city"),
            inline_models=((Contact, {"form_columns": ("first_name", "last_name")}),),
        )
        page = staff.get("/admin/company/new/")
        typed = {"contacts-0-first_name": "Ann", "contacts-0-last_name": "One"}
        answer = submit(
            staff, page, FORM, follow_redirects=False, name="New", country="PL", city="X", **typed
        )
        made = db.session.scalars(sa.select(Company).filter_by(name="New")).one()

        assert answer.status_code == 302
        assert contacts(made) == ["Ann One"]

    def test_what_is_wrong_stands_in_the_row_and_nothing_is_saved(self, staff, company):
        answer = self.edit(staff, company, name="Other", **{"contacts-2-first_name": "Cid"})

        assert answer.status_code == 422
        assert contacts(company) == ["Ann One", "Bob Two"]
        assert company.name == "Acme"

    def test_rows_that_others_add_meanwhile_stay(self, staff, company):
        page = staff.get(f"/admin/company/edit/?id={company.id}")
        ContactFactory(company=company, first_name="Dee", last_name="Four")

        submit(staff, page, FORM, follow_redirects=False, name="Acme 2")

        assert contacts(company) == ["Ann One", "Bob Two", "Dee Four"]

    def test_what_others_changed_meanwhile_is_not_overwritten(self, staff, company):
        page = staff.get(f"/admin/company/edit/?id={company.id}")
        sent = form(page, FORM)
        ann = 0 if sent["contacts-0-first_name"] == "Ann" else 1
        row = db.session.scalars(sa.select(Contact).filter_by(first_name="Ann")).one()
        row.first_name = "Anne"
        db.session.commit()
        sent[f"contacts-{ann}-first_name"] = "Anna"
        address = f"/admin/company/edit/?id={company.id}"

        refused = staff.post(address, data=sent)
        assert refused.status_code == 422
        assert contacts(company) == ["Anne One", "Bob Two"]

        again = submit(staff, refused, FORM, follow_redirects=False)
        assert again.status_code == 302
        assert contacts(company) == ["Anna One", "Bob Two"]

    def test_another_companys_rows_cannot_be_named(self, staff, company):
        other = ContactFactory(first_name="Eve", last_name="Else")
        page = staff.get(f"/admin/company/edit/?id={company.id}")
        typed = {"contacts-0-id": str(other.id), "contacts-0-first_name": "Stolen"}

        answer = submit(staff, page, FORM, follow_redirects=False, **typed)

        assert answer.status_code == 422
        assert str(other) == "Eve Else"

    def test_hooks_of_the_inline_admin_are_called(self, staff, company, options):
        class Inline(InlineFormAdmin):
            form_columns = ("first_name", "last_name")

            def on_model_change(self, form, model, is_created):
                model.position = "new" if is_created else "edited"

        options(Company, form_columns=("name",), inline_models=(Inline(Contact),))
        typed = {"contacts-2-first_name": "Cid", "contacts-2-last_name": "Three"}
        answer = self.edit(staff, company, **typed)
        assert answer.status_code == 302, (errors(answer), soup(answer).select_one(".alert"))
        made = db.session.scalars(sa.select(Contact).filter_by(first_name="Cid")).one()

        assert made.position == "new"

    def test_many_rows_are_left_to_their_list(self, staff, company):
        ContactFactory.create_batch(50, company=company)
        page = staff.get(f"/admin/company/edit/?id={company.id}")

        assert not soup(page).select(".inline-row")
        assert soup(page).select_one(".inline-rows a")["href"] == "/admin/contact/"

    def test_constraints_speak_above_the_form(self, staff, company):
        typed = {"contacts-2-first_name": " ", "contacts-2-last_name": "Three"}
        answer = self.edit(staff, company, **typed)

        assert answer.status_code == 422
        assert contacts(company) == ["Ann One", "Bob Two"]


class TestViewsRegisteredByHand:
    def test_are_reached_linked_and_called_as_they_say(self, own_database):
        admin = own_database.app.extensions["admin"][0]
        admin.add_view(ConsoleView(Tag, db.session, "My tags", "Mine", endpoint="my_tags"))
        client = own_database.client(Role.STAFF)
        with own_database.app.app_context():
            db.session.add(Tag(name="eco"))
            db.session.commit()

        page = client.get("/admin/my_tags/")

        assert page.status_code == 200
        assert soup(page).select_one("h1").text == "My tags"
        assert soup(page).select_one(".row-link")["href"].startswith("/admin/my_tags/details/")

    def test_another_database_is_refused(self):
        with pytest.raises(TypeError, match="another database"):
            ConsoleView(Tag, object())
