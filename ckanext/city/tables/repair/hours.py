"""Opening hours in the syntax that the standards ask for."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.city.geo.opening_hours import hours_from_french, is_osm
from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.candidates import Candidate, Values

_KINDS = {"": "hours.french", "days": "hours.no-days", "open": "hours.doubtful"}


def holds_hours(values: Values) -> bool:
    """Tell whether a field holds opening hours, by its name or its official check."""
    said = {*words(values.field.name)}
    return values.field.type == "string" and bool(
        {"ouverture", "horaires", "horaire"} & said
        or "opening-hours-value" in values.judge.official
    )


def repair_hours(text: str) -> Iterator[Candidate]:
    """Write French hours as OpenStreetMap does; what the text leaves open needs a yes."""
    found = None if is_osm(text) else hours_from_french(text)
    if found is not None:
        yield Candidate(found.text, _KINDS[found.assumed], not found.assumed)
