"""Every sample of every table schema is what its folder and its name promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.dataset_types.knowledge import knowledge_of
from ckanext.city.tables.catalogue import TableSchema, list_table_schemas
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.read import read_table

SCHEMAS = list_table_schemas()
SAMPLES = [
    (schema, path)
    for schema in SCHEMAS
    for path in sorted((schema.folder / "samples").glob("*/*.csv"))
]


@pytest.mark.parametrize(
    ("schema", "sample"),
    SAMPLES,
    ids=[f"{s.reference}:{p.parent.name}/{p.stem}" for s, p in SAMPLES],
)
def test_a_sample_gives_what_its_name_announces(schema: TableSchema, sample: Path) -> None:
    """`invalid/type.date--30-fevrier.csv` gives this error and no other; in `valid/` a name can
    announce what is told though nothing is wrong."""
    findings = check_table(read_table(sample), schema.descriptor, knowledge_of(schema.id)).findings
    errors = {each.code for each in findings if each.severity == "error"}
    announced, dashes, _what = sample.stem.partition("--")
    promised = set(announced.split("+")) if dashes else set()
    if sample.parent.name == "invalid":
        assert errors == promised
    else:
        assert errors == set()
        assert promised <= {each.code for each in findings}


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.reference)
@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_a_schema_comes_with_three_valid_and_three_invalid_samples(
    schema: TableSchema, kind: str
) -> None:
    assert len(list((schema.folder / "samples" / kind).glob("*.csv"))) >= 3
