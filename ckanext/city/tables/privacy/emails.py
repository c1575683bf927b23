"""E-mail addresses: those of persons, told from those of services, clubs and town halls."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.city.tables.privacy.first_names import FIRST_NAMES

_LONGEST = 320  # characters of an address (RFC 3696)
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
#: Where private persons have their letter box in France, without what follows the last points.
_PROVIDERS = """
9online aliceadsl aol bbox bouygtel caramail cegetel club-internet dbmail fastmail free gmail
gmx googlemail hotmail hushmail icloud ifrance infonie laposte libertysurf live mac mailo me msn
neuf noos nordnet numericable orange outlook pm proton protonmail sfr tele2 tiscali tutanota
voila wanadoo yahoo yandex ymail zaclys
"""
_WEBMAIL = frozenset(_PROVIDERS.split())
_PROVIDER = re.compile(r"(?:^|\.)([\w-]+)\.(?:(?:co|com)\.)?[a-z]+$")
#: Words in the domain of a public body: an agent's address there is that of a function.
_PUBLIC = re.compile(
    r"ville|mairie|commune|agglo|metropole|departement|region|gouv|academie|(?:^|\.)ac-|"
    r"prefecture|ccas|justice|intercom|(?:^|\.)cc-|(?:^|\.)ca-|(?:^|\.)cd\d|sdis|chu?-|hopital"
)
#: Words of a service, a club, a shop: whoever reads such an address is no private person.
_BODIES = re.compile(
    r"accueil|achat|admin|adjoint|agence|agenda|amap|amicale|amis|animation|archive|arts?(?![a-z])|"
    r"ass?oc|ateliers?|basket|biblio|billet|boutique|bureau|cabinet|cafe|camping|cantine|ccas|"
    r"centre|cinema|citoyen|club|collectif|college|comite|commerce|commission|communication|"
    r"commune|compta|concert|conseil|contact|courrier|creche|culture|danse|deleg|direction|dechet|"
    r"dgs|dpo|ecole|elu(?![a-z])|elus|emploi|enfance|entente|environnement|equipe|espace|etat.?civil|"
    r"evene|expo|facturation|federation|festival|fete|finance|foot|formation|foyer|garage|garderie|"
    r"gestion|groupe|guichet|gym|handball|handicap|hello|hotel|habitat|info|inscription|jardin|jeunesse|judo|"
    r"karate|laposte|ludotheque|lycee|mairie|maison|marche|maternelle|media|mediatheque|"
    r"microcreche|mission|mjc|musee|musique|natation|noreply|no-reply|office|opendata|orchestre|"
    r"paroisse|patrimoine|periscolaire|petanque|piscine|planning|police|pole|presse|president|"
    r"proximite|quartier|rando|reception|recrutement|reservation|residence|restaurant|rugby|"
    r"salle|scolaire|secours|secretariat|secretaire|section|senior|service|social|solidarite|"
    r"sport|stade|standard|support|syndicat|technique|tennis|theatre|tourisme|transport|travaux|"
    r"aikido|athle|boxe|broderie|chorale|compagnie|couture|echecs|ecurie|equitation|"
    r"escrime|plongee|poney|scouts|(?<![a-z])(?:apel?|asc|cie|fc|fcpe|hbc|peep|tc)(?![a-z])|"
    r"tresor|union|urbanisme|(?<![a-z])us[a-z]?(?![a-z])|velo|ville|voirie|volley|webmaster|yoga"
)


@dataclass(frozen=True)
class Surroundings:
    """What the table tells about whose addresses these may be.

    Attributes:
        persons: what the columns that name natural persons say in the row, folded; None where
            the table has none.
        bodies: the same of organisations.
    """

    persons: str | None = None
    bodies: str | None = None


def find_private_email(text: str, around: Surroundings) -> str | None:
    """Find a person's address in a cell; give it as a report may show it.

    At a public provider (gmail, orange...) an address is a person's unless it says what body reads
    it; in a table of organisations, and at a domain of its own, only if it says a person's name.
    """
    for found in _addresses(text):
        local, _at, domain = found.casefold().rpartition("@")
        if _is_private(fold(local), domain, around):
            return f"{local[:1]}***@{domain}"
    return None


def _addresses(text: str) -> Iterator[str]:
    """Give the addresses in a text, word by word: a long one would be searched for hours."""
    for word in re.split(r"[\s;,<>()\[\]\"]+", text):
        if "@" in word and len(word) <= _LONGEST:
            yield from _ADDRESS.findall(word)


def fold(text: str) -> str:
    """Write a text without capitals and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _is_private(local: str, domain: str, around: Surroundings) -> bool:
    provider = _PROVIDER.search(domain)
    webmail = bool(provider) and provider[1] in _WEBMAIL  # type: ignore[index]
    if _BODIES.search(local) or (not webmail and _PUBLIC.search(domain)):
        return False
    if _names_a_person(local, around.persons or ""):
        return around.bodies is None or not _is_of_body(local, around.bodies)
    if around.bodies is None:
        return webmail
    return webmail and around.persons is not None and not _is_of_body(local, around.bodies)


def _names_a_person(local: str, persons: str) -> bool:
    """Tell whether a name stands before the sign: marie.dupont, dupont-marie, m.dupont.

    Args:
        local: what stands there.
        persons: names in the row.
    """
    if any(len(word) > 2 and word in local for word in re.findall("[a-z]+", persons)):
        return True
    parts = [part for part in re.split(r"[._+\d-]+", local) if part]
    if len(parts) < 2:
        return False
    initial = len(parts) == 2 and min(map(len, parts)) == 1 and max(map(len, parts)) > 3
    return initial or any(part in FIRST_NAMES for part in parts)


def _is_of_body(local: str, bodies: str) -> bool:
    """Tell whether an address repeats the name of the row's organisation, or its initials."""
    words = re.findall("[a-z]+", bodies)
    written = "".join(words)
    initials = "".join(word[0] for word in words)
    parts = [part for part in re.findall("[a-z]+", local) if len(part) > 2]
    return any(part in initials or (len(part) > 3 and part in written) for part in parts)
