"""All that a catalogue holds, row by row, and what differs between two moments of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

State = dict[str, list[str]]


def state() -> State:
    """All that a catalogue holds: every row of every table, documents, tables, files."""
    from ckan import model
    from ckan.lib import search

    from ckanext.datastore.backend.postgres import get_write_engine

    from ckanext.city import config

    model.Session.rollback()
    found = rows_of(model.ensure_engine(), "main") | rows_of(get_write_engine(), "datastore")
    indexed = search.query_for(model.Package).run({"q": "*:*", "rows": 1000, "fl": "id"})
    found["indexed"] = sorted(indexed["results"])
    stored = Path(config.storage_path()).rglob("*")
    found["stored"] = sorted(str(path) for path in stored if path.is_file())
    return found


def rows_of(engine: Any, database: str) -> State:
    """Every row of every table of a database, as text, by the table's name."""
    import sqlalchemy as sa

    names = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    with engine.connect() as connection:
        tables = connection.execute(sa.text(names)).scalars().all()
        return {
            f"{database}: {name}": sorted(
                connection.execute(sa.text(f'SELECT t::text FROM "{name}" t')).scalars()
            )
            for name in tables
        }


def difference(before: State, after: State) -> State:
    """What was added (+) and what is missing (-), where anything is."""
    found = {
        name: [f"+{each}" for each in after.get(name, ()) if each not in before.get(name, ())]
        + [f"-{each}" for each in before.get(name, ()) if each not in after.get(name, ())]
        for name in before.keys() | after.keys()
    }
    return {name: changes[:20] for name, changes in found.items() if changes or name not in before}
