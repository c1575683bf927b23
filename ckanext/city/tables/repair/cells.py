"""What each distinct text of a column should say instead: one change or none, never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ckanext.city.tables.repair import choices, codes, contacts, dates, hours, numbers, places
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.repair.texts import clean, list_dash


def find_changes(values: Values) -> dict[str, Candidate]:
    """Give, for each text of a column that should be written otherwise, how.

    What is right stays as it is, but for blanks around it, signs of another encoding, and the few
    writings that the schema lets pass and that say something else than it means. What is wrong
    changes only into what is right.
    """
    cleaned = {text: clean(text) for text in values.texts}
    values.judge.look([*values.texts, *(bare for bare, _kind, _safe in cleaned.values())])
    wrong, right = repairers(values), repairers_of_right(values)
    offers = {}
    for text, (bare, kind, safe) in cleaned.items():
        accepted = values.judge.accepts(bare)
        found = _offers(bare, right if accepted else wrong, values)
        if kind and accepted:
            found.append(Candidate(bare, kind))
        offers[text] = [
            Candidate(each.after, each.kind, each.safe and safe and not _doubts(bare, each.after))
            for each in found
        ]
    values.judge.look(offer.after for found in offers.values() for offer in found)
    changes = {text: _choose(text, found, values) for text, found in offers.items()}
    return {text: change for text, change in changes.items() if change is not None}


def _doubts(text: str, after: str) -> bool:
    """Tell whether a question mark of whoever wrote it would be lost: "oui ?"."""
    return "?" in text and "?" not in after and any(sign.isalnum() for sign in text)


def _offers(bare: str, asked: list[Repairer], values: Values) -> list[Candidate]:
    if not bare:
        return []
    found = [offer for repairer in asked for offer in repairer(bare)]
    return [*found, *choices.nothing(bare, values)]


def _choose(text: str, offers: Iterable[Candidate], values: Values) -> Candidate | None:
    """Take the first writing that is right; where two safe ones differ, neither is."""
    fitting = [each for each in offers if each.after != text and values.judge.accepts(each.after)]
    if not fitting:
        return None
    safe = [each for each in fitting if each.safe]
    chosen = safe[0] if safe else fitting[0]
    meanings = {each.after for each in safe if each.kind not in _WRITINGS}
    if len(meanings) > 1:
        return Candidate(chosen.after, chosen.kind, safe=False)
    return chosen


#: Kinds whose candidates are several writings of one thing: the first that is right is meant.
_WRITINGS = frozenset(
    ("phone.written", "phone.remark", "text.signs", "text.blanks", "text.wrapped", "text.mojibake")
)


def repairers(values: Values) -> list[Repairer]:
    """Give what can repair a wrong cell of a column, what knows it best first."""
    field = values.field
    found: list[Repairer] = [_by_subject(values)] if values.subject else []
    by_type = {
        "date": dates.date_repairer,
        "datetime": dates.moment_repairer,
        "number": numbers.number_repairer,
        "integer": numbers.number_repairer,
        "year": numbers.year_repairer,
        "geopoint": places.point_repairer,
        "boolean": choices.boolean_repairer,
    }
    if field.type in by_type:
        found.append(by_type[field.type](values))
    if field.constraints.get("enum") and field.type == "string":
        found.append(choices.choice_repairer(values))
    if field.type == "string":
        found += _of_text(values)
    return found


def _of_text(values: Values) -> Iterator[Repairer]:
    if values.field.format == "email":
        yield contacts.email_repairer(values)
    elif values.field.format == "uri":
        yield contacts.address_repairer(values)
    if contacts.is_phone(values):
        yield contacts.phone_repairer(values)
    if hours.holds_hours(values):
        yield hours.repair_hours
    if (lists := choices.list_repairer(values)) is not None:
        yield lists
    if (pointed := numbers.comma_of_text(values)) is not None:
        yield pointed
    yield codes.code_repairer(values)


def repairers_of_right(values: Values) -> list[Repairer]:
    """Give what looks at cells that the schema lets pass."""
    found: list[Repairer] = [_by_subject(values)] if values.subject else []
    if values.field.type == "date" and values.field.format in ("default", "%Y-%m-%d"):
        found.append(_padded)
    if values.field.type == "geopoint":
        found.append(places.swapped_point_repairer(values))
    if hours.holds_hours(values):
        found.append(hours.repair_hours)
    if values.field.type == "string":
        found.append(list_dash)
    optional = (
        numbers.doubtful_thousands(values),
        numbers.comma_of_text(values),
        codes.rare_postcode(values),
        contacts.lost_zero_repairer(values),
    )
    return [*found, *(each for each in optional if each is not None)]


def _padded(text: str) -> Iterator[Candidate]:
    padded = dates.pad_date(text)
    if padded != text:
        yield Candidate(padded, "date.written")


def _by_subject(values: Values) -> Repairer:
    def repair(text: str) -> Iterator[Candidate]:
        for each in values.subject:
            after = each.propose(text)
            if after is not None:
                yield Candidate(after, each.kind, each.safe)

    return repair
