"""Which columns are which fields, and what the cells of each should say: as proposals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding
from ckanext.city.tables.formulas import with_list_dashes
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal, mark_of
from ckanext.city.tables.recognise.match import LIKE, SAME, Match
from ckanext.city.tables.repair.candidates import Candidate, Values
from ckanext.city.tables.repair.cells import find_changes
from ckanext.city.tables.repair.changes import shown_name
from ckanext.city.tables.repair.codes import is_lost_number
from ckanext.city.tables.repair.known import Decisions
from ckanext.city.tables.repair.units import says_multiple
from ckanext.city.tables.table import ROW, Column, Table
from ckanext.city.tables.write import risky_texts

_OF_FIELD = {"header.name": "header.misspelt"}


@dataclass(frozen=True)
class Rewritten:
    """What a proposal writes into the cells of one column.

    Attributes:
        proposal: as it is told.
        letter: of the column.
        changes: what each text becomes.
    """

    proposal: Proposal
    letter: str
    changes: Mapping[str, str]


def name_columns(
    matches: tuple[Match, ...], table: Table, in_multiples: Collection[str] = ()
) -> Iterator[tuple[Match, Proposal]]:
    """Propose to call columns as the fields that they are.

    Args:
        matches: of columns and fields.
        table: as it was read.
        in_multiples: fields whose numbers a title says to be in thousands or in millions.
    """
    for each in matches:
        if each.how == SAME:
            continue
        kind = f"header.{each.how}"
        said = each.how == LIKE and says_multiple(each.column.header)
        if said or each.field in in_multiples:
            kind = "header.multiple"
        if not each.column.header:
            kind = "header.untitled"
        example = Example(table.header_row, each.column.header, each.field)
        yield (
            each,
            Proposal(
                f"{kind}:{each.field}",
                kind,
                _OF_FIELD.get(kind, "header.missing"),
                (each.field,),
                1,
                each.safe,
                (example,),
                {"letter": shown_name(each.column.letter), "header": each.column.header},
            ),
        )


def rewrite_column(
    frame: pl.DataFrame, letter: str, values: Values, codes: Mapping[str, str], decided: Decisions
) -> Iterator[Rewritten]:
    """Propose what the cells of a column should say, a proposal a kind of repair.

    Args:
        frame: the rows.
        letter: of the column.
        values: its distinct texts, and what is known of its field.
        codes: of the finding that each text gave, "" for none.
        decided: what texts are to become, whatever is proposed.
    """
    changes = find_changes(values)
    unfit = _unfit(values, decided)
    for text, after in decided.values.get(values.field.name, {}).items():
        if text in values.texts and text != after and text not in unfit:
            changes[text] = Candidate(after, "cell.decided")
    grouped: dict[tuple[str, bool], dict[str, str]] = {}
    for text, change in changes.items():
        if change.after != text:
            grouped.setdefault((change.kind, change.safe), {})[text] = change.after
    for (kind, safe), of_kind in sorted(grouped.items()):
        usual = "cells.like-formula" if kind == "text.dash" else "cell.written"
        code = next((codes[text] for text in of_kind if codes.get(text)), usual)
        count, examples = _places(frame, letter, of_kind)
        name = f"{kind}:{values.field.name}" + ("" if safe else f":{_mark(of_kind)}")
        fields = (values.field.name,)
        yield Rewritten(Proposal(name, kind, code, fields, count, safe, examples), letter, of_kind)


def unfit_words(values: Values, decided: Decisions) -> Finding | None:
    """Tell the texts for which a recipe decided what the table schema does not take."""
    unfit = _unfit(values, decided)
    if not unfit:
        return None
    shown = tuple(unfit[:MAX_VALUES])
    return Finding("recipe.unfit", "note", values.field.name, count=len(unfit), values=shown)


def _unfit(values: Values, decided: Decisions) -> list[str]:
    wanted = decided.values.get(values.field.name, {})
    return [
        text
        for text in values.texts
        if wanted.get(text) and decided.is_of_recipe(values.field.name, text)
        if not values.judge.accepts(wanted[text])
    ]


def dash_column(frame: pl.DataFrame, column: Column) -> Rewritten | None:
    """Propose dashes for the hyphens that open lines in a column that is no field."""
    risky = risky_texts(frame[column.letter])
    dashed = {text: with_list_dashes(text) for text in risky}
    changes = {text: after for text, after in dashed.items() if after != text}
    if not changes:
        return None
    count, examples = _places(frame, column.letter, changes)
    name = column.header or column.letter
    proposal = Proposal(
        f"text.dash:{name}", "text.dash", "cells.like-formula", (name,), count, True, examples
    )
    return Rewritten(proposal, column.letter, changes)


def _places(
    frame: pl.DataFrame, letter: str, changes: Mapping[str, str]
) -> tuple[int, tuple[Example, ...]]:
    """Count the cells that changes touch, and show the first of different ones."""
    touched = frame.filter(pl.col(letter).is_in(list(changes)))
    first = touched.unique(subset=letter, keep="first", maintain_order=True).head(MAX_EXAMPLES)
    pairs = zip(first[ROW].to_list(), first[letter].to_list(), strict=True)
    return len(touched), tuple(Example(row, text, changes[text]) for row, text in pairs)


def _mark(changes: Mapping[str, str]) -> str:
    """Tell one set of changes from another: a yes to the one is no yes to the other."""
    return mark_of("\0".join(f"{before}\0{after}" for before, after in sorted(changes.items())))


def lost_numbers(frame: pl.DataFrame, letter: str, values: Values) -> Finding | None:
    """Tell the long codes that a spreadsheet rounded, beyond any repair."""
    wrong = {"official.siret", "official.siren"}  # of others, the check of the pattern tells it
    lost = [t for t in values.texts if is_lost_number(t) and values.judge.fault(t) in wrong]
    if not lost:
        return None
    rows = frame.filter(pl.col(letter).is_in(lost))[ROW].to_list()
    name, shown = values.field.name, tuple(lost[:MAX_VALUES])
    return Finding("repair.rounded", "error", name, tuple(rows[:MAX_ROWS]), len(rows), shown)
