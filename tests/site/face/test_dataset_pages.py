"""The pages of a dataset and of a file: each type, what they say, and of hostile values."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.test_query_counts import count
from tests.site.town import FINANCE, Town, act

pytestmark = pytest.mark.service

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "feed" / "datasets"
BUDGET = ROOT / "schemas/tables/scdl/budget/0.8.3/samples/valid/bp-2025.csv"

#: Statements to the catalogue's database, as measured; a page that needs more says what for.
MOST = {"dataset with a table": 20, "file with a table": 11}

#: What a resident reads above the title of the richest sample of each type.
SAID = {
    "budget": [
        "Budget",
        "Exercice 2025",
        "Décision modificative",
        "Budget annexe",
        "Assainissement",
    ],
    "climate_budget": ["Budget climat"],
    "dataset": ["Autre jeu de données"],
    "dataset_series": ["Série de jeux de données"],
    "deliberation": ["Délibérations", "Conseil municipal"],
    "election": ["Élection"],
    "indicator": ["Indicateurs"],
    "parking": ["Parkings"],
    "poi": ["Lieux et équipements"],
    "school_zone": ["Secteurs scolaires"],
}


def richest(dataset_type: str) -> dict[str, Any]:
    """The sample of a type that fills each field of its form, with links for files."""
    samples = yaml.safe_load((SAMPLES / f"{dataset_type}.yaml").read_text(encoding="utf-8"))
    sample = next(each for each in samples if each.get("rich"))
    fields = sample["dataset"] | {"name": sample["name"], "owner_org": FINANCE}
    fields.pop("in_series", None)
    tags = fields.pop("tags", [])
    fields["tag_string"] = ",".join(tags)
    if dataset_type != "dataset_series":
        fields["resources"] = [
            each["resource"] | {"url": f"https://ville.example.org/{at}.csv"}
            for at, each in enumerate(sample.get("files", ()))
        ]
    return fields


def text_of(page: str) -> str:
    """What a reader sees of a page, without markup."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


class Harm(HTMLParser):
    """Collects what would run: scripts in the page, handlers, addresses that are scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        runs = tag == "script" and "src" not in named and named.get("type") != "application/ld+json"
        self.found += [tag] if runs else []
        self.found += [
            f"{tag} {name}" for name in named if name.startswith("on") or name == "style"
        ]
        self.found += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in ("href", "src", "action") and (value or "").strip().startswith("javascript:")
        ]


def harm_in(page: str) -> list[str]:
    parser = Harm()
    parser.feed(page)
    return parser.found


@pytest.fixture(scope="module")
def samples(town: Town) -> dict[str, dict[str, Any]]:
    return {each: act("package_create", richest(each)) for each in SAID}


@pytest.mark.parametrize("dataset_type", sorted(SAID))
def test_each_type_has_a_page_in_a_residents_words(
    town: Town, samples: dict[str, dict[str, Any]], dataset_type: str
) -> None:
    dataset = samples[dataset_type]
    page = town.get("anonymous", f"/{dataset_type}/{dataset['name']}")
    assert page.status_code == 200
    text = text_of(page.body)
    for words in [*SAID[dataset_type], dataset["title"], "Pour citer ces données"]:
        assert " ".join(words.split()) in text
    assert "coordinates" not in text
    assert "{value}" not in text
    assert "publications.europa.eu" not in text


@pytest.mark.parametrize("dataset_type", sorted(set(SAID) - {"dataset_series"}))
def test_each_file_has_a_page(
    town: Town, samples: dict[str, dict[str, Any]], dataset_type: str
) -> None:
    dataset = samples[dataset_type]
    for resource in dataset["resources"]:
        page = town.get("anonymous", f"/{dataset_type}/{dataset['name']}/resource/{resource['id']}")
        assert page.status_code == 200
        assert " ".join(resource["name"].split()) in text_of(page.body)
        assert resource["url"] in html.unescape(page.body)


def test_a_file_that_nobody_named_bears_its_datasets_title(town: Town) -> None:
    files = [{"url": "https://ville.example.org/1", "format": kind} for kind in ("CSV", "")]
    dataset = act(
        "package_create", {"title": "Bancs", "notes": ".", "owner_org": FINANCE, "resources": files}
    )
    page = text_of(town.get("anonymous", f"/dataset/{dataset['name']}").body)
    assert "Bancs (CSV)" in page
    assert "Ressource sans nom" not in page
    for resource, title in zip(dataset["resources"], ("Bancs (CSV)", "Bancs"), strict=True):
        address = f"/dataset/{dataset['name']}/resource/{resource['id']}"
        assert f"<h1>{title}</h1>" in town.get("anonymous", address).body


def test_the_same_in_english(town: Town, samples: dict[str, dict[str, Any]]) -> None:
    text = text_of(town.get("anonymous", f"/en/budget/{samples['budget']['name']}").body)
    for words in ("Financial year 2025", "Amending decision", "Cite and reuse", "License"):
        assert words in text


@pytest.fixture(scope="module")
def table(town: Town, datastore: None) -> dict[str, Any]:
    """A budget whose file stands in the DataStore."""
    from ckanext.city.store.loader import load_table_of
    from ckanext.city.tables.catalogue import find_table_schema

    fields = richest("budget") | {"name": "bp-2025", "title": "Budget primitif 2025"}
    fields["resources"] = [
        {
            "name": "Budget primitif 2025",
            "url": "https://ville.example.org/bp.csv",
            "format": "CSV",
            "table_schema": "scdl/budget@0.8.3",
            "datastore_active": True,
        }
    ]
    made: dict[str, Any] = act("package_create", fields)
    schema = find_table_schema("scdl/budget@0.8.3")
    load_table_of(made["resources"][0]["id"], BUDGET, schema.descriptor)
    return made


def test_a_loaded_table_is_shown_under_its_labels(town: Town, table: dict[str, Any]) -> None:
    resource = table["resources"][0]
    for address in ("/budget/bp-2025", f"/budget/bp-2025/resource/{resource['id']}"):
        page = town.get("anonymous", address).body
        assert '<th scope="col" class="r">Voté' in page
        assert re.search(r'<td class="r">\d{1,3}\xa0\d{3}(,\d+)?</td>', page), address
        assert f"datastore_search?resource_id={resource['id']}" in html.unescape(page)
    assert "<td>2025</td>" in page  # a year is no amount
    assert "BGT_NATDEC" in page  # the column's name in the file, in the dictionary
    assert f"/datastore/dump/{resource['id']}" in page


def test_a_table_that_is_gone_leaves_the_page(town: Town, table: dict[str, Any]) -> None:
    fields = richest("budget") | {"name": "sans-table", "title": "Sans table"}
    fields["resources"] = [{"url": "https://ville.example.org/a.csv", "datastore_active": True}]
    made = act("package_create", fields)
    for address in ("", f"/resource/{made['resources'][0]['id']}"):
        page = town.get("anonymous", f"/budget/sans-table{address}")
        assert page.status_code == 200
        assert "table-scroll" not in page.body.split("columns-list")[0] or address


EDIT = re.compile(r"/dataset/(edit/|[^\"]*/edit)")
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{ 7*7 }} =HYPERLINK("x") \u202e'


@pytest.fixture(scope="module")
def hostile(town: Town, datastore: None) -> dict[str, Any]:
    """A dataset whose every text means harm, and a table likewise."""
    fields = richest("dataset") | {
        "name": "hostile",
        "title": HOSTILE + "long " * 60,
        "notes": f"{HOSTILE}. <b onclick='x'>Gras</b>\n\n[lien](javascript:alert(3))",
        "provenance": HOSTILE,
        "contact": [{"name": HOSTILE, "url": "https://ville.example.org/contact"}],
        "resources": [
            {"name": HOSTILE, "description": HOSTILE, "url": "javascript:alert(4)"},
            {"name": "y" * 300, "url": "https://ville.example.org/a.csv", "format": HOSTILE},
        ],
    }
    made: dict[str, Any] = act("package_create", fields)
    act(
        "datastore_create",
        {
            "resource_id": made["resources"][0]["id"],
            "force": True,
            "fields": [{"id": "a", "info": {"label": HOSTILE, "notes": HOSTILE}}, {"id": "b"}],
            "records": [{"a": HOSTILE, "b": '{"type":"Point","coordinates":[2.3,48.6]}'}],
        },
    )
    return made


def test_hostile_texts_are_shown_and_do_nothing(town: Town, hostile: dict[str, Any]) -> None:
    ids = [each["id"] for each in hostile["resources"]]
    for address in ("", *(f"/resource/{each}" for each in ids)):
        answer = town.get("anonymous", f"/dataset/hostile{address}")
        assert answer.status_code == 200
        assert harm_in(answer.body) == []
        assert "{{ 7*7 }} =HYPERLINK" in text_of(answer.body)
        assert "coordinates" not in text_of(answer.body)


def test_who_sees_a_dataset_is_said_to_those_who_do(town: Town) -> None:
    for level, words in [
        ("staff", "Seuls les agents de la ville voient cette page"),
        ("department", "Seuls les agents du service voient cette page"),
    ]:
        town.dataset(name=f"reserve-{level}", access_level=level)
        assert words in text_of(town.get("agent", f"/dataset/reserve-{level}").body)
        assert town.get("anonymous", f"/dataset/reserve-{level}").status_code == 404
    act("package_create", richest("poi") | {"name": "ebauche", "state": "draft"})
    assert "est un brouillon" in text_of(town.get("administrator", "/poi/ebauche").body)


def test_only_who_may_edit_is_offered_to(town: Town) -> None:
    made = town.dataset(name="comptages", resources=[{"url": "https://ville.example.org/a.csv"}])
    addresses = ["/dataset/comptages", f"/dataset/comptages/resource/{made['resources'][0]['id']}"]
    for address in addresses:
        assert EDIT.search(town.get("agent", address).body)
        for person in ("anonymous", "other-agent"):
            assert not EDIT.search(town.get(person, address).body)


def test_a_dataset_that_is_late_says_so_until_the_next_of_its_series(town: Town) -> None:
    daily = "http://publications.europa.eu/resource/authority/frequency/DAILY"
    row = {"url": "https://ville.example.org/a.csv", "last_modified": "2020-03-01T10:00:00"}
    series = act(
        "package_create",
        {
            "type": "dataset_series",
            "title": "Comptages par an",
            "notes": "Une série.",
            "owner_org": FINANCE,
            "series_order_field": "exercice",
        },
    )
    common = {
        "type": "budget",
        "stage": "budget-primitif",
        "notes": "Un budget.",
        "owner_org": FINANCE,
    }
    for year in ("2020", "2021"):
        fields = {"name": f"an-{year}", "title": f"An {year}", "exercice": year, "frequency": daily}
        act("package_create", common | fields | {"in_series": [series["id"]], "resources": [row]})

    late = "La suivante était attendue le 2 mars 2020."
    assert late in text_of(town.get("anonymous", "/budget/an-2021").body)
    assert late not in text_of(town.get("anonymous", "/budget/an-2020").body)
    listed = text_of(town.get("anonymous", f"/dataset_series/{series['name']}").body)
    assert listed.index("An 2021 Exercice 2021") < listed.index("An 2020 Exercice 2020")


def test_a_page_with_a_table_asks_the_database_little(town: Town, table: dict[str, Any]) -> None:
    [loaded] = table["resources"]
    for address, most in [
        ("/budget/bp-2025", MOST["dataset with a table"]),
        (f"/budget/bp-2025/resource/{loaded['id']}", MOST["file with a table"]),
    ]:
        asked = count(lambda address=address: town.get("anonymous", address))
        assert asked <= most, address
