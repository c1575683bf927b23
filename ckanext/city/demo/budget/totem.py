"""A stage of a budget as the XML file that the law asks for (TOTEM), from its standard rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lxml import etree

from ckanext.city.demo.budget.tables import Row

NAMESPACE = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire"
ENCODING = "ISO-8859-1"
NATURE_OF_STAGE = {"budget-primitif": "01", "decision-modificative": "02"} | {
    "budget-supplementaire": "03"
}

# Of a line, in the order in which the format gives them: element, column, words to codes.
_AMOUNTS = {
    "MtBudgPrec": "BGT_MTBUDGPREC",
    "MtRARPrec": "BGT_MTRARPREC",
    "MtPropNouv": "BGT_MTPROPNOUV",
    "MtPrev": "BGT_MTPREV",
    "CredOuv": "BGT_CREDOUV",
    "MtReal": "BGT_MTREAL",
    "MtRAR3112": "BGT_MTRAR3112",
}
# Kind of « opération d'ordre » (TypOpBudg): 1 within a section, 2 between the two.
_WITHIN, _BETWEEN = "1", "2"
_WITHIN_CHAPTER = "041"


@dataclass(frozen=True)
class Document:
    """What the file says before its lines. `ratios` are those of its first page, by their code."""

    siret: str
    insee: str
    body: str
    establishment: str
    budget_code: str
    main_siret: str | None  # of the budget that an annexed one belongs to
    stage: str
    year: int
    adopted_on: date
    ratios: Mapping[str, str]


def write_totem(document: Document, rows: Iterable[Row]) -> bytes:
    """Write the file: no seal, no signature, no annex that names a person."""
    root = etree.Element("DocumentBudgetaire", nsmap={None: NAMESPACE})
    _value(root, "VersionSchema", "100")
    header = etree.SubElement(root, "EnTeteDocBudgetaire")
    _values(header, _document_header(document))
    budget = etree.SubElement(root, "Budget")
    _values(etree.SubElement(budget, "EnTeteBudget"), _budget_header(document))
    _values(etree.SubElement(budget, "BlocBudget"), _budget_block(document))
    general = etree.SubElement(budget, "InformationsGenerales")
    for code, value in document.ratios.items():
        etree.SubElement(general, "Information", Code=code, V=value)
    for row in rows:
        _line(budget, row)
    etree.indent(root)
    content: bytes = etree.tostring(root, encoding=ENCODING, xml_declaration=True)
    return content


def _document_header(document: Document) -> dict[str, str]:
    return {
        "DteStr": document.adopted_on.isoformat(),
        "LibellePoste": "SERVICE DE GESTION COMPTABLE",
        "IdPost": f"0{document.insee}",
        "LibelleColl": document.body,
        "IdColl": document.main_siret or document.siret,
        "NatCEPL": "Commune",
        "Departement": document.insee[:2],
    }


def _budget_header(document: Document) -> dict[str, str]:
    return {
        "LibelleEtab": document.establishment,
        "IdEtab": document.siret,
        "CodColl": document.insee[2:],
        "CodInseeColl": document.insee,
        "CodBud": document.budget_code,
        "Nomenclature": "M57-M57_D",
    }


def _budget_block(document: Document) -> dict[str, str]:
    """Say how it was voted: by nature and shown by function too, chapter by chapter."""
    block = {
        "NatDec": NATURE_OF_STAGE[document.stage],
        "Exer": str(document.year),
        "ProjetBudget": "false",
        "DteDec": document.adopted_on.isoformat(),
        "DteDecEx": document.adopted_on.isoformat(),
        "NatVote": "FcIc",
        "OpeEquip": "false",
        "VoteFormelChap": "false",
        "TypProv": "2",
        "BudgPrec": "1",
        "ReprRes": "1",
        "NatFonc": "3",
        "CodTypBud": "P" if document.main_siret is None else "A",
    }
    return block if document.main_siret is None else block | {"IdEtabPal": document.main_siret}


def _line(budget: etree._Element, row: Row) -> None:
    line = etree.SubElement(budget, "LigneBudget")
    is_entry = row["BGT_OPBUDG"] == "ordre"
    _values(
        line,
        {
            "Nature": row["BGT_NATURE"],
            "Fonction": row["BGT_FONCTION"],
            "Operation": row["BGT_OPERATION"].rpartition(", ")[2],  # the number alone
            "ContNat": row["BGT_CONTNAT"],
            "ArtSpe": "true" if row["BGT_ARTSPE"] == "spécialisé" else "false",
            "CodRD": "D" if row["BGT_CODRD"] == "dépense" else "R",
            **{tag: row[column] for tag, column in _AMOUNTS.items()},
            "OpBudg": "1" if is_entry else "0",
            "TypOpBudg": _kind_of_entry(row) if is_entry else "",
        },
    )
    section = "I" if row["BGT_SECTION"] == "investissement" else "F"
    etree.SubElement(line, "CaracSup", V=section, Code="Section")


def _kind_of_entry(row: Row) -> str:
    return _WITHIN if row["BGT_CONTNAT"] == _WITHIN_CHAPTER else _BETWEEN


def _values(parent: etree._Element, values: Mapping[str, str]) -> None:
    for tag, value in values.items():
        if value:
            _value(parent, tag, value)


def _value(parent: etree._Element, tag: str, value: str) -> None:
    etree.SubElement(parent, tag, V=value)
