"""The constraints of a field: for plain cells as expressions, for the others in Python."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import InvalidOperation
from typing import Any

import polars as pl

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.check.kinds import Kind, item_of, kind_of
from ckanext.city.tables.check.patterns import compile_pattern, translate_pattern
from ckanext.city.tables.check.readers import as_utc

Compare = Callable[[Any, Any], Any]

#: What a value must be to its bound.
_BOUNDS: dict[str, Compare] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}
_LENGTHS: dict[str, Compare] = {"minLength": operator.ge, "maxLength": operator.le}


@dataclass(frozen=True)
class Constraint:
    """What a field's values must keep to.

    Attributes:
        name: as the standard writes it: "maxLength".
        limit: as the schema says it.
        breaks: whether a value that Python read breaks it.
        plain: gives from a column of values whether they break it; None where only `breaks` can.
    """

    name: str
    limit: Any
    breaks: Callable[[Any], bool]
    plain: Callable[[pl.Expr], pl.Expr] | None

    @property
    def code(self) -> str:
        """Of the finding: "constraint.max-length"."""
        return code_of(self.name)


def code_of(constraint: str) -> str:
    """Give the code of the finding of a constraint: of "maxLength", "constraint.max-length"."""
    return "constraint." + re.sub("[A-Z]", lambda sign: f"-{sign[0].lower()}", constraint)


def constraints_of(field: Field, kind: Kind) -> tuple[tuple[Constraint, ...], tuple[str, ...]]:
    """Give a field's constraints, and the names of those that say nothing of its type.

    `required` and `unique` are not among them: the one is of empty cells, the other of columns.
    """
    made, ignored = [], list(field.ignored)
    for name, limit in field.constraints.items():
        if name in ("required", "unique"):
            continue
        constraint = _make(name, limit, kind)
        if constraint is None:
            ignored.append(name)
        else:
            made.append(constraint)
    if (items := _items(field)) is not None:
        made.append(items)
    return tuple(made), tuple(ignored)


def _make(name: str, limit: Any, kind: Kind) -> Constraint | None:
    if name in _BOUNDS:
        return _bound(name, limit, kind)
    if name in _LENGTHS:
        return _length(name, limit, kind)
    return _pattern(limit) if name == "pattern" else _enum(limit, kind)


def _items(field: Field) -> Constraint | None:
    """Make the one constraint of the items of a list in JSON."""
    item = item_of(field)
    if item is None:
        return None
    kind = kind_of(item)
    constraints, _ignored = constraints_of(item, kind)

    def breaks(found: Any) -> bool:
        for each in found:
            if each is None or str(each) in item.missing:
                if item.required:
                    return True
            elif any(one.breaks(kind.constant(each)) for one in constraints):
                return True
        return False

    limit = next((each.limit for each in constraints), "")
    return Constraint("arrayItem", limit, breaks, None)


def _bound(name: str, limit: Any, kind: Kind) -> Constraint | None:
    bound, keeps = kind.constant(limit), _BOUNDS[name]
    if bound is None:
        return None
    held = None if kind.kept_as_text else kind.hold(bound)
    plain = None if held is None else lambda values: ~keeps(values, pl.lit(held, dtype=kind.dtype))
    return Constraint(name, limit, lambda value: not _keeps(keeps, value, bound), plain)


def _keeps(keeps: Compare, value: Any, bound: Any) -> bool:
    """Compare as the standard does; what has no order (NaN) keeps to no bound."""
    try:
        return bool(keeps(value, bound))
    except InvalidOperation:
        return False
    except TypeError:  # one of the two says its zone
        if isinstance(value, datetime) and isinstance(bound, datetime):
            return bool(keeps(as_utc(value), as_utc(bound)))
        return bool(keeps(value.replace(tzinfo=None), bound.replace(tzinfo=None)))


def _length(name: str, limit: Any, kind: Kind) -> Constraint | None:
    if not isinstance(limit, int):
        return None
    keeps = _LENGTHS[name]
    plain = None if kind.kept_as_text else lambda values: ~keeps(values.str.len_chars(), limit)
    return Constraint(name, limit, lambda value: not keeps(len(value), limit), plain)


def _pattern(limit: Any) -> Constraint | None:
    try:
        compiled = compile_pattern(str(limit))
    except re.error:
        return None
    translated = translate_pattern(str(limit))
    plain = None if translated is None else lambda values: ~values.str.contains(translated)
    return Constraint("pattern", limit, lambda value: compiled.match(value) is None, plain)


def _enum(limit: Any, kind: Kind) -> Constraint | None:
    choices = [kind.constant(each) for each in limit]
    choices = [each for each in choices if each is not None]
    held = [] if kind.kept_as_text else [kind.hold(each) for each in choices]
    allowed = pl.Series([each for each in held if each is not None], dtype=kind.dtype)
    plain = None if kind.kept_as_text else lambda values: ~values.is_in(allowed.implode())
    return Constraint("enum", limit, lambda value: value not in choices, plain)
