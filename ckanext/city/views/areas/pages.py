"""What the maps to choose an area on ask for: the outlines of the city's districts."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from ckanext.city.store.kept import Kept
from ckanext.city.views.areas import kept

city_areas = Blueprint("city_areas", __name__, url_prefix="/city")


@city_areas.get("/districts.json")
def districts() -> Response:
    """Send the districts that anybody may see, as a GeoJSON FeatureCollection."""
    features = [
        _feature(each, f"{of.name}/{each['id']}", of.title)
        for of in kept.public_sets() or ()
        for each in kept.outlines(of)
    ]
    told = {"type": "FeatureCollection", "features": features}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    answer = Kept(text, mimetype="application/geo+json")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _feature(district: dict[str, Any], value: str, title: str) -> dict[str, Any]:
    properties = {"value": value, "name": district["name"], "of": title}
    return {"type": "Feature", "properties": properties, "geometry": district["shape"]}
