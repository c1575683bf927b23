"""Writes `docs/reference/` from the code: `make docs`, or with `--check` only tell what is stale.

Nothing is listed by hand here: what the package declares is what the pages say.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any
from unittest import mock

import click
import yaml

from ckan.plugins.interfaces import Interface

from ckanext.city import command as terminal
from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.dataset_types.vocabularies import FOLDER as VOCABULARIES
from ckanext.city.dataset_types.vocabularies import load_vocabulary, vocabulary_names
from ckanext.city.site.commands import city
from ckanext.city.site.defaults import CORE_DEFAULTS
from ckanext.city.site.ini import PLUGINS, SETTINGS
from ckanext.city.tables.catalogue import TableSchema, list_table_schemas
from ckanext.city.tables.findings import Entry
from ckanext.city.tables.reference import fields_table
from ckanext.city.terminal.explanations import all_entries, all_repairs
from dev import words
from dev.layout import ROOT

PAGES = ROOT / "docs" / "reference"
README = ROOT / "README.md"
PLUGINS_LINE = re.compile(r"^( *ckan\.plugins = ).*$", re.MULTILINE)
PACKAGE = ROOT / "ckanext" / "city"
SCHEMAS = ROOT / "schemas"
NOTE = "<!-- Written by `make docs` from the code: change it there. -->"

Form = dict[str, Any]


def pages() -> dict[Path, str]:
    """Make the text of each page, and of README with today's plugins."""
    written = {"README": index, **WRITERS}
    made = {PAGES / f"{name}.md": "\n".join([NOTE, "", *w()]) + "\n" for name, w in written.items()}
    text = README.read_text(encoding="utf-8")
    return made | {README: PLUGINS_LINE.sub(rf"\g<1>{PLUGINS}", text)}


def index() -> Iterator[str]:
    """List the pages."""
    yield from ("# Reference", "")
    for name, write in WRITERS.items():
        yield f"- [{name}]({name}.md): {_sentence(write)}"


def settings() -> Iterator[str]:
    """Each key of our configuration in CKAN's ini file."""
    variables = {setting.key: setting.variable for setting in SETTINGS}
    yield from _title("Settings", settings)
    for path in sorted(PACKAGE.glob("config_declaration*.yaml")):
        for group in _yaml(path)["groups"]:
            yield from (f"## {group['annotation']}", "")
            yield from _table(
                ("Key", "Meaning", "Default", "Example", "Environment variable"),
                (
                    (
                        _code(option["key"]),
                        option["description"],
                        _code(option.get("default", "")),
                        _code(option.get("example", "")),
                        _code(variables.get(option["key"], "")),
                    )
                    for option in group["options"]
                ),
            )
    yield from ("## CKAN's own settings that we give another default", "")
    yield "A line in the ini file still wins."
    yield ""
    ordered = sorted(CORE_DEFAULTS, key=lambda each: each.key)
    yield from _table(
        ("Key", "Our default", "Why"),
        ((_code(each.key), _default(each.value), each.why) for each in ordered),
    )


def environment() -> Iterator[str]:
    """Each environment variable of the entry script and of the compose file."""
    yield from _title("Environment variables", environment)
    yield "The entry script writes the site's ini file from these; one without default must be set."
    yield ""
    yield from _table(
        ("Variable", "Meaning", "Key of the ini file", "Default"),
        (
            (
                _code(setting.variable),
                setting.meaning,
                _code(setting.key),
                "required" if setting.default is None else _code(setting.default),
            )
            for setting in SETTINGS
        ),
    )
    yield from ("## The compose file's own", "")
    known = {setting.variable for setting in SETTINGS}
    rows = [(_code(name), says) for name, says in _env_example() if name not in known]
    yield from _table(("Variable of docker/.env", "Meaning"), rows)


def commands() -> Iterator[str]:
    """Each command of the terminal, with its arguments and options."""
    yield from _title("Commands", commands)
    for name, command in _commands():
        yield from _command(name, command)


def plugins() -> Iterator[str]:
    """Each plugin of CKAN's that the package brings."""
    yield from _title("Plugins", plugins)
    yield from _table(
        ("Plugin", "What it brings", "CKAN interfaces"),
        (
            (
                _code(each.name),
                _sentence(plugin),
                ", ".join(sorted(_code(i.__name__) for i in _interfaces(plugin))),
            )
            for each, plugin in _plugins()
        ),
    )


def actions() -> Iterator[str]:
    """Each action of the API that a plugin of ours adds, or that it extends."""
    yield from _title("Actions", actions)
    rows = []
    for each, plugin in _plugins():
        with mock.patch("ckan.plugins.plugin_loaded", return_value=True):  # some extend others'
            found = plugin().get_actions() if hasattr(plugin, "get_actions") else {}
        rows += [
            (
                _code(name),
                "extends CKAN's" if getattr(action, "chained_action", False) else "new",
                _sentence(action),
                _code(each.name),
            )
            for name, action in sorted(found.items())
        ]
    yield from _table(("Action", "", "What it does", "Plugin"), rows)


def dataset_types() -> Iterator[str]:
    """Each dataset type with its fields, French and English."""
    yield from _title("Dataset types", dataset_types)
    tables = {each.name: each.table_schemas for each in DATASET_TYPES}
    for path in sorted(SCHEMAS.glob("types/*/form.yaml")):
        form = _yaml(path)
        name = form["dataset_type"]
        yield from (f"## {name}", "", f"{form['about']}.", "")
        guide = f"../../schemas/types/{path.parent.name}/README.md"
        yield from (f"For the person who fills it in: [README]({guide}).", "")
        if tables.get(name):
            listed = ", ".join(_code(reference) for reference in tables[name])
            yield from (f"Tables that its resources follow: {listed}.", "")
        for kind, title in (("dataset_fields", "Fields"), ("resource_fields", "Resources")):
            yield from _form_fields(title, form.get(kind, []))
    yield from ("## Shared fields", "", "Written once in `schemas/presets.yaml`.", "")
    yield from _fields(preset["values"] for preset in _presets().values())
    for path in sorted(SCHEMAS.glob("organizations/*.yaml")):
        yield from (f"## Organisations ({path.stem})", "")
        yield from _fields(_expand(field) for field in _yaml(path)["fields"])


def table_schemas() -> Iterator[str]:
    """Each table schema with its fields, French and English."""
    yield from _title("Table schemas", table_schemas)
    schemas = list_table_schemas()
    for schema in schemas:
        yield f"- [{schema.reference}](#{_anchor(schema.reference)}): {schema.title('fr')}"
    yield ""
    for schema in schemas:
        yield from _table_schema(schema)


def vocabularies() -> Iterator[str]:
    """Each controlled list with its values, French and English."""
    yield from _title("Controlled lists", vocabularies)
    for name in vocabulary_names():
        about = _yaml(VOCABULARIES / f"{name}.yaml")
        yield from (f"## {name}", "", f"{about['title']['fr']} / {about['title']['en']}.", "")
        if about.get("source"):
            yield from (f"Source: {about['source']}.", "")
        yield from _table(
            ("Value", "Français", "English"),
            ((_code(e.id), e.label["fr"], e.label["en"]) for e in load_vocabulary(name)),
        )


def findings() -> Iterator[str]:
    """Each finding of a file's reading and checks, with what it says, French and English."""
    yield from _title("Findings", findings)
    yield "Codes never change. A code with a cause after a bar is said where all values show it."
    yield ""
    yield from _explained(all_entries())


def repairs() -> Iterator[str]:
    """Each kind of repair, with what it changes and what it asks, French and English."""
    yield from _title("Repairs", repairs)
    yield from (
        "A repair that is not safe is only proposed; its second sentence says what to decide.",
        "",
    )
    yield from _explained(all_repairs())


def _explained(entries: Mapping[str, Entry]) -> Iterator[str]:
    catalogue = words.read(words.catalogue_path("fr"), "fr")
    french = {message.id: message.string for message in catalogue}
    for code, entry in entries.items():
        texts = (entry.message, entry.fix)
        yield from (f"## {code}", "")
        yield from (f"- {' '.join(str(french[text]) for text in texts)}",)
        yield from (f"- {' '.join(texts)}", "")


WRITERS: dict[str, Callable[[], Iterator[str]]] = {
    "settings": settings,
    "environment": environment,
    "commands": commands,
    "plugins": plugins,
    "actions": actions,
    "dataset-types": dataset_types,
    "table-schemas": table_schemas,
    "vocabularies": vocabularies,
    "findings": findings,
    "repairs": repairs,
}


def stale() -> list[Path]:
    """List the pages that differ from what the code says, those that nobody writes included."""
    made = pages()
    there = {path: path.read_text(encoding="utf-8") for path in [README, *PAGES.glob("*.md")]}
    return sorted(path for path in made.keys() | there.keys() if made.get(path) != there.get(path))


def _title(title: str, write: Callable[[], Iterator[str]]) -> tuple[str, ...]:
    return (f"# {title}", "", _sentence(write), "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _plain(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _code(value: object) -> str:
    return f"`{value}`" if str(value) else ""


def _sentence(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")


def _default(value: object) -> str:
    if callable(value):
        return _sentence(value)
    return _code(" ".join(value) if isinstance(value, list | tuple) else value)


def _anchor(heading: str) -> str:
    """The address that GitHub and GitLab give to a heading."""
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")


@cache
def _yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _env_example() -> Iterator[tuple[str, str]]:
    """Each variable of `docker/.env.example` with the comment above it."""
    says: list[str] = []
    for line in (ROOT / "docker" / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            says.append(line[2:])
            continue
        name, sign, _ = line.partition("=")
        if sign and not line.startswith("#"):
            yield name, " ".join(says)
        says = []


def _ours(group: str) -> list[EntryPoint]:
    found = entry_points(group=group)
    return sorted(e for e in found if e.value.startswith("ckanext.city."))


def _commands() -> Iterator[tuple[str, click.Command]]:
    yield "ckan city", city
    for script in _ours("console_scripts"):
        yield script.name, getattr(terminal, script.attr)  # `start` hands on to these


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    yield from (f"## {name}", "", inspect.cleandoc(command.help or ""), "")
    yield from ("```", f"{name} {' '.join(command.collect_usage_pieces(context))}", "```", "")
    records = [record for p in command.params if (record := p.get_help_record(context))]
    if records:
        yield from _table(("Option", "Meaning"), ((_code(o), says) for o, says in records))
    if isinstance(command, click.Group):
        for each in sorted(command.commands):
            yield from _command(f"{name} {each}", command.commands[each])


def _plugins() -> Iterator[tuple[EntryPoint, Any]]:
    for each in _ours("ckan.plugins"):
        yield each, each.load()


def _interfaces(plugin: Any) -> set[Any]:
    return {
        i
        for parent in plugin.__mro__
        if parent.__module__.startswith("ckanext.city")
        for i in getattr(parent, "_implements", {})
        if isinstance(i, type) and issubclass(i, Interface)
    }


def _presets() -> dict[str, Form]:
    return {each["preset_name"]: each for each in _yaml(SCHEMAS / "presets.yaml")["presets"]}


def _expand(field: Form) -> Form:
    preset = _presets().get(field.get("preset", ""), {"values": {}})
    return {**preset["values"], **field}


def _form_fields(title: str, fields: Sequence[Form]) -> Iterator[str]:
    own = [field for field in fields if "preset" not in field]
    shared = [_expand(field)["field_name"] for field in fields if "preset" in field]
    if fields:
        yield from (f"### {title}", "")
    if own:
        yield from _fields(own)
    if shared:
        yield from (f"Shared: {', '.join(_code(name) for name in shared)}.", "")


def _fields(fields: Iterable[Form]) -> Iterator[str]:
    head = ("Field", "Libellé", "Label", "Required", "Values", "Ce qu’on y écrit", "What to write")
    yield from _table(head, (row for field in fields for row in _field_rows(field)))


def _field_rows(field: Form, parent: str = "") -> Iterator[Sequence[str]]:
    name = f"{parent}{field['field_name']}"
    labels, helps = _two(field.get("label", "")), _two(field.get("help_text", ""))
    required = "yes" if field.get("required") else ""
    yield (_code(name), labels[0], labels[1], required, _values(field), helps[0], helps[1])
    for each in field.get("repeating_subfields", []):
        yield from _field_rows(_expand(each), f"{name}.")


def _two(text: str | Mapping[str, str]) -> tuple[str, str]:
    return (text, text) if isinstance(text, str) else (text["fr"], text["en"])


def _values(field: Form) -> str:
    listed = field.get("city_vocabulary")
    if listed:
        return f"[{listed}](vocabularies.md#{_anchor(listed)})"
    return ", ".join(_code(choice["value"]) for choice in field.get("choices", []))


def _table_schema(schema: TableSchema) -> Iterator[str]:
    yield from (f"## {schema.reference}", "")
    yield from (f"{schema.title('fr')} / {schema.title('en')}.", "")
    if schema.address:
        yield from (f"National index: <{schema.address}>", "")
    for lang in ("fr", "en"):
        yield fields_table(schema.descriptor, lang)


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` name the stale ones (exit 1)."""
    old, made = stale(), pages()
    if "--check" in arguments:
        print("\n".join(f"{path.relative_to(ROOT)} is stale: run `make docs`" for path in old))
        return bool(old)
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in old:
        if path in made:
            path.write_text(made[path], encoding="utf-8")
        else:
            path.unlink()
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
