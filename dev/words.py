"""Keep the catalogues of messages in step with the code (`make words`): extract, update, report."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dev.install import compile_translations
from dev.layout import ROOT

I18N = ROOT / "ckanext" / "city" / "i18n"
DOMAIN = "ckanext-city"
TEMPLATE = I18N / f"{DOMAIN}.pot"
LANGUAGES = ("fr",)  # English is what stands in the code

#: Where our messages stand: a folder, and the extractor of each kind of file in it.
SOURCES = {
    "ckanext/city": [("**.py", "python")],
    "templates": [("**.html", "ckan"), ("**.txt", "ckan")],
}

#: Where CKAN has messages that a person meets: those that its own French catalogue leaves empty
#: are borrowed, and those that it says otherwise than this city does.
BORROWED = (
    "ckan/",
    "ckanext/activity/",
    "ckanext/datastore/",
    "ckanext/datatablesview/",
    "ckanext/expire_api_token/",
    "ckanext/imageview/",
    "ckanext/textview/",
)
#: Of these, the pages in whose place we have our own.
REPLACED = (
    "ckan/templates/admin/config.html",
    "ckan/templates/emails/",
    "ckan/templates/home/snippets/about_text.html",
    "ckan/templates-midnight-blue/",
)
#: Words of CKAN's French that are not those of a city, where an organisation is a department and a
#: group a theme: what has them is borrowed too.
NOT_OURS = re.compile("organi[sz]ation|groupe", re.IGNORECASE)
#: Other messages of CKAN whose French reads badly, or blames.
BADLY_SAID = frozenset(
    {
        "Activity Stream",
        "Data Dictionary",
        "Login failed. Bad username or password.",
        "No followers",
        "Password entered was incorrect",
        "Show Columns",
        "Unauthorized to register as a user.",
        "Update",
        "Users",
        "{actor} signed up",
    }
)
#: Extensions that have no French at all, and what a person meets of them.
LENT = {
    "ckanext.scheming": [("**.py", "python"), ("templates/**.html", "ckan")],
    "ckanext.dcat": [("validators.py", "python")],
    # of click, what whoever calls a command meets
    "click": [
        (f"{name}.py", "python")
        for name in ("core", "decorators", "exceptions", "formatting", "parser", "types")
    ],
}


def main() -> int:
    """Write the template and each language's catalogue, and say what is left to translate."""
    template = extract()
    write(template, TEMPLATE)
    missing = 0
    for language in LANGUAGES:
        catalogue = updated(language, template)
        write(catalogue, catalogue_path(language))
        for message in untranslated(catalogue):
            missing += 1
            print(f"{language}: no translation of {message.id!r} ({message.locations[0][0]})")
    compile_translations()
    print(f"{len(template)} messages, {missing} left to translate.")
    return 1 if missing else 0


def catalogue_path(language: str) -> Path:
    """The file of a language's translations."""
    return I18N / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path, language: str | None = None) -> Catalog:
    """Read a catalogue, or the template."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue: without dates and line numbers, which would change at each run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=99,
            omit_header=catalogue.locale is None,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def extract() -> Catalog:
    """Collect the messages of our code and templates, and those that we borrow."""
    template = Catalog(project=DOMAIN, charset="utf-8")
    for folder, methods in SOURCES.items():
        collect(template, ROOT / folder, methods, prefix=folder)
    for message in _to_borrow(BORROWED):
        template.add(message.id, locations=message.locations, flags=message.flags)
    lent = Catalog()
    for name, methods in LENT.items():
        collect(lent, package(name), methods, prefix=name.replace(".", "/"))
    known = ckan_french()
    for message in lent:
        if message.id and not is_translated(known.get(message.id)):
            template.add(message.id, locations=message.locations, flags=message.flags)
    return template


def updated(language: str, template: Catalog) -> Catalog:
    """A language's catalogue with the messages of the template, and no others."""
    path = catalogue_path(language)
    catalogue = read(path, language) if path.exists() else Catalog(language, fuzzy=False)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def untranslated(catalogue: Catalog) -> list[Message]:
    """List the messages without a translation, or with one that nobody has approved."""
    return [message for message in catalogue if message.id and not is_translated(message)]


@cache
def ckan_french() -> Catalog:
    """CKAN's own French catalogue."""
    return read(package("ckan") / "i18n/fr/LC_MESSAGES/ckan.po", "fr")


def is_translated(message: Message | None) -> bool:
    """Say whether a message has a translation that somebody has approved."""
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def collect(
    catalogue: Catalog, folder: Path, methods: list[tuple[str, str]], *, prefix: str
) -> None:
    """Add the messages of a folder's files to a catalogue."""
    for name, line, message, _comments, context in extract_from_dir(folder, methods):
        place = (f"{prefix}/{Path(name).as_posix()}", line)
        catalogue.add(message, locations=[place], context=context)


def _to_borrow(files: tuple[str, ...]) -> Iterator[Message]:
    """Those messages of these files of CKAN whose own French is empty, or is not what we say."""
    for message in ckan_french():
        places = [
            (place, line)
            for place, line in message.locations
            if place.startswith(files) and not place.startswith(REPLACED)
        ]
        if message.id and places and (not is_translated(message) or _is_said_otherwise(message)):
            message.locations = places
            yield message


def _is_said_otherwise(message: Message) -> bool:
    french = message.string if isinstance(message.string, tuple | list) else [message.string]
    return message.id in BADLY_SAID or any(NOT_OURS.search(str(each)) for each in french)


def package(name: str) -> Path:
    """Folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed: run `make install`.")
    return Path(spec.origin).parent


if __name__ == "__main__":
    sys.exit(main())
