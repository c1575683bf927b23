"""What the feed could not say as it was stored: kept beside a dataset's part, shown to people."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_VALUE = 200


@dataclass(frozen=True)
class Problem:
    """A value that a dataset's metadata hold and that the feed leaves out or mends.

    Attributes:
        code: what is wrong, stable and dotted: "address.no-domain", "text.control-character".
        field: where it stands: "title", "resources[0].url", "contact[1].email".
        value: the value as text, cut after LONGEST_VALUE characters.
        resource: id of the resource that it stands in; empty for the dataset's own.
        dropped: whether the value is left out; else it is mended.
    """

    code: str
    field: str
    value: str = ""
    resource: str = ""
    dropped: bool = True
