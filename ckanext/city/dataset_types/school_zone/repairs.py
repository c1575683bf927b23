"""What is known of streets of a school zone: the sides of a street in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from ckanext.city.dataset_types.listed import LISTED
from ckanext.city.geo.readings import readings
from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import CutRepair, RowRepair, SubjectRepair, TitleRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_SIDES: Mapping[str, tuple[str, ...]] = {
    "P": ("pair", "paire", "pairs", "côté pair", "numéros pairs"),
    "I": ("impair", "impaire", "impairs", "côté impair", "numéros impairs"),
    "PI": (
        "pair et impair", "pairs et impairs", "impair et pair", "impairs et pairs", "I/P", "P/I",
        "P et I", "I et P", "P+I", "pair/impair", "pair + impair", "les deux", "deux côtés",
        "les deux côtés", "tous", "tous les numéros",
    ),
}  # fmt: skip
_BY_NAME = {normal(name): side for side, names in _SIDES.items() for name in (side, *names)}


def read_side(text: str) -> str | None:
    """Read the side of a street: "pair", "pair et impair"."""
    return _BY_NAME.get(normal(text.replace("+", " et ")))


#: How departments shorten the levels; a dot behind them says the same.
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "maternelle": ("mat", "mater"),
    "élémentaire": ("élém", "élem", "élément"),
    "primaire": ("prim",),
    "collège": ("clg", "coll"),
}
_BY_SHORT = {normal(name): level for level, names in _LEVELS.items() for name in names}
_BOTH = re.compile(r"(.+?)\s*(?:\+|/|&|\bet\b)\s*(.+)", re.IGNORECASE)


def read_level(text: str) -> str | None:
    """Read a level that is shortened: "MAT", "élém."."""
    return _BY_SHORT.get(normal(text))


def read_two_levels(text: str) -> str | None:
    """Read both levels of a primary school: "MAT ET ELEM"."""
    found = _BOTH.fullmatch(text.strip())
    both = {read_level(part) or part.strip().lower() for part in found.groups()} if found else set()
    return "primaire" if both == {"maternelle", "élémentaire"} else None


_FIRST, _LAST = "1", "9999"  # of a whole street, as the table schema says
_FIELDS = ("n_de_voie_debut", "n_de_voie_fin", "parite")
_WHOLE = re.compile(
    r"(?:tous|toute|toutes|toute la (?:voie|rue)|(?:voie|rue) enti[eè]re|enti[eè]re|en entier"
    r"|tous les num[eé]ros|en totalit[eé]|totalit[eé]|int[eé]gralit[eé])",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"[(,]?\s*\b(?:(?:c[ôo]t[ée]|num[ée]ros)\s+)?"
    r"(?P<side>(?:im)?pairs?(?:\s*(?:et|/|\+|&)\s*(?:im)?pairs?)?)\b\s*\)?",
    re.IGNORECASE,
)
_N = r"(?:n[°os]*\.?\s*)?"
_FROM, _TO = rf"{_N}(?P<first>\d{{1,4}})", rf"{_N}(?P<last>\d{{1,4}})"
_RANGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:du|de)?\s*{_FROM}\s*(?:au|à|a|-|–|>)\s*{_TO}",
        rf"(?:à|a) (?:partir|compter) (?:du|de) {_FROM}(?P<last>)",
        rf"(?:du|de)?\s*{_FROM}\s*(?:à la fin|et plus|et au-delà|et \+)(?P<last>)",
        rf"(?P<first>)jusqu['’](?:au|à) {_TO}",
    )
)


def read_range(text: str) -> Mapping[str, str] | None:
    """Read the numbers of a street that go to a school: "du 1 au 15 (impairs)", "toute la voie".

    The side is only read where it is said.
    """
    plain = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip(" .")
    if _WHOLE.fullmatch(plain):
        return dict(zip(_FIELDS, (_FIRST, _LAST, "PI"), strict=True))
    sides = _SIDE.findall(plain)
    side = read_side(sides[0]) if len(sides) == 1 else None
    rest = _SIDE.sub(" ", plain).strip(" ,:;") if sides else plain
    found = next((m for each in _RANGES if (m := each.fullmatch(rest))), None)
    if (sides and side is None) or (rest and found is None):
        return None
    first, last = (found["first"] or _FIRST, found["last"] or _LAST) if found else (_FIRST, _LAST)
    if int(first) > int(last):
        return None
    return {_FIELDS[0]: first, _FIELDS[1]: last, **({_FIELDS[2]: side} if side else {})}


#: Systems in which the law wants metres: the mainland's, then those overseas.
_LEGAL = (2154, 5490, 2972, 2975)
_DECIMALS = 6  # of degrees: a tenth of a metre


def read_degrees(cells: Mapping[str, str], which: int) -> str | None:
    """Give the latitude (0) or the longitude (1) of an address whose metres are legal ones."""
    try:
        x, y = float(cells["x"]), float(cells["y"])
    except ValueError:
        return None
    found = [each for each in readings(x, y) if each.system is not None]
    legal = [each for each in found if each.system and each.system.code in _LEGAL]
    if len(found) != 1 or not legal or legal[0].swapped:
        return None
    return f"{(found[0].latitude, found[0].longitude)[which]:.{_DECIMALS}f}"


#: The number of a place that has none, as the standard of addresses says.
_NO_NUMBER = "99999"


def number_of_place(cells: Mapping[str, str]) -> str | None:
    """Give the number of a place that stands without street and number."""
    alone = cells["lieudit_complement_nom"].strip() and not cells["toponyme"].strip()
    return _NO_NUMBER if alone else None


_DEGREES = Entry(
    _("{field} is computed from the metres of the same row: {after}."),
    _("Accept if the metres are right."),
)

_YEARS = re.compile(r"(?<!\d)(20\d\d)\s?[-/–_]\s?(?:20)?(\d\d)(?!\d|[-/]\d)")


def read_school_year(titles: Sequence[str]) -> str | None:
    """Read the school year that titles, sheet and file name, "2024/2025"; None unless it is one."""
    found = {(int(a), int(b)) for title in titles for a, b in _YEARS.findall(title)}
    years = {(a, b) for a, b in found if (a + 1) % 100 == b}
    if len(years) != 1 or years != found:
        return None
    first = years.pop()[0]
    return f"{first}-{first + 1}"


REPAIRS = (
    TitleRepair(
        "title.school-year",
        Entry(
            _("{field} may be {after}: that is the school year that the titles name."),
            _("Accept if all rows are of this school year."),
        ),
        "annee_scolaire",
        read_school_year,
    ),
    CutRepair(
        "streets.range",
        Entry(
            _("The column {letter}, “{header}”, says numbers of streets: they fill {field}."),
            _("Accept if these are the numbers: {after}."),
        ),
        _FIELDS,
        read_range,
        headers=frozenset(
            normal(name)
            for name in ("numéros", "n°", "numéro", "numéros de voie", "n° de voie", "tranche",
                         "numéros concernés", "n° concernés", "tranche de numéros", "du ... au",
                         "numérotation", "plage", "plage de numéros", "n° de rue")
        ),
    ),
    RowRepair(
        "address.place-number",
        Entry(
            _("{field} is {after}: the standard’s number of a place without street and number."),
            _("Accept if the place has no number."),
        ),
        "numero",
        ("lieudit_complement_nom", "toponyme"),
        number_of_place,
        safe=False,
    ),
    RowRepair(
        "address.place",
        Entry(
            _("{field} is the name of the place, which stands without a street: {after}."),
            _("Accept if it stands in no street."),
        ),
        "toponyme",
        ("lieudit_complement_nom",),
        lambda cells: cells["lieudit_complement_nom"].strip() or None,
        safe=False,
    ),
    RowRepair("address.degrees", _DEGREES, "lat", ("x", "y"), partial(read_degrees, which=0)),
    RowRepair("address.degrees", _DEGREES, "long", ("x", "y"), partial(read_degrees, which=1)),
    SubjectRepair("streets.level", LISTED, ("niveau",), read_level),
    SubjectRepair("streets.two-levels", LISTED, ("niveau",), read_two_levels, safe=False),
    SubjectRepair(
        "streets.side",
        LISTED,
        ("parite",),
        read_side,
    ),
)  # fmt: skip
