"""Whoever uploads a table sees its first rows on its pages, whatever program it was made with."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests.site.town import Town, act
from tests.views.test_map_view import upload

pytestmark = pytest.mark.service

GRANTS = (
    "\ufeffAssociation;Montant\nClub de boules;1 200,50\n<script>x</script>;https://ville.fr/a\n"
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.city.views.rows import jobs

    monkeypatch.setattr(jobs, "rows_folder", lambda: tmp_path / "rows")


def page_of(town: Town, resource: Any, who: str = "anonymous") -> str:
    return str(town.get(who, f"/dataset/{resource['package_id']}/resource/{resource['id']}").body)


def test_the_first_rows_of_an_upload_are_read_in_a_job_and_shown(town: Town) -> None:
    from ckanext.city.views.rows import jobs

    dataset = town.dataset(name="aides")
    resource = upload(town, "aides.csv", GRANTS, "aides", format="CSV")
    assert "en cours de lecture" in page_of(town, resource)
    jobs.read_rows_of(dataset["id"])
    page = page_of(town, resource)
    assert "Club de boules" in page
    assert ">Montant</th>" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert '<a href="https://ville.fr/a" rel="nofollow">' in page
    assert "datastore_search" not in page, "its rows cannot be asked for"
    assert "Club de boules" in town.get("anonymous", "/dataset/aides").body


def test_amounts_are_set_to_the_right_and_codes_are_not(town: Town) -> None:
    from ckanext.city.views.rows import jobs

    dataset = town.dataset(name="montants")
    text = "Code postal;Montant;Année;Note\n91700;1 200,50;2023;3\n91100;80;2024;n.c.\n"
    resource = upload(town, "montants.csv", text, "montants", format="CSV")
    jobs.read_rows_of(dataset["id"])
    page = page_of(town, resource)
    assert re.findall(r'class="r">([^<]*)<', page) == ["Montant", "1 200,50", "80"]


def test_a_job_is_asked_for_by_the_upload_and_by_a_page_and_each_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckan.lib import jobs as queue

    from ckanext.city.views.rows import jobs

    asked: list[tuple[Any, list[str]]] = []
    monkeypatch.setattr(
        queue, "enqueue", lambda function, arguments, **_more: asked.append((function, arguments))
    )
    dataset = town.dataset(name="demandes")
    resource = upload(town, "aides.csv", GRANTS, "demandes", format="CSV")
    assert asked.count((jobs.read_rows_of, [dataset["id"]])) == 1
    page_of(town, resource)
    page_of(town, resource)
    assert asked.count((jobs.read_rows, [resource["id"]])) == 1


def test_a_new_file_has_rows_of_its_own_and_the_old_ones_go(town: Town) -> None:
    from ckanext.city.views.rows import jobs

    dataset = town.dataset(name="suites")
    resource = upload(town, "aides.csv", GRANTS, "suites", format="CSV")
    jobs.read_rows_of(dataset["id"])
    town.app.post(
        "/api/3/action/resource_patch",
        data={
            "id": resource["id"],
            "upload": (io.BytesIO(GRANTS.replace("boules", "judo").encode()), "b.csv"),
        },
        headers=town.headers("agent"),
        content_type="multipart/form-data",
    )
    jobs.read_rows_of(dataset["id"])
    page = page_of(town, resource)
    assert "Club de judo" in page
    assert "Club de boules" not in page
    assert len(list(jobs.rows_folder().rglob("*.facts"))) == 1


def test_a_file_without_a_table_says_so_and_is_not_read_again(town: Town) -> None:
    from ckanext.city.views.rows import jobs

    dataset = town.dataset(name="vides")
    resource = upload(town, "vide.xlsx", "no workbook", "vides", format="XLSX")
    act("resource_patch", {"id": resource["id"], "format": "XLSX"})
    jobs.read_rows_of(dataset["id"])
    assert "pas d’aperçu" in page_of(town, resource)


def test_a_schema_names_the_columns_of_a_file_that_does_not_conform(town: Town) -> None:
    from ckanext.city.tables.catalogue import find_table_schema
    from ckanext.city.views.rows import jobs

    fields = find_table_schema("scdl/deliberations").descriptor["fields"]
    field = next(each for each in fields if each["name"] == "DELIB_OBJET")
    dataset = town.dataset(name="actes")
    text = "DELIB_ID,DELIB_OBJET\n1,Vœu\n"
    resource = upload(
        town, "a.csv", text, "actes", format="CSV", table_schema="scdl/deliberations@2.1.5"
    )
    jobs.read_rows_of(dataset["id"])
    page = page_of(town, resource)
    assert "Vœu" in page
    assert f">{field['title']}</th>" in page
