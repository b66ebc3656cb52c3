"""Countries of ISO 3166-1 and their subdivisions of ISO 3166-2."""

from __future__ import annotations

from typing import Any

import pycountry

from seeds.sources.polish import CLDR, iso_codes


def countries() -> list[tuple[str | None, ...]]:
    rows = []
    for country in sorted(pycountry.countries, key=lambda found: found.alpha_2):
        # Where people use another name than the standard's "Korea, Republic of", that one
        # is the short name and the standard's is the official one.
        name = getattr(country, "common_name", None) or country.name
        official = getattr(country, "official_name", None) or country.name
        rows.append(
            (
                country.alpha_2,
                country.alpha_3,
                country.numeric,
                name,
                CLDR.territories[country.alpha_2],
                official if official != name else None,
            )
        )
    return rows


def subdivisions() -> list[tuple[str | None, ...]]:
    found = sorted(pycountry.subdivisions, key=lambda part: part.code)
    return [
        (
            part.code,
            part.country_code,
            part.parent_code,
            part.type,
            part.name,
            iso_codes("iso3166-2", part.name),
        )
        for part in _parents_first(found)
    ]


def _parents_first(parts: list[Any]) -> list[Any]:
    by_code = {part.code: part for part in parts}

    def depth(part: Any) -> int:
        return 1 + depth(by_code[part.parent_code]) if part.parent_code else 0

    return sorted(parts, key=lambda part: (part.country_code, depth(part), part.code))
