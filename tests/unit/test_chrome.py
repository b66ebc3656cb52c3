"""Texts with gaps: what fills one is written as its place demands."""

from __future__ import annotations

from markupsafe import Markup

from console.chrome import Frame, mark


def test_what_stands_in_an_address_is_quoted_for_it():
    text = f'<a href="?{mark("name")}={mark("value")}&amp;sort=name">'

    filled = Frame(text).fill({"name": "a&b", "value": '1"+ 2'})

    assert filled == '<a href="?a%26b=1%22%2B+2&amp;sort=name">'


def test_what_stands_elsewhere_is_escaped():
    text = f'<input name="{mark("name")}" value="{mark("value")}">{mark("said")}'

    filled = Frame(text).fill({"name": "a&b", "value": '"', "said": "<b>"})

    assert filled == '<input name="a&amp;b" value="&#34;">&lt;b&gt;'


def test_markup_is_taken_as_it_is():
    assert Frame(mark("said")).fill({"said": Markup("<b>")}) == "<b>"
