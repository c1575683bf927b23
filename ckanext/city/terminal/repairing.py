"""What a person wants of a repair, as the terminal says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from ckanext.city.geo.area import MAX_BYTES, NoArea, read_area
from ckanext.city.tables.catalogue import UnknownTableSchema, find_table_schema
from ckanext.city.tables.findings import Misuse, Translate
from ckanext.city.tables.given import read_json
from ckanext.city.tables.numbering import BLANKS, is_commune, is_siren, is_siret
from ckanext.city.tables.repair.known import ANSWERS, DATE_ORDERS
from ckanext.city.tables.repair.recipe import Recipe
from ckanext.city.terminal.asking import Request

_ANSWERS = {key: yes for yes, key in ANSWERS.items()}
#: Signs that a name has in no file.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
#: What is known of a city.
KEYS_OF_A_CITY = ("name", "insee", "siren", "siret", "postcode")


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


#: Those that have a form or a key, with what is said of one that is none.
_CODES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "insee": (
        is_commune,
        _("“{value}” is no INSEE code: write its five characters, for example 92040 or 2A004."),
    ),
    "siren": (
        is_siren,
        _("“{value}” is no SIREN of nine digits: copy it from the INSEE notice."),
    ),
    "siret": (
        is_siret,
        _("“{value}” is no SIRET, or one of its digits is wrong: copy it from the INSEE notice."),
    ),
}


class UnknownDecision(Misuse):
    """A decision that is none."""


class WrongCity(Misuse):
    """A code of the city that is none: it would be written into every row."""

    def __init__(self, path: str, key: str, text: str) -> None:
        why = _CODES[key][1]
        super().__init__(_("{path}, “{key}”: {why}"), path=path, key=key, why=why, value=text)

    def explain(self, translate: Translate) -> str:
        """Say it in the language of `translate`."""
        why = translate(str(self.places["why"])).format(**self.places)
        return translate(self.sentence).format(**{**self.places, "why": why})


@dataclass(frozen=True, kw_only=True)
class Wanted(Request):
    """What is to be repaired.

    Attributes:
        out: path of what is written.
        accept: "nothing", "safe" or "all".
        date_order, columns, values, answers: decisions, as `Decisions` has them.
        lineage: path of what says where each cell comes from; None for none.
        recipe: what the file of a recipe holds, if one is used.
        save_recipe: path of the recipe to be written; None for none.
    """

    out: str
    accept: Literal["nothing", "safe", "all"] = "nothing"
    date_order: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)
    lineage: str | None = None
    recipe: Mapping[str, Any] | None = None
    save_recipe: str | None = None


def read_decisions(written: Iterable[str]) -> dict[str, Any]:
    """Read decisions, "KEY=VALUE" each, as the arguments of `Wanted` that they are.

    Raises:
        UnknownDecision: one is none of those we know.
    """
    found: dict[str, Any] = {}
    for each in written:
        key, sign, value = each.partition("=")
        kind, _dot, rest = key.partition(".")
        field_name, dot, text = rest.partition(".")
        if each != (plain := each.encode("utf-8", "replace").decode()):
            sentence = _("“{decision}”: some of its signs cannot be read; write it in UTF-8.")
            raise UnknownDecision(sentence, decision=plain)
        if not sign:
            raise UnknownDecision(_("“{decision}”: write KEY=VALUE."), decision=each)
        if key == "date_order" and value in DATE_ORDERS:
            found["date_order"] = value
        elif key in ("sheet", "table") and value:
            found[key] = value
        elif key in _ANSWERS and value:
            found.setdefault("answers", {})[value] = _ANSWERS[key]
        elif kind == "map" and rest:
            found.setdefault("columns", {})[rest] = value
        elif kind == "value" and field_name and dot and (text or value):
            found.setdefault("values", {}).setdefault(field_name, {})[text] = value
        else:
            raise UnknownDecision(
                _(
                    "“{decision}”: write accept=ID or refuse=ID of a proposal, "
                    "date_order=dmy|mdy|ymd, sheet=NAME, table=CELL, map.HEADER=FIELD or "
                    "value.FIELD.WRITTEN=WANTED."
                ),
                decision=each,
            )
    return found


def follow(recipe: Recipe | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """Give the arguments of `Wanted` that a recipe settles: its schema, what is accepted.

    Args:
        recipe: as it was read.
        options: of the terminal, which win: "schema", "accept".

    Raises:
        Misuse: the recipe is for tables of another schema.
        UnknownTableSchema: its schema is not known here.
    """
    asked, accept = options["schema"], options["accept"]
    if recipe is None:
        return {"schema": asked, "accept": accept or "nothing"}
    if asked is not None and find_table_schema(asked).id != recipe.schema_id:
        raise Misuse(
            _("The recipe is made for tables of {schema}, not of {asked}: leave out --schema."),
            schema=recipe.schema_id,
            asked=asked,
        )
    try:
        schema = find_table_schema(asked or recipe.schema).reference
    except UnknownTableSchema:
        schema = find_table_schema(recipe.schema_id).reference
    return {"schema": schema, "accept": accept or recipe.accept, "recipe": recipe.as_json()}


def _word(said: object) -> str:
    if not isinstance(said, str | int) or isinstance(said, bool):
        raise TypeError(said)
    if _UNWRITABLE.search(str(said)):
        raise ValueError(said)
    return str(said)


def _read_code(path: str, key: str, text: str) -> str:
    bare = BLANKS.sub("", text).upper()
    if not _CODES[key][0](bare):
        raise WrongCity(path, key, text)
    return bare


def read_city(path: str | None) -> dict[str, Any]:
    """Read who the city is, and where, from a file in JSON; give what `City.of` takes.

    Raises:
        Misuse: the file is none, or the area or a code that it says.
    """
    if path is None:
        return {}
    try:
        content = read_json(Path(path), MAX_BYTES)
        said = {key: _word(content[key]) for key in KEYS_OF_A_CITY if content.get(key)}
        area = read_area(content, Path(path).parent)
        said |= {key: _read_code(path, key, said[key]) for key in _CODES if key in said}
    except NoArea as wrong:
        sentence = _(
            "{path}: “{key}” is no area in France. Write boundary (GeoJSON in degrees, or the "
            "path of a file of it), bbox [west, south, east, north], or center [longitude, "
            "latitude] with radius_km."
        )
        raise Misuse(sentence, path=path, key=wrong.args[0]) from wrong
    except Misuse:
        raise
    except (ValueError, AttributeError, TypeError) as error:
        keys = ", ".join(KEYS_OF_A_CITY)
        raise Misuse(
            _("{path}: write the city as JSON, with {keys}."), path=path, keys=keys
        ) from error
    return said | ({"area": asdict(area)} if area else {})
