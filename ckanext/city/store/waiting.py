"""Files that say that a job is on its way, so that one is enqueued whoever asks."""

from __future__ import annotations

import os
import time
from pathlib import Path

#: How long a job may take, waiting in the queue included, before another is enqueued.
PATIENCE_SECONDS = 900


def claim(path: Path) -> bool:
    """Say that a job is on its way; False where one is already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        if time.time() - path.stat().st_mtime < PATIENCE_SECONDS:
            return False
        os.utime(path)
    return True
