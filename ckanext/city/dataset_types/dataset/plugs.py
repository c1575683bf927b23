"""What is known of charging points: identifiers with stars, plugs that one column lists."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import CutRepair, SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_STARRED = re.compile(
    r"[A-Z]{2}[\s*-]?[A-Z0-9]{3}[\s*-]?[PE][\s*-]?[A-Z0-9*\s-]{1,30}", re.IGNORECASE
)
_PLUGS: Mapping[str, tuple[str, ...]] = {
    "prise_type_ef": ("ef", "e/f", "type ef", "type e/f", "type e", "domestique", "prise ef",
                      "prise domestique", "schuko"),
    "prise_type_2": ("t2", "type 2", "type2", "prise t2", "prise type 2", "mennekes", "t2s"),
    "prise_type_combo_ccs": ("ccs", "combo", "combo ccs", "ccs combo", "combo 2", "ccs2", "ccs 2"),
    "prise_type_chademo": ("chademo", "prise chademo"),
}  # fmt: skip
_OTHER = "prise_type_autre"
_BY_NAME = {normal(name): field for field, names in _PLUGS.items() for name in names}
_BETWEEN = re.compile(r"\s*(?:[,;+&|]|(?<![eE])/(?![fF])|\bet\b)\s*", re.IGNORECASE)


def read_identifier(text: str) -> str | None:
    """Read an identifier that is written with stars or dashes, "FR*S91*P002"."""
    plain = text.strip()
    return re.sub(r"[\s*-]", "", plain).upper() if _STARRED.fullmatch(plain) else None


def read_count(text: str) -> str | None:
    """Read a number of plugs of a kind, from two on, as that there are some."""
    return "true" if re.fullmatch(r"[2-9]|[1-9]\d", text.strip()) else None


def read_plugs(text: str) -> Mapping[str, str] | None:
    """Read the plugs that a cell lists, "T2 + EF"; None where one of them is not known."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    there = {_BY_NAME.get(normal(part)) for part in parts}
    if not parts or None in there:
        return None
    fields = (*_PLUGS, _OTHER)
    return {field: "true" if field in there else "false" for field in fields}


REPAIRS = (
    SubjectRepair(
        "plug.identifier",
        Entry(
            _("In {field}, “{before}” is written without signs between its parts: {after}."),
            _("Accept if it is this identifier."),
        ),
        ("id_station_itinerance", "id_pdc_itinerance"),
        read_identifier,
    ),
    SubjectRepair(
        "plug.count",
        Entry(
            _("In {field}, “{before}” plugs are some: {after}."),
            _("Accept if the number counts plugs of this kind."),
        ),
        (*_PLUGS, _OTHER),
        read_count,
    ),
    CutRepair(
        "plug.kinds",
        Entry(
            _("The column {letter}, “{header}”, lists plugs: they fill {field}."),
            _("Accept if these are all plugs of the charging point."),
        ),
        (*_PLUGS, _OTHER),
        read_plugs,
        headers=frozenset(
            normal(name)
            for name in ("type de prise", "types de prises", "type de prises", "prise", "prises",
                         "connecteur", "connecteurs", "type de connecteur", "types de connecteurs",
                         "type prise", "type connecteur", "nature des prises")
        ),
    ),
)  # fmt: skip
