"""Who changed what since a form was shown: keyed digests of every value as the person saw it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping

from flask import current_app

SEEN = "_seen"  # the form's control that carries the digests
LONGEST = 200_000  # characters; 1,000 columns need about 40,000
_SIZE = 12  # bytes of a digest: nobody guesses 96 bits, and a form stays small


def fingerprints(scope: str) -> Callable[[str, str | None], str]:
    """A function that makes short digests of what the fields of one form show.

    It is given a field's name and what the field showed; ``None`` (no value) differs from ``""``.
    Digests are keyed with the application's secret, so that they tell nothing about a value and
    none can be made up; *scope* (table and key) keeps one of one row from being used for another.
    """
    secret = str(current_app.secret_key or "").encode()

    def fingerprint(field: str, raw: str | None) -> str:
        # JSON keeps the three parts apart whatever characters they hold.
        message = json.dumps([scope, field, raw]).encode()
        return hmac.digest(secret, message, hashlib.sha256)[:_SIZE].hex()

    return fingerprint


def read_seen(text: str | None) -> dict[str, str]:
    """The digests a form came back with; nothing when there are none or they cannot be read."""
    if not text or len(text) > LONGEST:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {k: v for k, v in found.items() if isinstance(k, str) and isinstance(v, str)}


def write_seen(digests: Mapping[str, str]) -> str:
    """*digests* as the text of the form's control."""
    return json.dumps(digests, separators=(",", ":"))
