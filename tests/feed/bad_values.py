"""Values that no form would take, and that API, harvest or older data may still have stored."""

from __future__ import annotations

import copy
import itertools
import json
import re
from dataclasses import dataclass
from typing import Any

SQUARE = [[[2.2, 48.8], [2.3, 48.8], [2.3, 48.9], [2.2, 48.9], [2.2, 48.8]]]


@dataclass(frozen=True)
class Bad:
    """A bad value, and where it stands.

    Attributes:
        field: "title", "contact[0].email", "resources[0].size".
        value: what is put there.
        told: beginning of the field that the problem names; empty where the feed holds it well.
    """

    field: str
    value: Any
    told: str

    @property
    def id(self) -> str:
        """What a test calls it."""
        return f"{self.field} {self.value!r}"[:60].encode("ascii", "backslashreplace").decode()


def _geojson(coordinates: Any, kind: str = "Polygon") -> str:
    return json.dumps({"type": kind, "coordinates": coordinates})


def _at(field: str, *values: Any, told: str | None = None) -> list[Bad]:
    return [Bad(field, value, field if told is None else told) for value in values]


CONTROLS = ("a\x01b", "a\x0bb", "a\x1fb", "a\ufffeb", "a\uffffb")
BAD: tuple[Bad, ...] = (
    *_at("title", *CONTROLS, "\x07", "", 12, ["a", "b"], {"fr": "a"}, "é" * 5_000_000),
    *_at("title", "a\x00b", "a\ud800b"),
    *_at("title", "]]>", "<b>&amp;</b>", '😀 """ \\', told=""),
    *_at("notes", "a\x0cb", {"a": 1}, 3.5, "n" * 5_000_000),
    *_at("notes", "<script>]]></script>", told=""),
    *_at("tags[0].name", "a\x01b", ["a"], 7),
    *_at("tags", "a, b", [None], told="tags"),
    *_at("theme", "a\x01", 5, {"a": 1}, [None], [["a"]]),
    *_at("language", {"a": 1}, [3], 3),
    *_at("frequency", "http://a b/<>", "\x01", ["a"], 4, {}),
    *_at("license_id", "\x01", {"a": 1}),
    *_at("access_level", "ouvert à tous\x01", ["public"]),
    *_at("url", "pas une adresse", "https://intranet/", "http://a:b:c/", "https://ville.fr/<a>", 5),
    *_at("url", "javascript:alert(1)", "//ville.fr", "/dataset/x", "https://ville.fr/a b"),
    *_at("metadata_modified", "hier", "2026-13-45", 12, ["2026-01-01"], told="metadata_modified"),
    *_at("issued", "bientôt", "0000-00-00", 20260101, []),
    *_at("contact", "data@ville.fr", 3, [None], ["a"], told="contact"),
    *_at("contact[0].email", "a b", "\x01", ["a"], "a@b@c"),
    *_at("contact[0].url", "page", "https://localhost/"),
    *_at("contact[0].uri", "a b", "un \x0b mot"),
    *_at("publisher", "La ville", [["a"]], told="publisher"),
    *_at("publisher[0].uri", "http://a b", "mot"),
    *_at("temporal_coverage[0].start", "printemps", "2026-02-30", 99999, {}),
    *_at("temporal_coverage", "2026", [3], told="temporal_coverage"),
    *_at(
        "spatial_coverage[0].geom",
        "POLYGON ((0 0))",
        _geojson([[[float("nan"), 1], [1, 1], [0, 0], [0, 0]]]),
        _geojson([[[float("inf"), 1]]]),
        _geojson([652000, 6862000], "Point"),
        _geojson(SQUARE, "Cercle"),
        _geojson([[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]),
        _geojson([]),
        _geojson(SQUARE)[:-5],
        "[" * 5000,
        [1, 2],
    ),
    *_at("spatial_coverage[0].uri", "a b c"),
    *_at("applicable_legislation", ["un règlement"], 3, [None]),
    *_at("hvd_category", ["mot"], {"a": 1}),
    *_at("resources", None, "x", [None], ["a"], told="resources"),
    *_at("resources[0].url", "", "a.csv", "s3://seau/a", "https://10.0.0.1/a", "https://v.fr:abc/"),
    *_at("resources[0].url", "https://v.fr/<a>", "https://v.fr/a b", "https://v.fr/\x01", None, 3),
    *_at("resources[0].name", "a\x0bb", ["a"]),
    *_at("resources[0].description", "a\ufffeb", {"a": 1}),
    *_at("resources[0].size", "12.5", "NaN", "Infinity", "2 ko", -1, 2**64, [1], float("nan")),
    *_at("resources[0].hash", "\x01ab", {"a": 1}),
    *_at("resources[0].format", "\x01", {"a": 1}),
    *_at("resources[0].mimetype", "un tableau", "text/csv; charset=x", "<>", 4),
    *_at("resources[0].created", "avant-hier", 4),
    *_at("resources[0].last_modified", "24/13/2026", {"a": 1}),
    *_at("resources[0].uri", "a b"),
    *_at("resources[0].access_services", "une API", ["une API"], [None], 3),
    *_at("resources[0].conforms_to", {"a": 1}, [None]),
    *_at("uri", "a b", "mot"),
)


def put(dataset: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """Copy a dataset with a value at a field's place."""
    copied = copy.deepcopy(dataset)
    steps: list[Any] = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", field)]
    at: Any = copied
    for step, following in itertools.pairwise(steps):
        if isinstance(at, dict):
            at.setdefault(step, [{}] if isinstance(following, int) else {})
        at = at[step]
    at[steps[-1]] = value
    return copied
