"""Languages of ISO 639: all that have two letters, and living ones that CLDR names in Polish.

ISO 639-3 has some 7,900; this set is the one that a person can choose from and find a name in.
"""

from __future__ import annotations

from typing import Any

import pycountry
from babel import Locale

from seeds.sources.polish import CLDR

ENGLISH = Locale("en")
LIVING = "L"


def languages() -> list[tuple[str | None, ...]]:
    rows = []
    for language in pycountry.languages:
        alpha2 = getattr(language, "alpha_2", None)
        code = alpha2 or language.alpha_3
        if alpha2 or _wanted(language):
            # CLDR's names are the everyday ones: "Greek", not "Modern Greek (1453-)".
            name = ENGLISH.languages.get(code) or language.name
            rows.append((code, language.alpha_3, alpha2, name, CLDR.languages.get(code)))
    return sorted(rows)


def _wanted(language: Any) -> bool:
    return language.type == LIVING and language.alpha_3 in CLDR.languages
