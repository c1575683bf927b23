"""Start the application of an ini file and create datasets: no test tool needed.

Reads a JSON list of datasets from standard input; prints as JSON, by name, what became of each:
the dataset, or the errors; the status of its page and of its type's form; and the table schema
that its resources are offered first.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

app = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())

import ckan.plugins.toolkit as tk  # noqa: E402 - CKAN wants its configuration first


def create(row: dict[str, Any]) -> dict[str, Any]:
    """Create one dataset, and say what the site makes of it."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    offered = tk.h.city_choices_table_schema({"city_dataset_type": row["type"]})
    try:
        made = tk.get_action("package_create")({"user": user}, row)
    except tk.ValidationError as error:
        return {"errors": error.error_dict}
    return {"dataset": made, "first_table_schema": offered[0]["value"]}


with app._wsgi_app.test_request_context():
    results = {row["name"]: create(row) for row in json.load(sys.stdin)}

client = app._wsgi_app.test_client()
for name, result in results.items():
    if "dataset" in result:
        page = f"/{result['dataset']['type']}/{name}"
        result["page"] = client.get(page).status_code
print(json.dumps(results, default=str))
