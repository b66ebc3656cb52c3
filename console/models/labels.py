"""Marks words for translation without importing anything that translates."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - the gettext name for "mark, translate later"
    """Mark *text* for the message catalogue."""
    return text


def labels(singular: str, plural: str) -> tuple[str, str]:
    """Mark what one row and many rows of a table are called, in lower case."""
    return singular, plural
