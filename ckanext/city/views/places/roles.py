"""Which columns a map tells of a place, and what each of them is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ckanext.city.geo.compact import parts_of
from ckanext.city.tables.recognise.names import words

MAX_FIELDS = 16
MAX_CATEGORIES = 40
MAX_CHOICES = 12
MAX_FILTERS = 4
LONGEST_TEXT = 500

_YES, _NO = {"oui", "true", "vrai", "1", "yes"}, {"non", "false", "faux", "0", "no"}
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,10})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"(?=\S*\d)[\w./:+-]{2,}")
_DATA = re.compile(r"[\[{]\s*[\[{\"\d-]|(?:MULTI)?(?:POINT|LINE|POLYGON)", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_CODE_LIKE = {"insee", "siret", "siren", "cle", "uid", "uuid", "id", "identifiant", "gid", "fid"}
_TITLES = ("nom", "name", "libelle", "intitule", "denomination", "label", "titre", "designation")
#: What a resident asks for first: of a container, what it takes before how it is built.
_CATEGORIES = (
    *("flux", "categorie", "type", "famille", "nature", "theme", "typologie", "genre"),
    *("essence", "espece", "modele", "usage", "activite", "niveau", "secteur", "statut", "etat"),
)
_NOT_NAMES = {"commune", "ville", "epci", "departement", "region", "fichier", "complement"}
#: Of an address, what stands between number and street: bis, ter.
_SUFFIX = {"suffixe", "rep", "repetition", "indice"}
#: Between the values of a cell that holds several.
_SEPARATORS = ("|", ";")
_LONGEST_PART = 60
#: At least this share of places have a text of their own in a column that names them.
_TELLING = 0.4
#: What a column's name promises, and how most of its cells then look.
_PROMISED = {
    "phone": ({"tel", "telephone", "phone"}, re.compile(r"[+(\d][\d\s./()+-]+.{0,12}")),
    "email": ({"email", "mail", "courriel", "mel"}, re.compile(r"\S+@\S+")),
    "hours": (
        {"horaire", "horaires", "ouverture", "opening"},
        re.compile(r".*(?:[^\W\d]|\d:|24/7).*"),
    ),
    "link": (
        {"web", "url", "site", "siteweb", "lien", "website"},
        re.compile(
            r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?", re.IGNORECASE
        ),
    ),
}
_NUMBER_OF_STREET = {"numero", "num", "no"}
_STREET = {
    "voie",
    "nomvoie",
    "rue",
    "street",
    "adresse",
    "adr",
    "address",
    "libellevoie",
    "toponyme",
}
_WHOLE = {"adresse", "address"}
_NOT_STREETS = _NUMBER_OF_STREET | {"code", "codepostal", "commune", "ville", "cle", "id"}


@dataclass(frozen=True)
class Given:
    """A column as it was read: its name, its cells by place, and its field of the table schema."""

    name: str
    cells: Sequence[str | None]
    described: Mapping[str, Any]

    @property
    def distinct(self) -> dict[str, int]:
        """How often each text stands in it."""
        counts: dict[str, int] = {}
        for each in self.cells:
            if each:
                counts[each] = counts.get(each, 0) + 1
        return counts


@dataclass(frozen=True)
class Read:
    """A column with what it holds: its kind, its values, and how many differ.

    Where its cells hold several values, `separator` stands between them and `distinct` counts them.
    """

    given: Given
    kind: str
    values: Sequence[Any]
    distinct: int
    filled: int
    separator: str | None = None

    @property
    def name(self) -> str:
        """As in the file."""
        return self.given.name

    @property
    def words(self) -> set[str]:
        """The words of its name."""
        return set(words(self.name))


def read_columns(columns: Sequence[Given]) -> list[Read]:
    """Read each column; what holds nothing, or one value in every row of many, is left out."""
    read = [_read(each) for each in columns]
    several = bool(columns) and len(columns[0].cells) > 1
    return [each for each in read if each.filled and not (several and _says_nothing(each))]


def choose_roles(columns: Sequence[Read], wanted: Mapping[str, str]) -> dict[str, Any]:
    """Say what columns are for.

    Args:
        columns: as `read_columns` gives them.
        wanted: what a person chose: `title` and `category`, names of columns.
    """
    by_name = {each.name: each for each in columns}
    roles: dict[str, Any] = {
        role: wanted[role] for role in ("title", "category") if wanted.get(role) in by_name
    }
    for kind in ("hours", "phone", "email", "link"):
        found = next((each.name for each in columns if each.kind == kind), None)
        if found:
            roles[kind] = found
    address = _address(columns)
    if address:
        roles["address"] = address
    title = roles.get("title") or _title(columns, may_lack=len(address) > 1)
    title = title or (address[0] if len(address) == 1 else None)
    if title:
        roles["title"] = title
    category = roles.get("category") or _category(columns, {title})
    if category:
        roles["category"] = category
    return roles


def choose_filters(columns: Sequence[Read], roles: Mapping[str, Any]) -> list[str]:
    """Name the other columns by which a reader may choose: few values, found in most rows."""
    taken = {roles.get("title"), roles.get("category"), *roles.get("address", ())}
    return [
        each.name
        for each in columns
        if each.name not in taken
        and each.kind in ("boolean", "text")
        and 1 < each.distinct <= MAX_CHOICES
        and not _is_code(each)
        and each.filled >= 0.5 * len(each.values)
    ][:MAX_FILTERS]


def choose_shown(
    columns: Sequence[Read], roles: Mapping[str, Any], filters: Sequence[str]
) -> list[Read]:
    """Choose the columns that go to the browser, in the order of the file."""
    needed = {*roles.get("address", ()), *filters}
    needed |= {value for value in roles.values() if isinstance(value, str)}
    shown = [each for each in columns if each.name in needed or not _is_code(each)]
    extra = len(shown) - MAX_FIELDS
    for each in reversed(shown[:]):
        if extra > 0 and each.name not in needed:
            shown.remove(each)
            extra -= 1
    return shown


def _read(given: Given) -> Read:
    counts = given.distinct
    filled = sum(counts.values())
    kind = _kind(given, counts)
    if kind == "boolean":
        values: list[Any] = [_boolean(each) for each in given.cells]
    elif kind in ("number", "integer"):
        values = [_number(each) for each in given.cells]
    else:
        values = [each[:LONGEST_TEXT] if each else None for each in given.cells]
    separator = _separator(counts) if kind == "text" else None
    distinct = len({part for text in counts for part in parts_of(text, separator)})
    return Read(given, kind, values, distinct, filled, separator)


def _separator(counts: Mapping[str, int]) -> str | None:
    """Tell what stands between the values of cells that hold several, of a few that come back."""
    for separator in _SEPARATORS:
        if not any(separator in each for each in counts):
            continue
        told = [
            (part, count) for each, count in counts.items() for part in parts_of(each, separator)
        ]
        distinct = {part for part, _count in told}
        few = (
            len(distinct) <= MAX_CATEGORIES and max(map(len, distinct), default=0) <= _LONGEST_PART
        )
        if few and sum(count for _part, count in told) >= 2 * len(distinct):
            return separator
    return None


def _kind(given: Given, counts: Mapping[str, int]) -> str:
    """Tell what a column holds: its schema's type, what its name says, what its cells show."""
    kind = given.described.get("type")
    told = set(words(given.name))
    for name, (said, looks) in _PROMISED.items():
        if said & told and kind in (None, "string", "any") and _most(counts, looks):
            return name
    if kind in ("boolean", "number", "integer", "date"):
        return str(kind) if _agree(kind, counts) else "text"
    lowered = {each.strip().lower() for each in counts}
    if counts and len(lowered - {"1", "0"}) and lowered <= _YES | _NO:
        return "boolean"
    for name, pattern in (("link", _LINK), ("date", _DATE)):
        if _all(counts, pattern):
            return name
    if kind is None and _all(counts, _NUMBER) and not _padded(counts) and not told & _CODE_LIKE:
        return "number"
    return "text"


def _agree(kind: str, counts: Mapping[str, int]) -> bool:
    """Tell whether the cells are what the schema says; a file may be wrong."""
    if kind == "boolean":
        return all(each.strip().lower() in _YES | _NO for each in counts)
    return kind == "date" or _all(counts, _NUMBER)


def _all(counts: Mapping[str, int], pattern: re.Pattern[str]) -> bool:
    return bool(counts) and all(pattern.fullmatch(each.strip()) for each in counts)


def _most(counts: Mapping[str, int], pattern: re.Pattern[str]) -> bool:
    like = sum(bool(pattern.fullmatch(each.strip())) for each in counts)
    return like > 0 and like >= 0.5 * len(counts)


def _padded(counts: Mapping[str, int]) -> bool:
    """Tell codes by a zero in front."""
    return any(re.match(r"0\d", each) for each in counts)


def _boolean(cell: str | None) -> bool | None:
    return None if not cell else cell.strip().lower() in _YES


def _number(cell: str | None) -> float | int | None:
    if not cell:
        return None
    value = float(cell.strip().replace(",", "."))
    return int(value) if value.is_integer() else value


def _says_nothing(column: Read) -> bool:
    """Tell a column that says the same of every place: the city's name, its number."""
    return column.distinct == 1 and column.filled == len(column.values)


def _is_code(column: Read) -> bool:
    """Tell a column that a reader of a map has no use for: identifiers, geometries as text."""
    if _CODE_LIKE & column.words:
        return True
    if column.kind != "text":
        return False
    first = list(islice((each for each in column.given.cells if each), 20))
    return bool(first) and all(_CODE.fullmatch(each) or _DATA.match(each) for each in first)


def _title(columns: Sequence[Read], *, may_lack: bool) -> str | None:
    """Find the column that names a place: by its name, and its texts mostly differ.

    Places that `may_lack` a name of their own have an address with a number, which names them
    better than what many of them share.
    """
    texts = [
        each
        for each in columns
        if each.kind == "text" and not _is_code(each) and not each.words & (_NOT_NAMES | _STREET)
    ]
    if may_lack:
        texts = [each for each in texts if each.distinct >= _TELLING * len(each.values)]
    for word in _TITLES:
        named = [each for each in texts if word in each.words]
        if named:
            return max(named, key=lambda each: (each.distinct, -len(each.words))).name
    telling = [each for each in texts if each.distinct >= 0.5 * each.filled]
    return max(telling, key=lambda each: each.distinct).name if telling else None


def _category(columns: Sequence[Read], taken: set[str | None]) -> str | None:
    """Find the column of kinds of places: few, named so, or listed by the schema."""
    few = [
        each
        for each in columns
        if each.kind == "text"
        and each.name not in taken
        and 1 < each.distinct <= min(MAX_CATEGORIES, max(2, each.filled // 2))
        and each.filled >= 0.5 * len(each.values)
        and not _is_code(each)
        and not each.words & (_STREET | {"commune", "ville", "code"})
    ]
    for word in _CATEGORIES:
        named = [each for each in few if word in each.words]
        if named:
            return min(named, key=lambda each: each.distinct).name
    listed = [each for each in few if "enum" in each.given.described.get("constraints", {})]
    return listed[0].name if listed else None


def _address(columns: Sequence[Read]) -> list[str]:
    """Find the columns of an address: a number, what follows it, a street; or one for all."""
    streets = [
        each
        for each in columns
        if each.kind == "text" and each.words & _STREET and not each.words & _NOT_STREETS
    ]
    if not streets:
        return []
    street = streets[0]
    numbers = [each.name for each in columns if _is_number_of_street(each)]
    if not numbers or street.words & _WHOLE:
        return [street.name]
    suffixes = [each.name for each in columns if each.words & _SUFFIX]
    return [numbers[0], *suffixes[:1], street.name]


def _is_number_of_street(column: Read) -> bool:
    """Tell "ADR_NUMERO", "numero_voie" and a lone "numero" from a phone's or a file's number."""
    rest = column.words - _NUMBER_OF_STREET
    if rest == column.words:
        return False
    # a number of its own for each place counts the places
    counts_places = column.distinct == column.filled > 1
    return not counts_places if not rest else bool(rest & _STREET)
