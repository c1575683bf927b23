"""The departments of the invented city; the first two are those that every clone starts with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Department:
    """A department, with the name of its agent's login."""

    name: str
    title: str
    email: str
    agent: str

    def organization(self) -> dict[str, str]:
        """Write it as CKAN makes an organization of it."""
        return {
            "name": self.name,
            "title": self.title,
            "contact_name": self.title,
            "contact_email": self.email,
        }


FINANCE = "direction-des-finances"
ROADS = "direction-de-la-voirie"
EDUCATION = "direction-de-l-education"
COUNCIL = "secretariat-general"
ENVIRONMENT = "direction-de-l-urbanisme-et-de-l-environnement"

DEPARTMENTS = (
    Department(
        ROADS,
        "Direction de la voirie et des déplacements",
        "voirie@saint-aubin-sur-orge.example",
        "agent-voirie",
    ),
    Department(
        FINANCE,
        "Direction des finances",
        "finances@saint-aubin-sur-orge.example",
        "agent-finances",
    ),
    Department(
        EDUCATION,
        "Direction de l’éducation, de la culture et des sports",
        "education@saint-aubin-sur-orge.example",
        "agent-education",
    ),
    Department(
        COUNCIL,
        "Secrétariat général",
        "secretariat-general@saint-aubin-sur-orge.example",
        "agent-secretariat",
    ),
    Department(
        ENVIRONMENT,
        "Direction de l’urbanisme et de l’environnement",
        "urbanisme@saint-aubin-sur-orge.example",
        "agent-urbanisme",
    ),
)
