"""Numbers, sizes and dates as pages write them, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.service


@pytest.fixture
def french(ckan_app: Any) -> Iterator[None]:
    with ckan_app.flask_app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
        yield


@pytest.fixture
def english(ckan_app: Any) -> Iterator[None]:
    with ckan_app.flask_app.test_request_context(environ_overrides={"CKAN_LANG": "en"}):
        yield


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (31400, None, "31\u00a0400"),
        ("1917.50", None, "1\u00a0917,50"),
        ("60234118.27", None, "60\u00a0234\u00a0118,27"),
        (-5, None, "\u22125"),
        (54.84, 1, "54,8"),
        (1917.5, 0, "1\u00a0918"),
        (0, None, "0"),
        ("beaucoup", None, "beaucoup"),
        ("1" * 40, None, "1" * 40),
        ("1e999999", None, "1e999999"),
        (float("nan"), None, "nan"),
        ("\u0000<b>", None, "\u0000<b>"),
        (None, None, ""),
        (True, None, "True"),
    ],
)
def test_a_number_in_french(french: None, value: Any, decimals: int | None, text: str) -> None:
    from ckanext.city.site.face.words import city_number

    assert city_number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0\u00a0octet"),
        (1, "1\u00a0octet"),
        (812, "812\u00a0octets"),
        (1400, "1,4\u00a0Ko"),
        (312_400, "312\u00a0Ko"),
        ("312400", "312\u00a0Ko"),
        (999_700, "1,0\u00a0Mo"),
        (1_430_000, "1,4\u00a0Mo"),
        (48_000_000, "48\u00a0Mo"),
        (5_100_000_000_000, "5\u00a0100\u00a0Go"),
        (None, ""),
        ("grand", ""),
        (-1, ""),
    ],
)
def test_a_size_in_french(french: None, value: Any, text: str) -> None:
    from ckanext.city.site.face.words import city_size

    assert city_size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026-06-24", "24 juin 2026"),
        ("2026-06-01", "1er juin 2026"),
        (dt.date(2026, 8, 11), "11 août 2026"),
        ("2026-06", "juin 2026"),
        ("2026", "2026"),
        ("2026-06-24T12:32:07.123456", "24 juin 2026"),
        (dt.datetime(2026, 6, 24, 12, 32, tzinfo=dt.UTC), "24 juin 2026"),
        ("0001-01-01T00:00:00", "1er janvier 1"),
        ("9999-12-31T23:59:59", "31 décembre 9999"),
        ("2026-13", "2026-13"),
        ("2026-02-30", "2026-02-30"),
        ("hier", "hier"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_in_french(french: None, value: Any, text: str) -> None:
    from ckanext.city.site.face.words import city_date

    assert city_date(value) == text


def test_a_moment_is_told_in_the_sites_time_zone(
    french: None, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.site.face.words import city_date, city_moment

    monkeypatch.setitem(ckan_config, "ckan.display_timezone", "Europe/Paris")
    late = "2026-06-30T22:32:07.123456"
    assert city_moment(late) == "1er juillet 2026, 0\u00a0h\u00a032"
    assert city_date(late) == "1er juillet 2026"
    assert city_moment("2026-06-30") == "30 juin 2026"


def test_the_same_in_english(english: None) -> None:
    from ckanext.city.site.face.words import city_date, city_moment, city_number, city_size

    assert city_number("1917.50") == "1,917.50"
    assert city_size(312_400) == "312\u00a0kB"
    assert city_date("2026-06-01") == "1 June 2026"
    assert city_date("2026-06") == "June 2026"
    assert city_moment("2026-06-24T12:32:07") == "24 June 2026, 12:32"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ce qu’elle décide : cherchez", "Ce qu’elle décide\u00a0: cherchez"),
        ("dite « loi Climat », 20 %.", "dite «\u00a0loi Climat\u00a0», 20\u00a0%."),
        ("à 8 :30 et ::", "à 8 :30 et ::"),
        ("Who? Nobody: yes", "Who? Nobody: yes"),
    ],
)
def test_no_line_begins_with_a_sign(written: str, shown: str) -> None:
    from ckanext.city.site.face.words import tied

    assert tied(written) == shown


def test_themes_without_datasets_come_last_and_accents_change_no_order() -> None:
    from ckanext.city.site.face.departments import city_themes_in_order

    titles = {"Énergie": 0, "Zoo": 2, "Santé": 0, "État civil": 2, "Eau": 0}
    groups = [{"display_name": title, "package_count": count} for title, count in titles.items()]
    found = [group["display_name"] for group in city_themes_in_order(groups)]
    assert found == ["État civil", "Zoo", "Eau", "Énergie", "Santé"]
