"""Parts laid side by side say what they say alone, in each syntax."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.compare import to_canonical_graph

from ckanext.city.feed.syntaxes import PREFIXES, SYNTAXES
from ckanext.city.feed.triples import Terms, Triples

PARSERS = {"ttl": "turtle", "xml": "xml", "jsonld": "json-ld"}
DCT = "http://purl.org/dc/terms/"


def described(number: int) -> Triples:
    subject, node = URIRef(f"https://ville.example.org/{number}"), BNode()
    graph = Triples()
    graph.add((subject, URIRef(f"{DCT}title"), Literal('é "<&>\n]]> 😀 @prefix x', lang="fr")))
    graph.add((subject, URIRef("https://hors-liste.example/à/propriété"), node))
    graph.add((node, URIRef("https://hors-liste.example/à/propriété"), Literal(number)))
    graph.add((subject, URIRef(f"{DCT}license"), URIRef("https://ville.example.org/même")))
    return graph


@pytest.mark.parametrize("name", SYNTAXES)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_page_is_the_union_of_its_parts(name: str, count: int) -> None:
    syntax, union = SYNTAXES[name], rdflib.Graph()
    parts = []
    for number in range(count):
        parts.append(syntax.part(Terms(f"jeu {number}").of(described(number))))
        union += [*described(number)]
    page = rdflib.Graph().parse(syntax.page(parts), format=PARSERS[name])
    assert set(to_canonical_graph(page)) == set(to_canonical_graph(union))


@pytest.mark.parametrize("name", SYNTAXES)
def test_a_page_with_an_empty_part_can_be_read(name: str) -> None:
    syntax = SYNTAXES[name]
    parts = [syntax.part([]), syntax.part(Terms("un").of(described(1))), syntax.part([])]
    assert len(rdflib.Graph().parse(syntax.page(parts), format=PARSERS[name])) == 4


@pytest.mark.parametrize("name", SYNTAXES)
def test_a_part_has_the_same_bytes_each_time(name: str) -> None:
    syntax = SYNTAXES[name]
    assert len({syntax.part(Terms("un").of(described(1))) for _ in range(5)}) == 1


def test_every_answer_says_its_charset() -> None:
    assert all(each.media_type.endswith("; charset=utf-8") for each in SYNTAXES.values())


def test_no_two_prefixes_are_one() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
