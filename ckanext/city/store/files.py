"""The stored file of a resource, whichever of CKAN's storages has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from ckan.lib import files, uploader


@contextmanager
def open_stored(resource_id: str, url: str) -> Iterator[BinaryIO | None]:
    """Open a resource's stored file; None where there is none."""
    with stored_path(resource_id, url) as path:
        if path is None:
            yield None
            return
        with path.open("rb") as file:
            yield file


@contextmanager
def stored_path(resource_id: str, url: str) -> Iterator[Path | None]:
    """Give the path of a resource's stored file, a copy where it is kept elsewhere; or None.

    Args:
        resource_id: id of the resource.
        url: its address, the end of which is the file's name.
    """
    store: Any = uploader.get_resource_uploader({"id": resource_id, "url": url})
    place = store.get_path(resource_id)
    storage = getattr(store, "storage", None)
    if storage is None:
        path = Path(place)
        yield path if path.is_file() else None
        return
    with NamedTemporaryFile() as copy:
        try:
            copy.writelines(storage.stream(files.FileData(files.Location(place))))
        except files.exc.MissingFileError:
            yield None
            return
        copy.flush()
        yield Path(copy.name)
