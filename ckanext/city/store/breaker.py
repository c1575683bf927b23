"""Leave a service alone for some seconds after it failed, in this worker."""

from __future__ import annotations

import time


class Breaker:
    """Tells whether a service may be asked.

    A service that hangs costs its time-out once, not at each request.
    """

    def __init__(self, seconds: float) -> None:
        """Make one that leaves the service alone for that many seconds."""
        self.seconds = seconds
        self._until = 0.0

    def may_ask(self) -> bool:
        """Tell whether the service has not failed lately."""
        return time.monotonic() >= self._until

    def failed(self) -> None:
        """Note that the service did not answer."""
        self._until = time.monotonic() + self.seconds

    def reset(self) -> None:
        """Forget that it failed."""
        self._until = 0.0
