"""Fields that several columns say together, each by ticking one of their choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.recognise.match import Words
from ckanext.city.tables.recognise.ticked import Ticked, find_ticked
from ckanext.city.tables.repair.changes import Change, added_column
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.table import ROW, Column


def join_ticks(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    fields: Sequence[Field],
    synonyms: Words,
) -> Iterator[Change]:
    """Propose what columns of ticks say together; they stay beside it.

    A row of which a cell is no tick, or that ticks too much or nothing, stays without a word.

    Args:
        frame: the rows.
        columns: those that are no field.
        fields: those that no column is.
        synonyms: other names of choices, by "field=choice".
    """

    def texts(letter: str) -> list[str]:
        return frame[letter].fill_null("").str.strip_chars(EDGES).to_list()

    for ticked in find_ticked(columns, texts, fields, synonyms):
        cells = {letter: texts(letter) for letter in ticked.columns}
        rows = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
        said = {place: text for place, row in enumerate(rows) if (text := ticked.write(row))}
        if said:
            headers = {c.letter: c.header for c in columns}
            shown = {place: _shown(rows[place], headers) for place in list(said)[:MAX_EXAMPLES]}
            examples = tuple(Example(int(frame[ROW][at]), shown[at], said[at]) for at in shown)
            yield _change(ticked, said, examples)


def _shown(row: dict[str, str], headers: dict[str, str]) -> str:
    return " | ".join(f"{headers[letter]}: {text}" for letter, text in row.items() if text)


def _change(ticked: Ticked, said: dict[int, str], examples: tuple[Example, ...]) -> Change:
    letters, column = list(ticked.columns), added_column(ticked.field.name)
    kind, name = "ticks.joined", ticked.field.name
    details = {"count": len(letters), "first": letters[0], "last": letters[-1]}
    proposal = Proposal(
        f"{kind}:{name}", kind, "header.missing", (name,), len(said), True, examples, details
    )  # fmt: skip
    return Change(proposal, {column: said}, {column: " ".join(letters)}, {name: column})
