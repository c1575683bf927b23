"""Columns that say the contrary of a field of yes and no: "Payant" of one that is called free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.proposals import Proposal
from ckanext.city.tables.recognise.content import says_truth
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.changes import Change, added_column, examples_of
from ckanext.city.tables.repair.choices import word_for
from ckanext.city.tables.table import Column

_YES = frozenset(("oui", "o", "vrai", "true", "yes"))
_NO = frozenset(("non", "n", "faux", "false", "no"))


def turn_opposites(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    fields: Sequence[Field],
    values_of: Callable[[str, Sequence[str]], Values],
) -> Iterator[Change]:
    """Propose yes for no and no for yes, where a column's title denies a field.

    Args:
        frame: the rows.
        columns: those that are no field.
        fields: those that no column is.
        values_of: gives texts as those of a field.
    """
    for field in fields:
        denying = [c for c in columns if field.type == "boolean" and _denies(field, c.header)]
        if len(denying) != 1:
            continue
        letter, values = denying[0].letter, values_of(field.name, ())
        new = {}
        for place, text in enumerate(frame[letter].fill_null("").to_list()):
            word = normal(text)
            if word in _YES | _NO:
                new[place] = word_for(values, truth=word in _NO)
        if new:
            yield _change(frame, field.name, denying[0], new)


def _denies(field: Field, header: str) -> bool:
    return bool(header) and says_truth(field, header) is False


def _change(frame: pl.DataFrame, name: str, column: Column, new: dict[int, str]) -> Change:
    kind, added = "boolean.opposite", added_column(name)
    details = {"letter": column.letter, "header": column.header}
    proposal = Proposal(
        f"{kind}:{name}", kind, "header.missing", (name,), len(new), True,
        examples_of(frame, column.letter, new), details,
    )  # fmt: skip
    return Change(proposal, {added: new}, {added: column.letter}, {name: added})
