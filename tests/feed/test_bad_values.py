"""One bad dataset never breaks its page: it is there in every syntax, and what is wrong is told."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib

import ckan.plugins.toolkit as tk

from ckanext.city.feed import minimal
from ckanext.city.feed.parts import SYNTAXES, make_part
from ckanext.city.feed.problems import SENTENCES
from ckanext.city.feed.syntaxes import SYNTAXES as WRITERS
from tests.feed.bad_values import BAD, Bad, put
from tests.site.settings import SOUND

SITE = "https://donnees.saint-aubin.example"
KEYS = (
    "NAME",
    "INSEE",
    "SIREN",
    "SIRET",
    "POSTCODE",
    "CONTACT_NAME",
    "CONTACT_EMAIL",
    "ORGANIZATION",
)
ID = "0f7a3c1e-5d2b-4e3f-9a64-1b2c3d4e5f60"
DATASET: dict[str, Any] = {
    "id": ID,
    "name": "jeu-abime",
    "type": "dataset",
    "title": "Jeu de données abîmé",
    "notes": "Une description que personne n’a abîmée, ou presque.",
    "state": "active",
    "private": False,
    "license_id": "lov2",
    "metadata_created": "2026-11-01T10:00:00.000001",
    "metadata_modified": "2026-11-24T10:00:00.000001",
    "tags": [{"name": "essai", "display_name": "essai"}],
    "theme": ["http://publications.europa.eu/resource/authority/data-theme/GOVE"],
    "contact": [{"name": "Service", "email": "opendata@ville.fr"}],
    "publisher": [{"name": "Ville", "uri": "https://ville.fr/id"}],
    "temporal_coverage": [{"start": "2026-01-01", "end": "2026-12-31"}],
    "resources": [
        {"id": "r-abime", "url": "https://ville.fr/a.csv", "name": "Tableau", "format": "CSV"},
        {"id": "r-sain", "url": "https://ville.fr/b.csv", "name": "Autre", "format": "CSV"},
    ],
}
PARSERS = {"ttl": "turtle", "xml": "xml", "jsonld": "json-ld"}


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {f"ckanext.city.{key.lower()}": SOUND[f"CITY_{key}"] for key in KEYS}
    others = {
        "ckan.site_url": SITE,
        "ckanext.city.extent": (2.2, 48.8, 2.4, 48.9),
        "ckanext.city.frequency": "",
        "ckanext.city.languages": ["fr"],
        "ckanext.city.license": "lov2",
        "ckanext.city.form_folders": [],
    }
    for key, value in {**settings, **others}.items():
        monkeypatch.setitem(tk.config, key, value)


def read(body: bytes, syntax: str) -> rdflib.Graph:
    document = WRITERS[syntax].page([body])
    return rdflib.Graph().parse(data=document, format=PARSERS[syntax])


def test_there_are_ninety_bad_values_at_least() -> None:
    assert len([bad for bad in BAD if bad.told]) >= 90


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.id)
def test_a_bad_value_leaves_the_dataset_in_the_feed_and_is_told(bad: Bad) -> None:
    part = make_part(put(DATASET, bad.field, bad.value))
    node = rdflib.URIRef(f"{SITE}/dataset/{ID}")
    triples = set()
    for syntax in SYNTAXES:
        graph = read(part.bodies[syntax], syntax)
        assert (node, rdflib.RDF.type, rdflib.DCAT.Dataset) in graph
        assert str(graph.value(node, rdflib.DCTERMS.identifier)) == ID
        assert str(graph.value(node, rdflib.DCTERMS.title)).strip()
        triples.add(len(graph))
    assert len(triples) == 1, "each syntax says the same"
    told = [problem for problem in part.problems if problem.field.startswith(bad.told)]
    assert bool(part.problems) == bool(bad.told)
    assert bool(told) == bool(bad.told)
    assert {problem.code for problem in part.problems} <= set(SENTENCES)
    assert "dataset.unreadable" not in {problem.code for problem in part.problems}


@pytest.mark.parametrize(
    "bad", [bad for bad in BAD if bad.field.startswith("resources[0].")], ids=lambda bad: bad.id
)
def test_a_bad_file_leaves_the_others_in_the_feed(bad: Bad) -> None:
    graph = read(make_part(put(DATASET, bad.field, bad.value)).bodies["ttl"], "ttl")
    node = rdflib.URIRef(f"{SITE}/dataset/{ID}/resource/r-sain")
    assert (None, rdflib.DCAT.distribution, node) in graph


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://ville.fr/a b.csv", ["https://ville.fr/a%20b.csv"]),
        ("https://serveur.local/a.csv", []),
        ("https://10.0.0.1/a.csv", []),
        ("a.csv", []),
    ],
)
def test_even_the_least_that_is_said_holds_no_address_that_udata_refuses(
    address: str, kept: list[str]
) -> None:
    file = {"id": "r1", "url": address, "name": "Tableau"}
    graph, problems = minimal.describe({**DATASET, "resources": [file]}, SITE)
    found = [str(each) for _, _, each in graph.triples((None, rdflib.DCAT.accessURL, None))]
    assert (found, len(problems)) == (kept, 1 - len(kept))
