"""Locks among all processes of a site. PostgreSQL keeps them, and frees them when a holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ckan import model

#: Our numbers among the database's advisory locks.
PREPARATION, DEMO_CITY = 4_201_999, 4_202_000


class Taken(Exception):
    """Another process holds the lock."""


@contextmanager
def hold(number: int, *, wait: bool) -> Iterator[None]:
    """Hold a lock; nobody else does meanwhile.

    Args:
        number: which lock.
        wait: whether to wait for whoever holds it.

    Raises:
        Taken: another holds it, and we do not wait.
    """
    # without a transaction, which would stay open for as long as the lock is held
    with model.ensure_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as own:
        if wait:
            own.execute(sa.text(f"SELECT pg_advisory_lock({number})"))
        elif not own.execute(sa.text(f"SELECT pg_try_advisory_lock({number})")).scalar():
            raise Taken
        try:
            yield
        finally:
            own.execute(sa.text(f"SELECT pg_advisory_unlock({number})"))
