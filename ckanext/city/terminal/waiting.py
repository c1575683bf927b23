"""The bar that says how far a command is, for whoever waits at a terminal, and for nobody else."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import click

from ckanext.city.tables.findings import Translate
from ckanext.city.tables.progress import Watch
from ckanext.city.terminal.jobs import ANNOTATE, CHECK, REPAIR
from ckanext.city.terminal.words import translator


def _(text: str) -> str:  # marks text for extraction; translated where it is shown
    return text


#: What is said of a stage.
_LABELS = {
    "read": _("Reading the file"),
    "repair": _("Repairing"),
    "write": _("Writing"),
    "check": _("Checking the file"),
    "left": _("Checking what was written"),
}
#: The stages of a task in their order, each with what it takes of the whole, in percent.
_STAGES: Mapping[str, Mapping[str, int]] = {
    CHECK: {"read": 40, "check": 60},
    ANNOTATE: {"read": 25, "check": 25, "write": 50},
    REPAIR: {"read": 15, "repair": 40, "write": 15, "check": 15, "left": 15},
}
_PATIENCE = 1.0  # seconds without a bar: most files need no more


@contextmanager
def progress_bar(
    task: str, lang: str, *, wanted: bool, stream: TextIO | None = None, after: float = _PATIENCE
) -> Iterator[Watch | None]:
    """Show how far a task is, on standard error, if that is a terminal.

    Args:
        task: as `ask` takes it.
        lang: "fr" or "en".
        wanted: a person waits, and not a program.
        stream: instead of standard error.
        after: seconds after which the bar appears, if the task is not done by then.
    """
    shown = stream or sys.stderr
    if not wanted or not shown.isatty():
        yield None
        return
    bar = _Bar(_STAGES[task], translator(lang), shown)
    timer = threading.Timer(after, bar.show)
    timer.start()
    try:
        yield bar.tell
    finally:
        timer.cancel()
        bar.close()


class _Bar:
    def __init__(self, stages: Mapping[str, int], translate: Translate, stream: TextIO) -> None:
        self._stages, self._stream = stages, stream
        labels = {stage: translate(_LABELS[stage]) for stage in stages}
        width = max(map(len, labels.values()))
        self._labels = {stage: label.ljust(width) for stage, label in labels.items()}
        self._stage, self._share = next(iter(stages)), 0.0
        self._lock = threading.Lock()
        self._bar: Any = None

    def tell(self, stage: str, share: float) -> None:
        """Take what the task tells."""
        with self._lock:
            if stage in self._stages:
                self._stage, self._share = stage, share
            if self._bar is not None:
                self._draw()

    def show(self) -> None:
        """Let the bar appear."""
        with self._lock:
            self._bar = click.progressbar(
                length=100, label=self._labels[self._stage], file=self._stream, show_eta=False
            )
            self._bar.__enter__()
            self._draw()

    def close(self) -> None:
        """End the line of the bar."""
        with self._lock:
            if self._bar is not None:
                self._bar.__exit__(None, None, None)
                self._bar = None

    def _draw(self) -> None:
        before = list(self._stages).index(self._stage)
        done = sum(list(self._stages.values())[:before])
        percent = int(done + self._stages[self._stage] * self._share)
        self._bar.label = self._labels[self._stage]
        self._bar.update(max(percent - self._bar.pos, 0))
