"""Fields that every complete dataset of the demo city fills in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely import Polygon

from ckanext.city.demo.commune import Commune
from ckanext.city.demo.commune.frame import to_geojson

VOCABULARY = "http://publications.europa.eu/resource/authority"
HIGH_VALUE = "http://data.europa.eu/bna"
HIGH_VALUE_LAW = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
GEOSPATIAL = "c_ac64a52d"
COARSE_METRES = 25


@dataclass(frozen=True, kw_only=True)
class Description:
    """What the national portal and the ambassador expect to be said of a dataset.

    Attributes:
        theme: the code of a theme of European portals, "TRAN".
        tags: separated by commas.
        frequency: the code of an EU frequency, "ANNUAL".
        start: first day that the data describe.
        end: last day; None where they are still being added to.
        provenance: where the data come from, in a sentence.
        high_value: the code of a high-value category where EU Regulation 2023/138 applies.
    """

    theme: str
    tags: str
    frequency: str
    start: date
    end: date | None = None
    provenance: str
    high_value: str = ""

    def fields(self, commune: Commune, **own: Any) -> dict[str, Any]:
        """Write the fields of the form.

        Args:
            commune: its area is the area covered.
            own: fields of the dataset's own type, or other values for the common ones.
        """
        fields: dict[str, Any] = {
            "theme": [f"{VOCABULARY}/data-theme/{self.theme}"],
            "tag_string": self.tags,
            "frequency": f"{VOCABULARY}/frequency/{self.frequency}",
            "language": [f"{VOCABULARY}/language/FRA"],
            "license_id": "lov2",
            "access_level": "public",
            "temporal_coverage": [self._period()],
            "spatial_coverage": [_area(commune)],
            "provenance": self.provenance,
        }
        if self.high_value:
            fields["hvd_category"] = [f"{HIGH_VALUE}/{self.high_value}"]
            fields["applicable_legislation"] = [HIGH_VALUE_LAW]
        return fields | own

    def _period(self) -> dict[str, str]:
        end = {"end": self.end.isoformat()} if self.end else {}
        return {"start": self.start.isoformat()} | end


def district_area(commune: Commune, name: str) -> dict[str, str]:
    """Give a district as the area that data cover, as the form would."""
    district = next(each for each in commune.districts if each.name == name)
    return {"text": district.name, "geom": _outline(district.shape)}


def _area(commune: Commune) -> dict[str, str]:
    return {
        "text": f"Commune de {commune.name}",
        "uri": f"http://id.insee.fr/geo/commune/{commune.insee}",
        "geom": _outline(commune.boundary),
    }


def _outline(boundary: Polygon) -> str:
    """Write a boundary, coarse: it goes with every dataset, and is searched, not drawn."""
    shape = to_geojson(boundary.simplify(COARSE_METRES))
    return json.dumps(shape, separators=(",", ":"))
