"""Coordinates: swapped, two in one cell, or in metres of Lambert 93 and of the nine zones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from ckanext.city.geo.area import ANYWHERE, Area
from ckanext.city.geo.france import MAINLAND, in_box
from ckanext.city.geo.readings import Reading, readings
from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.check.places import fields_of_place
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.recognise.match import NAME, SAME, SYNONYM, Match
from ckanext.city.tables.recognise.points import read_pair
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.table import ROW

#: The findings that repairs of places cure.
_CURES = {
    "place.swapped": "place.swapped",
    "place.lambert": "place.projected",
    "place.one-cell": "type.number",
}
_DECIMAL = re.compile(r"\d[.,]\d")
#: How columns were matched whose numbers are places.
PLACES = "places"
_DECIMALS = 6  # of degrees: a tenth of a metre
_LOOKED_AT = 2_000  # rows
#: What headers call the systems of coordinates, with their codes.
_SYSTEMS = (
    (re.compile(r"lambert[\s_-]*93|\bl93\b|\b2154\b|rgf[\s_-]*93(?!.*cc)", re.IGNORECASE), 2154),
    *(
        (re.compile(rf"\bcc[\s_-]*{zone}\b|\b39{zone}\b", re.IGNORECASE), 3900 + zone)
        for zone in range(42, 51)
    ),
)


@dataclass(frozen=True)
class Moved:
    """What a proposal writes into both coordinates of rows: latitude and longitude, by row."""

    proposal: Proposal
    letters: tuple[str, str]
    cells: Mapping[int, tuple[str, str]]

    def origins(self) -> dict[str, pl.Expr]:
        """Say which of the two columns each coordinate comes from: both, if it is computed."""
        lat, long = self.letters
        if self.proposal.kind == "place.swapped":
            return {lat: pl.lit(long), long: pl.lit(lat)}
        if self.proposal.kind == "place.one-cell":
            pair = (
                pl.when(pl.col(lat).fill_null("") != "").then(pl.lit(lat)).otherwise(pl.lit(long))
            )
            return {lat: pair, long: pair}
        return {lat: pl.lit(f"{lat} {long}"), long: pl.lit(f"{lat} {long}")}


def find_places(
    frame: pl.DataFrame,
    descriptor: Descriptor,
    letters: Mapping[str, str],
    area: Area = ANYWHERE,
) -> Iterator[Moved]:
    """Propose coordinates for rows whose own cannot be meant as they stand.

    Args:
        frame: the rows.
        descriptor: of their table schema.
        letters: the columns of its fields.
        area: where the city's places lie.
    """
    names = fields_of_place(descriptor)
    if names is None or not all(name in letters for name in names):
        return
    pair = (letters[names[0]], letters[names[1]])
    found: dict[tuple[str, bool], dict[int, tuple[str, str]]] = {}
    before: dict[int, tuple[str, str]] = {}
    for row, lat, long in frame.select(ROW, *pair).iter_rows():
        cells = (str(lat or ""), str(long or ""))
        repaired = _repair(*cells, area)
        if repaired is not None:
            kind, safe, after = repaired
            found.setdefault((kind, safe), {})[row] = after
            before[row] = cells
    for (kind, safe), rows in sorted(found.items()):
        examples = tuple(
            Example(row, " | ".join(before[row]), " | ".join(rows[row]))
            for row in list(rows)[:MAX_EXAMPLES]
        )
        yield Moved(
            Proposal(f"{kind}:{names[0]}", kind, _CURES[kind], names, len(rows), safe, examples),
            pair,
            rows,
        )


def _repair(lat: str, long: str, area: Area) -> tuple[str, bool, tuple[str, str]] | None:
    if (both := _in_one_cell(lat, long)) is not None:
        return both
    y, x = _float(lat), _float(long)
    if y is None or x is None or area.holds(x, y):
        return None
    within = () if area is ANYWHERE else readings(x, y, area.holds)
    found = within or readings(x, y)
    if not found or found[0].as_written:
        return None
    meant = found[0]
    if meant.system is None:
        return ("place.swapped", len(found) == 1, (long, lat))
    # computed: a look at a map is due, unless no other reading lies in the commune
    return ("place.lambert", len(within) == 1, _written(meant))


def _written(meant: Reading) -> tuple[str, str]:
    """Write latitude and longitude of a place whose metres were read."""
    return f"{meant.latitude:.{_DECIMALS}f}", f"{meant.longitude:.{_DECIMALS}f}"


def system_of(header: str) -> int | None:
    """Give the code of the system of coordinates that a header names: "X (CC49)", "Lambert 93"."""
    return next((code for name, code in _SYSTEMS if name.search(header)), None)


def read_projected(
    x: float, y: float, area: Area, header: str
) -> tuple[tuple[str, str], bool] | None:
    """Read a pair in metres as latitude and longitude in degrees, and tell whether that is sure.

    It is where the header names the system ("Lambert 93", "CC49"), or where no other reading lies
    in the commune.
    """
    within = () if area is ANYWHERE else readings(x, y, area.holds)
    found = [each for each in within or readings(x, y) if each.system is not None]
    code = system_of(header)
    named = [each for each in found if each.system and each.system.code == code]
    if not found or (code is not None and not named):
        return None
    return _written((named or found)[0]), bool(named) or len(within) == 1


def confirm_degrees(
    matches: Sequence[Match], frame: pl.DataFrame, descriptor: Descriptor
) -> tuple[Match, ...]:
    """Make sure of columns that may be latitude and longitude, "Y" and "X", by their numbers.

    In the mainland no latitude is a longitude, and a pair of other numbers hardly lies there.
    """
    names = fields_of_place(descriptor) or ()
    pair = {each.field: each for each in matches if each.field in names}
    if len(pair) < len(names) or not names or all(each.safe for each in pair.values()):
        return tuple(matches)
    if not _are_degrees(frame, *(pair[name].column.letter for name in names)):
        return tuple(matches)
    return tuple(
        replace(each, safe=True, how=PLACES if each.how not in (SAME, NAME, SYNONYM) else each.how)
        if each.field in pair
        else each
        for each in matches
    )


def _are_degrees(frame: pl.DataFrame, lat: str, long: str) -> bool:
    rows = frame.head(_LOOKED_AT).select(lat, long).drop_nulls().iter_rows()
    pairs = [(y, x) for y, x in rows if y.strip() or x.strip()]
    numbers = [(_float(y), _float(x)) for y, x in pairs if _DECIMAL.search(y + x)]
    return len(numbers) == len(pairs) > 0 and all(
        y is not None and x is not None and _is_france(y, x) for y, x in numbers
    )


def _in_one_cell(lat: str, long: str) -> tuple[str, bool, tuple[str, str]] | None:
    """Read a pair in one of the cells, the other being empty or the same."""
    filled = {cell for cell in (lat.strip(), long.strip()) if cell}
    pair = read_pair(filled.pop()) if len(filled) == 1 else None
    return None if pair is None else ("place.one-cell", True, pair)


def point_repairer(values: Values) -> Repairer:
    """Make the repairer of points in one cell, of which a standard wants longitude first."""
    pattern = "[{1}, {0}]" if values.field.format == "array" else "{1}, {0}"
    return partial(_point, pattern=pattern)


def swapped_point_repairer(values: Values) -> Repairer:
    """Make the repairer of points that are right as they stand, but far from France."""

    def repair(text: str) -> Iterator[Candidate]:
        numbers = re.findall(r"-?\d+(?:\.\d+)?", text)
        if len(numbers) == 2 and _is_france(float(numbers[0]), float(numbers[1])):
            yield from point_repairer(values)(text)

    return repair


def _point(text: str, *, pattern: str) -> Iterator[Candidate]:
    if (pair := read_pair(text)) is not None:
        yield Candidate(pattern.format(*pair), "place.point")


def _float(text: str) -> float | None:
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    return float(bare) if re.fullmatch(r"-?\d+(?:\.\d+)?", bare) else None


def _is_france(latitude: float, longitude: float) -> bool:
    """Tell whether a place lies in the mainland: there no latitude is a longitude."""
    return in_box(MAINLAND, longitude, latitude)
