"""Look at what the feed says of each dataset: what it had to leave out, what its score misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox

from ckanext.city import config
from ckanext.city.feed import listing, parts
from ckanext.city.feed.listing import Row
from ckanext.city.feed.preflight import missed
from ckanext.city.feed.problems import Problem
from ckanext.city.feed.syntaxes import SYNTAXES

AT_ONCE = 100
ATTEMPTS = 3


@dataclass(frozen=True)
class Inspected:
    """A published dataset that was looked at.

    Attributes:
        problems: what the feed cannot say of it as it is stored.
        missed: criteria of udata's quality score that it misses.
    """

    row: Row
    problems: tuple[Problem, ...]
    missed: tuple[str, ...]


def catalogue() -> Iterator[list[Row]]:
    """List all published datasets, some at a time."""
    after = None
    while rows := listing.published(after=after, limit=AT_ONCE):
        yield rows
        after = rows[-1].id


def inspect(rows: Sequence[Row]) -> Iterator[Inspected]:
    """Look at datasets, in the order of their ids.

    Raises:
        dicts.Unreadable: one can be read nowhere: the feed cannot be served.
        parts.Changed: datasets are changed faster than they can be read.
    """
    for at in range(0, len(rows), AT_ONCE):
        yield from _inspect_some(rows[at : at + AT_ONCE])


def _inspect_some(rows: Sequence[Row]) -> list[Inspected]:
    for _attempt in range(ATTEMPTS):
        page = parts.listed(rows, listing.organizations())
        try:
            bodies = parts.bodies(page, "ttl")
        except parts.Changed:
            rows = listing.published(ids=[row.id for row in rows])
            continue
        problems = parts.problems_of(rows)
        now = datetime.now(UTC)
        return [
            Inspected(row, problems.get(row.id, ()), _missed(row, body, now))
            for row, body in zip(rows, bodies, strict=True)
        ]
    raise parts.Changed


def _missed(row: Row, body: bytes, now: datetime) -> tuple[str, ...]:
    document = SYNTAXES["ttl"].page([body])
    triples = (
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(document, format=ox.RdfFormat.TURTLE)
    )
    return missed(triples, f"{config.site_url()}/dataset/{row.id}", now)
