"""Write a site's ini file from environment variables: `make run` and the image do it alike.

Needs the standard library only, so that a wrong environment is told before CKAN is loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLUGINS = (
    "city city_dcat city_map city_theme activity expire_api_token datastore scheming_datasets"
    " scheming_organizations dcat dataset_series spatial_metadata spatial_query"
)


@dataclass(frozen=True)
class Setting:
    """One environment variable and the key of the ini file that it fills."""

    variable: str
    key: str
    meaning: str
    default: str | None = None  # None: the site cannot start without it


SETTINGS = (
    Setting("CITY_SITE_URL", "ckan.site_url", "public address of the catalogue, without a path"),
    Setting("CITY_SECRET_KEY", "SECRET_KEY", "secret that signs sessions and API tokens"),
    Setting("CITY_DATABASE_URL", "sqlalchemy.url", "catalogue's PostgreSQL database"),
    Setting(
        "CITY_DATASTORE_WRITE_URL", "ckan.datastore.write_url", "DataStore's database, its owner"
    ),
    Setting("CITY_DATASTORE_READ_URL", "ckan.datastore.read_url", "DataStore's database, a reader"),
    Setting("CITY_SOLR_URL", "solr_url", "Solr core of the catalogue"),
    Setting("CITY_REDIS_URL", "ckan.redis.url", "Redis base of the catalogue"),
    Setting("CITY_STORAGE_PATH", "ckan.storage_path", "folder of the uploaded files"),
    Setting("CITY_NAME", "ckanext.city.name", "name of the commune"),
    Setting("CITY_INSEE", "ckanext.city.insee", "INSEE code of the commune"),
    Setting("CITY_SIREN", "ckanext.city.siren", "SIREN of the commune"),
    Setting("CITY_SIRET", "ckanext.city.siret", "SIRET of the town hall"),
    Setting("CITY_POSTCODE", "ckanext.city.postcode", "postcode of the town hall"),
    Setting("CITY_CONTACT_NAME", "ckanext.city.contact_name", "function that answers for the data"),
    Setting("CITY_CONTACT_EMAIL", "ckanext.city.contact_email", "e-mail of that function"),
    Setting("CITY_ORGANIZATION", "ckanext.city.organization", "address name of the city", ""),
    Setting("CITY_LICENSE", "ckanext.city.license", "licence of a new dataset", ""),
    Setting("CITY_FREQUENCY", "ckanext.city.frequency", "frequency of a new dataset", ""),
    Setting("CITY_EXTENT", "ckanext.city.extent", "west south east north, in degrees", ""),
    Setting("CITY_CENTRE", "ckanext.city.centre", "longitude latitude, in degrees", ""),
    Setting("CITY_DISTRICTS", "ckanext.city.districts", "datasets of areas to search by", ""),
    Setting("CITY_LANGUAGES", "ckanext.city.languages", "languages of the datasets", ""),
    Setting("CITY_FORM_FOLDERS", "ckanext.city.form_folders", "folders of own forms", ""),
    Setting("CITY_PROXIES", "ckanext.city.proxies", "reverse proxies before the site", ""),
    Setting("CITY_ACCENT", "ckanext.city.accent", "colour of the pages, #17624f", ""),
    Setting("CITY_LEGAL_ADDRESS", "ckanext.city.legal.address", "address of the town hall", ""),
    Setting("CITY_LEGAL_PHONE", "ckanext.city.legal.phone", "telephone of the town hall", ""),
    Setting("CITY_LEGAL_DIRECTOR", "ckanext.city.legal.director", "director of publication", ""),
    Setting("CITY_LEGAL_HOST", "ckanext.city.legal.host", "who hosts the site", ""),
    Setting("CITY_LEGAL_DPO", "ckanext.city.legal.dpo", "data protection officer", ""),
    Setting(
        "CITY_ACCESSIBILITY_STATE",
        "ckanext.city.accessibility.state",
        "full, partial or none, as the audit found",
        "",
    ),
    Setting("CITY_ACCESSIBILITY_DATE", "ckanext.city.accessibility.date", "day of the audit", ""),
    Setting("CITY_ACCESSIBILITY_AUDITOR", "ckanext.city.accessibility.auditor", "auditor", ""),
    Setting("CITY_ACCESSIBILITY_RATE", "ckanext.city.accessibility.rate", "percent", ""),
    Setting(
        "CITY_ACCESSIBILITY_EXCEPTIONS",
        "ckanext.city.accessibility.exceptions",
        "what is not accessible, separated by semicolons",
        "",
    ),
    Setting("CITY_SITE_TITLE", "ckan.site_title", "title on every page", ""),
    Setting("CITY_SITE_ID", "ckan.site_id", "name that keeps sites of one Redis apart", "city"),
    Setting("CITY_PLUGINS", "ckan.plugins", "plugins, in order", PLUGINS),
    Setting("CITY_MAX_UPLOAD_MB", "ckan.max_resource_size", "upload limit in megabytes", ""),
    Setting("CITY_SMTP_SERVER", "smtp.server", "mail server, host:port", ""),
    Setting("CITY_SMTP_STARTTLS", "smtp.starttls", "true where the mail server wants TLS", ""),
    Setting("CITY_SMTP_USER", "smtp.user", "account on the mail server", ""),
    Setting("CITY_SMTP_PASSWORD", "smtp.password", "password on the mail server", ""),
    Setting("CITY_SMTP_FROM", "smtp.mail_from", "sender of the site's mails", ""),
)

# What is the same on each of our sites.
FIXED = {
    "use": "egg:ckan",
    "ckan.locale_default": "fr",
    "ckan.locales_offered": "fr en",
    "ckan.locale_order": "fr en",
    "ckan.locales_filtered_out": "",
}

LOGGING = """
[loggers]
keys = root, ckan, ckanext, werkzeug

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console

[logger_ckan]
qualname = ckan
level = INFO
handlers = console
propagate = 0

[logger_ckanext]
qualname = ckanext
level = INFO
handlers = console
propagate = 0

[logger_werkzeug]
qualname = werkzeug
level = WARNING
handlers = console
propagate = 0

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
class = ckanext.city.site.logs.RequestFormatter
format = %(asctime)s %(levelname)-5.5s [%(name)s] [%(request_id)s] %(message)s
"""


class MissingSetting(Exception):
    """Environment variables that the site cannot start without; `args` are `Setting`s."""

    def __str__(self) -> str:
        lines = [f"{s.variable} ({s.meaning})" for s in self.args]
        return f"The site needs these environment variables: {', '.join(lines)}."


def ini_text(environment: Mapping[str, str]) -> str:
    """Make the text of a site's ini file.

    Args:
        environment: values by the variable names of `SETTINGS`.

    Raises:
        MissingSetting: a variable without a default is absent or empty.
    """
    values = {s.key: environment.get(s.variable) or s.default for s in SETTINGS}
    missing = [s for s in SETTINGS if values[s.key] is None]
    if missing:
        raise MissingSetting(*missing)
    lines = [f"{key} = {_one_line(value)}" for key, value in (FIXED | values).items() if value]
    return "\n".join(["[DEFAULT]", "debug = false", "", "[app:main]", *lines, LOGGING])


def write_ini(path: Path, environment: Mapping[str, str]) -> None:
    """Write the ini file where it differs, readable by its owner only (it holds secrets)."""
    text = ini_text(environment)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _one_line(value: str) -> str:
    """Keep a value from opening a line of its own, or an interpolation."""
    return " ".join(value.split()).replace("%", "%%")


def main() -> None:
    """`python -m ckanext.city.site.ini INI`: write it, or say in one sentence what is missing."""
    try:
        write_ini(Path(sys.argv[1]), os.environ)
    except MissingSetting as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
