"""Answers that browsers keep: CKAN writes its own Cache-Control over that of a view."""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.datastructures import Headers

YEAR = "public, max-age=31536000, immutable"


class Kept(Response):
    """An answer whose Cache-Control is its own to the end: CKAN's is set when all else is done.

    Attributes:
        kept: the header's value.
    """

    kept = "no-cache"

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """Write the headers as they leave."""
        headers = super().get_wsgi_headers(environ)
        headers["Cache-Control"] = self.kept
        return headers


def of_version(content: bytes | str, media_type: str, *, is_asked: bool) -> Kept:
    """Make an answer at an address that names a version.

    Args:
        content: the body.
        media_type: without its charset.
        is_asked: whether it is the version that the address names: then it is kept for a year.
    """
    answer = Kept(content, mimetype=media_type)
    answer.kept = YEAR if is_asked else "no-cache"
    return answer
