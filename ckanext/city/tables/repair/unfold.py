"""Wide to long: sheets of which several columns are rows of the table that is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.proposals import Example, Proposal
from ckanext.city.tables.repair.changes import Change, added_column
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.repair.trail import HEADER, HISTORY, NOWHERE, ORIGIN
from ckanext.city.tables.repair.wide import Block, Layout, Sheet, Unfolding
from ckanext.city.tables.table import ROW, Column

_BLOCK, _PLACE = "#block", "#place"
_EXAMPLES = 2  # rows of the file, each with what becomes of it
_SHOWN = 3


@dataclass(frozen=True)
class Unfolded:
    """A table of which each row became several.

    Attributes:
        columns: those that stay as they were, then those that are made.
        frame: its rows, of which several have one record number; with the origin of each cell
            that is made, and `history` at it.
        blocks: of each row, the place of the block that it comes from.
    """

    columns: tuple[Column, ...]
    frame: pl.DataFrame
    blocks: tuple[int, ...]


def find_unfolding(
    columns: Sequence[Column],
    frame: pl.DataFrame,
    layouts: Sequence[Layout],
    titles: Sequence[str] = (),
) -> Unfolding | None:
    """Ask those who know such sheets how the rows of a table become several; the first who knows.

    Args:
        columns: of the table.
        frame: its rows.
        layouts: who knows.
        titles: of the table, its sheet and its file.
    """
    sheet = sheet_of(columns, frame, titles)
    return next((found for layout in layouts if (found := layout(sheet)) is not None), None)


def sheet_of(columns: Sequence[Column], frame: pl.DataFrame, titles: Sequence[str]) -> Sheet:
    """Give a table as those see it who know sheets."""

    def texts(letter: str) -> list[str]:
        return frame[letter].fill_null("").str.strip_chars(EDGES).to_list()

    return Sheet(columns, texts, titles)


def propose_unfolding(
    columns: Sequence[Column], frame: pl.DataFrame, unfolding: Unfolding
) -> Proposal:
    """Say what becomes of the rows, with the first of them as examples."""
    headers = {column.letter: column.header for column in columns}
    letters = _own_letters(unfolding, [column.letter for column in columns])
    made = list(dict.fromkeys(n for b in unfolding.blocks for n in (*b.texts, *b.columns)))
    examples = [
        Example(
            row[0],
            " | ".join(f"{headers[x]}: {cell}" for x, cell in _cells(frame, row, letters))[:200],
            " / ".join(
                ", ".join(f"{name}: {text}" for name, text in _row_of(frame, row, block).items())
                for block in unfolding.blocks[:_SHOWN]
            ),
        )
        for row in frame.head(_EXAMPLES).iter_rows()
    ]
    kind = "rows.unfolded" if len(unfolding.blocks) > 1 else "header.said"
    said = ", ".join(f"{name} {text}" for name, text in unfolding.blocks[0].texts.items())
    return Proposal(
        f"{kind}:{letters[0]}",
        kind,
        "header.missing",
        tuple(made),
        len(frame),
        unfolding.safe,
        tuple(examples),
        {
            "count": len(unfolding.blocks),
            "first": letters[0],
            "last": letters[-1],
            "header": headers[letters[0]],
            "said": said,
        },
    )


def _own_letters(unfolding: Unfolding, order: Sequence[str]) -> list[str]:
    """Give the columns that become rows, in their order; what all blocks repeat is none."""
    used = Counter(letter for block in unfolding.blocks for letter in block.columns.values())
    return [letter for letter in order if used[letter] == 1]


def _cells(
    frame: pl.DataFrame, row: tuple[object, ...], letters: Sequence[str]
) -> Iterator[tuple[str, str]]:
    for letter in letters[: 2 * _SHOWN]:
        yield letter, str(row[frame.columns.index(letter)] or "")


def _row_of(frame: pl.DataFrame, row: tuple[object, ...], block: Block) -> dict[str, str]:
    said = dict(_cells(frame, row, list(block.columns.values())))
    return {**block.texts, **{name: said.get(x, "") for name, x in block.columns.items()}}


def unfold(
    columns: Sequence[Column], frame: pl.DataFrame, unfolding: Unfolding, history: int
) -> Unfolded:
    """Make of each row one for each block of which it holds a cell.

    A row that holds none stays one row, so that nothing is lost.

    Args:
        columns: of the table.
        frame: its rows.
        unfolding: how they become several.
        history: number of what is done, for the cells that are made.
    """
    used = {letter for block in unfolding.blocks for letter in block.columns.values()}
    kept = tuple(column for column in columns if column.letter not in used)
    made = list(dict.fromkeys(n for b in unfolding.blocks for n in (*b.texts, *b.columns)))
    numbered = frame.with_row_index(_PLACE)
    stay = [_PLACE, ROW, *(column.letter for column in kept)]
    parts = [
        numbered.filter(_says_something(block)).select(
            *stay, pl.lit(at).alias(_BLOCK), *_made(made, block, history)
        )
        for at, block in enumerate(unfolding.blocks)
    ]
    nothing = ~pl.any_horizontal([_says_something(block) for block in unfolding.blocks])
    parts.append(
        numbered.filter(nothing).select(
            *stay, pl.lit(-1).alias(_BLOCK), *_made(made, _shared(unfolding), history)
        )
    )
    long = pl.concat(parts).sort(_PLACE, _BLOCK)
    new = tuple(Column(added_column(name), name) for name in made)
    return Unfolded((*kept, *new), long.drop(_PLACE, _BLOCK), tuple(long[_BLOCK].to_list()))


def _shared(unfolding: Unfolding) -> Block:
    """Give the columns that all blocks have together."""
    common = set.intersection(*({*block.columns.items()} for block in unfolding.blocks))
    return Block(dict(sorted(common)))


def _says_something(block: Block) -> pl.Expr:
    """Tell the rows of the file of which a block makes one."""
    everything = tuple(block.columns.values())
    told = _any_filled(block.telling or everything)
    if not block.others:
        return told
    return told | (_any_filled(everything) & ~_any_filled(block.others))


def _any_filled(letters: Sequence[str]) -> pl.Expr:
    return pl.any_horizontal(
        [pl.col(x).fill_null("").str.strip_chars(EDGES) != "" for x in letters]
    )


def _made(names: Sequence[str], block: Block, history: int) -> Iterator[pl.Expr]:
    for name in names:
        column = added_column(name)
        letter = block.columns.get(name)
        text = pl.col(letter) if letter else pl.lit(block.texts.get(name), pl.String)
        yield text.cast(pl.String).alias(column)
        yield pl.lit(letter or _in_header(name, block)).alias(column + ORIGIN)
        yield pl.lit(history, pl.UInt32).alias(column + HISTORY)


def _in_header(name: str, block: Block) -> str:
    """Give the origin of what the header of a block says."""
    return HEADER + next(iter(block.columns.values())) if block.texts.get(name) else NOWHERE


def guess_changes(unfolded: Unfolded, guesses: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    """Propose what columns may say by the order of the blocks, each with a yes of its own."""
    for name, texts in guesses.items():
        new = {place: texts[at] for place, at in enumerate(unfolded.blocks) if at >= 0}
        rows = unfolded.frame[ROW].to_list()
        examples = tuple(
            Example(rows[place], "", text) for place, text in list(new.items())[:_SHOWN]
        )
        kind = "rows.unfolded-order"
        proposal = Proposal(
            f"{kind}:{name}", kind, "header.missing", (name,), len(new), False, examples
        )  # fmt: skip
        column = added_column(name)
        yield Change(proposal, {column: new}, {column: NOWHERE}, {name: column})
