"""A small town for the tests of permissions: two departments, and a person for each role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CITY = "ville-de-saint-aubin-sur-orge"
ROADS = "direction-de-la-voirie"
FINANCE = "direction-des-finances"

#: Each person's organisation and role there; the administrator needs none.
PEOPLE = {
    "administrator": None,
    "ambassador": (CITY, "editor"),
    "agent": (ROADS, "editor"),
    "reader": (ROADS, "member"),
    "other-agent": (FINANCE, "editor"),
    "stranger": None,
}
PLAIN = {"title": "Comptages", "notes": "Comptages de vélos.", "owner_org": ROADS}
ANONYMOUS = "anonymous"


@dataclass
class Town:
    """The town's people, and what the in-process application answers them."""

    app: Any
    tokens: dict[str, str] = field(default_factory=dict)

    def api(self, person: str, action: str, **data: Any) -> Any:
        """Call an action as a person, through the web; gives the whole answer."""
        return self.app.post(f"/api/3/action/{action}", json=data, headers=self.headers(person))

    def result(self, person: str, action: str, **data: Any) -> Any:
        """Call an action that must succeed; gives its result."""
        answer = self.api(person, action, **data)
        assert answer.status_code == 200, answer.body
        return answer.json["result"]

    def dataset(self, person: str = "agent", **data: Any) -> Any:
        """Make a dataset of the roads department, of the plainest type, as a person."""
        return self.result(person, "package_create", **PLAIN | data)

    def get(self, person: str, address: str) -> Any:
        """Ask for a page as a person; redirections are not followed."""
        return self.app.get(address, headers=self.headers(person), follow_redirects=False)

    def headers(self, person: str) -> dict[str, str]:
        """The headers of a person's requests."""
        return {"Authorization": self.tokens[person]} if person in self.tokens else {}


def settle(app: Any) -> Town:
    """Make the city, its departments and its people in an empty database."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    from ckanext.city.site import first_city

    plan = first_city.CityPlan(departments=first_city.DEVELOPMENT_DEPARTMENTS)
    list(first_city.make_city(plan))
    town = Town(app)
    for name, role in PEOPLE.items():
        row = {"name": name, "email": f"{name}@town.example", "password": "not-a-secret-1"}
        act("user_create", row)
        if role:
            member = {"id": role[0], "username": name, "role": role[1]}
            act("organization_member_create", member)
        town.tokens[name] = act("api_token_create", {"user": name, "name": "tests"})["token"]
    model.User.get("administrator").sysadmin = True
    model.Session.commit()
    assert tk.config["ckanext.city.organization"] == CITY
    return town


def act(action: str, data: dict[str, Any], user: str | None = None) -> Any:
    """Call an action in this process: as a person, or as the site itself."""
    import ckan.plugins.toolkit as tk

    if user:
        return tk.get_action(action)({"user": user}, data)
    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"user": site, "ignore_auth": True}, data)


def names(rows: Iterable[dict[str, Any] | str]) -> set[str]:
    """The names of datasets in an answer that lists them."""
    return {row if isinstance(row, str) else row["name"] for row in rows}
