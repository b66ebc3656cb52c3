"""Polish names: from CLDR through Babel, and from Debian's iso-codes through pycountry."""

from __future__ import annotations

import gettext

import pycountry
from babel import Locale

CLDR = Locale("pl")


def iso_codes(domain: str, text: str) -> str | None:
    """The Polish translation of *text* in the iso-codes catalogue *domain*, or None."""
    catalogue = gettext.translation(domain, pycountry.LOCALES_DIR, languages=["pl"])
    catalogue.add_fallback(_Missing())
    return catalogue.gettext(text) or None


class _Missing(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return ""
