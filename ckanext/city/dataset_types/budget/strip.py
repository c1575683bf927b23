"""Take personal data out of a TOTEM budget file before anything of it is stored."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

# lxml, not defusedxml: the file is written again, and only lxml keeps its prefixes, the
# order of its attributes and its encoding. It is made safe here: no DTD, no entity, no
# network, its own limits on depth and length left on.
from lxml import etree

from ckanext.city.dataset_types.base import Removed, StripRefused
from ckanext.city.dataset_types.budget.removals import Condition, Removal, list_removals

MAX_BYTES = 50_000_000
MAX_TAGS = 1_500_000  # opening and closing ones; a file of that size takes 800 MB of memory

ROOTS = frozenset({"documentbudgetaire", "comptefinancierunique"})
ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"}) | {
    "iso-8859-1",
    "iso-8859-15",
    "windows-1252",
}

_ROOT_TAG = re.compile(rb"<(?:[\w.-]+:)?(?:" + b"|".join(r.encode() for r in ROOTS) + rb")[\s/>]")
_DECLARED = re.compile(rb"<!\s*(?:doctype|entity)")


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


@dataclass(frozen=True)
class StrippedTotem:
    """A TOTEM file without personal data, and the account of what was taken out."""

    content: bytes
    removed: tuple[Removed, ...]


class TotemRefused(StripRefused):
    """A file that looks like TOTEM and cannot be made safe: it must not be stored."""

    code = "totem.unreadable"
    sentence = _("This budget file is not well-formed XML, so personal data cannot be removed.")
    fix = _("Export the file from your budget software again, then send it without editing it.")


class TotemUnknownRoot(TotemRefused):
    """A TOTEM file wrapped in something else."""

    code = "totem.root"
    sentence = _("This file holds a budget, but is neither a DocumentBudgetaire nor a CFU.")
    fix = _("Send the TOTEM file itself, not the message or the envelope that carries it.")


class TotemWithEntities(TotemRefused):
    """A file with a DTD: a budget never has one, an attack does."""

    code = "totem.entities"
    sentence = _("This budget file declares a DTD or entities, which a TOTEM file never has.")


class TotemTooBig(TotemRefused):
    """A file beyond what a budget needs, or nested beyond what the format knows."""

    code = "totem.too-big"
    sentence = _("This budget file is larger or more deeply nested than any real budget.")
    fix = _("Send one file for each budget and each stage.")


class TotemEncodingUnknown(TotemRefused):
    """A file in an encoding that budget software does not write."""

    code = "totem.encoding"
    sentence = _("This budget file is in an encoding that we do not know.")
    fix = _("Export the file again in ISO-8859-1 or UTF-8.")


def is_totem(content: bytes) -> bool:
    """Say whether a file is TOTEM, or XML that carries TOTEM: then `strip_totem` decides.

    Args:
        content: the file, or its first megabyte.
    """
    text = content.replace(b"\0", b"")  # UTF-16 and UTF-32 without a decoder
    start = text.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return start.lstrip().startswith(b"<") and _ROOT_TAG.search(text.lower()) is not None


def strip_totem(content: bytes) -> StrippedTotem:
    """Take out of a TOTEM file what `removals.yaml` lists; the rest stays as it was.

    Stripping twice changes nothing more. Encoding, order, attributes and prefixes are kept;
    line ends become line feeds, as in any XML that is read and written.

    Args:
        content: a `DocumentBudgetaire` or `CompteFinancierUnique` file.

    Raises:
        TotemRefused: the file cannot be made safe; `code` says why, `explain` tells a person.
    """
    root = _parse(content)
    counts: Counter[str] = Counter()
    counts.update(_drop_comments(root))
    counts.update(_drop_elements(root))
    counts.update(_empty_values(root))
    info = root.getroottree().docinfo
    # The element alone is written: comments before and after the root stay behind.
    clean: bytes = etree.tostring(
        root, encoding=info.encoding, xml_declaration=True, standalone=info.standalone or None
    )
    return StrippedTotem(
        content=clean,
        removed=tuple(
            Removed(each.code, counts[each.code]) for each in list_removals() if counts[each.code]
        ),
    )


def describe_removed(removed: Iterable[Removed], lang: str) -> list[str]:
    """Say what was removed, one phrase for each kind, in "fr" or "en"."""
    counts = {each.code: each.count for each in removed}
    return [
        removal.say(counts[removal.code], lang)
        for removal in list_removals()
        if removal.code in counts
    ]


def _parse(content: bytes) -> etree._Element:
    if len(content) > MAX_BYTES or content.count(b"<") > MAX_TAGS:
        raise TotemTooBig
    if _DECLARED.search(content.replace(b"\0", b"").lower()):
        raise TotemWithEntities
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from error
    _refuse_unsafe(root)
    return root


def _refusal(error: etree.XMLSyntaxError) -> TotemRefused:
    limits = {etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG}
    return TotemTooBig() if error.code in limits or "depth" in str(error) else TotemRefused()


def _refuse_unsafe(root: etree._Element) -> None:
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        raise TotemWithEntities
    if (info.encoding or "utf-8").casefold() not in ENCODINGS:
        raise TotemEncodingUnknown
    if _fold(root.tag) not in ROOTS:
        raise TotemUnknownRoot


def _drop_comments(root: etree._Element) -> dict[str, int]:
    """Drop comments and instructions first: what stood around one is read as one text."""
    kinds = (etree.Comment, etree.ProcessingInstruction)
    inside = sum(1 for _each in root.iter(*kinds))
    outside = sum(1 for before in (True, False) for _each in root.itersiblings(preceding=before))
    etree.strip_tags(root, *kinds)
    return {each.code: inside + outside for each in list_removals() if each.comments}


def _drop_elements(root: etree._Element) -> Counter[str]:
    counts: Counter[str] = Counter()
    # A list first: the tree changes under the walk.
    for element, removal in list(_doomed_elements(root)):
        counts[removal.code] += _count_rows(element, removal)
        _detach(element)
    for element in root.iter(etree.Element):
        for name, removal in _doomed_attributes(element):
            counts[removal.code] += 1
            del element.attrib[name]
    return counts


def _doomed_elements(root: etree._Element) -> Iterator[tuple[etree._Element, Removal]]:
    """Give the outermost elements that must go, each with the first reason for it."""
    waiting = [root]
    while waiting:
        for child in waiting.pop().iterchildren(etree.Element):
            rules = (each for each in _rules_for(child.tag) if _must_go(child, each))
            removal = next(rules, None)
            if removal is None:
                waiting.append(child)
            else:
                yield child, removal


def _doomed_attributes(element: etree._Element) -> list[tuple[str, Removal]]:
    """Give the attributes that bear the name of an element that goes anywhere."""
    found = ((name, rule) for name in element.attrib for rule in _rules_for(name))
    return [(name, rule) for name, rule in found if not rule.within and rule.where is None]


@lru_cache(maxsize=4096)
def _rules_for(name: str) -> tuple[Removal, ...]:
    folded = _fold(name)
    return tuple(
        each
        for each in list_removals()
        if each.elements and each.elements.match(folded) and folded not in each.keep
    )


def _must_go(element: etree._Element, removal: Removal) -> bool:
    scope: etree._Element | None = element
    if removal.within:
        around = element.iterancestors()
        scope = next((each for each in around if _fold(each.tag) in removal.within), None)
    return scope is not None and (removal.where is None or _holds(removal.where, scope))


def _holds(condition: Condition, scope: etree._Element) -> bool:
    values = list(_field_values(scope, condition.fields))
    if not values:
        return condition.or_missing
    return any(condition.matches.fullmatch("".join(value.split())) for value in values)


def _field_values(scope: etree._Element, fields: frozenset[str]) -> Iterator[str]:
    """Give what the fields say: `<Field V="P3"/>`, and `Field="P3"` on the element itself."""
    yield from (text for name, text in scope.attrib.items() if _fold(name) in fields)
    for field in scope.iterdescendants(etree.Element):
        if _fold(field.tag) in fields:
            yield from (*field.attrib.values(), *filter(str.strip, field.itertext()))


def _count_rows(element: etree._Element, removal: Removal) -> int:
    """Count the outermost rows in an element that goes, itself included."""
    if not removal.rows:
        return 1
    rows, waiting = 0, [element]
    while waiting:
        each = waiting.pop()
        is_row = _fold(each.tag) in removal.rows
        rows += is_row
        waiting.extend(() if is_row else each.iterchildren(etree.Element))
    return rows or min(len(element), 1)  # an empty `<DATA_PRET/>` held nothing


def _detach(element: etree._Element) -> None:
    """Take an element out; what stands around it keeps its indentation and its text."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    kept = (before.tail if before is not None else parent.text) or ""
    if tail.strip():
        kept += tail
    elif element.getnext() is None and not kept.strip():
        kept = tail
    parent.remove(element)
    if before is not None:
        before.tail = kept
    else:
        parent.text = kept


def _empty_values(root: etree._Element) -> Counter[str]:
    counts: Counter[str] = Counter()
    rules = [(each.code, each.values) for each in list_removals() if each.values]
    for element in root.iter(etree.Element):
        for code, pattern in rules:
            counts[code] += _empty_matches(element, pattern)
    return counts


def _empty_matches(element: etree._Element, pattern: re.Pattern[str]) -> int:
    hits = [name for name, value in element.attrib.items() if pattern.search(value)]
    for name in hits:
        element.set(name, "")
    texts = [each for each in ("text", "tail") if pattern.search(getattr(element, each) or "")]
    for each in texts:
        setattr(element, each, "")
    return len(hits) + len(texts)


@lru_cache(maxsize=4096)
def _fold(name: str) -> str:
    """Give a name as it is compared: without namespace, case or odd letter forms."""
    return unicodedata.normalize("NFKC", name.rpartition("}")[2]).casefold()
