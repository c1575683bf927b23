"""What the page of a form shows beside its fields.

How far each part is, what is wrong and where, and what a new dataset starts with: what the last one
of its type said, for what stays the same from one to the next (`city_repeats` of a form), then what
the city's configuration says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city import config
from ckanext.city.dataset_types.names import TYPE_LABELS
from ckanext.city.site.choices import city_prefilled_fields, label_text, reader_language
from ckanext.city.site.completeness import says_something
from ckanext.city.site.derive import prefilled_fields, read_city
from ckanext.city.site.face.words import city_spaced_siret
from ckanext.city.site.form_parts import city_field_need, form_parts, part_titles

__all__ = [
    "city_empty_query",
    "city_file_problems",
    "city_files_step",
    "city_form_page",
    "city_form_problems",
    "city_form_type",
    "city_max_upload",
    "city_own_number",
    "city_spaced_siret",
]

#: The address of a form that starts with the city's own values only.
EMPTY = "empty"
#: How many values the heading of a folded part tells.
TOLD = 4

State = Literal["done", "errors", "todo", "more"]
Data = dict[str, Any]
Errors = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """Something to correct: the id of its field (empty for none), its name, the sentence."""

    target: str
    label: str
    sentence: str


@dataclass(frozen=True)
class PagePart:
    """A part of the form as its page shows it.

    Attributes:
        name: its `city_group`.
        title: its heading.
        fields: as scheming has them.
        state: "errors", "todo" (something required is empty), "more" (something recommended is),
            or "done".
        problems: how many fields are to be corrected.
        folded: whether it can stay shut: nothing in it is required or wrong.
        summary: what it says already, for its heading.
    """

    name: str
    title: str
    fields: list[dict[str, Any]]
    state: State
    problems: int
    folded: bool
    summary: str


@dataclass(frozen=True)
class FormPage:
    """The page of a dataset's form.

    Attributes:
        parts: in their order.
        problems: all that is to be corrected, in the order of the page.
        model: `title` and `name` of the dataset that a new one was prefilled from; None if none.
    """

    parts: list[PagePart]
    problems: list[Problem] = field(default_factory=list)
    model: dict[str, str] | None = None


def city_form_page(dataset_type: str, data: Data, errors: Errors, *, is_new: bool) -> FormPage:
    """Prepare the page of a form, and fill in `data` where a new dataset has first values.

    Args:
        dataset_type: name of the type.
        data: what the fields hold; a new dataset's first values are added.
        errors: as CKAN gives them.
        is_new: whether the page opens for a dataset that nobody has written anything of yet.
    """
    schema = tk.h.scheming_get_dataset_schema(dataset_type)
    _say_plainly(errors)
    origin = _first_values(dataset_type, schema, data) if is_new else None
    for each in schema["dataset_fields"]:
        _set_default(each, data)
    own = city_form_type(dataset_type)
    parts = [_page_part(part, data, errors) for part in form_parts(schema, part_titles(own))]
    return FormPage(parts, list(find_problems(schema["dataset_fields"], errors)), origin)


def city_form_type(dataset_type: str) -> str:
    """What a type is called, in the reader's language."""
    return TYPE_LABELS.get(dataset_type, {}).get(reader_language()) or tk._("This type of data")


def city_file_problems(dataset_type: str, errors: Errors) -> list[Problem]:
    """List what is to be corrected in the form of a file."""
    schema = tk.h.scheming_get_dataset_schema(dataset_type)
    return city_form_problems(schema["resource_fields"], errors)


def city_form_problems(fields: Iterable[Mapping[str, Any]], errors: Errors) -> list[Problem]:
    """List what is to be corrected in a form of which only `field_name` and `label` are known."""
    _say_plainly(errors)
    return list(find_problems(fields, errors))


def city_files_step(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Say of a dataset's files `url`, empty where it is not saved yet, `count` and `words`."""
    count = len(dataset.get("resources") or [])
    if not dataset.get("id"):
        return {"url": "", "count": 0, "words": tk._("next step")}
    view = "_resource.new" if dataset.get("state") == "draft" else ".resources"
    words = tk.ungettext("one file", "{n} files", count).format(n=count)
    return {
        "url": tk.h.url_for(f"{dataset['type']}{view}", id=dataset["name"]),
        "count": count,
        "words": words if count else tk._("none yet"),
    }


def city_max_upload() -> int:
    """How large a file may be, in MB."""
    return config.max_upload_megabytes()


def city_own_number(each: Mapping[str, Any]) -> str:
    """The city's own value of a field that offers it where it is wrong; empty if there is none."""
    if not each.get("city_own_number"):
        return ""
    return str(prefilled_fields(read_city()).get(each["field_name"], ""))


def city_empty_query() -> str:
    """The query of a new dataset's form that takes nothing from the last one of its type."""
    return urlencode({**tk.request.args.to_dict(), EMPTY: "1"})


def find_problems(
    fields: Iterable[Mapping[str, Any]], errors: Mapping[str, Any]
) -> Iterator[Problem]:
    """List what is wrong, in the order of the form, then what belongs to no field of it."""
    left = dict(errors)
    for each in fields:
        name = each["field_name"]
        if name in left:
            yield from _problems_of(each, left.pop(name))
        for key in [key for key in left if key.startswith(f"{name}-")]:
            yield Problem(f"field-{key}", label_text(each["label"]), _sentence(left.pop(key)))
    for key, value in left.items():
        target = f"field-{key}" if key == "upload" else ""
        label = tk._("File") if key == "upload" else tk._(key)
        if sentence := _sentence(value):
            yield Problem(target, label, sentence)


def _say_plainly(errors: Any) -> None:
    """Say of an empty field what to do: CKAN says « Missing value »."""
    places = errors.keys() if isinstance(errors, dict) else range(len(errors))
    for place in list(places):
        if isinstance(errors[place], (dict, list)):
            _say_plainly(errors[place])
        elif errors[place] == tk._("Missing value"):
            errors[place] = tk._("This field must be filled in.")


def _problems_of(each: Mapping[str, Any], errors: Any) -> Iterator[Problem]:
    name, label = each["field_name"], label_text(each["label"])
    subfields = {sub["field_name"]: sub for sub in each.get("repeating_subfields", ())}
    rows = errors if isinstance(errors, list) else [errors]
    if not subfields or not all(isinstance(row, Mapping) for row in rows):
        yield Problem(f"field-{name}", label, _sentence(errors))
        return
    for place, row in enumerate(rows):
        for key, value in row.items():
            sub = label_text(subfields[key]["label"]) if key in subfields else key
            yield Problem(f"field-{name}-{place}-{key}", f"{label}, {sub}", _sentence(value))


def _sentence(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return " ".join(str(each) for each in values if isinstance(each, str) and each)


def _page_part(part: Any, data: Data, errors: Errors) -> PagePart:
    fields = part["fields"]
    needs = {each["field_name"]: city_field_need(each) for each in fields}
    wrong = len(list(find_problems(fields, {key: errors[key] for key in errors if key in needs})))
    empty = {needs[name] for name in needs if not says_something(_held(data, name))}
    state: State = "errors" if wrong else "todo" if "required" in empty else "done"
    if state == "done" and "recommended" in empty:
        state = "more"
    return PagePart(
        part["name"],
        part["title"],
        fields,
        state,
        wrong,
        folded=not wrong and "required" not in needs.values() and part["name"] != "type",
        summary=", ".join(_told(fields, data)),
    )


def _held(data: Data, name: str) -> Any:
    """What a field holds; rows of subfields come back flat after an error."""
    if says_something(data.get(name)):
        return data[name]
    return [value for key, value in data.items() if key.startswith(f"{name}-")]


def _told(fields: Iterable[Mapping[str, Any]], data: Data) -> list[str]:
    """Say in a few words what a part holds: the words of its lists, the names of its rows."""
    told: list[str] = []
    for each in fields:
        value = data.get(each["field_name"])
        if "choices_helper" in each and says_something(value):
            wanted = value if isinstance(value, list) else [value]
            choices = tk.h.scheming_field_choices(each)
            told += [label_text(c["label"]) for c in choices if c["value"] in wanted]
        elif "repeating_subfields" in each:
            told += _names_of_rows(each["field_name"], data)
    return told[:TOLD]


def _names_of_rows(name: str, data: Data) -> list[str]:
    rows = data.get(name)
    if isinstance(rows, list):
        named = [row.get("text") for row in rows if isinstance(row, Mapping)]
    else:  # flat, as they were sent
        named = [data[key] for key in data if key.startswith(f"{name}-") and key.endswith("-text")]
    return [str(each) for each in named if each]


def _set_default(each: Mapping[str, Any], data: Data) -> None:
    name = each["field_name"]
    if name in data:
        return
    if each.get("default_jinja2"):
        data[name] = tk.h.scheming_render_from_string(each["default_jinja2"])
    elif each.get("default"):
        data[name] = each["default"]


def _first_values(
    dataset_type: str, schema: Mapping[str, Any], data: Data
) -> dict[str, str] | None:
    """Fill in what a new dataset starts with; returns whose values were taken."""
    latest = None if tk.request.args.get(EMPTY) else _latest(dataset_type)
    taken = _repeated(schema, latest) if latest else {}
    for name, value in {**city_prefilled_fields(dataset_type), **taken}.items():
        if not data.get(name):
            data[name] = value
    return {"title": latest["title"], "name": latest["name"]} if latest and taken else None


def _repeated(schema: Mapping[str, Any], dataset: Mapping[str, Any]) -> Data:
    """Values of a dataset that the next one of its type is likely to have too."""
    tags = ", ".join(tag["name"] for tag in dataset.get("tags") or [])
    known = {**dataset, "tag_string": tags}
    names = [each["field_name"] for each in schema["dataset_fields"] if each.get("city_repeats")]
    return {name: known[name] for name in names if says_something(known.get(name))}


def _latest(dataset_type: str) -> dict[str, Any] | None:
    """The dataset of a type that was published last where the person may publish too."""
    departments = [each["id"] for each in tk.h.organizations_available("create_dataset")]
    newest = (
        sa.select(model.Package.id)
        .where(
            model.Package.type == dataset_type,
            model.Package.state == "active",
            model.Package.owner_org.in_(departments),
        )
        .order_by(model.Package.metadata_created.desc(), model.Package.id)
        .limit(1)
    )
    found = model.Session.scalar(newest)
    if found is None:
        return None
    context = {"user": tk.current_user.name, "for_edit": True, "use_cache": False}
    try:
        dataset: dict[str, Any] = tk.get_action("package_show")(context, {"id": found})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return dataset
