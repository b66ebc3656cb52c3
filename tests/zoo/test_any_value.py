"""Whatever value a column has: a form leaves it alone, and shows what can be typed again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import sql

from console.admin.fields import arrays
from tests.zoo.browser import form_of
from tests.zoo.ground import lined

EXAMPLES = 8  # of each type; each takes four requests

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
moments = st.datetimes()
documents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
spans = st.builds(
    "{} mons {} days {} microseconds".format,
    st.integers(-1200, 1200),
    st.integers(-9999, 9999),
    st.integers(-(10**13), 10**13),
)
# Texts that PostgreSQL reads as values of the column "needed".
VALUES = {
    "type_int8": st.integers(-(2**63), 2**63 - 1).map(str),
    "type_numeric": st.decimals(allow_nan=False, allow_infinity=False).map(
        lambda n: f"{n:f}"[:900]
    ),
    "type_float4": st.floats(width=32).map(repr),
    "type_float8": st.floats().map(repr),
    "type_text": words,
    "type_bytea": st.binary(max_size=40).map(lambda data: f"\\x{data.hex()}"),
    "type_date": moments.map(lambda one: str(one.date())),
    "type_time_array": st.lists(moments.map(lambda one: str(one.date()))).map(arrays.write),
    "type_timestamp": moments.map(str),
    "type_timestamptz": moments.map(lambda one: f"{one}+00"),
    "type_interval": spans,
    "type_uuid": st.uuids().map(str),
    "type_json": documents.map(lambda tree: json.dumps(tree).replace("\\u0000", "")),
    "type_text_array": st.lists(st.none() | words, max_size=4).map(arrays.write),
    "type_inet": st.ip_addresses().map(str),
    "type_varbit": st.text("01", max_size=8),
    "type_daterange": st.tuples(moments, moments).map(
        lambda ends: f"[{min(ends).date()},{max(ends).date()}]"
    ),
}


@pytest.mark.parametrize("table", VALUES)
def test_is_left_alone_and_can_be_typed_again(zoo, table):
    walk = zoo.walk(table)

    @settings(max_examples=EXAMPLES, derandomize=True, database=None)
    @given(VALUES[table])
    def holds(text):
        key = put(walk, text)
        place = walk.place_of(key)
        before = walk.ground.versions(walk.relation)
        shown = form_of(walk.get(f"{walk.url}edit/?id={key}"), "record-form")

        walk.saved(shown.post(walk.client))

        assert walk.ground.versions(walk.relation) == before
        if table != "type_bytea":  # which is uploaded, not typed
            fresh = form_of(walk.get(f"{walk.url}new/"), "record-form").taking("needed", shown)
            walk.saved(fresh.post(walk.client))
            after = walk.ground.versions(walk.relation)
            added = [row for place, row in after.items() if place not in before]
            at = 1 + walk.names.index("needed")
            assert [lined(row[at]) for row in added] == [lined(before[place][at])]

    holds()


def put(walk, text):
    """A row that holds what PostgreSQL makes of *text*; its key."""
    query = sql.SQL("INSERT INTO {} (needed) VALUES (%s) RETURNING id").format(walk.relation.sql)
    return str(walk.ground.ask(query, (text,))[0][0])
