"""Which column of a file is which field: by names, by what departments call it, by content."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor, Field
from ckanext.city.tables.recognise import content
from ckanext.city.tables.recognise.assign import assign
from ckanext.city.tables.recognise.content import (
    Sample,
    fit,
    is_strict,
    lacks_figures,
    sample_values,
)
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.names import likeness, meaning, normal, telling, variants
from ckanext.city.tables.table import Column, Table

#: How a column was matched, from the surest, with what it counts for.
SAME, NAME, SYNONYM, LIKE, CONTENT = "same", "name", "synonym", "like", "content"
_VARIED = "varied"  # a synonym if the values differ, and like the field's name otherwise
SCORES: Mapping[str, float] = {SAME: 10.0, NAME: 1.0, SYNONYM: 0.95, LIKE: 0.8, CONTENT: 0.6}
_SURE = (SAME, NAME, SYNONYM)
_SIGNS = {"?": LIKE, "*": _VARIED}
_BOTH = (frozenset(("latitude", "longitude")), frozenset(("siret", "rna")))
_MEASURES = frozenset(("montant", "nombre"))  # of numbers, and of no text
_LABELS = frozenset(("libelle", "intitule", "designation"))  # of the code on their left
_FREE = (SYNONYM, LIKE)  # a synonym may mean another thing; a field's own name does not
_NEEDED = 0.01  # more, of two fields that a header may mean alike
_DOUBTED = 0.5  # less than what content counts for

_LEAST_LIKENESS = 0.55
_LEAST_FIT = 0.8  # of the values, for content to speak for a field
_CONTRARY = 0.3  # under which content speaks against it
_SAMPLED_ROWS = 2_000

#: Other names of fields' columns, by field name; one that begins with "?" is never sure, one that
#: begins with "*" only of a column whose values differ: the number of each, not that of the city.
Words = Mapping[str, Sequence[str]]

Denies = Callable[[str, Sequence[str]], bool]


@dataclass(frozen=True)
class Match:
    """A column that holds a field.

    Attributes:
        column: of the file.
        field: name in the table schema.
        how: one of `SCORES`.
        safe: its name says it, no other column or field could be meant, and no value denies it.
    """

    column: Column
    field: str
    how: str
    safe: bool


@dataclass(frozen=True)
class Names:
    """What the fields of a table schema are called.

    Attributes:
        fields: of the schema.
        known: by field, its names as `normal` and `meaning` write them, with how they name it:
            its own, its title, its synonyms.
        written: by field, the same as they are written.
        keys: of all that is known.
        choices: of each field with a list, as `normal` writes them; they are titles of columns that
            tick them, "Aide en nature", and not of the field.
    """

    fields: tuple[Field, ...]
    known: Mapping[str, Mapping[str, str]]
    written: Mapping[str, tuple[str, ...]]
    keys: frozenset[str]
    choices: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, descriptor: Descriptor, synonyms: Words) -> Names:
        """Gather the names of a table schema's fields."""
        known, written, choices = {}, {}, {}
        for each in descriptor.fields:
            title = str(each.options.get("title") or "")
            others = tuple(synonyms.get(each.name, ()))
            hows = {other: _SIGNS.get(other[:1], SYNONYM) for other in (*others, title)}
            hows[each.name] = NAME
            known[each.name] = {
                **{meaning(other): how for other, how in hows.items() if meaning(other)},
                **{normal(other): how for other, how in hows.items() if normal(other)},
            }
            sure = [other for other in others if other[:1] not in _SIGNS]
            written[each.name] = tuple(filter(None, (each.name, title, *sure)))
            listed = map(normal, map(str, each.constraints.get("enum", ())))
            choices[each.name] = frozenset(listed) - {normal(other) for other in hows}
        keys = frozenset(key for names in known.values() for key in names)
        return cls(descriptor.fields, known, written, keys, choices)

    def by_name(self, header: str, field: str) -> tuple[str, float]:
        """Tell how a header names a field, and how well; "" and 0 where it does not."""
        if header == field:
            return SAME, SCORES[SAME]
        if self._is_both(header, field) or normal(header) in self.choices[field]:
            return "", 0.0
        key = key_of(self.keys, header)
        how = self.known[field].get(key) if key else None
        if how:
            return how, SCORES[SYNONYM if how == _VARIED else how]
        if self._is_amount(header, field):
            return "", 0.0
        alike = max(likeness(header, name) for name in self.written[field])
        return (LIKE, SCORES[LIKE] * alike) if alike >= _LEAST_LIKENESS else ("", 0.0)

    def _own_words(self, field: str) -> frozenset[str]:
        return frozenset(word for name in self.written[field] for word in telling(name))

    def _is_both(self, header: str, field: str) -> bool:
        """Tell whether a header says latitude and longitude, and a field is one of them."""
        said = {*telling(header)}
        return any(said >= both and len(both & self._own_words(field)) == 1 for both in _BOTH)

    def _is_amount(self, header: str, field: str) -> bool:
        """Tell whether a header says numbers, and a field is a text that is none."""
        kind = next(each.type for each in self.fields if each.name == field)
        said = _MEASURES & {*telling(header)}
        return kind == "string" and bool(said) and not said & self._own_words(field)


def part_of(known: Container[str], header: str) -> int | None:
    """Tell which part of a header is known, 0 for all of it: the groups above a name say more."""
    return next(
        (at for at, part in enumerate(variants(header))
         if normal(part) in known or meaning(part) in known), None,
    )  # fmt: skip


def key_of(known: Container[str], header: str) -> str:
    """Find by what a header is known: as a whole before a part of it, as written before its words.

    "Nature du budget" is a name of its own, though its words are those of BGT_NATURE.
    """
    keys = (key for part in variants(header) for key in (normal(part), meaning(part)))
    return next((key for key in keys if key in known), "")


def match_columns(
    table: Table,
    descriptor: Descriptor,
    synonyms: Words,
    judges: Mapping[str, Judge],
    denies: Denies | None = None,
) -> tuple[Match, ...]:
    """Match the columns of a table and the fields of a schema, in the order of the columns.

    Args:
        table: as it was read.
        descriptor: of the table schema.
        synonyms: other names of its fields.
        judges: of its fields.
        denies: tells values that a field cannot have, though its type takes them; a name that is
            sure wins over it.
    """
    samples = sample_columns(table)
    return match_samples(table.columns, samples, Names.of(descriptor, synonyms), judges, denies)


def match_samples(
    columns: Sequence[Column],
    samples: Mapping[str, Sample],
    names: Names,
    judges: Mapping[str, Judge],
    denies: Denies | None = None,
) -> tuple[Match, ...]:
    """Match columns of which only a sample of the values is known."""
    weighed = [
        _doubt_free_texts(
            [_weigh(says, samples[c.letter], f, names, judges) for f in names.fields],
            samples[c.letter], names.fields, judges,
        )
        for c, says in zip(columns, _headers(columns), strict=True)
    ]  # fmt: skip
    if denies is not None:
        weighed = [
            _without_denied(row, samples[c.letter], names.fields, denies)
            for c, row in zip(columns, weighed, strict=True)
        ]
    weighed = _prefer_titles(columns, weighed, names.fields)
    pairs = assign([[score for _how, score in row] for row in weighed])
    hows = [[how for how, _score in row] for row in weighed]
    return tuple(
        Match(columns[at], names.fields[to].name, hows[at][to], _is_safe(hows, at, to))
        for at, to in pairs
    )


def _prefer_titles(
    columns: Sequence[Column],
    weighed: Sequence[Sequence[tuple[str, float]]],
    fields: Sequence[Field],
) -> list[list[tuple[str, float]]]:
    """Doubt synonyms of a field of which one other column bears the title, word by word.

    "Date du conseil" is the day of a grant, unless "Date de la convention" stands beside it.
    """
    rows = [list(row) for row in weighed]
    keys = [frozenset(map(normal, variants(column.header))) for column in columns]
    for to, field in enumerate(fields):
        title = normal(str(field.options.get("title") or ""))
        titled = [at for at, said in enumerate(keys) if title in said and rows[at][to][0] in _SURE]
        for at, row in enumerate(rows) if len(titled) == 1 else ():
            if at not in titled and row[to][0] == SYNONYM:
                row[to] = LIKE, _DOUBTED
    return rows


def _without_denied(
    row: Sequence[tuple[str, float]], sample: Sample, fields: Sequence[Field], denies: Denies
) -> list[tuple[str, float]]:
    return [
        ("", 0.0) if how not in _SURE and denies(f.name, sample.values) else (how, score)
        for f, (how, score) in zip(fields, row, strict=True)
    ]


def _headers(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Give each header and, of a mere "Libellé", what it is said of: the column on its left."""
    found, left = [], ""
    for column in columns:
        last = variants(column.header)[-1:] or ("",)
        is_label = bool(left) and normal(last[0]) in _LABELS
        found.append((column.header, f"{last[0]} {left}" if is_label else ""))
        left = last[0]
    return found


def _weigh(
    says: tuple[str, str], sample: Sample, field: Field, names: Names, judges: Mapping[str, Judge]
) -> tuple[str, float]:
    how, score = names.by_name(says[0], field.name)
    if says[1] and how not in _SURE:
        of_left = names.by_name(says[1], field.name)
        how, score = of_left if of_left[0] == SYNONYM else (how, score)
    if how == _VARIED:
        how = SYNONYM if len(sample.values) > 1 else LIKE
    judge = judges[field.name]
    if how == SAME or not (how or content.telling(field, judge)):
        return how, score
    score += _NEEDED if how and field.required else 0.0
    fitting = fit(field, judge, sample, named=how in _SURE, hinted=bool(how))
    denied = is_strict(judge) or (how in _FREE and lacks_figures(field, sample))
    if fitting is not None and fitting < _CONTRARY and (how not in _SURE or denied):
        return ("", 0.0) if how not in _SURE else (LIKE, score * 0.6)
    if fitting is not None and fitting >= _LEAST_FIT:
        if how:
            return how, score + 0.1
        if len(sample.values) >= min(3, _choices(field)):
            return CONTENT, SCORES[CONTENT] * fitting
    return how, score


def _doubt_free_texts(
    weighed: Sequence[tuple[str, float]],
    sample: Sample,
    fields: Sequence[Field],
    judges: Mapping[str, Judge],
) -> list[tuple[str, float]]:
    """Doubt names that say a field of any text, where the values are hardly those of another.

    "N°" says the number of a house, unless the column holds the codes of the places;
    "Département" says the code where it holds codes, and not the name.
    """
    told = [how == CONTENT for how, _score in weighed]
    told += [
        how in _SURE and (fit(f, judges[f.name], sample, hinted=True) or 0) >= _LEAST_FIT
        for f, (how, _score) in zip(fields, weighed, strict=True)
    ]
    if not any(told):
        return list(weighed)
    return [
        (LIKE, _DOUBTED)
        if how in _FREE and fit(f, judges[f.name], sample) is None
        else (how, score)
        for f, (how, score) in zip(fields, weighed, strict=True)
    ]


def _choices(field: Field) -> int:
    return len(field.constraints.get("enum", ())) or 3


def _is_safe(hows: Sequence[Sequence[str]], at: int, to: int) -> bool:
    """Tell whether a column can be no other field, and no other column that field.

    "Emplacement" is a place's name beside a column "Adresse"; alone it may be the address.
    """
    how = hows[at][to]
    if how == SAME:
        return [row[to] for row in hows].count(SAME) == 1
    sure = [{f for f, each in enumerate(row) if each in _SURE} for row in hows]
    rivals = sum(to in fields and (n == at or fields == {to}) for n, fields in enumerate(sure))
    named = {f for n, row in enumerate(hows) if n != at for f, each in enumerate(row)
             if each in (SAME, NAME)}  # fmt: skip
    meanings = len(sure[at] - (named - {to}))
    return how in _SURE and rivals == 1 and meanings == 1


def sample_columns(table: Table) -> dict[str, Sample]:
    """Take some distinct values of each column, of its first rows."""
    first = next(iter(table.scan()), None)
    frame: pl.DataFrame = table.empty() if first is None else first.head(_SAMPLED_ROWS)
    return {c.letter: sample_values(frame[c.letter].to_list()) for c in table.columns}
