"""A person's browser at one of our pages, and what must hold on all of them.

Nothing is asked of another site, the page keeps to its Content-Security-Policy, and axe-core finds
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.running_site import RunningSite

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Rules whose verdict may change with the scheme alone, and with the width alone.
COLOURS = ("color-contrast", "link-in-text-block")
PLACES = ("target-size", "scrollable-region-focusable", "color-contrast")
PHONE, DESK = 390, 1280
TABS = 150
LISTEN = """
    window.__refused = [];
    document.addEventListener('securitypolicyviolation', (event) => {
        window.__refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
"""


@dataclass
class Visit:
    """A tab, and what it has asked of others.

    Attributes:
        page: Playwright's page.
        outside: addresses that it asked for and that are not the site's.
    """

    page: Any
    site: RunningSite
    outside: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        """Open an address of the site; gives the answer."""
        answer = self.page.goto(self.site.url + path)
        self.page.evaluate("document.fonts.ready")
        return answer

    def refused(self) -> list[str]:
        """List what the policy of the page has refused so far."""
        refused: list[str] = self.page.evaluate("window.__refused")
        return refused

    def faults(self, rules: tuple[str, ...] = ()) -> list[str]:
        """List what axe-core finds, by all rules or by some: rule, element, what it says."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        only = list(rules) or RULES
        run = "axe.run(document, {runOnly: %s, resultTypes: ['violations']})" % only  # noqa: UP031
        found = self.page.evaluate(run)["violations"]
        return [
            f"{rule['id']}: {node['target'][0]}: {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]


@contextmanager
def visit(
    browser: Any, site: RunningSite, *, user: str = "", width: int = DESK, scheme: str = "light"
) -> Iterator[Visit]:
    """Open a tab, logged in as somebody or nobody."""
    context = browser.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        storage_state=_state(browser, site, user) if user else None,
    )
    context.add_init_script(LISTEN)
    opened = Visit(context.new_page(), site)
    own = (site.url, "data:", "blob:")
    context.on(
        "request",
        lambda asked: None if asked.url.startswith(own) else opened.outside.append(asked.url),
    )
    yield opened
    context.close()


def reach(page: Any, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(TABS):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} was not reached by keyboard")


_states: dict[tuple[str, str], Any] = {}


def _state(browser: Any, site: RunningSite, user: str) -> Any:
    """Log in once a session: logins are throttled."""
    if (site.url, user) not in _states:
        context = browser.new_context(locale="fr-FR")
        page = context.new_page()
        page.goto(f"{site.url}/user/login")
        page.fill("[name=login]", user)
        page.fill("[name=password]", site.password(user))
        with page.expect_navigation():
            page.press("[name=password]", "Enter")
        _states[site.url, user] = context.storage_state()
        context.close()
    return _states[site.url, user]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
