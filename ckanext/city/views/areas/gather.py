"""Look for the districts of the city in its datasets, in a job; no web process reads a file."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs

from ckanext.city import config
from ckanext.city.store.cache import digest
from ckanext.city.store.files import stored_path
from ckanext.city.store.later import enqueue_after_commit
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.guard import run_guarded
from ckanext.city.tables.limits import Limits
from ckanext.city.views.areas import kept

log = logging.getLogger(__name__)

TASK = "ckanext.city.views.areas.reading:districts_of"
TIMEOUT_SECONDS = 400
TITLE = "Look for the city's districts"
#: Without a setting, datasets with such a keyword are looked at.
KEYWORDS = ("quartier", "quartiers", "arrondissement", "arrondissements")
#: Lists of districts that a page of results shows at most, and datasets that are looked at.
MOST_SETS, MOST_LOOKED_AT = 3, 12
#: Files that may hold areas; what they are, their bytes say.
FORMATS = frozenset(
    {"geojson", "json", "gpkg", "geopackage", "shp", "shapefile", "zip", "csv", "xlsx", "ods"}
)


def gather_districts(_asked: str = "") -> None:
    """Keep the districts that the city's datasets hold now; repeatable."""
    known = {each.get("key"): each for each in kept.told_sets()}
    sets: list[dict[str, Any]] = []
    for package in _candidates():
        told = {"dataset": package.id, "name": package.name, "title": package.title or package.name}
        sets.append(told | _read(package, known))
        if len([each for each in sets if each["districts"]]) == MOST_SETS:
            break
    kept.keep(sets)


def ask_for_districts() -> None:
    """Have the districts looked for, unless a job is on its way."""
    if not kept.ask():
        return
    try:
        jobs.enqueue(gather_districts, [""], title=TITLE, rq_kwargs={"timeout": TIMEOUT_SECONDS})
    except RedisError:
        kept.give_up()
        log.exception("The districts are not looked for: no jobs queue")


def gather_later(dataset: Mapping[str, Any]) -> None:
    """Have the districts looked for anew once a dataset that may hold them is committed.

    Args:
        dataset: as the action that wrote it gives it to plugins; of a deleted one its `id`.
    """
    if _may_hold(dataset) or any(each["dataset"] == dataset["id"] for each in kept.told_sets()):
        enqueue_after_commit(gather_districts, "", TITLE, timeout=TIMEOUT_SECONDS)


def _may_hold(dataset: Mapping[str, Any]) -> bool:
    if wanted := config.district_datasets():
        return dataset.get("name") in wanted
    tags = dataset.get("tags") or ()
    names = {str(tag.get("name", "")).casefold() for tag in tags if isinstance(tag, Mapping)}
    return not names.isdisjoint(KEYWORDS)


def _candidates() -> list[model.Package]:
    """List the public datasets that may hold districts, in the order of the setting or of age."""
    table = model.Package
    asked = sa.select(table).where(table.state == "active", sa.not_(table.private))
    if wanted := config.district_datasets():
        named = model.Session.scalars(asked.where(table.name.in_(wanted)))
        return sorted(named, key=lambda each: wanted.index(each.name))
    keyword = (
        sa.select(model.PackageTag.package_id)
        .join(model.Tag, model.Tag.id == model.PackageTag.tag_id)
        .where(model.PackageTag.state == "active", sa.func.lower(model.Tag.name).in_(KEYWORDS))
    )
    oldest = asked.where(table.id.in_(keyword)).order_by(table.metadata_created, table.id)
    return list(model.Session.scalars(oldest.limit(MOST_LOOKED_AT)))


def _read(package: model.Package, known: Mapping[Any, Mapping[str, Any]]) -> dict[str, Any]:
    """Read the first file of a dataset that holds districts, unless it was read before."""
    problem = tk._("None of its files holds areas with names.")
    for resource in _files(package):
        stamp = str(resource.get("last_modified") or resource.get("created") or "")
        key = digest(str(kept.VERSION), resource["id"], stamp, resource.get("url") or "")[:24]
        before = known.get(key)
        if before and before["districts"] and kept.has_outlines(key):
            return {"key": key, "districts": before["districts"], "problem": ""}
        found = _districts(resource)
        if found:
            kept.keep_outlines(key, found)
            pairs = [[each["id"], each["name"]] for each in found]
            return {"key": key, "districts": pairs, "problem": ""}
    return {"key": "", "districts": [], "problem": problem}


def _files(package: model.Package) -> Iterator[dict[str, Any]]:
    for each in package.resources:
        fits = (each.format or "").casefold() in FORMATS and each.url_type == "upload"
        if fits and each.state == "active":
            yield {
                "id": each.id,
                "url": each.url,
                "last_modified": each.last_modified,
                "created": each.created,
            }


def _districts(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    with stored_path(resource["id"], resource["url"]) as path:
        if path is None:
            return []
        try:
            found: list[dict[str, Any]] = run_guarded(TASK, {"path": str(path)}, Limits())
        except Refused as refused:
            log.info("No districts in %s: %s", resource["id"], refused.finding.code)
            return []
    return found
