"""Currencies of ISO 4217, with their minor units."""

from __future__ import annotations

import pycountry

from seeds.sources.polish import CLDR, iso_codes

# ISO 4217, list one, column "Minor unit". CLDR has decimals too, but as they are used (0 for
# the Iraqi dinar), not as the standard has them (3).
WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()
THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND".split()
FOUR_DECIMALS = "CLF UYW".split()
NOT_APPLICABLE = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split()
DECIMALS: dict[str, int | None] = {
    **dict.fromkeys(WITHOUT_DECIMALS, 0),
    **dict.fromkeys(THREE_DECIMALS, 3),
    **dict.fromkeys(FOUR_DECIMALS, 4),
    **dict.fromkeys(NOT_APPLICABLE, None),
}
# CLDR's Polish names of these say something else than the standard.
NAMED_BY_THE_STANDARD = ("XBA", "XBB", "XBC", "XBD", "XTS", "XXX")
# Neither source has a Polish name yet.
OURS = {
    "XAD": "arabski dinar rozliczeniowy",
    "XCG": "gulden karaibski",
    "ZWG": "złoto Zimbabwe",
}


def currencies() -> list[tuple[str | None, ...]]:
    rows = []
    for currency in sorted(pycountry.currencies, key=lambda found: found.alpha_3):
        code = currency.alpha_3
        decimals = DECIMALS.get(code, 2)
        rows.append(
            (
                code,
                currency.numeric,
                currency.name,
                polish(code, currency.name),
                None if decimals is None else str(decimals),
            )
        )
    return rows


def polish(code: str, name: str) -> str | None:
    translated = iso_codes("iso4217", name)
    if code in NAMED_BY_THE_STANDARD and translated:
        return translated
    return OURS.get(code) or CLDR.currencies.get(code) or translated
