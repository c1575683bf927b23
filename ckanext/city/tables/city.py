"""Who the city is whose tables are checked and repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.city.geo.area import ANYWHERE, Area


@dataclass(frozen=True)
class City:
    """Who the city is, for what a file leaves out because everybody there knows it.

    Attributes:
        name, insee, siren, siret, postcode: empty where they are not given.
        area: where its places lie; France where nothing is said.
    """

    name: str = ""
    insee: str = ""
    siren: str = ""
    siret: str = ""
    postcode: str = ""
    area: Area = ANYWHERE

    @property
    def department(self) -> str:
        """The department that the code of the commune begins with; empty where it is not known."""
        return self.insee[: 3 if self.insee.startswith(("97", "98")) else 2]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> City:
        """Give the city of JSON-able values, its area as `asdict` makes it."""
        area = said.get("area")
        return cls(**{**said, "area": Area(**area) if area else ANYWHERE})
