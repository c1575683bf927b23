"""What the catalogue fills in itself, so that an agent types as little as can be.

Three moments, and why each value has its own:

- *when a form opens* (`prefilled_fields`): licence, frequency, language and territory, from the
  city's configuration. They are the agent's statements, so she sees them and they are stored; a
  dataset that comes through the API without a licence keeps none.
- *when a dataset is written* (`decide_access`): `private` and `access_rights` follow
  `access_level`, whoever writes, so that CKAN itself hides what must be hidden.
- *when a dataset is shown to a reader, a program or a portal* (`derived_fields`): publisher,
  creator, contact and landing page, where the dataset does not override them. They are never
  stored, so that the day a department's address changes, it is right everywhere: an editing form
  does not show them, and what a program sends back unchanged is left out (`datasets`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import load_vocabulary

INSEE_COMMUNE = "http://id.insee.fr/geo/commune/"
ESTABLISHMENT = "https://annuaire-entreprises.data.gouv.fr/etablissement/"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
PUBLIC, DEPARTMENT = "public", "department"


@dataclass(frozen=True)
class City:
    """The commune, as its configuration describes it; see `config` for each value."""

    name: str
    insee: str
    siret: str
    contact_name: str
    contact_email: str
    license_id: str = ""
    frequency: str = ""
    languages: Sequence[str] = ()
    extent: tuple[float, float, float, float] | None = None
    site_url: str = ""


@dataclass(frozen=True)
class Access:
    """Who may read a dataset: as our form says it, and as CKAN and DCAT do."""

    level: str
    private: bool
    rights: str


def read_city(site_url: str = "") -> City:
    """Read the commune from the configuration.

    Args:
        site_url: address of the catalogue, without a slash at its end.
    """
    return City(
        name=config.name(),
        insee=config.insee(),
        siret=config.siret(),
        contact_name=config.contact_name(),
        contact_email=config.contact_email(),
        license_id=config.default_license(),
        frequency=config.default_frequency(),
        languages=config.languages(),
        extent=config.extent(),
        site_url=site_url,
    )


def prefilled_fields(city: City) -> dict[str, Any]:
    """Give what the form of a new dataset says at first.

    Returns:
        Values by field name, as the form stores them; no key where the city has no default.
    """
    languages = _uris("languages")
    fields = {
        "license_id": city.license_id,
        "frequency": city.frequency,
        "language": [languages[code] for code in city.languages if code in languages],
        "spatial_coverage": [commune_area(city)],
        "access_level": PUBLIC,
        "siret": city.siret,
    }
    return {name: value for name, value in fields.items() if value}


def derived_fields(
    dataset: Mapping[str, Any], organization: Mapping[str, Any] | None, city: City
) -> dict[str, Any]:
    """Give what a dataset leaves to the catalogue: nothing that it says itself.

    Args:
        dataset: as `package_show` gives it.
        organization: its department as `organization_show` gives it, with our form's fields
            (`contact_name`, `contact_email`, `siret`); None for a dataset without one.
        city: the commune.

    Returns:
        Those of `publisher`, `creator`, `contact`, `access_rights` and `url` that the dataset
        lacks, in the shape in which ckanext-dcat's profiles read them. An agent's e-mail
        address is never among them: only a function's.
    """
    department = organization or {}
    fields = {
        "publisher": [_publisher(city)],
        "creator": [_creator(department, city)] if department else [],
        "contact": [_contact(department, city)],
        "access_rights": access_of(_level(dataset)).rights,
        "url": _page(dataset, city),
    }
    return {name: value for name, value in fields.items() if value and not _says(dataset, name)}


def access_of(level: str) -> Access:
    """Look up what CKAN and DCAT are told of an access level.

    Raises:
        KeyError: there is no such level.
    """
    entries = {entry.id: entry.extra for entry in load_vocabulary("access-levels")}
    return Access(level, bool(entries[level]["private"]), entries[level]["access_right"])


def decide_access(level: str | None, private: bool | None, stored: Access | None) -> str:
    """Decide who may read a dataset that is being written.

    `access_level` leads. Where `private` alone was changed, as CKAN's own pages and programs
    that do not know our form do, hiding is obeyed and showing is not: a dataset becomes public
    only when somebody says so in `access_level`.

    Args:
        level: the access level as written; None where it was not.
        private: the same of CKAN's `private`.
        stored: what the dataset had before; None for a new one.

    Returns:
        The access level to store.
    """
    before = stored.level if stored else None
    hidden = (stored.private if stored else False) if private is None else private
    wanted = level or before or PUBLIC
    # A dataset that was staff's or a department's and is now said to be public still bears the
    # old `private`, which a patch sends back: there the level alone was changed.
    contradicted = wanted == PUBLIC and hidden and before in (None, PUBLIC)
    return DEPARTMENT if contradicted else wanted


def commune_area(city: City) -> dict[str, str]:
    """Give the commune as a row of the areas that a dataset covers."""
    area = {"text": city.name, "uri": f"{INSEE_COMMUNE}{city.insee}"}
    return area | ({"geom": _rectangle(city.extent)} if city.extent else {})


def _rectangle(extent: tuple[float, float, float, float]) -> str:
    west, south, east, north = extent
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))


def _publisher(city: City) -> dict[str, str]:
    return _filled(
        uri=f"{ESTABLISHMENT}{city.siret}",
        name=city.name,
        email=city.contact_email,
        url=city.site_url,
        type=LOCAL_AUTHORITY,
        identifier=city.siret,
    )


def _creator(department: Mapping[str, Any], city: City) -> dict[str, str]:
    siret = department.get("siret")
    name = department.get("name")
    return _filled(
        uri=f"{ESTABLISHMENT}{siret}" if siret else "",
        name=department.get("title") or name,
        email=department.get("contact_email") or "",
        url=f"{city.site_url}/organization/{name}" if city.site_url and name else "",
        identifier=siret or "",
    )


def _contact(department: Mapping[str, Any], city: City) -> dict[str, str]:
    """The department's function, or the city's where the department gives no address."""
    email = department.get("contact_email")
    if not email:
        return _filled(name=city.contact_name, email=city.contact_email)
    return _filled(name=department.get("contact_name") or department.get("title"), email=email)


def _page(dataset: Mapping[str, Any], city: City) -> str:
    return f"{city.site_url}/dataset/{dataset['name']}" if city.site_url else ""


def _filled(**parts: str | None) -> dict[str, str]:
    return {name: value for name, value in parts.items() if value}


def _level(dataset: Mapping[str, Any]) -> str:
    """The access level; where what was stored is none, as CKAN shows or hides the dataset."""
    level = dataset.get("access_level")
    if isinstance(level, str) and level in {entry.id for entry in load_vocabulary("access-levels")}:
        return level
    return DEPARTMENT if dataset.get("private") else PUBLIC


def _says(dataset: Mapping[str, Any], name: str) -> bool:
    value = dataset.get(name)
    if not isinstance(value, list):
        return bool(value)
    # a row that is no row was stored below the form: it is told, and not covered up
    return any(any(row.values()) if isinstance(row, Mapping) else row for row in value)


def _uris(vocabulary: str) -> dict[str, str]:
    return {entry.id: entry.extra["uri"] for entry in load_vocabulary(vocabulary)}
