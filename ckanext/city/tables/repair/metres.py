"""Places in metres whose columns say of which system, "X (CC49)": as the degrees of a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ckanext.city.geo.area import Area
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.recognise.match import LIKE, Match
from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.changes import Change, added_column
from ckanext.city.tables.repair.places import read_projected, system_of
from ckanext.city.tables.table import ROW, Column

_EAST, _NORTH = frozenset(("x", "abscisse", "est")), frozenset(("y", "ordonnee", "nord"))
_BLANKS = re.compile(r"[\s\u00a0\u202f]")
_METRES = re.compile(r"-?\d{5,7}(?:[.,]\d+)?")


def is_of_a_system(match: Match) -> bool:
    """Tell whether a column that may be a coordinate names the system of its metres."""
    return match.how == LIKE and system_of(match.column.header) is not None


def join_metres(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    names: tuple[str, str],
    taken: Mapping[str, str],
    area: Area,
) -> Iterator[Change]:
    """Propose the degrees of places in metres, of which two columns say the system.

    Args:
        frame: the rows.
        columns: those that are no field.
        names: fields of latitude and longitude.
        taken: fields that columns are.
        area: where the city's places lie.
    """
    pair = [[c for c in columns if system_of(c.header) and _side(c.header) == side]
            for side in (0, 1)]  # fmt: skip
    if [len(found) for found in pair] != [1, 1] or any(name in taken for name in names):
        return
    x, y = (found[0] for found in pair)
    if system_of(x.header) != system_of(y.header):
        return
    read: dict[int, tuple[str, str]] = {}
    texts = [(str(east or ""), str(north or "")) for east, north in
             frame.select(x.letter, y.letter).iter_rows()]  # fmt: skip
    for place, (east, north) in enumerate(texts):
        metres = _number(east), _number(north)
        if metres[0] is not None and metres[1] is not None:
            found = read_projected(metres[0], metres[1], area, x.header)
            if found is not None and found[1]:
                read[place] = found[0]
    if read:
        yield _change(frame, names, (x, y), texts, read)


def _side(header: str) -> int | None:
    """Tell whether a header says eastings (0) or northings (1)."""
    said = {*words(header)}
    sides = [at for at, names in enumerate((_EAST, _NORTH)) if names & said]
    return sides[0] if len(sides) == 1 else None


def _number(text: str) -> float | None:
    bare = _BLANKS.sub("", text)
    return float(bare.replace(",", ".")) if _METRES.fullmatch(bare) else None


def _change(
    frame: pl.DataFrame,
    names: tuple[str, str],
    pair: tuple[Column, Column],
    texts: Sequence[tuple[str, str]],
    read: Mapping[int, tuple[str, str]],
) -> Change:
    kind, letters = "place.metres", " ".join(column.letter for column in pair)
    examples = tuple(
        Example(int(frame[ROW][at]), " | ".join(texts[at]), " | ".join(read[at]))
        for at in list(read)[:MAX_EXAMPLES]
    )
    added = {name: added_column(name) for name in names}
    cells = {added[name]: {at: pair_[which] for at, pair_ in read.items()}
             for which, name in enumerate(names)}  # fmt: skip
    details = {"letter": pair[0].letter, "header": pair[0].header}
    proposal = Proposal(
        f"{kind}:{pair[0].letter}", kind, "header.missing", names, len(read), True, examples,
        details,
    )  # fmt: skip
    return Change(proposal, cells, dict.fromkeys(cells, letters), added)
