"""A reader who follows every kind of link of the site once, over the in-process application."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

#: What is no page: files, data for programs, and what acts.
NO_PAGE = ("static", "download", "dump", "feed", "api.", "city_look", "logout", "set_lang")
MOST = 150


@dataclass
class Crawl:
    """Where a reader has been, and what was wrong there.

    Attributes:
        app: the in-process application.
        visitor: with the cookies of who reads.
        pages: addresses, in the order of the visits.
        faults: "address: what is wrong".
    """

    app: Any
    visitor: Any
    pages: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def run(self, *starts: str) -> None:
        """Follow links from the starts, each kind of address once."""
        waiting, seen = deque(starts), set()
        while waiting and len(self.pages) < MOST:
            address = waiting.popleft()
            shape = self._shape(address)
            if shape is None or shape in seen:
                continue
            seen.add(shape)
            waiting.extend(self._visit(address))

    def _visit(self, address: str) -> list[str]:
        answer = self.visitor.get(address)
        if answer.status_code in (301, 302, 303, 308):
            return [_path(answer.headers["Location"])]
        self.pages.append(address)
        if answer.status_code != 200:
            self.faults.append(f"{address}: {answer.status_code}")
            return []
        if "html" not in answer.content_type:
            return []
        page = html.fromstring(answer.get_data())
        self.faults += [f"{address}: {fault}" for fault in faults(page)]
        return [link for link in page.xpath("//a/@href") if link.startswith("/")]

    def _shape(self, address: str) -> tuple[Any, ...] | None:
        """What kind of page an address is: its route, and what is asked; None for no page."""
        parts = urlsplit(address)
        routes: MapAdapter = self.app.flask_app.url_map.bind("localhost")
        try:
            endpoint, values = routes.match(parts.path)
        except RequestRedirect:
            endpoint, values = parts.path, {}
        except HTTPException:
            endpoint, values = "nowhere", {"path": parts.path}
        if any(word in endpoint for word in NO_PAGE) or parts.path.startswith("/en"):
            return None
        asked = tuple(sorted(key for key, _ in parse_qsl(parts.query)))
        return endpoint, values.get("package_type"), values.get("path"), asked


def _path(address: str) -> str:
    """The path and query of an address, which may lead to another site: nothing is there then."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def faults(page: Any) -> list[str]:
    """List what no page of ours may have."""
    found = []
    if page.get("lang") != "fr":
        found.append(f"its language is {page.get('lang')!r}")
    if (titles := len(page.xpath("//h1"))) != 1:
        found.append(f"{titles} h1")
    if "Traceback (most recent call last)" in page.text_content():
        found.append("a traceback")
    for element in page.iter(html.etree.Element):
        acts = [name for name in element.attrib if name.startswith(("on", "hx-on", "style"))]
        if acts:
            found.append(f"<{element.tag} {acts[0]}>, which the policy refuses")
    found += [f"<{each.tag}> without a name: {each.attrib}" for each in _silent(page)]
    return found


def _silent(page: Any) -> Iterator[Any]:
    """The links and buttons that say nothing."""
    for element in page.xpath("//a[@href] | //button[not(@hidden)]"):
        spoken = element.xpath("@aria-label | .//@aria-label | .//@alt | @title")
        if not any(str(text).strip() for text in spoken) and not element.text_content().strip():
            yield element


@contextmanager
def untranslated() -> Iterator[set[str]]:
    """Collect the messages that the French pages ask for and no catalogue has."""
    from babel.support import Translations

    missing: set[str] = set()
    one, several = Translations.ugettext, Translations.ungettext

    def ugettext(self: Any, message: str) -> str:
        if self._catalog and message not in self._catalog:
            missing.add(message)
        return str(one(self, message))

    def ungettext(self: Any, singular: str, plural: str, number: int) -> str:
        if self._catalog and (singular, 0) not in self._catalog:
            missing.add(singular)
        return str(several(self, singular, plural, number))

    Translations.ugettext, Translations.ungettext = ugettext, ungettext
    try:
        yield missing
    finally:
        Translations.ugettext, Translations.ungettext = one, several
