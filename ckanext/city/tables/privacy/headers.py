"""What the headers of a table say of persons: whose names stand where, and what beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.recognise.names import words

#: What a header may say, by the words of it in their order, without accents and signs.
_SAYS: Mapping[str, re.Pattern[str]] = {
    "nir": re.compile(
        r"\bnir\b|securite sociale|\bsec soc\b|\bsecu\b|\bn(?:um(?:ero)?|o)?secu|\bnss\b|"
        r"\b(?:numero|immatriculation|matricule) (?:de )?ss\b"
    ),
    "iban": re.compile(r"\biban\b|\brib\b|\bcoord(?:onnees)? banc(?:aires?)?\b|compte bancaire"),
    "phone": re.compile(r"\b(?:tel|telephone|tels|portable|mobile|gsm|phone)\b|\btelephon"),
    "contact": re.compile(r"\b(?:contacts?|coordonnees|joindre)\b"),
    "email": re.compile(r"\b(?:mail|mails|email|courriel|mel|courriels)\b|electronique"),
    "birth": re.compile(
        r"\b(?:date|jour|dt|d)\b.*\b(?:naiss|naissance|nais)\b|\bdatenaiss\w*|\bddn\b|\bdnaiss\w*|"
        r"\bnee? ?le\b|\bne e le\b|^naissance$|\bbirth ?da(?:te|y)\b|date of birth|\bdob\b"
    ),
    "first name": re.compile(r"\bprenoms?\b|\bfirst ?name\b"),
    "last name": re.compile(
        r"^noms?$|\bnom\b.*\b(?:famille|usage|naissance|fille|marital|patronymique|usuel)\b|"
        r"\bnom\b.*\b(?:eleve|enfant|agent|usager|demandeur|locataire|proprietaire|parent|adherent|"
        r"assure|allocataire|patient|electeur|habitant|riverain|inscrit|participant|licencie|"
        r"resident|benevole|candidat|elu|tuteur|mere|pere|conjoint)\b|^patronyme$|\blast ?name\b"
    ),
    "whole name": re.compile(
        r"\bnoms?\b.*\bprenoms?\b|\bprenoms?\b.*\bnoms?\b|^identite$|^nom complet$|^full ?name$"
    ),
    "civility": re.compile(r"\bcivilites?\b|^(?:mme m|m mme|m mme mlle)$"),
    "death": re.compile(r"\bdec(?:es|edee?s?)\b|\binhum"),
    "address": re.compile(
        r"\badresse?s?\b|\bdomicile\b|^(?:rue|voie)$|\b(?:nom|libelle|type)\b.*\b(?:rue|voie)\b|"
        r"\blieu de residence\b|^residence$|\badr\b"
    ),
    "street": re.compile("^(?:rue|voie)$"),
    "house number": re.compile("^numero(?: (?:rue|voie|adresse))?$"),
    "pupil": re.compile("^(?:enfants?|eleves?)$"),
    "child": re.compile(r"\b(?:enfants?|eleves?|mineurs?|ecoliers?|collegiens?|bebes?)\b"),
    "class": re.compile(r"\bclasses?\b|\bniveau scolaire\b"),
    # not "titulaire": the rules on public contracts ask for the name of whoever won one
    "beneficiary": re.compile(
        r"beneficiaire|attributaire|allocataire|demandeur|locataire|\busager\b"
    ),
    "body": re.compile(
        r"\b(?:associations?|asso|structure|organisme|organisation|raison sociale|denomination|"
        r"siret|siren|rna|etablissement|entreprise|societe|commerce|enseigne|club|equipement|"
        r"equip|operateur|amenageur|gestionnaire|fournisseur|beneficiaire|attribuant)\b"
    ),
    "workplace": re.compile(r"\b(?:service|ecole|college|lycee|creche|lieu|coll|direction|pole)\b"),
    "home": re.compile(r"\b(?:domicile|personnelle?|privee?|residence)\b"),
    "code": re.compile(
        r"\b(?:code|ref|reference|id|identifiant|numero|matricule|dossier|facture|compteur|cle|"
        r"parcelle|compte|contrat|marche|mandat|titre|bordereau)\b"
    ),
}
_LONGEST = 300  # characters of a header that are read
#: Addresses that nobody lives at, and counts of things.
_NO_DWELLING = re.compile(
    r"\b(?:mail|email|electronique|web|url|site|ip|courriel|mel|internet|mac|cle|interop|"
    r"etablissement|ecole|bureau|vote|equipement|service|chantier|travaux|siege|lieu|mairie|"
    r"terrain|projet|parcelle|batiment|cabinet|permanence|atelier)\b"
)
_COUNTED = re.compile(r"^(?:nombre|nb|nbre|total|taux|part|montant|cout|effectif|annee)\b")
#: Dates of something else than a birth.
_EVENT = re.compile(
    r"debut|fin\b|elect|mandat|deliber|decision|signature|creation|maj\b|mise a jour|modif|publi|"
    r"depot|permis|arrete|adhesion|inscri|demande|versement|paiement|achat|construction|effet|"
    r"entree|sortie|arrivee|depart|nomination|fonction|deces|mariage|convention|notif|seance|"
    r"reunion|visite|acte\b|vote\b|vaccin|controle|factur|passage|echeance|validite|expir|obtention|embauche|recrutement|saisi"
)


def says(header: str) -> frozenset[str]:
    """Tell what a header says of persons: keys of the table above, and "date" of a plain date."""
    text = " ".join(words(header[:_LONGEST]))
    found = {name for name, shape in _SAYS.items() if shape.search(text)}
    if _COUNTED.search(text):
        found &= {"nir", "iban"}
    if found & {"phone", "email"} or _NO_DWELLING.search(text):
        found.discard("address")
    if found & {"first name", "last name", "whole name", "birth"} or "naissance" in text:
        found -= {"body", "workplace"}
    if re.search(r"\bdates?\b", text) and "birth" not in found and not _EVENT.search(text):
        found.add("date")
    return frozenset(found)
