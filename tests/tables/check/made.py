"""Tables and table schemas made in a line, for the tests of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from ckanext.city.tables.check.engine import Other, Verdict, check_table
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.table import ROW, Column, Table

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def table(
    header: Sequence[str], *rows: Sequence[str | None], batch: int = 3, name: str = "made.csv"
) -> Table:
    """Make a table whose header is row 1; it is read in batches of a few rows."""
    letters = ALPHABET[: len(header)]

    def scan() -> Iterator[pl.DataFrame]:
        for at in range(0, len(rows), batch):
            part = rows[at : at + batch]
            columns = {
                letter: pl.Series(letter, [row[n] for row in part], dtype=pl.String)
                for n, letter in enumerate(letters)
            }
            numbers = pl.Series(ROW, range(at + 2, at + 2 + len(part)), dtype=pl.UInt32)
            yield pl.DataFrame([numbers, *columns.values()])

    columns = tuple(Column(a, text) for a, text in zip(letters, header, strict=True))
    return Table(name, None, columns, scan)


def schema(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make a descriptor."""
    return {"name": "made", "fields": list(fields), **more}


def field(
    name: str, kind: str = "string", *, more: dict[str, Any] | None = None, **constraints: Any
) -> dict[str, Any]:
    """Make a field; `more` holds what is no constraint."""
    return {"name": name, "type": kind, "constraints": constraints, **(more or {})}


def column(
    kind: str, *texts: str | None, more: dict[str, Any] | None = None, **constraints: Any
) -> list[Finding]:
    """Check a table of one column, beside one that is always filled."""
    made = table(["f", "n"], *([text, "x"] for text in texts))
    return list(
        check_table(made, schema(field("f", kind, more=more, **constraints), field("n"))).findings
    )


def found(verdict: Verdict | Sequence[Finding]) -> list[tuple[str, str | None, tuple[int, ...]]]:
    """Give code, field and rows of the findings."""
    findings = verdict.findings if isinstance(verdict, Verdict) else verdict
    return [(each.code, each.field, each.rows) for each in findings]


__all__ = ["Knowledge", "Other", "check_table", "column", "field", "found", "schema", "table"]
