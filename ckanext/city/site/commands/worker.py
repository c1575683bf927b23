"""`ckan city worker`: CKAN's jobs worker, which takes up what a killed worker left."""

from __future__ import annotations

import click

from ckanext.city.site import jobs


@click.command()
@click.argument("queues", nargs=-1)
def worker(queues: tuple[str, ...]) -> None:
    """Run the jobs of QUEUES (all of the site's where none is named).

    Takes the place of `ckan jobs worker`: a job whose worker was killed is put back, or reported
    where it has used its retries.
    """
    jobs.work(queues)
