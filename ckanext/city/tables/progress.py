"""Tells how far long work is, from a limited child process to whoever waits for it.

The work says which stage begins and what share of it is done; it costs nothing where nobody
listens. This module is loaded by parent and child: nothing slow here.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Is told the stage that is under way, and what share of it is done, from 0 to 1.
Watch = Callable[[str, float], None]


class _Teller:
    """Where the process tells its progress: nowhere, unless `listen` named a pipe."""

    def __init__(self) -> None:
        self._pipe: int | None = None
        self._stage = ""

    def listen(self, pipe: int | None) -> None:
        """Tell it into a pipe from now on."""
        self._pipe = pipe

    def begin(self, stage: str) -> None:
        """Tell that a stage begins."""
        self._stage = stage
        self.go_on(0)

    def go_on(self, share: float) -> None:
        """Tell what share of the stage is done."""
        if self._pipe is None:
            return
        try:
            os.write(self._pipe, f"{self._stage} {min(share, 1):.3f}\n".encode())
        except OSError:  # nobody listens any more
            self._pipe = None


_teller = _Teller()
listen, begin, go_on = _teller.listen, _teller.begin, _teller.go_on


@contextmanager
def followed(watch: Watch, pipe: tuple[int, ...]) -> Iterator[int]:
    """Give the end of a pipe into which a child tells its progress, and pass on what it tells."""
    reader, writer = pipe
    thread = threading.Thread(target=_follow, args=(reader, watch), daemon=True)
    thread.start()
    try:
        yield writer
    finally:
        os.close(writer)
        thread.join()


def _follow(reader: int, watch: Watch) -> None:
    with os.fdopen(reader, encoding="ascii") as lines:
        for line in lines:
            stage, _blank, share = line.partition(" ")
            watch(stage, float(share))
