"""What the titles of a table may say of all its rows, whatever its subject: the year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.known import TitleRepair

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


def read_year(titles: Sequence[str]) -> str | None:
    """Read the year that titles, sheet and file name; None unless it is one."""
    years = {year for title in titles for year in _YEAR.findall(title)}
    return years.pop() if len(years) == 1 else None


def year_of_titles(field: str) -> TitleRepair:
    """Propose the year that the titles say for a field of years."""
    entry = Entry(
        _("{field} may be {after}: that is the year that the titles name."),
        _("Accept if all rows are of this year."),
    )
    return TitleRepair("title.year", entry, field, read_year)


def words_of_titles(kind: str, field: str, meanings: Mapping[str, str]) -> TitleRepair:
    """Propose what words of the titles mean for a field; nothing where they say several things.

    Args:
        kind: of the repair.
        field: of the table schema.
        meanings: values of the field, by words in the singular, without accents, in their order.
    """
    entry = Entry(
        _("{field} may be “{after}”: that is what the titles say."),
        _("Accept if it is so in all rows."),
    )

    def read(titles: Sequence[str]) -> str | None:
        said = {meant for title in titles for meant in _meant(title, meanings)}
        return said.pop() if len(said) == 1 else None

    return TitleRepair(kind, entry, field, read)


def _meant(title: str, meanings: Mapping[str, str]) -> set[str]:
    text = f" {' '.join(singular(word) for word in words(title))} "
    return {meant for said, meant in meanings.items() if f" {said} " in text}
