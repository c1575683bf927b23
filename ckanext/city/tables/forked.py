"""A child process that is a copy of this one: it has what was loaded, and starts in a millisecond.

Only for a program at its very beginning: whoever has threads must not be copied. So this module
loads next to nothing: what it costs is lost before the copy is made.
"""

from __future__ import annotations

import os
import sys
from fcntl import F_DUPFD_CLOEXEC, fcntl

TYPE_CHECKING = False  # as `typing` has it, which takes longer to load than all this
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

#: Elsewhere than on Linux, libraries of the system do not bear to be copied.
POSSIBLE = sys.platform == "linux"

_STANDARD = 3  # files: input, output and error


class Forked:
    """A copy of this process that does one thing, and is spoken to as a `subprocess.Popen` is.

    Attributes:
        returncode: how it ended, negative for a signal; None while it runs.
        pipe: that both have: the end to be read, and the one to write to.
    """

    def __init__(self, serve: Callable[[], None]) -> None:
        """Copy this process.

        Args:
            serve: what the copy does; its request stands in standard input, its answer goes to
                standard output.
        """
        self.returncode: int | None = None
        self.pipe = os.pipe()
        asked, self._asks, self._answers, answer, self._said = _aside(
            *os.pipe(), *os.pipe(), os.memfd_create("said")
        )
        self._pid = os.fork()
        if not self._pid:
            os.close(self._asks)
            os.close(self._answers)
            _become(serve, (asked, answer, self._said))
        os.close(asked)
        os.close(answer)

    def communicate(
        self, request: bytes = b"", timeout: float | None = None
    ) -> tuple[bytes, bytes]:
        """Send a request; give the answer, and what was said on standard error.

        Raises:
            TimeoutError: it took longer than so many seconds, and was ended.
        """
        import threading  # noqa: PLC0415 - long after the copy

        late = threading.Event()
        timer = threading.Timer(timeout or threading.TIMEOUT_MAX, self._end, (late,))
        timer.start()
        try:  # whoever interrupts us must not wait for the timer
            self._ask(request)
            with os.fdopen(self._answers, "rb") as answers:
                answer = answers.read()
            self.wait()
        finally:
            timer.cancel()
        if late.is_set():
            raise TimeoutError
        return answer, self._read_said()

    def wait(self) -> int:
        """Wait for its end; give how it ended."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self.returncode

    def poll(self) -> int | None:
        """Give how it ended, if it has been waited for."""
        return self.returncode

    def kill(self) -> None:
        """End it without appeal; it must still be waited for."""
        os.kill(self._pid, 9)

    def _ask(self, request: bytes) -> None:
        try:
            with os.fdopen(self._asks, "wb") as asks:
                asks.write(request)
        except BrokenPipeError:
            pass  # it has ended, which is told by how it did

    def _end(self, late: Event) -> None:
        if self.returncode is None:
            late.set()
            self.kill()

    def _read_said(self) -> bytes:
        with os.fdopen(self._said, "rb") as said:
            said.seek(0)
            return said.read()


def _aside(*opened: int) -> list[int]:
    """Give files other numbers than the standard three, any of which may have been closed."""
    moved = [fcntl(each, F_DUPFD_CLOEXEC, _STANDARD) for each in opened]
    for each in opened:
        os.close(each)
    return moved


def _become(serve: Callable[[], None], standard: tuple[int, ...]) -> None:
    """Be the copy, which never returns to what the original was about to do."""
    code = 1
    try:
        for number, each in enumerate(standard):
            os.dup2(each, number)
        for each in standard[:2]:
            os.close(each)
        serve()
        code = 0
    except BaseException:  # noqa: BLE001 - nobody is above to take it
        import traceback  # noqa: PLC0415 - rarely needed

        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)
