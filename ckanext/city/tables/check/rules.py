"""What somebody who knows a subject adds to the checks of its table schemas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import field as default
from types import MappingProxyType
from typing import TYPE_CHECKING

from ckanext.city.tables.findings import Entry, Severity

if TYPE_CHECKING:
    import polars as pl

#: The tables that a rule looks at, by the id of their table schema without its version.
Frames = Mapping[str, "pl.DataFrame"]


@dataclass(frozen=True)
class Rule:
    """Find the rows that a table schema alone cannot see to be wrong.

    Attributes:
        code: stable and dotted, "rule.votes-sum".
        severity: "error" refuses, "warning" asks for a look, "note" informs.
        entry: what is said of it.
        columns: by the id of a table schema without its version, the fields that `find` reads;
            the first table is the one that is checked, the others are asked for by their ids.
        find: from typed frames of these fields, with a column `ROW` of record numbers, give the
            rows at fault of the first table: `ROW` and, if something is to be shown, `value`
            (text). A cell that is empty, wrong or lacks its optional column is null.
        field: of which column the finding is; None where of the row.
        row_by_row: each row can be judged by itself, so a long table is judged in batches.
        details: what stands in the places of the sentences, besides those of any finding.
    """

    code: str
    severity: Severity
    entry: Entry
    columns: Mapping[str, tuple[str, ...]]
    find: Callable[[Frames], pl.DataFrame]
    field: str | None = None
    row_by_row: bool = False
    details: Mapping[str, object] = default(default_factory=lambda: MappingProxyType({}))

    @property
    def table(self) -> str:
        """Id of the table schema whose tables it judges."""
        return next(iter(self.columns))

    @property
    def others(self) -> tuple[str, ...]:
        """Ids of the table schemas of the other tables that it needs."""
        return tuple(self.columns)[1:]


@dataclass(frozen=True)
class Excuse:
    """What the standard calls wrong and real files do: told as a warning with its cause.

    Attributes:
        code: of the finding that takes the place of the standard's: "rule.proxies-counted".
        entry: the cause, and what to do.
        table: id of the table schema without its version.
        of: code of the standard's finding.
        fields: the fields of the check that is excused, in its order.
        when: from the texts of the table's fields, which rows are excused; all if not given.
        severity: what is told instead of an error.
    """

    code: str
    entry: Entry
    table: str
    of: str
    fields: tuple[str, ...]
    when: Callable[[], pl.Expr] | None = None
    severity: Severity = "warning"


@dataclass(frozen=True)
class Knowledge:
    """All that subjects add to the checks.

    Attributes:
        rules, excuses: see these classes.
        lists: controlled lists that official checks compare with, by name ("actes").
    """

    rules: tuple[Rule, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))

    def of_table(self, schema_id: str) -> Knowledge:
        """Give what concerns tables of one schema."""
        return Knowledge(
            tuple(each for each in self.rules if each.table == schema_id),
            tuple(each for each in self.excuses if each.table == schema_id),
            self.lists,
        )

    def entries(self) -> dict[str, Entry]:
        """Give how its codes are explained."""
        of_rules = {each.code: each.entry for each in self.rules}
        return of_rules | {each.code: each.entry for each in self.excuses}


def strangers(frames: Frames, column: tuple[str, str], known: tuple[str, str]) -> pl.DataFrame:
    """Find the rows whose value another table does not have; for a rule's `find`.

    Args:
        frames: as a rule gets them.
        column: table and field that refer; an empty cell refers to nothing.
        known: table and field that they refer to.
    """
    from ckanext.city.tables.table import ROW  # noqa: PLC0415 - loads Polars, which a rule alone needs

    table, name = column
    rows = frames[table].drop_nulls(name)
    here = rows[name].is_in(frames[known[0]][known[1]].implode())
    return rows.filter(~here).select(ROW, name).rename({name: "value"})
