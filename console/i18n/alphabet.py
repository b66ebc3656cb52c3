"""The order in which people look words up."""

from __future__ import annotations

import unicodedata

# The only Polish letter that Unicode does not take apart into a base and a mark.
_STROKE = str.maketrans({"ł": "l\N{COMBINING LONG STROKE OVERLAY}"})


def sort_key(text: str) -> list[str]:
    """Sorts in the Polish alphabet (a, ą, b, …, l, ł, m, …), of which the English is a part.

    Each letter is compared with its mark, so that "Płatności" comes before "Pozycje".
    """
    letters: list[str] = []
    for sign in unicodedata.normalize("NFD", text.casefold().translate(_STROKE)):
        if unicodedata.combining(sign) and letters:
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters
