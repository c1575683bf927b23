"""Rows that are no records: blank ones, totals, headings, the header again, rows said twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal, mark_of
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.repair.trail import HISTORY, ORIGIN
from ckanext.city.tables.table import ROW, Table

#: Findings of the reader on rows that are no records, and the repair that leaves them out.
_TOLD = {
    "table.totals": "rows.total",
    "table.headings": "rows.heading",
    "table.header-again": "rows.header",
    "table.labels": "rows.labels",
}
#: Findings that say of rows that they are no records.
NO_RECORDS = frozenset(_TOLD)


_TOTAL = re.compile(r"\s*(?:sous[\s-]*)?tota(?:l|ux)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Dropped:
    """Rows that a proposal leaves out: their record numbers, and which rows of the frame."""

    proposal: Proposal
    rows: frozenset[int]
    which: pl.Expr


def find_rows_to_drop(
    table: Table,
    frame: pl.DataFrame,
    descriptor: Descriptor,
    letters: Mapping[str, str],
    judges: Mapping[str, Judge],
) -> Iterator[Dropped]:
    """Give the rows that should be left out, each in one proposal only.

    Args:
        table: as it was read.
        frame: its rows.
        descriptor: of its table schema.
        letters: the columns of fields, by field name.
        judges: of the fields.
    """
    blank = set(frame.filter(_blank(table))[ROW])
    gone = set(blank)
    if blank:
        yield _dropped("rows.blank", "row.blank", frame, _are(blank), safe=True)
    lacking = _lacking(frame, letters, judges)
    is_long = frame[ROW].is_duplicated().any()
    beside = _says_total(table, letters, judges) if is_long else pl.lit(value=True)
    for finding in table.findings:
        kind = _TOLD.get(finding.code)
        if kind is None:
            continue
        told = set(finding.rows) - gone
        sure = _sure(kind, told, lacking)
        for rows, safe in ((sure, True), (told - sure, False)):
            which = _are(rows) & beside if kind == "rows.total" else _are(rows)
            if rows and not frame.filter(which).is_empty():
                yield _dropped(kind, finding.code, frame, which, safe=safe)
        gone |= told
    again = _said_again(table, frame.filter(~pl.col(ROW).is_in(list(gone))))
    if again:
        left = frame.filter(~pl.col(ROW).is_in([*gone, *again]))
        safe = _has_name(left, descriptor, letters)
        yield _dropped("rows.again", "row.again", frame, _are(again), safe=safe)


def _are(rows: Collection[int]) -> pl.Expr:
    """Tell rows by their record numbers."""
    return pl.col(ROW).is_in(list(rows))


def _sure(kind: str, told: set[int], lacking: frozenset[int]) -> set[int]:
    """Give those of some rows that can be no records; words below a header may be one."""
    if kind == "rows.labels":
        return set()
    return told if kind == "rows.header" else told & lacking


def _dropped(kind: str, code: str, frame: pl.DataFrame, which: pl.Expr, *, safe: bool) -> Dropped:
    meant = frame.filter(which)
    rows = frozenset(meant[ROW])
    said = [name for name in frame.columns if not name.endswith((HISTORY, ORIGIN))]
    shown = meant.head(MAX_EXAMPLES).select(said)
    examples = tuple(
        Example(number, " | ".join(str(cell) for cell in cells if cell), "")
        for number, *cells in shown.iter_rows()
    )
    details: dict[str, object] = {"count": len(rows)}
    name = kind
    if not safe:
        cells = (cell for row in meant.drop(ROW).iter_rows() for cell in row)
        mark = mark_of("\0".join(str(cell or "") for cell in cells))
        name = f"{kind}:doubtful:{mark}"
    proposal = Proposal(name, kind, code, (), len(rows), safe, examples, details)
    return Dropped(proposal, rows, which)


def _says_total(table: Table, letters: Mapping[str, str], judges: Mapping[str, Judge]) -> pl.Expr:
    """Tell, of rows of which one in the file became several, those that may be a total.

    Beside the total of one side stands a record of the other.
    """
    said = [pl.col(c.letter).str.contains(rf"(?i){_TOTAL.pattern}") for c in table.columns]
    empty = [
        pl.col(letter).fill_null("").str.strip_chars(EDGES) == ""
        for name, letter in letters.items()
        if judges[name].field.required
    ]
    return pl.any_horizontal([*said, *empty]).fill_null(value=False)


def _blank(table: Table) -> pl.Expr:
    cells = [pl.col(c.letter).fill_null("").str.strip_chars(EDGES) == "" for c in table.columns]
    return pl.all_horizontal(cells)


def _lacking(
    frame: pl.DataFrame, letters: Mapping[str, str], judges: Mapping[str, Judge]
) -> frozenset[int]:
    """Give the rows without a value that is required, or with the word total in its place."""
    found: set[int] = set()
    for name, letter in letters.items():
        judge = judges[name]
        if judge.field.required and letter in frame.columns:
            texts = pl.col(letter).fill_null("").str.strip_chars(EDGES)
            words = frame[letter].drop_nulls().unique()
            totals = [text for text in words if _TOTAL.match(text) and not _may_be(text, judge)]
            found |= set(frame.filter((texts == "") | pl.col(letter).is_in(totals))[ROW])
    return frozenset(found)


def _may_be(text: str, judge: Judge) -> bool:
    """Tell whether a field may hold a text that begins like a total: a company is called Total.

    Of first names and towns, which have a pattern, none is called so, though the pattern takes it.
    """
    return judge.accepts(text) and not ("pattern" in judge.field.constraints and _bare(text))


def _bare(text: str) -> bool:
    return normal(text) in ("total", "totaux", "totalgeneral", "soustotal")


def _said_again(table: Table, frame: pl.DataFrame) -> list[int]:
    letters = [column.letter for column in table.columns]
    if not letters or not len(frame):
        return []
    first = frame.unique(subset=letters, keep="first", maintain_order=True)[ROW]
    return frame.filter(~pl.col(ROW).is_in(first.implode()))[ROW].to_list()


def _has_name(frame: pl.DataFrame, descriptor: Descriptor, letters: Mapping[str, str]) -> bool:
    """Tell whether a required field, or the key, tells each row from all others.

    Only there a row that is said again cannot be another record that happens to be alike.
    """
    if len(frame) < 3:
        return False
    needed = [[f.name] for f in descriptor.fields if f.required]
    keys = [list(descriptor.primary_key), *needed] if descriptor.primary_key else needed
    for names in keys:
        columns = [letters[name] for name in names if name in letters]
        if len(columns) == len(names) and not frame.select(columns).is_duplicated().any():
            return True
    return False
