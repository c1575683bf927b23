"""Run by a virtualenv that has the package and no test tool: start the application, use it."""

from __future__ import annotations

import json
import os

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

app = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())

import ckan.plugins.toolkit as tk  # noqa: E402 - CKAN wants its configuration first

from ckanext.city.dataset_types import DATASET_TYPES  # noqa: E402 - likewise

# What a type cannot do without, besides title, description and organisation.
OWN = {
    "budget": {"exercice": "2026", "stage": "budget-primitif"},
    "election": {"scrutin": "municipales", "election_date": "2026-03-15", "round": "1"},
}


def create(name: str) -> str:
    """Create a dataset of one type with little more than what is required; returns its licence."""
    row = {
        "type": name,
        "name": f"essai-{name}".replace("_", "-"),
        "title": f"Essai {name}",
        "notes": "Un jeu de données créé par le paquet installé.",
        "owner_org": os.environ["CITY_ORGANIZATION"],
        "license_id": "lov2",
    }
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    made = tk.get_action("package_create")({"user": user}, row | OWN.get(name, {}))
    assert made["type"] == name
    assert all(made[key] == value for key, value in OWN.get(name, {}).items()), made
    return str(made["license_url"])


with app._wsgi_app.test_request_context():
    print(json.dumps({each.name: create(each.name) for each in DATASET_TYPES}))
