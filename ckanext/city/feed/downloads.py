"""Files at addresses that stay: `/dataset/ID/resource/ID/download`, whatever file is behind them.

Portals keep a resource by its address and never forget an old one, so the address in the feed has
no file name in it. Core answers there already. Its view is called from ours, on the same rules,
which hides what may not be read (core says 403, which tells that it exists) and says the file's
real name and encoding. That a file is not shown as a page of the catalogue is `site/security.py`'s.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.city.dataset_types.vocabularies import ids

log = logging.getLogger(__name__)

#: The name of a resource's field: what the uploader called the file, where CKAN calls it otherwise.
FILE_NAME = "file_name"

STOCK_VIEW = "resource.download"
TEXT = re.compile(r"text/[a-z0-9.+-]+")
#: What the name of a file in a header is made of, whatever reads it.
PLAIN_NAME = re.compile(r"[^A-Za-z0-9._ -]+")

EXPOSED = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag"
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-Modified-Since, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}


def blueprint() -> Blueprint:
    """Make the rules of the downloads: core's own ones, for each dataset type of the site.

    Its name ends like core's: `site/security.py` knows downloads by it.
    """
    made = Blueprint("city_resource", __name__)
    for dataset_type in sorted(_dataset_types()):
        address = f"/{dataset_type}/<id>/resource/<resource_id>/download"
        for rule in (address, f"{address}/<_filename>"):
            made.add_url_rule(
                rule,
                "download",
                download,
                defaults={"package_type": dataset_type},
                methods=["GET", "OPTIONS"],
                provide_automatic_options=False,
            )
    return made


def download(package_type: str, id: str, resource_id: str, _filename: str = "") -> AnyResponse:  # noqa: A002 - core's rules name it so
    """Serve a resource's file, or redirect to the address of one elsewhere.

    Args:
        package_type: of the address; the dataset may be of any.
        id: of the dataset, or its name.
        resource_id: of one of its resources.
        _filename: as an old address has it; the file's real name is told whatever stands there.
    """
    if request.method == "OPTIONS":
        return Response(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    resource = _readable(id, resource_id)
    if resource is None:
        return tk.abort(404, tk._("Resource not found"))
    stored = resource.url_type == "upload"
    if not stored and not _leads_elsewhere(resource.url or ""):
        return tk.abort(404, tk._("This resource has neither a file nor an address on the web."))
    answer = _stock_answer(package_type, id, resource)
    if stored and answer.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        _name_file(answer, resource)
        _tell_encoding(answer, resource)
    _tell_caches(answer, is_open=_is_open(resource.package))
    return answer


def _dataset_types() -> Iterable[str]:
    forms = p.PluginImplementations(p.IDatasetForm)
    return {"dataset", *(name for form in forms for name in form.package_types())}


def _readable(dataset: str, resource_id: str) -> model.Resource | None:
    """Find a resource that this reader may know of; None is the answer for all others alike."""
    resource = model.Resource.get(resource_id)
    if resource is None or resource.state != "active":
        return None
    package = resource.package
    if package is None or dataset not in (package.id, package.name):
        return None
    context: Context = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        tk.check_access("resource_show", context, {"id": resource_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return resource


def _leads_elsewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _stock_answer(package_type: str, dataset: str, resource: model.Resource) -> AnyResponse:
    view: Any = current_app.view_functions[STOCK_VIEW]
    try:
        answer: AnyResponse = view(
            package_type=package_type,
            id=dataset,
            resource_id=resource.id,
            filename=_stored_name(resource),
        )
    except RequestedRangeNotSatisfiable as refusal:
        size = "*" if refusal.length is None else refusal.length
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    except (NotFound, OSError, tk.ValidationError) as error:
        return _answer_missing(resource, error)
    return _answer_missing(resource, "404") if answer.status_code == 404 else answer


def _answer_missing(resource: model.Resource, error: Any) -> AnyResponse:
    log.error("The file of resource %s is not in the storage: %s", resource.id, error)
    return tk.abort(404, tk._("The file of this resource is missing from this site."))


def _name_file(answer: AnyResponse, resource: model.Resource) -> None:
    """Say what the file is called, as its uploader called it, and plainly for old programs."""
    disposition = answer.headers.get("Content-Disposition", "").partition(";")[0] or "attachment"
    plain = _stored_name(resource)
    names = {"filename": plain}
    real = str(resource.extras.get(FILE_NAME) or "")
    if real and real != plain:
        names["filename*"] = f"UTF-8''{quote(real, safe='')}"
    answer.headers["Content-Disposition"] = dump_options_header(disposition, names)


def _stored_name(resource: model.Resource) -> str:
    last = (resource.url or "").rpartition("/")[2]
    return PLAIN_NAME.sub("_", last).strip() or "file"


def _tell_encoding(answer: AnyResponse, resource: model.Resource) -> None:
    """Say in which encoding a text is; nothing where it is not known, for a reader to guess."""
    if TEXT.fullmatch(answer.mimetype or ""):
        encoding = resource.extras.get("encoding")
        known = f"; charset={encoding.lower()}" if encoding in ids("encodings") else ""
        answer.headers["Content-Type"] = f"{answer.mimetype}{known}"


def _tell_caches(answer: AnyResponse, *, is_open: bool) -> None:
    """Let pages of other sites read what anyone may; keep the rest out of shared caches."""
    if is_open:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = EXPOSED
    else:
        request.environ["__no_cache__"] = True  # CKAN then says `private` where it said `public`


def _is_open(package: model.Package) -> bool:
    return package.state == "active" and not package.private
