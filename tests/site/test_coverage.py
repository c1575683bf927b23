"""The form offers the commune and its districts; what is stored is a name and an outline."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import html

from tests.site.acting import as_admin
from tests.site.town import Town
from tests.views.areas.test_kept_districts import districts, no_datasets, own_folder  # noqa: F401

pytestmark = pytest.mark.service

COMMUNE = {
    "text": "Saint-Aubin-sur-Orge",
    "uri": "http://id.insee.fr/geo/commune/91999",
}


def stored(town: Town, *rows: dict[str, Any]) -> list[dict[str, str]]:
    town.dataset(name="voirie", spatial_coverage=list(rows))
    shown: list[dict[str, str]] = as_admin("package_show", id="voirie")["spatial_coverage"]
    return shown


def form_of(town: Town, person: str = "agent", path: str = "/dataset/new?empty=1") -> Any:
    return html.fromstring(town.get(person, path).body)


def fields(page: Any) -> dict[str, str]:
    """What the form would send as it stands."""
    form = page.xpath("//form[@data-city-kind='form']")[0]
    # lxml takes what stands in a template for a part of the form, and a first line end for text
    values = {n: value for n, value in form.form_values() if "REPEATING" not in n}
    return {name: str(value).removeprefix("\n") for name, value in values.items()}


def test_a_district_is_stored_by_name_and_outline(town: Town) -> None:
    districts(town, "quartiers")
    (row,) = stored(town, {"district": "quartiers/gare", "uri": COMMUNE["uri"], "text": "Autre"})
    assert row["text"] == "Gare"
    assert json.loads(row["geom"])["type"] == "Polygon"
    assert set(row) == {"text", "geom"}
    found = town.result("anonymous", "package_search", extras={"ext_zone": "quartiers/gare"})
    assert "voirie" in {each["name"] for each in found["results"]}


def test_the_commune_is_what_a_new_dataset_is_prefilled_with(town: Town) -> None:
    (row,) = stored(town, {"district": "commune"})
    assert {name: row[name] for name in COMMUNE} == COMMUNE
    sent = fields(form_of(town))
    assert sent["spatial_coverage-0-district"] == "commune"
    assert sent["spatial_coverage-0-text"] == COMMUNE["text"]


@pytest.mark.parametrize("row", [{"text": "Halle"}, {"district": "", "text": "Halle"}])
def test_what_is_described_by_hand_stays(town: Town, row: dict[str, str]) -> None:
    assert stored(town, row) == [{"text": "Halle"}]


@pytest.mark.parametrize(
    "choice", ["quartiers/nowhere", "../etc", "<script>alert(1)</script>", "x" * 10_000]
)
def test_a_district_that_is_none_is_refused_with_a_sentence(town: Town, choice: str) -> None:
    districts(town, "quartiers")
    answer = town.api(
        "agent",
        "package_create",
        name="voirie",
        title="Voirie",
        notes="Voirie.",
        owner_org="direction-de-la-voirie",
        spatial_coverage=[{"district": choice}],
    )
    assert answer.status_code == 409
    assert "choisissez-en un autre" in str(answer.json["error"]["spatial_coverage"])


def test_a_hidden_district_is_refused_as_one_that_never_was(town: Town) -> None:
    districts(town, "quartiers")
    town.result("agent", "package_patch", id="quartiers", access_level="department")
    row = {"name": "voirie", "title": "Voirie", "notes": "Voirie."}
    row |= {"owner_org": "direction-des-finances"}
    answers = [
        town.api("other-agent", "package_create", spatial_coverage=[{"district": each}], **row)
        for each in ("quartiers/gare", "quartiers/nowhere")
    ]
    assert [each.status_code for each in answers] == [409, 409]
    assert answers[0].json["error"] == answers[1].json["error"]
    assert "Gare" not in town.get("other-agent", "/dataset/new").body


def post(town: Town, path: str, sent: dict[str, str]) -> Any:
    return town.app.post(
        path, data={**sent, "save": "1"}, headers=town.headers("agent"), follow_redirects=False
    )


def test_without_script_the_list_alone_is_enough(town: Town) -> None:
    districts(town, "quartiers")
    sent = fields(form_of(town)) | {"title": "Voirie", "notes": "Les rues.", "name": "voirie"}
    sent |= {"owner_org": "direction-de-la-voirie", "_ckan_phase": ""}
    sent["spatial_coverage-0-district"] = "quartiers/gare"
    assert post(town, "/dataset/new", sent).status_code == 302
    (row,) = as_admin("package_show", id="voirie")["spatial_coverage"]
    assert (row["text"], "uri" in row) == ("Gare", False)

    page = form_of(town, path="/dataset/edit/voirie")
    again = fields(page)
    assert again["spatial_coverage-0-district"] == "quartiers/gare", "the form knows it again"
    again["spatial_coverage-0-text"] = "Quartier de la gare"
    assert post(town, "/dataset/edit/voirie", again).status_code == 302
    (changed,) = as_admin("package_show", id="voirie")["spatial_coverage"]
    assert changed == row | {"text": "Quartier de la gare"}, "a choice left as it was is none"


def test_a_form_that_comes_back_keeps_the_choice(town: Town) -> None:
    districts(town, "quartiers")
    sent = fields(form_of(town)) | {"title": "", "notes": "", "name": ""}
    sent["spatial_coverage-0-district"] = "quartiers/gare"
    back = html.fromstring(post(town, "/dataset/new", sent).body)
    assert fields(back)["spatial_coverage-0-district"] == "quartiers/gare"
    sent["spatial_coverage-0-district"] = "quartiers/nowhere"
    wrong = html.fromstring(post(town, "/dataset/new", sent).body)
    (said,) = wrong.xpath("//*[@id='field-spatial_coverage-0-district-error']")
    assert "choisissez-en un autre" in said.text_content()
    (told,) = wrong.xpath("//a[@href='#field-spatial_coverage-0-district']")
    assert told is not None


def test_the_form_names_districts_as_text(town: Town) -> None:
    districts(town, "quartiers")
    page = form_of(town)
    options = page.xpath("//select[@data-area-choice]//optgroup/option/text()")
    assert options[:2] == ["Gare", "Port <script>alert(1)</script>"]
    assert not [each for each in page.xpath("//script/text()") if "alert(1)" in each]


def test_what_was_stored_before_is_sent_back_unchanged(town: Town) -> None:
    """Saving the form of an existing dataset changes nothing of what portals read."""
    outline = {
        "type": "Polygon",
        "coordinates": [[[2.3, 48.6], [2.4, 48.6], [2.4, 48.7], [2.3, 48.6]]],
    }
    rows = [
        {"text": "Commune de Saint-Aubin", "uri": COMMUNE["uri"], "geom": json.dumps(outline)},
        {"text": "Halle", "centroid": '{"type":"Point","coordinates":[2.3,48.6]}'},
    ]
    before = stored(town, *rows)
    sent = fields(form_of(town, path="/dataset/edit/voirie"))
    assert [sent[f"spatial_coverage-{at}-district"] for at in (0, 1)] == ["", ""]
    assert post(town, "/dataset/edit/voirie", sent).status_code == 302
    assert as_admin("package_show", id="voirie")["spatial_coverage"] == before


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ("{", "GeoJSON"),
        ("[" * 50_000, "GeoJSON"),
        (json.dumps({"type": "Point", "coordinates": [650000, 6860000]}), "Lambert"),
        (
            json.dumps(
                {
                    "type": "Polygon",
                    "coordinates": [[[2.3 + at / 1e6, 48.6] for at in range(9_000)]],
                }
            ),
            "contour",
        ),
    ],
)
def test_a_hostile_outline_is_refused_in_words(town: Town, geometry: str, words: str) -> None:
    sent = fields(form_of(town)) | {"title": "Voirie", "notes": "Les rues.", "name": "voirie"}
    sent |= {"owner_org": "direction-de-la-voirie", "spatial_coverage-0-geom": geometry}
    sent["spatial_coverage-0-district"] = ""
    answer = post(town, "/dataset/new", sent)
    assert answer.status_code == 200
    page = html.fromstring(answer.body)
    (said,) = page.xpath("//*[@id='field-spatial_coverage-0-geom-error']")
    assert words in said.text_content()
    assert page.xpath("//details[contains(@class, 'row-more')]/@open"), "it is not folded away"
