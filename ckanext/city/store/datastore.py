"""Tables of the DataStore: typed by their table schema, put in place whole or not at all.

All happens in one transaction, which ends by putting the new table in the place of the former one:
readers see the former table until then, and a worker that is killed leaves nothing behind.
"""

from __future__ import annotations

import csv
import json
import logging
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any, BinaryIO

import psycopg2

from ckanext.city import config
from ckanext.city.store.columns import Column, columns_of, identifier, literal

log = logging.getLogger(__name__)

TURN_SECONDS = 600  # a second load of the same table waits that long for its turn
SEPARATORS = (",", ";", "\t", "|")
SWAP_TRIES, SWAP_WAIT = 20, "500ms"  # readers queue behind us no longer than one wait


class LoadRefused(ValueError):
    """A table that cannot be loaded; the message says why, and the former table stays."""


@dataclass(frozen=True)
class Loaded:
    """A table as it now stands in the DataStore."""

    rows: int
    columns: tuple[Column, ...]


def load_table(
    resource_id: str,
    path: Path,
    descriptor: Mapping[str, Any],
    indexes: Sequence[Sequence[str]] = (),
) -> Loaded:
    """Put a table of a file in the place of the one that a resource has in the DataStore.

    Args:
        resource_id: id of the resource, which is the table's name.
        path: a CSV file in UTF-8 with a header that conforms to the descriptor.
        descriptor: its Table Schema descriptor.
        indexes: columns to index, besides the descriptor's primary key.

    Raises:
        LoadRefused: the file cannot become a table; nothing has changed.
    """
    separator = separator_of(path)
    header = _header(path, separator)
    columns = columns_of(descriptor, header)
    with _transaction() as cursor:
        _wait_for_turn(cursor, resource_id)
        draft = _Draft(cursor, columns)
        draft.create()
        with path.open("rb") as file:
            rows = draft.fill(file, header, separator)
        draft.index(_key(descriptor, header), indexes)
        _swap(cursor, draft, resource_id)
    log.info("DataStore: %s rows of resource %s are in place", rows, resource_id)
    return Loaded(rows, tuple(columns))


def separator_of(path: Path) -> str:
    """Tell what separates the columns of a CSV file: what its header has most of.

    Raises:
        LoadRefused: the file is empty or not in UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
    except UnicodeDecodeError:
        return _refuse("The file is not in UTF-8: save it again as “CSV UTF-8”.")
    if not header.strip():
        return _refuse("The file is empty.")
    return max(SEPARATORS, key=header.count)


def drop_table(resource_id: str) -> bool:
    """Remove a resource's table; tells whether there was one."""
    with _transaction() as cursor:
        if not _exists(cursor, resource_id):
            return False
        cursor.execute(f"DROP TABLE {identifier(resource_id)} CASCADE")
        _forget_count(cursor, resource_id)
    return True


def has_table(resource_id: str) -> bool:
    """Tell whether a resource has a table."""
    with _transaction() as cursor:
        return _exists(cursor, resource_id)


class _Draft:
    """The new table, seen by this transaction only until it is put in place."""

    def __init__(self, cursor: Any, columns: Sequence[Column]) -> None:
        self.cursor = cursor
        self.columns = columns
        self.name = f"_draft_{uuid.uuid4().hex}"
        self.indexes: dict[str, str] = {}  # name now: what CKAN derives its name from

    def create(self) -> None:
        fields = ", ".join(f"{identifier(each.id)} {each.type}" for each in self.columns)
        self.cursor.execute(
            f"CREATE TABLE {self.name} (_id serial PRIMARY KEY, _full_text tsvector, {fields})"
        )
        for each in self.columns:
            # The space in front tells the DataStore which version of its own notes this is.
            comment = " " + json.dumps({"_info": dict(each.info)}, ensure_ascii=False)
            self.cursor.execute(
                f"COMMENT ON COLUMN {self.name}.{identifier(each.id)} IS {literal(comment)}"
            )

    def fill(self, file: BinaryIO, header: Sequence[str], separator: str) -> int:
        """Copy the file's text aside, then write typed rows once, their words with them."""
        raw = ", ".join(f"{identifier(name)} text" for name in header)
        self.cursor.execute(f"CREATE TEMP TABLE city_raw ({raw}) ON COMMIT DROP")
        options = f"FORMAT csv, HEADER, ENCODING 'UTF8', DELIMITER {literal(separator)}"
        self.cursor.copy_expert(f"COPY city_raw FROM STDIN ({options})", file)
        names = ", ".join(identifier(each.id) for each in self.columns)
        values = ", ".join(each.value for each in self.columns)
        words = ", ".join(identifier(name) for name in header)
        typed = f"SELECT to_tsvector(concat_ws(' ', {words})), {values} FROM city_raw"  # noqa: S608 - names are quoted
        self.cursor.execute(f"INSERT INTO {self.name} (_full_text, {names}) {typed}")
        return int(self.cursor.rowcount)

    def index(self, key: Sequence[str], further: Sequence[Sequence[str]]) -> None:
        """Index what is searched; CKAN's trigger keeps the words of rows written later."""
        self._index(f"USING {config.full_text_method()} (_full_text)", identifier("_full_text"))
        for columns, unique in [(key, "UNIQUE"), *((each, "") for each in further)]:
            if columns:
                fields = ", ".join(identifier(name) for name in columns)
                self._index(f"({fields})", fields, unique)
        self.cursor.execute(
            f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {self.name}"
            " FOR EACH ROW EXECUTE PROCEDURE populate_full_text_trigger()"
        )

    def _index(self, on: str, fields: str, unique: str = "") -> None:
        name = f"{self.name}_{len(self.indexes)}"
        self.cursor.execute(f"CREATE {unique} INDEX {name} ON {self.name} {on}")
        self.indexes[name] = fields


def _header(path: Path, separator: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=separator))


def _refuse(message: str) -> Any:
    raise LoadRefused(message)


def _key(descriptor: Mapping[str, Any], header: Sequence[str]) -> list[str]:
    key = descriptor.get("primaryKey") or []
    names = [key] if isinstance(key, str) else list(key)
    return names if set(names) <= set(header) else []


@contextmanager
def _transaction() -> Iterator[Any]:
    """A cursor of the DataStore's writer: committed at the end, else undone whole."""
    # ckanext.datastore asks for validators when it is imported: not before plugins are loaded
    from ckanext.datastore.backend.postgres import get_write_engine  # noqa: PLC0415 - see above

    connection = get_write_engine().raw_connection()
    try:
        with connection.cursor() as cursor:
            yield cursor
        connection.commit()
    except psycopg2.Error as error:
        raise LoadRefused(_what_postgresql_says(error)) from error
    finally:
        connection.close()  # back to the pool, which undoes what was not committed


def _what_postgresql_says(error: psycopg2.Error) -> str:
    said = error.diag
    where = f" ({said.context.splitlines()[0]})" if said.context else ""
    return f"The table was not loaded: {said.message_primary or error}{where}."


def _wait_for_turn(cursor: Any, resource_id: str) -> None:
    cursor.execute(f"SET LOCAL lock_timeout = '{TURN_SECONDS}s'")
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [resource_id])


def _swap(cursor: Any, draft: _Draft, resource_id: str) -> None:
    former = _exists(cursor, resource_id)
    aliases = _aliases(cursor, resource_id) if former else []
    if former:
        _drop_in_turn(cursor, resource_id, aliases)
    table = identifier(resource_id)
    cursor.execute(f"ALTER TABLE {draft.name} RENAME TO {table}")
    cursor.execute(
        f"ALTER SEQUENCE {draft.name}__id_seq RENAME TO {identifier(resource_id + '__id_seq')}"
    )
    cursor.execute(f"ALTER INDEX {draft.name}_pkey RENAME TO {identifier(resource_id + '_pkey')}")
    for name, fields in draft.indexes.items():
        known = sha1((resource_id + fields).encode(), usedforsecurity=False).hexdigest()
        cursor.execute(f'ALTER INDEX {name} RENAME TO "{known}"')
    for alias in aliases:
        cursor.execute(f"CREATE VIEW {identifier(alias)} AS TABLE {table}")
    _forget_count(cursor, resource_id)


def _forget_count(cursor: Any, resource_id: str) -> None:
    """Drop the number of rows that CKAN keeps of a table, and never drops with it."""
    cursor.execute("DELETE FROM _table_stats WHERE resource_id = %s", [resource_id])


def _drop_in_turn(cursor: Any, resource_id: str, aliases: Sequence[str]) -> None:
    """Drop the former table between two readers, without making others queue behind us."""
    cursor.execute(f"SET LOCAL lock_timeout = '{SWAP_WAIT}'")
    drops = [f"DROP VIEW {identifier(alias)}" for alias in aliases]
    drops.append(f"DROP TABLE {identifier(resource_id)}")
    for attempt in range(SWAP_TRIES):
        cursor.execute("SAVEPOINT swap")
        try:
            for drop in drops:
                cursor.execute(drop)
        except psycopg2.errors.LockNotAvailable:
            if attempt + 1 == SWAP_TRIES:
                raise
            cursor.execute("ROLLBACK TO SAVEPOINT swap")
            time.sleep(0.5)
        else:
            return


def _exists(cursor: Any, resource_id: str) -> bool:
    cursor.execute(
        "SELECT 1 FROM pg_class WHERE relname = %s AND relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace",
        [resource_id],
    )
    return cursor.fetchone() is not None


def _aliases(cursor: Any, resource_id: str) -> list[str]:
    cursor.execute("SELECT name FROM _table_metadata WHERE alias_of = %s", [resource_id])
    return [row[0] for row in cursor.fetchall()]
