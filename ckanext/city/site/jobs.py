"""The jobs worker: CKAN's own, whose children die with it, and which takes up abandoned jobs.

With `ckan jobs worker`, a worker killed by -9 leaves a scheduler that keeps the scheduler's lock,
and its job stays "started" for good (rq 2.10).
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from rq import Worker as RqWorker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import StartedJobRegistry

from ckan.lib import jobs as core_jobs

log = logging.getLogger(__name__)

MAINTENANCE_SECONDS = (
    30  # how often jobs abandoned on other machines are looked for; rq's own is 600
)
PR_SET_PDEATHSIG = 1


def work(queues: Sequence[str]) -> None:
    """Run the jobs of these queues (CKAN's default one where none is named) until told to end."""
    os.register_at_fork(after_in_child=_die_with_parent)
    worker = core_jobs.Worker(queues, maintenance_interval=MAINTENANCE_SECONDS)
    take_up_abandoned(worker)
    worker.work(with_scheduler=True)


def take_up_abandoned(worker: RqWorker) -> list[str]:
    """Put jobs of this machine's dead workers back, or into the failed ones without retries left.

    Returns:
        Ids of those jobs. Jobs of other machines are found by rq itself once they stop beating.
    """
    taken = []
    for queue in worker.queues:
        registry = StartedJobRegistry(queue=queue)
        for job_id, execution in registry.get_job_and_execution_ids(cleanup=False):
            if _worker_is_dead(worker, job_id):
                queue.connection.zadd(registry.key, {f"{job_id}:{execution}": 0})
                taken.append(job_id)
                log.warning("Job %s was left by a killed worker: taken up", job_id)
        registry.cleanup()
    return taken


def _worker_is_dead(worker: RqWorker, job_id: str) -> bool:
    try:
        name = Job.fetch(job_id, connection=worker.connection).worker_name
    except NoSuchJobError:
        return True
    host, pid = worker.connection.hmget(
        f"{RqWorker.redis_worker_namespace_prefix}{name}", "hostname", "pid"
    )
    if host is None or pid is None:
        return True
    return host.decode() == socket.gethostname() and not Path(f"/proc/{int(pid)}").exists()


def _die_with_parent() -> None:
    """Ask the kernel (Linux) to kill this process when the one that forked it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
