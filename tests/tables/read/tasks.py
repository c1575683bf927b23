"""What the guarded child does with the hostile files of the tests."""

from __future__ import annotations

from pathlib import Path


def read(path, limits):
    """Read a file whole, and tell how many rows it has and what was said of it."""
    from ckanext.city.tables.guard import pack
    from ckanext.city.tables.read import read_table

    table = read_table(Path(path), limits=limits)
    rows = sum(batch.height for batch in table.scan())
    return {"rows": rows, "findings": [pack(finding) for finding in table.findings]}


def read_damaged(request, limits):
    """Read many damaged copies of a file; each is a table or a refusal, or the child ends."""
    import random

    from ckanext.city.tables.findings import Refused
    from ckanext.city.tables.read import read_table

    original, seed, times = request
    path, chance = Path(original), random.Random(seed)
    content, outcomes = path.read_bytes(), {}
    copy = path.with_name(f"damaged{path.suffix}")
    for _ in range(times):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        copy.write_bytes(
            damaged[: chance.choice([len(damaged), chance.randrange(1, len(damaged))])]
        )
        try:
            table = read_table(copy, limits=limits)
            outcome = str(sum(batch.height for batch in table.scan()) >= 0)
        except Refused as refused:
            outcome = refused.finding.code
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return outcomes
