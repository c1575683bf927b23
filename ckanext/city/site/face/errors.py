"""What a page says when something went wrong: a title, what to do, and never what broke inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from werkzeug.exceptions import ServiceUnavailable, default_exceptions

import ckan.plugins.toolkit as tk
from ckan.lib.search import SolrConnectionError

from ckanext.city.config import max_upload_megabytes
from ckanext.city.site.logs import request_id

__all__ = ["city_error"]

#: Where the page was not found, a search may find it.
SEARCHED = frozenset({404, 410})
#: The reason of a 503 whose cause is the index; never shown.
INDEX_AWAY = "The search index does not answer."

Handler = Callable[[Exception], Any]


@dataclass(frozen=True)
class Error:
    """An error as its page tells it.

    Attributes:
        code: the HTTP status.
        title: what happened.
        advice: what the reader can do.
        reason: what the refusing page said itself, in the reader's language; or nothing.
        offers_search: whether a search may help.
        may_try_again: whether the same address may work in a moment.
        is_ours: whether the site is at fault, and its people may be told.
        request_id: under which the log knows it; nothing where nobody will look for it.
    """

    code: int
    title: str
    advice: str
    reason: str = ""
    offers_search: bool = False
    may_try_again: bool = False
    is_ours: bool = False
    request_id: str = ""


def stand_without_stores(app: Flask) -> None:
    """Let error pages be shown while the database or the index is down.

    Who is logged in stands in the database: the page then takes the reader for anybody. A page
    that cannot do without the index says so, whatever CKAN makes of it: for some that is a 500,
    others break.
    """

    def standing(handler: Handler) -> Handler:
        @wraps(handler)
        def answer(error: Exception) -> Any:
            told = ServiceUnavailable(INDEX_AWAY) if _is_of_index(error) else error
            try:
                return handler(told)
            except sa.exc.SQLAlchemyError:
                g._login_user = app.login_manager.anonymous_user()  # type: ignore[attr-defined]
                return handler(told)

        return answer

    for handlers in app.error_handler_spec[None].values():
        for kind, handler in handlers.items():
            handlers[kind] = standing(handler)
    unavailable = app.error_handler_spec[None][503][ServiceUnavailable]
    app.register_error_handler(SolrConnectionError, unavailable)


def _is_of_index(error: BaseException | None) -> bool:
    """Tell whether an error came of an index that does not answer."""
    while error is not None and not isinstance(error, SolrConnectionError):
        error = error.__context__
    return error is not None


def city_error(code: Any, content: Any) -> Error:
    """Say an error to a person.

    Args:
        code: the HTTP status; CKAN hands it in a list where a page broke.
        content: the description of the exception.
    """
    status = int(code[0] if isinstance(code, list) else code or 500)
    title, advice = _words(status, str(content or ""))
    is_ours = status >= 500
    return Error(
        code=status,
        title=title,
        advice=advice,
        reason="" if is_ours else _reason(status, str(content or "")),
        offers_search=status in SEARCHED,
        may_try_again=is_ours,
        is_ours=is_ours,
        request_id=request_id() if is_ours else "",
    )


def _words(status: int, content: str) -> tuple[str, str]:
    if status == 400 and "CSRF" in content:
        return (
            tk._("This page has expired"),
            tk._("It was open for too long, or in another session. Open it again and start anew."),
        )
    if content == INDEX_AWAY:
        return (
            tk._("The search is out of order for a moment"),
            tk._("Try again in a few minutes. The home page and each dataset's page still answer."),
        )
    known = _by_status()
    if status in known:
        return known[status]
    return known[500] if status >= 500 else known[400]


def _by_status() -> dict[int, tuple[str, str]]:
    reserved = (
        tk._("This page is reserved"),
        tk._("It takes an account of the city, or a right that your account does not have."),
    )
    gone = (
        tk._("This page does not exist, or no longer"),
        tk._("Its address may have changed. The data always keep theirs."),
    )
    return {
        400: (
            tk._("This request was not understood"),
            tk._("The address or the form is incomplete. Go back and check what you entered."),
        ),
        401: reserved,
        403: reserved,
        404: gone,
        410: gone,
        405: (
            tk._("This address does not work this way"),
            tk._("Go back to the page that you came from and use its buttons."),
        ),
        409: (
            tk._("This could not be saved"),
            tk._("Somebody else may have changed it meanwhile. Go back and open it again."),
        ),
        413: (
            tk._("This file is too large"),
            tk._("A file may have up to {size} MB. Compress it, or publish a link to it.").format(
                size=max_upload_megabytes()
            ),
        ),
        429: (
            tk._("Too many requests in a short time"),
            tk._("Wait a minute, then try again."),
        ),
        500: (
            tk._("This page could not be shown"),
            tk._("The failure has been recorded. The rest of the site may still work."),
        ),
        503: (
            tk._("The site is out of order for a moment"),
            tk._("Try again in a few minutes. Nothing that was published is lost."),
        ),
    }


def _reason(status: int, content: str) -> str:
    """What the page said itself: HTTP's own descriptions are English and tell nothing more."""
    known = default_exceptions.get(status)
    is_http_s_own = known is not None and content == known.description
    return "" if is_http_s_own or "CSRF" in content else content
