"""Writes a template for the terminal; nothing of a stranger is read, so no child is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ckanext.city.dataset_types.knowledge import constants_of
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.check.explain import entry_of
from ckanext.city.tables.findings import Misuse, Refused
from ckanext.city.tables.guard import ENTRIES
from ckanext.city.tables.template import WRITERS, write_template
from ckanext.city.terminal.outputs import check_places
from ckanext.city.terminal.words import translator


def _(text: str) -> str:  # marks text for extraction
    return text


_WRITTEN = _("The template of {schema} is {file}.")


def write(reference: str, out: str, lang: str, city: Mapping[str, str]) -> str:
    """Write the template of a table schema; give a sentence that says so.

    Args:
        reference: of the table schema.
        out: path of the file; its extension says the format.
        lang: "fr" or "en".
        city: who the city is, by `KEYS_OF_A_CITY`.

    Raises:
        UnknownTableSchema: no table schema is known by the reference.
        Misuse: nothing can be written there, or not enough.
    """
    schema, path = find_table_schema(reference), Path(out)
    if path.suffix.lower() not in WRITERS:
        raise Misuse(_("--out {out}: give a name that ends in .xlsx or .ods."), out=out)
    check_places({"--out": out}, ())
    said = constants_of(schema.id).items()
    constants = {name: city[key] for name, key in said if city.get(key)}
    translate = translator(lang)
    try:
        write_template(path, schema, lang, translate, constants)
    except Refused as refused:
        finding = refused.finding
        raise Misuse(entry_of(finding, ENTRIES).message, **finding.details) from refused
    return translate(_WRITTEN).format(schema=schema.reference, file=out)
