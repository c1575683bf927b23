"""Everyday words for the choices of a field's list, as a subject knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


LISTED = Entry(
    _("In {field}, “{before}” is written “{after}”, as in the list of the table schema."),
    _("Accept if it is what was meant."),
)


def listed_words(
    kind: str,
    field: str,
    said: Mapping[str, tuple[str, ...]],
    *,
    key: Callable[[str], str] = normal,
    words: bool = False,
) -> SubjectRepair:
    """Write what everyday words mean for a field with a list.

    Args:
        kind: of the repair.
        field: of the table schema.
        said: by choice, the words that mean it.
        key: writes alike what means the same.
        words: the field holds words of the subject, as a `SubjectRepair` has it.
    """
    known = {key(word): choice for choice, each in said.items() for word in each}
    return SubjectRepair(kind, LISTED, (field,), lambda text: known.get(key(text)), words=words)
