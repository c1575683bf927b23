"""A graph in dicts: what ckanext-dcat's profiles use of rdflib's, and its way to pyoxigraph.

rdflib's store sends an event for each triple and indexes it three times, which is half the time
of a dataset's part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef

from ckanext.city.feed.problems import LONGEST_VALUE, Problem

Triple = tuple[Any, Any, Any]

BAD_ADDRESS = "term.address"
BAD_CHARACTER = "term.control-character"
# what XML 1.0 cannot hold
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_REMEMBERED = 20_000


class Triples:
    """Triples by subject, then predicate, in the order in which they were added."""

    def __init__(self) -> None:
        self.by_subject: dict[Any, dict[Any, dict[Any, None]]] = {}

    def bind(self, *_args: Any, **_options: Any) -> None:
        """Take no prefix: those of a page are always the same."""

    def add(self, triple: Triple) -> Triples:
        """Add a triple; one that is there stays once."""
        subject, predicate, object_ = triple
        self.by_subject.setdefault(subject, {}).setdefault(predicate, {})[object_] = None
        return self

    def remove(self, pattern: Triple) -> Triples:
        """Remove the triples that match; None matches all."""
        for subject, predicate, object_ in list(self.triples(pattern)):
            predicates = self.by_subject[subject]
            del predicates[predicate][object_]
            if not predicates[predicate]:
                del predicates[predicate]
            if not predicates:
                del self.by_subject[subject]
        return self

    def set(self, triple: Triple) -> Triples:
        """Put a triple in the place of those with its subject and predicate."""
        return self.remove((triple[0], triple[1], None)).add(triple)

    def triples(self, pattern: Triple) -> Iterator[Triple]:
        """Find the triples that match; None matches all."""
        wanted, predicate, object_ = pattern
        for subject in list(self.by_subject) if wanted is None else [wanted]:
            predicates = self.by_subject.get(subject, {})
            for each in list(predicates) if predicate is None else [predicate]:
                objects = predicates.get(each, {})
                if object_ is None:
                    yield from [(subject, each, found) for found in objects]
                elif object_ in objects:
                    yield subject, each, object_

    def objects(self, subject: Any = None, predicate: Any = None) -> Iterator[Any]:
        """Find the objects of a subject's property."""
        return (found for _, _, found in self.triples((subject, predicate, None)))

    def subjects(self, predicate: Any = None, object: Any = None) -> Iterator[Any]:  # noqa: A002 - rdflib's name
        """Find the subjects of which an object is a property."""
        return (found for found, _, _ in self.triples((None, predicate, object)))

    def predicates(self, subject: Any = None, object: Any = None) -> Iterator[Any]:  # noqa: A002 - rdflib's name
        """Find the properties that tie a subject to an object."""
        return (found for _, found, _ in self.triples((subject, None, object)))

    def predicate_objects(self, subject: Any = None) -> Iterator[tuple[Any, Any]]:
        """Find what is said of a subject."""
        return ((each, found) for _, each, found in self.triples((subject, None, None)))

    def subject_objects(self, predicate: Any = None) -> Iterator[tuple[Any, Any]]:
        """Find the pairs that a property ties."""
        return ((each, found) for each, _, found in self.triples((None, predicate, None)))

    def value(self, subject: Any = None, predicate: Any = None, default: Any = None) -> Any:
        """Give one object of a subject's property."""
        return next(self.objects(subject, predicate), default)

    def __contains__(self, triple: Triple) -> bool:
        return next(self.triples(triple), None) is not None

    def __iter__(self) -> Iterator[Triple]:
        return self.triples((None, None, None))

    def __len__(self) -> int:
        return sum(len(found) for each in self.by_subject.values() for found in each.values())


class Terms:
    """Turns the terms of one dataset into pyoxigraph's; keeps what it had to leave out.

    A blank node is named by the dataset and its place: the same bytes whenever a part is made,
    and no two parts share one.
    """

    def __init__(self, dataset_id: str) -> None:
        self.problems: list[Problem] = []
        plain = dataset_id.replace("-", "")
        known = re.fullmatch("[0-9a-f]{32}", plain)
        self._mark = plain if known else hashlib.sha256(dataset_id.encode()).hexdigest()[:32]
        self._blank: dict[Any, ox.BlankNode] = {}

    def of(self, graph: Triples) -> list[ox.Triple]:
        """Convert a graph's triples, by subject; a triple with a bad address is left out."""
        converted = []
        for subject, predicates in graph.by_subject.items():
            node = self._node(subject)
            if node is None:
                continue
            for predicate, objects in predicates.items():
                property_ = _named(predicate)
                values = (self._object(each, predicate) for each in objects)
                if property_ is not None:
                    converted += [ox.Triple(node, property_, each) for each in values if each]
        return converted

    def _node(self, term: Any, predicate: Any = "") -> ox.NamedNode | ox.BlankNode | None:
        if isinstance(term, BNode):
            if term not in self._blank:
                self._blank[term] = ox.BlankNode(f"d{self._mark}n{len(self._blank)}")
            return self._blank[term]
        named = _named(term)
        if named is None:
            self._leave_out(BAD_ADDRESS, predicate, term)
        return named

    def _object(self, term: Any, predicate: Any) -> Any:
        if not isinstance(term, Literal):
            return self._node(term, predicate)
        text = str(term)
        if UNWRITABLE.search(text):
            self._leave_out(BAD_CHARACTER, predicate, text, dropped=False)
            text = UNWRITABLE.sub("", text)
        datatype = _named(term.datatype) if term.datatype else None
        try:
            return ox.Literal(text, language=term.language, datatype=datatype)
        except ValueError:
            return ox.Literal(text)

    def _leave_out(self, code: str, predicate: Any, value: Any, *, dropped: bool = True) -> None:
        field = re.split(r"[/#]", str(predicate))[-1]
        shown = UNWRITABLE.sub("\ufffd", str(value))[:LONGEST_VALUE]
        self.problems.append(Problem(code, field, shown, dropped=dropped))


_remembered: dict[Any, ox.NamedNode] = {}


def _named(term: Any) -> ox.NamedNode | None:
    """Give a node its address; None where it is none: Turtle could not be read with it."""
    known = _remembered.get(term)
    if known is not None:
        return known
    try:
        made = ox.NamedNode(str(term)) if isinstance(term, URIRef) else None
    except (ValueError, UnicodeEncodeError):
        return None
    if made is not None:
        if len(_remembered) > MOST_REMEMBERED:
            _remembered.clear()
        _remembered[term] = made
    return made
