"""How long the next guess has to wait."""

from __future__ import annotations

import pytest

from console.auth.throttle import Limit, digest

LIMIT = Limit(free=5, longest=60)


@pytest.mark.parametrize(
    ("failures", "since_last", "wait"),
    [
        (0, 0, 0),
        (4, 0, 0),
        (5, 0, 1),
        (6, 0, 2),
        (6, 1.5, 1),
        (8, 3, 5),
        (8, 9, 0),
        (11, 0, 60),
        (1_000_000, 0, 60),
        (1_000_000, 61, 0),
    ],
)
def test_the_wait_doubles_ends_and_has_an_upper_bound(failures, since_last, wait):
    assert LIMIT.wait(failures, since_last) == wait


def test_one_address_counts_as_one_however_it_is_written():
    assert digest(" Maria@Example.org ") == digest("maria@example.org")


def test_what_was_typed_cannot_be_read_back():
    assert "hunter2" not in digest("hunter2")
