"""What a dataset tells the search index and how a query is asked: pure functions for the hooks.

Which settings were compared, on what, is written in docs/search.md.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.city.dataset_types import vocabularies
from ckanext.city.dataset_types.names import SERIES, TYPE_LABELS
from ckanext.city.feed.facts import data_changed

QUERY_FIELDS = "title^2 tags_text^2 words^3 text city_labels^0.3"
# One word too many hides nothing: of two or three words one may be missing, of more two in five.
MINIMUM_MATCH = "1<-1 3<60%"

THEMES = "vocab_themes"
YEARS = "vocab_year"
TERRITORIES = "vocab_territory"
TABLE_SCHEMAS = "vocab_table_schema"
LABELS = "city_labels"
#: When the data last changed: a date, by the ending of its name in CKAN's schema of Solr.
DATA_CHANGED = "city_data_date"

# What a field's codes are called: residents type "compte administratif", never "ca".
CODED_FIELDS = {
    "theme": "eu-themes",
    "stage": "budget-stages",
    "budget_kind": "budget-kinds",
    "scrutin": "scrutins",
    "assembly": "assemblies",
    "place_theme": "place-themes",
    "level": "school-levels",
    "policy": "indicator-policies",
}
# The year that a dataset is about, where its type says so itself: fields that hold it, from, to.
YEAR_FIELDS = (
    ("exercice", "exercice"),
    ("election_date", "election_date"),
    ("school_year", "school_year"),
    ("first_session", "last_session"),
)
# A coverage "since 1950" would fill the facet with years that no file is of.
MOST_YEARS = 30
# Settings of ours and addresses, not words: "public" would stand in every dataset.
SILENT_FIELDS = ("access_level", "access_rights", "frequency", "encoding", "email", "publisher")
# Indexed as one value, and Solr refuses a value of more than 32 766 bytes.
LONGEST_VALUE = 8_000

# What a query may name before a colon (`title:budget`), besides any name with an underscore.
QUERIED_FIELDS = frozenset(
    {
        *("author", "capacity", "creator_user_id", "dataset_type", "entity_type", "groups", "id"),
        *("index_id", "isopen", "license", "license_id", "maintainer", "metadata_created", "name"),
        *("metadata_modified", "name_ngram", "notes", "num_resources", "num_tags", "organization"),
        *("owner_org", "permission_labels", "private", "res_description", "res_format", "res_name"),
        *("res_type", "res_url", "site_id", "spatial_geom", "state", "tags", "tags_text", "text"),
        *("title", "title_ngram", "title_string", "type", "url", "urls", "version", "words"),
    }
)
PROGRAM_SIGNS = frozenset('[{("*')

OPERATORS = frozenset({"AND", "OR", "NOT", "&&", "||"})
LONE_SIGN = re.compile(r"[-+!–—]+")

Labels = Mapping[str, Mapping[str, str]]
"""Words of codes: name of the dataset's field, then code, then what a person calls it."""


@dataclass(frozen=True)
class Organization:
    """An organisation that a dataset belongs to: its own, or one above it."""

    id: str
    name: str
    title: str


def labels(lang: str) -> dict[str, dict[str, str]]:
    """Read what codes are called in a language, for `index_document` and `label_facets`."""
    words = {field: vocabularies.labels(name, lang) for field, name in CODED_FIELDS.items()}
    short = "en" if lang.lower().startswith("en") else "fr"
    words["type"] = {code: label[short] for code, label in TYPE_LABELS.items()}
    return words


def index_document(
    document: Mapping[str, Any],
    *,
    organizations: Sequence[Organization] = (),
    words: Labels | None = None,
) -> dict[str, Any]:
    """Add to a Solr document what facets, area search and residents' words need.

    Args:
        document: what CKAN passes to `before_dataset_index`, `validated_data_dict` in it as JSON.
        organizations: the dataset's organisation, then those above it; empty leaves CKAN's value.
        words: what codes are called, in the language that the city's residents search in.

    Returns:
        A new document. Lists and nested values that CKAN wrote as JSON text are gone from it, and
        it has an area (`spatial`) for ckanext-spatial, whose plugin must come after ours.
    """
    dataset = json.loads(document["validated_data_dict"])
    result = _without_noise(document, dataset)
    result["title_string"] = plain_letters(str(document.get("title") or ""))  # Solr's is by code
    result[THEMES] = [_code(value) for value in _list(dataset.get("theme"))]
    result[YEARS] = years(dataset)
    result[TERRITORIES] = territories(dataset)
    result[TABLE_SCHEMAS] = table_schemas(dataset)
    changed = None if dataset.get("type") == SERIES else data_changed(dataset)
    if changed:
        result[DATA_CHANGED] = f"{changed.replace(tzinfo=None).isoformat()}Z"
    result[LABELS] = " ; ".join(_label_words(dataset, organizations, words or {}))
    if organizations:
        result["organization"] = [organization.name for organization in organizations]
        result["owner_org"] = [organization.id for organization in organizations]
    geometry = area(dataset)
    if geometry:
        result["spatial"] = result["extras_spatial"] = geometry
    return result


def plain_letters(words: str) -> str:
    """Drop accents and case, to compare and to sort: « École » stands beside « Eau »."""
    letters = unicodedata.normalize("NFD", words)
    return "".join(each for each in letters if not unicodedata.combining(each)).casefold()


def years(dataset: Mapping[str, Any]) -> list[str]:
    """Years that a dataset is about: its type's own field, or else its temporal coverage.

    Returns:
        Four digits each, in order; of a coverage longer than `MOST_YEARS` its first and last year.
    """
    for first, last in YEAR_FIELDS:
        found = _years_between(dataset.get(first), dataset.get(last))
        if found:
            return found
    covered: set[str] = set()
    for period in _rows(dataset.get("temporal_coverage")):
        covered.update(_years_between(period.get("start"), period.get("end")))
    return sorted(covered)


def territories(dataset: Mapping[str, Any]) -> list[str]:
    """Names of the territories that a dataset covers, each once, as its editor wrote them."""
    names = (row.get("text") for row in _rows(dataset.get("spatial_coverage")))
    return _once(name.strip() for name in names if isinstance(name, str) and name.strip())


def table_schemas(dataset: Mapping[str, Any]) -> list[str]:
    """Table schemas that a dataset's resources follow, each once: `scdl/budget@0.8.3`."""
    resources = _rows(dataset.get("resources"))
    return _once(str(row["table_schema"]) for row in resources if row.get("table_schema"))


def area(dataset: Mapping[str, Any]) -> str | None:
    """Give the area that a dataset covers as GeoJSON text, degrees WGS 84; None without geometry.

    An outline is preferred to a bounding box, a box to a centre; several territories make one
    GeometryCollection. A field `spatial` of the dataset itself comes first.
    """
    if isinstance(dataset.get("spatial"), str) and dataset["spatial"].strip():
        return str(dataset["spatial"])
    rows = _rows(dataset.get("spatial_coverage"))
    geometries = [geometry for geometry in map(_geometry, rows) if geometry]
    if not geometries:
        return None
    if len(geometries) == 1:
        return json.dumps(geometries[0])
    members = [_seen_as_outline(geometry) for geometry in geometries]
    return json.dumps({"type": "GeometryCollection", "geometries": members})


def search_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Set how a query is asked, where the caller did not say so.

    A colon that follows no field ("budget : 2024") becomes a space: CKAN would take the query for
    Lucene syntax and find nothing.
    """
    result = dict(parameters)
    if isinstance(result.get("q"), str):
        result["q"] = plain_query(result["q"])
    result.setdefault("qf", QUERY_FIELDS)
    if result.get("defType", "dismax") == "dismax":
        result.setdefault("mm", MINIMUM_MATCH)
    return result


def plain_query(query: str) -> str:
    """Take from a resident's query what Solr would read as syntax, or refuse as an error.

    Colons, a dash or an operator that stands alone; a query that names a field is left as it is.
    """
    if query.lstrip().startswith("{!") or "*:*" in query or _names_a_field(query):
        return query
    words = query.replace(":", " ").split()
    while words and words[0] in OPERATORS:
        words.pop(0)
    while words and words[-1] in OPERATORS:
        words.pop()
    return " ".join(word for word in words if not LONE_SIGN.fullmatch(word))


def _without_noise(document: Mapping[str, Any], dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out extras whose text no resident types: JSON, codes, what is too long for a value."""
    result = dict(document)
    for text_field in [key for key in document if key.startswith("extras_")]:
        name = text_field.removeprefix("extras_").split("__")[0]
        if isinstance(dataset.get(name), (list, dict)):
            del result[text_field]
            # read by dataset-series after us
            if name != "in_series":
                result.pop(name, None)
        elif name in SILENT_FIELDS:
            del result[text_field]
        elif len(str(document[text_field])) > LONGEST_VALUE:
            result.pop(name, None)
    return result


def _label_words(
    dataset: Mapping[str, Any], organizations: Sequence[Organization], words: Labels
) -> Iterator[str]:
    # not those above it: the city's name would stand in every dataset
    yield from (organization.title for organization in organizations[:1])
    for field, codes in words.items():
        values = table_schemas(dataset) if field == "table_schema" else _list(dataset.get(field))
        yield from (codes[_code(value)] for value in values if _code(value) in codes)


def _years_between(first: object, last: object) -> list[str]:
    found = [int(year) for value in (first, last) for year in _years_of(value)]
    if not found:
        return []
    low, high = min(found), max(found)
    if high - low >= MOST_YEARS:
        return [str(low), str(high)]
    return [str(year) for year in range(low, high + 1)]


def _years_of(value: object) -> list[str]:
    """Find the year of "2024", "2020-03-15", both of "2025-2026"; no other digits."""
    match = re.match(r"\s*((?:1[5-9]|20)\d\d)(?!\d)(?:\s*[-/]\s*(20\d\d)(?!\d))?", str(value or ""))
    return [year for year in match.groups() if year] if match else []


def _geometry(coverage: Mapping[str, Any]) -> dict[str, Any] | None:
    for field in ("geom", "bbox", "centroid"):
        geometry = coverage.get(field)
        if isinstance(geometry, str):
            try:
                geometry = json.loads(geometry)
            except ValueError:
                continue
        if isinstance(geometry, dict) and geometry.get("type") and geometry.get("coordinates"):
            return geometry
    return None


def _seen_as_outline(geometry: dict[str, Any]) -> dict[str, Any]:
    """Repeat a rectangle's first corner: of a mixed collection spatial keeps only rectangles."""
    rings = geometry["coordinates"]
    if geometry["type"] != "Polygon" or len(rings) != 1 or len(rings[0]) != 5:
        return geometry
    return {"type": "Polygon", "coordinates": [[rings[0][0], *rings[0]]]}


def _names_a_field(query: str) -> bool:
    """Tell a program's query: a field that we know, or syntax that no resident types."""
    named = re.findall(r"(?<![\w.])([A-Za-z]\w*):(?=(\S))", query)
    return any(
        name in QUERIED_FIELDS or "_" in name or follows in PROGRAM_SIGNS for name, follows in named
    )


def _code(value: object) -> str:
    return str(value).rstrip("/").rsplit("/", 1)[-1] if "://" in str(value) else str(value)


def _list(value: object) -> list[object]:
    if isinstance(value, (list, tuple)):
        return [item for item in value if item]
    return [value] if value else []


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [row for row in _list(value) if isinstance(row, Mapping)]


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
