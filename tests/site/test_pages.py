"""The pages of the table schemas, at addresses that never change."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.service

OURS = "/city/schemas/city/parking-live/1.0.0/"


def test_every_known_table_schema_has_its_page(ckan_app: Any) -> None:
    from ckanext.city.tables.catalogue import list_table_schemas

    listing = ckan_app.get("/city/schemas/").body
    for schema in list_table_schemas():
        address = f"/city/schemas/{schema.id}/{schema.version}/"
        assert address in listing
        assert schema.title("fr") in ckan_app.get(address).body.replace("&#39;", "'")


def test_a_schema_of_ours_is_served_as_json_to_anyone(ckan_app: Any) -> None:
    answer = ckan_app.get(f"{OURS}schema.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["path"] == f"http://test.ckan.net{OURS}schema.json"
    assert [field["name"] for field in answer.json["fields"]][:2] == ["parking_id", "horodatage"]


def test_asking_again_with_the_etag_sends_nothing(ckan_app: Any) -> None:
    etag = ckan_app.get(f"{OURS}schema.json").headers["ETag"]
    again = ckan_app.get(f"{OURS}schema.json", headers={"If-None-Match": etag}, status=304)
    assert again.body == ""


def test_a_national_schema_is_left_to_the_national_index(ckan_app: Any) -> None:
    address = "/city/schemas/scdl/budget/0.8.3/schema.json"
    answer = ckan_app.get(address, follow_redirects=False, status=302)
    assert answer.headers["Location"] == (
        "https://schema.data.gouv.fr/schemas/scdl/budget/0.8.3/schema.json"
    )


def test_the_reference_page_speaks_the_readers_language(ckan_app: Any) -> None:
    french, english = ckan_app.get(OURS).body, ckan_app.get(f"/en{OURS}").body
    assert "Comment remplir" in french
    assert "How to fill it in" not in french
    assert "How to fill it in" in english


def test_an_unknown_schema_is_a_404(ckan_app: Any) -> None:
    ckan_app.get("/city/schemas/city/nothing/1.0.0/", status=404)
