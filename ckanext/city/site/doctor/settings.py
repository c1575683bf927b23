"""Checks that ask no service: what stands in the configuration file, and what is installed."""

from __future__ import annotations

import importlib.metadata
import os
import pwd
import stat
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import SplitResult, urlsplit

import yaml

import ckan
import ckan.plugins.toolkit as tk

from ckanext.city.site import configuration
from ckanext.city.site.doctor.findings import Check, Found, Site
from ckanext.city.site.ini import PLUGINS

CKAN_SERIES = "2.12."
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - a name to recognise

#: Without these the forms, the roles or the feed are not there.
NEEDED_PLUGINS = (
    "city",
    "activity",
    "scheming_datasets",
    "dcat",
    "dataset_series",
    "spatial_metadata",
    "spatial_query",
)
#: Their templates and rules are those that ours replace.
AFTER_CITY = (*NEEDED_PLUGINS[1:], "scheming_organizations", "datastore")

# Below: guessed in hours by a machine that has one signed token.
SHORTEST_SECRET = 20
FEWEST_DISTINCT = 8


def check_ini(site: Site) -> Iterator[Found]:
    """Look whether others than its owner can read the file, which holds passwords."""
    others = site.ini.stat().st_mode & stat.S_IROTH
    yield ("world-readable", {}) if others else ("secret", {})


def check_settings(site: Site) -> Iterator[Found]:
    """Look at each of our own keys."""
    wrong = list(wrong_settings(site.values))
    for key, problem in wrong:
        yield "wrong", {"key": key, "problem": problem}
    if not wrong:
        yield "right", {"count": len(_declared())}


def check_ckan_version(_site: Site) -> Iterator[Found]:
    """Look whether the installed CKAN is one that we know."""
    known = ckan.__version__.startswith(CKAN_SERIES)
    yield "supported" if known else "unsupported", {"version": ckan.__version__}


def check_plugins(site: Site) -> Iterator[Found]:
    """Look for plugins that are missing, in the wrong place, unknown or harmful."""
    enabled = site.words("ckan.plugins")
    faults = [
        *_missing_plugins(enabled),
        *_misplaced_plugins(enabled),
        *_unknown_plugins(enabled),
        *([("tracking", {})] if "tracking" in enabled else []),
    ]
    yield from faults
    if not any(code != "advised" for code, _ in faults):
        yield "right", {"count": len(enabled)}


def check_site_url(site: Site) -> Iterator[Found]:
    """Look at the address from which every link of the site is made."""
    url = site.text("ckan.site_url")
    parts = _split(url)
    if parts is None:
        yield "malformed", {"url": url}
        return
    yield "right", {"url": url}
    if parts.path.strip("/") or parts.query or parts.fragment:
        yield "path", {"url": url, "origin": f"{parts.scheme}://{parts.netloc}"}
    if parts.hostname in LOCAL_HOSTS:
        yield "local", {"url": url}
    elif parts.scheme == "http":
        yield "plain", {}


def check_secret_key(site: Site) -> Iterator[Found]:
    """Look whether the secret that signs sessions and tokens could be guessed."""
    secret = site.text("SECRET_KEY") or site.text("beaker.session.secret")
    size = {"length": len(secret), "distinct": len(set(secret))}
    weak = size["length"] < SHORTEST_SECRET or size["distinct"] < FEWEST_DISTINCT
    yield ("missing" if not secret else "weak" if weak else "strong"), size


def check_debug(site: Site) -> Iterator[Found]:
    """Look whether error pages let strangers run code."""
    yield "on" if tk.asbool(site.values.get("debug") or False) else "off", {}


def check_languages(site: Site) -> Iterator[Found]:
    """Look whether French is offered, and whether the default language is."""
    offered = site.words("ckan.locales_offered")
    default = site.text("ckan.locale_default") or "en"
    shown = {"offered": " ".join(offered), "default": default}
    faults = []
    if offered and "fr" not in offered:
        faults.append("no-french")
    if offered and default not in offered:
        faults.append("default")
    for code in faults or ["right"]:
        yield code, shown


def wrong_settings(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give of each of our keys whose value is wrong: its name; what it has and what is expected."""
    for option in _declared():
        if "validators" not in option:  # of another extension: any value is its own affair
            continue
        check = getattr(configuration, option["validators"])
        try:
            check(values.get(option["key"], option.get("default", "")))
        except tk.Invalid as error:
            yield option["key"], error.error


CHECKS: dict[str, Check] = {
    "ini": check_ini,
    "settings": check_settings,
    "ckan-version": check_ckan_version,
    "plugins": check_plugins,
    "site-url": check_site_url,
    "secret-key": check_secret_key,
    "debug": check_debug,
    "languages": check_languages,
}


def user() -> str:
    """Name of the account that runs the doctor."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())  # a container's account may have no name


def _declared() -> list[dict[str, Any]]:
    """List our keys that have a rule; of other extensions' we declare a default only."""
    text = files("ckanext.city").joinpath("config_declaration.yaml").read_text(encoding="utf-8")
    options = [option for group in yaml.safe_load(text)["groups"] for option in group["options"]]
    return [option for option in options if "validators" in option]


def _missing_plugins(enabled: list[str]) -> Iterator[Found]:
    for code, wanted in (("missing", NEEDED_PLUGINS), ("advised", PLUGINS.split())):
        names = [name for name in wanted if name not in enabled]
        if code == "advised":
            names = [name for name in names if name not in NEEDED_PLUGINS]
        if names:
            yield code, {"names": names, "wanted": " ".join(_with(enabled, names))}


def _with(enabled: list[str], names: list[str]) -> list[str]:
    """The enabled plugins and the missing ones, ours in our order and before those of others."""
    ours = [name for name in PLUGINS.split() if name in enabled or name in names]
    return [*ours, *(name for name in [*enabled, *names] if name not in ours)]


def _misplaced_plugins(enabled: list[str]) -> Iterator[Found]:
    if "city" not in enabled:
        return
    early = [name for name in enabled[: enabled.index("city")] if name in AFTER_CITY]
    if early:
        yield "order", {"names": early}


def _unknown_plugins(enabled: list[str]) -> Iterator[Found]:
    groups = ("ckan.plugins", "ckan.system_plugins")
    known = {e.name for group in groups for e in importlib.metadata.entry_points(group=group)}
    unknown = [name for name in enabled if name not in known]
    if unknown:
        yield "not-installed", {"names": unknown}


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return None
    return parts if sound else None
