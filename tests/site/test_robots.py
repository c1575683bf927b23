"""What robots.txt lets portals and crawlers read, for parsers with wildcards and without."""

from __future__ import annotations

import urllib.robotparser

import pytest
from protego import Protego

from ckanext.city import config
from ckanext.city.site import robots

SITE = "https://donnees.ville.example"
DATASET = "/dataset/3f1c/resource/9a2b"

READ = [
    "/",
    "/catalog.ttl",
    "/catalog.ttl?page=12",
    "/catalog.xml?modified_since=2026-01-01",
    "/catalog.jsonld",
    "/dataset/budget-2026",
    "/en/dataset/budget-2026",
    "/budget/budget-2026",
    "/dataset/budget-2026.ttl",
    "/api/3/action/package_list",
    "/api/3/action/package_show?id=budget-2026",
    "/api/3/action/package_search?q=budget&start=100",
    "/api/3/action/organization_list?all_fields=true",
    "/api/3/action/resource_show?id=9a2b",
    "/api/action/package_show?id=budget-2026",
    f"{DATASET}/download/budget.csv",
    f"{DATASET}/download",
    "/datastore/dump/9a2b?bom=true",
    "/dataset/?page=2",
    "/feeds/dataset.atom",
    "/sitemap.xml",
    "/sitemap/datasets/3f1c.xml",
    "/catalogue-scdl.csv",
    "/dataset/3f1c/members.csv",
    "/organization/ville",
    "/base/css/main.css",
]
READ_WITH_WILDCARDS = [
    "/budget/budget-2026.ttl?profiles=euro_dcat_ap_3",
    "/en/budget/budget-2026.jsonld",
    f"{DATASET}/download/plan.csv?v=2",
    "/catalog?page=2",
    "/feeds/dataset.atom?before=2026-01-01T00:00:00_3f1c",
]
CLOSED = [
    "/dataset/?tags=eau",
    "/dataset/?q=eau&sort=title_string+asc",
    "/en/dataset/?tags=eau&page=3",
    "/fr/dataset/?tags=eau",
    "/user/login",
    "/en/user/login",
    "/user/reset",
    "/dashboard/datasets",
    "/ckan-admin/trash",
    "/api/3/action/datastore_search?resource_id=9a2b",
    "/api/3/action/user_list",
    "/datatables/ajax/1",
]
CLOSED_WITH_WILDCARDS = [
    "/dataset?q=eau",
    "/organization/?q=a",
    "/organization/ville?tags=eau",
    "/group/sante?res_format=CSV",
    "/budget/?vocab_year=2025",
    "/en/election/?tags=a",
    "/dataset/?tags=eau&page=2",
    "/dataset/new",
    "/budget/edit/budget-2026",
    "/dataset/activity/budget-2026",
]


@pytest.fixture
def text(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(config, "locales", lambda: ["fr", "en"])
    return "\n".join(robots.lines())


@pytest.fixture
def wildcards(text: str) -> Protego:
    return Protego.parse(text)


@pytest.fixture
def plain(text: str) -> urllib.robotparser.RobotFileParser:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(text.splitlines())
    return parser


@pytest.mark.parametrize("path", READ + READ_WITH_WILDCARDS)
def test_a_portal_that_knows_wildcards_may_read(wildcards: Protego, path: str) -> None:
    assert wildcards.can_fetch(SITE + path, "data.gouv.fr")


@pytest.mark.parametrize("path", READ)
def test_a_portal_that_knows_no_wildcards_may_read(
    plain: urllib.robotparser.RobotFileParser, path: str
) -> None:
    assert plain.can_fetch("data.gouv.fr", SITE + path)


@pytest.mark.parametrize("path", CLOSED + CLOSED_WITH_WILDCARDS)
def test_a_crawler_that_knows_wildcards_stays_out(wildcards: Protego, path: str) -> None:
    assert not wildcards.can_fetch(SITE + path, "Googlebot")


@pytest.mark.parametrize("path", CLOSED)
def test_a_crawler_that_knows_no_wildcards_stays_out_of_the_endless(
    plain: urllib.robotparser.RobotFileParser, path: str
) -> None:
    assert not plain.can_fetch("bot", SITE + path)


def test_nobody_is_asked_to_wait_between_pages_of_the_feed(wildcards: Protego) -> None:
    assert wildcards.crawl_delay("data.gouv.fr") is None


@pytest.mark.service
def test_the_site_serves_its_own_rules(ckan_app: object) -> None:
    answer = ckan_app.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    sitemap = f"{config.site_url()}/sitemap.xml"
    assert answer.get_data(as_text=True).splitlines() == list(robots.lines(sitemap))
