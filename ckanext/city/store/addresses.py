"""Addresses of the city, out of its own Base Adresse Locale in the DataStore."""

from __future__ import annotations

import re
import time
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ckan import model

from ckanext.city import config
from ckanext.city.store.columns import identifier

SCHEMA = "etalab/schema-bal@%"
MOST = 8
LONGEST = 80
#: The catalogue is asked anew for its address table after this many seconds.
_REMEMBERED = 60
#: Letters that `translate` of PostgreSQL turns into others, sign by sign.
_ACCENTED, _PLAIN = "àâäáçéèêëíîïñóôöùûüúÿ’'-", "aaaaceeeeiiinooouuuuy   "

#: How the standard calls a street, the newest version first.
_STREETS = ("toponyme", "voie_nom")
_IS_NUMBER = "'^-?[0-9]+([.][0-9]+)?$'"

_TABLE = """
SELECT r.id FROM resource r JOIN package p ON p.id = r.package_id
WHERE r.state = 'active' AND p.state = 'active' AND NOT p.private
  AND r.extras::json ->> 'table_schema' LIKE :schema
  AND r.extras::json ->> 'datastore_active' = 'true'
ORDER BY r.last_modified DESC NULLS LAST LIMIT 1
"""


@dataclass(frozen=True)
class _Table:
    """A table of addresses, and its column of streets, quoted for SQL."""

    name: str
    street: str

    @property
    def plain(self) -> str:
        """The street's name in lower case, without accents, in SQL."""
        return f"translate(lower({self.street}), :accented, :plain)"


def has_addresses() -> bool:
    """Tell whether the city publishes its addresses as a table."""
    return _table() is not None


def find_addresses(text: str) -> list[dict[str, Any]]:
    """List addresses that a reader may mean: "14 rue des tann".

    Args:
        text: what was typed; a number first, where there is one.

    Returns:
        Each with its `label`, `lon` and `lat`, degrees; streets without number where none is typed.
    """
    table = _table()
    number, suffix, words = _read(text)
    if table is None or not words:
        return []
    places = {f"word{at}": f"%{word}%" for at, word in enumerate(words)}
    conditions = [f"{table.plain} LIKE :{name}" for name in places]
    asked: dict[str, Any] = {**places, "accented": _ACCENTED, "plain": _PLAIN, "most": MOST}
    asked["start"] = f"%{' '.join(words)}%"
    if number is not None:
        conditions.append("numero::text LIKE :number")
        asked |= {"number": f"{number}%", "exact": str(number), "suffix": suffix}
    return [_told(row) for row in _ask(_sql(table, conditions, number is not None), asked)]


def _sql(table: _Table, conditions: list[str], numbered: bool) -> str:
    """Ask for numbers of streets, or for streets by a point in the middle of them."""
    placed = f"long::text ~ {_IS_NUMBER} AND lat::text ~ {_IS_NUMBER}"
    where = f"FROM {table.name} WHERE {' AND '.join(conditions)} AND {placed}"
    if numbered:
        return (
            f"SELECT numero, suffixe, {table.street} AS street, long, lat {where} ORDER BY "
            "numero::text <> :exact, coalesce(suffixe, '') <> :suffix, "
            f"{table.plain} NOT LIKE :start, length({table.street}), {table.street}, numero, "
            "suffixe LIMIT :most"
        )
    return (
        f"SELECT NULL AS numero, NULL AS suffixe, {table.street} AS street, "
        f"avg(long::float) AS long, avg(lat::float) AS lat {where} GROUP BY {table.street} "
        f"ORDER BY {table.plain} NOT LIKE :start, length({table.street}), {table.street} "
        "LIMIT :most"
    )


def _read(text: str) -> tuple[int | None, str, list[str]]:
    """Cut what was typed into a number, its suffix and words without accents."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"[a-z0-9]+", plain.replace("œ", "oe"))
    if words and re.fullmatch(r"\d{1,5}", words[0]):
        number, rest = int(words[0]), words[1:]
        if len(rest) > 1 and rest[0] in ("bis", "ter", "quater", "a", "b", "c", "d"):
            return number, rest[0], rest[1:]
        return number, "", rest
    return None, "", words


def _told(row: Any) -> dict[str, Any]:
    number = " ".join(str(part) for part in (row.numero, row.suffixe) if part)
    label = f"{number} {row.street}".strip()
    return {"label": label, "lon": round(float(row.long), 6), "lat": round(float(row.lat), 6)}


def _table() -> _Table | None:
    return _table_at(int(time.monotonic()) // _REMEMBERED)


@lru_cache(maxsize=1)
def _table_at(_moment: int) -> _Table | None:
    if config.datastore_urls() is None:
        return None
    found = model.Session.execute(sa.text(_TABLE), {"schema": SCHEMA}).scalar()
    if not found:
        return None
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = :name"
    columns = {row.column_name for row in _ask(asked, {"name": found})}
    street = next((each for each in _STREETS if each in columns), None)
    complete = street and columns >= {"numero", "suffixe", "long", "lat"}
    return _Table(identifier(found), identifier(street)) if street and complete else None


def _ask(sql: str, asked: dict[str, Any]) -> list[Any]:
    urls = config.datastore_urls()
    if urls is None:
        return []
    with _engine(urls[1]).connect() as connection:
        return list(connection.execute(sa.text(sql), asked))


@lru_cache(maxsize=2)
def _engine(url: str) -> Any:
    return sa.create_engine(url, pool_size=2)
