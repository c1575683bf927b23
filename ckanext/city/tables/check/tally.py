"""Counts what is at fault for one cause, and keeps the first rows and values of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

import polars as pl

from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding, Severity

#: Of a value that is kept: an outline of a geometry may have millions.
MAX_CHARACTERS = 500


@dataclass
class Tally:
    """A finding while it grows.

    Attributes:
        code, severity, field, details: of the finding.
        order: place of the finding among those of one severity.
        count: rows so far.
        rows: the first of them.
        values: the first distinct texts.
    """

    code: str
    severity: Severity
    field: str | None
    order: tuple[int, str] = (0, "")
    details: Mapping[str, Any] = default(default_factory=dict)
    count: int = 0
    rows: list[int] = default(default_factory=list)
    values: dict[str, None] = default(default_factory=dict)

    def add(self, rows: pl.Series, values: pl.Series | None = None) -> None:
        """Count rows, with the text of each where there is one."""
        self.count += len(rows)
        if len(self.rows) < MAX_ROWS:
            self.rows += rows.head(MAX_ROWS - len(self.rows)).to_list()
        if values is None or len(self.values) >= MAX_VALUES:
            return
        for value in values.drop_nulls().unique(maintain_order=True).head(2 * MAX_VALUES):
            if len(self.values) < MAX_VALUES:
                long = len(value) > MAX_CHARACTERS
                self.values.setdefault(f"{value[:MAX_CHARACTERS]}…" if long else value)

    def add_masked(self, mask: pl.Series, rows: pl.Series, values: pl.Series | None) -> None:
        """Count the rows of a batch that a mask picks."""
        self.add(rows.filter(mask), None if values is None else values.filter(mask))

    def finding(self) -> Finding:
        """Give what was found."""
        return Finding(
            self.code,
            self.severity,
            self.field,
            rows=tuple(self.rows),
            count=self.count,
            values=tuple(self.values),
            details=self.details,
        )
