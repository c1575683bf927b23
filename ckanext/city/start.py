"""The first door of `city-tables`: has the child start that a command will need, then the command.

Nothing else is loaded here: what the command loads takes as long as the start of the child.
"""

from __future__ import annotations

import sys

from ckanext.city.tables.forked import POSSIBLE, Forked
from ckanext.city.terminal.jobs import SMALL_THREADS, TASKS

_ASKS_FOR_HELP = "--help"
_INTERRUPTED = 130  # 128 and the number of the signal


def tables() -> None:
    """Run `city-tables` as it was called."""
    name, *options = [*sys.argv[1:], ""]
    try:
        if name in TASKS and len(options) > 1 and _ASKS_FOR_HELP not in options:
            start_child(TASKS[name].partition(":")[0])
        from ckanext.city import command  # noqa: PLC0415 - while the child starts

        command.tables()
    except KeyboardInterrupt:  # before a command can say so
        sys.exit(_INTERRUPTED)


def start_child(module: str) -> None:
    """Have a child load a module; it is a copy of this process where that is possible.

    To be called before this process has threads.
    """

    def serve() -> None:
        from ckanext.city.tables import guard  # noqa: PLC0415 - beside the parent, not before

        guard.serve([module], SMALL_THREADS)

    copy = Forked(serve) if POSSIBLE else None
    from ckanext.city.tables import guard  # noqa: PLC0415 - as above

    if copy is not None:
        guard.adopt(copy, SMALL_THREADS)
    else:
        guard.prepare([module], SMALL_THREADS)
