"""The sentences of the terminal in the reader's language, from our own catalogue, without CKAN."""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

from ckanext.city.tables.findings import Translate

LANGUAGES = ("fr", "en")
DOMAIN, CATALOGUES = "ckanext-city", Path(__file__).parents[1] / "i18n"


@cache
def translator(lang: str) -> Translate:
    """Give what says a marked message in a language; English is what stands in the code."""
    if lang == "en":
        return str
    return gettext.translation(DOMAIN, CATALOGUES, [lang], fallback=True).gettext


def usual_language() -> str:
    """Give the language of the terminal if it is one of ours, else French."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "en" if said.startswith("en") else "fr"
