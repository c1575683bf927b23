"""What the catalogue measures of its files: rows, size, hash, format, media type, encoding.

Measured in a job once a new file is stored, and written without a trace in the activity stream.
These facts are the catalogue's, not the person's: `keep_facts` drops them when a new file comes
and holds on to them otherwise, whatever a form, a script or an old copy of the dataset sends. A
stored file without a hash is one that waits to be measured.

Two of them a person may know better: a format that content does not show (a shapefile is a ZIP),
and which of the eight-bit encodings a text is in. There her choice stays; where the content
contradicts it, the content wins.

The dataset counts as changed when its facts arrive: index, feed and harvesters look at
`metadata_modified`. The address of a file elsewhere is never fetched, so nothing is measured of it.
"""

from __future__ import annotations

import datetime as dt
import logging
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from rq import Retry
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.lib import search

from ckanext.city.feed.downloads import FILE_NAME
from ckanext.city.site.uploads import REMOVED
from ckanext.city.store.files import open_stored
from ckanext.city.store.later import enqueue_after_commit
from ckanext.city.tables.facts import MEDIA_TYPES, UNKNOWN_MEDIA_TYPE, FileFacts, measure_file

log = logging.getLogger(__name__)

HASH_ALGORITHM = "sha256"
TIMEOUT_SECONDS = 600
#: Seconds before each new try: a moment for a file being replaced, minutes for Solr being down.
RETRY_SECONDS = (5, 60, 600)

FACTS = ("size", "hash", "hash_algorithm", "rows", "mimetype", REMOVED, FILE_NAME)
#: Where measured facts stand in a resource's row.
COLUMNS = frozenset({"size", "hash", "format", "mimetype"})
MEASURED_EXTRAS = frozenset({"hash_algorithm", "rows", "encoding"})
_OF_THE_OLD_FILE = tuple(name for name in FACTS if name != "size")  # core measures `size` itself
_KNOWN_FORMATS = {name.casefold() for name in MEDIA_TYPES}
#: Formats by which content says little: a text, an archive; a person's word is worth more.
_VAGUE_FORMATS = {"TXT", "ZIP", "GZ", ""}
_EIGHT_BIT = {"windows-1252", "ISO-8859-1", "ISO-8859-15"}
_caller_measures: ContextVar[bool] = ContextVar("city_caller_measures", default=False)


_EXTENSIONS = {
    f".{name.lower()}": MEDIA_TYPES[name]
    for name in ("CSV", "GeoJSON", "NDJSON", "Parquet", "GPKG", "KML", "GPX", "ODS")
}


class FileReplaced(Exception):
    """The file changed while it was measured; the job is to be run again."""


def keep_facts(dataset: dict[str, Any]) -> None:
    """Put what was measured back into the resources of a dataset that is about to be updated.

    A new file, or a link in the place of a file, loses the facts of the file before.

    Args:
        dataset: as `package_update` was given it; its resources are changed in place.
    """
    if _caller_measures.get():
        return
    resources = dataset.get("resources") or []
    if any(each.get("id") for each in resources):
        # The job takes this lock too: no fact is written between our reading and core's writing.
        model.Package.get(dataset.get("id") or dataset.get("name"), for_update=True)
    known = _stored([each["id"] for each in resources if each.get("id")])
    for resource in resources:
        before = known.get(resource.get("id", ""))
        if _brings_file(resource):
            _forget(resource, _OF_THE_OLD_FILE)
        elif before is None or before.url_type != "upload":
            _forget(resource, (REMOVED, FILE_NAME))
        elif resource.get("url_type") == "upload" and not resource.get("clear_upload"):
            _forget(resource, FACTS)
            resource.update(_facts_of(before))
        else:
            _forget(resource, FACTS)


def name_media_types() -> None:
    """Tell Python the media types that it, or another extension, has none or a wrong one for."""
    for extension, media_type in _EXTENSIONS.items():
        mimetypes.add_type(media_type, extension)


def measure_later(dataset: Mapping[str, Any]) -> None:
    """Have the files of a dataset that wait for it measured, once the dataset is committed.

    Args:
        dataset: as the action that wrote it gives it to plugins.
    """
    if _caller_measures.get():
        return
    if any(_waits(each) for each in dataset.get("resources") or []):
        enqueue_after_commit(
            measure_dataset,
            dataset["id"],
            f"Measure the files of {dataset['id']}",
            timeout=TIMEOUT_SECONDS,
            retry=Retry(max=len(RETRY_SECONDS), interval=list(RETRY_SECONDS)),
        )


@contextmanager
def measured_by_caller() -> Iterator[None]:
    """Believe the facts meanwhile, and enqueue no job: for whoever stores and measures files."""
    before = _caller_measures.set(True)
    try:
        yield
    finally:
        _caller_measures.reset(before)


def measure_stored(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Add what is measured of its stored file to a resource that is not written yet.

    Args:
        resource: as the action will be given it, its file being in the storage under its `id`.

    Raises:
        FileNotFoundError: the storage has no such file.
    """
    with open_stored(resource["id"], resource["url"]) as file:
        if file is None:
            raise FileNotFoundError(resource["id"])
        facts = measure_file(file, name=resource["url"])
    found = _found(facts, resource.get("format") or "", resource.get("encoding") or "")
    return {**resource, **found}


def measure_dataset(package_id: str) -> None:
    """Measure the files of a dataset that wait for it, and index what was found; repeatable.

    Raises:
        FileReplaced: another file came meanwhile.
    """
    package = model.Package.get(package_id)
    if package is None or package.state == "deleted":
        return
    for resource in package.resources:
        if _waits({"url_type": resource.url_type, "hash": resource.hash}):
            _measure(resource)
    # Also where nothing waited: an earlier run may have ended between writing and indexing.
    search.rebuild(package_id)


def final_format(chosen: str, measured: str) -> str:
    """Decide between the format that stands in the form and the one that was measured.

    The person's choice stays where content cannot show it (SHP in a ZIP, GTFS, TOTEM); one that
    content would show, and does not, is wrong: a file called JSON that is GeoJSON, a CSV that was
    replaced by a workbook.
    """
    if not chosen:
        return measured
    contradicted = chosen.casefold() in _KNOWN_FORMATS and measured not in _VAGUE_FORMATS
    return measured if contradicted else chosen


def final_encoding(chosen: str, measured: str | None) -> str | None:
    """Decide between the encoding that stands in the form and the one that was measured.

    Bytes that are UTF-8 are hardly ever anything else; between the eight-bit encodings nothing
    but a reader tells.
    """
    if measured is None:
        return None
    return chosen if chosen in _EIGHT_BIT and measured in _EIGHT_BIT else measured


def _brings_file(resource: Mapping[str, Any]) -> bool:
    upload = resource.get("upload")
    return isinstance(upload, FileStorage) and bool(upload)


def _waits(resource: Mapping[str, Any]) -> bool:
    return resource.get("url_type") == "upload" and not resource.get("hash")


def _forget(resource: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        resource.pop(name, None)
    # CKAN keeps what a column holds where nothing is said of it.
    resource.update({name: "" for name in names if name in ("size", "hash")})


def _stored(ids: list[str]) -> dict[str, model.Resource]:
    if not ids:
        return {}
    query = sa.select(model.Resource).where(model.Resource.id.in_(ids))
    query = query.execution_options(populate_existing=True)
    return {each.id: each for each in model.Session.scalars(query)}


def _facts_of(resource: model.Resource) -> dict[str, Any]:
    columns = {name: getattr(resource, name) or "" for name in ("size", "hash", "mimetype")}
    extras = {name: resource.extras[name] for name in FACTS if name in resource.extras}
    return columns | extras


def _measure(resource: model.Resource) -> None:
    stamp = resource.last_modified
    with open_stored(resource.id, resource.url or "") as file:
        if file is None:
            log.warning("Resource %s has no file in the storage", resource.id)
            return
        facts = measure_file(file, name=resource.url or "")
    _write(resource, facts, stamp)


def _write(resource: model.Resource, facts: FileFacts, stamp: dt.datetime | None) -> None:
    """Write the facts, unless another file came meanwhile."""
    package = model.Package.get(resource.package_id, for_update=True)
    model.Session.refresh(resource)
    if resource.state != "active" or resource.url_type != "upload":
        model.Session.rollback()
        return
    if resource.last_modified != stamp:
        model.Session.rollback()
        raise FileReplaced(resource.id)
    _set_facts(resource, facts)
    package.metadata_modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    model.Session.commit()


def _set_facts(resource: model.Resource, facts: FileFacts) -> None:
    extras = dict(resource.extras)
    found = _found(facts, resource.format or "", extras.get("encoding") or "")
    for name in COLUMNS & found.keys():
        setattr(resource, name, found.pop(name))
    kept = {name: value for name, value in extras.items() if name not in MEASURED_EXTRAS}
    resource.extras = kept | found


def _found(facts: FileFacts, chosen_format: str, chosen_encoding: str) -> dict[str, Any]:
    """Give a resource's fields as they are once its file is measured; what is unknown is absent."""
    known_type = facts.media_type != UNKNOWN_MEDIA_TYPE
    found = {
        "size": facts.size,
        "hash": facts.sha256,
        "format": final_format(chosen_format, facts.format),
        "mimetype": facts.media_type if known_type else None,
        "hash_algorithm": HASH_ALGORITHM,
        "rows": facts.rows,
        "encoding": final_encoding(chosen_encoding, facts.encoding),
    }
    return {name: value for name, value in found.items() if value is not None}
