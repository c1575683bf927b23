"""Pages of the known table schemas, at addresses that never change: `/city/schemas/...`."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, redirect
from markdown import markdown
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins.toolkit as tk

from ckanext.city.interfaces import table_folders
from ckanext.city.site.choices import reader_language
from ckanext.city.store.kept import Kept
from ckanext.city.tables.catalogue import (
    TableSchema,
    UnknownTableSchema,
    find_table_schema,
    list_table_schemas,
)
from ckanext.city.tables.reference import fields_table

CACHE_SECONDS = 3600
ENGLISH = re.compile(r"^#+ In English$", re.MULTILINE)

city_schemas = Blueprint("city_schemas", __name__, url_prefix="/city/schemas")


@city_schemas.get("/")
def index() -> str:
    """List the known table schemas."""
    language = reader_language()
    rows = [
        {
            "reference": schema.reference,
            "title": schema.title(language),
            "summary": _in(schema.about["summary"], language),
            "address": page_address(schema),
            "national": schema.address is not None,
        }
        for schema in list_table_schemas(table_folders())
    ]
    return tk.render("city/table_schemas.html", {"schemas": rows})


@city_schemas.get("/<owner>/<name>/<version>/")
def page(owner: str, name: str, version: str) -> str:
    """Show what a table schema asks for: for those who fill in the table."""
    schema = _find(owner, name, version)
    language = reader_language()
    values = {
        "schema": schema,
        "title": schema.title(language),
        "summary": _in(schema.about["summary"], language),
        "json_address": schema.address or schema_address(schema),
        "body": _rendered(_text(schema, language)),
    }
    return tk.render("city/table_schema.html", values)


@city_schemas.get("/<owner>/<name>/<version>/schema.json")
def descriptor(owner: str, name: str, version: str) -> AnyResponse:
    """Give a table schema of ours as JSON; send on to the national index for one of its."""
    schema = _find(owner, name, version)
    if schema.address:
        return redirect(schema.address)
    content = schema.descriptor | {
        "homepage": page_address(schema, external=True),
        "path": schema_address(schema),
    }
    answer = Kept(json.dumps(content, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.kept = f"public, max-age={CACHE_SECONDS}"
    answer.add_etag()
    return answer.make_conditional(tk.request)


def schema_address(schema: TableSchema) -> str:
    """The address at which this site serves a table schema, the same in every language."""
    return _route("descriptor", schema)


def page_address(schema: TableSchema, *, external: bool = False) -> str:
    """The address of a table schema's page, in the reader's language."""
    if external:
        return _route("page", schema)
    owner, name = schema.id.split("/")
    return tk.url_for("city_schemas.page", owner=owner, name=name, version=schema.version)


def _route(view: str, schema: TableSchema) -> str:
    owner, name = schema.id.split("/")
    parts = {"owner": owner, "name": name, "version": schema.version}
    return tk.url_for(f"city_schemas.{view}", **parts, _external=True, locale="default")


def _find(owner: str, name: str, version: str) -> TableSchema:
    try:
        return find_table_schema(f"{owner}/{name}@{version}", table_folders())
    except UnknownTableSchema:
        return tk.abort(404, tk._("There is no table schema at this address."))


def _rendered(text: str) -> Markup:
    body = markdown(text, extensions=["tables"])
    # the library keeps the backslash with which a cell writes a bar inside code
    body = body.replace("\\|", "|").replace("<table>", '<table class="table">')
    return Markup(body)  # noqa: S704 - our own files


def _text(schema: TableSchema, language: str) -> str:
    """The reference page's Markdown in a language: its own, or the table of its fields."""
    path = schema.folder / "README.md"
    if not path.exists():
        return fields_table(schema.descriptor, "en" if language == "en" else "fr")
    french, english = ENGLISH.split(path.read_text(encoding="utf-8"), maxsplit=1)
    body = english if language == "en" else french
    without_title = re.sub(r"\A# .*\n", "", body)
    return re.sub(r"^.*\(#in-english\).*$", "", without_title, flags=re.MULTILINE)


def _in(texts: dict[str, Any], language: str) -> str:
    return str(texts.get(language) or texts["fr"])
