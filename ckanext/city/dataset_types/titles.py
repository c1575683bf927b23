"""What the titles of a table may say of all its rows, whatever its subject: the year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.dates import month_of
from ckanext.city.tables.repair.known import TitleRepair

#: The day of a council as a title says it: "Conseil municipal du jeudi 12 mars 2024".
_SESSION = re.compile(
    r"\b(?:conseil|séance|cm)\b[^\d]{0,40}?\b(?:du|le)\s+(?:\w+di\s+|dimanche\s+)?"
    r"(?P<day>\d{1,2})(?:er)?(?:\s+(?P<name>[^\W\d_]{3,9})\.?\s+|[/.-](?P<month>\d{1,2})[/.-])"
    r"(?P<year>20\d\d)(?!\d)",
    re.IGNORECASE,
)
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


def read_session(titles: Sequence[str]) -> str | None:
    """Read the day of the council that titles name; None unless it is one."""
    days = {day for title in titles for found in _SESSION.finditer(title) if (day := _day(found))}
    return days.pop() if len(days) == 1 else None


def _day(found: re.Match[str]) -> str | None:
    month = month_of(found["name"]) if found["name"] else int(found["month"])
    try:
        return date(int(found["year"]), month or 0, int(found["day"])).isoformat()
    except ValueError:
        return None


def session_of_titles(field: str) -> TitleRepair:
    """Propose the day of the council that the titles say for a field of days."""
    entry = Entry(
        _("{field} may be {after}: that is the day of the council that the titles name."),
        _("Accept if all rows were decided on this day."),
    )
    return TitleRepair("title.session", entry, field, read_session)


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
