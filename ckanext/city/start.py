"""The first door of `city-tables`: has the child start that a command will need, then the command.

Nothing else is loaded here: what the command loads takes as long as the start of the child.
"""

from __future__ import annotations

import sys

from ckanext.city.tables import guard
from ckanext.city.terminal.jobs import SMALL_THREADS, TASKS

_ASKS_FOR_HELP = "--help"


def tables() -> None:
    """Run `city-tables` as it was called."""
    name, *options = [*sys.argv[1:], ""]
    if name in TASKS and len(options) > 1 and _ASKS_FOR_HELP not in options:
        guard.prepare([TASKS[name].partition(":")[0]], SMALL_THREADS)
    from ckanext.city import command  # noqa: PLC0415 - while the child starts

    command.tables()
