"""`make clean`: stop, then remove `.dev/` and what stands elsewhere for it."""

from __future__ import annotations

import shutil

from dev import supervise
from dev.layout import DEV

if __name__ == "__main__":
    if DEV.exists():
        supervise.stop()
        cluster = DEV / "postgres"
        if cluster.is_symlink():
            shutil.rmtree(cluster.resolve().parent, ignore_errors=True)
        shutil.rmtree(DEV)
    print("Removed .dev/.")
