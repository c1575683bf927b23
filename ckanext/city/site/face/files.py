"""The files of a dataset as its page lists them, and where each is had from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.interfaces import table_folders
from ckanext.city.site.choices import reader_language
from ckanext.city.site.face.words import city_date, city_number, city_size
from ckanext.city.site.pages import page_address
from ckanext.city.tables.catalogue import UnknownTableSchema, find_table_schema
from ckanext.city.views.places.kept import map_file
from ckanext.city.views.places.view import NAME as MAP_VIEW
from ckanext.city.views.places.view import wanted_of

__all__ = ["city_file", "city_files", "city_opens_with_view", "city_view_title"]

WEB = ("https://", "http://")
#: What maps are called where they are made, in each of our languages.
UNNAMED_MAPS = ("", "Map", "Carte")


@dataclass(frozen=True)
class Schema:
    """The table schema that a file follows: its title, its reference, its page."""

    title: str
    reference: str
    address: str


@dataclass(frozen=True)
class File:
    """A file of a dataset.

    Attributes:
        name: what readers call it.
        format: « CSV »; « … » stands where it is not known.
        measures: « 1 486 lignes », « 312 Ko »: what has been counted.
        date: when its content last changed, written out.
        schema: what it follows; None where it says nothing, or nothing that is known.
        page: its page.
        download: where it is had from; empty where its address is no web address.
        is_elsewhere: whether that is another site's.
        has_map: whether its page shows it on a map.
    """

    id: str
    name: str
    format: str
    measures: tuple[str, ...]
    date: str
    schema: Schema | None
    page: str
    download: str
    is_elsewhere: bool
    has_map: bool = False


def city_files(dataset: Mapping[str, Any]) -> list[File]:
    """List the files of a dataset, in its order."""
    resources = dataset.get("resources") or ()
    mapped = _with_maps(resources)
    return [city_file(dataset, each, has_map=each["id"] in mapped) for each in resources]


def city_file(
    dataset: Mapping[str, Any], resource: Mapping[str, Any], *, has_map: bool = False
) -> File:
    """Describe a file of a dataset, as `package_show` gives both."""
    kind = f"{dataset['type']}_resource"
    ids = {"id": dataset["name"], "resource_id": resource["id"]}
    is_elsewhere = resource.get("url_type") != "upload"
    return File(
        id=resource["id"],
        name=tk.h.resource_display_name(resource),
        format=str(resource.get("format") or "…"),
        measures=_measures(resource),
        date=city_date(resource.get("last_modified") or resource.get("created")),
        schema=_schema(resource.get("table_schema")),
        page=str(tk.h.url_for(f"{kind}.read", **ids)),
        download=_elsewhere(resource) if is_elsewhere else _download(kind, ids),
        is_elsewhere=is_elsewhere,
        has_map=has_map,
    )


def city_view_title(view: Mapping[str, Any]) -> str:
    """What a view of a file is called; a map that nobody named, in the reader's language."""
    title = str(view.get("title") or "")
    unnamed = view.get("view_type") == MAP_VIEW and title in UNNAMED_MAPS
    return tk._("Map") if unnamed else title


def city_opens_with_view(resource: Mapping[str, Any], view: Mapping[str, Any] | None) -> bool:
    """Tell whether a file's page opens with a view: one of ours does, before the first rows.

    Not with a map that could not be made, but for whoever can mend it, who reads why.
    """
    if not view or not str(view["view_type"]).startswith("city_"):
        return False
    if view["view_type"] != MAP_VIEW or tk.h.check_access(
        "resource_update", {"id": resource["id"]}
    ):
        return True
    return not map_file(dict(resource), wanted_of(view)).is_without()


def _with_maps(resources: Iterable[Mapping[str, Any]]) -> set[str]:
    """Find those that have a map: only files that are kept here can, where places are found."""
    kept = {each["id"]: dict(each) for each in resources if each.get("url_type") == "upload"}
    if not kept or not p.plugin_loaded("city_map"):
        return set()
    view = model.ResourceView
    mapped = sa.select(view.resource_id).where(
        view.view_type == MAP_VIEW, view.resource_id.in_(kept)
    )
    found = set(model.Session.scalars(mapped))
    return {each for each in found if not map_file(kept[each], {}).is_without()}


def _download(kind: str, ids: Mapping[str, str]) -> str:
    """The address that stays whatever file is behind it, the same in every language."""
    return str(tk.h.url_for(f"{kind}.download", **ids, locale="default"))


def _elsewhere(resource: Mapping[str, Any]) -> str:
    address = str(resource.get("url") or "")
    return address if address.startswith(WEB) else ""


def _measures(resource: Mapping[str, Any]) -> tuple[str, ...]:
    rows, size = resource.get("rows"), city_size(resource.get("size"))
    counted = ""
    if str(rows or "").isdecimal():
        number = int(rows)  # type: ignore[arg-type]
        pattern = tk.ungettext("{number} row", "{number} rows", number)
        counted = pattern.format(number=city_number(number))
    return tuple(filter(None, (counted, size)))


def _schema(reference: Any) -> Schema | None:
    if not reference:
        return None
    try:
        found = find_table_schema(str(reference), table_folders())
    except UnknownTableSchema:
        return None
    return Schema(found.title(reader_language()), found.reference, page_address(found))
