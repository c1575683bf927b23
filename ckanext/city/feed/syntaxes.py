"""The feed's syntaxes: how triples become a part, and parts a page, without being read again.

A Turtle body without its `@prefix` lines, an RDF/XML body without its root element and a JSON-LD
array without its brackets can be laid side by side between a constant head and tail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ckanext.city.feed import terms

PREFIXES = terms.PREFIXES | {
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
}
ROOT_END = b"</rdf:RDF>"


@dataclass(frozen=True)
class Syntax:
    """One way to write the feed.

    Attributes:
        media_type: what the answer's header says.
        part: write triples so that they can be laid beside others.
        page: put parts together.
    """

    media_type: str
    part: Callable[[Sequence[ox.Triple]], bytes]
    page: Callable[[Iterable[bytes]], bytes]


def _turtle_part(triples: Sequence[ox.Triple]) -> bytes:
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    # pyoxigraph writes all the prefixes, one a line, in any order
    return written.split(b"\n", len(PREFIXES))[-1] if written.startswith(b"@prefix") else b""


def _turtle_page(parts: Iterable[bytes]) -> bytes:
    return b"".join((_TURTLE_HEAD, *parts))


def _xml_part(triples: Sequence[ox.Triple]) -> bytes:
    written = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES) or b""
    root = written.index(b"<rdf:RDF")
    return written[written.index(b">", root) + 1 : written.rindex(ROOT_END)].strip(b"\n")


def _xml_page(parts: Iterable[bytes]) -> bytes:
    return b"\n".join((_XML_HEAD, *parts, ROOT_END + b"\n"))


def _json_part(triples: Sequence[ox.Triple]) -> bytes:
    written = ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b"[]"
    return written.strip()[1:-1].strip()


def _json_page(parts: Iterable[bytes]) -> bytes:
    return b'{"@graph":[' + b",\n".join(part for part in parts if part) + b"]}\n"


def _xml_head() -> bytes:
    empty = ox.serialize([], format=ox.RdfFormat.RDF_XML, prefixes=dict(sorted(PREFIXES.items())))
    opened, _closed = (empty or b"").split(ROOT_END)
    return opened.rstrip()


_TURTLE_HEAD = "".join(f"@prefix {name}: <{uri}> .\n" for name, uri in PREFIXES.items()).encode()
_XML_HEAD = _xml_head()

SYNTAXES = {
    "ttl": Syntax("text/turtle; charset=utf-8", _turtle_part, _turtle_page),
    "xml": Syntax("application/rdf+xml; charset=utf-8", _xml_part, _xml_page),
    "jsonld": Syntax("application/ld+json; charset=utf-8", _json_part, _json_page),
}
