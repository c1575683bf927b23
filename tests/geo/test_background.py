"""The setting of the base map is understood, or refused."""

from __future__ import annotations

import pytest

from ckanext.city.geo.background import read_background


@pytest.mark.parametrize(
    ("setting", "kind", "host"),
    [
        ("", "plan", ""),
        ("none", "none", ""),
        ("IGN", "raster", "https://data.geopf.fr"),
        ("https://tuiles.ville.fr/{z}/{x}/{y}.png", "raster", "https://tuiles.ville.fr"),
        ("/tuiles/{z}/{x}/{y}.png", "raster", ""),
        ("https://cartes.ville.fr:8443/style.json", "style", "https://cartes.ville.fr:8443"),
        ("/uploads/plan.pmtiles", "pmtiles", ""),
    ],
)
def test_each_kind_is_known_and_its_host(setting: str, kind: str, host: str) -> None:
    found = read_background(setting)
    assert found
    assert (found.kind, found.host) == (kind, host)


@pytest.mark.parametrize(
    "setting",
    [
        "plans",
        "https://tuiles.ville.fr/",
        "javascript:alert(1)//{z}{x}{y}",
        "https://a.fr/{z}/{x}/{y}.png; script-src *",
        "//a.fr/{z}/{x}/{y}.png",
        "file:///etc/{z}{x}{y}",
    ],
)
def test_anything_else_is_refused(setting: str) -> None:
    assert read_background(setting) is None


def test_public_maps_carry_their_attribution() -> None:
    for name in ("ign", "osm"):
        found = read_background(name)
        assert found
        assert found.attribution
