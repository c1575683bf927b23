"""What the tests of the feed share: a city without CKAN, and a dataset that says everything."""

from __future__ import annotations

from typing import Any

import pytest

SITE = "https://donnees.saint-aubin-sur-orge.fr"
SETTINGS: dict[str, Any] = {
    "name": "Saint-Aubin-sur-Orge",
    "siret": "21919999900018",
    "contact_email": "opendata@saint-aubin-sur-orge.example",
    "contact_name": "Service données ouvertes",
    "insee": "91999",
    "site_url": SITE,
    "site_title": "Données de Saint-Aubin",
    "site_description": "",
    "languages": ["fr"],
    "locales": ["fr", "en"],
    "default_locale": "fr",
}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The city's configuration, without CKAN's; a test may change it."""
    from ckanext.city import config

    values = dict(SETTINGS)
    for name in SETTINGS:
        monkeypatch.setattr(config, name, lambda name=name: values[name])
    return values


@pytest.fixture
def dataset() -> dict[str, Any]:
    """A published dataset of the plain type, all fields filled in, as outputs are given it."""
    return {
        "id": "f011f7b0-3d6e-4bba-a836-ffbf1ef8bf6c",
        "name": "arbres-remarquables",
        "type": "dataset",
        "state": "active",
        "private": False,
        "title": "Arbres remarquables de la ville",
        "notes": "Position, essence et hauteur des arbres remarquables, relevées chaque hiver.",
        "license_id": "lov2",
        "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        "language": ["http://publications.europa.eu/resource/authority/language/FRA"],
        "theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
        "tags": [{"name": "Arbres"}, {"name": "Forêt et œuvre"}],
        "publisher": [
            {"name": "Saint-Aubin-sur-Orge", "identifier": "21919999900018", "url": SITE}
        ],
        "creator": [{"name": "Direction des espaces verts", "email": "verts@ville.example"}],
        "temporal_coverage": [{"start": "2024", "end": "2025-06"}],
        "spatial_coverage": [
            {
                "text": "Saint-Aubin-sur-Orge",
                "uri": "http://id.insee.fr/geo/commune/91999",
                "geom": '{"type": "Polygon", "coordinates": '
                "[[[2.28, 48.59], [2.37, 48.59], [2.37, 48.65], [2.28, 48.59]]]}",
            }
        ],
        "metadata_created": "2025-01-02T10:00:00.123456",
        "metadata_modified": "2026-03-04T23:30:00.654321",
        "resources": [
            {
                "id": "0c1f9a52-3c39-4c07-9b4c-5a8b2b9a4a11",
                "name": "Arbres (tableau)",
                "description": "Une ligne par arbre.",
                "format": "CSV",
                "mimetype": "text/csv",
                "url": "arbres.csv",
                "url_type": "upload",
                "size": 1234,
                "hash": "a" * 64,
                "hash_algorithm": "sha256",
                "created": "2025-01-02T10:00:00",
                "last_modified": "2026-02-01T08:00:00",
            },
            {
                "id": "1c1f9a52-3c39-4c07-9b4c-5a8b2b9a4a12",
                "name": "Arbres (carte)",
                "format": "GeoJSON",
                "url": "https://cartes.ville.fr/arbres.geojson",
                "url_type": None,
                "created": "2025-01-02T10:00:00",
            },
        ],
    }


#: What may come through the API, a harvest or an old version, and end in a file of ours.
HOSTILE_TEXTS = {
    "end of script": "</script><script>alert(1)</script>",
    "comment and script": "<!--<script>",
    "end of CDATA": "a ]]> b &amp; & <b>c</b>",
    "formula": '=HYPERLINK("https://evil.example";"x")',
    "minus": "-2+3+cmd|' /C calc'!A0",
    "full-width formula": "＝1+1",
    "quotes": "\"'`« ’ \\ \\u003c",
    "newlines": "deux\r\nlignes\net\u2028une\u2029autre\u0085fin",
    "not a character of XML": "noir\x0b\x1f\ufffe\ud800 blanc",
    "emoji": "parc 🌳 été",
    "template": "{{ 7*7 }} {% raw %} ${7}",
}


@pytest.fixture(params=HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS.keys())
def hostile_text(request: pytest.FixtureRequest) -> str:
    """One text after the other that could break out of a file's syntax."""
    return str(request.param)
