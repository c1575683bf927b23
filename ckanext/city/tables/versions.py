"""What a new version of a table schema changes, and what that means for a file of the old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from types import MappingProxyType
from typing import Any, Literal

from ckanext.city.tables.findings import Translate, _
from ckanext.city.tables.reference import RULES, TYPES

#: For a file that follows the old version: it may be wrong now; it may say more; nothing.
Effect = Literal["must", "may", "none"]
EFFECTS: tuple[Effect, ...] = ("must", "may", "none")

#: How alike two fields are, 0 to 100, for one to be the other under another name.
_RENAMED = 80
#: Types that hold any text.
_TEXT = ("any", "string")
_LOWER = ("minimum", "exclusiveMinimum", "minLength")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength")
#: What a field says for people only.
_TEXTS = ("title", "description", "example", "examples")
#: What says, besides its type and format, how the cells of a field are read.
_READ = ("trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "delimiter",
         "itemType", "categories")  # fmt: skip

_SENTENCES: Mapping[str, str] = {
    "field.added": _("New field {field}, which may stay empty: {title}."),
    "field.added-required": _("New field {field}, to be filled in in every row: {title}."),
    "field.removed": _("The field {field} is gone: its column is no longer asked for."),
    "field.renamed": _("The field {before} is now called {field}."),
    "required.new": _("{field} must now be filled in in every row."),
    "required.gone": _("{field} may now stay empty."),
    "unique.new": _("{field} must now say something else in every row."),
    "unique.gone": _("{field} may now say the same in several rows."),
    "type": _("{field} was “{before}” and is now “{after}”."),
    "format": _("The format of {field} was “{before}” and is now “{after}”."),
    "pattern.new": _("{field} must now have this form: {after}"),
    "pattern.changed": _("{field} must have another form; before: {before} now: {after}"),
    "pattern.gone": _("{field} may now have any form; before: {before}"),
    "enum.new": _("{field} now admits these values only: {after}."),
    "enum.gone": _("{field} now admits any value; before: {before}."),
    "enum.more": _("{field} now also admits: {after}."),
    "enum.fewer": _("{field} no longer admits: {before}."),
    "limit.stricter": _("{field} has a stricter limit: {after}."),
    "limit.wider": _("{field} has a wider limit: {after}."),
    "limit.gone": _("{field} no longer has this limit: {before}."),
    "constraint": _("The rule “{name}” of {field} was “{before}” and is now “{after}”."),
    "missing.more": _("These signs now stand for an empty cell: {after}."),
    "missing.fewer": _("These signs no longer stand for an empty cell: {before}."),
    "reading": _("{field} is read in another way: “{name}” was “{before}” and is now “{after}”."),
    "key.new": _("No two rows may now say the same in: {after}."),
    "key.changed": _("What tells rows apart was: {before}, and is now: {after}."),
    "key.gone": _("Two rows may now say the same in: {before}."),
    "reference.new": _("The values of {field} must now stand in the table “{after}”."),
    "reference.gone": _("The values of {field} need no longer stand in the table “{before}”."),
    "check.new": _("New rule “{name}” on: {after}."),
    "check.gone": _("The rule “{name}” on {before} is gone."),
    "order": _("The fields have another order; that of a file’s columns does not count."),
    "words": _("Only the explanations are worded in another way: {after}."),
    "words.schema": _("The title or the description of the table schema is worded in another way."),
}


@dataclass(frozen=True)
class Change:
    """One thing that a new version changes.

    Attributes:
        code: stable and dotted, "enum.more".
        effect: on a file that follows the old version.
        field: of the new version, where it is still there; None where it is of the whole table.
        details: what stands in the places of the sentence.
    """

    code: str
    effect: Effect
    field: str | None = None
    details: Mapping[str, Any] = default(default_factory=lambda: MappingProxyType({}))

    def explain(self, translate: Translate, lang: str) -> str:
        """Say it as a sentence; `lang` is "fr" or "en"."""
        written = {name: _write(value) for name, value in self.details.items()}
        if self.code == "type":
            names = TYPES[lang]
            written |= {at: names.get(written[at], written[at]) for at in ("before", "after")}
        if self.code.startswith("limit."):
            rule = RULES[lang].get(str(self.details["name"]), self.details["name"] + " {}")
            written |= {at: rule.format(written[at]) for at in ("before", "after")}
        places = {"field": self.field or "", "title": "", **written}
        return translate(_SENTENCES[self.code]).format(**places)


def compare_versions(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Tell what changes from one Table Schema descriptor to another, field by field."""
    before = {each["name"]: each for each in old["fields"]}
    after = {each["name"]: each for each in new["fields"]}
    renamed = _renamed(before, after)
    found: list[Change] = []
    for name, each in after.items():
        former = before.get(renamed.get(name, name))
        if former is None:
            found.append(_added(each))
            continue
        if name in renamed:
            effect: Effect = "must" if _rules(each).get("required") else "may"
            found.append(Change("field.renamed", effect, name, {"before": renamed[name]}))
        found += _field_changes(former, each)
    reworded = [
        name for name in after if _is_reworded(before.get(renamed.get(name, name)), after[name])
    ]
    if reworded:
        found.append(Change("words", "none", None, {"after": reworded}))
    gone = [name for name in before if name not in after and name not in renamed.values()]
    found += [Change("field.removed", "may", name) for name in gone]
    found += _table_changes(old, new, renamed)
    return tuple(found)


def worst_effect(changes: Sequence[Change]) -> Effect:
    """Tell what changes together mean for a file that follows the old version."""
    return next((each for each in EFFECTS if any(c.effect == each for c in changes)), "none")


def _renamed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Pair fields that are new with fields that are gone, the most alike first."""
    scores = sorted(
        (
            (_likeness(before[gone], after[come]), come, gone)
            for gone in before.keys() - after.keys()
            for come in after.keys() - before.keys()
        ),
        reverse=True,
    )
    pairs: dict[str, str] = {}
    for score, come, gone in scores:
        if score >= _RENAMED and come not in pairs and gone not in pairs.values():
            pairs[come] = gone
    return pairs


def _likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    from rapidfuzz import fuzz, utils  # noqa: PLC0415 - only where versions are compared

    marks = [
        fuzz.token_sort_ratio(one[key], other[key], processor=utils.default_process)
        for key in ("name", "title", "description")
        if one.get(key) and other.get(key)
    ]
    if one.get("type", "string") != other.get("type", "string"):
        return max(marks) - 10
    return max(marks)


def _added(each: Mapping[str, Any]) -> Change:
    required = _rules(each).get("required")
    title = str(each.get("title") or each.get("description") or each["name"]).rstrip(". ")
    code = "field.added-required" if required else "field.added"
    return Change(code, "must" if required else "may", each["name"], {"title": title})


def _field_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    name = new["name"]
    kinds = [each.get("type", "string") for each in (old, new)]
    if kinds[0] != kinds[1]:
        wider = kinds[1] in _TEXT or kinds == ["integer", "number"]
        details = {"before": kinds[0], "after": kinds[1]}
        yield Change("type", "may" if wider else "must", name, details)
    formats = [each.get("format") or "default" for each in (old, new)]
    if formats[0] != formats[1]:
        details = {"before": formats[0], "after": formats[1]}
        wider = formats[1] == ("default" if kinds[1] in _TEXT else "any")
        yield Change("format", "may" if wider else "must", name, details)
    yield from _rule_changes(name, _rules(old), _rules(new))
    yield from (
        Change(
            "reading", "must", name, {"name": key, "before": old.get(key), "after": new.get(key)}
        )
        for key in _READ
        if old.get(key) != new.get(key)
    )
    if old.get("missingValues") != new.get("missingValues"):
        yield from _missing(old.get("missingValues"), new.get("missingValues"), [new], name)


def _is_reworded(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    return old is not None and any(old.get(key) != new.get(key) for key in _TEXTS)


def _rules(each: Mapping[str, Any]) -> Mapping[str, Any]:
    return each.get("constraints") or {}


def _rule_changes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        details = {"name": key, "before": was, "after": now}
        if key in ("required", "unique"):
            if bool(was) != bool(now):
                yield _new_or_gone(key, name, details, new=bool(now))
        elif key == "enum" and was and now:
            yield from _choices(name, was, now)
        elif key == "enum":
            yield _new_or_gone(key, name, details, new=bool(now))
        elif key == "pattern":
            code = "new" if was is None else "gone" if now is None else "changed"
            yield Change(f"pattern.{code}", "may" if now is None else "must", name, details)
        elif key in _LOWER + _UPPER:
            yield _limit(name, key, was, now)
        else:
            yield Change("constraint", "must", name, details)


def _new_or_gone(key: str, name: str, details: Mapping[str, Any], *, new: bool) -> Change:
    if new:
        return Change(f"{key}.new", "must", name, details)
    return Change(f"{key}.gone", "may", name, details)


def _choices(name: str, was: Sequence[Any], now: Sequence[Any]) -> Iterator[Change]:
    if more := [each for each in now if each not in was]:
        yield Change("enum.more", "may", name, {"after": more})
    if fewer := [each for each in was if each not in now]:
        yield Change("enum.fewer", "must", name, {"before": fewer})


def _limit(name: str, key: str, was: Any, now: Any) -> Change:
    details = {"name": key, "before": was, "after": now}
    if now is None:
        return Change("limit.gone", "may", name, details)
    try:
        wider = was is not None and (now > was) == (key in _UPPER)
    except TypeError:  # a number became a text
        wider = False
    if wider:
        return Change("limit.wider", "may", name, details)
    return Change("limit.stricter", "must", name, details)


def _table_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], renamed: Mapping[str, str]
) -> Iterator[Change]:
    yield from _missing(old.get("missingValues"), new.get("missingValues"), new["fields"])
    yield from _keys(old, new, {gone: come for come, gone in renamed.items()})
    yield from _references(old, new)
    yield from _checks(old.get("custom_checks") or (), new.get("custom_checks") or ())
    here = [renamed.get(each["name"], each["name"]) for each in new["fields"]]
    there = [each["name"] for each in old["fields"]]
    if [name for name in here if name in there] != [name for name in there if name in here]:
        yield Change("order", "none")
    if any(old.get(key) != new.get(key) for key in ("title", "description")):
        yield Change("words.schema", "none")


def _missing(
    was: Any, now: Any, fields: Sequence[Mapping[str, Any]], name: str | None = None
) -> Iterator[Change]:
    before, after = (_signs(each) for each in (was, now))
    if more := [each for each in after if each not in before]:
        emptied = any(_held(sign, each) for sign in more for each in fields)
        yield Change("missing.more", "must" if emptied else "may", name, {"after": more})
    if fewer := [each for each in before if each not in after]:
        yield Change("missing.fewer", "must", name, {"before": fewer})


def _held(sign: str, field: Mapping[str, Any]) -> bool:
    """Tell whether a field that may not be empty could hold a sign as any other text."""
    rules = _rules(field)
    is_text = field.get("type", "string") in _TEXT
    return is_text and bool(rules.get("required")) and sign in rules.get("enum", (sign,))


def _signs(given: Sequence[Any] | None) -> list[str]:
    entries = [""] if given is None else given
    return [str(each["value"] if isinstance(each, Mapping) else each) for each in entries]


def _keys(
    old: Mapping[str, Any], new: Mapping[str, Any], now_called: Mapping[str, str]
) -> Iterator[Change]:
    was = [now_called.get(name, name) for name in _names(old.get("primaryKey"))]
    now = _names(new.get("primaryKey"))
    if was == now:
        return
    code = "key.new" if not was else "key.gone" if not now else "key.changed"
    yield Change(code, "must" if now else "may", None, {"before": was, "after": now})


def _references(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    was, now = (_foreign(each) for each in (old, new))
    for fields, resource in now:
        if (fields, resource) not in was:
            yield Change("reference.new", "must", fields, {"after": resource})
    for fields, resource in was:
        if (fields, resource) not in now:
            yield Change("reference.gone", "may", fields, {"before": resource})


def _foreign(descriptor: Mapping[str, Any]) -> list[tuple[str, str]]:
    given = descriptor.get("foreignKeys") or ()
    return [
        (", ".join(_names(each.get("fields"))), str(each["reference"].get("resource") or "."))
        for each in given
    ]


def _checks(was: Sequence[Any], now: Sequence[Any]) -> Iterator[Change]:
    for each in now:
        if each not in was:
            details = {"name": each.get("name"), "after": _columns_of(each)}
            yield Change("check.new", "must", None, details)
    for each in was:
        if each not in now:
            details = {"name": each.get("name"), "before": _columns_of(each)}
            yield Change("check.gone", "may", None, details)


def _columns_of(check: Mapping[str, Any]) -> list[str]:
    given = (check.get("params") or {}).values()
    texts = [each if isinstance(each, list) else [each] for each in given]
    return [str(each) for group in texts for each in group]


def _names(value: str | Sequence[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _write(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, (list, tuple)):
        return ", ".join(f"“{each}”" if each == "" else str(each) for each in value)
    return str(value)
