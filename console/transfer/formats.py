"""Values as files carry them: the same in every language, safe in every spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import enum
import io
import json
from collections.abc import Sequence
from typing import Any

# A spreadsheet takes a text that starts so for a formula; OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_line(values: Sequence[Any]) -> str:
    """One line of CSV (RFC 4180)."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()


def plain(value: Any) -> Any:
    """*value* as a file carries it, the same in every language."""
    if value is None:
        return None
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return neutral(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def neutral(text: str) -> str:
    """*text* with a quote before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(FORMULA) else text
