"""Contracts as the national format of essential data writes them: nested, and as a table.

The format is `139bercy/format-commande-publique` 2.0.2 (arrêté du 22 décembre 2022). A contract of
the table has the same fields in one row: what the format nests is joined by « _ », its holders are
numbered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ckanext.city.demo.files import Cell
from ckanext.city.demo.procurement.model import Change, Contract

MOST_HOLDERS = 2
COLUMNS = (
    *("id", "acheteur_id", "nature", "objet", "codeCPV", "techniques", "modalitesExecution"),
    *("marcheInnovant", "ccag", "offresRecues", "attributionAvance", "tauxAvance"),
    *("typeGroupementOperateurs", "sousTraitanceDeclaree", "procedure", "lieuExecution_code"),
    *("lieuExecution_typeCode", "dureeMois", "dateNotification", "datePublicationDonnees"),
    *("montant", "typesPrix", "formePrix", "origineUE", "origineFrance"),
    *(
        f"titulaire_{field}_{order}"
        for order in range(1, MOST_HOLDERS + 1)
        for field in ("id", "typeIdentifiant", "denominationSociale")
    ),
    *("considerationsSociales", "considerationsEnvironnementales", "modification_id"),
    *("modification_dateNotification", "modification_datePublicationDonnees"),
    *("modification_montant", "modification_dureeMois"),
)
NATURE, SIRET, COMMUNE = "Marché", "SIRET", "Code commune"
SHORT, LONG = 3, 12  # months: prices are firm up to the first, revised from the second on

Row = dict[str, Cell]


def contract_rows(contracts: Iterable[Contract], buyer: str, commune: str) -> list[Row]:
    """Write contracts as rows.

    Args:
        contracts: in the order of the rows.
        buyer: SIRET of the city.
        commune: INSEE code of where they are carried out.
    """
    return [_row(each, buyer, commune) for each in contracts]


def contract_tree(contracts: Iterable[Contract], buyer: str, commune: str) -> dict[str, Any]:
    """Write contracts as the tree that the national platform takes in; arguments as above."""
    return {"marches": {"marche": [_nested(each, buyer, commune) for each in contracts]}}


def _row(contract: Contract, buyer: str, commune: str) -> Row:
    european, french = contract.origins or (None, None)
    row: Row = _common(contract) | {
        "acheteur_id": buyer,
        "techniques": _technique(contract),
        "modalitesExecution": _execution(contract),
        "lieuExecution_code": commune,
        "lieuExecution_typeCode": COMMUNE,
        "montant": _euros(contract.amount),
        "tauxAvance": _share(contract.advance) if contract.advance else None,
        "typesPrix": _price(contract),
        "origineUE": _share(european),
        "origineFrance": _share(french),
        "considerationsSociales": contract.social,
        "considerationsEnvironnementales": contract.green,
    }
    for order, firm in enumerate(contract.firms, 1):
        row |= {
            f"titulaire_id_{order}": firm.siret,
            f"titulaire_typeIdentifiant_{order}": SIRET,
            f"titulaire_denominationSociale_{order}": firm.name,
        }
    return row | _changed(contract)


def _changed(contract: Contract) -> Row:
    if contract.change is None:
        return {}
    return {
        "modification_id": 1,
        "modification_dateNotification": contract.change.notified.isoformat(),
        "modification_datePublicationDonnees": contract.change.published.isoformat(),
        "modification_montant": _euros(contract.change.amount),
        "modification_dureeMois": contract.change.months,
    }


def _nested(contract: Contract, buyer: str, commune: str) -> dict[str, Any]:
    tree: dict[str, Any] = _common(contract) | {
        "acheteur": {"id": buyer},
        "techniques": {"technique": [_technique(contract)]},
        "modalitesExecution": {"modaliteExecution": [_execution(contract)]},
        "lieuExecution": {"code": commune, "typeCode": COMMUNE},
        "montant": contract.amount / 100,
        "typesPrix": {"typePrix": [_price(contract)]},
        "titulaires": [
            {"titulaire": {"typeIdentifiant": SIRET, "id": firm.siret}} for firm in contract.firms
        ],
        "considerationsSociales": {"considerationSociale": [contract.social]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": [contract.green]},
    }
    if contract.advance:
        tree["tauxAvance"] = contract.advance
    if contract.origins:
        tree["origineUE"], tree["origineFrance"] = contract.origins
    if contract.change:
        tree["modifications"] = [{"modification": _nested_change(contract.change)}]
    return tree


def _nested_change(change: Change) -> dict[str, Any]:
    return {
        "id": 1,
        "dateNotificationModification": change.notified.isoformat(),
        "datePublicationDonneesModification": change.published.isoformat(),
        "montant": change.amount / 100,
        "dureeMois": change.months,
    }


def _common(contract: Contract) -> dict[str, Any]:
    """The fields that both writings have alike."""
    return {
        "id": contract.id,
        "nature": NATURE,
        "objet": contract.subject,
        "codeCPV": contract.cpv,
        "marcheInnovant": False,
        "ccag": contract.terms,
        "offresRecues": contract.offers,
        "attributionAvance": contract.advance > 0,
        "typeGroupementOperateurs": "Solidaire" if len(contract.firms) > 1 else "Pas de groupement",
        "sousTraitanceDeclaree": contract.subcontracted,
        "procedure": contract.procedure,
        "dureeMois": contract.months,
        "dateNotification": contract.notified.isoformat(),
        "datePublicationDonnees": contract.published.isoformat(),
        "formePrix": "Unitaire" if contract.is_framework else "Forfaitaire",
    }


def _technique(contract: Contract) -> str:
    return "Accord-cadre" if contract.is_framework else "Sans objet"


def _execution(contract: Contract) -> str:
    return "Bons de commande" if contract.is_framework else "Sans objet"


def _price(contract: Contract) -> str:
    if contract.months <= SHORT:
        return "Définitif ferme"
    return "Définitif révisable" if contract.months >= LONG else "Définitif actualisable"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:.2f}"
