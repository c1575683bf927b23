"""Pages of the feed: rows, their parts, and the catalogue's own node, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from pyoxigraph import Triple
from rdflib import DCAT, RDF, XSD, Literal, Namespace, URIRef

from ckanext.city import config
from ckanext.city.feed import facts, fingerprints, listing, parts
from ckanext.city.feed.listing import Row, Summary
from ckanext.city.feed.syntaxes import SYNTAXES
from ckanext.city.feed.triples import Terms, Triples

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
#: Syntax by the extension of the address.
EXTENSIONS = {"ttl": "ttl", "rdf": "xml", "xml": "xml", "jsonld": "jsonld"}


class NothingPublished(Exception):
    """The catalogue lists no dataset: a portal would take that for the end of all it has."""


@dataclass(frozen=True)
class Page:
    """A page that is not written yet.

    Attributes:
        witness: changes whenever the page does.
        modified: latest change to one of its datasets; None where it has none.
        write: gives its bytes; raises `parts.Changed` where a dataset is no more as it was
            listed, and `dicts.Unreadable`.
    """

    witness: str
    modified: datetime | None
    write: Callable[[], bytes]


def catalog(extension: str, after: str | None) -> Page:
    """Lay out a page of the catalogue, by three queries at most.

    Args:
        extension: one of `EXTENSIONS`.
        after: id behind which the page begins; None for the first page.

    Raises:
        NothingPublished: the first page would be empty.
    """
    size = config.feed_page_size()
    rows = listing.published(after=after, limit=size + 1)
    if after is None and not rows:
        raise NothingPublished
    summary = listing.summary()
    page = parts.listed(rows[:size], summary.organizations)
    following = rows[size - 1].id if len(rows) > size else None
    witness = (
        "catalog", extension, after, following, summary, page.keys,
        config.site_title(), config.site_description(), fingerprints.feed(),
    )  # fmt: skip
    addresses = _address(extension, after), following and _address(extension, following)

    def write() -> bytes:
        syntax = SYNTAXES[EXTENSIONS[extension]]
        head = syntax.part(_catalog_node(page.rows, summary, *addresses))
        return syntax.page([head, *parts.bodies(page, EXTENSIONS[extension])])

    return Page(repr(witness), _latest(page.rows), write)


def dataset(row: Row, extension: str) -> Page:
    """Lay out the page of one dataset."""
    page = parts.listed([row], listing.organizations())
    syntax = SYNTAXES[EXTENSIONS[extension]]
    return Page(
        repr(("dataset", extension, page.keys)),
        row.metadata_modified,
        lambda: syntax.page(parts.bodies(page, EXTENSIONS[extension])),
    )


def _catalog_node(
    rows: Sequence[Row], summary: Summary, address: str, following: str | None
) -> Sequence[Triple]:
    """Describe the catalogue and the page: parts of the feed like any dataset's."""
    graph = Triples()
    node, page = URIRef(config.site_url()), URIRef(address)
    described = {
        "title": config.site_title(),
        "description": config.site_description(),
        "modified": summary.modified.isoformat() if summary.modified else None,
    }
    parts.new_profile(graph).graph_from_catalog(described, node)
    for row in rows:
        graph.add((node, DCAT.dataset, URIRef(facts.dataset_address({"id": row.id}))))
    graph.add((page, RDF.type, HYDRA.PartialCollectionView))
    graph.add((page, HYDRA.totalItems, Literal(summary.count, datatype=XSD.integer)))
    if following:
        graph.add((page, HYDRA.next, URIRef(following)))
    return Terms("catalog").of(graph)


def _address(extension: str, after: str | None) -> str:
    query = f"?after={quote(after, safe='')}" if after else ""
    return f"{config.site_url()}/catalog.{extension}{query}"


def _latest(rows: Sequence[Row]) -> datetime | None:
    return max((row.metadata_modified for row in rows), default=None)
