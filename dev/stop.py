"""`make stop`: end everything that this clone started."""

from __future__ import annotations

from dev import supervise

if __name__ == "__main__":
    supervise.stop()
    print("Stopped.")
