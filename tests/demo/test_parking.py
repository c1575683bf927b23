"""The car parks of the demo city fill and empty as a town's do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from ckanext.city.demo import parking
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.seed import SEED
from tests.demo.cities import SEEDS, TODAY, faults_of, rows_of
from tests.demo.test_budgets import fields_of_form

PARKS, HISTORY = "parcs-de-stationnement", "places-de-stationnement-libres-historique"
PARIS = ZoneInfo("Europe/Paris")
Row = dict[str, str]


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(scope="module")
def datasets(seed: int) -> dict[str, DemoDataset]:
    return {each.name: each for each in parking.generate(build_commune(seed), seed, TODAY)}


@pytest.fixture(scope="module")
def history(datasets: dict[str, DemoDataset]) -> dict[tuple[str, str], Row]:
    """The readings of the week, by car park and moment."""
    names = {row["id"]: row["nom"] for row in rows_of(datasets[PARKS].files[0])}
    rows = rows_of(datasets[HISTORY].files[0])
    return {(names[row["parking_id"]], row["horodatage"][:16]): row for row in rows}


def live(datasets: dict[str, DemoDataset]) -> dict[str, Row]:
    names = {row["id"]: row["nom"] for row in rows_of(datasets[PARKS].files[0])}
    return {names[row["parking_id"]]: row for row in rows_of(datasets[PARKS].files[2])}


def mean(history: dict[tuple[str, str], Row], park: str, weekday: int, hour: int) -> float:
    """Free places of an hour, on the whole days of the week."""
    found = [
        int(row["places_libres"])
        for (name, moment), row in history.items()
        if name == park
        and datetime.fromisoformat(moment).weekday() == weekday
        and datetime.fromisoformat(moment).hour == hour
        and not moment.startswith(TODAY.isoformat())
    ]
    return sum(found) / len(found)


def test_every_table_conforms_to_its_schema(datasets: dict[str, DemoDataset]) -> None:
    tables = [file for each in datasets.values() for file in each.files if file.table_schema]

    assert [file.table_schema for file in tables] == [parking.PARKS, parking.LIVE, parking.LIVE]
    for file in tables:
        assert faults_of(file) == []


def test_now_is_what_the_page_of_the_mock_up_shows(datasets: dict[str, DemoDataset]) -> None:
    assert {name: row["places_libres"] for name, row in live(datasets).items()} == {
        "SABLONS": "206",
        "COMPLEXE SPORTIF": "132",
        "TANNEURS": "131",
        "HALLE": "84",
        "MEDIATHEQUE": "47",
        "GARE": "12",
        "HOTEL DE VILLE": "0",
        "CONSERVATOIRE": "38",
    }


def test_one_sensor_is_stuck_and_the_others_are_fresh(datasets: dict[str, DemoDataset]) -> None:
    now = datetime(2026, 11, 24, 14, 32, tzinfo=PARIS)
    ages = {
        name: now - datetime.fromisoformat(row["horodatage"])
        for name, row in live(datasets).items()
    }

    assert [name for name, age in ages.items() if age > timedelta(minutes=15)] == ["CONSERVATOIRE"]
    assert ages["CONSERVATOIRE"] > timedelta(hours=3)


def test_a_silent_sensor_gives_no_value(history: dict[tuple[str, str], Row]) -> None:
    assert history["CONSERVATOIRE", "2026-11-24T11:25"]["etat"] == "ouvert"
    for moment in ("2026-11-24T11:30", "2026-11-24T14:30"):
        row = history["CONSERVATOIRE", moment]
        assert (row["places_libres"], row["etat"]) == ("", "inconnu")


@pytest.mark.parametrize("day", [17, 18, 19, 20, 23, 24])
def test_the_station_is_full_by_half_past_eight_on_a_working_day(
    day: int, history: dict[tuple[str, str], Row]
) -> None:
    assert history["GARE", f"2026-11-{day}T08:30"]["etat"] == "complet"
    assert history["GARE", f"2026-11-{day}T05:00"]["etat"] == "ouvert"


@pytest.mark.parametrize("day", [21, 22])
def test_the_station_has_room_on_a_weekend(day: int, history: dict[tuple[str, str], Row]) -> None:
    assert int(history["GARE", f"2026-11-{day}T08:30"]["places_libres"]) > 300


def test_a_market_morning_fills_the_square(history: dict[tuple[str, str], Row]) -> None:
    wednesday, thursday, friday = 2, 3, 4

    on_market_day = mean(history, "HALLE", thursday, 10)
    assert on_market_day < 20
    assert mean(history, "HALLE", wednesday, 10) > on_market_day + 50
    assert mean(history, "HALLE", friday, 10) > on_market_day + 50


def test_free_places_never_exceed_those_there_are(history: dict[tuple[str, str], Row]) -> None:
    for row in history.values():
        if row["places_libres"]:
            assert 0 <= int(row["places_libres"]) <= int(row["places_totales"])
            assert (row["places_libres"] == "0") == (row["etat"] == "complet")


def test_the_week_has_every_five_minutes_of_every_park(
    history: dict[tuple[str, str], Row],
) -> None:
    whole_days, last_morning = 7 * 24 * 12, 14 * 12 + 7

    assert len(history) == 8 * (whole_days + last_morning)


def test_the_night_of_the_clocks_has_an_hour_twice_and_no_reading_twice() -> None:
    [_, dataset] = parking.generate(build_commune(SEED), SEED, date(2026, 10, 26))
    rows = [row for row in rows_of(dataset.files[0]) if row["parking_id"] == "91999-P-001"]
    moments = [datetime.fromisoformat(row["horodatage"]).astimezone(UTC) for row in rows]

    assert sum(row["horodatage"].startswith("2026-10-25T02:") for row in rows) == 24
    assert {after - before for before, after in pairwise(moments)} == {timedelta(minutes=5)}


def test_car_parks_stand_on_their_streets_at_known_addresses(
    seed: int, datasets: dict[str, DemoDataset]
) -> None:
    commune = build_commune(seed)
    rows = rows_of(datasets[PARKS].files[0])

    assert len(rows) == 8
    for row in rows:
        assert commune.address(row["adresse"].partition(",")[0])


def test_a_dataset_fills_in_what_its_form_asks_for(datasets: dict[str, DemoDataset]) -> None:
    form = fields_of_form("parking")
    own = {name for name, field in form.items() if field.get("city_group") == "type"}
    for dataset in datasets.values():
        assert own - dataset.fields.keys() == {"feed_url", "refresh_period"}
        assert dataset.fields.keys() <= form.keys()
        assert dataset.fields["history_kept"] == 633  # since 1 March 2025


def test_the_same_city_gives_the_same_readings(seed: int, datasets: dict[str, DemoDataset]) -> None:
    def bytes_of(dataset: DemoDataset) -> list[bytes]:
        files: tuple[DemoFile, ...] = dataset.files
        return [file.content for file in files]

    again = list(parking.generate(build_commune(seed), seed, TODAY))
    assert [bytes_of(each) for each in again] == [bytes_of(each) for each in datasets.values()]
