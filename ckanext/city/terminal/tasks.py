"""The task of `city-tables check` that a limited child process runs: JSON in, JSON out.

This module loads Polars: only the child imports it. What checks takes as long to load as most files
take to be read, which Polars does beside it.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType
from typing import Any

from ckanext.city.tables import progress
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal.reading import read_with_schema


def check(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Check a file; give the JSON of the contract.

    Args:
        arguments: what `asking.Request` has.
        limits: on what is read.
    """
    file, lang = arguments["file"], arguments["lang"]
    with ThreadPoolExecutor(max_workers=1) as beside:
        loading = beside.submit(_load_judging)
        try:
            return _check(arguments, limits, loading)
        except Refused as refused:
            told: dict[str, Any] = loading.result().tell_refused(file, refused, lang)
            return told


def _check(
    arguments: Mapping[str, Any], limits: Limits, loading: Future[ModuleType]
) -> dict[str, Any]:
    progress.begin("read")
    wanted, sheet, at = (arguments.get(name) for name in ("schema", "sheet", "table"))
    table, schema = read_with_schema(arguments["file"], wanted, sheet, limits, at)
    judging = loading.result()
    others = judging.read_others(arguments["others"], limits)
    progress.begin("check")
    city = judging.City.of(arguments.get("city", {}))
    told: dict[str, Any] = judging.judge(table, schema, others, city, arguments["lang"])
    return told


def _load_judging() -> ModuleType:
    judging = importlib.import_module("ckanext.city.terminal.judging")
    judging.knowledge_of("")  # whose lists are read once
    return judging
