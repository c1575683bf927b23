"""What callers know of sheets whose columns are rows of the table that is wanted.

No Polars here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ckanext.city.tables.table import Column


@dataclass(frozen=True)
class Sheet:
    """A table before its columns are named.

    Attributes:
        columns: those of the file.
        texts: gives the texts of a column, by its letter, trimmed; "" where a cell is empty.
        titles: the lines above the header, the names of the sheet and of the file.
    """

    columns: Sequence[Column]
    texts: Callable[[str], Sequence[str]]
    titles: Sequence[str] = ()


@dataclass(frozen=True)
class Block:
    """Columns that are one row of the table that is wanted.

    Attributes:
        columns: by the name of the column that is made, the letter of the one that it is.
        texts: by the name of the column that is made, what the header says.
        telling: letters of which one must say something for the row to be made; all if empty.
        others: letters; in a row in which these and `telling` are empty, any column tells.
    """

    columns: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    telling: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unfolding:
    """How each row of a sheet becomes several.

    Attributes:
        blocks: one for each row that is made, in the order of the columns.
        safe: no other reading is plausible.
        guesses: by the name of a column that is made, what it may say of each block; each such
            column needs a yes of its own.
        tells: the sheet can only be one of the table schema, even if the unfolding is not safe.
        apart: fields that differ between the rows that are made, so that no column beside can say
            them: the allergens of a meal are not those of each of its dishes.
        whole: words for what such a column is said of, as they stand after its title.
    """

    blocks: tuple[Block, ...]
    safe: bool
    guesses: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    tells: bool = False
    apart: frozenset[str] = frozenset()
    whole: str = ""


#: Finds in a sheet the columns that are rows; None where there are none.
Layout = Callable[[Sheet], Unfolding | None]
#: Tells that a sheet can only be one of a table schema.
Sign = Callable[[Sheet], bool]
