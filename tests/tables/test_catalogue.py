"""A table schema is found by the reference that people write, in the version they mean."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from ckanext.city.tables.catalogue import (
    UnknownTableSchema,
    find_table_schema,
    list_table_schemas,
)


def _write(root: Path, reference: str, index_url: str = "null") -> None:
    name, version = reference.split("@")
    folder = root / name / version
    folder.mkdir(parents=True)
    (folder / "schema.json").write_text(json.dumps({"name": name, "fields": []}), "utf-8")
    (folder / "about.yaml").write_text(
        f"title: {{fr: Les écoles, en: Schools}}\nindex_url: {index_url}\n", "utf-8"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for reference in (
        "scdl/budget@0.9.0",
        "scdl/budget@0.10.0",
        "scdl/budget@0.10.0-rc.2",
        "scdl/budget@0.10.0-rc.10",
        "city/schools@1.0.0",
    ):
        _write(tmp_path, reference)
    return tmp_path


def test_every_schema_of_ours_is_listed_once_by_its_folder() -> None:
    listed = [schema.reference for schema in list_table_schemas()]
    assert len(listed) == len(set(listed))
    assert "city/election-candidates@1.0.0" in listed
    for schema in list_table_schemas():
        assert schema.folder.parts[-3:] == (*schema.id.split("/"), schema.version)


def test_versions_stand_newest_first_in_semver_order(root: Path) -> None:
    assert [schema.reference for schema in list_table_schemas([root])] == [
        "city/schools@1.0.0",
        "scdl/budget@0.10.0",
        "scdl/budget@0.10.0-rc.10",
        "scdl/budget@0.10.0-rc.2",
        "scdl/budget@0.9.0",
    ]


@pytest.mark.parametrize(
    ("reference", "version"),
    [("scdl/budget", "0.10.0"), ("scdl/budget@0.9.0", "0.9.0")],
    ids=["without a version the newest", "with a version that one"],
)
def test_a_reference_finds_its_schema(root: Path, reference: str, version: str) -> None:
    found = find_table_schema(reference, [root])
    assert (found.id, found.version) == ("scdl/budget", version)
    assert found.reference == f"scdl/budget@{version}"


@pytest.mark.parametrize(
    ("reference", "nearest"),
    [
        ("scdl/bugdet", ("scdl/budget",)),
        ("scdl/bugdet@0.9.0", ("scdl/budget",)),
        ("city/schools@2.0.0", ("city/schools@1.0.0",)),
        ("", ("city/schools", "scdl/budget")),
        ("../../etc/passwd", ("city/schools", "scdl/budget")),
    ],
    ids=["a slip", "a slip with a version", "a version that is not there", "nothing", "a path"],
)
def test_an_unknown_reference_is_answered_with_what_to_write(
    root: Path, reference: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownTableSchema) as refused:
        find_table_schema(reference, [root])
    assert refused.value.reference == reference
    assert refused.value.nearest == nearest
    assert all(name in str(refused.value) for name in nearest)


def test_without_any_schema_the_sentence_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(UnknownTableSchema, match="check the folder"):
        find_table_schema("scdl/budget", [tmp_path])


def test_a_city_may_put_its_own_version_of_a_schema_first(root: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    _write(own, "city/schools@1.0.0", "https://example.org/schools.json")
    assert find_table_schema("city/schools", [own, root]).address is not None
    assert find_table_schema("city/schools", [root, own]).address is None


@pytest.mark.parametrize(
    ("lang", "title"),
    [("fr", "Les écoles"), ("en", "Schools"), ("fr_FR", "Les écoles"), ("de", "Les écoles")],
)
def test_the_title_is_in_the_reader_s_language_or_else_in_french(
    root: Path, lang: str, title: str
) -> None:
    assert find_table_schema("city/schools", [root]).title(lang) == title


def test_what_a_schema_holds_comes_from_its_folder(root: Path) -> None:
    schema = find_table_schema("city/schools", [root])
    assert schema.descriptor == {"name": "city/schools", "fields": []}
    assert schema.about["title"]["en"] == "Schools"


def test_a_listed_schema_cannot_be_changed_by_whoever_reads_it(root: Path) -> None:
    schema = find_table_schema("city/schools", [root])
    with pytest.raises(dataclasses.FrozenInstanceError):
        schema.version = "9.9.9"  # type: ignore[misc]
