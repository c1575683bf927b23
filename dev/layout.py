"""Where everything of this clone stands: paths under `.dev/`, ports, accounts."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEV = ROOT / ".dev"
VENV = DEV / "venv"
PYTHON = VENV / "bin" / "python"
LOGS = DEV / "logs"
SOLR_JARS = DEV / "solr" / "lib"
SOLR_HOME = DEV / "solr" / "home"
SUPERVISOR_INI = DEV / "supervisord.conf"

BASE_PORT = int(os.environ.get("CITY_PORT", "5800"))
WEB, POSTGRES, REDIS, SOLR, TEST_WEB = (BASE_PORT + offset for offset in range(5))

# A database, a DataStore and a Solr core each: what `make run` shows, the site that the tests
# run against, what tests inside one process empty as they like, and what benchmarks empty.
SITES = ("city", "city_site", "city_test", "city_bench")

# Every process that `make run` starts carries this variable; `make stop` ends what still has it.
MARKER = "CITY_DEV"


def site_url() -> str:
    """Address of the catalogue, loopback only."""
    return f"http://127.0.0.1:{WEB}"


def database_url(name: str, user: str = "city") -> str:
    """SQLAlchemy address of a database of the private cluster."""
    return f"postgresql://{user}:city@127.0.0.1:{POSTGRES}/{name}"


def secret(name: str) -> str:
    """A random secret of this clone, made once and kept in a file that only its owner reads."""
    path = DEV / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text().strip()


def services(site: str = "city", redis_base: int = 0) -> dict[str, str]:
    """Addresses of the services of one of our sites, as its entry script reads them."""
    return {
        "CITY_DATABASE_URL": database_url(site),
        "CITY_DATASTORE_WRITE_URL": database_url(f"{site}_datastore"),
        "CITY_DATASTORE_READ_URL": database_url(f"{site}_datastore", "city_reader"),
        "CITY_DATABASE_ADMIN_URL": database_url(f"{site}_datastore", "city_admin"),
        "CITY_REDIS_URL": f"redis://127.0.0.1:{REDIS}/{redis_base}",
        "CITY_SOLR_URL": f"http://127.0.0.1:{SOLR}/solr/{site}",
    }


CITY = {
    "CITY_NAME": "Saint-Aubin-sur-Orge",
    "CITY_INSEE": "91999",
    "CITY_SIREN": "219199999",
    "CITY_SIRET": "21919999900018",
    "CITY_POSTCODE": "91990",
    "CITY_CONTACT_NAME": "Service données ouvertes",
    "CITY_CONTACT_EMAIL": "opendata@saint-aubin-sur-orge.example",
    "CITY_EXTENT": "2.285 48.590 2.375 48.650",
    "CITY_CENTRE": "2.33 48.62",
    "CITY_ORGANIZATION": "ville-de-saint-aubin-sur-orge",
    "CITY_SITE_TITLE": "Saint-Aubin-sur-Orge, données ouvertes",
    "CITY_LEGAL_ADDRESS": "Hôtel de ville, 2 place de la Halle",
    "CITY_LEGAL_PHONE": "01 99 00 40 00",
    "CITY_LEGAL_DIRECTOR": "Mme Claire FERRAND, maire",
    "CITY_LEGAL_HOST": "Syndicat informatique de la vallée de l’Orge,"
    " 3 allée du Confluent, 91998 Le Val-d’Orge",
    "CITY_LEGAL_DPO": "dpd@saint-aubin-sur-orge.example",
}


def with_programs() -> dict[str, str]:
    """What every program of this clone finds in its environment."""
    return {
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        MARKER: str(DEV),
    }


def site_environment(*, test: bool = False) -> dict[str, str]:
    """What the entry script of `docker/` reads to prepare a site of this clone.

    Args:
        test: the site that the tests run against, beside the one that `make run` shows.
    """
    folder = DEV / "test" if test else DEV
    address = f"http://127.0.0.1:{TEST_WEB}" if test else site_url()
    # `CITY_INSEE=75056 make run` shows another city; the tests' one is always the same.
    chosen = {} if test else {name: os.environ[name] for name in CITY if name in os.environ}
    return (
        services(*(("city_site", 2) if test else ()))
        | CITY
        | chosen
        | with_programs()
        | {
            "CKAN_INI": str(folder / "ckan.ini"),
            "CITY_SITE_URL": address,
            "CITY_STORAGE_PATH": str(folder / "storage"),
            "CITY_SECRET_KEY": secret("session"),
        }
    )


def unit_test_environment() -> dict[str, str]:
    """Addresses for `test.ini`, by the variables that CKAN itself reads."""
    own = services("city_test", 1)
    names = ("SQLALCHEMY", "DATASTORE_WRITE", "DATASTORE_READ", "REDIS", "SOLR")
    keys = ("DATABASE", "DATASTORE_WRITE", "DATASTORE_READ", "REDIS", "SOLR")
    pairs = zip(names, keys, strict=True)
    return {f"CKAN_{name}_URL": own[f"CITY_{key}_URL"] for name, key in pairs} | with_programs()
