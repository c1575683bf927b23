"""The site's « about » while the demo city is there: it says that the city is invented."""

from __future__ import annotations

import json
from datetime import date

import ckan.plugins.toolkit as tk
from ckan.lib import app_globals
from ckan.model.system_info import delete_system_info, get_system_info, set_system_info

from ckanext.city.demo.seed import SEED
from ckanext.city.site.demo_city.people import site_context

ABOUT = "ckan.site_about"
# By its value each worker of the site learns that a setting was changed.
STAMP = "ckan.config_update"
# What was shown, and the stamp before it.
KEY = "ckanext.city.demo.about"


def show_about(day: date) -> None:
    """Say what the demo city is, where administrators have said nothing themselves.

    Args:
        day: with which the city's data end.
    """
    text = _text(day)
    current = get_system_info(ABOUT)
    if current is None:
        current = tk.get_action("config_option_show")(site_context(), {"key": ABOUT}) or ""
    shown = json.loads(get_system_info(KEY) or "{}")
    if current == text or current not in ("", shown.get("text")):
        return
    stamp = shown["stamp"] if shown else get_system_info(STAMP)
    set_system_info(KEY, json.dumps({"text": text, "stamp": stamp}))
    # CKAN notes the value of the settings file when it first resets, and goes back to it later
    app_globals.reset()
    tk.get_action("config_option_update")(site_context(), {ABOUT: text})


def withdraw_about() -> None:
    """Say it no more; what administrators have written since stays."""
    shown = json.loads(get_system_info(KEY) or "{}")
    if shown and get_system_info(ABOUT) == shown["text"]:
        delete_system_info(ABOUT)
        if shown["stamp"] is None:
            delete_system_info(STAMP)
        else:
            set_system_info(STAMP, shown["stamp"])
        app_globals.reset()
    delete_system_info(KEY)


def _text(day: date) -> str:
    # as in loading.py: no worker of the site should import the generator
    from ckanext.city.demo.legal import legal_pages  # noqa: PLC0415 - see above

    return legal_pages(SEED, day)[0].text.strip()
