"""Fields that no column is, and columns of another kind say: ticks, days, metres, the contrary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.city.geo.area import Area
from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.check.places import fields_of_place
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.match import Words
from ckanext.city.tables.repair.by_day import join_days
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.changes import Change
from ckanext.city.tables.repair.hours import holds_hours
from ckanext.city.tables.repair.metres import join_metres
from ckanext.city.tables.repair.opposites import turn_opposites
from ckanext.city.tables.repair.ticked import join_ticks
from ckanext.city.tables.table import Column


@dataclass(frozen=True)
class Beside:
    """Finds what columns that are no field say of fields that no column is.

    Attributes:
        descriptor: of the table schema.
        judges: of its fields.
        taken: the columns that are a field, or may be it, by field name.
        values_of: gives texts as those of a field.
        synonyms: other names of fields, and of their choices.
        area: where the city's places lie.
    """

    descriptor: Descriptor
    judges: Mapping[str, Judge]
    taken: Mapping[str, str]
    values_of: Callable[[str, Sequence[str]], Values]
    synonyms: Words
    area: Area

    def find(self, frame: pl.DataFrame, columns: Sequence[Column]) -> Iterator[Change]:
        """Propose them, each field in one proposal; the columns stay beside them."""
        open_ = [each for each in self.descriptor.fields if each.name not in self.taken]
        yield from join_ticks(frame, columns, open_, self.synonyms)
        yield from turn_opposites(frame, columns, open_, self.values_of)
        if (names := fields_of_place(self.descriptor)) is not None:
            yield from join_metres(frame, columns, names, self.taken, self.area)
        for each in open_:
            if holds_hours(self.values_of(each.name, ())):
                yield from join_days(frame, columns, self.judges[each.name])
