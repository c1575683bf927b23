"""A Table Schema descriptor, read once into what the checks need of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LENGTHS = ("minLength", "maxLength")

#: The constraints that the standard knows for a type, besides `required` and `unique`.
CONSTRAINTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "any": ("enum",),
        "array": (*_LENGTHS, "enum"),
        "boolean": ("enum",),
        "date": (*_BOUNDS, "enum"),
        "datetime": (*_BOUNDS, "enum"),
        "duration": ("enum",),
        "geojson": ("enum",),
        "geopoint": ("enum",),
        "integer": (*_BOUNDS, "enum"),
        "list": _LENGTHS,
        "number": (*_BOUNDS, "enum"),
        "object": (*_LENGTHS, "enum"),
        "string": (*_LENGTHS, "pattern", "enum"),
        "time": (*_BOUNDS, "enum"),
        "year": (*_BOUNDS, "enum"),
        "yearmonth": (*_BOUNDS, "enum"),
    }
)


@dataclass(frozen=True)
class Field:
    """A field of a table schema.

    Attributes:
        name: as a header must say it.
        type: one of `CONSTRAINTS`; what the standard does not know is read as "string".
        format: "default" where the schema says none.
        constraints: those that the standard knows for the type, and that say something.
        ignored: names of the others.
        missing: texts that stand for an empty cell.
        options: the descriptor of the field, for what only its type reads.
    """

    name: str
    type: str = "string"
    format: str = "default"
    constraints: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ("",)
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def required(self) -> bool:
        """Whether each row must say something."""
        return bool(self.constraints.get("required"))

    @property
    def unique(self) -> bool:
        """Whether no two rows may say the same."""
        return bool(self.constraints.get("unique"))


@dataclass(frozen=True)
class ForeignKey:
    """Fields whose values must stand in another table.

    Attributes:
        fields: of this table.
        resource: name or id of the other table; empty where it is this one.
        theirs: the fields of the other table, one for each of `fields`.
    """

    fields: tuple[str, ...]
    resource: str
    theirs: tuple[str, ...]


@dataclass(frozen=True)
class Descriptor:
    """A table schema.

    Attributes:
        name: what its own foreign keys may call it.
        fields: in their order.
        primary_key: names of fields; empty where there is none.
        foreign_keys: see `ForeignKey`.
        custom_checks: of Validata, each with `name` and `params`.
    """

    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    custom_checks: tuple[Mapping[str, Any], ...] = ()

    def field(self, name: str) -> Field | None:
        """Give the field of a name, if there is one."""
        return next((each for each in self.fields if each.name == name), None)


def read_descriptor(content: Mapping[str, Any]) -> Descriptor:
    """Read what a schema.json says."""
    missing = _values(content.get("missingValues", [""]))
    return Descriptor(
        name=str(content.get("name", "")),
        fields=tuple(read_field(each, missing) for each in content.get("fields", ())),
        primary_key=_names(content.get("primaryKey")),
        foreign_keys=tuple(_foreign_key(each) for each in content.get("foreignKeys", ())),
        custom_checks=tuple(content.get("custom_checks", ())),
    )


def read_field(content: Mapping[str, Any], missing: tuple[str, ...]) -> Field:
    """Read what a schema says of one field; `missing` stands for what it does not say itself."""
    kind = content.get("type", "string")
    kind = kind if kind in CONSTRAINTS else "string"
    said = {
        name: value
        for name, value in (content.get("constraints") or {}).items()
        if value is not None and not (name in ("required", "unique") and value is False)
    }
    known = ("required", "unique", *CONSTRAINTS[kind])
    own = content.get("missingValues")
    return Field(
        name=content["name"],
        type=kind,
        format=str(content.get("format") or "default").removeprefix("fmt:"),
        constraints={name: value for name, value in said.items() if name in known},
        ignored=tuple(name for name in said if name not in known),
        missing=missing if own is None else _values(own),
        options=content,
    )


def _foreign_key(content: Mapping[str, Any]) -> ForeignKey:
    reference = content["reference"]
    return ForeignKey(
        fields=_names(content["fields"]),
        resource=reference.get("resource", ""),
        theirs=_names(reference["fields"]),
    )


def _names(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _values(entries: Sequence[Any]) -> tuple[str, ...]:
    """Texts for an empty cell; since version 2 of the standard each may have a label."""
    return tuple(str(e["value"] if isinstance(e, Mapping) else e) for e in entries)
