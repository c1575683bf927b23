"""What a repair works on and what it gives: the distinct values of a column, and other writings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.city import City
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.repair.known import SubjectRepair


@dataclass(frozen=True)
class Candidate:
    """Another writing of a cell.

    Attributes:
        after: what the cell would say.
        kind: of repair, which has its sentence: "number.comma".
        safe: no other reading of the cell is plausible.
    """

    after: str
    kind: str
    safe: bool = True


#: Gives from a cell's text, trimmed and not empty, its other writings, the likeliest first.
Repairer = Callable[[str], Iterable[Candidate]]


NOBODY = City()


@dataclass(frozen=True, eq=False)
class Values:
    """The distinct texts of a column that is a field.

    Attributes:
        field: of the table schema.
        judge: of it.
        texts: distinct, in the order of the file, none of them empty.
        today: years are judged by it.
        city: who the city is.
        date_order: as decided, if it was.
        days_from_1904: the file's numbers for days are counted from 1904.
        subject: repairs of the subject.
        header: of the column in the file.
    """

    field: Field
    judge: Judge
    texts: tuple[str, ...]
    today: date
    city: City = NOBODY
    date_order: str | None = None
    days_from_1904: bool = False
    subject: tuple[SubjectRepair, ...] = ()
    header: str = ""

    @property
    def right(self) -> tuple[str, ...]:
        """The texts that are right as they stand."""
        return tuple(text for text in self.texts if self.judge.accepts(text))
