"""schema.org's description of a dataset: what Google's dataset search asks for, and no way out."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from ckanext.city.feed import schema_org
from tests.feed.conftest import SITE

pytestmark = pytest.mark.usefixtures("settings")


class Scripts(HTMLParser):
    """Reads a page as a browser does: what stands in data blocks, and which elements there are."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.elements: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append(tag)
        self._inside = dict(attrs).get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks.append(data)


def test_a_dataset_says_what_search_engines_ask_for(dataset: dict[str, Any]) -> None:
    node = schema_org.describe_dataset(dataset)

    assert node["@type"] == "Dataset"
    assert node["name"] == "Arbres remarquables de la ville"
    assert node["url"] == f"{SITE}/dataset/arbres-remarquables"
    assert node["@id"] == f"{SITE}/dataset/{dataset['id']}"
    assert node["license"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    assert node["isAccessibleForFree"] is True
    assert node["inLanguage"] == "fr"
    assert node["keywords"] == ["Arbres", "Forêt et œuvre", "Environnement"]
    assert node["creator"]["name"] == "Direction des espaces verts"
    assert node["publisher"]["identifier"] == "21919999900018"
    assert node["temporalCoverage"] == "2024-01-01/2025-06-30"
    assert node["datePublished"] == "2025-01-02T10:00:00+00:00"
    assert node["dateModified"] == "2026-02-01T08:00:00+00:00"
    assert node["includedInDataCatalog"]["name"] == "Données de Saint-Aubin"


def test_a_place_is_named_and_boxed_latitude_first(dataset: dict[str, Any]) -> None:
    place = schema_org.describe_dataset(dataset)["spatialCoverage"]

    assert place["name"] == "Saint-Aubin-sur-Orge"
    assert place["@id"] == "http://id.insee.fr/geo/commune/91999"
    assert place["geo"] == {"@type": "GeoShape", "box": "48.59 2.28 48.65 2.37"}


def test_a_file_keeps_its_address_when_it_is_replaced(dataset: dict[str, Any]) -> None:
    uploaded, linked = schema_org.describe_dataset(dataset)["distribution"]

    assert uploaded["contentUrl"] == f"{uploaded['@id']}/download"
    assert (uploaded["encodingFormat"], uploaded["contentSize"]) == ("text/csv", "1234 B")
    assert uploaded["sha256"] == "a" * 64
    assert linked["contentUrl"] == "https://cartes.ville.fr/arbres.geojson"


@pytest.mark.parametrize("length", [0, 49, 50, 5000, 5001, 200_000])
def test_a_description_is_as_long_as_search_engines_take(
    dataset: dict[str, Any], length: int
) -> None:
    dataset["notes"] = "x" * length

    description = schema_org.describe_dataset(dataset)["description"]

    assert 50 <= len(description) <= 5000
    assert description.startswith("x" * min(length, 4999))


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ("2024", "", "2024-01-01/.."),
        ("", "2024", "../2024-12-31"),
        ("2024-02", "2024-02", "2024-02-01/2024-02-29"),
        ("2024-02-05", "2024-02-05", "2024-02-05"),
        ("2025", "2024", "2024-12-31/2025-01-01"),
    ],
    ids=["open end", "open start", "a month", "a day", "the wrong way round"],
)
def test_a_period_is_written_as_iso_8601(
    dataset: dict[str, Any], start: str, end: str, written: str
) -> None:
    dataset["temporal_coverage"] = [{"start": start, "end": end}]

    assert schema_org.describe_dataset(dataset)["temporalCoverage"] == written


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({"exercice": "2026"}, "2026-01-01/2026-12-31"),
        ({"election_date": "2026-03-15"}, "2026-03-15"),
        ({"first_session": "2026-01-10", "last_session": "2026-06-30"}, "2026-01-10/2026-06-30"),
        ({"school_year": "2026-2027"}, "2026-09-01/2027-08-31"),
        ({"base_year": "2019", "target_year": "2030"}, "2019-01-01/2030-12-31"),
    ],
    ids=["budget", "election", "deliberations", "school zones", "climate budget"],
)
def test_a_type_s_own_field_says_the_period(
    dataset: dict[str, Any], fields: dict[str, str], written: str
) -> None:
    del dataset["temporal_coverage"]

    assert schema_org.describe_dataset(dataset | fields)["temporalCoverage"] == written


def test_a_series_has_the_list_of_its_members_as_its_file(dataset: dict[str, Any]) -> None:
    series = dataset | {"type": "dataset_series", "resources": []}

    file = schema_org.describe_dataset(series)["distribution"]

    assert file["contentUrl"] == f"{SITE}/dataset/{dataset['id']}/members.csv"


def test_only_published_series_are_named(dataset: dict[str, Any]) -> None:
    dataset |= {"in_series": ["private", "public"], "published_series": ["public"]}

    node = schema_org.describe_dataset(dataset)

    assert node["isPartOf"] == f"{SITE}/dataset/public"
    assert "private" not in json.dumps(node)


def test_a_dataset_that_says_nothing_is_still_described() -> None:
    node = schema_org.describe_dataset({"id": "1", "name": "vide", "type": "dataset"})

    assert (node["name"], node["@type"]) == ("vide", "Dataset")
    assert "license" not in node
    assert "distribution" not in node


def test_no_text_ends_the_script_or_changes_on_the_way(
    dataset: dict[str, Any], hostile_text: str
) -> None:
    dataset |= {
        "title": hostile_text,
        "notes": hostile_text * 10,
        "tags": [{"name": hostile_text}],
    }
    node = schema_org.describe_dataset(dataset)

    script = schema_org.as_script(node)
    page = f'<p><script type="application/ld+json">{script}</script></p>'
    read = Scripts(page)

    assert read.elements == ["p", "script"]
    assert len(read.blocks) == 1
    assert json.loads(read.blocks[0]) == node
    assert not re.search(r"[<>&\u2028\u2029]", script)


@pytest.mark.parametrize(
    "geometry",
    [
        "no JSON",
        '{"type": "Point"}',
        '{"type": "Point", "coordinates": []}',
        '{"type": "Point", "coordinates": ["a", "b"]}',
        '{"type": "GeometryCollection", "geometries": []}',
        "[]",
    ],
)
def test_a_bad_geometry_is_left_out_and_its_place_stays(
    dataset: dict[str, Any], geometry: str
) -> None:
    dataset["spatial_coverage"][0]["geom"] = geometry

    place = schema_org.describe_dataset(dataset)["spatialCoverage"]

    assert place["name"] == "Saint-Aubin-sur-Orge"
    assert "geo" not in place


def test_the_catalogue_says_who_publishes_it(settings: dict[str, Any]) -> None:
    node = schema_org.describe_catalog()

    assert node["@type"] == "DataCatalog"
    assert node["url"] == f"{SITE}/"
    assert node["publisher"]["name"] == "Saint-Aubin-sur-Orge"
    assert settings["name"] in node["description"]
