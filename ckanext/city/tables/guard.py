"""Do what a stranger's file asks for in one child process with limits; tell what became of it.

The parent imports nothing that is slow. The child is this module, run by itself: it binds itself
to the limits, imports the task, and answers in JSON. Whatever else happens to it, memory that ends,
a time-out, a crash, the parent tells as a finding.

Loading Polars takes longer than checking most files. A command that knows what it will be asked
for has a child load it ahead (`prepare`), while it loads what it needs itself. A program that is
copied at its very beginning, which spares the start of an interpreter, has the copy `serve`, and
will `adopt` it.
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.city.tables import progress
from ckanext.city.tables.findings import MAX_ROWS, Entry, Finding, Refused, _
from ckanext.city.tables.forked import Forked
from ckanext.city.tables.late import put_off
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.progress import Watch, followed

log = logging.getLogger(__name__)

#: Isolated: neither the environment nor the current folder brings modules.
COMMAND: tuple[str, ...] = (sys.executable, "-I", "-m", "ckanext.city.tables.guard")

ENTRIES: Mapping[str, Entry] = {
    "limit.memory": Entry(
        _("The file needs more memory than a file may take ({megabytes} MB)."),
        _("Split it, for example by year, or export its table as CSV."),
    ),
    "limit.time": Entry(
        _("The file needs more time than a file may take ({seconds} s)."),
        _("Split it, for example by year, or export its table as CSV."),
    ),
    "file.breaks": Entry(
        _("The file breaks the program that reads it: it is damaged, or made to do harm."),
        _("Open it in a spreadsheet program, and save it anew as XLSX, ODS or CSV."),
    ),
    "file.not-written": Entry(
        _("The file {out} cannot be written: {reason}."),
        _("Make room on the disk, or give a name in another folder."),
    ),
    "file.not-written/full": Entry(
        _("The file {out} cannot be written: the disk is full."),
        _("Make room on the disk, or give a name in another folder."),
    ),
    "program.fault": Entry(
        _("The program has a fault of its own, which this file brings out; nothing was written."),
        _("Send the file to whoever looks after the program: the file itself may be right."),
    ),
}
#: What libraries in Rust raise where they meet the impossible: mostly damaged bytes.
_PANIC = "PanicException"

#: Polars has them for lakes of data, and they are a seventh of what it loads.
_LATE = ("hashlib", "importlib.metadata")
#: How soon Polars' allocator gives back what it no longer needs: pages that a batch has left are
#: taken by the next before that, and a long file needs a twentieth less.
_ALLOCATOR = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:50,muzzy_decay_ms:0"}
_GRACE_SECONDS = 5  # between the limit on processor time and the end without appeal


def run_guarded(task: str, arguments: Any, limits: Limits, watch: Watch | None = None) -> Any:
    """Run a task in a limited child process, and give what it gives.

    Args:
        task: "module:function" of a function of (arguments, limits), both of JSON-able values.
        arguments: for the task.
        limits: on it; the task gets them too.
        watch: is told how far the task is, from another thread.

    Raises:
        Refused: the task refused the file, or went beyond a limit, or broke.
    """
    request = {"task": task, "arguments": arguments, "limits": dataclasses.asdict(limits)}
    child = _nursery.take(limits.threads) or _start((), limits.threads)
    try:
        if watch is None:
            answer, said = child.ask(request, limits.seconds)
        else:
            with followed(watch, child.lend()) as pipe:
                try:
                    answer, said = child.ask({**request, "progress": pipe}, limits.seconds)
                finally:
                    child.end()  # who follows it waits until it is gone
    except (subprocess.TimeoutExpired, TimeoutError):
        raise Refused(_beyond("limit.time", limits)) from None
    finally:
        child.end()
    code = child.process.returncode
    if code:
        log.warning("%s ended with %s: %s", task, code, said[-2000:])
        raise Refused(_explain(code, limits))
    return _take(answer)


def prepare(modules: Sequence[str], threads: int) -> None:
    """Have a child load modules for the next task; it ends by itself if none is given to it.

    Args:
        modules: by their full names, in their order.
        threads: of Polars, as the task's limits will say; else another child does it.
    """
    _nursery.child, _nursery.threads = _start(modules, threads), threads


def adopt(copy: Forked, threads: int) -> None:
    """Take a copy of this process that is to `serve` as the child of the next task.

    Args:
        copy: that has been made.
        threads: of Polars, as it was told.
    """
    _nursery.child, _nursery.threads = _Child(copy, copy.pipe), threads


@dataclass
class _Child:
    """A child process that waits for a request.

    Attributes:
        process: itself.
        pipe: into which it tells its progress: the end to be read, and its own; empty once lent.
    """

    process: subprocess.Popen[bytes] | Forked
    pipe: tuple[int, ...]

    def lend(self) -> tuple[int, ...]:
        """Give the pipe to whoever reads and closes it."""
        pipe, self.pipe = self.pipe, ()
        return pipe

    def ask(self, request: Mapping[str, Any], seconds: float) -> tuple[bytes, bytes]:
        """Send a request; give the answer, and what the child says of itself."""
        return self.process.communicate(json.dumps(request).encode(), timeout=seconds)

    def end(self) -> None:
        """See that nothing of it is left."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for each in self.lend():
            os.close(each)


@dataclass
class _Nursery:
    """The child that was started ahead, if any, and its number of threads."""

    child: _Child | None = None
    threads: int = 0

    def take(self, threads: int) -> _Child | None:
        """Give the child to whoever wants this many threads; to others it is of no use."""
        child, self.child = self.child, None
        if child is not None and threads != self.threads:
            child.end()
            return None
        return child


_nursery = _Nursery()


def _start(modules: Sequence[str], threads: int) -> _Child:
    pipe = os.pipe()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        (*COMMAND, *modules),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"POLARS_MAX_THREADS": str(threads), **os.environ},
        pass_fds=pipe[1:],
    )
    return _Child(process, pipe)


def pack(finding: Finding) -> dict[str, Any]:
    """Give a finding as JSON-able values that `unpack` takes, sentences not yet made."""
    values = {each.name: getattr(finding, each.name) for each in dataclasses.fields(finding)}
    return {**values, "rows": finding.rows[:MAX_ROWS], "details": dict(finding.details)}


def unpack(packed: Mapping[str, Any]) -> Finding:
    """Give a finding that came by JSON."""
    lists = {name: tuple(packed[name]) for name in ("rows", "values")}
    return Finding(**{**packed, **lists})


def _take(answer: bytes) -> Any:
    found = json.loads(answer)
    if "refused" in found:
        raise Refused(unpack(found["refused"]))
    return found["result"]


def _beyond(code: str, limits: Limits) -> Finding:
    details = {"megabytes": limits.memory_bytes // 1_000_000, "seconds": round(limits.seconds)}
    return Finding(code, "error", details=details)


def _explain(code: int, limits: Limits) -> Finding:
    """Tell what a child's end means: memory aborts it, or the kernel kills it."""
    if -code in (signal.SIGABRT, signal.SIGKILL):
        return _beyond("limit.memory", limits)
    if -code == signal.SIGXCPU:
        return _beyond("limit.time", limits)
    return Finding("program.fault" if code > 0 else "file.breaks", "error")


# The child.


def serve(modules: Sequence[str], threads: int | None = None) -> None:
    """Read a request, do it, answer, and end without taking anything down with care.

    Args:
        modules: that are loaded before the request is read.
        threads: of Polars, if the environment does not say; None: those of the request.
    """
    for name, value in _ALLOCATOR.items():
        os.environ.setdefault(name, value)
    if threads is not None:
        os.environ.setdefault("POLARS_MAX_THREADS", str(threads))
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _load(modules)
    with os.fdopen(0, "rb", closefd=False) as requests:
        asked = requests.read()
    if not asked:  # whoever had it prepared found that there is nothing to do
        os._exit(0)
    request = json.loads(asked)
    limits = Limits(**request["limits"])
    os.environ.setdefault("POLARS_MAX_THREADS", str(limits.threads))
    _bind(limits)
    progress.listen(request.get("progress"))
    found = _answer(request["task"], request["arguments"], limits)
    answer.write(json.dumps(found).encode())
    answer.flush()
    os._exit(0)  # taking Polars down takes longer than a small check


def _load(modules: Sequence[str]) -> None:
    """Load modules, in which there is no rubbish to be looked for meanwhile."""
    gc.disable()
    put_off(_LATE)
    for each in modules:
        importlib.import_module(each)
    gc.freeze()
    gc.enable()


def _bind(limits: Limits) -> None:
    """Set limits; not on addresses, of which Polars reserves many, and hangs without."""
    cpu = limits.cpu_seconds
    bounds = {
        resource.RLIMIT_DATA: (limits.memory_bytes, limits.memory_bytes),
        resource.RLIMIT_CPU: (cpu, cpu + _GRACE_SECONDS),
        resource.RLIMIT_FSIZE: (limits.written_bytes, limits.written_bytes),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, bound in bounds.items():
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, bound if hard == resource.RLIM_INFINITY else _within(bound, hard))


def _within(bound: tuple[int, int], hard: int) -> tuple[int, int]:
    return min(bound[0], hard), min(bound[1], hard)


def _answer(task: str, arguments: Any, limits: Limits) -> dict[str, Any]:
    module, _colon, name = task.partition(":")
    try:
        return {"result": getattr(importlib.import_module(module), name)(arguments, limits)}
    except Refused as refused:
        return {"refused": pack(refused.finding)}
    except MemoryError:
        return {"refused": pack(_beyond("limit.memory", limits))}
    except RecursionError:
        return {"refused": pack(Finding("file.breaks", "error"))}
    except BaseException as fault:
        if type(fault).__name__ != _PANIC:
            raise
        return {"refused": pack(Finding("file.breaks", "error"))}


if __name__ == "__main__":
    serve(sys.argv[1:])
