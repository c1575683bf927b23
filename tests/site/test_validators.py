"""What a field of a form takes, what it refuses, and that the refusal says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ckanext.city.dataset_types import checks
from ckanext.city.dataset_types.checks import WrongValue

ISSY = "21920040900015"
POINT = {"type": "Point", "coordinates": [2.27, 48.82]}
RING = [[2.2, 48.8], [2.3, 48.8], [2.3, 48.9], [2.2, 48.8]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


@pytest.mark.parametrize(
    ("check", "written", "kept"),
    [
        pytest.param(checks.read_siret, ISSY, ISSY, id="siret"),
        pytest.param(checks.read_siret, "219 200 409 00015", ISSY, id="siret with spaces"),
        pytest.param(
            checks.read_siret, "219\u202f200\u202f409 00015", ISSY, id="siret, thin spaces"
        ),
        pytest.param(checks.read_siret, "35600000049837", "35600000049837", id="post office"),
        pytest.param(checks.read_siren, "219 200 409", "219200409", id="siren"),
        pytest.param(checks.read_insee, "92040", "92040", id="insee"),
        pytest.param(checks.read_insee, "2a004", "2A004", id="insee of Corsica"),
        pytest.param(checks.read_insee, "97411", "97411", id="insee overseas"),
        pytest.param(checks.read_year, " 2026 ", "2026", id="year"),
        pytest.param(checks.read_day, "2024-02-29", "2024-02-29", id="leap day"),
        pytest.param(checks.read_period_end, "2026", "2026", id="period, year"),
        pytest.param(checks.read_period_end, "2026-04", "2026-04", id="period, month"),
        pytest.param(
            checks.read_period_end, "2026-04-02T00:00:00", "2026-04-02", id="period, time"
        ),
        pytest.param(checks.read_school_year, "2026/2027", "2026-2027", id="school year"),
        pytest.param(checks.read_count, "1 234", 1234, id="number with a space"),
        pytest.param(checks.read_count, 0, 0, id="nought"),
        pytest.param(checks.read_email, "opendata@ville.fr", "opendata@ville.fr", id="e-mail"),
        pytest.param(checks.read_email, "mailto:o.d@a-b.gouv.fr", "o.d@a-b.gouv.fr", id="mailto"),
        pytest.param(
            checks.read_web_address,
            "https://ville.fr/a?b=c#d",
            "https://ville.fr/a?b=c#d",
            id="web",
        ),
        pytest.param(
            checks.read_web_address,
            "http://id.insee.fr/geo/commune/91999",
            "http://id.insee.fr/geo/commune/91999",
            id="URI",
        ),
    ],
)
def test_a_right_value_is_kept_in_one_writing(
    check: Callable[[Any], Any], written: object, kept: object
) -> None:
    assert check(written) == kept


@pytest.mark.parametrize(
    ("check", "written"),
    [
        pytest.param(checks.read_siret, "2192004090001", id="siret of 13 digits"),
        pytest.param(checks.read_siret, "21920040900018", id="siret, wrong key"),
        pytest.param(checks.read_siret, "２１９２００４０９０００１７", id="siret, wide digits"),
        pytest.param(checks.read_siret, "35600000049838", id="post office, wrong sum"),
        pytest.param(checks.read_siren, "219200408", id="siren, wrong key"),
        pytest.param(checks.read_insee, "9204", id="insee too short"),
        pytest.param(checks.read_insee, "2C004", id="insee, no such department"),
        pytest.param(checks.read_year, "26", id="year of two digits"),
        pytest.param(checks.read_year, "0000", id="year nought"),
        pytest.param(checks.read_day, "02/04/2026", id="French date"),
        pytest.param(checks.read_day, "2023-02-29", id="no such day"),
        pytest.param(checks.read_day, "2026-W14-4", id="week date"),
        pytest.param(checks.read_period_end, "2026-13", id="no such month"),
        pytest.param(checks.read_school_year, "2026-2028", id="two years apart"),
        pytest.param(checks.read_school_year, "2026", id="one year"),
        pytest.param(checks.read_count, "-1", id="negative"),
        pytest.param(checks.read_count, "1.5", id="fraction"),
        pytest.param(checks.read_count, True, id="truth"),
        pytest.param(checks.read_count, "9" * 400, id="endless number"),
        pytest.param(checks.read_email, "ville.fr", id="no at"),
        pytest.param(checks.read_email, "a@b", id="no domain"),
        pytest.param(checks.read_email, "a@ville.fr\nbcc:x@y.fr", id="second header"),
        pytest.param(checks.read_email, "a" * 300 + "@ville.fr", id="endless e-mail"),
        pytest.param(checks.read_web_address, "javascript:alert(1)", id="script"),
        pytest.param(checks.read_web_address, "data:text/html,x", id="data address"),
        pytest.param(checks.read_web_address, "//ville.fr", id="no scheme"),
        pytest.param(checks.read_web_address, "https://", id="no host"),
        pytest.param(checks.read_web_address, "https://ville.fr:99999/", id="no such port"),
        pytest.param(checks.read_web_address, "https://a:b@ville.fr/", id="password inside"),
        pytest.param(checks.read_web_address, "https://ville.fr/<b>", id="markup"),
        pytest.param(checks.read_web_address, "https://[ville", id="broken host"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(
    check: Callable[[Any], Any], written: object
) -> None:
    with pytest.raises(WrongValue) as refused:
        check(written)
    sentence = refused.value.explain(lambda text: text)
    assert len(sentence.split()) > 4
    assert "{" not in sentence.replace(str(written), "")


def test_a_refusal_is_said_in_the_readers_language() -> None:
    with pytest.raises(WrongValue) as refused:
        checks.read_year("26")
    french = {refused.value.sentence: "« {value} » n'est pas une année."}
    assert refused.value.explain(french.__getitem__) == "« 26 » n'est pas une année."


def test_a_siret_says_how_many_digits_it_has() -> None:
    with pytest.raises(WrongValue, match=r"13 digits.*14"):
        checks.read_siret("219 200 409 0001")


@pytest.mark.parametrize(
    "geometry",
    [
        pytest.param(POINT, id="point"),
        pytest.param({"type": "Point", "coordinates": [2.27, 48.82, 35]}, id="with a height"),
        pytest.param(POLYGON, id="polygon"),
        pytest.param({"type": "MultiPolygon", "coordinates": [[RING]]}, id="multi"),
        pytest.param({"type": "LineString", "coordinates": [[2, 48], [3, 49]]}, id="line"),
    ],
)
def test_a_geometry_is_kept_whether_sent_as_text_or_not(geometry: dict[str, Any]) -> None:
    kept = json.loads(checks.read_geojson(geometry))
    assert kept == geometry == json.loads(checks.read_geojson(json.dumps(geometry)))


def test_the_geometry_of_a_feature_is_taken_out_of_it() -> None:
    feature = {"type": "Feature", "properties": {"nom": "x"}, "geometry": POINT}
    assert json.loads(checks.read_geojson(feature)) == POINT


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("{", "no GeoJSON", id="no JSON"),
        pytest.param("[1, 2]", "no GeoJSON", id="a list"),
        pytest.param({"type": "Circle"}, "Circle", id="no such geometry"),
        pytest.param({"type": ["Point"]}, "geometry", id="type is a list"),
        pytest.param({"type": "FeatureCollection", "features": []}, "Feature", id="a collection"),
        pytest.param({"type": "Point", "coordinates": []}, "no GeoJSON", id="no coordinates"),
        pytest.param({"type": "Point", "coordinates": ["2", "48"]}, "no GeoJSON", id="texts"),
        pytest.param('{"type":"Point","coordinates":[NaN,48]}', "no GeoJSON", id="not a number"),
        pytest.param(
            '{"type":"Point","coordinates":[2,1' + "0" * 400 + "]}", "no GeoJSON", id="huge number"
        ),
        pytest.param(
            {"type": "Point", "coordinates": [652000, 6862000]}, "Lambert 93", id="Lambert 93"
        ),
        pytest.param({"type": "Polygon", "coordinates": [RING[:-1]]}, "open", id="open ring"),
        pytest.param({"type": "Polygon", "coordinates": RING}, "no GeoJSON", id="ring too flat"),
        pytest.param("[" * 100_000, "no GeoJSON", id="endless depth"),
        pytest.param(
            {"type": "LineString", "coordinates": [[2.123456, 48.123456]] * 5000},
            "simplify",
            id="too detailed",
        ),
        pytest.param(" " * 400_000 + "{}", "simplify", id="endless text"),
    ],
)
def test_what_no_map_could_show_is_refused(written: Any, said: str) -> None:
    with pytest.raises(WrongValue, match=said):
        checks.read_geojson(written)


def test_a_value_outside_a_list_is_told_those_inside() -> None:
    with pytest.raises(WrongValue, match=r"bp \(Budget primitif\), ca \(Compte administratif\)"):
        checks.read_choice("xx", {"bp": "Budget primitif", "ca": "Compte administratif"})


def test_a_long_list_is_not_read_out_whole() -> None:
    with pytest.raises(WrongValue) as refused:
        checks.read_choice("xx", {str(number): "x" for number in range(500)})
    assert len(str(refused.value)) < 500
    assert "…" in str(refused.value)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-01-01", "2026-01-01"), ("2026", "2026-04-02"), ("2026-05", "2026"), ("2019", "2030")],
)
def test_an_end_may_follow_or_meet_its_start(first: str, last: str) -> None:
    checks.check_order(first, last)


@pytest.mark.parametrize(
    ("first", "last", "equal"),
    [("2026-04-02", "2026-04-01", True), ("2027", "2026-12", True), ("2030", "2030", False)],
)
def test_an_end_before_its_start_is_refused(first: str, last: str, equal: bool) -> None:
    with pytest.raises(WrongValue, match=first):
        checks.check_order(first, last, equal=equal)


def test_a_vote_eleven_years_before_its_budget_is_doubted() -> None:
    with pytest.raises(WrongValue, match="11 years"):
        checks.check_years_apart("2026", "2015-04-02", -1, 2)


@pytest.mark.parametrize("day", ["2025-12-15", "2026-04-02", "2027-06-30"])
def test_a_budget_voted_before_and_an_account_voted_after_its_year_are_right(day: str) -> None:
    checks.check_years_apart("2026", day, -1, 2)
