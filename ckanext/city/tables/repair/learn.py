"""What a recipe keeps of a repair, and what changed in a file since its recipe was made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from ckanext.city.tables.findings import MAX_VALUES, Finding
from ckanext.city.tables.privacy.emails import fold
from ckanext.city.tables.privacy.first_names import FIRST_NAMES
from ckanext.city.tables.repair.choices import says_nothing
from ckanext.city.tables.repair.known import Answered, Decisions, answered
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.tables.repair.recipe import Layout, Recipe
from ckanext.city.tables.repair.trail import NEEDS_NO_YES
from ckanext.city.tables.table import Column, Table

#: Repairs of rows of which each is a question of its own: alike by chance, several dishes or one.
_ONE_BY_ONE = ("rows.again", "menu.dishes-likely")
_NAME = r"[A-ZÀ-Ý][a-zà-ÿ]{2,}(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?"
_SURNAME = r"[A-ZÀ-Ý][A-ZÀ-Ý'-]{3,}"
#: What may tell of a person: an address, a long number, a name in full.
_PERSON = re.compile(rf"@|\d(?:[\s.-]?\d){{5}}|\b{_NAME}\s+{_SURNAME}\b|\b{_SURNAME}\s+{_NAME}\b")
_TITLED = re.compile(
    r"\b(?:M|Mr|Mme|Mlle|Me|Dr)\b\.?\s|\b(?:monsieur|madame|mademoiselle)\b", re.IGNORECASE
)


def layout_of(table: Table, mended: Mended) -> Layout:
    """Tell how a file stands; a header that is data, or may name a person, is left out."""
    headers = (each.header for each in _titled(table, mended))
    kept = tuple(each for each in headers if not may_tell_of_person(each))
    return Layout(table.sheet, table.header_row, kept)


def _titled(table: Table, mended: Mended) -> list[Column]:
    """Give the columns that have a title; those that are rows, as candidates are, have data."""
    letters = [each.letter for each in table.columns]
    rows: set[str] = set()
    for each in mended.proposals:
        if each.kind == "rows.unfolded":
            first, last = (letters.index(str(each.details[at])) for at in ("first", "last"))
            rows |= {*letters[first : last + 1]}
    return [each for each in table.columns if each.header and each.letter not in rows]


def may_tell_of_person(text: str) -> bool:
    """Tell whether a text may name a person, or be a number or an address of one."""
    return _PERSON.search(text) is not None or names_person(text)


def names_person(text: str) -> bool:
    """Tell whether a text holds a first name, or a title before a name."""
    words = {fold(word) for word in re.findall(r"[^\W\d_]+", text)}
    return _TITLED.search(text) is not None or not words.isdisjoint(FIRST_NAMES)


def learn(
    schema: str, table: Table, mended: Mended, decisions: Decisions, accept: str
) -> tuple[Recipe, tuple[Finding, ...]]:
    """Make the recipe of a repair; say which decisions it does not keep.

    Args:
        schema: id and version of the table schema.
        table: as it was read.
        mended: what became of it.
        decisions: what was decided, by the person and by the recipe before.
        accept: what was accepted: "nothing", "safe" or "all".
    """
    words = _words(mended, decisions)
    kept = {
        name: {text: after for text, after in texts.items() if _may_keep(name, text, after, mended)}
        for name, texts in words.items()
    }
    recipe = Recipe(
        schema=schema,
        accept="nothing" if accept == "nothing" else "safe",
        layout=layout_of(table, mended),
        decisions=Decisions(
            date_order=decisions.date_order,
            columns=_columns(table, mended, decisions),
            values={name: texts for name, texts in kept.items() if texts},
            accepted=(decisions.accepted - _alike(mended, mended.refused)) | _accepted(mended),
            refused=(decisions.refused - _alike(mended, mended.applied)) | _refused(mended),
        ),
    )
    lost = {name: len(texts) - len(kept[name]) for name, texts in words.items()}
    return recipe, tuple(
        Finding("recipe.not-kept", "note", name, count=count)
        for name, count in lost.items()
        if count
    )


def _words(mended: Mended, decisions: Decisions) -> dict[str, dict[str, str]]:
    """Give all that was decided of single texts, in words and by a yes."""
    names = sorted({*mended.words, *decisions.values})
    return {
        name: {**mended.words.get(name, {}), **decisions.values.get(name, {})} for name in names
    }


def _may_keep(name: str, text: str, after: str, mended: Mended) -> bool:
    """Tell whether a recipe may hold what a text becomes, or whether that may be data.

    A word of a list may be kept, and a word for nothing where it is not to become a text. What
    empty cells become is true of one file only, unless it is a word of a list too.
    """
    if name in mended.closed:
        return not may_tell_of_person(text)
    if not text or any(sign.isdigit() for sign in text):
        return False
    typed = name in mended.typed
    return (not after or typed) if says_nothing(text) else typed and not may_tell_of_person(text)


def _columns(table: Table, mended: Mended, decisions: Decisions) -> dict[str, str]:
    """Give which columns are which fields, by headers that only one column has."""
    fields = {
        letter: name
        for letter, name in zip(mended.letters, mended.header, strict=True)
        if name in mended.fields
    }
    headers = Counter(each.header for each in table.columns)
    known = {
        each.header: fields[each.letter]
        for each in table.columns
        if each.letter in fields and each.header and headers[each.header] == 1
    }
    taken = set(known.values())
    before = {
        header: name
        for header, name in decisions.columns.items()
        if header not in headers and name not in taken
    }
    decided = {each: decisions.columns[each] for each in headers if each in decisions.columns}
    kept = {each: name for each, name in decided.items() if name or not names_person(each)}
    return {**known, **kept, **before}


def _accepted(mended: Mended) -> frozenset[Answered]:
    """Give the repairs that had a yes of their own, other than those to columns and words.

    A yes is to the kind of repair in a column. It is to the very changes that were seen where each
    is a question of its own: words of a list, and rows that are the same, maybe by chance.
    """
    found = set()
    for each in mended.proposals:
        yes = mended.applied.get(each.id)
        if each.safe or yes is None or yes in NEEDS_NO_YES or each.id in mended.worded:
            continue
        if each.kind.startswith("header.") or each.kind == "cell.decided":
            continue
        of_words = bool(each.fields) and set(each.fields) <= mended.closed
        mark = each.mark if of_words or each.kind in _ONE_BY_ONE else ""
        found.add(Answered(each.kind, each.fields, mark))
    return frozenset(found)


def _refused(mended: Mended) -> frozenset[Answered]:
    return frozenset(answered(each) for each in mended.proposals if each.id in mended.refused)


def _alike(mended: Mended, ids: Container[str]) -> frozenset[Answered]:
    """Give all that an answer from before may have said of some proposals."""
    meant = [each for each in mended.proposals if each.id in ids]
    kinds = {Answered(each.kind, each.fields) for each in meant}
    return frozenset(kinds | set(map(answered, meant)))


def compare(recipe: Recipe, schema: str, table: Table, mended: Mended) -> Iterator[Finding]:
    """Say what changed in a file since its recipe was made, and what of the recipe fits no more."""
    version = recipe.schema.partition("@")[2], schema.partition("@")[2]
    if version[0] != version[1]:
        yield _changed("recipe.schema-version", *version)
    layout = recipe.layout
    if layout.sheet is not None and table.sheet not in (None, layout.sheet):
        yield _changed("recipe.sheet", layout.sheet, table.sheet)
    if layout.header_row != table.header_row:
        yield _changed("recipe.header-row", layout.header_row, table.header_row)
    yield from _compare_columns(recipe, table, mended)


def _compare_columns(recipe: Recipe, table: Table, mended: Mended) -> Iterator[Finding]:
    headers = {each.header for each in table.columns}
    holder = dict(zip(mended.header, mended.letters, strict=True))
    by_letter = {each.letter: each.header for each in table.columns}
    renamed = set()
    for header, name in recipe.decisions.columns.items():
        if name and name not in mended.fields:
            yield Finding("recipe.unknown-field", "note", name)
            continue
        now = by_letter.get(holder.get(name, ""), "")
        if name and (header not in headers or now == name != header):
            renamed.add(now)
            if not now:
                yield Finding("recipe.gone", "note", name, details={"before": header})
            elif now != name or header in headers:
                details = {"before": header, "now": now}
                yield Finding("recipe.renamed", "note", name, details=details)
    known = {*recipe.layout.columns, *recipe.decisions.columns, *recipe.decisions.columns.values()}
    for each in _titled(table, mended):
        if each.header not in known | renamed and not may_tell_of_person(each.header):
            yield Finding("recipe.new", "note", each.header, details=vars(each))
    yield from _say_moved(recipe.layout.columns, [each.header for each in table.columns])


def _say_moved(before: Sequence[str], now: Sequence[str]) -> Iterator[Finding]:
    counts = Counter(before), Counter(now)
    stayed = [each for each in before if counts[0][each] == 1 == counts[1][each]]
    order = [each for each in now if counts[0][each] == 1 == counts[1][each]]
    moved = [was for was, each in zip(stayed, order, strict=True) if was != each]
    if moved:
        details = {"columns": ", ".join(moved[:MAX_VALUES])}
        yield Finding("recipe.moved", "note", count=len(moved), values=tuple(moved[:MAX_VALUES]),
                      details=details)  # fmt: skip


def _changed(code: str, before: object, now: object) -> Finding:
    details: Mapping[str, object] = {"before": before, "now": now}
    return Finding(code, "note", details=details)
