"""Tell the rows of a table from what stands among and below them: totals, notes, headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from statistics import median

from ckanext.city.tables.read.grid import Grid, tidy
from ckanext.city.tables.read.shapes import (
    NUMBER,
    TEXT,
    YEAR,
    Profile,
    profile_columns,
    shape,
)
from ckanext.city.tables.read.titles import says_sender

_SAMPLE = 200  # rows looked at, over the whole table
_SUM_WORDS = r"(?:sous[\s-]*tot(?:al|aux)|tot(?:al|aux)|cumul|somme|ensemble)"
_WEAK = re.compile(r"\s*ensemble", re.IGNORECASE)  # a word of its own in many classifications
_TOTAL = re.compile(rf"[\s*=-]*{_SUM_WORDS}\b.{{0,60}}", re.IGNORECASE | re.DOTALL)
_ONLY_TOTAL = re.compile(
    r"[\s*=-]*(?:sous[\s-]*)?tot(?:al|aux)(?:\s+g[ée]n[ée]ra(?:l|ux))?[\s:*=-]*", re.IGNORECASE
)
_HAS_TOTAL = re.compile(_SUM_WORDS, re.IGNORECASE)
_NOTE = re.compile(
    r"\s*(?:\*|\(\*|\(?\d{1,2}\)|source|note|nota|n\.?b\.?\b|l[ée]gende|remarque|"
    r"mise? [àa] jour|derni[èe]re mise|donn[ée]es|champ\b|lecture|fait [àa]|"
    r"[ée]dit[ée]|imprim[ée]|extrait|©|https?:)",
    re.IGNORECASE,
)
_SENTENCE = 40  # characters, from which on a lone cell reads as a sentence


@dataclass(frozen=True)
class Body:
    """The rows of a table, from 0, and of what kind those are that no record is.

    Attributes:
        last: the table's last row.
        notes: lines below the table.
        totals, headings, headers, shifted: rows among the others.
        labels: the first row, where it says in words what the columns hold.
    """

    last: int
    notes: tuple[int, ...]
    totals: tuple[int, ...]
    headings: tuple[int, ...] = ()
    headers: tuple[int, ...] = ()
    shifted: tuple[int, ...] = ()
    labels: tuple[int, ...] = ()


def look_at_body(
    grid: Grid,
    rows: Sequence[int],
    columns: Sequence[int],
    names: dict[int, str],
    lines: Sequence[Sequence[str]] = (),
) -> Body:
    """Tell what stands among and below a table's rows.

    Args:
        grid: the sheet.
        rows: below the header, those that are not blank.
        columns: of the table, in their order.
        names: what the header calls them.
        lines: the header's own, as they are written.
    """
    again = Again(lines)
    looker = _Looker(grid, columns, _spread(rows))
    notes = looker.notes(rows)
    kept = rows[: len(rows) - len(notes)]
    totals = looker.totals(kept)
    no_records = set(totals)
    headers = tuple(row for row in kept if again.is_line(grid.rows[row]))
    titles = looker.titles_above(kept, set(headers))
    return Body(
        last=kept[-1] if kept else -1,
        notes=tuple(notes),
        totals=totals,
        headings=tuple(sorted({*looker.headings(kept, no_records), *titles})),
        headers=headers,
        shifted=tuple(row for row in kept if row not in no_records and looker.is_shifted(row)),
        labels=tuple(row for row in kept[:1] if looker.is_labels(row, names, again)),
    )


def _spread(rows: Sequence[int]) -> Sequence[int]:
    return rows[:: max(1, len(rows) // _SAMPLE)]


class Again:
    """Tell the lines of a header from records, where they stand among these once more.

    Capitals and accents do not matter: pages of one export differ in them.
    """

    def __init__(self, lines: Sequence[Sequence[str]]) -> None:
        self._lines = [line for line in map(_filled_cells, lines) if len(line) > 1]
        self._first = {min(line.items()) for line in self._lines}

    def is_line(self, cells: Sequence[str]) -> bool:
        """Tell whether a record is a line of the header in every cell that it fills."""
        if not any(len(cells) > at and _plain(cells[at]) == text for at, text in self._first):
            return False
        filled = _filled_cells(cells)
        return len(filled) > 1 and any(filled.items() <= line.items() for line in self._lines)


def _filled_cells(cells: Sequence[str]) -> dict[int, str]:
    return {at: text for at, cell in enumerate(cells) if (text := _plain(cell))}


def _plain(cell: str) -> str:
    text = tidy(cell).casefold()
    if text.isascii():
        return text
    signs = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


class _Looker:
    """Look at the rows of a table whose columns are known."""

    def __init__(self, grid: Grid, columns: Sequence[int], sample: Sequence[int]) -> None:
        self._grid, self._columns = grid, columns
        wide = self._without_lone_cells(sample)
        self._profiles = profiles = profile_columns(grid, wide, columns)
        self._width = median(len(self._filled(row)) for row in wide) if wide else 0
        self._usual = [c for c in columns if profiles[c].filled > 0.6]
        self._sums: dict[int, list[Decimal]] = {}
        self._numbers = [c for c in columns if profiles[c].shape == NUMBER]

    def _without_lone_cells(self, sample: Sequence[int]) -> Sequence[int]:
        """Leave out headings, and totals that say one sum: a table may hold more of them."""
        fills = {row: len(self._filled(row)) for row in sample}
        usual = sorted(fills.values())[-(len(fills) // 4) - 1] if fills else 0
        few = 2 if usual >= 5 else 1 if usual >= 3 else 0
        return [row for row, fill in fills.items() if fill > few]

    def _filled(self, row: int) -> list[int]:
        return [column for column in self._columns if self._grid.cell(row, column).strip()]

    def notes(self, rows: Sequence[int]) -> Sequence[int]:
        """Give the last rows that are lines below the table."""
        few = 2 if self._width >= 5 else 1
        start = len(rows)
        while start and self._may_be_note(rows[start - 1], few):
            start -= 1
        for at in range(start, len(rows)):
            text = self._text(rows[at])
            after_blank = at > 0 and rows[at] > rows[at - 1] + 1
            if after_blank or _NOTE.match(text) or len(text) > _SENTENCE:
                return rows[at:]
        return []

    def _may_be_note(self, row: int, few: int) -> bool:
        filled = self._filled(row)
        if len(filled) > few or len(filled) >= self._width:
            return False
        texts = [self._grid.cell(row, column) for column in filled]
        if any(_TOTAL.fullmatch(text) for text in texts):
            return False
        return shape(texts[0]) == TEXT

    def _text(self, row: int) -> str:
        return " ".join(self._grid.cell(row, column) for column in self._filled(row))

    def totals(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Give the rows that add up others, by their words and by what they lack or add up to."""
        found: list[int] = []
        start = 0
        end = len(rows) - 1
        for at, row in enumerate(rows):
            if at < end and not has_sum_word(self._grid.rows[row]):
                continue
            if self._is_total(rows, at, start, last=at == end):
                found.append(row)
                start = at + 1
        return tuple(found)

    def _is_total(self, rows: Sequence[int], at: int, start: int, *, last: bool) -> bool:
        row = rows[at]
        filled = self._filled(row)
        labels = self._labels(row, filled[:2])
        if not labels and self._labels(row, filled[2:4]):  # below a commune and its code
            return self._adds_up(rows, at, start, is_weak=True)
        if not labels:
            return last and at > 2 and self._lacks_words(row) and self._adds_up(rows, at, 0)
        others = [column for column in filled if column not in labels]
        blank = set(self._usual) - set(filled)
        if all(shape(self._grid.cell(row, column)) != TEXT for column in others):
            if len(blank) * 3 > len(self._usual) - 1 and blank:
                return True
            if others and _ONLY_TOTAL.fullmatch(self._grid.cell(row, labels[0])):
                return True
        is_weak = all(_WEAK.match(self._grid.cell(row, column)) for column in labels)
        return self._adds_up(rows, at, start, is_weak=is_weak) or (
            start > 0 and self._adds_up(rows, at, 0, is_weak=is_weak)
        )

    def _labels(self, row: int, columns: Sequence[int]) -> list[int]:
        """Give those of some columns whose cell is the word for a sum."""
        return [
            column
            for column in columns
            if _HAS_TOTAL.search(cell := self._grid.cell(row, column)) and _TOTAL.fullmatch(cell)
        ]

    def _lacks_words(self, row: int) -> bool:
        """Tell a row of numbers only, in a table whose rows begin with words."""
        worded = [column for column in self._usual if self._profiles[column].shape == TEXT]
        blank = all(not self._grid.cell(row, column).strip() for column in worded)
        return bool(worded) and blank and bool(self._filled(row))

    def _adds_up(self, rows: Sequence[int], at: int, start: int, *, is_weak: bool = False) -> bool:
        """Tell whether a row's numbers are the sums of those above it, from `start` on.

        One column is enough below several rows; below one, or where the word is weak, two are.
        """
        sums = 0
        for column in self._numbers:
            total = _number(self._grid.cell(rows[at], column))
            if total and total == self._sum(rows, column, at) - self._sum(rows, column, start):
                sums += 1
        return sums >= (2 if is_weak or at - start < 2 else 1)

    def _sum(self, rows: Sequence[int], column: int, end: int) -> Decimal:
        """Add up a column's first rows; what was added is kept: all totals cost one pass."""
        sums = self._sums.setdefault(column, [Decimal(0)])
        for row in rows[len(sums) - 1 : end]:
            sums.append(sums[-1] + _number(self._grid.cell(row, column)))
        return sums[end]

    def headings(self, rows: Sequence[int], totals: set[int]) -> tuple[int, ...]:
        """Give the rows of one text alone, in a table whose rows are filled."""
        if len(self._usual) < 3:
            return ()
        found = []
        for row in rows:
            cells = self._grid.rows[row]
            if len(cells) - cells.count("") > 3 or row in totals:
                continue
            filled = self._filled(row)
            is_alone = len(filled) == 1 and filled[0] in self._columns[:2]
            if is_alone and shape(self._grid.cell(row, filled[0])) == TEXT:
                found.append(row)
        return tuple(found)

    def titles_above(self, rows: Sequence[int], headers: set[int]) -> Iterator[int]:
        """Give the lines of a page's head, which stand right above a header that comes again."""
        few = 2 if self._width >= 5 else 1
        for at, row in enumerate(rows):
            above = rows[at - 1] if at and row in headers else None
            filled = self._filled(above) if above is not None and above not in headers else []
            texts = (self._grid.cell(rows[at - 1], column) for column in filled)
            if 0 < len(filled) <= few and any(map(says_sender, texts)):
                yield rows[at - 1]

    def is_labels(self, row: int, names: dict[int, str], again: Again) -> bool:
        """Tell a row of words even where the columns hold numbers and dates."""
        typed = [column for column in self._columns if self._profiles[column].is_typed]
        worded = all(_is_worded(self._grid.cell(row, column)) for column in typed)
        return (
            len(typed) > 1
            and worded
            and any(names.values())
            and not again.is_line(self._grid.rows[row])
        )

    def is_shifted(self, row: int) -> bool:
        """Tell a row whose cells fit the columns better one place aside."""
        if not self._usual or self._grid.cell(row, self._usual[0]).strip():
            return False
        here, aside = self._likeness(row, 0), self._likeness(row, 1)
        beyond = self._grid.cell(row, self._columns[-1]).strip()
        rare = self._profiles[self._columns[-1]].filled < 0.2
        return aside > max(here, 0.8) or (bool(beyond) and rare and aside >= here)

    def _likeness(self, row: int, by: int) -> float:
        """Tell how many columns have their usual shape, taken `by` places to the right."""
        known = [c for c in self._columns if self._profiles[c].share > 0.8]
        fitting = sum(self._fits(self._grid.cell(row, c + by), self._profiles[c]) for c in known)
        return fitting / max(1, len(known))

    def _fits(self, cell: str, profile: Profile) -> bool:
        found = shape(cell)
        if not found:
            return profile.filled < 0.9
        return found == profile.shape or {found, profile.shape} == {NUMBER, YEAR}


def _is_worded(cell: str) -> bool:
    """Tell words from a number with a unit, from degrees, from "24 (dont 3 pouvoirs)"."""
    first = next((sign for sign in cell if sign.isalnum()), "")
    return first.isalpha() and shape(cell) == TEXT


def _number(cell: str) -> Decimal:
    """Read a number as French and English write it; 0 where it is none."""
    text = re.sub(r"[\s€\u202f]", "", cell).replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def has_sum_word(cells: Sequence[str]) -> bool:
    """Tell whether a row may be a total, at a glance: it is asked of every row."""
    text = "\n".join(cells).lower()
    return any(word in text for word in ("total", "totaux", "cumul", "somme", "ensemble"))


def find_totals(grid: Grid, columns: Sequence[int]) -> tuple[int, ...]:
    """Find totals among rows that stand for themselves: by their words and by what they lack."""
    found = []
    for number in range(len(grid.rows)):
        cells = [cell for column in columns if (cell := grid.cell(number, column)).strip()]
        labels = [cell for cell in cells[:2] if _TOTAL.fullmatch(cell)]
        others = (cell for cell in cells if cell not in labels)
        is_sparse = (len(columns) - len(cells)) * 3 > len(columns)
        if is_sparse and labels and all(shape(cell) != TEXT for cell in others):
            found.append(number)
    return tuple(found)
