"""Terms of RDF that the feed is made of: names of vocabularies, texts, addresses, moments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

Triple = tuple[Node, Node, Node]

FRENCH = "fr"
#: How an IRI starts and what it may not hold (RFC 3987): rdflib would warn, and write it anyhow.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_ELEMENTS = (
    "a|abbr|b|blockquote|br|code|dd|del|div|dl|dt|em|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong"
    "|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
JOINER = "\u2060"
#: A "<" that a reader of HTML takes for the start of an element, and that is none.
_NO_TAG = re.compile(rf"<(?=[A-Za-z])(?!(?:{_ELEMENTS})[\s/>])", re.IGNORECASE)


class Names:
    """A vocabulary each term of which is made once: rdflib's makes it anew at every use."""

    def __init__(self, base: str) -> None:
        self.base = base

    def __getattr__(self, name: str) -> URIRef:
        term = URIRef(f"{self.base}{name}")
        setattr(self, name, term)
        return term


ADMS = Names("http://www.w3.org/ns/adms#")
CNT = Names("http://www.w3.org/2011/content#")
DCAT = Names("http://www.w3.org/ns/dcat#")
DCATAP = Names("http://data.europa.eu/r5r/")
DCT = Names("http://purl.org/dc/terms/")
ELI = Names("http://data.europa.eu/eli/ontology#")
FOAF = Names("http://xmlns.com/foaf/0.1/")
GSP = Names("http://www.opengis.net/ont/geosparql#")
LOCN = Names("http://www.w3.org/ns/locn#")
RDF = Names("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Names("http://www.w3.org/2000/01/rdf-schema#")
SKOS = Names("http://www.w3.org/2004/02/skos/core#")
SPDX = Names("http://spdx.org/rdf/terms#")
VCARD = Names("http://www.w3.org/2006/vcard/ns#")
XSD = Names("http://www.w3.org/2001/XMLSchema#")

PREFIXES = {
    "adms": ADMS.base,
    "cnt": CNT.base,
    "dcat": DCAT.base,
    "dcatap": DCATAP.base,
    "dct": DCT.base,
    "eli": ELI.base,
    "foaf": FOAF.base,
    "gsp": GSP.base,
    "locn": LOCN.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "skos": SKOS.base,
    "spdx": SPDX.base,
    "vcard": VCARD.base,
    "xsd": XSD.base,
}


def text(value: object) -> Literal:
    """Give a text in French, as the catalogue's texts are."""
    return Literal(str(value), lang=FRENCH)


def prose(value: object) -> Literal:
    """Give a description, which is Markdown, such that udata does not take it for HTML.

    One `<word>` is enough for udata to read the whole as HTML: lines run together, and the word is
    lost. So what is no element of HTML gets a joiner that nobody sees after its "<", and an address
    loses its angle brackets. A description that is HTML stays HTML.
    """
    bare = _AUTOLINK.sub(r"\1", str(value))
    return text(_NO_TAG.sub(f"<{JOINER}", bare))


@lru_cache(maxsize=4096)
def iri(address: str | None) -> URIRef | None:
    """Give an address as a term; None for what no syntax of RDF can write as one."""
    address = (address or "").strip()
    return URIRef(address) if _IRI.fullmatch(address) else None


def blank(dataset: Mapping[str, Any], name: str) -> BNode:
    """Give the dataset's blank node of that name: the same each time, and nobody else's."""
    return BNode(f"d{str(dataset['id']).replace('-', '')}{name}")


def instant(moment: datetime) -> Literal:
    """Give a moment as udata keeps it right: in UTC, saying so, without fractions of a second."""
    utc = moment.astimezone(UTC).replace(microsecond=0)
    return Literal(utc.isoformat(), datatype=XSD.dateTime, normalize=False)


def day(value: date) -> Literal:
    """Give a day."""
    return Literal(value.isoformat(), datatype=XSD.date, normalize=False)
