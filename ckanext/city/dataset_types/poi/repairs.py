"""What is known of lists of places that say in their title what is of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.known import TitleRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


#: What containers take, by the words of titles.
_FLOWS: Mapping[str, str] = {
    "verre": "verre", "emballage": "emballages", "papier": "papier", "textile": "textile",
    "vetement": "textile", "biodechet": "biodechets", "omr": "omr",
}  # fmt: skip


def read_flow(titles: Sequence[str]) -> str | None:
    """Read what all containers of a list take, "Colonnes à verre"; None unless it is one thing."""
    found = {
        flow
        for title in titles
        for word in words(title)
        if (flow := _FLOWS.get(singular(word))) is not None
    }
    return found.pop() if len(found) == 1 else None


REPAIRS = (
    TitleRepair(
        "dropoff.title",
        Entry(
            _("{field} may be {after}: that is what the titles name."),
            _("Accept if every container of the list takes this and nothing else."),
        ),
        "flux",
        read_flow,
    ),
)
