"""Addresses of the Atom feeds: CKAN's own, in its place, and one for each dataset type."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city import config
from ckanext.city.dataset_types.names import TYPE_LABELS
from ckanext.city.feed import answers, atom, facts, fingerprints, listing, pieces, recent
from ckanext.city.feed.answers import Refused
from ckanext.city.feed.atom import Channel
from ckanext.city.feed.guards import guarded
from ckanext.city.feed.recent import Mark

MEDIA_TYPE = f"{atom.MEDIA_TYPE}; charset=utf-8"

city_atom = guarded("city_atom")


@city_atom.get("/feeds/dataset.atom")
def atom_of_catalogue() -> Response:
    """Answer with what changed last in the catalogue."""
    title = config.site_title()
    return _atom(Channel(f"{config.site_url()}/", title, "/feeds/dataset.atom", "/dataset/"))


@city_atom.get("/feeds/type/<dataset_type>.atom")
def atom_of_type(dataset_type: str) -> Response:
    """Answer with what changed last of one dataset type."""
    if dataset_type not in listing.dataset_types():
        raise _no_such_feed()
    label = TYPE_LABELS.get(dataset_type, {}).get(facts.FRENCH, dataset_type)
    path = f"/feeds/type/{dataset_type}.atom"
    channel = Channel(f"{config.site_url()}{path}", _title(label), path, f"/{dataset_type}/")
    return _atom(channel, type=dataset_type)


@city_atom.get("/feeds/organization/<name>.atom")
def atom_of_organization(name: str) -> Response:
    """Answer with what changed last of the city or a department."""
    return _atom_of_group(name, "organization")


@city_atom.get("/feeds/group/<name>.atom")
def atom_of_group(name: str) -> Response:
    """Answer with what changed last in a theme."""
    return _atom_of_group(name, "group")


@city_atom.get("/feeds/tag/<name>.atom")
def atom_of_tag(name: str) -> Response:
    """Answer with what changed last under a keyword."""
    path = f"/feeds/tag/{quote(name, safe='')}.atom"
    page = f"/dataset/?tags={quote(name, safe='')}"
    return _atom(Channel(f"{config.site_url()}{path}", _title(name), path, page), tag=name)


@city_atom.get("/feeds/custom.atom")
def refuse_custom_feed() -> Response:
    """Refuse CKAN's feed of any search, which the index would answer by a reader's rights."""
    raise _no_such_feed()


def _atom_of_group(name: str, type_: str) -> Response:
    group = model.Group.get(name)
    if group is None or group.type != type_ or group.state != "active":
        raise _no_such_feed()
    path = f"/feeds/{type_}/{group.name}.atom"
    title = _title(group.title or group.name)
    channel = Channel(group.id, title, path, f"/{type_}/{group.name}")
    return _atom(channel, **{type_: group.id})


def _atom(channel: Channel, **of: str) -> Response:
    """Answer with a page of a feed.

    Args:
        channel: which feed.
        of: what `recent.newest` is to list.
    """
    answers.check_parameters("before")
    before = _mark()
    size = config.atom_entries()
    found = recent.newest(size + 1, before=before, **of)
    rows, more = found[:size], len(found) > size
    at = _query(before) if before else ""
    following = _query(Mark.of(rows[-1])) if more else None
    witness = (channel, at, following, rows, listing.organizations(), fingerprints.feed())
    modified = max((row.metadata_modified for row in rows), default=None)

    def body() -> bytes:
        datasets = pieces.datasets_of(rows, members=False)
        return atom.write_feed(channel, datasets, at=at, following=following)

    return answers.answer(repr(witness), body, MEDIA_TYPE, modified=modified)


def _query(mark: Mark) -> str:
    return f"?before={quote(str(mark), safe=':')}"


def _mark() -> Mark | None:
    text = request.args.get("before")
    if text is None:
        return None
    mark = Mark.read(text)
    if mark is None:
        raise Refused(400, tk._("The parameter “before” is to be taken from a feed's own links."))
    return mark


def _title(subject: str) -> str:
    return f"{config.site_title()} – {subject}"


def _no_such_feed() -> Refused:
    return Refused(404, tk._("There is no such feed."))
