"""A dataset that is hidden is gone from both web workers at the very next request."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.service

#: More than enough for each of the two workers to answer some of them.
ASKED = 12
NAME = "nids-de-poule"
TITLE = "Relevé des nids-de-poule"
ADDRESSES = (
    "/dataset/{d}.ttl",
    "/dataset/{d}.jsonld",
    f"/dataset/{NAME}",
    "/dataset/{d}/resource/{r}/download",
    "/api/3/action/package_show?id={d}",
)
LISTS = ("/catalog.ttl", "/catalogue-scdl.csv", "/sitemap/datasets.xml", "/feeds/dataset.atom")


def ask(site: Any, address: str) -> requests.Response:
    return requests.get(site.url + address, timeout=60, allow_redirects=False)


@pytest.fixture
def dataset(site: Any) -> Any:
    """A public dataset with a file, which both workers have served and keep."""
    api = site.api("admin").action
    row = {"title": TITLE, "notes": "Un relevé.", "owner_org": "direction-de-la-voirie"}
    made = api.package_create(name=NAME, **row)
    file = io.BytesIO(b"rue,nids\nGrande Rue,3\n")
    file.name = "nids.csv"
    resource = api.resource_create(package_id=made["id"], upload=file, name="Les nids")
    yield made["id"], resource["id"]
    api.dataset_purge(id=made["id"])


def test_what_is_hidden_is_gone_at_once_and_what_is_shown_again_is_back(
    site: Any, dataset: tuple[str, str]
) -> None:
    api = site.api("admin").action
    pages = [each.replace("{d}", dataset[0]).replace("{r}", dataset[1]) for each in ADDRESSES]
    for level, status in (("public", 200), ("department", 404), ("public", 200), ("staff", 404)):
        api.package_patch(id=dataset[0], access_level=level)
        for page in pages:
            assert {ask(site, page).status_code for _ in range(ASKED)} == {status}, (level, page)
        for page in LISTS:
            told = [ask(site, page).text for _ in range(ASKED)]
            shown = {any(mark in text for mark in (*dataset, NAME, TITLE)) for text in told}
            assert shown == {status == 200}, (level, page)
