"""What the catalogue fills in for an agent, and what it leaves to her."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.city.site.derive import (
    Access,
    City,
    access_of,
    decide_access,
    derived_fields,
    prefilled_fields,
)

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
CITY = City(
    name="Saint-Aubin-sur-Orge",
    insee="91999",
    siret="21919999900018",
    contact_name="Service données ouvertes",
    contact_email="opendata@saint-aubin.example",
    license_id="lov2",
    frequency=FREQUENCY,
    languages=("fr", "en"),
    extent=(2.285, 48.59, 2.375, 48.65),
    site_url="https://donnees.saint-aubin.example",
)
FINANCES = {
    "name": "direction-des-finances",
    "title": "Direction des finances",
    "contact_name": "Secrétariat des finances",
    "contact_email": "finances@saint-aubin.example",
    "siret": "",
}
PUBLIC = Access("public", False, "")
STAFF = Access("staff", True, "")


def dataset(**fields: Any) -> dict[str, Any]:
    return {"name": "budget-2026", "access_level": "public", **fields}


def test_a_new_form_starts_with_what_the_city_has_configured() -> None:
    fields = prefilled_fields(CITY)
    assert fields["license_id"] == "lov2"
    assert fields["frequency"] == FREQUENCY
    assert fields["language"] == [
        "http://publications.europa.eu/resource/authority/language/FRA",
        "http://publications.europa.eu/resource/authority/language/ENG",
    ]


def test_a_new_form_covers_the_commune_by_its_insee_address() -> None:
    (area,) = prefilled_fields(CITY)["spatial_coverage"]
    assert area["text"] == "Saint-Aubin-sur-Orge"
    assert area["uri"] == "http://id.insee.fr/geo/commune/91999"
    (ring,) = json.loads(area["geom"])["coordinates"]
    assert ring[0] == ring[-1] == [2.285, 48.59]
    assert [2.375, 48.65] in ring


def test_a_city_without_defaults_prefills_nothing_in_their_place() -> None:
    bare = City("Issy", "92040", "21920040900015", "Open data", "o@issy.example")
    fields = prefilled_fields(bare)
    assert not {"license_id", "frequency", "language"} & set(fields)
    assert "geom" not in fields["spatial_coverage"][0]


def test_the_city_publishes_and_the_department_creates_and_answers() -> None:
    fields = derived_fields(dataset(), FINANCES, CITY)
    (publisher,) = fields["publisher"]
    assert (publisher["name"], publisher["identifier"]) == (CITY.name, CITY.siret)
    assert fields["creator"][0]["name"] == "Direction des finances"
    assert fields["contact"] == [
        {"name": "Secrétariat des finances", "email": "finances@saint-aubin.example"}
    ]


def test_a_department_without_an_address_has_the_citys_answer() -> None:
    (contact,) = derived_fields(dataset(), {"name": "dep", "title": "Dép."}, CITY)["contact"]
    assert contact == {"name": CITY.contact_name, "email": CITY.contact_email}


def test_a_dataset_without_a_department_still_has_someone_to_write_to() -> None:
    fields = derived_fields(dataset(), None, CITY)
    assert "creator" not in fields
    assert fields["contact"][0]["email"] == CITY.contact_email


@pytest.mark.parametrize("name", ["publisher", "creator", "contact"])
def test_what_a_dataset_says_itself_is_left_alone(name: str) -> None:
    fields = derived_fields(dataset(**{name: [{"name": "Autre"}]}), FINANCES, CITY)
    assert name not in fields


@pytest.mark.parametrize("empty", [[], [{}], [{"name": "", "email": ""}], [None], None, ""])
def test_an_emptied_override_counts_as_none(empty: Any) -> None:
    assert "contact" in derived_fields(dataset(contact=empty), FINANCES, CITY)


@pytest.mark.parametrize("stored", [["data@ville.fr"], [["a"]], "data@ville.fr"])
def test_an_override_of_no_shape_is_not_covered_up(stored: Any) -> None:
    assert "contact" not in derived_fields(dataset(contact=stored), FINANCES, CITY)


@pytest.mark.parametrize(("private", "expected"), [(False, "PUBLIC"), (True, "NON_PUBLIC")])
@pytest.mark.parametrize("level", ["secret", ["public"], {"a": 1}, 3])
def test_a_level_that_is_none_says_what_ckan_does(level: Any, private: bool, expected: str) -> None:
    fields = derived_fields(dataset(access_level=level, private=private), FINANCES, CITY)
    assert fields["access_rights"].endswith(f"/{expected}")


def test_the_landing_page_is_the_datasets_own_unless_it_has_another() -> None:
    assert derived_fields(dataset(), FINANCES, CITY)["url"] == (
        "https://donnees.saint-aubin.example/dataset/budget-2026"
    )
    assert "url" not in derived_fields(dataset(url="https://ville.example"), FINANCES, CITY)


def test_an_empty_part_is_left_out_and_not_written_empty() -> None:
    """An empty e-mail would become an empty `mailto:` in the feed."""
    fields = derived_fields(dataset(), {"name": "dep", "title": "Dép."}, CITY)
    rows = [row for value in fields.values() if isinstance(value, list) for row in value]
    assert all(all(row.values()) for row in rows)


def test_access_rights_are_those_of_the_european_list() -> None:
    authority = "http://publications.europa.eu/resource/authority/access-right/"
    assert {level: access_of(level).rights.removeprefix(authority) for level in LEVELS} == {
        "public": "PUBLIC",
        "staff": "RESTRICTED",
        "department": "NON_PUBLIC",
    }


LEVELS = ("public", "staff", "department")


def test_only_a_public_dataset_is_not_private_to_ckan() -> None:
    assert [access_of(level).private for level in LEVELS] == [False, True, True]


@pytest.mark.parametrize(
    ("level", "private", "stored", "expected"),
    [
        pytest.param(None, None, None, "public", id="new, nothing said"),
        pytest.param(None, True, None, "department", id="new, hidden by a program"),
        pytest.param("public", True, None, "department", id="new, contradicted: hidden"),
        pytest.param("staff", False, None, "staff", id="new, the level leads"),
        pytest.param(None, None, STAFF, "staff", id="update that omits both keeps it"),
        pytest.param(None, False, STAFF, "staff", id="update that omits the level keeps it"),
        pytest.param("staff", False, STAFF, "staff", id="private alone cannot show it"),
        pytest.param("public", True, PUBLIC, "department", id="private alone can hide it"),
        pytest.param("public", True, STAFF, "public", id="patch of the level alone shows it"),
        pytest.param("department", False, PUBLIC, "department", id="patch of the level hides it"),
        pytest.param(
            "public", None, Access("public", True, ""), "department", id="hidden in bulk, stays so"
        ),
        pytest.param(
            "public", False, Access("public", True, ""), "public", id="hidden in bulk, shown again"
        ),
    ],
)
def test_who_may_read_a_dataset_that_is_written(
    level: str | None, private: bool | None, stored: Access | None, expected: str
) -> None:
    assert decide_access(level, private, stored) == expected
