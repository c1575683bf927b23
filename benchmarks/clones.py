"""A catalogue of any size for benchmarks: clones of a few datasets, in database and index."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

import pysolr
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

from ckanext.city.site import preparation

TEMPLATES = 10
BATCH = 1000
TABLES = {"package": "id", "resource": "package_id", "package_tag": "package_id"}
THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"


def fill(wanted: int) -> list[str]:
    """Have so many datasets in the database and in the index; gives their ids in order."""
    there = model.Session.execute(sa.text("SELECT count(*) FROM package")).scalar() or 0
    if not there:
        search.clear_all()
        there = make_templates()
    solr = pysolr.Solr(tk.config["solr_url"], timeout=60)
    templates = [read_template(solr, f"modele-{number}-fin") for number in range(TEMPLATES)]
    for first in range(there, wanted, BATCH):
        numbers = range(first, min(first + BATCH, wanted))
        write(solr, [clone(templates[number % TEMPLATES], number) for number in numbers])
    vacuum()
    listed = model.Session.execute(sa.text("SELECT id FROM package ORDER BY id"))
    return [id_ for (id_,) in listed]


def vacuum() -> None:
    """Do what PostgreSQL does by itself some time after so many rows were written."""
    with model.meta.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(sa.text("VACUUM ANALYZE package"))


def make_templates() -> int:
    """Make a few datasets as a department does; gives their number."""
    list(preparation.index_published())
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action("organization_create")(
        {"user": user}, {"name": "service", "title": "Espaces verts", "contact_email": "v@ville.fr"}
    )
    for number in range(TEMPLATES):
        tk.get_action("package_create")({"user": user}, make_dataset(number))
    return TEMPLATES


def make_dataset(number: int) -> dict[str, Any]:
    """Make a dataset that both forms take, with what a department usually writes."""
    return {
        "type": "dataset",
        "name": f"modele-{number}-fin",
        "title": f"Arbres remarquables du quartier {number}",
        "notes": "Les arbres que la commune protège, avec leur essence et leur hauteur. " * 5,
        "owner_org": "service",
        "license_id": "lov2",
        "theme": [THEME],
        "frequency": FREQUENCY,
        "temporal_coverage": [{"start": "2024-01-01", "end": "2024-12-31"}],
        "spatial_coverage": [{"uri": "http://id.insee.fr/geo/commune/91999", "text": "La ville"}],
        "tag_string": "arbres, nature, quartier",
        "resources": [
            {
                "name": f"Fichier {each}",
                "description": "Un arbre par ligne.",
                "url": f"https://donnees.ville.fr/{number}/{each}.csv",
                "format": "CSV",
                "size": 12345,
                "hash": "0" * 64,
            }
            for each in range(2)
        ],
    }


def read_template(solr: pysolr.Solr, name: str) -> str:
    """Read all that is stored of a dataset, in the database and in the index, as one JSON text."""
    id_ = model.Package.get(name).id
    [document] = solr.search("*:*", fq=f'id:"{id_}"')
    rows = {
        table: model.Session.execute(
            sa.text(f'SELECT json_agg(t) FROM "{table}" t WHERE {column} = :id'), {"id": id_}
        ).scalar()
        for table, column in TABLES.items()
    }
    document.pop("_version_", None)
    return json.dumps({"document": document} | rows)


def clone(template: str, number: int) -> dict[str, Any]:
    """Give a dataset's document and rows ids and a name of their own."""
    stored = json.loads(template)
    text = template.replace("-fin", f"-{number}")
    for each in (row["id"] for table in TABLES for row in stored[table]):
        text = text.replace(each, str(uuid.uuid5(uuid.UUID(each), str(number))))
    made: dict[str, Any] = json.loads(text)
    document = made["document"]
    document["permission_labels"] = ["public"]  # which the index does not give back
    key = f"{document['id']}{document['site_id']}"
    document["index_id"] = hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()
    return made


def write(solr: pysolr.Solr, clones: list[dict[str, Any]]) -> None:
    """Store clones in the database and in the index."""
    for table in TABLES:
        rows = json.dumps([row for each in clones for row in each[table]])
        insert = (
            f'INSERT INTO "{table}" SELECT * FROM json_populate_recordset(NULL::"{table}", :rows)'
        )
        model.Session.execute(sa.text(insert), {"rows": rows})
    model.Session.commit()
    solr.add([each["document"] for each in clones], commit=True)
