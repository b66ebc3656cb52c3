"""Write seeds/*.csv anew from the packages they come from: ``python -m seeds.sources``.

Only what those packages know is written; unit.csv and vat_rate.csv are kept by hand. The
versions that were read are printed, to be noted in seeds/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import click

from seeds.sources import countries, currencies, languages

SEEDS = Path(__file__).resolve().parents[1]
HEADERS = {
    "country": ("code", "alpha3", "numeric", "name", "name_pl", "official_name"),
    "subdivision": ("code", "country_code", "parent_code", "kind", "name", "name_pl"),
    "currency": ("code", "numeric", "name", "name_pl", "minor_units"),
    "language": ("code", "alpha3", "alpha2", "name", "name_pl"),
}
Record = Sequence[str | None]
SOURCES: dict[str, Callable[[], list[Record]]] = {
    "country": countries.countries,
    "subdivision": countries.subdivisions,
    "currency": currencies.currencies,
    "language": languages.languages,
}


def cell(value: str | None) -> str:
    """*value* as a CSV cell: NULL is nothing, an empty text is two quotes."""
    if value is None:
        return ""
    if not value or any(character in value for character in ',"\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def main() -> None:
    for table, records in SOURCES.items():
        lines = [HEADERS[table], *records()]
        text = "".join(",".join(cell(value) for value in line) + "\n" for line in lines)
        (SEEDS / f"{table}.csv").write_text(text, encoding="utf-8")
        click.echo(f"seeds/{table}.csv: {len(lines) - 1} rows")
    for package in ("pycountry", "babel"):
        click.echo(f"{package} {version(package)}")


if __name__ == "__main__":
    main()
