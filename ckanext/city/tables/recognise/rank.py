"""Which of the known table schemas a table follows, and why; "none of them" is an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ckanext.city.tables.catalogue import TableSchema
from ckanext.city.tables.check.descriptor import Descriptor, Field, read_descriptor
from ckanext.city.tables.check.places import fields_of_place, is_coordinate
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.recognise.content import Sample, likely_kind
from ckanext.city.tables.recognise.content import telling as is_telling
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.match import (
    CONTENT,
    LIKE,
    NAME,
    SAME,
    SCORES,
    SYNONYM,
    Match,
    Names,
    Words,
    key_of,
    match_samples,
    part_of,
    sample_columns,
)
from ckanext.city.tables.recognise.names import normal, singular, words
from ckanext.city.tables.recognise.points import are_points
from ckanext.city.tables.recognise.ticked import find_ticked
from ckanext.city.tables.repair import addresses
from ckanext.city.tables.table import Column, Table

#: From which on a table is taken for one of a schema.
LEAST = 0.45
#: Schemas whose fields are compared with the values too, which takes time.
_LOOKED_AT = 6
_CLEAR = 0.5  # how well a header alone suits a schema that needs no comparison with many
_OPTIONAL = 0.25  # weight of an optional field beside a required one
_NAMED = (SAME, NAME, SYNONYM)
_LIST = re.compile(r"\^?\(([^\W\d_]+(?:\|[^\W\d_]+)+)\)")  # of words, in a pattern
_MOST = 0.8  # of the values
_SHORT = 3  # letters: "oui", "non"
_REPEATED = 0.6  # of the keys of rows, totals among them, that are not new
_ROWS = 2_000  # that are looked at for keys that repeat
_STRANGE = -0.7  # what counts the score of a schema that no column is told by
#: Titles that tables of any kind have, though few of ours have such a field: letters and orders
#: have a number, a day and an object too.
_OF_ANY = frozenset(("objet", "numero", "reference", "titre", "date"))
_OF_MANY = 3  # schemas of which a header may be a field, for it to tell none of them
_FEW = 3  # fields that must be matched, or all of a smaller schema


@dataclass(frozen=True)
class Ranked:
    """A table schema that a table may follow.

    Attributes:
        schema: of the catalogue.
        score: how far its fields are found and the columns explained, 0 to 1.
        matches: the columns that are its fields.
        missing: required fields that no column holds.
        own: some column is told apart from those of most other schemas, by its name or values;
            an address, its postcode and its coordinates are of any list of places.
        besides: number of fields that no column is, and several say together, or a part of one.
    """

    schema: TableSchema
    score: float
    matches: tuple[Match, ...]
    missing: tuple[str, ...]
    own: bool = True
    besides: int = 0

    @property
    def fits(self) -> bool:
        """Whether the table can be taken for one of this schema."""
        few = min(_FEW, len(self.schema.descriptor["fields"]))
        return self.own and self.score >= LEAST and len(self.matches) + self.besides >= few


@dataclass(frozen=True)
class Inventoried:
    """A column of a table that follows no schema of ours: what it seems to hold."""

    letter: str
    header: str
    kind: str
    examples: tuple[str, ...]


def rank_schemas(
    table: Table,
    schemas: Sequence[TableSchema],
    synonyms: Callable[[str], Words],
    knowledge: Callable[[str], Knowledge],
) -> tuple[Ranked, ...]:
    """Rank the schemas that a table may follow, the likeliest first.

    Args:
        table: as it was read.
        schemas: the known ones.
        synonyms: gives, for a schema's id, other names of its fields.
        knowledge: gives, for a schema's id, what subjects know of it.
    """
    samples = sample_columns(table)
    header = [column.header for column in table.columns]
    telling = _telling(header, schemas, synonyms)
    patterns = _patterns(schemas)
    ranked = []
    for schema in _likely(header, schemas, synonyms):
        descriptor = read_descriptor(schema.descriptor)
        known = knowledge(schema.id)
        judges = {each.name: Judge(each, descriptor, known) for each in descriptor.fields}
        names = Names.of(descriptor, synonyms(schema.id))
        matches = match_samples(table.columns, samples, names, judges)
        besides = _besides(table, samples, descriptor, matches, synonyms(schema.id))
        each = _rank(schema, table, matches, besides, telling[schema.reference])
        own = (
            each.own
            or _is_told(descriptor, samples.values())
            or _is_titled(descriptor, table)
            or any(_is_key(m, samples, judges, patterns) for m in matches)
        )
        ranked.append(replace(each, own=own))
    ranked = [
        replace(each, own=False, score=each.score / 2) if _repeats(table, each, ranked) else each
        for each in ranked
    ]
    return tuple(sorted(ranked, key=lambda each: each.score * (_STRANGE if not each.own else -1)))


@dataclass(frozen=True)
class _Besides:
    """Fields that no column is, and some say all the same; each with the number of these.

    Attributes:
        ticked: columns tick the choices of a field.
        places: two coordinates stand in one cell, or a point in two; or a whole address in one.
    """

    ticked: Mapping[str, int]
    places: Mapping[str, float]


def _besides(
    table: Table,
    samples: Mapping[str, Sample],
    descriptor: Descriptor,
    matches: Sequence[Match],
    synonyms: Words,
) -> _Besides:
    letters = {each.column.letter for each in matches if each.how in _NAMED}
    names = {each.field for each in matches if each.how in _NAMED}
    free = [column for column in table.columns if column.letter not in letters]
    open_ = [each for each in descriptor.fields if each.name not in names]
    ticked = find_ticked(free, lambda letter: samples[letter].values, open_, synonyms)
    return _Besides(
        {each.field.name: len(each.columns) for each in ticked},
        {
            **_places(free, samples, open_, fields_of_place(descriptor)),
            **_addresses(free, samples, {each.name for each in open_}, descriptor),
        },
    )


def _addresses(
    free: Sequence[Column],
    samples: Mapping[str, Sample],
    open_: Container[str],
    descriptor: Descriptor,
) -> Mapping[str, float]:
    """Find number and street that stand in one column, which is cut."""
    parts = addresses.fields_of_parts(descriptor)
    wanted = [parts.get(part) for part in (addresses.NUMBER, addresses.STREET)]
    if None in wanted or not all(name in open_ for name in wanted):
        return {}
    for column in free:
        values = samples[column.letter].values if addresses.is_whole(column.header) else ()
        if 2 * sum(addresses.read_address(text) is not None for text in values) > len(values) > 0:
            return {name: 0.5 for name in wanted if name}
    return {}


def _places(
    free: Sequence[Column],
    samples: Mapping[str, Sample],
    open_: Sequence[Field],
    pair: tuple[str, str] | None,
) -> Mapping[str, float]:
    names = {each.name for each in open_}
    if pair and names >= {*pair} and any(are_points(samples[c.letter].values) for c in free):
        return dict.fromkeys(pair, 0.5)
    apart = [[c for c in free if is_coordinate(c.header, which)] for which in (0, 1)]
    if [len(columns) for columns in apart] != [1, 1]:
        return {}
    return {each.name: 2 for each in open_ if each.type == "geopoint"}


def _patterns(schemas: Sequence[TableSchema]) -> Mapping[str, int]:
    """Count the schemas in which a field has a pattern."""
    return Counter(
        pattern
        for schema in schemas
        for pattern in {str(f.get("constraints", {}).get("pattern", ""))
                        for f in schema.descriptor["fields"]}
    )  # fmt: skip


def _is_key(
    match: Match,
    samples: Mapping[str, Sample],
    judges: Mapping[str, Judge],
    patterns: Mapping[str, int],
) -> bool:
    """Tell whether a column holds keys of a form that few schemas know: "91999-P-001"."""
    judge = judges[match.field]
    values = [each for each in samples[match.column.letter].values if any(map(str.isdigit, each))]
    pattern = str(judge.field.constraints.get("pattern", ""))
    if match.how not in _NAMED or patterns[pattern] >= _OF_MANY or not values:
        return False
    fitting = sum(map(judge.accepts, values))
    return is_telling(judge.field, judge) and fitting >= _MOST * len(values)


def _is_told(descriptor: Descriptor, samples: Iterable[Sample]) -> bool:
    """Tell whether the values of some column have words of a field's list: "Conteneur verre"."""
    lists = [_choices(each) for each in descriptor.fields]
    return any(
        len(sample.values) > 1
        and sum(bool(choices & {*words(value)}) for value in sample.values)
        >= _MOST * len(sample.values)
        for choices in lists
        for sample in samples
        if choices
    )


def _is_titled(descriptor: Descriptor, table: Table) -> bool:
    """Tell whether titles, sheet or file name a value that rows must have: "Colonnes à verre"."""
    titles = [text for each in table.findings if each.code == "table.titles"
              for text in each.values]  # fmt: skip
    said = {singular(word) for text in (*titles, table.sheet or "", table.file)
            for word in words(text)}  # fmt: skip
    return any(said & set(map(singular, _choices(f))) for f in descriptor.fields if f.required)


def _choices(field: Field) -> frozenset[str]:
    """Give the words of a field's list that stand alone there, in its pattern too."""
    pattern = _LIST.match(str(field.constraints.get("pattern", "")))
    listed = (*field.constraints.get("enum", ()), *(pattern[1].split("|") if pattern else ()))
    return frozenset(
        said[0] for said in map(words, map(str, listed)) if len(said) == 1 and len(said[0]) > _SHORT
    )


def _repeats(table: Table, ranked: Ranked, rivals: Sequence[Ranked]) -> bool:
    """Tell whether rows are something smaller than those of a schema, and are those of a rival.

    With a row per candidate, the turnout of a polling station is repeated.
    """
    key = _key_of(ranked.schema)
    letters = [m.column.letter for m in ranked.matches if m.field in key and m.how in _NAMED]
    known = {m.column.letter for m in ranked.matches}
    others = {
        m.column.letter
        for each in rivals
        for m in each.matches
        if m.how in _NAMED and key < _key_of(each.schema)
    }
    first = next(iter(table.scan()), None) if letters and others - known else None
    if first is None:
        return False
    rows = first.head(_ROWS).select(letters).drop_nulls()
    return len(rows) > 0 and rows.n_unique() <= _REPEATED * len(rows)


def _key_of(schema: TableSchema) -> frozenset[str]:
    key = schema.descriptor.get("primaryKey") or ()
    return frozenset((key,) if isinstance(key, str) else key)


def _telling(
    header: Sequence[str], schemas: Sequence[TableSchema], synonyms: Callable[[str], Words]
) -> Mapping[str, frozenset[str]]:
    """Give, by schema, the headers that tell it: few others know as much of them.

    "Équipement / Nom" as a whole is known to one, "Nom" to many.
    """
    telling: dict[str, set[str]] = {each.reference: set() for each in schemas}
    names = {
        each.reference: _names_of(each, tuple((k, tuple(v)) for k, v in synonyms(each.id).items()))
        for each in schemas
    }
    for written in dict.fromkeys(header):
        parts = {reference: part_of(known, written) for reference, known in names.items()}
        best = min((part for part in parts.values() if part is not None), default=None)
        knowing = [reference for reference, part in parts.items() if part == best is not None]
        is_told = len(knowing) < _OF_MANY and normal(written) not in _OF_ANY
        for reference in knowing if is_told else ():
            telling[reference].add(written)
    return {reference: frozenset(found) for reference, found in telling.items()}


def _likely(
    header: Sequence[str], schemas: Sequence[TableSchema], synonyms: Callable[[str], Words]
) -> list[TableSchema]:
    """Give the schemas that are worth a closer look: few where the header speaks for one."""
    fits = {each.reference: header_fit(header, each, synonyms(each.id)) for each in schemas}
    best = max(fits.values(), default=0.0)
    enough = best / 2 if best > _CLEAR else 0.0
    sorted_by_fit = sorted(schemas, key=lambda each: -fits[each.reference])
    likely = [each for each in sorted_by_fit if fits[each.reference] >= enough][:_LOOKED_AT]
    keys = {_key_of(each) for each in likely if fits[each.reference]}
    finer = [each for each in schemas if any(key and key < _key_of(each) for key in keys)]
    return [*likely, *(each for each in finer if each not in likely and fits[each.reference])]


def header_fit(header: Sequence[str], schema: TableSchema, synonyms: Words) -> float:
    """Tell how well a header alone suits a schema, 0 to 1: the reader asks it of many lines."""
    names = _names_of(schema, tuple((k, tuple(v)) for k, v in synonyms.items()))
    sure: set[str] = set()
    for written in header:
        sure |= names.get(key_of(names, written), frozenset())
    fields = schema.descriptor["fields"]
    weights = {each["name"]: _weight(each) for each in fields}
    found: float = sum(weights[name] for name in sure) / sum(weights.values())
    return found * min(1.0, len(sure) / max(1, len(header)) + 0.5)


def inventory(table: Table) -> tuple[Inventoried, ...]:
    """List a table's columns with what each seems to hold."""
    samples = sample_columns(table)
    return tuple(
        Inventoried(
            c.letter, c.header, likely_kind(samples[c.letter]), samples[c.letter].values[:3]
        )
        for c in table.columns
    )


@lru_cache(maxsize=256)
def _names_of(
    schema: TableSchema, synonyms: tuple[tuple[str, tuple[str, ...]], ...]
) -> Mapping[str, frozenset[str]]:
    """Give the fields that a name may mean, by the name as `Names.known` writes it."""
    names = Names.of(read_descriptor(schema.descriptor), dict(synonyms))
    meant: dict[str, frozenset[str]] = {}
    for field, known in names.known.items():
        for name in (name for name, how in known.items() if how != LIKE):
            meant[name] = meant.get(name, frozenset()) | {field}
    return meant


def _rank(
    schema: TableSchema,
    table: Table,
    matches: tuple[Match, ...],
    besides: _Besides,
    telling: Container[str],
) -> Ranked:
    fields = schema.descriptor["fields"]
    held = {**besides.ticked, **besides.places}
    strength = {each.field: min(1.0, SCORES[each.how]) for each in matches}
    strength |= {each.field: 0.5 for each in matches if each.how == LIKE}
    strength |= dict.fromkeys(held, SCORES[SYNONYM])
    whole = sum(_weight(each) for each in fields)
    found = sum(_weight(each) * strength.get(each["name"], 0.0) for each in fields) / whole
    titled = sum(bool(column.header) for column in table.columns)
    more = sum(columns - 1 for columns in held.values())  # or less
    explained = (sum(strength.values()) + more) / max(1, titled)
    exact = sum(each.how == SAME for each in matches) / max(1, len(matches))
    score = 0.55 * found + 0.4 * min(1.0, explained) + 0.05 * exact
    needed = [each["name"] for each in fields if _weight(each) == 1]
    missing = tuple(name for name in needed if name not in strength)
    own = any(m.how == CONTENT or (m.how in _NAMED and m.column.header in telling) for m in matches)
    own |= bool(besides.ticked) or not missing
    return Ranked(schema, score, matches, missing, own, len(held))


def _weight(field: Mapping[str, object]) -> float:
    constraints = field.get("constraints")
    required = isinstance(constraints, Mapping) and constraints.get("required")
    return 1.0 if required else _OPTIONAL
