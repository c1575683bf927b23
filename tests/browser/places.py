"""Places of our own for the browser to show: containers by a street whose addresses are known."""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.request import urlopen

from tests.running_site import RunningSite

KINDS = {"Verre": 30, "Textile": 20, "Compost": 10}
COUNT = sum(KINDS.values())
STREET = "rue des Tanneurs"
LONGITUDE, LATITUDE = 2.33, 48.62
#: A container of which nobody knows where it stands.
LOST = "Verre perdu"
SCRIPT = "<img src=x onerror=window.hacked=1>"
#: More rows than stand in the page at once.
MANY = 2_400
AT_ONCE = 8


def containers() -> dict[str, Any]:
    """A file of containers, 60 m apart along a street for each kind; one is hostile, one lost.

    The first of each kind is the nearest to number 14 of `STREET`.
    """
    features = []
    seen: Counter[str] = Counter()
    for kind, count in KINDS.items():
        for number in range(count):
            seen[kind] += 1
            at = [LONGITUDE + number * 0.0008, LATITUDE + 0.0006 * list(KINDS).index(kind)]
            features.append(_feature(f"{kind} {number + 1:02}", kind, at))
    features[1]["properties"].update(nom=SCRIPT, site="javascript:window.hacked=1")
    features.append({**_feature(LOST, "Verre", []), "geometry": None})
    features[2]["properties"]["site"] = "https://www.saint-aubin.example/tri"
    features[2]["properties"]["telephone"] = "+33160000000"
    return {"type": "FeatureCollection", "features": features}


def corners() -> dict[str, Any]:
    """A file of places of two kinds that fill the edges of the first view, its corners too."""
    edge = [number / 8 for number in range(9)]
    around = [*((at, side) for at in edge for side in (0, 1)), *((0, at) for at in edge)]
    around += [(1, at) for at in edge]
    features = [
        _feature(f"Borne {number:02}", kind, [LONGITUDE + x * 0.02, LATITUDE + y * 0.014])
        for number, (x, y) in enumerate(dict.fromkeys(around))
        for kind in [list(KINDS)[number % 2]]
    ]
    return {"type": "FeatureCollection", "features": features}


def _feature(name: str, kind: str, at: list[float]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": at},
        "properties": {
            "nom": name,
            "type": kind,
            "dechets": "verre|papier" if name.endswith(("5", "0")) else "verre",
            "acces": "Libre" if name.endswith(("1", "2", "3")) else "Sur demande",
            "telephone": "01 60 00 00 00",
            "site": "",
        },
    }


def many() -> str:
    """A table of more places than a page holds rows, as text of a CSV file."""
    rows = [
        f"Arbre {number:04};{LATITUDE + number // 50 * 0.0004};{LONGITUDE + number % 50 * 0.0006}"
        for number in range(MANY)
    ]
    return "\n".join(["nom;latitude;longitude", *rows])


def very_many(count: int) -> str:
    """A table of so many places that their texts come in parts; the last one is called Chêne."""
    names = [*["Arbre"] * (count - 1), "Chêne"]
    kinds = ("Conifère", "Feuillu", "Feuillu")
    rows = [
        f"{names[number]} {number};{kinds[number % 3]}"
        f";{LATITUDE + number // 500 * 0.0002:.5f};{LONGITUDE + number % 500 * 0.0003:.5f}"
        for number in range(count)
    ]
    return "\n".join(["nom;type;latitude;longitude", *rows])


def publish(site: RunningSite, dataset: str, name: str, content: str, fmt: str) -> str:
    """Upload a file into a new dataset; gives the path of its map, once it has one."""
    api = site.api("admin").action
    made = api.package_create(
        name=dataset, title=name, notes=name, type="dataset", owner_org="direction-des-finances"
    )
    file = io.BytesIO(content.encode())
    file.name = f"{dataset}.{fmt.lower()}"
    resource = api.resource_create(package_id=made["id"], name=name, format=fmt, upload=file)
    for _ in range(120):
        views = api.resource_view_list(id=resource["id"])
        if views:
            return f"/dataset/{dataset}/resource/{resource['id']}?view_id={views[0]['id']}"
        time.sleep(0.5)
    raise AssertionError(f"{name} has no map")


def publish_addresses(site: RunningSite, dataset: str) -> None:
    """Give the city the addresses of one street, and wait until both web workers know them."""
    api = site.api("admin").action
    made = api.package_create(
        name=dataset, title="Adresses", notes="Base Adresse Locale", type="dataset",
        owner_org="direction-des-finances",
    )  # fmt: skip
    resource = api.resource_create(
        package_id=made["id"], name="Adresses", url="https://adresses.example/bal.csv",
        format="CSV", table_schema="etalab/schema-bal@1.5.0",
    )  # fmt: skip
    names = ("numero", "suffixe", "voie_nom", "commune_nom", "long", "lat")
    rows = [
        (number, "", STREET, "Saint-Aubin", LONGITUDE + (number - 14) * 0.0002, LATITUDE)
        for number in (2, 14, 16)
    ]
    api.datastore_create(
        resource_id=resource["id"], force=True,
        fields=[{"id": name, "type": "text"} for name in names],
        records=[dict(zip(names, map(str, row), strict=True)) for row in rows],
    )  # fmt: skip
    for _ in range(150):
        # at once, so that both workers are asked: each remembers for a while that there were none
        with ThreadPoolExecutor(AT_ONCE) as asking:
            if all(asking.map(_answers, [site.url] * AT_ONCE)):
                return
        time.sleep(0.5)
    raise AssertionError("the addresses are not known")


def _answers(url: str) -> bool:
    with urlopen(f"{url}/city/map/addresses?q=14%20rue%20des%20tann") as answer:
        return bool(json.load(answer)["addresses"])


def tile_numbers(tile: bytes) -> list[int]:
    """Read the numbers among the values of a vector tile (Mapbox's format, version 2)."""
    layers = [value for field, value in _fields(tile) if field == 3]
    values = [value for layer in layers for field, value in _fields(layer) if field == 4]
    return [number for value in values for field, number in _fields(value) if field in (4, 5)]


def tile_points(tile: bytes) -> list[dict[str, Any]]:
    """Read what the points of a vector tile say."""
    for field, layer in _fields(tile):
        parts = list(_fields(layer)) if field == 3 else []
        if (1, b"points") in parts:
            names = [value.decode() for part, value in parts if part == 3]
            values = [next(_fields(value))[1] for part, value in parts if part == 4]
            return [_tags(value, names, values) for part, value in parts if part == 2]
    return []


def _tags(feature: bytes, names: list[str], values: list[Any]) -> dict[str, Any]:
    packed = next(value for field, value in _fields(feature) if field == 2)
    numbers = [number for _field, number in _fields(_numbered(packed))]
    return {names[one]: values[two] for one, two in zip(numbers[::2], numbers[1::2], strict=True)}


def _numbered(packed: bytes) -> bytes:
    """Write packed numbers as fields of their own."""
    ends = [at for at, byte in enumerate(packed) if byte < 128]
    starts = [0, *(end + 1 for end in ends)]
    parts = [packed[start : end + 1] for start, end in zip(starts, ends, strict=False)]
    return b"".join(b"\x08" + part for part in parts)


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a protobuf message: numbers as they are, what has a length as bytes."""
    at = 0

    def varint() -> int:
        nonlocal at
        number, shift = 0, 0
        while True:
            byte = message[at]
            at += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    while at < len(message):
        tag = varint()
        if tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            size = {1: 8, 5: 4}.get(tag & 7) or varint()
            yield tag >> 3, message[at : at + size]
            at += size
