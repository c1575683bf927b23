"""A browser for `map.py`: the time until a map can be used, its frames and memory when dragged."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

DRAGS = 20
#: After so many drags a step is made towards the places, so that other tiles are needed.
DRAGS_A_ZOOM = 5
STEPS = 12
REACH = 220
SIZE = {"width": 1280, "height": 900}
#: Maps need WebGL: SwiftShader draws it on the processor where there is no graphics card.
OPTIONS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-dev-shm-usage",
)
RECORD = """() => {
  window.frames_at = [];
  const note = (at) => { window.frames_at.push(at); requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""


@dataclass(frozen=True)
class Way:
    """A page with a map.

    Attributes:
        name: of the side.
        url: of the page.
        ready: what is there once the map can be used, a selector.
        box: what is dragged, a selector.
        rows: how many of `ready` there must be.
    """

    name: str
    url: str
    ready: str
    box: str
    rows: int = 1


@dataclass
class Visit:
    """What was measured of a page.

    Attributes:
        cold: seconds until it can be used, with an empty cache.
        warm: the same when it is loaded anew.
        frame: median milliseconds of a frame while it is dragged.
        late: the slowest in twenty frames, milliseconds.
        megabytes: what the page's process holds, its workers' memory included, after the drags.
        size: of the map, pixels.
    """

    cold: float = 0.0
    warm: float = 0.0
    frame: float = 0.0
    late: float = 0.0
    megabytes: float = 0.0
    size: dict[str, float] = field(default_factory=dict)


class NoAnswer(Exception):
    """The page shows no map in time."""


@contextmanager
def chromium() -> Iterator[Any]:
    """Start a browser of its own, so that its memory is that of one page."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the other processes need none

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        yield browser
        browser.close()


def visit(way: Way, patience: float) -> Visit:
    """Load a page twice, then drag its map.

    Raises:
        NoAnswer: it is not ready after so many seconds.
    """
    with chromium() as browser:
        context = browser.new_context(viewport=SIZE, locale="fr-FR", reduced_motion="reduce")
        host = way.url.partition("://")[2].partition("/")[0]
        context.route("**/*", lambda route: _ours(route, host))
        page = context.new_page()
        found = Visit()
        found.cold = _load(page, way, patience)
        found.warm = _load(page, way, patience)
        found.size = page.locator(way.box).first.bounding_box()
        found.frame, found.late = _drag(page, found.size)
        found.megabytes = _memory(browser)
    return found


def _ours(route: Any, host: str) -> None:
    """Let no page wait for what is outside."""
    url = route.request.url
    if url.startswith(("data:", "blob:")) or f"//{host}/" in url:
        route.continue_()
    elif url.startswith("http://127.0.0.1:"):
        # the index, which both sites share, has addresses of the other one
        answer = route.fetch(url=f"http://{host}/" + url.split("/", 3)[3])
        route.fulfill(
            response=answer, headers=answer.headers | {"Access-Control-Allow-Origin": "*"}
        )
    else:
        route.abort()


def _load(page: Any, way: Way, patience: float) -> float:
    from playwright.sync_api import TimeoutError as TooLate  # noqa: PLC0415 - see above

    started = time.perf_counter()
    try:
        page.goto(way.url, wait_until="commit", timeout=patience * 1000)
        last = page.locator(way.ready).nth(way.rows - 1)
        last.wait_for(state="attached", timeout=patience * 1000)
    except TooLate as error:
        raise NoAnswer(f"{way.name}: nothing after {patience:.0f} s") from error
    return time.perf_counter() - started


def _drag(page: Any, box: dict[str, float]) -> tuple[float, float]:
    """Drag the map to and fro, nearer and nearer; gives milliseconds of its frames."""
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.evaluate(RECORD)
    taken: list[float] = []
    for number in range(DRAGS):
        if number and number % DRAGS_A_ZOOM == 0:
            page.mouse.wheel(0, -400)
            page.wait_for_timeout(1000)
        aside, down = ((1, 0), (0, 1), (-1, 0), (0, -1))[number % 4]
        page.evaluate("window.frames_at.length = 0")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + aside * REACH, y + down * REACH, steps=STEPS)
        page.mouse.up()
        at = page.evaluate("window.frames_at")
        taken += [after - before for before, after in pairwise(at)]
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def _memory(browser: Any) -> float:
    """Give the megabytes of the process that shows the page: the largest of its kind."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return max(_proportional(each["id"]) for each in processes if each["type"] == "renderer")


def _proportional(process: int) -> float:
    """Give the memory of a process; what it shares counts by its part of it."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
