"""Addresses of the feed: they win over ckanext-dcat's, whatever the order of the plugins."""

from __future__ import annotations

import logging
from collections.abc import Callable

import sqlalchemy as sa
from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException
from werkzeug.routing import UnicodeConverter
from werkzeug.wrappers import Response as WerkzeugResponse

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.feed import answers, dicts, listing, pages, parts
from ckanext.city.feed.answers import Refused
from ckanext.city.feed.pages import EXTENSIONS, Page
from ckanext.city.feed.syntaxes import SYNTAXES

log = logging.getLogger(__name__)

ATTEMPTS = 3

city_feed = Blueprint("city_feed", __name__)


class AnyFormat(UnicodeConverter):
    """Any format, tried before ckanext-dcat's own, which answers an unknown one with 500."""

    weight = 90


@city_feed.record_once
def add_converter(state: BlueprintSetupState) -> None:
    """Let our rules name the converter."""
    state.app.url_map.converters["any_format"] = AnyFormat


@city_feed.before_request
def send_to_canonical_address() -> WerkzeugResponse | None:
    """Give each page one address, whatever the reader's language."""
    return answers.canonical()


def read_catalog(extension: str) -> Response:
    """Answer with a page of the catalogue."""
    answers.check_parameters("after")
    after = request.args.get("after")
    if after is not None and not _is_cursor(after):
        raise Refused(400, tk._("The parameter “after” is the id of a dataset."))
    return _whole(lambda: pages.catalog(extension, after), extension)


def read_dataset(reference: str, extension: str) -> Response:
    """Answer with one dataset, asked for by its id, or by its name."""
    answers.check_parameters()

    def page() -> Page:
        row = listing.find(reference)
        if row is None:
            raise answers.no_such_dataset()
        return pages.dataset(row, extension)

    return _whole(page, extension)


@city_feed.get("/catalog.<any_format:extension>")
@city_feed.get("/dataset/<reference>.<any_format:extension>")
@city_feed.get("/dataset_series/<reference>.<any_format:extension>")
def refuse_format(extension: str, reference: str = "") -> Response:  # noqa: ARG001 - of the rules
    """Refuse the formats that we do not write, and ckanext-dcat's other addresses."""
    raise answers.no_such_address(EXTENSIONS)


@city_feed.errorhandler(Refused)
def refuse(refused: Refused) -> Response:
    """Answer with the sentence."""
    return answers.refuse(refused)


@city_feed.errorhandler(Exception)
def fail(error: Exception) -> WerkzeugResponse:
    """Say that the feed cannot be had whole now: never a part of it, never a page of HTML."""
    if isinstance(error, HTTPException):
        return error.get_response()
    model.Session.rollback()
    if isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError)):
        log.error("The feed needs the database, which does not answer: %s", error)
        return _later(tk._("The database does not answer: the feed cannot be given whole now."))
    if isinstance(error, dicts.Unreadable):
        log.error("The feed is not whole: %s", error)
        return _later(tk._("A dataset cannot be read: the feed cannot be given whole now."))
    if isinstance(error, pages.NothingPublished):
        log.warning("The feed is refused: the catalogue has no published dataset")
        return _later(tk._("No dataset is published: an empty feed would empty the portal."))
    log.exception("The feed failed")
    return _later(tk._("The feed cannot be given whole now."))


def _whole(lay_out: Callable[[], Page], extension: str) -> Response:
    """Answer with a page; list it again where an editor changed one of its datasets meanwhile."""
    media_type = SYNTAXES[EXTENSIONS[extension]].media_type
    for _attempt in range(ATTEMPTS):
        page = lay_out()
        try:
            return answers.answer(page.witness, page.write, media_type, modified=page.modified)
        except parts.Changed:
            model.Session.rollback()  # else its objects keep what they have read
    raise answers.try_later(tk._("Datasets are being changed: the feed cannot be given whole now."))


def _is_cursor(after: str) -> bool:
    """Tell whether a page can begin behind this: also behind the odd id that is no UUID."""
    if listing.UUID.fullmatch(after):
        return True
    row = listing.find(after)
    return row is not None and row.id == after


def _later(reason: str) -> Response:
    return answers.refuse(answers.try_later(reason))


def _add_rules() -> None:
    for extension in EXTENSIONS:
        known = {"extension": extension}
        city_feed.add_url_rule(
            f"/catalog.{extension}", f"catalog_{extension}", read_catalog, defaults=known
        )
        city_feed.add_url_rule(
            f"/dataset/<reference>.{extension}",
            f"dataset_{extension}",
            read_dataset,
            defaults=known,
        )


_add_rules()
