"""Judges single texts as cells of a field: as the checks do, but outside of any table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from ckanext.city.tables.check.constraints import constraints_of
from ckanext.city.tables.check.descriptor import Descriptor, Field
from ckanext.city.tables.check.kinds import kind_of
from ckanext.city.tables.check.official import TEXT, OfficialCheck, UnknownCheck, compile_check
from ckanext.city.tables.check.rules import Knowledge


class Judge:
    """Tells what is wrong with texts as cells of one field; remembers what it told.

    Attributes:
        field: of the table schema.
        official: names of the official checks that look at this field alone.
        telling: whether right values are hardly those of another field; None before it is asked.
    """

    def __init__(self, field: Field, descriptor: Descriptor, knowledge: Knowledge) -> None:
        self.field = field
        self.official = frozenset(_names_of_checks(field, descriptor))
        self.telling: bool | None = None
        self._kind = kind_of(field)
        self._constraints, _ignored = constraints_of(field, self._kind)
        self._checks = tuple(_own_checks(field, descriptor, knowledge))
        self._known: dict[str, str] = {}

    @property
    def is_closed(self) -> bool:
        """Tell whether the field holds words of a list and nothing else."""
        listed = self.field.constraints.get("enum") or self.field.type == "boolean"
        return bool(listed or self.official & {"nomenclature-actes-value"})

    def accepts(self, text: str) -> bool:
        """Tell whether a text is right here; an empty one is where nothing is required."""
        return not self.fault(text)

    def fault(self, text: str) -> str:
        """Give the code of the first thing that is wrong with a text, or nothing."""
        if text not in self._known:
            self.look([text])
        return self._known[text]

    def look(self, texts: Iterable[str]) -> None:
        """Judge many texts at once, which is quicker than one by one."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text in new:
            self._known[text] = self._own_fault(text)
        left = [text for text in new if text and not self._known[text]]
        if not left:
            return
        for check in self._checks:
            for text in _broken(check, left):
                self._known[text] = self._known[text] or check.code

    def _own_fault(self, text: str) -> str:
        if text in self.field.missing:
            return "constraint.required" if self.field.required else ""
        value = self._kind.read(text)
        if value is None:
            return f"type.{self._kind.name}"
        return next((each.code for each in self._constraints if each.breaks(value)), "")


def _names_of_checks(field: Field, descriptor: Descriptor) -> Iterable[str]:
    for each in descriptor.custom_checks:
        if (each.get("params") or {}).get("column") == field.name:
            yield str(each.get("name"))


def _own_checks(
    field: Field, descriptor: Descriptor, knowledge: Knowledge
) -> Iterable[OfficialCheck]:
    for each in descriptor.custom_checks:
        if (each.get("params") or {}).get("column") != field.name:
            continue
        try:
            check = compile_check(each, knowledge.lists)
        except UnknownCheck:
            continue
        if check.fields == (field.name,):
            yield check


def _broken(check: OfficialCheck, texts: Sequence[str]) -> list[str]:
    name = check.fields[0]
    column = pl.Series(name, texts, dtype=pl.String)
    broken = check.broken(pl.DataFrame([column, column.alias(name + TEXT)]))
    return column.filter(broken).to_list()
