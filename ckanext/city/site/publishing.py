"""The pages before and beside a form: what to publish, and the order of a dataset's files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins.toolkit as tk

from ckanext.city.dataset_types.names import SERIES, TYPE_LABELS
from ckanext.city.site.choices import reader_language

city_publishing = Blueprint("city_publishing", __name__, url_prefix="/city")

#: Icons of our types, in the order in which they are offered.
ICONS = {
    "budget": "euro",
    "deliberation": "landmark",
    "election": "vote",
    "poi": "map-pin",
    "school_zone": "school",
    "parking": "circle-parking",
    "indicator": "gauge",
    "climate_budget": "leaf",
    "dataset": "database",
    SERIES: "layers",
}


@dataclass(frozen=True)
class Offer:
    """A type that can be published: its name, its icon, what it is called, what it is for."""

    name: str
    icon: str
    title: str
    sentence: str


@city_publishing.get("/new")
def choose() -> str | AnyResponse:
    """Ask what is to be published, and lead to the form of its type."""
    if tk.current_user.is_anonymous:
        return tk.redirect_to("user.login", came_from=tk.url_for("city_publishing.choose"))
    try:
        tk.check_access("package_create", {"user": tk.current_user.name})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not publish: ask the ambassador for a role."))
    group = tk.request.args.get("group")
    query = {"group": group} if group else {}
    return tk.render("city/choose_type.html", {"offers": offers(), "query": query})


@city_publishing.post("/files/<dataset_id>/move")
def move(dataset_id: str) -> AnyResponse:
    """Move a file of a dataset up or down among the others."""
    context = {"user": tk.current_user.name}
    resource_id, step = tk.request.form.get("up"), -1
    if not resource_id:
        resource_id, step = tk.request.form.get("down", ""), 1
    try:
        dataset = tk.get_action("package_show")({**context}, {"id": dataset_id})
        order = moved([each["id"] for each in dataset["resources"]], resource_id, step)
        tk.get_action("package_resource_reorder")(
            {**context}, {"id": dataset["id"], "order": order}
        )
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return tk.abort(404, tk._("Dataset not found"))
    return tk.redirect_to(f"{dataset['type']}.resources", id=dataset["name"], moved=resource_id)


def moved(ids: list[str], which: str, step: int) -> list[str]:
    """Exchange an id with the one a step before (-1) or after (1) it; none goes over the edge."""
    if which not in ids:
        return ids
    place = ids.index(which)
    other = min(max(place + step, 0), len(ids) - 1)
    order = list(ids)
    order[place], order[other] = order[other], order[place]
    return order


def offers() -> list[Offer]:
    """List the types whose forms the catalogue has, ours first."""
    schemas: dict[str, Any] = tk.h.scheming_dataset_schemas()
    ours = [name for name in ICONS if name in schemas]
    others = sorted(set(schemas) - set(ours))
    said = sentences()
    return [
        Offer(
            name=name,
            icon=ICONS.get(name, "file"),
            title=TYPE_LABELS.get(name, {}).get(reader_language(), name),
            sentence=said.get(name, ""),
        )
        for name in [*ours, *others]
    ]


def sentences() -> dict[str, str]:
    """What each of our types is for, in the reader's language."""
    return {
        "budget": tk._("One stage of a year's budget: as voted, as amended, as carried out."),
        "deliberation": tk._("The register of what the council or another assembly decided."),
        "election": tk._("The results of one round, by polling station and by list."),
        "poi": tk._("Places of one kind that can be shown on a map: sports, fountains, toilets…"),
        "school_zone": tk._("Which school each address belongs to."),
        "parking": tk._("Car parks, their spaces, and how many are free now."),
        "indicator": tk._("The figures by which a policy is followed, with their targets."),
        "climate_budget": tk._("Greenhouse gases: what was planned, what was emitted."),
        "dataset": tk._("Anything else: a list, a survey, a file that others ask you for."),
        SERIES: tk._("What ties together the datasets of several years; it holds no file itself."),
    }
