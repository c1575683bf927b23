"""Published datasets in the order of their last change, and witnesses of all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import listing
from ckanext.city.feed.listing import Row

_MARK = re.compile(r"(?P<modified>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)_(?P<id>[^\0]+)")
#: Conditions by what a feed may be of; the parameter bears the same name.
_KINDS = {
    "type": "p.type = :type",
    "organization": "p.owner_org = :organization",
    "group": """p.id IN (SELECT m.table_id FROM member m WHERE m.group_id = :group
                AND m.table_name = 'package' AND m.state = 'active')""",
    "tag": """p.id IN (SELECT pt.package_id FROM package_tag pt JOIN tag t ON t.id = pt.tag_id
              WHERE pt.state = 'active' AND t.vocabulary_id IS NULL AND t.name = :tag)""",
}
_BEFORE = "(p.metadata_modified, p.id) < (:modified, :id)"
_NEWEST_FIRST = "ORDER BY p.metadata_modified DESC, p.id DESC LIMIT :limit"
_WITNESS = f"""
    SELECT md5(string_agg(concat_ws('|', p.id, p.name, p.metadata_modified), ' ' ORDER BY p.id))
    FROM package p WHERE {listing.PUBLISHED}
"""  # noqa: S608 - of our own constants alone
_NAMES = f"""
    SELECT p.id, p.name, p.metadata_modified AS modified FROM package p WHERE {listing.PUBLISHED}
    AND (CAST(:after AS text) IS NULL OR p.id > :after) ORDER BY p.id LIMIT :limit
"""  # noqa: S608 - of our own constants alone
#: Finds the series once. `listing.ROWS` finds them for each row: right for a page of 100, and ten
#: times slower for 10,000.
_ALL = f"""
    WITH series AS MATERIALIZED (
        SELECT p.id FROM package p WHERE p.type = '{SERIES}' AND {listing.PUBLISHED}
    )
    SELECT p.id, p.name, p.type, p.owner_org, p.metadata_modified, p.metadata_created,
           CASE WHEN p.extras ->> 'in_series' IS NOT NULL THEN (
               SELECT string_agg(s.id, ' ' ORDER BY s.id) FROM series s
               WHERE s.id IN (
                   SELECT (regexp_matches(p.extras ->> 'in_series', '[^"\\[\\], ]+', 'g'))[1])
           ) END AS series
    FROM package p WHERE {listing.PUBLISHED} ORDER BY p.id
"""  # noqa: S608 - of our own constants alone
_PARTS = f"""
    SELECT max(id) AS last, max(metadata_modified) AS modified FROM (
        SELECT p.id, p.metadata_modified, (row_number() OVER (ORDER BY p.id) - 1) / :size AS part
        FROM package p WHERE {listing.PUBLISHED}
    ) AS numbered GROUP BY part ORDER BY part
"""  # noqa: S608 - of our own constants alone


@dataclass(frozen=True)
class Mark:
    """Where a page of the newest datasets ends: one dataset, as it was then.

    A dataset that is changed meanwhile moves before every mark: it is not given twice.
    """

    modified: datetime
    id: str

    @classmethod
    def of(cls, row: Row) -> Mark:
        """Mark a row as the last of its page."""
        return cls(row.metadata_modified, row.id)

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """Read a mark from an address; None where the text is none."""
        match = _MARK.fullmatch(text)
        try:
            return cls(datetime.fromisoformat(match["modified"]), match["id"]) if match else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.modified.isoformat()}_{self.id}"


@dataclass(frozen=True)
class Part:
    """A run of published datasets by id: its last one's id, and when one of them last changed."""

    last: str
    modified: datetime


@dataclass(frozen=True)
class Name:
    """What the address of a published dataset is made of, and when it last changed."""

    id: str
    name: str
    modified: datetime


def newest(limit: int, *, before: Mark | None = None, **of: str) -> list[Row]:
    """List published datasets, the last changed first.

    Args:
        limit: how many at most.
        before: list those older than this one only.
        of: at most one of `type`, `organization` (an id), `group` (an id), `tag` (a name).
    """
    values = {**of, "limit": limit}
    conditions = [_KINDS[kind] for kind in of]
    if before:
        conditions.append(_BEFORE)
        values |= {"modified": before.modified, "id": before.id}
    where = "".join(f" AND {condition}" for condition in conditions)
    return listing.rows(f"{listing.ROWS}{where} {_NEWEST_FIRST}", values)


def names(after: str | None, limit: int) -> list[Name]:
    """List the names of published datasets by id, those behind an id only where one is given."""
    found = listing.execute(_NAMES, {"after": after, "limit": limit})
    return [Name(*row) for row in found]


def everything() -> list[Row]:
    """List all published datasets by id, as `listing.published` does."""
    return listing.rows(_ALL, {})


def witness() -> str:
    """Give what changes with any change to any published dataset, its publishing included."""
    return listing.execute(_WITNESS, {}).scalar() or ""


def in_parts(size: int) -> list[Part]:
    """Cut the published datasets, by id, into parts of one size."""
    return [Part(*row) for row in listing.execute(_PARTS, {"size": size})]
