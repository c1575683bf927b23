"""What commands have a limited child process do, by name: loads nothing."""

from __future__ import annotations

from collections.abc import Mapping

CHECK = "ckanext.city.terminal.tasks:check"
ANNOTATE = "ckanext.city.terminal.annotating:annotate"
REPAIR = "ckanext.city.terminal.mending:repair"

#: By the name of the command.
TASKS: Mapping[str, str] = {"check": CHECK, "annotate": ANNOTATE, "repair": REPAIR}

#: Up to this size more threads of Polars are worth their memory.
SMALL_BYTES, SMALL_THREADS = 100_000_000, 2
