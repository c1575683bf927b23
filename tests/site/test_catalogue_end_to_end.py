"""Real files go in and come out: each dataset type, from its upload to its end, on a running site.

Where the reference material is absent, our own samples stand in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from rdflib import Graph, URIRef

from tests.running_site import RunningSite
from tests.shared import SHARED

pytestmark = pytest.mark.service

ROOT = Path(__file__).parents[2]
ROADS, FINANCE = "direction-de-la-voirie", "direction-des-finances"
MEASURED_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Case:
    """A dataset as its department would publish it, and how a resident would ask for it."""

    kind: str
    title: str
    query: str
    real: str
    own: str
    format: str
    table_schema: str = ""
    owner: str = FINANCE
    editor: str = "ambassadrice"
    stranger: str = "agent-voirie"
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The real file; our own sample where it is not here."""
        real = SHARED / "samples" / self.real
        return real if self.real and real.exists() else ROOT / self.own

    @property
    def is_real(self) -> bool:
        """Tell whether the real file is here."""
        return bool(self.real) and (SHARED / "samples" / self.real).exists()


BY_THE_ROADS_AGENT = {"owner": ROADS, "editor": "agent-voirie", "stranger": "agent-finances"}

CASES = [
    Case(
        kind="budget",
        title="Compte administratif 2021 du budget principal",
        query="comptes administratifs 2021",
        real="budget-totem/DOCBUDG-21560046100010-056025-CA-2021-01032022000000/totem.xml",
        own="tests/data/totem/compte-administratif.xml",
        format="XML",
        fields={"exercice": "2021", "stage": "compte-administratif", "nomenclature": "M14"},
    ),
    Case(
        kind="election",
        title="Élections législatives 2024, premier tour, par bureau de vote",
        query="resultats des elections legislatives",
        real="elections/legislatives-2024-T1-par-bv-brest-circo2-3.csv",
        own="schemas/tables/city/election-candidates/1.0.0/samples/valid/legislatives-2024-t2.csv",
        format="CSV",
        fields={"scrutin": "legislatives", "election_date": "2024-06-30", "round": "1"},
    ),
    Case(
        kind="deliberation",
        title="Délibérations du conseil 2022",
        query="délibération conseil",
        real="deliberations/sample-saint-etienne-2022.csv",
        own="schemas/tables/scdl/deliberations/2.1.5/samples/valid/*.csv",
        format="CSV",
        table_schema="scdl/deliberations@2.1.5",
        fields={"assembly": "conseil-municipal", "first_session": "2022-03-24"},
    ),
    Case(
        kind="poi",
        title="Conteneurs à verre",
        query="conteneur verre",
        real="poi/conteneurs-verre-nantes.geojson",
        own="schemas/tables/city/dropoff-points/1.0.0/samples/valid/verre-2026.csv",
        format="GeoJSON",
        fields={"place_theme": "points-apport-volontaire"},
        **BY_THE_ROADS_AGENT,
    ),
    Case(
        kind="school_zone",
        title="Secteurs des écoles maternelles",
        query="secteur école maternelle",
        real="school-sectors/issy-ecoles-maternelles-extrait.geojson",
        own="schemas/tables/city/school-zones/1.0.0/samples/valid/maternelles-2026.csv",
        format="GeoJSON",
        fields={"school_year": "2026-2027", "level": "maternelle"},
    ),
    Case(
        kind="parking",
        title="Places libres dans les parcs relais",
        query="place libre parc relais",
        real="parking/lille-parcs-relais-temps-reel-extrait.json",
        own="schemas/tables/city/parking-live/1.0.0/samples/valid/un-instant.csv",
        format="JSON",
        **BY_THE_ROADS_AGENT,
    ),
    Case(
        kind="indicator",
        title="Indicateurs des mobilités",
        query="indicateur mobilité",
        real="",
        own="schemas/tables/city/indicator-values/1.0.0/samples/valid/dix-ans-avec-cibles.csv",
        format="CSV",
        table_schema="city/indicator-values@1.0.0",
        fields={"policy": "mobilites"},
        **BY_THE_ROADS_AGENT,
    ),
    Case(
        kind="climate_budget",
        title="Budget climat de la ville",
        query="budgets climat",
        real="",
        own="schemas/tables/city/climate-budget/1.0.0/samples/valid/plafonds-votes.csv",
        format="CSV",
        table_schema="city/climate-budget@1.0.0",
        fields={"base_year": "2019", "target_year": "2030"},
    ),
    Case(
        kind="dataset",
        title="Prénoms donnés aux nouveau-nés",
        query="prenom nouveau-né",
        real="",
        own="schemas/tables/scdl/prenoms/1.1.6/samples/valid/*.csv",
        format="CSV",
        table_schema="scdl/prenoms@1.1.6",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _agent_of_the_finances(site: RunningSite) -> None:
    """A second department's agent, as `ckan city init` makes one only for the roads."""
    admin = site.api("admin").action
    if "agent-finances" not in admin.user_list(all_fields=False):
        admin.user_create(
            name="agent-finances", email="agent-finances@city.example", password="de-la-ville-2026"
        )
    admin.organization_member_create(id=FINANCE, username="agent-finances", role="editor")


@pytest.fixture(scope="module", params=CASES, ids=[case.kind for case in CASES])
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(scope="module")
def dataset(case: Case, site: RunningSite) -> Iterator[dict[str, Any]]:
    """The dataset with its file, as its own department publishes it."""
    api = site.api(case.editor).action
    made = api.package_create(
        type=case.kind,
        title=case.title,
        notes="Ce que le service publie, pour les habitants de la commune.",
        owner_org=case.owner,
        license_id="lov2",
        **case.fields,
    )
    path = next(ROOT.glob(str(case.file.relative_to(ROOT)))) if not case.is_real else case.file
    extra = {"table_schema": case.table_schema} if case.table_schema and not case.is_real else {}
    with path.open("rb") as file:
        api.resource_create(package_id=made["id"], name=case.title, upload=file, **extra)
    yield api.package_show(id=made["id"])
    site.api("admin").action.dataset_purge(id=made["id"])


def found(site: RunningSite, query: str) -> list[str]:
    return [each["id"] for each in site.api().action.package_search(q=query, rows=3)["results"]]


def in_feed(site: RunningSite, dataset: dict[str, Any]) -> tuple[Graph, URIRef | None]:
    """Read the page of the feed as a harvester does, and find the dataset in it."""
    from rdflib.namespace import DCAT, RDF

    page = requests.get(f"{site.url}/catalog.ttl", timeout=30)
    if page.status_code == 503 and "Aucun jeu de données" in page.text:
        return Graph(), None  # it was the only one: an empty feed is refused
    page.raise_for_status()
    graph = Graph().parse(data=page.content, format="turtle")
    of_id = (each for each in graph.subjects(RDF.type, DCAT.Dataset) if dataset["id"] in str(each))
    return graph, next(of_id, None)  # type: ignore[arg-type]


def measured(site: RunningSite, dataset: dict[str, Any]) -> dict[str, Any]:
    """Wait until the job has measured the file."""
    for _each in range(MEASURED_WITHIN_SECONDS * 2):
        resource = site.api().action.package_show(id=dataset["id"])["resources"][0]
        if resource.get("hash"):
            return resource
        time.sleep(0.5)
    pytest.fail("no job measured the file")


def test_a_resident_finds_it(case: Case, dataset: dict[str, Any], site: RunningSite) -> None:
    assert dataset["id"] in found(site, case.query)


def test_the_file_comes_out_measured(
    case: Case, dataset: dict[str, Any], site: RunningSite
) -> None:
    resource = measured(site, dataset)

    content = requests.get(resource["url"], timeout=30).content
    assert resource["size"] == len(content)
    assert resource["hash_algorithm"] == "sha256"
    if case.is_real or not case.real:
        assert resource["format"] == case.format
    if resource["format"] in ("CSV", "GeoJSON", "JSON"):
        assert resource["rows"] > 0


def test_a_harvester_reads_it(case: Case, dataset: dict[str, Any], site: RunningSite) -> None:
    from rdflib.namespace import DCAT, DCTERMS

    resource = measured(site, dataset)

    graph, node = in_feed(site, dataset)

    assert node is not None
    assert case.title in [str(each) for each in graph.objects(node, DCTERMS.title)]
    distribution = graph.value(node, DCAT.distribution)
    lasting = f"{site.url}/dataset/{dataset['id']}/resource/{resource['id']}/download"
    assert graph.value(distribution, DCAT.downloadURL) == URIRef(lasting)
    assert len(requests.get(lasting, timeout=30).content) == resource["size"]
    assert int(graph.value(distribution, DCAT.byteSize)) == resource["size"]
    assert graph.value(node, DCTERMS.publisher) is not None


def test_its_own_department_edits_it_and_no_other_does(
    case: Case, dataset: dict[str, Any], site: RunningSite
) -> None:
    from ckanapi import NotAuthorized

    for wrong in (case.stranger, None):
        api = site.api(wrong).action
        with pytest.raises(NotAuthorized):
            api.package_patch(id=dataset["id"], notes="Autre chose.")
        with pytest.raises(NotAuthorized):
            api.resource_create(package_id=dataset["id"], url="http://a.example/b.csv")
        with pytest.raises(NotAuthorized):
            api.package_delete(id=dataset["id"])

    site.api(case.editor).action.package_patch(id=dataset["id"], notes="Une phrase plus juste.")

    shown = site.api().action.package_show(id=dataset["id"])
    assert shown["notes"] == "Une phrase plus juste."
    assert [each["id"] for each in shown["resources"]] == [dataset["resources"][0]["id"]]
    for name, value in case.fields.items():
        assert str(shown[name]) == value


def test_once_deleted_it_is_gone_from_search_and_feed(
    case: Case, dataset: dict[str, Any], site: RunningSite
) -> None:
    from ckanapi import NotFound

    site.api(case.editor).action.package_delete(id=dataset["id"])

    assert dataset["id"] not in found(site, case.query)
    assert in_feed(site, dataset)[1] is None
    with pytest.raises(NotFound):
        site.api().action.package_show(id=dataset["id"])
    assert requests.get(dataset["resources"][0]["url"], timeout=30).status_code in (403, 404)
