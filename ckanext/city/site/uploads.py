"""No personal data by accident: what is cleaned, or refused, before a file is stored.

Where it holds: CKAN asks `IUploader` for whatever stores a resource's file, on each way by which
one comes (create, update, patch, revise, the web form). The file is exchanged there for its clean
copy and core, or another extension, stores that one: whichever storage, type and file name, since
the content decides. An archive that holds such a file, and the files API, which has nobody to
tell what was removed, refuse it. The address of a file elsewhere is never fetched.

What was removed stays on the resource as `personal_data_removed`: how many times each kind. So does
the file's name as its uploader has it, which CKAN writes without accents: `file_name`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import has_request_context
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import files, munge
from ckan.types import Action, Context, DataDict

from ckanext.city.dataset_types import find_stripper, list_dataset_types
from ckanext.city.dataset_types.archives import SPOOL_BYTES, iter_contents
from ckanext.city.dataset_types.base import Removed, Stripper, StripRefused
from ckanext.city.feed.downloads import FILE_NAME
from ckanext.city.interfaces import added_dataset_types
from ckanext.city.site.choices import reader_language
from ckanext.city.site.form_posts import is_form_of_file

__all__ = ["city_removed_sentence"]  # the helpers of this module

REMOVED = "personal_data_removed"
MESSAGE = "personal_data_removed_message"
LONGEST_NAME = 200


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


class PackedPersonalData(StripRefused):
    """An archive with a file in it that would be cleaned if it came by itself."""

    code = "archive.personal-data"
    sentence = _("This archive holds a budget file with personal data, which stays unseen in it.")
    fix = _("Send the budget file itself (XML): the personal data is then removed from it.")


class NotAResource(StripRefused):
    """A file to be cleaned, sent where nobody could be told what was removed."""

    code = "file.not-a-resource"
    sentence = _("This is a budget file, which may hold personal data.")
    fix = _("Add it to a dataset as a resource: the personal data is then removed from it.")


def refuse_uploads_at_creation(dataset: Mapping[str, Any]) -> None:
    """Say that a new dataset takes no file yet: core would answer with an error of its own.

    Raises:
        tk.ValidationError: a resource comes with a file.
    """
    message = tk._("Create the dataset first, then add the file with `resource_create`.")
    errors = [
        {"upload": [message]} if isinstance(each.get("upload"), FileStorage) else {}
        for each in dataset.get("resources") or []
    ]
    if any(errors):
        raise tk.ValidationError({"resources": errors})


def clean_upload(resource: dict[str, Any]) -> None:
    """Exchange the uploaded file of a resource for its clean copy, and note what was removed.

    Args:
        resource: as the action was given it; changed in place. Without an upload nothing changes.

    Raises:
        tk.ValidationError: the file may not be stored; the sentence stands on `upload`.
    """
    resource.pop(MESSAGE, None)
    upload = resource.get("upload")
    if not isinstance(upload, FileStorage) or not upload:
        _ask_for_file(resource)
        return
    resource.pop(REMOVED, None)
    _keep_name(resource, upload.filename or "")
    try:
        stripper = _stripper_of(upload.stream)
        stripped = stripper.strip(upload.stream.read()) if stripper else None
    except StripRefused as refusal:
        model.Session.rollback()  # as core does where a field is refused
        raise tk.ValidationError({"upload": [refusal.explain(tk._)]}) from None
    finally:
        upload.stream.seek(0)
    if stripped:
        upload.stream.close()
        resource["upload"] = _exchange(upload, stripped.content)
        resource[REMOVED] = {each.code: each.count for each in stripped.removed}


def city_removed_sentence(resource: Mapping[str, Any]) -> str | None:
    """Say what was removed from a resource's file, in the reader's language; None if nothing."""
    counts = resource.get(REMOVED)
    if not isinstance(counts, dict) or not all(isinstance(n, int) for n in counts.values()):
        return None
    removed = tuple(Removed(code, count) for code, count in counts.items())
    phrases = [
        phrase
        for kind in list_dataset_types(added_dataset_types())
        for stripper in kind.strippers
        for phrase in stripper.describe(removed, reader_language())
    ]
    if not phrases:
        return None
    return tk._("Removed before publication: {things}.").format(things="; ".join(phrases))


def tell_uploader(resource: dict[str, Any]) -> None:
    """Put the sentence into the action's answer, and on the next page of a web form."""
    sentence = city_removed_sentence(resource)
    if not sentence:
        return
    resource[MESSAGE] = sentence
    if has_request_context() and tk.request.files and tk.get_endpoint()[0] != "api":
        tk.h.flash_notice(sentence)


@tk.chained_action
def file_create(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Refuse, in the files API, a file that would have to be cleaned."""
    tk.check_access("file_create", context, data_dict)
    try:
        upload = files.make_upload(data_dict.get("upload"))
    except (TypeError, ValueError):
        return up(context, data_dict)  # which says what is wrong with it
    _refuse(upload.stream)
    return up(context, data_dict | {"upload": upload})


@tk.chained_action
def file_register(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Refuse to register a file, put into the storage by hand, that would have to be cleaned."""
    tk.check_access("file_register", context, data_dict)
    try:
        storage = files.get_storage(data_dict.get("storage") or None)
        chunks = storage.stream(storage.analyze(files.Location(data_dict.get("location", ""))))
    except files.exc.FilesError:
        return up(context, data_dict)  # which says what is wrong with it
    with SpooledTemporaryFile(SPOOL_BYTES) as copy:
        copy.writelines(chunks)
        _refuse(copy)
    return up(context, data_dict)


def _keep_name(resource: dict[str, Any], given: str) -> None:
    """Note what the uploader calls the file, if CKAN will call it otherwise."""
    resource.pop(FILE_NAME, None)
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    stem, dot, extension = name.rpartition(".")
    name = f"{stem[: LONGEST_NAME - len(dot + extension)]}{dot}{extension}"[:LONGEST_NAME]
    if name and name != munge.munge_filename(given):
        resource[FILE_NAME] = name


def _ask_for_file(resource: Mapping[str, Any]) -> None:
    """Refuse a form that names a file and brings none; a script may tell of one that is to come.

    Raises:
        tk.ValidationError: on the field where the file or its address is missing.
    """
    if resource.get("url") or not (has_request_context() and is_form_of_file(resource.get("id"))):
        return
    model.Session.rollback()  # as core does where a field is refused
    if resource.get("url_type", "upload") == "upload":  # left out where no file came
        message = tk._("Choose the file, or give its address if it is online already.")
        raise tk.ValidationError({"upload": [message]})
    message = tk._("Give the address of the file, or choose one on your computer.")
    raise tk.ValidationError({"url": [message]})


def _refuse(file: IO[bytes]) -> None:
    try:
        if _stripper_of(file):
            raise NotAResource
    except StripRefused as refusal:
        raise tk.ValidationError({"upload": [refusal.explain(tk._)]}) from None


def _stripper_of(file: IO[bytes]) -> Stripper | None:
    """Find what must clean the file, by its content; it is left at its beginning.

    Raises:
        PackedPersonalData: what must be cleaned is packed in it.
    """
    extra = added_dataset_types()
    contents = iter_contents(file)
    stripper = find_stripper(next(contents), extra)
    if stripper is None and any(find_stripper(content, extra) for content in contents):
        raise PackedPersonalData
    file.seek(0)
    return stripper


def _exchange(upload: FileStorage, content: bytes) -> FileStorage:
    return FileStorage(
        BytesIO(content),
        filename=upload.filename,
        name=upload.name,
        content_type=upload.content_type,
    )
