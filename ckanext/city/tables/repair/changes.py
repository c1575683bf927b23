"""What a proposal writes into single cells, also into columns that the file lacks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.table import ROW

Places = Mapping[int, str]


@dataclass(frozen=True)
class Change:
    """What a proposal writes.

    Attributes:
        proposal: as it is told.
        cells: by column of the frame, the text that each of its cells gets, by place in the frame.
        origins: of these columns, the ones where the texts come from, parted by blanks; a column
            that is not named here is written from its own cells.
        added: by field, the column of `cells` that the file lacks.
    """

    proposal: Proposal
    cells: Mapping[str, Places]
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    added: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def rows(self, frame: pl.DataFrame) -> set[int]:
        """Give the record numbers of the rows that are written."""
        places = sorted({place for new in self.cells.values() for place in new})
        return set(frame[ROW].gather(places).to_list())

    def columns(self, frame: pl.DataFrame) -> dict[str, pl.Expr]:
        """Give the columns as they become."""
        return {name: pl.lit(_filled(frame, name, new)) for name, new in self.cells.items()}


def _filled(frame: pl.DataFrame, name: str, new: Places) -> pl.Series:
    texts = frame[name].to_list() if name in frame.columns else [None] * len(frame)
    for place, text in new.items():
        texts[place] = text
    return pl.Series(name, texts, dtype=pl.String)


def added_column(name: str) -> str:
    """Name the column of the frame for a field that the file lacks; no letter is written so."""
    return f"+{name}"


def is_added(column: str) -> bool:
    """Tell a column that the file lacks by its name."""
    return column.startswith("+")


def shown_name(column: str) -> str:
    """Give the letter of a column; of one that the file lacks, its name."""
    return column.removeprefix("+")


def examples_of(frame: pl.DataFrame, name: str, new: Places) -> tuple[Example, ...]:
    """Show the first of different cells of a column that become another text."""
    before = frame[name] if name in frame.columns else pl.repeat(None, len(frame), eager=True)
    found: dict[tuple[str, str], Example] = {}
    for place, text in new.items():
        said = str(before[place] or "")
        found.setdefault((said, text), Example(int(frame[ROW][place]), said, text))
        if len(found) == MAX_EXAMPLES:
            break
    return tuple(found.values())


def mark_of(frame: pl.DataFrame, written: Iterable[tuple[str, Places]]) -> str:
    """Tell one set of changes from another: a yes to the one is no yes to the other."""
    sign = hashlib.sha256()
    for name, new in written:
        rows = frame[ROW].gather(list(new))
        for row, text in zip(rows, new.values(), strict=True):
            sign.update(f"{name}\0{row}\0{text}\0".encode("utf-8", "surrogatepass"))
    return sign.hexdigest()[:8]
