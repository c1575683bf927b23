"""The demo city's plan on the home page, drawn from its own base map where the city has none."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.site.demo_city.memory import Memory
from ckanext.city.store import plan


def draw_once(datasets: Iterable[DemoDataset], memory: Memory) -> None:
    """Draw the plan, unless there is one already: the city's own is not replaced.

    Nothing is drawn of datasets that lack a layer of the base map.
    """
    if plan.exists():
        return
    # drawing and the generator are slow to import, which no worker of the site should
    from ckanext.city.demo.basemap import PLAN_LAYERS  # noqa: PLC0415 - see above
    from ckanext.city.geo.plan import draw_plan, plan_features  # noqa: PLC0415 - see above

    made = {each.name: each for each in datasets}
    if not made.keys() >= set(PLAN_LAYERS.values()):
        return
    layers = {
        layer: json.loads(made[dataset].files[0].content) for layer, dataset in PLAN_LAYERS.items()
    }
    plan.keep(draw_plan(layers), plan_features(layers))
    memory.plan = True
    memory.keep()


def take_away(memory: Memory) -> None:
    """Remove the plan, if it is the demo city's."""
    if memory.plan:
        plan.forget()
        memory.plan = False
        memory.keep()
