"""Health check of the jobs worker: exit 0 where this container's worker has signed in lately."""

from __future__ import annotations

import os
import socket
import sys

from redis import Redis
from rq import Worker


def is_alive(redis: Redis, host: str) -> bool:
    """Tell whether a worker of a host is registered; RQ forgets one that stopped signing in."""
    return any(worker.hostname == host for worker in Worker.all(connection=redis))


if __name__ == "__main__":
    sys.exit(not is_alive(Redis.from_url(os.environ["CITY_REDIS_URL"]), socket.gethostname()))
