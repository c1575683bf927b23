"""An ini file of a sound site whose services do not answer, to be spoiled by a test."""

from __future__ import annotations

from pathlib import Path

from ckanext.city.site.ini import write_ini

# Nothing listens on port 9.
SOUND = {
    "CITY_SITE_URL": "https://donnees.saint-aubin.example",
    "CITY_SECRET_KEY": "Zp4-kk0tQ8vTn2Lr7YbWc1Xe5Us9Ah3D",
    "CITY_DATABASE_URL": "postgresql://city:hush-hush@127.0.0.1:9/city",
    "CITY_DATASTORE_WRITE_URL": "postgresql://city:hush-hush@127.0.0.1:9/city_datastore",
    "CITY_DATASTORE_READ_URL": "postgresql://reader:hush-hush@127.0.0.1:9/city_datastore",
    "CITY_SOLR_URL": "http://127.0.0.1:9/solr/city",
    "CITY_REDIS_URL": "redis://:hush-hush@127.0.0.1:9/0",
    "CITY_STORAGE_PATH": "/tmp/ckanext-city-no-such-folder",
    "CITY_NAME": "Saint-Aubin-sur-Orge",
    "CITY_INSEE": "91999",
    "CITY_SIREN": "219199999",
    "CITY_SIRET": "21919999900018",
    "CITY_POSTCODE": "91990",
    "CITY_CONTACT_NAME": "Service données ouvertes",
    "CITY_CONTACT_EMAIL": "opendata@saint-aubin.example",
    "CITY_ORGANIZATION": "ville-de-saint-aubin-sur-orge",
}
PASSWORD = "hush-hush"


def write_site_ini(folder: Path, **changes: str) -> Path:
    """Write the ini file of a site, some of its environment variables changed."""
    ini = folder / "ckan.ini"
    write_ini(ini, SOUND | changes)
    return ini
