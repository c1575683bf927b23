"""Places in one cell, in all the ways in which departments write them."""

from __future__ import annotations

import pytest

from ckanext.city.tables.recognise.points import are_points, read_angle, read_metres, read_pair


@pytest.mark.parametrize(
    ("text", "pair"),
    {
        "48.82, 2.27": ("48.82", "2.27"),
        "2,27 ; 48,82": ("48.82", "2.27"),
        "POINT (2.27 48.82)": ("48.82", "2.27"),
        "48°37'45.5\"N 2°17'15.7\"E": ("48.629306", "2.287694"),
        "48° 37’ 45,5” N, 2° 17’ 15,7” E": ("48.629306", "2.287694"),
        "N 48° 37.758' / E 2° 17.262'": ("48.629300", "2.287700"),
        "2°17'15\"O ; 48°37'45\"N": ("48.629167", "-2.287500"),
        "48,6293° N, 2,2877° E": ("48.6293", "2.2877"),
        "48°37'45\", 2°17'15\"": ("48.629167", "2.287500"),
    }.items(),
)
def test_a_pair_is_read_as_latitude_and_longitude(text: str, pair: tuple[str, str]) -> None:
    assert read_pair(text) == pair


@pytest.mark.parametrize(
    "text",
    [
        "48°37'45\"N 2°17'15\"N",  # two latitudes
        "48°67'45\"N 2°17'15\"E",  # 67 minutes
        "48°37'45\"N",
        "52°37'45\", 12°17'15\"",  # without a side, and not in France
        "-2°17'15\"O 48°37'45\"N",  # west of west
        "48.5°37'N 2°17'E",
        "12-14",
        "1, 2",
    ],
)
def test_what_is_no_place_for_sure_is_not_read(text: str) -> None:
    assert read_pair(text) is None


def test_an_angle_is_one_with_its_sign_or_its_side() -> None:
    assert read_angle("48°37'45\"N") == "48.629167"
    assert read_angle("2° 17' 15'' O") == "-2.287500"
    assert read_angle("48,6293° N") == "48.6293"
    assert read_angle("48.6293") is None


def test_metres_are_two_long_numbers_in_a_cell() -> None:
    assert read_metres("652301.2 / 6836120.5") == (652301.2, 6836120.5)
    assert read_metres("X : 652301,2 ; Y : 6836120,5") == (652301.2, 6836120.5)
    assert read_metres("91990 91990") is None
    assert are_points(("652301 6836120", "48.62, 2.28", "48.63, 2.28", "48.64, 2.28", "48.6, 2.2"))
    assert not are_points(("1, 2", "Mairie"))
    assert not are_points(())
