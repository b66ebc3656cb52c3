"""Forms of more than fifty fields: in groups, with a box to find one in."""

from __future__ import annotations

from tests import pages


def test_fields_whose_names_begin_alike_stand_together(zoo):
    walk = zoo.walk("wide_by_name")

    page = pages.soup(walk.get(f"{walk.url}new/"))

    legends = [pages.text_of(one) for one in page.select("form legend")]
    assert legends == ["Identity", "Billing", "Shipping", "Contact"]
    billing = page.select_one("[data-group$=-billing]")
    assert len(billing.select(".field")) == 18


def test_groups_are_linked_and_a_field_can_be_found(zoo):
    walk = zoo.walk("wide_by_name")

    page = pages.soup(walk.get(f"{walk.url}edit/?id={walk.ids[0]}"))

    targets = [one["href"].removeprefix("#") for one in page.select(".form-find a")]
    assert [page.find(id=target).name for target in targets] == ["fieldset"] * len(targets)
    # Without scripts there is no box that does nothing, and the form is sent whole.
    box = page.select_one("[data-find-field]")
    assert box.find_parent(hidden=True) is not None
    assert not box.has_attr("name")


def test_a_short_form_is_not_searched(zoo):
    walk = zoo.walk("type_text")

    page = pages.soup(walk.get(f"{walk.url}new/"))

    assert page.select_one("[data-find-field]") is None
