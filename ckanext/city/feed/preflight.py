"""What data.gouv.fr's quality score would miss in a dataset, told ahead of the harvest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

DCT, DCAT = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"
FREQUENCIES = "http://publications.europa.eu/resource/authority/frequency/"
#: How udata's score wants them: a description of more than 100 characters...
SHORT_DESCRIPTION = 100
#: ... a format that is none of these...
CLOSED_FORMATS = frozenset(("pdf", "doc", "docx", "word", "xls", "excel", "xlsx"))
#: ... and an update once in so many days; None where nothing is promised.
#: Source: udata 17.18.0, core/dataset/constants.py.
DAYS: Mapping[str, float | None] = MappingProxyType(
    {
        "UPDATE_CONT": None, "1MIN": 1 / 1440, "5MIN": 5 / 1440, "10MIN": 10 / 1440,
        "15MIN": 15 / 1440, "30MIN": 30 / 1440, "HOURLY": 1 / 24, "BIHOURLY": 2 / 24,
        "TRIHOURLY": 3 / 24, "12HRS": 0.5, "CONT": 1, "DAILY_3": 1, "DAILY_2": 1, "DAILY": 1,
        "WEEKLY_5": 7, "WEEKLY_3": 7, "WEEKLY_2": 7, "WEEKLY": 7, "BIWEEKLY": 14,
        "MONTHLY_3": 31, "MONTHLY_2": 31, "MONTHLY": 31, "BIMONTHLY": 62, "QUARTERLY": 93,
        "ANNUAL_3": 365, "ANNUAL_2": 365, "ANNUAL": 365, "BIENNIAL": 730, "TRIENNIAL": 1095,
        "QUADRENNIAL": 1460, "QUINQUENNIAL": 1825, "DECENNIAL": 3650, "BIDECENNIAL": 7300,
        "TRIDECENNIAL": 10950, "AS_NEEDED": None, "IRREG": None, "NEVER": None,
        "NOT_PLANNED": None, "OTHER": None,
    }
)  # fmt: skip

#: How many of the nine criteria go with one.
ENTAILED = {"has_resources": 3, "update_frequency": 2}
ALL_CRITERIA = 9

Properties = Mapping[str, list[Any]]


def _(text: str) -> str:  # marks text for extraction; who shows it translates it
    return text


#: What to do about each criterion, in udata's names.
REMEDIES = {
    "license": _("Choose a licence."),
    "temporal_coverage": _("Say which period the data describe."),
    "spatial": _("Give the outline of the area that the data cover."),
    "update_frequency": _("Say how often the data are updated: two criteria are lost."),
    "update_fulfilled_in_time": _("The data are late by their frequency: update them."),
    "dataset_description_quality": _("Describe the dataset in more than 100 characters."),
    "has_resources": _("Add a file: without one, three criteria are lost."),
    "has_open_format": _("Add a file in an open format, for example CSV."),
    "resources_documentation": _("Describe at least one file."),
}


def missed(triples: Iterable[ox.Triple], dataset: str, now: datetime) -> tuple[str, ...]:
    """Tell which criteria of udata's quality score a dataset misses.

    Whether its files answer is not looked at: data.gouv.fr tries them later.

    Args:
        triples: what the feed says.
        dataset: URI of the dataset among them.
        now: with its time zone.

    Returns:
        Criteria in udata's names, those of `REMEDIES`; what another one entails is left out.
    """
    graph = _by_subject(triples)
    own = graph.get(dataset, {})
    files = [graph.get(_key(each), {}) for each in own.get(f"{DCAT}distribution", ())]
    held: dict[str, Callable[[], bool]] = {
        "license": lambda: any(each.get(f"{DCT}license") for each in (own, *files)),
        "temporal_coverage": lambda: _has_period(own, graph),
        "spatial": lambda: _has_outline(own, graph),
        "update_frequency": lambda: _frequency(own) is not None,
        "update_fulfilled_in_time": lambda: _is_in_time(own, files, now),
        "dataset_description_quality": lambda: _is_described(own),
        "has_resources": lambda: bool(files),
        "has_open_format": lambda: not files or any(map(_is_open, files)),
        "resources_documentation": lambda: (
            not files or any(each.get(f"{DCT}description") for each in files)
        ),
    }
    return tuple(name for name, holds in held.items() if not holds())


def score(missing: Iterable[str]) -> float:
    """Give the score, from 0 to 1, of a dataset that misses these criteria."""
    return (ALL_CRITERIA - sum(ENTAILED.get(name, 1) for name in missing)) / ALL_CRITERIA


def _by_subject(triples: Iterable[ox.Triple]) -> dict[str, dict[str, list[Any]]]:
    graph: dict[str, dict[str, list[Any]]] = {}
    for triple in triples:
        of_subject = graph.setdefault(_key(triple.subject), {})
        of_subject.setdefault(triple.predicate.value, []).append(triple.object)
    return graph


def _key(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)


def _linked(own: Properties, name: str, graph: Mapping[str, Properties]) -> list[Properties]:
    return [graph.get(_key(each), {}) for each in own.get(name, ())]


def _has_period(own: Properties, graph: Mapping[str, Properties]) -> bool:
    periods = _linked(own, f"{DCT}temporal", graph)
    return any(f"{DCAT}{bound}" in each for each in periods for bound in ("startDate", "endDate"))


def _has_outline(own: Properties, graph: Mapping[str, Properties]) -> bool:
    """udata takes polygons only, in whatever property of the place."""
    places = _linked(own, f"{DCT}spatial", graph)
    literals = (each.value for place in places for values in place.values() for each in values)
    return any("POLYGON" in literal.upper() for literal in literals)


def _frequency(own: Properties) -> str | None:
    codes = (
        each.value.removeprefix(FREQUENCIES) for each in own.get(f"{DCT}accrualPeriodicity", ())
    )
    return next((code for code in codes if code in DAYS), None)


def _is_in_time(own: Properties, files: Iterable[Properties], now: datetime) -> bool:
    frequency = _frequency(own)
    days = DAYS.get(frequency or "")
    if days is None:
        return True
    updated = _latest([own]) or _latest(files)
    return updated is None or (updated + timedelta(days=days) - now).days >= -1


def _latest(nodes: Iterable[Properties]) -> datetime | None:
    found = [each.value for node in nodes for each in node.get(f"{DCT}modified", ())]
    return max(filter(None, map(_moment, found)), default=None)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_described(own: Properties) -> bool:
    texts = own.get(f"{DCT}description", ())
    return any(len(each.value.strip()) > SHORT_DESCRIPTION for each in texts)


def _is_open(file: Properties) -> bool:
    formats = (
        each.value.rstrip("/").rsplit("/", 1)[-1].lower() for each in file.get(f"{DCT}format", ())
    )
    return any(each and each not in CLOSED_FORMATS for each in formats)
