"""Where the reference material beside the checkout stands, and how a test skips without it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED: Path = (Path(__file__).parents[1] / ".." / "shared").resolve()

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the reference material is not here: {SHARED}"
)
