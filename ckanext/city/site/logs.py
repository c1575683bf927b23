"""A request's id, in the log and in the answer, so that a complaint finds its lines."""

from __future__ import annotations

import logging
import re
import uuid

from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-Id"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
OUTSIDE = "-"


def request_id() -> str:
    """Id of the request being answered: the proxy's where it sent a sane one; "-" outside."""
    if not has_request_context():
        return OUTSIDE
    if "city_request_id" not in g:
        sent = request.headers.get(HEADER, "")
        g.city_request_id = sent if ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
    return g.city_request_id


class RequestFormatter(logging.Formatter):
    """Formats a line with `%(request_id)s`."""

    def format(self, record: logging.LogRecord) -> str:
        """Format one line."""
        record.request_id = request_id()
        return super().format(record)


def send_request_id(app: Flask) -> None:
    """Give each answer of the application the id under which the log knows it."""

    @app.after_request
    def _add_header(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        return response
