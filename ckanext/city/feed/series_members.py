"""The list of a series' published datasets, as a table: what portals are given as its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ckanext.city.dataset_types.series import order_key
from ckanext.city.feed import facts
from ckanext.city.feed.csv_lines import harmless, line_of
from ckanext.city.feed.periods import whole_period

COLUMNS = (
    "ordre",
    "titre",
    "adresse",
    "identifiant",
    "debut",
    "fin",
    "publie_le",
    "modifie_le",
    "licence",
    "formats",
    "telechargements",
)
#: Between addresses, none of which holds a space.
SEPARATOR = " "


def member_lines(
    series: Mapping[str, Any], members: Iterable[Mapping[str, Any]]
) -> Iterator[bytes]:
    """Yield the table, line by line.

    Args:
        series: as `tidy` gives it.
        members: its published datasets, tidied, in any order.
    """
    field = str(series.get("series_order_field") or "")
    ordered = sorted(members, key=lambda member: order_key(member, field))
    yield line_of(COLUMNS)
    for order, member in enumerate(ordered, 1):
        yield line_of(_row(order, member))


def _row(order: int, member: Mapping[str, Any]) -> list[str]:
    license_ = facts.license_of(member)
    files = [each for each in member.get("resources") or () if facts.file_address(member, each)]
    formats = dict.fromkeys(facts.one_line(each.get("format")) for each in files)
    moments = (facts.moment(member.get(f"metadata_{name}")) for name in ("created", "modified"))
    return [
        str(order),
        harmless(member.get("title") or member["name"]),
        facts.page_address(member),
        member["id"],
        *(day.isoformat() if day else "" for day in whole_period(member)),
        *(moment.date().isoformat() if moment else "" for moment in moments),
        license_.label[facts.FRENCH] if license_ else "",
        harmless(", ".join(filter(None, formats))),
        SEPARATOR.join(facts.file_address(member, each) for each in files),
    ]
