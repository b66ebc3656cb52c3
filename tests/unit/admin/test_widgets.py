"""Attributes of controls are written as WTForms writes them, only sooner."""

from __future__ import annotations

import pytest
from markupsafe import Markup
from wtforms.widgets import html_params

from console.admin.widgets import attributes_html


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"id": "name", "class_": "form-control", "for_": "x"},
        {"data_url": "/a?b=1&c=2", "aria_label": "It's", "data-label": "x"},
        {"checked": True, "required": False, "value": ""},
        {"value": '"><script>&amp;</script>'},
        {"value": Markup("a &amp; b"), "rows": 3},
    ],
)
def test_attributes_are_those_of_wtforms(attributes):
    assert attributes_html(**attributes) == html_params(**attributes)


def test_markup_cannot_end_an_attribute():
    assert attributes_html(value=Markup('"')) == 'value="&#34;"'
