"""The pages of a dataset and of a file: each type, what they say, and of hostile values."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.town import FINANCE, Town, act

pytestmark = pytest.mark.service

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "feed" / "datasets"
BUDGET = ROOT / "schemas/tables/scdl/budget/0.8.3/samples/valid/bp-2025.csv"

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
        assert '<th scope="col" class="r">Réalisé' in page
        assert re.search(r'<td class="r">\d{1,3}\xa0\d{3}(,\d+)?</td>', page), address
        assert "<td>2025</td>" in page
        assert f"datastore_search?resource_id={resource['id']}" in html.unescape(page)
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
