"""The resource view: which files may have a map, and what its page is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.geo.background import background_of
from ckanext.city.store import addresses, plan
from ckanext.city.store.columns import UnusableColumn, columns_of
from ckanext.city.terminal.words import translator
from ckanext.city.views.files import TABLES, is_table, schema_of
from ckanext.city.views.places.causes import SHOWN
from ckanext.city.views.places.codes import words_of_codes
from ckanext.city.views.places.columns import may_hold_places
from ckanext.city.views.places.kept import map_file
from ckanext.city.views.rows.jobs import first_rows

__all__ = ["city_map_columns"]

NAME, MAP = "city_map_view", "Map"
#: Always of places.
GEOGRAPHIC = {"geojson", "gpkg", "geopackage", "shp", "shapefile"}
#: Of which only their content tells; a Shapefile is a ZIP of several files.
PERHAPS = TABLES | {"json", "zip"}
ROLES = ("title", "category")


def info() -> dict[str, Any]:
    """Describe the view to CKAN."""
    optional = [tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")]
    return {
        "name": NAME,
        "title": tk._("Map"),
        "default_title": default_title(),
        "icon": "map-location-dot",
        "iframed": False,
        "preview_enabled": True,
        "schema": {f"place_{role}": optional for role in ROLES},
    }


def default_title() -> str:
    """What a map is called until somebody names it: stored, so in the city's language."""
    return translator(config.default_locale())(MAP)


def can_show(resource: Mapping[str, Any]) -> bool:
    """Tell whether a file is of places, from what is known of it: no file is read."""
    if resource.get("url_type") != "upload" and not resource.get("datastore_active"):
        return False
    if str(resource.get("format") or "").lower() in GEOGRAPHIC:
        return True
    schema = schema_of(resource)
    if schema is None or not (may_be_table(resource) or resource.get("datastore_active")):
        return False
    names = [each["name"] for each in schema.descriptor["fields"]]
    return may_hold_places(names, schema.descriptor)


def may_be_table(resource: Mapping[str, Any]) -> bool:
    """Tell whether a stored file may hold a table of places."""
    return is_table(resource, PERHAPS)


def wanted_of(view: Mapping[str, Any]) -> dict[str, str]:
    """Give the columns that a person chose for a view, by role."""
    return {role: str(view[f"place_{role}"]) for role in ROLES if view.get(f"place_{role}")}


def city_map_columns(resource: dict[str, Any]) -> list[str]:
    """List the columns among which a map's name and categories are chosen."""
    for view in tk.get_action("resource_view_list")({}, {"id": resource["id"]}):
        if view["view_type"] == NAME:
            facts = map_file(resource, wanted_of(view)).facts() or {}
            return list(facts.get("columns", ()))
    return (
        [each["name"] for each in schema.descriptor["fields"]]
        if (schema := schema_of(resource))
        else []
    )


def page_data(
    resource: dict[str, Any], package: Mapping[str, Any], view: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what the page of a map is told; `docs/maps.md` says what each part is."""
    file = map_file(resource, wanted_of(view))
    facts = file.facts() or {}
    words = _words_of(resource, package)
    at = {"view_id": view["id"], "key": file.key} if view.get("id") else None
    kind = f"{package['type']}_resource"
    ids = {"id": package["name"], "resource_id": resource["id"]}
    return {
        "file": tk.url_for("city_map.places", **at) if at else None,
        "hours": tk.url_for("city_map.hours", **at) if at and facts.get("hours") else None,
        "labels": _labels(words),
        "values": _values(words),
        "base": base_map(),
        "addresses": tk.url_for("city_map.addresses") if addresses.has_addresses() else None,
        "download": tk.h.url_for(f"{kind}.download", locale="default", **ids),
        "rows": tk.h.url_for(f"{kind}.read", rows=1, **ids) if _has_rows(resource) else None,
        "embed": tk.url_for(f"{kind}.view", view_id=view["id"], qualified=True, **ids)
        if at
        else None,
        "title": view.get("title") or resource.get("name") or package["title"],
        "asOf": tk.h.city_date(resource.get("last_modified") or resource.get("created"))
        if "city_date" in tk.h
        else None,
        "department": (package.get("organization") or {}).get("title"),
        "left": _left(facts, at),
    }


def _has_rows(resource: Mapping[str, Any]) -> bool:
    """Tell whether the file's page shows its first rows too, which a theme does."""
    if "city_table_preview" not in tk.h:
        return False
    return bool(resource.get("datastore_active") or (first_rows(resource) or {}).get("rows"))


def _left(facts: Mapping[str, Any], at: dict[str, str] | None) -> dict[str, Any] | None:
    count = sum(each["count"] for each in facts.get("left", ()) if each["cause"] not in SHOWN)
    if not at or not facts.get("left"):
        return None
    return {"count": count, "url": tk.url_for("city_map.left", view_id=at["view_id"])}


def _words_of(resource: Mapping[str, Any], package: Mapping[str, Any]) -> dict[str, Any]:
    """Find what names the columns: the file's table schema, else that of its dataset's table.

    The same places as GeoJSON beside a table have the table's names.
    """
    schema = schema_of(resource)
    for each in package.get("resources", ()):
        schema = schema or schema_of(each)
    return schema.descriptor if schema else {"fields": []}


def _labels(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """Give the labels of the columns in the reader's language, from the table schema."""
    language = str(tk.h.lang() or "fr")[:2]
    try:
        columns = columns_of(descriptor, [])
    except UnusableColumn:
        return {}
    labels = {
        each.id: each.info.get(f"label_{language}") or each.info.get("label") for each in columns
    }
    return {name: label for name, label in labels.items() if label}


def _values(descriptor: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Give what the codes of the table schema mean, in the reader's language."""
    return {
        name: {value: tk._(words) for value, words in each.items()}
        for name, each in words_of_codes(descriptor).items()
    }


def base_map() -> dict[str, Any]:
    """Describe the base map; the city's own plan only where it has one."""
    background = background_of(*config.map_background())
    if background.kind == "plan":
        address = tk.url_for("city_map.plan", v=version) if (version := plan.version()) else None
        return {"kind": "plan", "url": address} if address else {"kind": "none"}
    if background.kind == "none":
        return {"kind": "none"}
    told = {"kind": background.kind, "name": background.name, "attribution": background.attribution}
    if background.kind == "raster":
        return {**told, "tiles": [background.address], "maxzoom": background.maxzoom}
    return {**told, "url": background.address}
