"""`ckan city solr-schema`: the schema of the search index, made for the installed CKAN."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.city.site import solr_schema as room


@click.command("solr-schema")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The `conf` folder of the Solr core; without it the schema alone is printed.",
)
def solr_schema(out: Path | None) -> None:
    """Write the Solr schema and its word lists into a folder.

    Afterwards restart Solr (or reload the core), then run `ckan search-index rebuild`.
    """
    try:
        if out is None:
            click.echo(room.derive_schema(room.core_schema()).decode(), nl=False)
            return
        room.write_configset(out)
    except (room.UnknownSchemaError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: {room.SCHEMA_NAME}")
