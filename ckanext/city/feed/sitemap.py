"""The sitemap: every page that a search engine may show, with its languages and its last change.

Source: sitemaps.org, protocol 0.9; Google Search Central, "Localized versions of your pages".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from ckanext.city import config

MOST_ADDRESSES = 50_000  # of one file, by the protocol
#: Datasets of one part: with two languages twice as many addresses, and 8 MB of the 50 permitted.
DATASETS_OF_A_PART = 10_000

#: Pages that do not come and go.
PAGES = ("/", "/dataset/", "/organization/", "/group/", "/about", "/city/schemas/")

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Page:
    """A page of the site: its path in the default language, and when it last changed."""

    path: str
    modified: datetime | None = None


def part_size() -> int:
    """How many datasets stand in one part: each language of a page counts as an address."""
    return min(DATASETS_OF_A_PART, MOST_ADDRESSES // len(config.locales()))


def part_path(after: str | None) -> str:
    """Path of the part whose datasets come after an id; of the first one without."""
    return f"/sitemap/datasets/{quote(after)}.xml" if after else "/sitemap/datasets.xml"


def index_lines(parts: Iterable[Page]) -> Iterator[bytes]:
    """Yield the index, piece by piece.

    Args:
        parts: the files that it names.
    """
    yield f'{_DECLARATION}<sitemapindex xmlns="{_SITEMAP}">\n'.encode()
    for part in parts:
        yield f"<sitemap>{_location(part.path)}{_changed(part)}</sitemap>\n".encode()
    yield b"</sitemapindex>\n"


def page_lines(pages: Iterable[Page]) -> Iterator[bytes]:
    """Yield a file of pages, each in every language that the site offers."""
    yield f'{_DECLARATION}<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n'.encode()
    for page in pages:
        yield "".join(_versions(page)).encode()
    yield b"</urlset>\n"


def _versions(page: Page) -> Iterator[str]:
    paths = {code: _localized(page.path, code) for code in config.locales()}
    default = page.path
    links = "".join(_alternate(code.replace("_", "-"), path) for code, path in paths.items())
    others = f"{links}{_alternate('x-default', default)}" if len(paths) > 1 else ""
    for path in paths.values():
        yield f"<url>{_location(path)}{_changed(page)}{others}</url>\n"


def _localized(path: str, code: str) -> str:
    return path if code == config.default_locale() else f"/{code}{path}"


def _alternate(language: str, path: str) -> str:
    address = quoteattr(_address(path))
    return f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={address}/>'


def _location(path: str) -> str:
    return f"<loc>{escape(_address(path))}</loc>"


def _changed(page: Page) -> str:
    return f"<lastmod>{page.modified.isoformat()}</lastmod>" if page.modified else ""


def _address(path: str) -> str:
    return f"{config.site_url()}{path}"
