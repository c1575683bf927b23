"""What the titles of a table may say of all its rows, whatever its subject: the year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ckanext.city.tables.findings import Entry
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
