"""What the application does for every request so that CKAN's gaps stay shut.

CSRF protection that an API token does not switch off, files that people uploaded never shown as
pages of ours, bodies that are too large refused with a sentence, headers for the browser.
The headers give way to those that a view sets itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Flask, Response, current_app, jsonify, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins.toolkit as tk
from ckan.config.middleware.flask_app import csrf

from ckanext.city import config
from ckanext.city.geo.background import background_of
from ckanext.city.site import form_posts
from ckanext.city.site.content_policy import policy

MEBIBYTE = 1024 * 1024

#: Of a body that is refused, what is read and thrown away, so that the browser stays to read the
#: answer; a connection closed while it still sends shows it an error of its own.
DRAINED = 512 * MEBIBYTE

#: Types that a browser may show on our address: data as text, and pictures without script.
#: PDF too: browsers show it in a viewer without access to the site, and a policy would break it.
SHOWN = frozenset(
    {
        "application/geo+json",
        "application/json",
        "application/pdf",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/csv",
        "text/plain",
        "text/tab-separated-values",
        "text/turtle",
    }
)
PLAIN_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; ?charset=[A-Za-z0-9_-]+)?")
UPLOADS = re.compile(r"(^|[._])resource\.download$|^file\.download$|^resource_proxy\.")
UPLOADED_PICTURES = "/uploads/"
SANDBOX = "sandbox; default-src 'none'"

#: Views of a resource are made to be shown in other sites' pages.
EMBEDDED = re.compile(r"(^|_)resource\.view$")

#: Pages that may show a map: of files, and those where one chooses an area.
MAPS = re.compile(
    r"(^|_)resource\.(read|view|edit_view|new_view)$|^resource_view|city_map"
    r"|^\w+\.(search|new|edit)$|^(organization|group)\.read$"
)

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def protect(app: Flask) -> None:
    """Install all of it; called once, when the application is made."""
    app.config["MAX_CONTENT_LENGTH"] = config.max_upload_megabytes() * MEBIBYTE
    app.before_request(guard_csrf)
    app.after_request(add_headers)
    app.register_error_handler(CSRFError, answer_refusal)
    app.register_error_handler(RequestEntityTooLarge, answer_too_large)
    app.register_error_handler(TooManyRequests, answer_wait)


def guard_csrf() -> None:
    """Hold CSRF protection where somebody is logged in by cookie.

    CKAN exempts a *view* for the life of the worker once a request with an API token, or of
    anybody who is not logged in, has reached it. Blueprints that a plugin exempts stay exempt.
    """
    if tk.g.get("login_via_auth_header") or request.endpoint is None:
        return
    settings = current_app.config
    exempt = current_app.blueprints.get(request.blueprint or "") in csrf._exempt_blueprints
    if settings["WTF_CSRF_ENABLED"] and settings["WTF_CSRF_CHECK_DEFAULT"] and not exempt:
        csrf.protect()


def add_headers(response: Response) -> Response:
    """Tell the browser what it may do with the answer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    endpoint = request.endpoint or ""
    if UPLOADS.search(endpoint) or request.path.startswith(UPLOADED_PICTURES):
        _disarm(response)
        return response
    embeddable = EMBEDDED.search(endpoint) is not None
    response.headers.setdefault(
        "Content-Security-Policy", policy(embeddable=embeddable, tiles=_tiles())
    )
    if not embeddable:
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    return response


def _tiles() -> str:
    """The host of the base map, on the pages that may show a map."""
    shows_map = MAPS.search(request.endpoint or "") is not None
    return background_of(*config.map_background()).host if shows_map else ""


def answer_refusal(_error: CSRFError) -> tuple[str | Response, int] | AnyResponse:
    """Say what a form or a script without its token lacks; a dataset's form is led back to."""
    if form_posts.is_form_post():
        return form_posts.come_back()
    sentence = tk._(
        "This form is too old or does not come from this site: open its page again and send it "
        "once more. A program sends an API token in the header Authorization."
    )
    return _answer(sentence, "CSRF Error", 400)


def answer_too_large(_error: RequestEntityTooLarge) -> tuple[str | Response, int]:
    """Say how large a file may be."""
    _drain()
    sentence = tk._(
        "This file is too large: this site takes up to {limit} MB. Compress it, split it, or "
        "publish it elsewhere and give its address."
    ).format(limit=config.max_upload_megabytes())
    return _answer(sentence, "Request Too Large", 413)


def answer_wait(error: TooManyRequests) -> Response:
    """Say how long to wait, on the login page itself where it is the login that waits."""
    sentence = error.description or ""
    if request.endpoint == "user.login":
        tk.h.flash_error(sentence)
        body: str | Response = tk.render("user/login.html", {})
        status = 429
    else:
        body, status = _answer(sentence, "Too Many Requests", 429)
    response = current_app.make_response((body, status))
    response.headers["Retry-After"] = str(error.retry_after or 60)
    return response


def _answer(sentence: str, kind: str, status: int) -> tuple[str | Response, int]:
    """A page, or for the API what its clients read."""
    if (request.endpoint or "").startswith("api."):
        error = {"__type": kind, "message": sentence}
        return jsonify(success=False, error=error), status
    page = {"code": status, "name": "", "content": sentence}
    return tk.render("error_document_template.html", page), status


def _disarm(response: Response) -> None:
    """Let a browser save an upload, and show it only where it is plain data."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    written = response.headers.get("Content-Type", "")
    if response.mimetype in SHOWN and PLAIN_TYPE.fullmatch(written):
        return
    response.headers["Content-Security-Policy"] = SANDBOX
    if response.status_code in (200, 206):
        _, _, name = response.headers.get("Content-Disposition", "").partition(";")
        response.headers["Content-Disposition"] = f"attachment;{name}" if name else "attachment"


def _drain() -> None:
    left = min(request.content_length or 0, DRAINED)
    stream = request.environ["wsgi.input"]
    while left > 0 and (read := stream.read(min(left, MEBIBYTE))):
        left -= len(read)
