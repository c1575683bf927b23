"""Addresses of what the catalogue gives besides the feed: tables and the sitemap.

All of it is made of what `listing` says is published, never of what a reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import Any

from flask import Response
from werkzeug.wsgi import FileWrapper

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city import config
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import (
    answers,
    fingerprints,
    listing,
    parts,
    pieces,
    recent,
    scdl_catalogue,
    series_members,
    sitemap,
)
from ckanext.city.feed.answers import Refused
from ckanext.city.feed.csv_lines import line_of
from ckanext.city.feed.guards import guarded
from ckanext.city.feed.sitemap import Page

ATTEMPTS = 3
KEPT_IN_MEMORY = 1024 * 1024  # bytes of an answer; what is more waits in a file
READ_AT_ONCE = 64 * 1024
PATIENCE_SECONDS = 25  # less than a web server gives its workers: gunicorn's own default is 30
CSV = "text/csv; charset=utf-8"
XML = "application/xml; charset=utf-8"

city_outputs = guarded("city_outputs")


@city_outputs.get("/catalogue-scdl.csv")
def scdl_table() -> Response:
    """Answer with the whole catalogue as the national standard's table."""
    answers.check_parameters()

    def answer() -> Response:
        seen = recent.witness()
        witness = ("scdl", seen, listing.organizations(), fingerprints.feed())
        modified = listing.summary().modified
        return answers.answer(
            repr(witness), lambda: _spooled(_scdl_lines(seen)), CSV, modified=modified
        )

    return _again_if_changed(answer)


@city_outputs.get("/dataset/<series>/members.csv")
def members_table(series: str) -> Response:
    """Answer with the list of a published series' published datasets."""
    answers.check_parameters()

    def answer() -> Response:
        rows = listing.published(ids=[series], type=SERIES)
        if not rows:
            raise answers.no_such_dataset()
        members = listing.published(ids=[each.id for each in listing.members_of([series])[series]])
        organizations = listing.organizations()
        witness = ("members", *(parts.listed(each, organizations).keys for each in (rows, members)))

        def body() -> Iterable[bytes]:
            (described,) = pieces.datasets_of(rows)
            return series_members.member_lines(described, pieces.datasets_of(members))

        modified = max(row.metadata_modified for row in (*rows, *members))
        return answers.answer(repr(witness), lambda: _spooled(body()), CSV, modified=modified)

    return _again_if_changed(answer)


@city_outputs.get("/sitemap.xml")
def sitemap_index() -> Response:
    """Answer with the index of the sitemap."""
    answers.check_parameters()
    found = recent.in_parts(sitemap.part_size())
    starts = [None, *(part.last for part in found)]
    files = [Page("/sitemap/pages.xml")] + [
        Page(sitemap.part_path(after), part.modified.replace(tzinfo=UTC))
        for after, part in zip(starts, found, strict=False)
    ]
    witness = ("sitemap", config.site_url(), files)
    return answers.answer(repr(witness), lambda: _spooled(sitemap.index_lines(files)), XML)


@city_outputs.get("/sitemap/pages.xml")
def sitemap_of_pages() -> Response:
    """Answer with the pages that are no dataset's."""
    answers.check_parameters()
    return _sitemap([Page(path) for path in sitemap.PAGES] + _pages_of_groups())


@city_outputs.get("/sitemap/datasets.xml")
@city_outputs.get("/sitemap/datasets/<path:after>.xml")
def sitemap_of_datasets(after: str | None = None) -> Response:
    """Answer with a part of the datasets' pages."""
    answers.check_parameters()
    names = recent.names(after, sitemap.part_size())
    if after and not names:
        raise Refused(404, tk._("There is no such part of the sitemap."))
    return _sitemap(
        Page(f"/dataset/{each.name}", each.modified.replace(microsecond=0, tzinfo=UTC))
        for each in names
    )


def _sitemap(pages: Iterable[Page]) -> Response:
    listed = list(pages)
    witness = ("sitemap", config.site_url(), config.locales(), config.default_locale(), listed)
    return answers.answer(repr(witness), lambda: _spooled(sitemap.page_lines(listed)), XML)


def _pages_of_groups() -> list[Page]:
    """The pages of the city, its departments and the themes, the themes last."""
    found = (
        model.Session.query(model.Group.type, model.Group.name)
        .filter(model.Group.state == "active", model.Group.type.in_(("organization", "group")))
        .order_by(model.Group.type.desc(), model.Group.name)
    )
    return [Page(f"/{type_}/{name}") for type_, name in found]


def _scdl_lines(seen: str) -> Iterator[bytes]:
    rows = recent.everything()
    if recent.witness() != seen:
        raise parts.Changed
    deadline = monotonic() + PATIENCE_SECONDS
    columns = scdl_catalogue.header()

    def line(dataset: Mapping[str, Any]) -> bytes:
        row = scdl_catalogue.row_of(dataset)
        return line_of(row[name] for name in columns) if row else b""

    yield line_of(columns)
    for piece in pieces.pieces(rows, "scdl", line):
        if monotonic() > deadline:  # what is made by now is kept: the next request goes on from it
            raise answers.try_later(
                tk._("The table is being prepared: come back in a few minutes.")
            )
        yield piece


def _again_if_changed(answer: Callable[[], Response]) -> Response:
    """Answer; once more where an editor changed a dataset meanwhile."""
    for _attempt in range(ATTEMPTS):
        try:
            return answer()
        except parts.Changed:
            continue
    raise answers.try_later(tk._("Datasets are being changed: come back in a moment."))


def _spooled(lines: Iterable[bytes]) -> FileWrapper:
    """Make an answer whole before its first byte is sent, without keeping it in memory."""
    file = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it once sent
    try:
        file.writelines(lines)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileWrapper(file, READ_AT_ONCE)
