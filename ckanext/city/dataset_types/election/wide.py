"""Sheets of results with a row per polling station, in which candidates are columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ckanext.city.dataset_types.headers import ELECTION
from ckanext.city.tables.recognise.names import normal, words
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding
from ckanext.city.tables.table import Column

#: Fields that a block of columns says of one candidate or list.
_OF_CANDIDATE = (
    "no_panneau", "voix", "ratio_voix_inscrits", "ratio_voix_exprimes", "nuance", "sexe", "nom",
    "prenom", "liste", "libelle_abrege_liste", "libelle_etendu_liste", "nom_tete_liste", "binome",
)  # fmt: skip
#: Names of the Ministry's files, besides those that departments give.
_OF_MINISTRY = {
    "nom candidat": "nom", "prénom candidat": "prenom", "sexe candidat": "sexe",
    "nuance candidat": "nuance", "nuance liste": "nuance", "code nuance": "nuance",
    "libellé abrégé de liste": "libelle_abrege_liste", "libellé de liste": "libelle_etendu_liste",
    "nom tête de liste": "nom_tete_liste", "n.pan.": "no_panneau", "candidat": "nom",
    "% exp": "ratio_voix_exprimes", "% exprimés": "ratio_voix_exprimes",
    "% ins": "ratio_voix_inscrits", "% inscrits": "ratio_voix_inscrits",
    "% voix exprimées": "ratio_voix_exprimes", "%": "ratio_voix_exprimes",
    "nb voix": "voix", "nombre de voix": "voix", "score": "voix",
}  # fmt: skip
#: What else such a block holds, kept beside the fields.
_BESIDES = ("elu", "sieges", "siegesaucm", "siegesaucc", "siegessecteur", "siegescc", "sieges")
#: Columns that count papers or people, and are no candidates.
_COUNTS = frozenset(
    normal(word)
    for word in (
        "inscrits", "votants", "abstentions", "exprimés", "blancs", "nuls", "blancs et nuls",
        "émargements", "émarg", "procurations", "total", "total voix", "participation",
        "bulletins",
        "enveloppes", "bureau", "bureau de vote", "bv", "canton", "circonscription", "commune",
        "code insee", "insee", "adresse", "année", "tour", "date", "lieu", "suffrages exprimés",
        "nombre de votants", "nombre d'inscrits", "nb procurations", "écart", "différence",
        "refus de vote", "nb listes", "nombre de listes", "siège", "heure",
    )
)  # fmt: skip
_BEGIN_COUNTS = ("nombre", "nb", "total", "code", "libelle", "id")
#: Words of columns that count something, also among others: "blancs + nuls", "% participation".
_COUNTED = frozenset(
    ("blanc", "nul", "inscrit", "votant", "exprime", "abstention", "participation", "bulletin",
     "enveloppe", "emargement", "procuration")
)  # fmt: skip
_BEHIND = re.compile(r"(?P<base>.*?\D)\s*(?P<number>\d{1,2})")
_BEFORE = re.compile(
    r"(?:candidat|liste|bin[ôo]me|n°)\s*(?P<number>\d{1,2})\s*[-:/ ]+\s*(?P<base>\D+)",
    re.IGNORECASE,
)
_PANEL = re.compile(
    r"(?:(?:liste|candidat|panneau|n°|no\.?)\s*)*(?:n°\s*)?(?P<number>\d{1,2})\s*[-–.:)/]+\s*(?P<name>\D.*)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"%|pourcent|\bpct\b|\btaux\b|\bscore\b", re.IGNORECASE)
_VOTES = re.compile(
    r"\s*(?:[(/:–-]\s*)?\b(?:nb\s+(?:de\s+)?|nombre\s+de\s+)?voix\b\)?\s*", re.IGNORECASE
)
_CIVILITY = re.compile(r"^(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame)\s+", re.IGNORECASE)
_CAPITALS = re.compile(r"[^\W\d_]{2,}(?:['’ -][^\W\d_]+)*")
_REST = frozenset(("autre", "autres", "autreslistes", "autrescandidats", "divers"))  # of several
_LEAST = 2
_ROUNDED = 0.06  # per cent, of shares with one or two decimals
_MOST = 0.9  # of the stations, whose votes add up


def find_candidates(sheet: Sheet) -> Unfolding | None:
    """Find the columns that say of each station the votes of candidates or lists."""
    for find in (_numbered, _repeated, _named):
        if (found := find(sheet)) is not None:
            return found
    return None


@cache
def _fields() -> Mapping[str, str]:
    """Give the fields of a candidate by the names of their columns."""
    found: dict[str, str] = {}
    for key, names in ELECTION.items():
        schema, _colon, field = key.rpartition(":")
        if field in _OF_CANDIDATE and schema != "city/polling-stations":
            found |= {normal(name): field for name in (field, *names)}
    return {**found, **{_key(name): field for name, field in _OF_MINISTRY.items()}}


def _key(name: str) -> str:
    return normal(name) or name.strip()


def _field_of(name: str) -> str | None:
    """Give the column that is made of one that a block repeats; None where it is unknown."""
    key = _key(name)
    if key in _fields():
        return _fields()[key]
    return name.strip() if key in _BESIDES else None


# Blocks of the Ministry's files.


def _numbered(sheet: Sheet) -> Unfolding | None:
    """Find blocks whose columns bear the number of the candidate: "Voix 1", "Candidat 2 - Nom"."""
    blocks: dict[int, dict[str, str]] = {}
    for column in sheet.columns:
        found = _BEFORE.fullmatch(column.header) or _BEHIND.fullmatch(column.header)
        name = _field_of(found["base"]) if found else None
        if found and name:
            block = blocks.setdefault(int(found["number"]), {})
            if name in block:
                return None
            block[name] = column.letter
    numbers = sorted(number for number, block in blocks.items() if "voix" in block)
    if len(numbers) < _LEAST or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return None
    return _unfolding([blocks[number] for number in numbers], numbers, safe=True)


def _repeated(sheet: Sheet) -> Unfolding | None:
    """Find a block that is repeated under the same names, or without any (before 2024)."""
    names = [_field_of(column.header) if column.header else "" for column in sheet.columns]
    votes = [at for at, name in enumerate(names) if name == "voix"]
    if not votes:
        return None
    start = votes[0]
    while start and names[start - 1] and names[start - 1] not in names[start : votes[0]]:
        start -= 1
    length = _length(names, start)
    rest = len(names) - start
    if length < _LEAST or rest < 2 * length or rest % length:
        return None
    pattern = names[start : start + length]
    later = names[start + length :]
    if not all(name in ("", pattern[at % length]) for at, name in enumerate(later)):
        return None
    blocks = [
        {str(name): sheet.columns[at + n].letter for n, name in enumerate(pattern)}
        for at in range(start, len(names), length)
    ]
    return _unfolding(blocks, None, safe=True)


def _length(names: Sequence[str | None], start: int) -> int:
    """Tell how many columns stand before a name comes again, or before names end."""
    seen: set[str] = set()
    for at in range(start, len(names)):
        name = names[at]
        if not name or name in seen:
            return at - start
        seen.add(name)
    return len(names) - start


def _unfolding(
    blocks: Sequence[Mapping[str, str]], numbers: Sequence[int] | None, *, safe: bool
) -> Unfolding:
    made = tuple(Block(block) for block in blocks)
    guesses = {}
    if not any("no_panneau" in block for block in blocks):
        order = numbers or range(1, len(blocks) + 1)
        guesses = {"no_panneau": tuple(map(str, order))}
    return Unfolding(made, safe, guesses)


# Candidates by their names.


def _named(sheet: Sheet) -> Unfolding | None:
    """Find columns that bear the names of candidates or lists, and hold their votes."""
    if any(_field_of(column.header) == "voix" for column in sheet.columns):
        return None  # a table with a row per candidate already
    votes, shares = _votes_and_shares(sheet)
    if len(votes) < _LEAST:
        return None
    texts = _texts_of([name for name, _column in votes])
    adds_up = _adds_up(sheet, [column.letter for _name, column in votes])
    if adds_up is False:
        return None
    sure = bool(adds_up) and all(_is_clear(name) for name, _column in votes)
    ratio = _ratio(sheet, votes, shares)
    blocks = []
    for said, (name, column) in zip(texts, votes, strict=True):
        share = {ratio: shares[name].letter} if ratio and name in shares else {}
        blocks.append(Block({"voix": column.letter, **share}, said))
    guesses = {}
    if not all("no_panneau" in said for said in texts):
        guesses = {"no_panneau": tuple(map(str, range(1, len(votes) + 1)))}
        blocks = [Block(b.columns, {k: v for k, v in b.texts.items() if k != "no_panneau"})
                  for b in blocks]  # fmt: skip
    return Unfolding(tuple(blocks), sure, guesses)


def _votes_and_shares(sheet: Sheet) -> tuple[list[tuple[str, Column]], dict[str, Column]]:
    """Give the columns of whole numbers under a name, and those of shares by the same names."""
    votes: list[tuple[str, Column]] = []
    shares: dict[str, Column] = {}
    before = ""
    for column in sheet.columns:
        name, is_share = _name_of(column.header)
        name = before if is_share and not name else name  # a sign alone: of the one before
        before = ""
        if not name or _is_count(name):
            continue
        texts = [text for text in sheet.texts(column.letter) if text]
        if is_share:
            shares[name] = column
        elif texts and all(
            re.fullmatch(r"\d[\d\s\u00a0\u202f]*(?:[.,]0+)?", text) for text in texts
        ):
            votes.append((name, column))
            before = name
    names = [name for name, _column in votes]
    return ([] if len(set(names)) < len(names) else votes), shares


def _name_of(header: str) -> tuple[str, bool]:
    """Give the name that a header says besides what is counted, and whether that is a share."""
    parts = [part for part in header.split(" / ") if part.strip()]
    if len(parts) > 1 and _field_of(parts[-1]) in (
        "voix",
        "ratio_voix_exprimes",
        "ratio_voix_inscrits",
    ):
        return parts[-2].strip(), _field_of(parts[-1]) != "voix"
    is_share = _SHARE.search(header) is not None
    bare = _VOTES.sub(" ", _SHARE.sub(" ", header)) if is_share else _VOTES.sub(" ", header)
    bare = re.sub(r"\b(?:exp(?:rim[ée]s)?|ins(?:crits)?)\.?\b", " ", bare) if is_share else bare
    return re.sub(r"\(\s*\)|\s+", " ", bare).strip(" -–:/"), is_share


def _is_count(name: str) -> bool:
    key = normal(name)
    if not key or key.isdigit() or key in _COUNTS or key in _known():
        return True
    said = {word.rstrip("s") for word in words(name)}
    return bool(said & _COUNTED) or any(key.startswith(word) for word in _BEGIN_COUNTS)


@cache
def _known() -> frozenset[str]:
    """Give all names of columns that are something else than a candidate."""
    return frozenset(
        normal(name)
        for key, names in ELECTION.items()
        for name in (key.rpartition(":")[2], *names)
        if normal(name)
    )


def _adds_up(sheet: Sheet, letters: Sequence[str]) -> bool | None:
    """Tell whether the votes add up to the valid papers of the stations; None where unknown."""
    valid = [c for c in sheet.columns if normal(c.header) in _names_of("exprimes")]
    if len(valid) != 1:
        return None
    rows = list(zip(*(sheet.texts(x) for x in (valid[0].letter, *letters)), strict=True))
    sums = [(_number(row[0]), sum(map(_number, row[1:]))) for row in rows if row[0]]
    if not sums:
        return None
    return sum(a == b for a, b in sums) >= _MOST * len(sums)


def _number(text: str) -> int:
    digits = re.sub(r"[\s\u00a0\u202f]", "", text).split(",")[0].split(".")[0]
    return int(digits) if digits.isdigit() else 0


def _is_clear(name: str) -> bool:
    """Tell whether a header can only be a person, a list that calls itself so, or an answer."""
    bare = _panel_and_name(name)[1]
    parts = bare.split()
    if normal(bare) in _REST:
        return False
    answer = normal(bare) in ("oui", "non")
    person = _CIVILITY.match(bare) or (len(parts) > 1 and any(_is_capital(w) for w in parts))
    return (
        answer
        or normal(bare).startswith("liste")
        or bool(person)
        or (len(parts) == 1 and _is_capital(parts[0]))
    )


def _is_capital(word: str) -> bool:
    letters = "".join(sign for sign in word if sign.isalpha())
    return len(letters) > 1 and letters.isupper()


def _panel_and_name(header: str) -> tuple[str, str]:
    found = _PANEL.fullmatch(header)
    return (found["number"], found["name"].strip()) if found else ("", header)


def _texts_of(names: Iterable[str]) -> list[dict[str, str]]:
    """Give what headers say of candidates: the number of the panel, and the name of one kind."""
    cut = [_panel_and_name(name) for name in names]
    lists = any(normal(name).startswith("liste") for _number, name in cut)
    field = "liste" if lists else "nom"
    return [{**({"no_panneau": number} if number else {}), field: name} for number, name in cut]


def _ratio(
    sheet: Sheet, votes: Sequence[tuple[str, Column]], shares: Mapping[str, Column]
) -> str | None:
    """Tell of what the shares are, by reckoning: of the valid papers, or of those registered."""
    for whole, field in (("exprimes", "ratio_voix_exprimes"), ("inscrits", "ratio_voix_inscrits")):
        wholes = [c for c in sheet.columns if normal(c.header) in _names_of(whole)]
        if len(wholes) == 1 and shares:
            pairs = [(c.letter, shares[name].letter) for name, c in votes if name in shares]
            fitting = [
                abs(_decimal(share) - 100 * _number(part) / _number(of)) < _ROUNDED
                for part_of, share_of in pairs
                for part, share, of in zip(
                    *(sheet.texts(x) for x in (part_of, share_of, wholes[0].letter)), strict=True
                )
                if share and _number(of)
            ]
            if fitting and sum(fitting) >= _MOST * len(fitting):
                return field
    return None


def _decimal(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*%?", text)
    return float(found[1].replace(",", ".")) if found else -1.0


@cache
def _names_of(field: str) -> frozenset[str]:
    return frozenset(normal(name) for name in (field, *ELECTION[field]))
