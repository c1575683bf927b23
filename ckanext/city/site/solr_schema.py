"""Derives the Solr schema of the catalogue from the installed CKAN's own, and asks which one runs.

Needs no CKAN application: the path of the installed `ckan` package is enough.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from lxml import etree

# Raise it with every change here or in `solr/`: the doctor compares it with the running core's.
VERSION = 2
CKAN_SCHEMA = "ckan-2.12"
SCHEMA_NAME = f"{CKAN_SCHEMA}-city.{VERSION}"
SCHEMA_FILE = "managed-schema.xml"

FOLDER = Path(__file__).parent / "solr"
TEXT_FILES = ("contractions_fr.txt", "stopwords_fr.txt")
SYNONYMS_FILE = "synonyms_fr.txt"
ADDITIONS = FOLDER / "additions.xml"

# CKAN's fields of words that its own schema leaves without a language.
FRENCH_FIELDS = ("res_name", "res_description")
# A department's dataset is also its city's: the page, the facet and the count of an organisation
# filter on these two fields.
ANCESTOR_FIELDS = ("organization", "owner_org")


Phrase = tuple[str, ...]


class UnknownSchemaError(Exception):
    """CKAN's schema is not one that we know how to extend; its argument says why."""


def derive_schema(core_schema: bytes) -> bytes:
    """Extend CKAN's Solr schema: French text, tags as words, organisations above, areas.

    Args:
        core_schema: `ckan/config/solr/schema.xml` of the installed CKAN.

    Returns:
        The schema as XML in UTF-8, named `SCHEMA_NAME`.

    Raises:
        UnknownSchemaError: not the schema of CKAN 2.12, or a part that we replace is missing.
    """
    schema = _parse(core_schema)
    if schema.get("name") != CKAN_SCHEMA:
        raise UnknownSchemaError(f"Expected the schema {CKAN_SCHEMA}, found {schema.get('name')}.")
    schema.set("name", SCHEMA_NAME)
    _forget_stock_synonyms(schema)
    for addition in _parse(ADDITIONS.read_bytes()):
        _put(schema, addition)
    for name in FRENCH_FIELDS:
        _field(schema, name).set("type", "text")
    etree.indent(schema, space="  ")
    return bytes(etree.tostring(schema, encoding="UTF-8", xml_declaration=True))


def core_schema() -> bytes:
    """Read the schema that the installed CKAN ships, without importing CKAN.

    Raises:
        UnknownSchemaError: CKAN is not installed here.
    """
    spec = importlib.util.find_spec("ckan")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise UnknownSchemaError("CKAN is not installed in this Python environment.")
    return Path(folders[0], "config", "solr", "schema.xml").read_bytes()


def write_configset(folder: Path) -> None:
    """Write the schema and its word lists into the `conf` folder of a Solr core.

    A `solrconfig.xml` that stands there is left alone: it is the administrator's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SCHEMA_FILE).write_bytes(derive_schema(core_schema()))
    for name in TEXT_FILES:
        shutil.copyfile(FOLDER / name, folder / name)
    synonyms = (FOLDER / SYNONYMS_FILE).read_text(encoding="utf-8")
    (folder / SYNONYMS_FILE).write_text(plain_synonyms(synonyms), encoding="utf-8")


def plain_synonyms(text: str) -> str:
    """Write a synonyms file as Solr needs it: each phrase with all that it stands for.

    Stop words and elisions go, since they are no longer in a dataset's words where synonyms are
    added, and Solr refuses a phrase that loses words to its analyzer. Solr also takes the longest
    phrase only, so what the parts of a phrase stand for is added to the phrase.

    Args:
        text: lines `a, b, c` (each stands for the others) or `a, b => a, c`; `#` begins a comment.
    """
    table = _synonyms(text)
    lines = []
    for phrase, others in table.items():
        known = dict.fromkeys([phrase, *others])
        for part in _parts(phrase):
            known.update(dict.fromkeys(table.get(part, ())))
        lines.append(f"{' '.join(phrase)} => {', '.join(' '.join(words) for words in known)}\n")
    return "".join(lines)


def running_version(solr_url: str, timeout: float = 5.0) -> str | None:
    """Ask a Solr core for the name of its schema.

    Args:
        solr_url: address of the core, `http://127.0.0.1:8983/solr/ckan`.
        timeout: seconds to wait for an answer.

    Returns:
        The name, such as `ckan-2.12-city.1`; None where no Solr core answers.
    """
    if not solr_url.startswith(("http://", "https://")):
        return None
    url = f"{solr_url.rstrip('/')}/schema/name?wt=json"
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:  # noqa: S310 - checked above
            return str(json.load(response)["name"])
    except (urllib.error.URLError, OSError, ValueError, KeyError, TypeError):
        return None


def is_current(name: str | None) -> bool:
    """Tell whether a running schema is ours and no older than this release needs."""
    prefix, _, version = (name or "").rpartition(".")
    return prefix == f"{CKAN_SCHEMA}-city" and version.isdigit() and int(version) >= VERSION


def _words(name: str) -> frozenset[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _synonyms(text: str) -> dict[Phrase, list[Phrase]]:
    dropped, contractions = _words("stopwords_fr.txt"), _words("contractions_fr.txt")
    table: dict[Phrase, list[Phrase]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            left, _, right = line.partition("=>")
            given, meant = (
                [_phrase(words, dropped, contractions) for words in side.split(",")]
                for side in (left, right or left)
            )
            for phrase in given:
                table.setdefault(phrase, []).extend(meant)
    return table


def _phrase(text: str, dropped: frozenset[str], contractions: frozenset[str]) -> Phrase:
    words = []
    for word in text.split():
        article, _, rest = word.partition("'")
        words.append(rest if rest and article in contractions else word)
    return tuple(word for word in words if word not in dropped)


def _parts(phrase: Phrase) -> Iterator[Phrase]:
    """Give the runs of words within a phrase, shorter than the phrase itself."""
    for size in range(1, len(phrase)):
        for start in range(len(phrase) - size + 1):
            yield phrase[start : start + size]


def _parse(text: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise UnknownSchemaError(f"The Solr schema is no XML: {error}.") from error


def _forget_stock_synonyms(schema: etree._Element) -> None:
    """Drop the filters that want a `synonyms.txt`: an empty example file of Solr's."""
    for synonyms in schema.xpath("//filter[@synonyms='synonyms.txt']"):
        synonyms.getparent().remove(synonyms)


def _put(schema: etree._Element, addition: etree._Element) -> None:
    """Replace the part of the schema of that tag and name, or append where CKAN has none."""
    places = {"fieldType": "types", "field": "fields"}
    if addition.tag not in places:
        schema.append(deepcopy(addition))
        return
    place = schema.find(places[addition.tag])
    if place is None:
        raise UnknownSchemaError(f"The Solr schema has no <{places[addition.tag]}>.")
    for known in place.findall(f"{addition.tag}[@name='{addition.get('name')}']"):
        place.remove(known)
    # before the dynamic fields, as a reader expects
    place.insert(0, deepcopy(addition))


def _field(schema: etree._Element, name: str) -> etree._Element:
    field = schema.find(f"fields/field[@name='{name}']")
    if field is None:
        raise UnknownSchemaError(f"The Solr schema has no field {name}.")
    return field
