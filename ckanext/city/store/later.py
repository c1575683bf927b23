"""Jobs that a transaction asks for: enqueued once it is committed, each once, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from ckan import model
from ckan.lib import jobs

log = logging.getLogger(__name__)

_WAITING = "city_jobs"


def enqueue_after_commit(
    function: Callable[..., Any], argument: str, title: str, **rq_options: Any
) -> None:
    """Have a job done once what it is about is committed.

    Args:
        function: of one text; repeatable.
        argument: that text; a second request for the same function and text is the same job.
        title: what the queue's list calls it.
        rq_options: `timeout` in seconds, `retry`.
    """
    waiting = model.Session().info.setdefault(_WAITING, {})
    waiting[function, argument] = (title, rq_options)


@sa.event.listens_for(Session, "after_commit")
def _enqueue(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for (function, argument), (title, rq_options) in session.info.pop(_WAITING, {}).items():
        try:
            jobs.enqueue(function, [argument], title=title, rq_kwargs=rq_options)
        except RedisError:  # the next change asks again
            log.exception("No jobs queue, so this is not done: %s", title)


@sa.event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_WAITING, None)
