"""Read a feed into this catalogue by ckanext-dcat's harvester, twice; no test tool needed.

Called with the path of an ini file that enables the harvester, the path of the feed, and the name
of an organisation. Prints as JSON the errors of the harvester, and the datasets by the address
from which they came.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import sqlalchemy as sa

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

INI, FEED, ORGANIZATION = sys.argv[1:]
RUNS = 2  # a dataset finds the series that the run before has brought
TABLES = (
    "harvest_object_extra", "harvest_object_error", "harvest_gather_error", "harvest_object",
    "harvest_job", "harvest_log", "harvest_source", "harvest_alembic_version",
)  # fmt: skip

app = make_app(CKANConfigLoader(INI).get_config())

import ckan.plugins.toolkit as tk  # noqa: E402 - CKAN wants its configuration first
from ckan import model  # noqa: E402
from ckan.cli.db import _run_migrations  # noqa: E402

from ckanext.dcat.harvesters import DCATRDFHarvester  # noqa: E402
from ckanext.harvest.model import (  # noqa: E402
    HarvestGatherError,
    HarvestJob,
    HarvestObject,
    HarvestObjectError,
    HarvestSource,
)


def run(source: HarvestSource) -> None:
    """Run one job as the harvester's own queue would."""
    harvester = DCATRDFHarvester()
    job = HarvestJob(source=source)
    job.save()
    for id_ in harvester.gather_stage(job):
        found = HarvestObject.get(id_)
        harvester.fetch_stage(found)
        harvester.import_stage(found)


def harvest() -> dict[str, Any]:
    """Harvest the feed into a source of its own."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    owner = model.Group.get(ORGANIZATION)
    package = model.Package(name="source", title="Source", type="harvest", owner_org=owner.id)
    model.Session.add(package)
    model.Session.commit()
    source = HarvestSource(id=package.id, url=FEED, type="dcat_rdf", title="Source")
    source.save()
    for _ in range(RUNS):
        run(source)
    errors = [
        error.message
        for kind in (HarvestGatherError, HarvestObjectError)
        for error in model.Session.query(kind)
    ]
    ids = [row.package_id for row in model.Session.query(HarvestObject).filter_by(current=True)]
    shown = [tk.get_action("package_show")({"user": user}, {"id": id_}) for id_ in ids if id_]
    extras = ({extra["key"]: extra["value"] for extra in each["extras"]} for each in shown)
    datasets = {said["guid"]: each for said, each in zip(extras, shown, strict=True)}
    return {"errors": errors, "datasets": datasets}


def forget() -> None:
    """Leave no table behind that the next test's clean database does not know."""
    model.Session.rollback()
    for table in TABLES:
        model.Session.execute(sa.text(f"DROP TABLE IF EXISTS {table} CASCADE"))
    model.Session.execute(sa.text("DROP TYPE IF EXISTS log_level"))
    model.Session.commit()


with app._wsgi_app.test_request_context():
    forget()
    try:
        _run_migrations("harvest", None, True)
        answer = harvest()
    finally:
        forget()
print(json.dumps(answer, default=str))
