"""What all our public addresses answer alike: witnesses, headers, refusals in one sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

import ckan.plugins.toolkit as tk

from ckanext.city import config

RETRY_SECONDS = 300
TEXT = "text/plain; charset=utf-8"


class Refused(Exception):
    """A request that is answered in one sentence.

    Attributes:
        status: of the answer.
        sentence: for a person, in the reader's language.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def answer(
    witness: str,
    body: Callable[[], bytes | Iterable[bytes]],
    media_type: str,
    *,
    modified: datetime | None = None,
) -> Response:
    """Answer with a body, or with 304 where the client has it: then it is not even made.

    Args:
        witness: what changes whenever the body does; the ETag is made of it.
        body: makes the body, or what gives it piece by piece once it cannot fail any more.
        media_type: with its charset.
        modified: when the body last changed, UTC without offset, as CKAN keeps it.
    """
    etag = hashlib.sha256(witness.encode()).hexdigest()[:40]
    # a proxy that compresses makes the ETag a weak one
    known = request.if_none_match.contains_weak(etag)
    response = Response(status=304) if known else Response(body(), content_type=media_type)
    response.set_etag(etag)
    if modified is not None:
        response.last_modified = modified.replace(tzinfo=UTC)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def refuse(refused: Refused) -> Response:
    """Answer with one sentence."""
    response = Response(refused.sentence + "\n", status=refused.status, content_type=TEXT)
    response.headers["Access-Control-Allow-Origin"] = "*"
    if refused.status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def check_parameters(*known: str) -> None:
    """Refuse a request with another parameter, or with one of these twice.

    Raises:
        Refused: 400.
    """
    for name, values in request.args.lists():
        if name not in known:
            raise Refused(400, tk._("This address takes no parameter “%(name)s”.") % {"name": name})
        if len(values) > 1:
            raise Refused(400, tk._("The parameter “%(name)s” is given twice.") % {"name": name})


def canonical() -> WerkzeugResponse | None:
    """Send a client from an address with a language to the one without; None where it has none.

    What portals read is the same in every language.
    """
    if request.environ.get("CKAN_LANG_IS_DEFAULT", True):
        return None
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    return redirect(f"{config.site_url()}{quote(request.path)}{query}", 301)


def no_such_address(extensions: Collection[str]) -> Refused:
    """The refusal of a format that there is not, or of another address of ckanext-dcat's."""
    sentence = tk._(
        "There is nothing here: the feed stands at /catalog, a dataset at /dataset/<id>,"
        " each with one of these endings: %(endings)s."
    )
    return Refused(404, sentence % {"endings": ", ".join(f".{known}" for known in extensions)})


def no_such_dataset() -> Refused:
    """The refusal of a dataset that is not published: the same whether it exists or not."""
    return Refused(404, tk._("There is no such dataset."))


def try_later(reason: str) -> Refused:
    """The refusal of an answer that would not be whole."""
    return Refused(503, reason)
