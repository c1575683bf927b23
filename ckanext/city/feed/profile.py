"""The profile of the feed: DCAT-AP 3 as data.gouv.fr reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rdflib import Graph
from rdflib.term import Node

from ckanext.dcat.profiles import EuropeanDCATAP3Profile

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import here, reading
from ckanext.city.feed.catalogue import catalogue
from ckanext.city.feed.dataset_terms import dataset_triples
from ckanext.city.feed.problems import Problem
from ckanext.city.feed.terms import DCAT, DCT, FRENCH, LOCN, PREFIXES, Triple
from ckanext.city.feed.tidy import tidy

#: Fields that no form of ours has and another extension's may: the stock profile writes them.
LEFT_TO_STOCK = (
    "version",
    "dcat_type",
    "conforms_to",
    "documentation",
    "related_resource",
    "has_version",
    "is_version_of",
    "source",
    "sample",
    "is_referenced_by",
    "alternate_identifier",
    "temporal_resolution",
    "spatial_resolution_in_meters",
)


class FrenchProfile(EuropeanDCATAP3Profile):
    """DCAT-AP 3 with what udata needs, for every dataset type of ours.

    A pure function of the dataset and of the configuration: nothing depends on the reader, on the
    language of the page or on what was asked before.

    Attributes:
        problems: what the dataset last written held that could not go out as it was.
    """

    def __init__(
        self, graph: Graph, dataset_type: str = "dataset", compatibility_mode: bool = False
    ) -> None:
        # Not the stock one's: it asks for the form of a type that a site need not have.
        self.g = graph
        self.dataset_type = dataset_type
        self.compatibility_mode = compatibility_mode
        self._default_lang = FRENCH
        self._default_locale_lang = FRENCH
        self.problems: list[Problem] = []

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: Node) -> None:
        """Write what is known of the catalogue itself."""
        self._write(catalogue(catalog_dict or {}, catalog_ref))

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> None:
        """Write a dataset.

        Args:
            dataset_dict: as `package_show` gives it; it stays as it is. `published_series`, ids
                of series, and of a series `published_members` may be added to it.
            dataset_ref: its node.
        """
        dataset, self.problems = tidy(dataset_dict)
        others = {name: dataset[name] for name in LEFT_TO_STOCK if dataset.get(name)}
        if others:  # it asks dozens of times for what is not there
            super().graph_from_dataset(others, dataset_ref)
        self._write(dataset_triples(dataset, dataset_ref))

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> dict[str, Any]:
        """Read a dataset of a feed, ours or another, into the shape of our form."""
        type_ = SERIES if reading.is_series(self.g, dataset_ref) else self.dataset_type
        self._dataset_schema = here.form_of(type_)
        super().parse_dataset(dataset_dict, dataset_ref)
        reading.mend(dataset_dict, self.g, dataset_ref)
        rows = self._places(dataset_ref)
        if rows and self._schema_field("spatial_coverage"):
            dataset_dict["spatial_coverage"] = rows
        series = [str(each) for each in self.g.objects(dataset_ref, DCAT.inSeries)]
        if series and (ids := here.series_from(series)):
            dataset_dict["in_series"] = ids
        return dataset_dict

    def _places(self, dataset_ref: Node) -> list[dict[str, str]]:
        """Read each covered area; the stock parser makes one of them all."""
        found = []
        for node in self.g.objects(dataset_ref, DCT.spatial):
            outline = self._parse_geodata(node, LOCN.geometry, None)
            found.append(reading.place(self.g, node, outline))
        return sorted((row for row in found if row), key=lambda row: sorted(row.items()))

    def _write(self, triples: Iterable[Triple]) -> None:
        for prefix, base in PREFIXES.items():
            self.g.bind(prefix, base)
        for triple in triples:
            self.g.add(triple)
