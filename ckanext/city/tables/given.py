"""Reads the small files in JSON that a person names beside a table: a recipe, a city, a schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_json(path: Path, most: int) -> Any:
    """Read a file of so many bytes at most; of a longer one, or one without end, no more is read.

    Raises:
        ValueError: it cannot be read, is longer, or is no JSON.
    """
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise ValueError(path.name)
        return json.loads(content.decode("utf-8-sig"))
    except (OSError, RecursionError) as error:
        raise ValueError(path.name) from error
