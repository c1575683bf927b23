"""What an output says of each dataset: made once, kept until the dataset or the city changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import dicts, listing, parts
from ckanext.city.feed.listing import Row
from ckanext.city.feed.tidy import tidy
from ckanext.city.store import cache

AT_ONCE = 100

Make = Callable[[Mapping[str, Any]], bytes]


def pieces(rows: Sequence[Row], name: str, make: Make) -> Iterator[bytes]:
    """Give an output's piece of each dataset, in the order of the rows.

    Args:
        rows: as `listing` gives them.
        name: of the output; what it says must depend on the dataset, the organisations, our
            version and the settings of the feed alone.
        make: writes a dataset's piece; never of what a reader may see.

    Raises:
        parts.Changed: a dataset is no more what its row says.
        dicts.Unreadable: a dataset can be read nowhere.
    """
    organizations = listing.organizations()
    for at in range(0, len(rows), AT_ONCE):
        page = parts.listed(rows[at : at + AT_ONCE], organizations)
        keys = [f"{key}:{name}" for key in page.keys]
        kept = cache.read_many(keys)
        missing = [row for row, piece in zip(page.rows, kept, strict=True) if piece is None]
        made = {dataset["id"]: make(dataset) for dataset in datasets_of(missing)}
        cache.write_many(
            {key: made[row.id] for key, row in zip(keys, page.rows, strict=True) if row.id in made},
            parts.KEPT_SECONDS,
        )
        for row, piece in zip(page.rows, kept, strict=True):
            yield made[row.id] if piece is None else piece


def datasets_of(rows: Sequence[Row], *, members: bool = True) -> Iterator[dict[str, Any]]:
    """Give datasets ready to be published, each exactly as its row says.

    Besides its own fields each has `published_series`, and a series `published_members`: nothing
    in it depends on who asks.

    Args:
        rows: as `listing` gives them.
        members: whether a series gets its `published_members`.

    Raises:
        parts.Changed: a dataset is no more what its row says.
        dicts.Unreadable: a dataset can be read nowhere.
    """
    series = [row.id for row in rows if members and row.type == SERIES]
    listed = listing.members_of(series)
    waiting = iter(rows)
    for dataset in dicts.datasets_of(rows):
        row = next(waiting)
        if dataset["id"] != row.id or not dicts.is_as_old_as(dataset, row):
            raise parts.Changed
        tidied, _problems = tidy(dataset)
        tidied["published_series"] = list(row.series)
        if row.id in listed:
            tidied["published_members"] = [tidy(each.as_dataset())[0] for each in listed[row.id]]
        yield tidied
    if next(waiting, None) is not None:
        raise parts.Changed
