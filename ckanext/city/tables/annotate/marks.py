"""What is to be coloured and said in which cell, from the findings of a check."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ckanext.city.tables.annotate.entries import REMARK, REMARKS
from ckanext.city.tables.findings import MAX_ROWS, SEVERITIES, Finding, Severity, Translate
from ckanext.city.tables.read.grid import Place
from ckanext.city.tables.read.xlsx import column_index
from ckanext.city.tables.table import ROW, Table

#: Cells of one finding that get a comment, and of the whole file: beyond, colour must do.
MAX_COMMENTS, MAX_ALL_COMMENTS = 100, 2_000
#: Columns of a row that are coloured where the whole row is meant.
MAX_ROW_COLUMNS = 60
_OF_ALL_TITLES = ("header.unknown", "header.none")
MAX_REMARK_CHARACTERS = 700

#: Gives what is wrong and what to do about it, in the reader's language.
Say = Callable[[Finding], tuple[str, str]]


@dataclass
class Mark:
    """A cell that is coloured.

    Attributes:
        severity: the worst that is said of it.
        remarks: what its comment says; none where colour must do.
    """

    severity: Severity
    remarks: list[str] = field(default_factory=list)

    def worsen(self, severity: Severity) -> None:
        """Take a severity into account."""
        if SEVERITIES.index(severity) < SEVERITIES.index(self.severity):
            self.severity = severity


def gather(marks: Mapping[Place, Mark], moved: Mapping[Place, Place]) -> dict[Place, Mark]:
    """Give marks at other places, several of one place as one."""
    found: dict[Place, Mark] = {}
    for place, mark in marks.items():
        at = moved.get(place, place)
        if at not in found:
            found[at] = Mark(mark.severity, list(mark.remarks))
            continue
        found[at].worsen(mark.severity)
        found[at].remarks += [each for each in mark.remarks if each not in found[at].remarks]
    return found


@dataclass(frozen=True)
class Places:
    """Where a finding is to be seen.

    Attributes:
        columns: from 0, those that it is about.
        header: its cells of the header are meant.
        rows: record numbers whose cells are meant.
        whole_rows: all cells of these rows are.
    """

    columns: tuple[int, ...] = ()
    header: bool = False
    rows: tuple[int, ...] = ()
    whole_rows: bool = False


class Marker:
    """Places findings on the cells of a table.

    Attributes:
        marks: by row and column, from 0.
        table, say, translate: as given.
    """

    def __init__(
        self, table: Table, letters: Mapping[str, str], say: Say, translate: Translate
    ) -> None:
        """Take a table, the column of each field in it, and how findings are said."""
        self.marks: dict[Place, Mark] = {}
        self.table, self.say, self.translate = table, say, translate
        self._columns = {each.letter: column_index(each.letter) for each in table.columns}
        self._letters = letters
        self._headers: dict[str, list[int]] = defaultdict(list)
        for each in table.columns:
            self._headers[each.header].append(self._columns[each.letter])
        self._comments = 0

    def take(self, findings: Sequence[Finding]) -> None:
        """Mark the cells of all findings, the worst first."""
        for each in findings:
            self._mark(each, self.places(each))

    def places(self, finding: Finding) -> Places:
        """Tell where a finding is to be seen: notes colour no records."""
        columns = self._columns_of(finding)
        if finding.code == "header.missing":
            free = max(self._columns.values(), default=-1) + 1
            return Places((free,), header=True)
        of_header = finding.code.startswith("header.") and finding.code != "header.blank"
        rows = () if finding.severity == "note" or of_header else finding.rows[:MAX_ROWS]
        if columns:
            return Places(columns, header=not rows or finding.count > MAX_COMMENTS, rows=rows)
        if finding.code.startswith("header."):
            return Places(tuple(self._columns.values()), header=True)
        return Places(tuple(self._columns.values())[:MAX_ROW_COLUMNS], rows=rows, whole_rows=True)

    def name_of(self, finding: Finding) -> str:
        """Name what a finding is about: its field, and where that stands."""
        letters = [each for each, at in self._columns.items() if at in self._columns_of(finding)]
        name = finding.field or ""
        return (
            f"{name} ({', '.join(letters)})" if name and letters and name not in letters else name
        )

    def first_place(self, finding: Finding) -> Place | None:
        """Give the first cell that a finding is about."""
        places = self.places(finding)
        if places.rows and places.columns:
            return places.rows[0] - 1, places.columns[0]
        if places.header and places.columns and self.table.header_row:
            return self.table.header_row - 1, places.columns[0]
        return (finding.rows[0] - 1, 0) if finding.rows else None

    def _columns_of(self, finding: Finding) -> tuple[int, ...]:
        said = finding.details
        letters: list[str] = [said[name] for name in ("letter", "column") if name in said]
        if finding.code == "header.duplicate":
            letters = str(said.get("columns", "")).split(", ")
        elif finding.code == "header.misspelt" and not letters:
            return tuple(at for value in finding.values for at in self._headers.get(value, ())[:1])
        found = tuple(self._columns[each] for each in letters if each in self._columns)
        name = finding.field
        if found or name is None:
            return found
        at = self._columns.get(self._letters.get(name, name))
        return (at,) if at is not None else tuple(self._headers.get(name, ())[:1])

    def _mark(self, finding: Finding, places: Places) -> None:
        if places.header and self.table.header_row:
            remark = self._remark(finding, finding.count if places.rows else 1)
            told = finding.code in _OF_ALL_TITLES  # by the comment of the first
            for at, column in enumerate(places.columns):
                place = self.table.header_row - 1, column
                self._put(place, finding.severity, None if told and at else remark)
        own = self._own_values(finding, places)
        for number, row in enumerate(places.rows):
            for at, column in enumerate(places.columns):
                is_said = number < MAX_COMMENTS and (at == 0 or not places.whole_rows)
                said = self._of_cell(finding, row, own) if is_said else None
                self._put((row - 1, column), finding.severity, said)

    def _put(self, place: Place, severity: Severity, remark: str | None) -> None:
        mark = self.marks.setdefault(place, Mark(severity))
        mark.worsen(severity)
        if remark and remark not in mark.remarks and self._comments < MAX_ALL_COMMENTS:
            self._comments += not mark.remarks
            mark.remarks.append(remark)

    def _remark(self, finding: Finding, count: int) -> str:
        message, fix = (each[:MAX_REMARK_CHARACTERS] for each in self.say(finding))
        sentence = self.translate((REMARK if count == 1 else REMARKS)[finding.severity])
        return sentence.format(message=message, fix=fix, count=count)

    def _of_cell(self, finding: Finding, row: int, own: Mapping[int, str]) -> str:
        """Say of one cell what is said of all of them, with its own value."""
        values = (own[row],) if row in own else finding.values
        one = dataclasses.replace(finding, rows=(row,), values=values, count=1)
        return self._remark(one, 1)

    def _own_values(self, finding: Finding, places: Places) -> dict[int, str]:
        """Give the texts of the first cells, where they are what the finding shows."""
        rows = places.rows[:MAX_COMMENTS]
        if not (rows and finding.values and len(places.columns) == 1):
            return {}
        letter = next(name for name, at in self._columns.items() if at == places.columns[0])
        texts: dict[int, str] = {}
        for batch in self.table.scan():
            found = batch.filter(pl.col(ROW).is_in(rows)).select(ROW, letter)
            texts |= {row: text for row, text in found.iter_rows() if text}
        return texts if texts.get(rows[0]) == finding.values[0] else {}
