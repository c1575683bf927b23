"""Each dataset's part of the feed: made once in all syntaxes, kept until what it says changes."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef

from ckanext.city import config
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import dicts, facts, fingerprints, listing, minimal, syntaxes
from ckanext.city.feed.listing import Member, Row
from ckanext.city.feed.problems import Problem
from ckanext.city.feed.triples import Terms, Triples
from ckanext.city.store import cache

log = logging.getLogger(__name__)

SYNTAXES = tuple(syntaxes.SYNTAXES)
PROBLEMS = "problems"
# Longer than the day between two harvests; a changed dataset's old part is not kept for long.
KEPT_SECONDS = 3 * 24 * 3600
AT_ONCE = 100
UNREADABLE = "dataset.unreadable"


class Changed(Exception):
    """A dataset is no more what the listing said: the page is to be listed anew."""


@dataclass(frozen=True)
class Part:
    """What the feed says of a dataset.

    Attributes:
        bodies: bytes by syntax, to be laid beside others.
        problems: what could not be said as it was stored.
    """

    bodies: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Listed:
    """Rows of a page with the keys of their parts: a hash of all that each part depends on."""

    rows: Sequence[Row]
    members: Mapping[str, Sequence[Member]]
    keys: Sequence[str]


def listed(rows: Sequence[Row], organizations: str) -> Listed:
    """Find the keys of the parts of these rows.

    Args:
        rows: published datasets.
        organizations: what `listing` says of all organisations.
    """
    members = listing.members_of(row.id for row in rows if row.type == SERIES)
    world = (organizations, fingerprints.feed())
    keys = [cache.key("part", *_dependencies(row, members.get(row.id)), *world) for row in rows]
    return Listed(rows, members, keys)


def bodies(page: Listed, syntax: str) -> list[bytes]:
    """Give the parts of a page in a syntax, in its order.

    Raises:
        Changed: a dataset has changed since it was listed, so that its part would not be true.
        dicts.Unreadable: a dataset can be read nowhere.
    """
    return _values(page, syntax, lambda part: part.bodies[syntax])


def problems_of(rows: Sequence[Row]) -> dict[str, tuple[Problem, ...]]:
    """Give what the feed could not say of datasets as it was stored, by id; most have none.

    A dataset that is changed meanwhile is left out.
    """
    found: dict[str, tuple[Problem, ...]] = {}
    organizations = listing.organizations()
    for at in range(0, len(rows), AT_ONCE):
        page = listed(rows[at : at + AT_ONCE], organizations)
        kept = cache.read_many([f"{key}:{PROBLEMS}" for key in page.keys])
        for row, value in zip(page.rows, kept, strict=True):
            if value is not None:
                found[row.id] = _read_problems(value)
        missing = [at for at, value in enumerate(kept) if value is None]
        found |= {row.id: part.problems for row, part in _made(page, missing).items()}
    return {id_: problems for id_, problems in found.items() if problems}


def make_part(dataset: Mapping[str, Any]) -> Part:
    """Make a dataset's part. Never raises: what the profile cannot write is written without it.

    Args:
        dataset: as `dicts.datasets_of` gives it.
    """
    id_ = str(dataset["id"])
    try:
        return _written(*_described(dataset), id_)
    except Exception:
        log.exception("The feed says the least of dataset %s: its metadata break the profile", id_)
    graph, problems = minimal.describe(dataset, config.site_url())
    broken = Problem(UNREADABLE, "", str(dataset.get("name")), dropped=False)
    return _written(graph, [broken, *problems], id_)


def new_profile(graph: Triples) -> Any:
    """Make the feed's profile.

    It is imported here: a plugin that imports ckanext-dcat's profiles while CKAN starts makes
    CKAN look up validators before there are ours.
    """
    from ckanext.city.feed.profile import FrenchProfile  # noqa: PLC0415 - see above

    return FrenchProfile(graph)


def _dependencies(row: Row, members: Sequence[Member] | None) -> Iterable[str]:
    # the name too: a rename in SQL leaves metadata_modified alone, and the landing page says it
    yield from (row.id, row.name, row.metadata_modified.isoformat(), " ".join(row.series))
    if members is not None:
        yield repr([dataclasses.astuple(member) for member in members])


def _values(page: Listed, name: str, of_part: Any) -> list[bytes]:
    values = cache.read_many([f"{key}:{name}" for key in page.keys])
    missing = [at for at, value in enumerate(values) if value is None]
    made = _made(page, missing)
    if len(made) < len(missing):
        raise Changed
    for at in missing:
        values[at] = of_part(made[page.rows[at]])
    return [value for value in values if value is not None]


def _made(page: Listed, missing: Sequence[int]) -> dict[Row, Part]:
    """Make the parts that were not kept, and keep them; a dataset that has changed has none."""
    rows = {page.rows[at].id: (page.rows[at], page.keys[at]) for at in missing}
    made: dict[Row, Part] = {}
    to_keep: dict[str, bytes] = {}
    for dataset in dicts.datasets_of([row for row, _ in rows.values()]):
        row, key = rows[dataset["id"]]
        if dicts.is_as_old_as(dataset, row):
            if row.id in page.members:
                members = page.members[row.id]
                dataset["published_members"] = [each.as_dataset() for each in members]
            made[row] = part = make_part(dataset)
            to_keep |= {f"{key}:{name}": body for name, body in part.bodies.items()}
            to_keep[f"{key}:{PROBLEMS}"] = _write_problems(part.problems)
    cache.write_many(to_keep, KEPT_SECONDS)
    return made


def _described(dataset: Mapping[str, Any]) -> tuple[Triples, Iterable[Problem]]:
    graph = Triples()
    profile = new_profile(graph)
    profile.graph_from_dataset(dataset, URIRef(facts.dataset_address(dataset)))
    return graph, profile.problems


def _written(graph: Triples, problems: Iterable[Problem], id_: str) -> Part:
    terms = Terms(id_)
    triples = terms.of(graph)
    bodies_ = {name: syntax.part(triples) for name, syntax in syntaxes.SYNTAXES.items()}
    return Part(bodies_, (*problems, *terms.problems))


def _write_problems(problems: Iterable[Problem]) -> bytes:
    return json.dumps([dataclasses.astuple(problem) for problem in problems]).encode()


def _read_problems(value: bytes) -> tuple[Problem, ...]:
    return tuple(Problem(*fields) for fields in json.loads(value))
