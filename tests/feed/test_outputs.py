"""Tables, Atom, sitemap and pages as the site answers them: published datasets, and no others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from defusedxml import ElementTree

from tests.feed.conftest import HOSTILE_TEXTS
from tests.feed.test_scdl_catalogue import errors
from tests.feed.test_schema_org import Scripts
from tests.site.town import FINANCE, PEOPLE, ROADS, act, settle

pytestmark = pytest.mark.service

SITE = "http://test.ckan.net"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ECONOMY = "http://publications.europa.eu/resource/authority/data-theme/ECON"
FILE = {"url": "https://www.ville.fr/donnees.csv", "name": "Données", "format": "CSV"}
HIDDEN = ("secret-staff", "secret-department", "secret-draft", "secret-deleted", "secret-series")


@dataclass
class World:
    """A catalogue with all that may be hidden, and its application."""

    town: Any
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, **fields: Any) -> dict[str, Any]:
        row = {
            "name": name,
            "title": f"Titre {name}",
            "notes": "Une description assez longue pour les moteurs de recherche.",
            "owner_org": ROADS,
            "license_id": "lov2",
            "resources": [dict(FILE)],
        }
        made: dict[str, Any] = act("package_create", row | fields)
        self.ids[name] = made["id"]
        return made

    def get(self, address: str, person: str = "anonymous", **headers: str) -> Any:
        sent = self.town.headers(person) | headers
        return self.town.app.get(address, headers=sent, follow_redirects=False)

    def entries(self, address: str) -> tuple[list[str], str | None]:
        """Ids of a page of Atom, and the address of the next."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.body
        feed = ElementTree.fromstring(answer.data)
        ids = [each.findtext(f"{ATOM}id") for each in feed.findall(f"{ATOM}entry")]
        following = [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='next']")]
        return [id_.removeprefix("urn:uuid:") for id_ in ids], (following or [None])[0]


@pytest.fixture(scope="module")
def world(ckan_app: Any, reset_db: Any, migrate_db_for: Any, reset_index: Any) -> World:
    reset_db()
    migrate_db_for("activity")
    reset_index()
    world = World(settle(ckan_app))
    series = world.add(
        "budgets", type="dataset_series", series_order_field="exercice", owner_org=FINANCE,
        resources=[],
    )  # fmt: skip
    hidden = world.add(
        "secret-series", type="dataset_series", access_level="department", resources=[]
    )
    budget = {
        "type": "budget",
        "stage": "budget-primitif",
        "owner_org": FINANCE,
        "theme": [ECONOMY],
        "tags": [{"name": "Finances de la ville"}],
    }
    both = [series["id"], hidden["id"]]
    world.add("budget-2025", exercice="2025", in_series=both, **budget)
    world.add("budget-2024", exercice="2024", in_series=[series["id"]], **budget)
    world.add("secret-staff", exercice="2023", in_series=[series["id"]], access_level="staff",
              **budget)  # fmt: skip
    world.add("secret-department", access_level="department")
    world.add("secret-draft", state="draft")
    act("package_delete", {"id": world.add("secret-deleted")["id"]})
    world.add("sans-fichier", resources=[])
    return world


PUBLIC = {"budgets", "budget-2024", "budget-2025", "sans-fichier"}
ADDRESSES = [
    "/catalogue-scdl.csv",
    "/dataset/{budgets}/members.csv",
    "/sitemap.xml",
    "/sitemap/pages.xml",
    "/sitemap/datasets.xml",
    "/feeds/dataset.atom",
    "/feeds/type/budget.atom",
    f"/feeds/organization/{FINANCE}.atom",
    "/feeds/group/economie-et-finances.atom",
    "/feeds/tag/Finances%20de%20la%20ville.atom",
]
addresses = pytest.mark.parametrize("address", ADDRESSES)


@addresses
def test_each_address_says_nothing_hidden_and_the_same_to_everybody(
    world: World, address: str
) -> None:
    answers = {
        person: world.get(address.format(**world.ids), person) for person in ("anonymous", *PEOPLE)
    }

    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({answer.data for answer in answers.values()}) == 1
    text = answers["administrator"].data.decode()
    for name in HIDDEN:
        assert name not in text
        assert world.ids[name] not in text


@addresses
def test_each_address_is_asked_for_again_without_being_sent_again(
    world: World, address: str
) -> None:
    first = world.get(address.format(**world.ids))
    etag = first.headers["ETag"]

    assert not etag.startswith("W/")
    assert "charset=utf-8" in first.headers["Content-Type"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    for known in (etag, f"W/{etag}"):
        again = world.get(address.format(**world.ids), **{"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
    head = world.town.app.test_client().head(address.format(**world.ids))
    assert (head.status_code, head.headers["ETag"], head.data) == (200, etag, b"")


@addresses
def test_each_address_refuses_what_it_does_not_know(world: World, address: str) -> None:
    answer = world.get(f"{address.format(**world.ids)}?q=a")

    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert len(answer.data.decode().strip().splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/dataset/{secret-series}/members.csv",
        "/dataset/{budget-2024}/members.csv",
        "/dataset/no-such/members.csv",
        "/sitemap/datasets/zzz.xml",
        "/feeds/type/no-such.atom",
        "/feeds/organization/no-such.atom",
        "/feeds/organization/economie-et-finances.atom",
        f"/feeds/group/{FINANCE}.atom",
        "/feeds/custom.atom",
        "/dataset/a%00b/members.csv",
        "/sitemap/datasets/a%00b.xml",
        "/feeds/type/a%00b.atom",
        "/feeds/organization/a%00b.atom",
        "/feeds/group/a%00b.atom",
        "/feeds/tag/a%00b.atom",
    ],
)
def test_what_there_is_not_is_refused_in_a_sentence_to_anybody(world: World, address: str) -> None:
    answers = [
        world.get(address.format(**world.ids), person) for person in ("anonymous", "administrator")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert answers[0].mimetype == "text/plain"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "2026",
        "x_y",
        "2026-13-45T00:00:00_a",
        "2026-01-01T00:00:00_",
        "' OR 1=1 --",
        "%00",
        "2026-01-01T00:00:00_a%00",
    ],
)
def test_a_mark_of_one_s_own_is_refused(world: World, before: str) -> None:
    assert world.get(f"/feeds/dataset.atom?before={before}").status_code == 400


def test_the_national_table_is_valid_and_whole(world: World, tmp_path: Any) -> None:
    content = world.get("/catalogue-scdl.csv").data

    assert errors(content, tmp_path) == []
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert {row["ID"] for row in rows} == PUBLIC - {"sans-fichier"}, "a file at least, it says"
    assert {row["COUV_TEMP_DEBUT"] for row in rows if row["ID"] == "budget-2024"} == {"2024-01-01"}


def test_a_table_that_takes_too_long_is_refused_never_cut(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.feed import outputs

    monkeypatch.setattr(outputs, "PATIENCE_SECONDS", -1)
    refused = world.get("/catalogue-scdl.csv")
    monkeypatch.undo()

    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert world.get("/catalogue-scdl.csv").status_code == 200


def test_the_whole_catalogue_is_listed_as_its_pages_are(world: World) -> None:
    from ckanext.city.feed import listing, recent

    assert recent.everything() == listing.published()
    assert {row.name for row in recent.everything()} == PUBLIC


def test_a_series_lists_its_published_members_in_order(world: World) -> None:
    content = world.get(f"/dataset/{world.ids['budgets']}/members.csv").data

    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert [row["titre"] for row in rows] == ["Titre budget-2024", "Titre budget-2025"]
    assert {row["telechargements"] for row in rows} == {FILE["url"]}


def test_the_sitemap_leads_to_each_public_page_without_a_detour(world: World) -> None:
    index = ElementTree.fromstring(world.get("/sitemap.xml").data)
    files = [each.text.removeprefix(SITE) for each in index.iter(f"{SITEMAP}loc")]
    assert files == ["/sitemap/pages.xml", "/sitemap/datasets.xml"]

    pages: set[str] = set()
    for file in files:
        urls = ElementTree.fromstring(world.get(file).data)
        pages |= {each.text.removeprefix(SITE) for each in urls.iter(f"{SITEMAP}loc")}

    assert {f"/dataset/{name}" for name in PUBLIC} <= pages
    assert {f"/en/dataset/{name}" for name in PUBLIC} <= pages
    assert f"/organization/{FINANCE}" in pages
    assert "/group/economie-et-finances" in pages
    answered = {page: world.get(page).status_code for page in sorted(pages)}
    assert {page: status for page, status in answered.items() if status != 200} == {}


def test_the_sitemap_is_cut_into_parts_that_hold_each_page_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.feed import sitemap

    monkeypatch.setattr(sitemap, "DATASETS_OF_A_PART", 3)

    index = ElementTree.fromstring(world.get("/sitemap.xml").data)
    files = [each.text.removeprefix(SITE) for each in index.iter(f"{SITEMAP}loc")]
    assert len(files) == 3
    pages = [
        each.text
        for file in files[1:]
        for each in ElementTree.fromstring(world.get(file).data).iter(f"{SITEMAP}loc")
        if "/en/" not in each.text
    ]
    assert sorted(pages) == sorted(f"{SITE}/dataset/{name}" for name in PUBLIC)


def test_robots_txt_names_the_sitemap(world: World) -> None:
    assert f"Sitemap: {SITE}/sitemap.xml" in world.get("/robots.txt").data.decode().splitlines()


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/feeds/dataset.atom", PUBLIC),
        ("/feeds/type/budget.atom", {"budget-2024", "budget-2025"}),
        (f"/feeds/organization/{ROADS}.atom", {"sans-fichier"}),
        (f"/feeds/organization/{FINANCE}.atom", PUBLIC - {"sans-fichier"}),
        ("/feeds/group/economie-et-finances.atom", {"budget-2024", "budget-2025"}),
        ("/feeds/tag/Finances%20de%20la%20ville.atom", {"budget-2024", "budget-2025"}),
        ("/feeds/tag/personne.atom", set()),
    ],
)
def test_a_feed_holds_what_it_is_of(world: World, address: str, names: set[str]) -> None:
    ids, following = world.entries(address)

    assert set(ids) == {world.ids[name] for name in names}
    assert following is None


@pytest.fixture
def two_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.city import config

    monkeypatch.setattr(config, "atom_entries", lambda: 2)


@pytest.mark.usefixtures("two_a_page")
def test_a_feed_is_walked_from_the_newest_without_repeating(world: World) -> None:
    walked, address, pages = [], "/feeds/dataset.atom", 0
    while address:
        ids, following = world.entries(address.removeprefix(SITE))
        walked += ids
        address = following or ""
        pages += 1
        if pages == 1:  # someone changes what is still to come
            act("package_patch", {"id": world.ids["budgets"], "notes": "Autre description."})

    assert len(walked) == len(set(walked)), "no dataset comes twice"
    assert set(walked) >= {world.ids[name] for name in PUBLIC - {"budgets"}}


def test_what_changed_comes_first_and_with_its_date(world: World) -> None:
    act("package_patch", {"id": world.ids["budget-2024"], "notes": "Une autre description encore."})

    answer = world.get("/feeds/dataset.atom")

    feed = ElementTree.fromstring(answer.data)
    first = feed.find(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}id") == f"urn:uuid:{world.ids['budget-2024']}"
    updated = feed.findtext(f"{ATOM}updated")
    assert updated == first.findtext(f"{ATOM}updated")
    assert datetime.fromisoformat(updated) == answer.last_modified


def descriptions(page: bytes) -> list[dict[str, Any]]:
    return [json.loads(block) for block in Scripts(page.decode()).blocks]


@pytest.mark.parametrize("path", ["/dataset/budget-2024", "/budget/budget-2024"])
@pytest.mark.parametrize("person", ["anonymous", "administrator", "agent"])
def test_a_public_page_describes_its_dataset(world: World, path: str, person: str) -> None:
    (node,) = descriptions(world.get(path, person).data)

    assert (node["@type"], node["identifier"]) == ("Dataset", world.ids["budget-2024"])
    assert node["url"] == f"{SITE}/dataset/budget-2024"
    assert node["temporalCoverage"] == "2024-01-01/2024-12-31"
    assert node["creator"]["name"] == "Direction des finances"


def test_a_page_never_describes_a_hidden_series(world: World) -> None:
    (node,) = descriptions(world.get("/dataset/budget-2025", "administrator").data)

    assert node["isPartOf"] == f"{SITE}/dataset/{world.ids['budgets']}"
    assert world.ids["secret-series"] not in json.dumps(node)


@pytest.mark.parametrize("name", [name for name in HIDDEN if name != "secret-deleted"])
def test_a_hidden_page_describes_nothing_even_to_its_reader(world: World, name: str) -> None:
    answer = world.get(f"/dataset/{name}", "administrator")

    assert answer.status_code == 200
    assert descriptions(answer.data) == []


def test_a_dataset_that_is_hidden_is_nowhere_at_once(world: World) -> None:
    made = world.add("bientot-cache", owner_org=FINANCE, in_series=[world.ids["budgets"]])
    for address in ADDRESSES:
        world.get(address.format(**world.ids))

    act("package_patch", {"id": made["id"], "access_level": "staff"})

    for address in ADDRESSES:
        text = world.get(address.format(**world.ids)).data.decode()
        assert "bientot-cache" not in text, address
        assert made["id"] not in text, address
    act("dataset_purge", {"id": made["id"]})


def test_the_home_page_describes_the_catalogue(world: World) -> None:
    (node,) = descriptions(world.get("/").data)

    assert (node["@type"], node["url"]) == ("DataCatalog", f"{SITE}/")


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("/", ["/feeds/dataset.atom", "/catalogue-scdl.csv"]),
        ("/en/", ["/feeds/dataset.atom", "/catalogue-scdl.csv"]),
        ("/dataset/", ["/feeds/dataset.atom", "/catalogue-scdl.csv"]),
        ("/budget/", ["/feeds/type/budget.atom"]),
        (f"/organization/{FINANCE}", [f"/feeds/organization/{FINANCE}.atom"]),
        ("/group/economie-et-finances", ["/feeds/group/economie-et-finances.atom"]),
    ],
)
def test_pages_name_their_feeds_and_tables(world: World, page: str, links: list[str]) -> None:
    text = world.get(page).data.decode()

    for link in links:
        assert f'href="{SITE}{link}"' in text or f'href="{link}"' in text
        assert world.get(link).status_code == 200


@pytest.fixture
def broken(world: World) -> Iterator[dict[str, str]]:
    """Datasets whose texts no form has seen: written below the validators."""
    from ckan import model

    made = {kind: world.add(f"casse-{number}") for number, kind in enumerate(HOSTILE_TEXTS)}
    for kind, dataset in made.items():
        package = model.Package.get(dataset["id"])
        text = HOSTILE_TEXTS[kind].replace("\ud800", "")
        package.title = package.notes = text
        package.license_id = text
        package.extras = dict(package.extras) | {
            "theme": json.dumps({"a": text}),
            "temporal_coverage": text,
            "spatial_coverage": json.dumps([{"geom": text, "uri": text, "text": [text]}]),
            "creator": json.dumps(text),
            "language": json.dumps([None, text]),
        }
        package.resources[0].name = package.resources[0].format = text
        package.resources[0].extras = {"size": "NaN", "mimetype": text}
    model.Session.commit()
    yield {dataset["name"]: dataset["id"] for dataset in made.values()}
    for dataset in made.values():
        act("dataset_purge", {"id": dataset["id"]})


def test_bad_values_break_no_output_and_no_dataset_is_lost(
    world: World, broken: dict[str, str], tmp_path: Any
) -> None:
    from ckan.lib.search import rebuild

    for id_ in broken.values():
        try:
            rebuild(id_)
        except Exception:  # noqa: BLE001 - what the index refuses, outputs read in the database
            continue
    table = world.get("/catalogue-scdl.csv").data
    assert errors(table, tmp_path) == []
    rows = csv.DictReader(io.StringIO(table.decode(), newline=""))
    assert {row["ID"] for row in rows} >= set(broken)

    walked, address = [], "/feeds/dataset.atom"
    while address:
        ids, following = world.entries(address.removeprefix(SITE))
        walked += ids
        address = following or ""
    assert set(walked) >= set(broken.values())

    for name in broken:
        (node,) = descriptions(world.get(f"/dataset/{name}").data)
        assert node["@type"] == "Dataset"
