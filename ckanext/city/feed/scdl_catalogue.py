"""The whole catalogue as one table, by the national standard `scdl/catalogue`.

One line per published dataset that has a file, as the standard asks for at least one; a series is
a line too, whose file is the list of its datasets. Each column must be filled: where a dataset
does not say a thing, the column says what the catalogue knows instead (`docs/data-gouv.md` lists
it). No value that the standard rules (dates, lists, numbers, SIRET, address) can be read as a
formula by a spreadsheet; in the free texts a first character that starts one gets an apostrophe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from ckanext.city import config
from ckanext.city.dataset_types.checks import WrongValue, read_siret
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import facts
from ckanext.city.feed.csv_lines import harmless
from ckanext.city.feed.periods import whole_period
from ckanext.city.tables.catalogue import find_table_schema

SCHEMA = "scdl/catalogue"
SEPARATOR = ";"

#: FREQ_MAJ by the id of the European frequency.
FREQUENCIES = {
    "CONT": "Continuelle",
    "UPDATE_CONT": "Continuelle",
    **dict.fromkeys(("1MIN", "5MIN", "10MIN", "15MIN", "30MIN"), "Continuelle"),
    "HOURLY": "Toutes les heures",
    **dict.fromkeys(
        ("BIHOURLY", "TRIHOURLY", "12HRS", "DAILY_2", "DAILY"),
        "Quotidienne ou plusieurs fois par jour",
    ),
    **dict.fromkeys(
        ("WEEKLY_5", "WEEKLY_3", "WEEKLY_2", "WEEKLY"), "Hebdomadaire ou plusieurs fois par semaine"
    ),
    **dict.fromkeys(
        ("BIWEEKLY", "MONTHLY_3", "MONTHLY_2", "MONTHLY"), "Mensuelle ou plusieurs fois par mois"
    ),
    "BIMONTHLY": "Bimestrielle",
    "QUARTERLY": "Trimestrielle",
    "ANNUAL_3": "Semestrielle",
    "ANNUAL_2": "Semestrielle",
    "ANNUAL": "Annuelle",
    "BIENNIAL": "Biennale",
    "TRIENNIAL": "Triennale",
    "QUINQUENNIAL": "Quinquennale",
    "NOT_PLANNED": "Ponctuelle",
    "NEVER": "Ponctuelle",
    **dict.fromkeys(
        (
            "AS_NEEDED",
            "IRREG",
            "OTHER",
            "QUADRENNIAL",
            "SEXENNIAL",
            "DECENNIAL",
            "BIDECENNIAL",
            "TRIDECENNIAL",
            "OP_DATPRO",
        ),
        "Irrégulière",
    ),
}
UNKNOWN_FREQUENCY = "Inconnue"

#: COUV_SPAT_MAILLE by the kind that INSEE's address of an area names.
SCALES = {
    "commune": "Communale",
    "communeAssociee": "Infracommunale",
    "communeDeleguee": "Infracommunale",
    "arrondissementMunicipal": "Infracommunale",
    "iris": "Infracommunale",
    "intercommunalite": "Intercommunale",
    "epci": "Intercommunale",
    "canton": "Cantonale",
    "cantonOuVille": "Cantonale",
    "departement": "Départementale",
    "region": "Régionale",
}
INSEE_AREA = re.compile(r"https?://id\.insee\.fr/geo/(\w+)/")
WHOLE_CITY, PART_OF_CITY, OTHER_SCALE = "Communale", "Infracommunale", "Autre"

LICENSES = {
    "lov2": "Licence Ouverte-LO",
    "fr-lo": "Licence Ouverte-LO",
    "odc-odbl": "Open Database License-ODBL",
}
CREATIVE_COMMONS, OTHER_LICENSE = "Creative Commons-CC", "Spécifique ou autre"

#: Where nothing better is known; the standard forbids an empty cell.
NO_THEME, NO_FORMAT = "Autre", "inconnu"

Dataset = Mapping[str, Any]


def header() -> list[str]:
    """Names of the columns, in the standard's order."""
    return [field["name"] for field in find_table_schema(SCHEMA).descriptor["fields"]]


def row_of(dataset: Dataset) -> dict[str, str] | None:
    """Describe a published dataset.

    Args:
        dataset: as `tidy` gives it, with derived fields, and nothing of a reader's own.

    Returns:
        Values by column name, each valid by the standard; None for a dataset without a file.
    """
    formats = _formats(dataset)
    if not formats:
        return None
    created, modified = _days(dataset)
    start, end = _period(dataset, created, modified)
    texts = {
        "COLL_NOM": config.name(),
        "ID": dataset["name"],
        "TITRE": dataset.get("title") or dataset["name"],
        "DESCRIPTION": dataset.get("notes") or dataset.get("title") or dataset["name"],
        "THEME": next(iter(facts.themes_of(dataset)), NO_THEME),
        "PRODUCTEUR_NOM": facts.agent_of(dataset, "creator").get("name") or config.name(),
        "COUV_SPAT_NOM": _area(dataset).get("text") or config.name(),
        "MOTS_CLES": _keywords(dataset),
        "FORMAT_RESSOURCES": SEPARATOR.join(dict.fromkeys(formats)),
    }
    ruled = {
        "COLL_SIRET": config.siret(),
        "PRODUCTEUR_SIRET": _producer_siret(dataset),
        "COUV_SPAT_MAILLE": _scale(_area(dataset)),
        "COUV_TEMP_DEBUT": start.isoformat(),
        "COUV_TEMP_FIN": end.isoformat(),
        "DATE_PUBL": created.isoformat(),
        "FREQ_MAJ": _frequency(dataset),
        "DATE_MAJ": modified.isoformat(),
        "LICENCE": _license(dataset),
        "NOMBRE_RESSOURCES": str(len(formats)),
        "URL": facts.page_address(dataset),
    }
    return {name: harmless(text) for name, text in texts.items()} | ruled


def _formats(dataset: Dataset) -> list[str]:
    """The format of each file, in lower case, as the standard's examples have them."""
    if dataset.get("type") == SERIES:
        return ["csv"]
    return [
        facts.one_line(resource.get("format")).lower().replace(SEPARATOR, " ") or NO_FORMAT
        for resource in dataset.get("resources") or ()
        if facts.file_address(dataset, resource)
    ]


def _days(dataset: Dataset) -> tuple[date, date]:
    """Days on which it was published and on which its data last changed."""
    created = facts.moment(dataset.get("metadata_created"))
    changed = facts.moment(dataset.get("metadata_modified"))
    files = [
        facts.moment(each.get("last_modified") or each.get("created"))
        for each in dataset.get("resources") or ()
    ]
    known = [moment for moment in files if moment] or [
        moment for moment in (changed, created) if moment
    ]
    last = max(known, default=facts.EPOCH)
    first = created or last
    return first.date(), max(first, last).date()


def _period(dataset: Dataset, created: date, modified: date) -> tuple[date, date]:
    """The days that the data describe; unknown, the days between publication and last change."""
    start, end = whole_period(dataset)
    if start is None and end is None:
        return created, modified
    if start is None:
        return min(created, end or created), end or created
    return start, end or max(start, modified)


def _area(dataset: Dataset) -> Mapping[str, Any]:
    rows = dataset.get("spatial_coverage") or ()
    return next((row for row in rows if row.get("uri") or row.get("text")), {})


def _scale(area: Mapping[str, Any]) -> str:
    """The form asks for INSEE's address but for a part of the commune; without area, it is all."""
    if not area:
        return WHOLE_CITY
    uri, text = str(area.get("uri") or ""), facts.one_line(area.get("text"))
    if not uri:
        return WHOLE_CITY if text.casefold() == config.name().casefold() else PART_OF_CITY
    kind = INSEE_AREA.match(uri)
    return SCALES.get(kind[1], OTHER_SCALE) if kind else OTHER_SCALE


def _producer_siret(dataset: Dataset) -> str:
    """The producer's own where it is one; a department of the city has the city's."""
    said = str(facts.agent_of(dataset, "creator").get("identifier") or "")
    try:
        return read_siret(said)
    except WrongValue:
        return config.siret()


def _frequency(dataset: Dataset) -> str:
    ids = facts.ids_of("eu-frequencies", [str(dataset.get("frequency") or "")])
    return FREQUENCIES.get(ids[0], UNKNOWN_FREQUENCY) if ids else UNKNOWN_FREQUENCY


def _license(dataset: Dataset) -> str:
    license_ = facts.license_of(dataset)
    if license_ is None:
        return OTHER_LICENSE
    other = (
        CREATIVE_COMMONS if license_.extra.get("family") == "Creative Commons" else OTHER_LICENSE
    )
    return LICENSES.get(license_.id, other)


def _keywords(dataset: Dataset) -> str:
    """In lower case, without accents; without a keyword, the theme's words or the type's."""
    words = (
        facts.tags_of(dataset) or facts.themes_of(dataset) or [str(dataset.get("type") or NO_THEME)]
    )
    return SEPARATOR.join(dict.fromkeys(filter(None, map(_plain, words)))) or _plain(NO_THEME)


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("Œ", "OE")).casefold()
    without_accents = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\s_;,]+", "-", without_accents.strip())
