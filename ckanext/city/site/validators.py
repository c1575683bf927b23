"""Validators of our forms: what is wrong in a field, said in the reader's language.

Nothing of ckanext-scheming is imported: it asks CKAN for validators while it is imported, and CKAN
would then remember the list as it was before ours were in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.munge import munge_title_to_name
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.city.dataset_types import checks
from ckanext.city.dataset_types.checks import WrongValue
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.dataset_types.vocabularies import ids, load_vocabulary
from ckanext.city.interfaces import table_folders
from ckanext.city.site.choices import (
    SERIES_ORDERS,
    Field,
    label_text,
    may_join_series,
)
from ckanext.city.site.derive import DEPARTMENT, PUBLIC, Access, access_of, decide_access
from ckanext.city.tables.catalogue import UnknownTableSchema, find_table_schema

__all__ = [
    "city_after",
    "city_before",
    "city_choices",
    "city_count",
    "city_email",
    "city_geojson",
    "city_increasing",
    "city_insee",
    "city_iso_date",
    "city_multiple_choices",
    "city_name_from_title",
    "city_needed_if",
    "city_ordered",
    "city_period_date",
    "city_positive_int",
    "city_rounds",
    "city_school_year",
    "city_series",
    "city_siret",
    "city_table_schema",
    "city_uri",
    "city_uris",
    "city_url",
    "city_year",
    "city_years_apart",
]

Schema = dict[str, Any]
ValueValidator = Callable[[Any], Any]
KeyValidator = Callable[[FlattenKey, FlattenDataDict, FlattenErrorDict, Context], None]


def _of_field(validator: Callable[..., Any]) -> Callable[..., Any]:
    """Have ckanext-scheming call it with the field and the form, to make the real validator."""
    validator.is_a_scheming_validator = True  # type: ignore[attr-defined]
    return validator


def _checked(check: Callable[[Any], Any]) -> ValueValidator:
    """Make a validator of a check; an empty value passes: what is required is said apart."""

    def validator(value: Any) -> Any:
        if value is tk.missing or value in ("", None):
            return None if value == "" and check in _NUMBERS else value
        try:
            return check(value)
        except WrongValue as wrong:
            raise tk.Invalid(wrong.explain(tk._)) from None

    return validator


def _positive(value: str | int) -> int:
    return checks.read_count(value, least=1)


#: An empty number is nothing, not an empty text: CKAN's own column `size` takes no text.
_NUMBERS = (checks.read_count, _positive)

city_siret = _checked(checks.read_siret)
city_insee = _checked(checks.read_insee)
city_year = _checked(checks.read_year)
city_iso_date = _checked(checks.read_day)
city_period_date = _checked(checks.read_period_end)
city_school_year = _checked(checks.read_school_year)
city_count = _checked(checks.read_count)
city_positive_int = _checked(_positive)
city_email = _checked(checks.read_email)
city_uri = _checked(checks.read_web_address)
city_url = _checked(checks.read_web_address)
city_geojson = _checked(checks.read_geojson)


@_of_field
def city_choices(field: Field, schema: Schema) -> ValueValidator:  # noqa: ARG001 - scheming's
    """Accept a value of the field's list; the refusal names those there are."""

    def read(value: str) -> str:
        return _read_choice(value, field)

    return _checked(read)


@_of_field
def city_multiple_choices(field: Field, schema: Schema) -> KeyValidator:  # noqa: ARG001
    """Accept values of the field's list; several are a list, or the JSON text of one."""

    def validator(
        key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, _context: Context
    ) -> None:
        _read_each(key, data, errors, partial(_read_choice, field=field))

    return validator


def city_uris(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, _context: Context
) -> None:
    """Accept web addresses; several are a list, the JSON text of one, or one per line."""
    _read_each(key, data, errors, checks.read_web_address)


def city_series(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept series that the person may join, and those that the dataset is already in."""
    package = context.get("package")
    present = set(json.loads(package.extras.get("in_series") or "[]")) if package else set()
    user = str(context.get("user") or "")

    def read(series_id: str) -> str:
        series = model.Package.get(series_id)
        if series is not None and series.id in present:
            return series.id
        # One answer for a series that is not there and one that must not be known to be.
        if series is None or series.type != SERIES or not _may_join(user, series):
            raise WrongValue(_UNKNOWN_SERIES, value=series_id)
        return series.id

    _read_each(key, data, errors, read)


def city_table_schema(value: str) -> str:
    """Accept a known table schema; without a version the newest one is meant."""
    if not value:
        return value
    try:
        return find_table_schema(value, table_folders()).reference
    except UnknownTableSchema as unknown:
        message = tk._("“{value}” is no table schema that we know. Choose one of: {nearest}.")
        nearest = ", ".join(unknown.nearest)
        raise tk.Invalid(message.format(value=value, nearest=nearest)) from None


def city_name_from_title(
    key: FlattenKey, data: FlattenDataDict, _errors: FlattenErrorDict, context: Context
) -> None:
    """Give a dataset without an address one made of its title; keep an existing one's."""
    if data.get(key):
        return
    package = context.get("package")
    title = data.get(("title",))
    if package:
        data[key] = package.name
    elif isinstance(title, str) and title.strip():
        # CKAN drops apostrophes, and our form shows « l’eau » as l-eau
        data[key] = _free_name(munge_title_to_name(re.sub("['’]", " ", title).strip()))
    else:  # the title is what is missing, and says so
        data.pop(key, None)
        raise tk.StopOnError


@_of_field
def city_before(field: None, schema: Schema) -> KeyValidator:  # noqa: ARG001 - scheming's
    """Make what CKAN needs follow what our form says, before the fields are looked at."""
    names = {each["field_name"] for each in schema["dataset_fields"]}

    def validator(
        _key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
    ) -> None:
        _follow_access_level(data, context)
        if "series_order_type" in names:
            data[("series_order_type",)] = SERIES_ORDERS.get(data.get(("series_order_field",)), "")
        _refuse_fields_among_extras(names, data, errors)

    return validator


@_of_field
def city_after(field: None, schema: Schema) -> KeyValidator:  # noqa: ARG001 - scheming's
    """Check what no field can see alone, of every type."""
    repeated = [
        each["field_name"] for each in schema["dataset_fields"] if "repeating_subfields" in each
    ]

    def validator(
        _key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, _context: Context
    ) -> None:
        # ckanext-scheming would store what a row holds besides its subfields.
        for unknown in [each for each in data if each[0] in repeated and each[-1] == "__extras"]:
            del data[unknown]
        for row in _rows("temporal_coverage", data):
            _compare((*row, "start"), (*row, "end"), data, errors, checks.check_order)

    return validator


def city_ordered(first: str, last: str) -> KeyValidator:
    """Refuse a dataset whose field `last` comes before its field `first`."""
    return _between(first, last, checks.check_order)


def city_increasing(first: str, last: str) -> KeyValidator:
    """Refuse a dataset whose field `last` does not come after its field `first`."""
    return _between(first, last, partial(checks.check_order, equal=False))


def city_years_apart(year: str, day: str, least: str, most: str) -> KeyValidator:
    """Refuse a dataset whose field `day` lies too many years from its field `year`."""
    check = partial(checks.check_years_apart, least=int(least), most=int(most))
    return _between(year, day, check)


def city_rounds(scrutin: str, number: str) -> KeyValidator:
    """Refuse a second round of a ballot that has only one."""
    rounds = {entry.id: entry.extra.get("rounds", 2) for entry in load_vocabulary("scrutins")}

    def check(ballot: str, chosen: str) -> None:
        if int(chosen) > rounds[ballot]:
            raise WrongValue(_ONE_ROUND)

    return _between(scrutin, number, check)


def city_needed_if(chosen: str, value: str, needed: str) -> KeyValidator:
    """Ask for the field `needed` where the field `chosen` has a value."""

    def validator(
        _key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, _context: Context
    ) -> None:
        if data.get((chosen,)) != value or _is_given((needed,), data) or errors.get((needed,)):
            return
        errors.setdefault((needed,), []).append(checks.needed().explain(tk._))

    return validator


def _(text: str) -> str:  # marks text for extraction; `WrongValue.explain` translates it
    return text


_UNKNOWN_SERIES = _(
    "“{value}” is no series that you may add datasets to: choose one of the list, or ask the "
    "ambassador to make it."
)
_ONE_ROUND = _("This ballot has one round only: choose the first one.")
_NO_LIST = _("This must be a list of texts, for example {example}.")
_FIELD_AMONG_EXTRAS = _("“{name}” is a field of this form: write it as a field, not in `extras`.")


def _read_choice(value: str, field: Field) -> str:
    """Read a value, or the id that stands for it, in whatever case: "utf-8", "annual"."""
    choices: Sequence[Mapping[str, Any]] = tk.h.scheming_field_choices(field)
    if any(value == each["value"] for each in choices):
        return value
    ids_by_case = {_id(each).casefold(): str(each["value"]) for each in choices}
    if value.casefold() in ids_by_case:
        return ids_by_case[value.casefold()]
    offered = (each for each in choices if not each.get("retired"))
    labels = {_id(each): label_text(each["label"]) for each in offered}
    return checks.read_choice(value, labels)


def _id(choice: Mapping[str, Any]) -> str:
    return str(choice.get("id", choice["value"]))


def _read_each(
    key: FlattenKey,
    data: FlattenDataDict,
    errors: FlattenErrorDict,
    check: Callable[[str], str],
) -> None:
    """Put the JSON text of the checked list in place of what was sent; of none, nothing."""
    if errors.get(key):
        return
    try:
        values = [check(value) for value in _as_list(data.get(key))]
    except WrongValue as wrong:
        errors[key].append(wrong.explain(tk._))
        raise tk.StopOnError from None
    if not values:
        data.pop(key, None)
        raise tk.StopOnError
    data[key] = json.dumps(list(dict.fromkeys(values)))


def _as_list(value: Any) -> list[str]:
    if value is tk.missing or not value:
        return []
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            raise WrongValue(_NO_LIST, example='["a", "b"]') from None
    values = value.splitlines() if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise WrongValue(_NO_LIST, example='["a", "b"]')
    return [each.strip() for each in values if each.strip()]


def _may_join(user: str, series: model.Package) -> bool:
    owner = model.Group.get(series.owner_org) if series.owner_org else None
    return may_join_series(user, series.id, owner.name if owner else None)


def _free_name(name: str) -> str:
    """The name, or the name with the first number that nobody has."""
    stem = name[:95]
    alike = sa.select(model.Package.name).where(
        model.Package.name.startswith(stem, autoescape=True)
    )
    taken = set(model.Session.scalars(alike))
    names = (name, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next((each for each in names if each not in taken), name)


def _follow_access_level(data: FlattenDataDict, context: Context) -> None:
    private = data.get(("private",))
    given = None if private is tk.missing or private in (None, "") else tk.asbool(private)
    level = decide_access(data.get(("access_level",)) or None, given, _stored_access(context))
    if level not in ids("access-levels"):
        return  # the field's own validator says so
    access = access_of(level)
    data[("access_level",)] = access.level
    data[("private",)] = access.private
    data[("access_rights",)] = access.rights


def _stored_access(context: Context) -> Access | None:
    package = context.get("package")
    if package is None:
        return None
    level = package.extras.get("access_level") or (DEPARTMENT if package.private else PUBLIC)
    return Access(level, bool(package.private), "")


def _refuse_fields_among_extras(
    names: set[str], data: FlattenDataDict, errors: FlattenErrorDict
) -> None:
    """CKAN would keep both, and which one is read would be a matter of luck."""
    for key in data:
        if key[0] == "extras" and key[-1] == "key" and data[key] in names:
            wrong = WrongValue(_FIELD_AMONG_EXTRAS, name=data[key])
            errors.setdefault(key, []).append(wrong.explain(tk._))


def _rows(name: str, data: FlattenDataDict) -> list[FlattenKey]:
    return list(dict.fromkeys(key[:2] for key in data if key[0] == name and len(key) == 3))


def _between(first: str, last: str, check: Callable[[Any, Any], None]) -> KeyValidator:
    def validator(
        _key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, _context: Context
    ) -> None:
        _compare((first,), (last,), data, errors, check)

    return validator


def _compare(
    first: FlattenKey,
    last: FlattenKey,
    data: FlattenDataDict,
    errors: FlattenErrorDict,
    check: Callable[[Any, Any], None],
) -> None:
    """Check two fields that are both filled in and right by themselves."""
    if any(errors.get(key) or not _is_given(key, data) for key in (first, last)):
        return
    try:
        check(data[first], data[last])
    except WrongValue as wrong:
        errors.setdefault(last, []).append(wrong.explain(tk._))


def _is_given(key: FlattenKey, data: FlattenDataDict) -> bool:
    return data.get(key) not in (None, "", tk.missing)
