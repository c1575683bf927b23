"""What places.yaml says, and how a share becomes a choice."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def facts() -> dict[str, Any]:
    """Read places.yaml."""
    content: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "places.yaml").read_text(encoding="utf-8")
    )
    return content


def pick(shares: Mapping[str, float], random_numbers: random.Random) -> str:
    """Choose one of the names, by its share."""
    return random_numbers.choices(list(shares), list(shares.values()))[0]
