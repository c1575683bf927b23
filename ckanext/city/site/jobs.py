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
from typing import Any

from rq import Worker as RqWorker
from rq.exceptions import NoSuchJobError, SchedulerNotFound
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.scheduler import RQScheduler
from rq.utils import as_text

from ckan.lib import jobs as core_jobs

log = logging.getLogger(__name__)

# How often jobs abandoned on other machines are looked for, and a scheduler that died is replaced.
# rq's own is 600, and an idle worker would sleep through it for 405.
MAINTENANCE_SECONDS = 30
WORKER_TTL_SECONDS = 75  # rq wakes an idle worker 15 seconds before
PR_SET_PDEATHSIG = 1


class Worker(core_jobs.Worker):
    """CKAN's worker, of which a job that cannot begin is told, and is one that failed."""

    def main_work_horse(self, job: Job, queue: Any) -> None:
        """Do a job in this process, which was forked for it."""
        try:
            super().main_work_horse(job, queue)
        except Exception:
            # rq would take this process for the worker that it is a copy of, and end its scheduler
            log.exception(
                "The job %s could not begin. Restart this worker if its files have changed.", job.id
            )
            os._exit(1)


def work(queues: Sequence[str]) -> None:
    """Run the jobs of these queues (CKAN's default one where none is named) until told to end."""
    os.register_at_fork(after_in_child=_die_with_parent)
    worker = Worker(queues, maintenance_interval=MAINTENANCE_SECONDS, worker_ttl=WORKER_TTL_SECONDS)
    free_scheduler_locks(worker)
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


def free_scheduler_locks(worker: RqWorker) -> None:
    """Free what this machine's dead schedulers hold, or retries would wait until it expires."""
    for queue in worker.queues:
        lock = RQScheduler.get_locking_key(queue.name)
        holder = worker.connection.get(lock)
        if holder is None:
            continue
        try:
            scheduler = RQScheduler.fetch(as_text(holder), worker.connection)
        except SchedulerNotFound:
            continue  # between taking the lock and saying who it is
        if _is_dead(scheduler.hostname, scheduler.pid):
            worker.connection.delete(lock)


def _worker_is_dead(worker: RqWorker, job_id: str) -> bool:
    try:
        name = Job.fetch(job_id, connection=worker.connection).worker_name
    except NoSuchJobError:
        return True
    host, pid = worker.connection.hmget(
        f"{RqWorker.redis_worker_namespace_prefix}{name}", "hostname", "pid"
    )
    return host is None or pid is None or _is_dead(as_text(host), int(pid))


def _is_dead(host: str, pid: int) -> bool:
    """Tell whether a worker or scheduler process of this machine has ended.

    A restarted container gives the same number to another process, even to this one.
    """
    if host != socket.gethostname():
        return False
    return pid == os.getpid() or _command_line(pid) != _command_line(os.getpid())


def _command_line(pid: int) -> bytes | None:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None


def _die_with_parent() -> None:
    """Ask the kernel (Linux) to kill this process when the one that forked it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
