"""What keeps a file from becoming the table of its schema, in the reader's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.store.conformity import Fault, faults_of
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.terminal.words import translator

DESCRIPTOR = {
    "fields": [
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "nombre", "type": "integer"},
    ]
}


def faults(tmp_path: Path, content: str, *, ours: bool = True) -> list[Fault]:
    path = tmp_path / "sent.csv"
    path.write_text(content, encoding="utf-8")
    return faults_of(path, DESCRIPTOR, ours=ours)


@pytest.mark.parametrize("ours", [True, False], ids=["in this process", "in the child"])
def test_a_file_is_judged_alike_in_this_process_and_in_the_child(
    tmp_path: Path, ours: bool
) -> None:
    assert faults(tmp_path, "nombre;nom\n1;a\n;b\n", ours=ours) == []
    (fault,) = faults(tmp_path, "nombre;nom\n1;a\ndeux;b\n", ours=ours)
    assert (fault.row, fault.field) == (3, "nombre")
    assert fault.explain(translator("fr")).startswith(
        "«\u00a0deux\u00a0» n’est pas un nombre entier."
    )
    (fault,) = faults(tmp_path, "", ours=ours)
    assert (fault.row, fault.field, fault.finding.code) == (0, "", "file.empty")


@pytest.mark.parametrize(
    "content",
    [
        "Tableau des moyens\n\nnom,nombre\na,1\nb,2\n",
        "nom,nombre\na,1\nb,2\n\nSource : direction des moyens\n",
    ],
    ids=["a title above", "a note below"],
)
def test_what_reading_would_leave_out_keeps_a_file_from_being_loaded_as_it_is(
    tmp_path: Path, content: str
) -> None:
    assert faults(tmp_path, content) != []


def test_what_a_subject_excuses_is_no_fault() -> None:
    schema = find_table_schema("scdl/budget")
    (sample,) = (schema.folder / "samples" / "valid").glob("rule.stage-capitals--*.csv")
    assert faults_of(sample, schema.descriptor, ours=True) == []
