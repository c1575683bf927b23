"""Bodies that one column names by their SIRET or, associations, by their number in the register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.numbering import BLANKS, is_siret
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.names import telling

_RNA = re.compile(r"W[0-9]{9}")
_LABEL = re.compile(r"^(?:n°\s*)?(?:siret|rna|waldec)\s*(?:n°)?\s*:?\s*", re.IGNORECASE)
_SIRET_CHECK = "french-siret-value"


def fields_of_bodies(judges: Mapping[str, Judge]) -> tuple[str, str] | None:
    """Find the fields of the SIRET and of the RNA number of the same body, if there are both."""
    rna = [name for name, judge in judges.items() if _wants_rna(judge)]
    if len(rna) != 1:
        return None
    whose = _whose(judges[rna[0]].field) - {"rna"}
    siret = [name for name, judge in judges.items()
             if _SIRET_CHECK in judge.official and whose & _whose(judge.field)]  # fmt: skip
    return (siret[0], rna[0]) if len(siret) == 1 else None


def says_both(header: str) -> bool:
    """Tell whether a header says both numbers: "SIRET ou RNA"."""
    return {"siret", "rna"} <= {*telling(header)}


def read_identifier(text: str, fields: tuple[str, str]) -> dict[str, str] | None:
    """Tell which of the two fields a number is of; None where it is neither, or without its keys.

    Args:
        text: as it is written, perhaps after its name: "RNA : W751000123".
        fields: of the SIRET and of the RNA number.
    """
    bare = BLANKS.sub("", _LABEL.sub("", text, count=1))
    if is_siret(bare):
        return {fields[0]: bare}
    return {fields[1]: bare.upper()} if _RNA.fullmatch(bare.upper()) else None


def are_rna(texts: Iterable[str]) -> bool:
    """Tell whether texts are numbers of the register of associations."""
    return all(_RNA.fullmatch(BLANKS.sub("", text).upper()) for text in texts)


def _wants_rna(judge: Judge) -> bool:
    return judge.accepts("W751000123") and not judge.accepts("751000123")


def _whose(field: Field) -> set[str]:
    return {*telling(field.name)}
