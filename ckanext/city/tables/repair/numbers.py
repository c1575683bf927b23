"""Numbers as people write them in France: commas, blanks, euros, parentheses, per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial

from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.recognise.points import read_angle
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.repair.texts import BLANKS

_UNIT = re.compile(r"\s*(?:€|euros?|eur)\s*(?:ttc|ht)?\.?$", re.IGNORECASE)
_UNIT_BEFORE = re.compile(r"^(?:€|eur)\s*", re.IGNORECASE)
_MINUS = str.maketrans({"−": "-", "–": "-", "’": " ", "'": " "})
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_BARE = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_LONG = re.compile(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}")
_BOTH = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+")
#: A point or a comma before three digits: decimals, or thousands?
_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
YEAR_IN_WORDS = re.compile(
    r"(?:l['’])?(?:exercice|ann[ée]e|budget|bp|ca)\s*:?\s*((?:19|20)\d{2})", re.IGNORECASE
)
_LETTERS = r"[^\W\d_]"
_BESIDE_WORDS = re.compile(
    rf"(?P<before>[~≈]\s*|{_LETTERS}[^\d_]*?)??(?P<number>\d+(?:[ .,]\d+)*)"
    rf"(?P<suffix>(?:e|er|[èe]re|[èe]me|°|º))?(?P<after>\s*{_LETTERS}[^\d_]*)?"
)
#: Words that make another number of the one beside them.
_MULTIPLES = (
    "k",
    "m",
    "md",
    "dont",
    "plus",
    "moins",
    "sur",
    "x",
    "a",
    "et",
    "h",
    "c",
    "cent",
    "cents",
    "ct",
    "cts",
    "centime",
    "centimes",
)
_MULTIPLES_BEGIN = ("mill", "kilo", "mega", "kt", "mtco", "mteq")
#: Words that tell that the number beside them is another thing's: a house's with its suffix, or
#: the votes of the other side.
_OF_ANOTHER = frozenset(
    (
        "bis",
        "ter",
        "quater",
        "quinquies",
        "pour",
        "contre",
        "abstention",
        "abst",
        "absent",
        "present",
    )
)
#: "2€40", as prices are said.
_SAID_PRICE = re.compile(r"(\d{1,4})\s?(?:€|euros?|eur)\s?(\d{2})", re.IGNORECASE)
_DEGREES = {"lat", "long", "lon", "latitude", "longitude", "xlong", "ylat"}
_COORDINATES = {"lat", "long", "lon", "latitude", "longitude", "xlong", "ylat", "x", "y"}
_SHARES = {"ratio", "taux", "pourcentage", "part", "pct"}


@dataclass(frozen=True)
class _Number:
    """A number as it was written: its digits with a point, and how sure that is."""

    digits: str
    kind: str
    sure: bool = True


def number_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of numbers or of whole numbers."""
    comma = _comma_is_decimal(values)
    whole = values.field.type == "integer"
    degrees = holds_degrees(values)  # of which none has thousands
    units = _units(values)
    repair = partial(_repair, values=values, comma=comma or degrees, whole=whole, units=units)
    return partial(_in_degrees, repair=repair) if degrees else repair


def _comma_is_decimal(values: Values) -> bool:
    """Tell whether some value can only have a decimal comma, and none a comma for thousands."""
    spaced = [BLANKS.sub(" ", text) for text in values.texts]
    decimal = any(
        re.search(r",(?:\d{1,2}|\d{4,})(?:\D|$)|\d \d{3},\d|^0,", text) for text in spaced
    )
    thousands = any(re.search(r"\d,\d{3}[.,]", text) for text in spaced)
    return decimal and not thousands


def _repair(
    text: str, values: Values, *, comma: bool, whole: bool, units: frozenset[str]
) -> Iterator[Candidate]:
    body, percent = _without_percent(text)
    number = _read(body, comma=comma, whole=whole) or _without_words(
        body, values, units, comma=comma, whole=whole
    )
    if number is None:
        return
    if percent:
        yield from _as_share(number, values)
        return
    written = _write(number.digits, values, whole=whole)
    if written is not None:
        yield Candidate(written, number.kind, number.sure)
    if _bound(values) == 1:
        yield from _as_share(number, values, said=False)


def _without_percent(text: str) -> tuple[str, bool]:
    bare = text.rstrip()
    return (bare[:-1].rstrip(), True) if bare.endswith("%") else (text, False)


def _read(text: str, *, comma: bool, whole: bool) -> _Number | None:
    plain = BLANKS.sub(" ", text.translate(_MINUS)).strip()
    if price := _SAID_PRICE.fullmatch(plain):
        return _Number(".".join(price.groups()), "number.unit")
    signed, negative = _sign(plain)
    bare = _UNIT_BEFORE.sub("", _UNIT.sub("", signed)).strip()
    kind = "number.unit" if bare != signed else ""
    if not negative:
        bare, negative = _sign(bare)
    number = _digits(bare, comma=comma, whole=whole)
    if number is None or (whole and negative and plain[0] != "-"):
        return None  # what is counted is never negative: brackets say something else of it
    kind = "number.negative" if negative and not text.startswith("-") else kind or number.kind
    return _Number(f"-{number.digits}" if negative else number.digits, kind, number.sure)


def _sign(bare: str) -> tuple[str, bool]:
    if bare.startswith("(") and bare.endswith(")"):
        return bare[1:-1].strip(" -"), True
    if bare.endswith("-"):
        return bare[:-1].rstrip(), True
    if bare.startswith("-"):
        return bare[1:].lstrip(), True
    return bare.removeprefix("+").lstrip(), False


def _digits(bare: str, *, comma: bool, whole: bool) -> _Number | None:
    if _GROUPED.fullmatch(bare):
        return _Number(bare.replace(" ", "").replace(",", "."), "number.thousands")
    if _BOTH.fullmatch(bare):
        mark = "," if bare.rindex(",") > bare.rindex(".") else "."
        other = "." if mark == "," else ","
        return _Number(bare.replace(other, "").replace(mark, "."), "number.thousands")
    if _LONG.fullmatch(bare):
        return _Number(re.sub(r"[.,]", "", bare), "number.dots", sure="." in bare)
    if _BARE.fullmatch(bare):
        return _with_one_mark(bare, comma=comma, whole=whole)
    return None


def _with_one_mark(bare: str, *, comma: bool, whole: bool) -> _Number:
    if _THREE.fullmatch(bare) and (whole or "." in bare or not comma):
        return _Number(re.sub(r"[.,]", "", bare), "number.three", sure=False)
    kind = "number.comma" if "," in bare else "number.written"
    point = bare.replace(",", ".")
    return _Number(f"0{point}" if point.startswith(".") else point, kind)


def _without_words(
    text: str, values: Values, units: frozenset[str], *, comma: bool, whole: bool
) -> _Number | None:
    """Take the number from "180 places" and "5e catégorie": words of its column say no more.

    Where a column has several units, its numbers are not of one measure: none is taken.
    """
    found = _BESIDE_WORDS.fullmatch(BLANKS.sub(" ", text).strip())
    number = _read(found["number"], comma=comma, whole=whole) if found else None
    if (
        found is None
        or number is None
        or not (found["before"] or found["after"] or found["suffix"])
        or (found["before"] or " ")[-1].isalpha()
    ):
        return None  # "l200" may be 1200
    said = _words_beside(found)
    if any(word.startswith(_MULTIPLES_BEGIN) or word in _MULTIPLES for word in said):
        return None
    if not _OF_ANOTHER.isdisjoint(map(singular, said)):
        return None
    if found["suffix"] and (found["before"] or not whole):
        return None  # the first of several: "gratuit la 1ère heure"
    title = str(values.field.options.get("title") or "")
    called = f"{values.field.name} {title} {values.header}"
    names = {*map(singular, (*words(called), *words(called.lower())))}
    is_named = all(singular(word) in names for word in said)
    is_named = is_named and bool(said or not found["suffix"])
    is_named = is_named and not re.match("[~≈]", found["before"] or "")
    if not is_named and len(units) > 1:
        return None
    return _Number(number.digits, "number.words", number.sure and is_named)


def _words_beside(found: re.Match[str]) -> tuple[str, ...]:
    """Give the words on both sides; "kW" is one, and no kilo of something else."""
    said = (re.sub(r"\bkW\b", "kw", found[side] or "") for side in ("before", "after"))
    return tuple(word for text in said for word in words(text))


def _units(values: Values) -> frozenset[str]:
    """Give the words that stand behind the numbers of a column."""
    every = (_BESIDE_WORDS.fullmatch(BLANKS.sub(" ", text).strip()) for text in values.texts)
    return frozenset(" ".join(map(singular, words(found["after"]))) for found in every
                     if found and found["after"])  # fmt: skip


def holds_degrees(values: Values) -> bool:
    """Tell whether a field holds a latitude or a longitude in degrees, by its name."""
    return bool(_DEGREES & {*words(values.field.name), values.field.name.lower()})


def _in_degrees(text: str, repair: Repairer) -> Iterator[Candidate]:
    yield from _degrees(text)
    yield from repair(text)


def _degrees(text: str) -> Iterator[Candidate]:
    """Read 48°37'55.7"N and 48.632145° N as decimal degrees."""
    if (degrees := read_angle(text)) is not None:
        yield Candidate(degrees, "number.degrees")


def _write(digits: str, values: Values, *, whole: bool) -> str | None:
    if whole:
        before, _point, after = digits.partition(".")
        return before if not after.strip("0") else None
    mark = str(values.field.options.get("decimalChar", "."))
    return digits.replace(".", mark)


def _bound(values: Values) -> Decimal | None:
    try:
        return Decimal(str(values.field.constraints["maximum"]))
    except (KeyError, InvalidOperation):
        return None


def _as_share(number: _Number, values: Values, *, said: bool = True) -> Iterator[Candidate]:
    """Read per cent: a share of 1 where the field goes up to 1, else the number as it stands."""
    value, bound = Decimal(number.digits), _bound(values)
    if bound == 1:
        share = format((value / 100).normalize(), "f")
        yield Candidate(share, "number.percent", said and number.sure and value > 1)
    elif said:
        sure = bound == 100 or bool(_SHARES & {*words(values.field.name)})
        yield Candidate(number.digits, "number.percent-sign", sure and number.sure)


def doubtful_thousands(values: Values) -> Repairer | None:
    """Make the repairer of right numbers like 1.234 in a column of amounts; None elsewhere."""
    if values.field.type != "number" or _COORDINATES & {*words(values.field.name)}:
        return None
    right = values.right
    three = [text for text in right if _THREE.fullmatch(text)]
    others = [text for text in right if not _THREE.fullmatch(text) and "." in text]
    finer = any(len(text.partition(".")[2]) > 2 for text in others)
    if not three or finer:
        return None
    return _doubt


def _doubt(text: str) -> Iterator[Candidate]:
    if _THREE.fullmatch(text):
        yield Candidate(text.replace(".", ""), "number.three", safe=False)


def comma_of_text(values: Values) -> Repairer | None:
    """Make the repairer of coordinates that a schema calls texts, whose comma it may let pass."""
    if not _COORDINATES & {*words(values.field.name)} or values.field.type != "string":
        return None
    return _pointed


def _pointed(text: str) -> Iterator[Candidate]:
    if re.fullmatch(r"-?\d+,\d+", text):
        yield Candidate(text.replace(",", "."), "number.comma")
    elif re.fullmatch(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?", plain := BLANKS.sub(" ", text)):
        yield Candidate(plain.replace(" ", "").replace(",", "."), "number.thousands")


def year_repairer(_values: Values) -> Repairer:
    """Make the repairer of a column of years."""
    return _year


def _year(text: str) -> Iterator[Candidate]:
    if found := re.fullmatch(r"((?:19|20)\d{2})[.,]0+", text):
        yield Candidate(found[1], "number.written")
    elif found := re.fullmatch(r"([12])[ \u00a0\u202f]((?:9|0)\d{2})", text):
        yield Candidate("".join(found.groups()), "number.thousands")
    elif found := YEAR_IN_WORDS.fullmatch(text):
        yield Candidate(found[1], "year.words")
