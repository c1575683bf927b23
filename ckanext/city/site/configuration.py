"""Check each key of our configuration: one sentence in French and English says what is expected.

There is no reader's language yet when a site starts, so that both stand in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from ckan.plugins import toolkit as tk

from ckanext.city.dataset_types import checks
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.geo.background import read_background

__all__ = [
    "city_config_accessibility",
    "city_config_background",
    "city_config_centre",
    "city_config_colour",
    "city_config_count",
    "city_config_day",
    "city_config_email",
    "city_config_extent",
    "city_config_folders",
    "city_config_frequency",
    "city_config_insee",
    "city_config_languages",
    "city_config_license",
    "city_config_line",
    "city_config_name",
    "city_config_names",
    "city_config_page_size",
    "city_config_percent",
    "city_config_postcode",
    "city_config_required",
    "city_config_sentences",
    "city_config_siren",
    "city_config_siret",
]

MOST_NAMES = 3
NAME = re.compile(r"[a-z0-9_-]{2,100}")
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LANGUAGE = re.compile(r"[a-z]{2}")


def city_config_required(value: Any) -> Any:
    """Refuse an empty value of a key that the site cannot do without."""
    return value if _text(value) else _refuse(value, "une valeur", "a value")


def city_config_insee(value: Any) -> Any:
    """Accept an INSEE code of a commune."""
    return _read(
        value,
        checks.read_insee,
        "le code INSEE de la commune, 5 caractères (92040, 2A004)",
        "the INSEE code of the commune, 5 characters (92040, 2A004)",
    )


def city_config_siren(value: Any) -> Any:
    """Accept a SIREN with its key."""
    french = "un SIREN, 9 chiffres dont la clé est juste"
    return _read(value, checks.read_siren, french, "a SIREN, 9 digits with a right key")


def city_config_siret(value: Any) -> Any:
    """Accept a SIRET with its key."""
    french = "un SIRET, 14 chiffres dont la clé est juste"
    return _read(value, checks.read_siret, french, "a SIRET, 14 digits with a right key")


def city_config_postcode(value: Any) -> Any:
    """Accept a French postcode."""
    return _text_if(
        re.fullmatch(r"\d{5}", _text(value)),
        value,
        "un code postal, 5 chiffres",
        "a postcode, 5 digits",
    )


def city_config_email(value: Any) -> Any:
    """Accept an e-mail address."""
    return _text_if(
        EMAIL.fullmatch(_text(value)),
        value,
        "une adresse électronique (opendata@ville.fr)",
        "an e-mail address",
    )


def city_config_colour(value: Any) -> Any:
    """Accept a colour; nothing else comes into a style sheet."""
    return _text_if(
        COLOUR.fullmatch(_text(value)),
        value,
        "une couleur, # et six chiffres hexadécimaux (#17624f)",
        "a colour, # and six hexadecimal digits (#17624f)",
    )


def city_config_line(value: Any) -> Any:
    """Accept a line of text, or nothing."""
    return _text_if(_text(value).isprintable(), value, "une ligne de texte", "a line of text")


def city_config_name(value: Any) -> Any:
    """Accept a name as CKAN puts it into addresses."""
    return _text_if(
        NAME.fullmatch(_text(value)),
        value,
        "un nom pour l'adresse : minuscules, chiffres et tirets (ville-de-brest)",
        "a name for the address: lower case, digits and hyphens",
    )


def city_config_names(value: Any) -> Any:
    """Turn up to three names of datasets as addresses have them, or nothing, into a list."""
    names = value if isinstance(value, list) else _text(value).split()
    if len(names) <= MOST_NAMES and all(NAME.fullmatch(name) for name in names):
        return names
    return _refuse(
        value,
        "jusqu'à trois noms de jeux de données, tels que dans leur adresse (quartiers)",
        "up to three names of datasets, as in their address (quartiers)",
    )


def city_config_license(value: Any) -> Any:
    """Accept the id of a licence that is not retired."""
    known = [e.id for e in load_vocabulary("licenses") if e.extra.get("status") == "active"]
    return _one_of(value, known)


def city_config_frequency(value: Any) -> Any:
    """Accept nothing, or the address of a frequency of the EU's list."""
    known = [str(e.extra["uri"]) for e in load_vocabulary("eu-frequencies")]
    return _one_of(value, known) if _text(value) else ""


def city_config_extent(value: Any) -> Any:
    """Turn "west south east north" into four floats, degrees WGS 84; nothing into None."""
    return _numbers(
        value,
        (180, 90, 180, 90),
        "ouest sud est nord, en degrés (2.20 48.80 2.30 48.85)",
        "west south east north, in degrees (2.20 48.80 2.30 48.85)",
        lambda n: n[0] < n[2] and n[1] < n[3],
    )


def city_config_centre(value: Any) -> Any:
    """Turn "longitude latitude" into two floats, degrees WGS 84; nothing into None."""
    return _numbers(
        value,
        (180, 90),
        "longitude latitude, en degrés (2.27 48.82)",
        "longitude latitude, in degrees (2.27 48.82)",
        lambda _: True,
    )


def city_config_languages(value: Any) -> Any:
    """Turn "fr en" into a list of ISO 639-1 codes."""
    codes = value if isinstance(value, list) else _text(value).split()
    fits = codes and all(LANGUAGE.fullmatch(code) for code in codes)
    return (
        codes
        if fits
        else _refuse(
            value, "des codes de langue à deux lettres (fr en)", "two-letter language codes (fr en)"
        )
    )


def city_config_folders(value: Any) -> Any:
    """Turn a list of folders into absolute paths that exist."""
    folders = value if isinstance(value, list) else _text(value).split()
    missing = [f for f in folders if not Path(f).is_dir()]
    return (
        [str(Path(f)) for f in folders]
        if not missing
        else _refuse(missing[0], "des dossiers qui existent", "folders that exist")
    )


def city_config_count(value: Any) -> Any:
    """Turn a small number, 0 included, into an int."""
    text = str(value).strip()
    fits = re.fullmatch(r"\d", text)
    return int(text) if fits else _refuse(value, "un nombre de 0 à 9", "a number from 0 to 9")


def city_config_page_size(value: Any) -> Any:
    """Turn a number of datasets on a page, 1 to 1,000, into an int."""
    text = str(value).strip()
    fits = re.fullmatch(r"[1-9]\d{0,2}|1000", text)
    return int(text) if fits else _refuse(value, "un nombre de 1 à 1000", "a number from 1 to 1000")


def city_config_accessibility(value: Any) -> Any:
    """Accept nothing, or what an audit of accessibility found."""
    return _one_of(_text(value), ["full", "partial", "none"]) if _text(value) else ""


def city_config_day(value: Any) -> Any:
    """Accept nothing, or a day as ISO 8601 writes it."""
    try:
        return date.fromisoformat(_text(value)).isoformat() if _text(value) else ""
    except ValueError:
        return _refuse(value, "une date (2026-06-24)", "a date (2026-06-24)")


def city_config_percent(value: Any) -> Any:
    """Turn a share into a float, 0 to 100; nothing into None."""
    text = str(value if value is not None else "").strip().replace(",", ".")
    if not text:
        return None
    fits = re.fullmatch(r"\d{1,3}(\.\d+)?", text) and float(text) <= 100
    return float(text) if fits else _refuse(value, "un nombre de 0 à 100", "a number, 0 to 100")


def city_config_sentences(value: Any) -> Any:
    """Turn sentences that semicolons or lines separate into a list."""
    if isinstance(value, list):
        return value
    return [each.strip() for each in re.split(r"[;\n]", _text(value)) if each.strip()]


def city_config_background(value: Any) -> Any:
    """Accept what a map can lie on."""
    return _text_if(
        read_background(_text(value)),
        value,
        "plan, none, ign, osm, ou une adresse de tuiles ({z}, {x}, {y}), de style .json ou de "
        "fichier .pmtiles",
        "plan, none, ign, osm, or an address of tiles ({z}, {x}, {y}), of a style .json or of a "
        "file .pmtiles",
    )


def _read(value: Any, reader: Callable[[str], str], french: str, english: str) -> Any:
    try:
        return reader(_text(value))
    except checks.WrongValue:
        return _refuse(value, french, english)


def _text_if(fits: object, value: Any, french: str, english: str) -> Any:
    return _text(value) if fits else _refuse(value, french, english)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _one_of(value: Any, known: list[str]) -> Any:
    listed = ", ".join(known)
    return (
        value
        if value in known
        else _refuse(value, f"une de ces valeurs : {listed}", "one of these values")
    )


def _numbers(
    value: Any,
    limits: tuple[int, ...],
    french: str,
    english: str,
    fits: Callable[[tuple[float, ...]], bool],
) -> Any:
    if not value or isinstance(value, tuple):
        return value or None
    try:
        numbers = tuple(float(part) for part in value.replace(",", " ").split())
    except ValueError:
        return _refuse(value, french, english)
    bounded = len(numbers) == len(limits) and all(
        abs(number) <= limit for number, limit in zip(numbers, limits, strict=True)
    )
    return numbers if bounded and fits(numbers) else _refuse(value, french, english)


def _refuse(value: Any, french: str, english: str) -> NoReturn:
    raise tk.Invalid(f"a la valeur « {value or ''} », attendu : {french} (expected: {english})")
