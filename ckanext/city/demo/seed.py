"""Chance and identity without chance: named streams of random numbers, and stable ids."""

from __future__ import annotations

import random
import uuid

# Of the city that `ckan city demo` loads.
SEED = 91999
# What the generator makes keeps its id from one version and one machine to the next.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.ckanext-city")


def stream(seed: int, *names: str) -> random.Random:
    """Open the random numbers of one subject.

    Streams of different names are independent: a draw more in one moves no other. Seeded with
    text, so that neither the platform nor PYTHONHASHSEED has a say.
    """
    return random.Random("/".join((str(seed), *names)))  # noqa: S311 (invents data, no secrets)


def stable_id(*names: str) -> str:
    """The id, a UUID, of what is called so; the same every day and for every seed."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))
