"""Send a department's file back to it: what is to be corrected coloured, commented and listed."""

from __future__ import annotations

from pathlib import Path

from ckanext.city.tables.annotate.marks import Marker
from ckanext.city.tables.annotate.outcome import Annotated, Outcome
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.formats import recognize

__all__ = ["Annotated", "Marker", "Outcome", "annotate"]


def annotate(path: Path, out: Path, annotated: Annotated, limits: Limits) -> Outcome:
    """Write a copy of a file in which its findings are to be seen.

    XLSX and ODS are changed in place, so that all else stays as it is; others become XLSX.

    Args:
        path: of the file.
        out: where the copy is written.
        annotated: what was found in it, and where.
        limits: beyond which a file is refused.

    Raises:
        Refused: the copy cannot be written, and why.
    """
    road = recognize(path, limits)
    if road == "xlsx":
        from ckanext.city.tables.annotate.xlsx import annotate_xlsx  # noqa: PLC0415 - one is needed

        return annotate_xlsx(path, out, annotated, limits)
    if road == "ods":
        from ckanext.city.tables.annotate.ods import annotate_ods  # noqa: PLC0415 - see above

        return annotate_ods(path, out, annotated, limits)
    from ckanext.city.tables.annotate.fresh import annotate_fresh  # noqa: PLC0415 - see above

    return annotate_fresh(path, road, out, annotated, limits)
