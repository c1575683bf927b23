"""Which lists narrow a search, for which type of dataset, and what their codes are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ckanext.city.dataset_types import vocabularies
from ckanext.city.site import search
from ckanext.city.site.search import TERRITORIES, THEMES, YEARS, Labels

TYPE = "dataset_type"
DEPARTMENT = "organization"
FORMAT = "res_format"
LICENSE = "license_id"

#: The lists of a page that shows all types.
GENERAL = (TYPE, THEMES, DEPARTMENT, YEARS, FORMAT, LICENSE, TERRITORIES)
#: Those of a page of one type: what tells its datasets apart comes first.
OF_TYPE: Mapping[str, Sequence[str]] = {
    "budget": (YEARS, "stage", "budget_kind", "nomenclature", FORMAT),
    "climate_budget": (YEARS, DEPARTMENT, FORMAT),
    "dataset_series": (THEMES, DEPARTMENT),
    "deliberation": (YEARS, "assembly", FORMAT),
    "election": ("scrutin", YEARS, "round", FORMAT),
    "indicator": ("policy", DEPARTMENT, YEARS, FORMAT),
    "parking": ("operator", DEPARTMENT, FORMAT),
    "poi": ("place_theme", DEPARTMENT, YEARS, TERRITORIES, FORMAT),
    "school_zone": ("level", YEARS, "rule"),
}
#: Lists whose order is that of their vocabulary; the others go by number of datasets.
ORDERED = {
    "stage": "budget-stages",
    "budget_kind": "budget-kinds",
    "level": "school-levels",
}
ROUNDS = {"fr": {"1": "1er tour", "2": "2d tour"}, "en": {"1": "1st round", "2": "2nd round"}}


def names(lang: str) -> Labels:
    """Read what the codes of all lists are called; those of a school's rule are no search words."""
    short = "en" if lang.lower().startswith("en") else "fr"
    rules = vocabularies.labels("school-zone-rules", lang)
    return search.labels(lang) | {"rule": rules, "round": ROUNDS[short]}


def facets(translate: Callable[[str], str], dataset_type: str | None = None) -> dict[str, str]:
    """Lists of a page of results in their order: name of the Solr field and its title.

    Args:
        translate: gettext, in the reader's language.
        dataset_type: of a page of one type; any other, or None, for what all types share.
    """
    titles = _titles(translate)
    return {name: titles[name] for name in OF_TYPE.get(dataset_type or "", GENERAL)}


def label_facets(results: dict[str, Any], words: Labels) -> dict[str, Any]:
    """Name the codes in the facets of a search (`after_dataset_search`), in place.

    Args:
        results: what `package_search` is about to answer.
        words: what `names` read, in the reader's language.
    """
    for field, facet in results.get("search_facets", {}).items():
        codes = codes_of(field, words)
        for item in facet["items"] if codes else ():
            item["display_name"] = codes.get(item["name"], item["display_name"])
    return results


def codes_of(field: str, words: Labels) -> Mapping[str, str]:
    """What the codes of a Solr field are called; empty for one without codes."""
    return words.get({TYPE: "type", THEMES: "theme"}.get(field, field), {})


def in_order(field: str, items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Sort the values of a list as its page shows them.

    Years from the latest on, stages as they follow each other, others by number of datasets.
    """
    if field == YEARS:
        return sorted(items, key=lambda item: str(item["name"]), reverse=True)
    if field in ORDERED:
        rank = {code: place for place, code in enumerate(vocabularies.ids(ORDERED[field]))}
        return sorted(items, key=lambda item: rank.get(item["name"], len(rank)))
    return sorted(items, key=lambda item: (-item["count"], str(item["display_name"]).casefold()))


def any_of(filters: str, chosen: Mapping[str, Sequence[str]]) -> str:
    """Let the values chosen in one list widen each other, instead of excluding each other.

    Args:
        filters: the `fq` of CKAN's page of results, ` stage:"a" stage:"b" +type:budget`.
        chosen: values by field, as they stand in the address.

    Returns:
        ` +type:budget +stage:("a" OR "b")`; a field with one value is left as it is.
    """
    for field, values in chosen.items():
        if len(values) > 1 and all(f'{field}:"{value}"' in filters for value in values):
            for value in values:
                filters = filters.replace(f'{field}:"{value}"', "", 1)
            filters += f" +{field}:({' OR '.join(map(_literal, values))})"
    return filters


def without(filters: str, field: str, values: Sequence[str]) -> str:
    """Take from an `fq`, as `any_of` left it, what a list was narrowed to."""
    either = f"+{field}:({' OR '.join(map(_literal, values))})"
    only = f'{field}:"{values[0]}"'
    return filters.replace(either if len(values) > 1 else only, "", 1)


def _literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _titles(_: Callable[[str], str]) -> dict[str, str]:
    return {
        TYPE: _("Type of dataset"),
        THEMES: _("Theme"),
        DEPARTMENT: _("Department"),
        LICENSE: _("License"),
        YEARS: _("Year"),
        TERRITORIES: _("Territory"),
        FORMAT: _("Format"),
        "assembly": _("Assembly"),
        "budget_kind": _("Budget"),
        "level": _("School level"),
        "nomenclature": _("Accounting framework"),
        "operator": _("Operator"),
        "place_theme": _("Kind of places"),
        "policy": _("Policy"),
        "round": _("Round"),
        "rule": _("Catchment rule"),
        "scrutin": _("Ballot"),
        "stage": _("Stage"),
    }
