"""What people call our dataset types."""

from __future__ import annotations

from collections.abc import Mapping

#: The type of a series, which holds datasets instead of files.
SERIES = "dataset_series"

TYPE_LABELS: Mapping[str, Mapping[str, str]] = {
    "budget": {"fr": "Budget", "en": "Budget"},
    "climate_budget": {"fr": "Budget climat", "en": "Climate budget"},
    "dataset": {"fr": "Autre jeu de données", "en": "Other dataset"},
    SERIES: {"fr": "Série de jeux de données", "en": "Dataset series"},
    "deliberation": {"fr": "Délibérations", "en": "Council decisions"},
    "election": {"fr": "Élection", "en": "Election"},
    "indicator": {"fr": "Indicateurs", "en": "Indicators"},
    "parking": {"fr": "Parkings", "en": "Car parks"},
    "poi": {"fr": "Lieux et équipements", "en": "Places and amenities"},
    "school_zone": {"fr": "Secteurs scolaires", "en": "School catchment areas"},
}
