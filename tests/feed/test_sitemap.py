"""The sitemap's files: whole, within the protocol's bounds, each page in each language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from defusedxml import ElementTree

from ckanext.city.feed import sitemap
from ckanext.city.feed.sitemap import Page
from tests.feed.conftest import SITE

pytestmark = pytest.mark.usefixtures("settings")

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
DAY = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


def parse(lines: Any) -> Any:
    return ElementTree.fromstring(b"".join(lines))


def test_a_page_stands_in_each_language_and_names_the_others() -> None:
    urls = parse(sitemap.page_lines([Page("/dataset/budget-2026", DAY)]))

    french, english = urls.findall("s:url", NAMES)
    assert french.findtext("s:loc", namespaces=NAMES) == f"{SITE}/dataset/budget-2026"
    assert english.findtext("s:loc", namespaces=NAMES) == f"{SITE}/en/dataset/budget-2026"
    for url in (french, english):
        assert url.findtext("s:lastmod", namespaces=NAMES) == "2026-03-04T23:30:00+00:00"
        assert {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        } == {
            "fr": f"{SITE}/dataset/budget-2026",
            "en": f"{SITE}/en/dataset/budget-2026",
            "x-default": f"{SITE}/dataset/budget-2026",
        }


def test_a_site_of_one_language_names_no_other(settings: dict[str, Any]) -> None:
    settings["locales"] = ["fr"]

    urls = parse(sitemap.page_lines([Page("/")]))

    assert [url.findtext("s:loc", namespaces=NAMES) for url in urls] == [f"{SITE}/"]
    assert urls.findall(".//x:link", NAMES) == []
    assert urls.findall(".//s:lastmod", NAMES) == [], "a date that is not known is not made up"


def test_the_index_names_its_parts_with_their_last_change() -> None:
    index = parse(sitemap.index_lines([Page("/sitemap/pages.xml"), Page("/sitemap/x.xml", DAY)]))

    pages, datasets = index.findall("s:sitemap", NAMES)
    assert pages.findtext("s:loc", namespaces=NAMES) == f"{SITE}/sitemap/pages.xml"
    assert datasets.findtext("s:lastmod", namespaces=NAMES) == "2026-03-04T23:30:00+00:00"


def test_characters_of_xml_in_an_address_are_escaped(settings: dict[str, Any]) -> None:
    settings["site_url"] = "https://ville.fr/a&b"

    urls = parse(sitemap.page_lines([Page("/<'\">")]))

    assert urls.findtext("s:url/s:loc", namespaces=NAMES) == "https://ville.fr/a&b/<'\">"


@pytest.mark.parametrize("languages", [1, 2, 6, 80])
def test_a_part_holds_no_more_addresses_than_the_protocol_permits(
    settings: dict[str, Any], languages: int
) -> None:
    settings["locales"] = [f"l{number}" for number in range(languages)]

    assert 1 <= sitemap.part_size() * languages <= sitemap.MOST_ADDRESSES


def test_a_full_part_is_far_from_fifty_megabytes() -> None:
    page = Page("/dataset/" + "n" * 100, DAY)  # CKAN's longest name

    size = sum(len(line) for line in sitemap.page_lines([page] * sitemap.part_size()))

    assert size < 25_000_000
