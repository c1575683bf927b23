"""What the repair of a table is told besides the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.city import City
from ckanext.city.tables.recognise.match import Words
from ckanext.city.tables.repair.known import (
    CutRepair,
    Decisions,
    HeadingRepair,
    Repair,
    RowCut,
    RowRepair,
    SubjectRepair,
    TitleRepair,
)
from ckanext.city.tables.repair.wide import Layout
from ckanext.city.tables.table import Table

#: What needs no other yes: nothing, safe repairs, or all that are proposed.
Accept = Literal["nothing", "safe", "all"]


@dataclass(frozen=True)
class Context:
    """What is known besides the table.

    Attributes:
        descriptor: of its table schema, as schema.json says it.
        knowledge: what subjects know of it.
        synonyms: other names of its fields.
        repairs: that only the subject knows.
        constants: by field, the attribute of `City` that every row says.
        city: who the city is.
        decisions: what a person decided.
        today: years are judged by it.
        layouts: of sheets whose columns are rows, that only the subject knows.
    """

    descriptor: Mapping[str, object]
    knowledge: Knowledge = field(default_factory=Knowledge)
    synonyms: Words = field(default_factory=lambda: MappingProxyType({}))
    repairs: tuple[Repair, ...] = ()
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    city: City = field(default_factory=City)
    decisions: Decisions = field(default_factory=Decisions)
    today: date = field(default_factory=date.today)
    layouts: tuple[Layout, ...] = ()

    def repairs_of_cells(self, name: str) -> tuple[SubjectRepair, ...]:
        """Give the subject's repairs that look at single cells of a field."""
        return tuple(r for r in self.repairs if isinstance(r, SubjectRepair) and name in r.fields)

    def read_titles(self, table: Table) -> Iterator[tuple[TitleRepair, str]]:
        """Give what the titles of a table say of all its rows."""
        titles = titles_of(table)
        for each in self.repairs:
            if isinstance(each, TitleRepair) and (value := each.propose(titles)) is not None:
                yield each, value

    def repairs_of_columns(self) -> tuple[CutRepair, ...]:
        """Give the subject's repairs that cut a column into fields."""
        return tuple(each for each in self.repairs if isinstance(each, CutRepair))

    def repairs_of_headings(self) -> tuple[HeadingRepair, ...]:
        """Give the subject's repairs that read headings among the rows."""
        return tuple(each for each in self.repairs if isinstance(each, HeadingRepair))

    def cuts_of_rows(self) -> tuple[RowCut, ...]:
        """Give the subject's repairs that make several rows of one."""
        return tuple(each for each in self.repairs if isinstance(each, RowCut))

    def repairs_of_rows(self) -> list[RowRepair]:
        """Give the subject's repairs that look at whole rows."""
        return [each for each in self.repairs if isinstance(each, RowRepair)]


def titles_of(table: Table) -> list[str]:
    """Give the lines above the header of a table, and the names of its sheet and of its file."""
    return [*_above(table), *_names(table)]


def titles_of_columns(table: Table) -> list[str]:
    """Give the titles that are sure to hold for whatever its columns say.

    Where the header comes again, each time may have titles of its own: another week.
    """
    codes = {each.code for each in table.findings}
    is_one = codes.isdisjoint(("table.stacked", "table.header-again"))
    return [*(_above(table) if is_one else ()), *_names(table)]


def _above(table: Table) -> list[str]:
    return [text for each in table.findings if each.code == "table.titles" for text in each.values]


def _names(table: Table) -> list[str]:
    return [*filter(None, (table.sheet, table.file))]
