"""What the standard calls wrong and real files do: taken out of errors, told as warnings."""

from __future__ import annotations

import polars as pl

from ckanext.city.tables.check.cells import same
from ckanext.city.tables.check.rows import Batch
from ckanext.city.tables.check.rules import Excuse


def split_excused(excuse: Excuse, batch: Batch, mask: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Split the rows at fault: those that are excused, and those that are left."""
    if excuse.when is None:
        return mask, mask & False
    when = excuse.when()
    nothing = same(None, len(batch.rows))
    named = ((name, batch.cells.get(name)) for name in dict.fromkeys(when.meta.root_names()))
    texts = pl.DataFrame([(cells.text if cells else nothing).alias(name) for name, cells in named])
    fits = texts.select(when.fill_null(value=False).alias("w"))["w"]
    return mask & fits, mask & ~fits
