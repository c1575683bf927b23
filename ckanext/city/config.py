"""The only module that reads CKAN's configuration: each key once, behind a named function."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ckan.plugins.toolkit as tk

NAME = "ckanext.city.name"
INSEE = "ckanext.city.insee"
SIREN = "ckanext.city.siren"
SIRET = "ckanext.city.siret"
POSTCODE = "ckanext.city.postcode"
CONTACT_NAME = "ckanext.city.contact_name"
CONTACT_EMAIL = "ckanext.city.contact_email"
ORGANIZATION = "ckanext.city.organization"
LICENSE = "ckanext.city.license"
FREQUENCY = "ckanext.city.frequency"
EXTENT = "ckanext.city.extent"
CENTRE = "ckanext.city.centre"
LANGUAGES = "ckanext.city.languages"
FORM_FOLDERS = "ckanext.city.form_folders"
PROXIES = "ckanext.city.proxies"
ACCENT = "ckanext.city.accent"
LEGAL_ADDRESS = "ckanext.city.legal.address"
LEGAL_PHONE = "ckanext.city.legal.phone"
LEGAL_DIRECTOR = "ckanext.city.legal.director"
LEGAL_HOST = "ckanext.city.legal.host"
LEGAL_DPO = "ckanext.city.legal.dpo"
ACCESSIBILITY_STATE = "ckanext.city.accessibility.state"
ACCESSIBILITY_DATE = "ckanext.city.accessibility.date"
ACCESSIBILITY_AUDITOR = "ckanext.city.accessibility.auditor"
ACCESSIBILITY_RATE = "ckanext.city.accessibility.rate"
ACCESSIBILITY_EXCEPTIONS = "ckanext.city.accessibility.exceptions"
FEED_PAGE_SIZE = "ckanext.city.feed.page_size"
MAP_BACKGROUND = "ckanext.city.map.background"
MAP_ATTRIBUTION = "ckanext.city.map.attribution"
DISTRICTS = "ckanext.city.districts"


def name() -> str:
    """Name of the commune, "Issy-les-Moulineaux"."""
    return tk.config[NAME]


def insee() -> str:
    """INSEE code of the commune: five characters, "92040" or "2A004"."""
    return tk.config[INSEE]


def siren() -> str:
    """SIREN of the commune: nine digits."""
    return tk.config[SIREN]


def siret() -> str:
    """SIRET of the town hall: fourteen digits."""
    return tk.config[SIRET]


def postcode() -> str:
    """Postcode of the town hall: five digits."""
    return tk.config[POSTCODE]


def contact_name() -> str:
    """Function that answers for the data, "Service open data": never a person."""
    return tk.config[CONTACT_NAME]


def contact_email() -> str:
    """E-mail address of that function."""
    return tk.config[CONTACT_EMAIL]


def organization() -> str:
    """Name (in the address) of the city's organisation in CKAN; departments are its children."""
    return tk.config[ORGANIZATION]


def default_license() -> str:
    """Id of the licence that a new dataset is given, "lov2"."""
    return tk.config[LICENSE]


def default_frequency() -> str:
    """URI of the frequency that a new dataset is given; empty where the city has none."""
    return tk.config[FREQUENCY]


def extent() -> tuple[float, float, float, float] | None:
    """Bounding box of the commune in degrees, WGS 84: west, south, east, north."""
    return tk.config[EXTENT]


def centre() -> tuple[float, float] | None:
    """Centre of the commune in degrees, WGS 84: longitude, latitude."""
    return tk.config[CENTRE]


def languages() -> list[str]:
    """ISO 639-1 codes of the languages of the datasets, the main one first."""
    return tk.config[LANGUAGES]


def form_folders() -> list[str]:
    """Folders of the city's own dataset forms, laid out as `schemas/types/`."""
    return tk.config[FORM_FOLDERS]


def proxies() -> int:
    """How many reverse proxies stand before the site; their X-Forwarded-* headers are believed."""
    return tk.config[PROXIES]


def accent() -> str:
    """The colour of the city's pages, "#17624f"; the others are derived from it."""
    return tk.config[ACCENT]


def legal_address() -> str:
    """Postal address of the town hall, without postcode; empty where it is not told."""
    return tk.config[LEGAL_ADDRESS]


def legal_phone() -> str:
    """Telephone of the town hall; empty where it is not told."""
    return tk.config[LEGAL_PHONE]


def legal_director() -> str:
    """Who answers for what is published, name and office; empty where it is not told."""
    return tk.config[LEGAL_DIRECTOR]


def legal_host() -> str:
    """Who hosts the site: name, address, telephone; empty where it is not told."""
    return tk.config[LEGAL_HOST]


def legal_dpo() -> str:
    """How to reach the data protection officer; empty where it is not told."""
    return tk.config[LEGAL_DPO]


def accessibility_state() -> str:
    """What the audit found: "full", "partial" or "none" of the rules kept; empty before one."""
    return tk.config[ACCESSIBILITY_STATE]


def accessibility_date() -> str:
    """Day of the audit, "2026-06-24"; empty before one."""
    return tk.config[ACCESSIBILITY_DATE]


def accessibility_auditor() -> str:
    """Who made the audit; empty before one."""
    return tk.config[ACCESSIBILITY_AUDITOR]


def accessibility_rate() -> float | None:
    """Share of the criteria that are kept, in percent; None where it is not told."""
    return tk.config[ACCESSIBILITY_RATE]


def accessibility_exceptions() -> list[str]:
    """What is known not to be accessible, a sentence each."""
    return tk.config[ACCESSIBILITY_EXCEPTIONS]


def custom_styles() -> str:
    """Style sheet that an administrator wrote on the administration page; mostly empty."""
    return tk.config["ckan.site_custom_css"] or ""


def site_id() -> str:
    """Name that keeps the sites of one Redis and one Solr apart."""
    return tk.config["ckan.site_id"]


def effective() -> dict[str, Any]:
    """Every setting as it holds now: those of the file, of the environment and of plugins."""
    return dict(tk.config)


def ini_path() -> str:
    """Path of the configuration file."""
    return tk.config["__file__"]


def storage_path() -> str:
    """Folder of the uploaded files."""
    return tk.config["ckan.storage_path"]


def datastore_urls() -> tuple[str, str] | None:
    """Addresses of the DataStore's database, to write and to read; None without DataStore."""
    urls = tk.config.get("ckan.datastore.write_url"), tk.config.get("ckan.datastore.read_url")
    return urls if all(urls) else None


def full_text_method() -> str:
    """PostgreSQL's kind of index over the words of a DataStore table, "gist" or "gin"."""
    return tk.config["ckan.datastore.default_fts_index_method"]


def tokens_expire() -> bool:
    """Tell whether core's plugin that makes API tokens expire is enabled."""
    return "expire_api_token" in tk.config["ckan.plugins"]


def solr_url() -> str:
    """Address of the Solr core."""
    return tk.config["solr_url"].rstrip("/")


def redis_url() -> str:
    """Address of the Redis base."""
    return tk.config["ckan.redis.url"]


def site_url() -> str:
    """Public address of the catalogue, without a slash at its end."""
    return (tk.config.get("ckan.site_url") or "").rstrip("/")


def atom_entries() -> int:
    """How many entries one page of an Atom feed has."""
    return tk.config["ckan.feeds.limit"]


def is_https() -> bool:
    """Tell whether the catalogue's public address is an HTTPS one."""
    return site_url().lower().startswith("https:")


def secret_key() -> str:
    """The secret that signs sessions."""
    return tk.config["SECRET_KEY"]


@contextmanager
def index_not_committed() -> Iterator[None]:
    """Have CKAN send to Solr without a commit meanwhile; whoever asks for it commits afterwards."""
    before = tk.config["ckan.search.solr_commit"]
    tk.config["ckan.search.solr_commit"] = False
    try:
        yield
    finally:
        tk.config["ckan.search.solr_commit"] = before


def max_upload_megabytes() -> int:
    """Largest upload, in mebibytes."""
    return tk.config["ckan.max_resource_size"]


def token_seconds() -> int:
    """Seconds that an API token lasts where its maker does not say."""
    return tk.config["expire_api_token.default_lifetime"]


def locales() -> list[str]:
    """Languages of the pages, the one without a prefix in the address included."""
    return tk.config["ckan.locales_offered"] or [tk.config["ckan.locale_default"]]


def default_locale() -> str:
    """The language whose pages have no prefix in their address."""
    return tk.config["ckan.locale_default"]


def has_own_license_list() -> bool:
    """Tell whether the administrator has named a list of licences in the ini file."""
    return bool(tk.config.get("licenses_group_url"))


def of_the_feed() -> dict[str, Any]:
    """The settings that may change what the feed says: ours, the site's name, address, languages.

    Also the feed's libraries' own.
    """
    prefixes = ("ckanext.city.", "ckanext.dcat.", "scheming.", "ckan.site_", "ckan.locale")
    return {key: tk.config[key] for key in tk.config if key.startswith(prefixes)}


def feed_page_size() -> int:
    """How many datasets a page of the feed holds."""
    return tk.config[FEED_PAGE_SIZE]


def site_title() -> str:
    """Name of the catalogue, which the administrator can change while it runs."""
    return tk.config.get("ckan.site_title") or ""


def site_description() -> str:
    """What the catalogue is, which the administrator can change while it runs."""
    return tk.config.get("ckan.site_description") or ""


def map_background() -> tuple[str, str]:
    """What lies under the places of maps, as `geo.background` reads it, and its attribution."""
    return tk.config[MAP_BACKGROUND], tk.config[MAP_ATTRIBUTION]


def district_datasets() -> list[str]:
    """Names of the datasets of the city's districts; empty where they are found by a keyword."""
    return tk.config[DISTRICTS]


def default_order() -> str:
    """The order of results where nobody chooses one, in Solr's words."""
    return tk.config["ckan.search.default_package_sort"]


def add_default_view(name: str) -> None:
    """Have CKAN propose a kind of view by itself, where the administrator did not choose which."""
    key = "ckan.views.default_views"
    views = tk.config.get(key) or []
    views = views.split() if isinstance(views, str) else list(views)
    if name not in views:
        tk.config[key] = [*views, name]
