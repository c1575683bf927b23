"""The graph of dicts is rdflib's for the profiles, and what cannot be written is left out, told."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import BNode, Literal, URIRef

from ckanext.city.feed.triples import BAD_ADDRESS, BAD_CHARACTER, Terms, Triples

A, B, C = (URIRef(f"https://ville.example.org/{name}") for name in "abc")
SOME = [(A, B, Literal("un")), (A, B, Literal("deux")), (A, C, B), (B, B, A), (C, B, A)]
PATTERNS = [(s, p, o) for s in (None, A, B) for p in (None, B) for o in (None, A, Literal("un"))]


def both() -> tuple[Triples, rdflib.Graph]:
    ours, theirs = Triples(), rdflib.Graph()
    for triple in SOME:
        ours.add(triple)
        theirs.add(triple)
    return ours, theirs


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_it_finds_and_removes_what_rdflib_does(pattern: tuple) -> None:
    ours, theirs = both()
    assert set(ours.triples(pattern)) == set(theirs.triples(pattern))
    ours.remove(pattern)
    theirs.remove(pattern)
    assert set(ours) == set(theirs)
    assert len(ours) == len(theirs)


def test_it_lists_subjects_properties_and_values_as_rdflib_does() -> None:
    ours, theirs = both()
    assert set(ours.subjects(B, A)) == set(theirs.subjects(B, A))
    assert set(ours.objects(A, B)) == set(theirs.objects(A, B))
    assert set(ours.predicates(A, None)) == set(theirs.predicates(A, None))
    assert set(ours.predicate_objects(A)) == set(theirs.predicate_objects(A))
    assert set(ours.subject_objects(B)) == set(theirs.subject_objects(B))
    assert ours.value(A, C) == theirs.value(A, C)
    assert ours.value(B, C) is None
    assert (A, C, B) in ours
    assert (A, C, C) not in ours


def test_setting_a_value_takes_the_place_of_the_others() -> None:
    ours, _ = both()
    ours.set((A, B, Literal("trois")))
    assert list(ours.objects(A, B)) == [Literal("trois")]


@pytest.mark.parametrize(
    "address",
    ["pas une adresse", "https://ville.fr/a b", "", "https://ville.fr:port/", "https://[ville/"],
    ids=repr,
)
def test_a_bad_address_costs_its_triple_only_and_is_told(address: str) -> None:
    graph = Triples().add((A, B, URIRef(address))).add((A, C, Literal("bien")))
    terms = Terms("id")
    assert [str(triple.object) for triple in terms.of(graph)] == ['"bien"']
    assert [(p.code, p.field, p.dropped) for p in terms.problems] == [(BAD_ADDRESS, "b", True)]


def test_what_xml_cannot_hold_is_taken_out_of_a_text_and_told() -> None:
    terms = Terms("id")
    [triple] = terms.of(Triples().add((A, B, Literal("avant\x07 \ufffeaprès", lang="fr"))))
    assert triple.object == ox.Literal("avant après", language="fr")
    assert [(p.code, p.dropped) for p in terms.problems] == [(BAD_CHARACTER, False)]


def test_a_bad_language_costs_the_language_only() -> None:
    [triple] = Terms("id").of(Triples().add((A, B, _Untagged("mot"))))
    assert triple.object == ox.Literal("mot")


class _Untagged(Literal):
    language = "pas une langue"


def test_blank_nodes_are_named_by_dataset_and_place_so_that_bytes_repeat() -> None:
    def named(dataset: str) -> list[str]:
        first, second = BNode(), BNode()
        graph = Triples().add((A, B, first)).add((first, C, second)).add((A, C, first))
        return [str(triple) for triple in Terms(dataset).of(graph)]

    one, other = "3f0e4b52-0000-4000-8000-000000000001", "un id à part"
    assert named(one) == named(one)
    assert "_:d3f0e4b52000040008000000000000001n0" in named(one)[0]
    assert not {word for line in named(one) for word in line.split() if word[:2] == "_:"} & {
        word for line in named(other) for word in line.split() if word[:2] == "_:"
    }
