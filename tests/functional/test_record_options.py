"""What options written for Flask-Admin do to forms, details, deletion and actions."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
import wtforms
from flask_admin.actions import action
from flask_admin.form import rules
from wtforms.validators import ValidationError

from console.admin.actions import batch_action
from console.auth import Permission, Role
from console.models.company import Company, CompanyStatus
from console.models.db import db
from console.models.tag import Tag
from tests.factories import CompanyFactory, ContactFactory, InvoiceFactory, TagFactory
from tests.pages import csrf_token, element, errors, flashes, form, heading, soup, submit, text_of

FORM = "form.record-form"


def names(page):
    found = [str(tag["name"]) for tag in soup(page).select(f"{FORM} .field [name]")]
    return list(dict.fromkeys(name for name in found if not name.startswith("_")))


def labels(page):
    return [str(label.contents[0]).strip() for label in soup(page).select(f"{FORM} .form-label")]


class TestForms:
    def test_form_columns_choose_and_order(self, staff, options):
        options(Tag, form_columns=("colour", Tag.name))

        assert names(staff.get("/admin/tag/new/")) == ["colour", "name"]

    def test_form_excluded_columns_leave_out(self, staff, options):
        options(Tag, form_excluded_columns=("colour", "products"))

        assert names(staff.get("/admin/tag/new/")) == ["name"]

    def test_labels_descriptions_and_arguments(self, staff, options):
        options(
            Tag,
            column_labels={"name": "Word"},
            column_descriptions={"name": "One word."},
            form_args={"colour": {"label": "Shade", "description": "In hexadecimal."}},
            form_widget_args={"name": {"placeholder": "eco", "class": "wide"}},
        )
        page = staff.get("/admin/tag/new/")

        assert labels(page)[:2] == ["Word", "Shade"]
        control = element(page, "#name")
        assert control["placeholder"] == "eco"
        assert "wide" in control["class"]
        assert text_of(element(page, "#name-help")) == "One word."

    def test_validators_run_on_what_was_changed(self, staff, options):
        def refuse(form, field):
            raise ValidationError("Never.")

        options(Tag, form_args={"colour": {"validators": [refuse]}})
        tag = TagFactory(colour="#000000")
        address = f"/admin/tag/edit/?id={tag.id}"

        assert errors(submit(staff, staff.get(address), FORM, name="new")) == []
        page = submit(staff, staff.get(address), FORM, colour="#ffffff")
        assert errors(page) == ["Never."]

    def test_choices(self, staff, options):
        options(Tag, form_choices={"colour": [("#000000", "Black"), ("#ffffff", "White")]})
        tag = TagFactory(colour="#abcdef")
        page = staff.get(f"/admin/tag/edit/?id={tag.id}")

        shown = [text_of(option) for option in soup(page).select("#colour option")]
        assert shown == ["No value", "Black", "White", "#abcdef"]
        submit(staff, page, FORM)
        assert db.session.scalar(sa.select(Tag.colour)) == "#abcdef"
        submit(staff, page, FORM, colour="#ffffff")
        assert db.session.scalar(sa.select(Tag.colour)) == "#ffffff"

    def test_a_field_of_ones_own_changes_nothing_unless_touched(self, staff, options):
        options(Company, form_overrides={"street": wtforms.StringField})
        company = CompanyFactory(street=None)
        address = f"/admin/company/edit/?id={company.id}"
        submit(staff, staff.get(address), FORM, city="Hel")
        db.session.expire_all()
        assert (company.street, company.city) == (None, "Hel")

        submit(staff, staff.get(address), FORM, street="Długa")
        db.session.expire_all()
        assert company.street == "Długa"

    def test_extra_fields_reach_the_hook(self, staff, options):
        def on_model_change(self, form, model, is_created):
            model.name = f"{form.prefix.data}-{model.name}"

        options(
            Tag,
            form_extra_fields={"prefix": wtforms.StringField("Prefix")},
            on_model_change=on_model_change,
        )
        submit(staff, staff.get("/admin/tag/new/"), FORM, name="x", prefix="a")

        assert db.session.scalar(sa.select(Tag.name)) == "a-x"

    def test_hooks_see_values_and_related_rows(self, staff, options):
        seen = []

        def on_model_change(self, form, model, is_created):
            seen.append((model.country.name, model.city, form.city.data, is_created))

        options(Company, on_model_change=on_model_change)
        submit(staff, staff.get("/admin/company/new/"), FORM, name="A", country="PL", city="Hel")

        assert seen == [("Poland", "Hel", "Hel", True)]

    def test_a_hook_may_refuse(self, staff, options):
        def on_model_change(self, form, model, is_created):
            raise ValidationError("Not on a Sunday.")

        options(Tag, on_model_change=on_model_change)
        page = submit(staff, staff.get("/admin/tag/new/"), FORM, name="x")

        assert page.status_code == 422
        assert "Not on a Sunday." in " ".join(flashes(page))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 0

    def test_what_follows_a_save_is_told(self, staff, options):
        seen = []

        def after_model_change(self, form, model, is_created):
            seen.append((model.name, is_created))

        options(Tag, after_model_change=after_model_change)
        submit(staff, staff.get("/admin/tag/new/"), FORM, name="x")

        assert seen == [("x", True)]

    def test_prefilling(self, staff, options):
        def on_form_prefill(self, form, id):  # noqa: A002 - Flask-Admin's name
            form.name.description = f"row {id}"

        options(Tag, on_form_prefill=on_form_prefill)
        tag = TagFactory()
        page = staff.get(f"/admin/tag/edit/?id={tag.id}")

        assert text_of(element(page, "#name-help")) == f"row {tag.id}"

    def test_forms_may_be_changed_as_they_are_made(self, staff, options):
        class Shorter:
            form_excluded_columns = ("products",)

            def create_form(self, obj=None):
                made = super().create_form(obj)
                del made.colour
                return made

        options(Tag, Shorter)

        assert names(staff.get("/admin/tag/new/")) == ["name"]
        submit(staff, staff.get("/admin/tag/new/"), FORM, name="x", colour="#000000")
        assert db.session.scalar(sa.select(Tag.colour)) is None

    def test_rules_order_and_head_fields(self, staff, options):
        options(
            Tag,
            form_create_rules=(rules.FieldSet(("colour",), "Looks"), "name"),
        )
        page = staff.get("/admin/tag/new/")

        assert names(page) == ["colour", "name"]
        assert text_of(element(page, "legend")) == "Looks"

    def test_another_way_on(self, staff, options):
        options(Tag, get_save_return_url=lambda self, model, is_created: "/admin/unit/")
        page = submit(staff, staff.get("/admin/tag/new/"), FORM, name="x")

        assert heading(page) == "Units"

    @pytest.mark.parametrize(
        ("switch", "page"),
        [("can_create", "new/"), ("can_edit", "edit/?id={}"), ("can_delete", "delete/?id={}")],
    )
    def test_switches_hold_for_everybody(self, staff, options, switch, page):
        tag = TagFactory()
        options(Tag, **{switch: False})

        assert staff.get(f"/admin/tag/{page.format(tag.id)}").status_code == 403


class TestDetails:
    def test_chosen_columns_and_formatters(self, staff, options):
        options(
            Tag,
            column_details_list=("name", "colour"),
            column_formatters_detail={"colour": lambda view, context, row, name: "<b>"},
        )
        tag = TagFactory(name="eco", colour="#000000")
        page = soup(staff.get(f"/admin/tag/details/?id={tag.id}"))

        assert [text_of(dd) for dd in page.select("dl dd")] == ["eco", "<b>"]


class TestDeletion:
    def test_hooks_run_and_may_refuse(self, staff, options):
        seen = []

        def on_model_delete(self, model):
            if model.name == "keep":
                raise ValidationError("This one stays.")

        def after_model_delete(self, model):
            seen.append(model.name)

        options(Tag, on_model_delete=on_model_delete, after_model_delete=after_model_delete)
        keep, go = TagFactory(name="keep"), TagFactory(name="go")
        page = submit(staff, staff.get(f"/admin/tag/delete/?id={keep.id}&id={go.id}"))
        assert "This one stays." in flashes(page)
        submit(staff, staff.get(f"/admin/tag/delete/?id={go.id}"))

        assert db.session.scalars(sa.select(Tag.name)).all() == ["keep"]
        assert seen == ["go"]


def act(client, name, *rows, url="/admin/tag/", **more):
    data = {"csrf_token": csrf_token(client.get(url)), "action": name, **more}
    data["rowid"] = [getattr(row, "id", row) for row in rows]
    return client.post(f"{url}action/", data=data, follow_redirects=True)


@batch_action("Paint black")
def paint(self, tags):
    for tag in tags:
        tag.colour = "#000000"
    return f"Painted {len(tags)}."


@batch_action("Count", needs=Permission.READ)
def tally(self, tags):
    return f"There are {len(tags)}."


@batch_action("Spoil")
def spoil(self, tags):
    tags[0].colour = "#000000"
    db.session.flush()
    tags[1].colour = "black"
    return "Spoilt."


@action("shout", "Shout", "Really?")
def shout(self, ids):
    db.session.execute(sa.update(Tag).where(Tag.id.in_(map(int, ids))).values(name="LOUD"))
    db.session.commit()


class TestActions:
    def test_change_all_rows_and_say_so(self, staff, options):
        options(Tag, paint=paint)
        tags = TagFactory.create_batch(2)
        page = act(staff, "paint", *tags)

        assert flashes(page) == ["Painted 2."]
        assert set(db.session.scalars(sa.select(Tag.colour))) == {"#000000"}

    def test_change_none_when_one_fails(self, staff, options):
        options(Tag, spoil=spoil)
        tags = TagFactory.create_batch(2)
        page = act(staff, "spoil", *tags)

        assert flashes(page)[0].startswith("Nothing was changed.")
        assert set(db.session.scalars(sa.select(Tag.colour))) == {None}

    def test_change_none_when_one_is_gone(self, staff, options):
        options(Tag, paint=paint)
        tag = TagFactory()
        page = act(staff, "paint", tag, 999)

        assert "1 of the selected rows is gone" in flashes(page)[0]
        assert db.session.scalar(sa.select(Tag.colour)) is None

    def test_need_rows(self, staff, options):
        options(Tag, paint=paint)
        TagFactory()

        assert "Select the rows first" in flashes(act(staff, "paint"))[0]

    def test_need_the_permission_they_state(self, client, login, options):
        options(Tag, paint=paint, tally=tally)
        tag = TagFactory()
        login(Role.AUDITOR)

        page = client.get("/admin/tag/")
        offered = [b["value"] for b in soup(page).select("[name=action]")]
        assert offered == ["tally"]
        assert flashes(act(client, "tally", tag)) == ["There are 1."]
        assert act(client, "paint", tag).status_code == 403
        assert act(client, "delete", tag).status_code == 403
        assert act(client, "no-such", tag).status_code == 403

    def test_that_are_not_there_are_not_found(self, staff):
        assert act(staff, "no-such", TagFactory()).status_code == 404

    def test_of_flask_admin_still_work_and_need_writing(self, client, login, options):
        options(Tag, shout=shout)
        tag = TagFactory(name="quiet")
        login(Role.AUDITOR)
        assert act(client, "shout", tag).status_code == 403
        login(Role.STAFF)

        page = act(client, "shout", tag)
        assert "Really?" in page.text
        act(client, "shout", tag, _confirmed="1")
        assert db.session.scalar(sa.select(Tag.name)) == "LOUD"

    def test_delete_asks_with_all_that_belongs_to_the_rows(self, staff):
        contact, invoice = ContactFactory(), InvoiceFactory()
        page = act(staff, "delete", contact.company, invoice.company, url="/admin/company/")

        assert heading(page) == "Delete 2 companies?"
        assert "1 contact will be deleted too." in page.text
        assert "1 invoice still refers" in page.text

    def test_delete_deletes(self, staff):
        tags = TagFactory.create_batch(3)
        page = act(staff, "delete", *tags)
        page = submit(staff, page, "main form.card")

        assert flashes(page) == ["Deleted 3 tags."]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 0

    @pytest.mark.parametrize("rowid", ["x", "1,2", "1\0", "", "9" * 40])
    def test_keys_of_no_row_do_nothing(self, staff, options, rowid):
        options(Tag, paint=paint)
        TagFactory()

        assert "gone or not yours" in flashes(act(staff, "paint", rowid))[0]

    def test_too_many_at_once_are_refused(self, staff, options):
        options(Tag, paint=paint)
        TagFactory()

        assert act(staff, "paint", *range(1001)).status_code == 400

    def test_lead_nowhere_else(self, staff, options):
        options(Tag, paint=paint)
        tag = TagFactory()
        data = {
            "csrf_token": csrf_token(staff.get("/admin/tag/")),
            "action": "paint",
            "rowid": tag.id,
            "url": "//evil.example",
        }

        assert staff.post("/admin/tag/action/", data=data).location == "/admin/tag/"


def test_what_a_form_shows_is_what_the_model_says(staff):
    company = CompanyFactory(status=CompanyStatus.ON_HOLD)
    page = staff.get(f"/admin/company/edit/?id={company.id}")

    assert form(page, FORM)["status"] == "on_hold"
    assert "On hold" in text_of(element(page, "#status option[selected]"))
