"""Older datasets keep all they hold: what has one reading becomes our fields, the rest stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.city.site import migration
from tests.site.acting import as_admin

POINT = '{"type": "Point", "coordinates": [2.33, 48.62]}'
FIELDS = frozenset({"spatial_coverage", "temporal_coverage", "contact", "publisher"})


def dataset(**pairs: str) -> dict[str, Any]:
    return {"name": "arbres", "extras": [{"key": k, "value": v} for k, v in pairs.items()]}


def test_pairs_with_one_reading_become_the_fields_that_hold_the_same() -> None:
    old = dataset(spatial=POINT, temporal_start="2019-01-01", temporal_end="2019-12-31", tree="oak")
    new, taken = migration.convert(old, FIELDS)
    assert json.loads(new["spatial_coverage"][0]["geom"]) == json.loads(POINT)
    assert new["temporal_coverage"] == [{"start": "2019-01-01", "end": "2019-12-31"}]
    assert new["extras"] == [{"key": "tree", "value": "oak"}]
    assert taken == {
        "spatial": "spatial_coverage.geom",
        "temporal_start": "temporal_coverage.start",
        "temporal_end": "temporal_coverage.end",
    }


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param({"spatial": "Issy"}, id="a name is no geometry"),
        pytest.param({"temporal_start": "depuis toujours"}, id="words are no day"),
        pytest.param({"contact_uri": "javascript:alert(1)"}, id="a script is no address"),
        pytest.param({"contact_email": ""}, id="nothing"),
        pytest.param({"spatial_label": "Issy"}, id="a pair of another kind"),
    ],
)
def test_what_cannot_be_read_stays_where_it_is(pairs: dict[str, str]) -> None:
    old = dataset(**pairs)
    new, taken = migration.convert(old, FIELDS)
    assert new == old
    assert taken == {}


def test_a_field_that_has_a_value_is_left_alone() -> None:
    old = dataset(spatial=POINT) | {"spatial_coverage": [{"text": "Centre"}]}
    assert migration.convert(old, FIELDS) == (old, {})


def test_a_form_without_the_field_leaves_the_pair() -> None:
    old = dataset(spatial=POINT)
    assert migration.convert(old, frozenset()) == (old, {})


@pytest.fixture
def write(city: dict[str, str]) -> Any:
    """Write a dataset as an older CKAN did: rows, without our forms."""
    from ckan import model

    def written(name: str, extras: dict[str, str] | None = None, **values: Any) -> str:
        row = {"title": "Arbres", "notes": "Les arbres.", "type": "dataset", "license_id": "lov2"}
        package = model.Package(name=name, **(row | values))
        package.owner_org = model.Group.get(city["roads"]).id
        package.extras = dict(extras or {})
        model.Session.add(package)
        model.Session.commit()
        return str(package.id)

    return written


@pytest.mark.service
def test_nothing_is_changed_by_a_dry_run(write: Any) -> None:
    write("arbres", {"spatial": POINT, "essence": "chêne"})
    before = as_admin("package_show", id="arbres")
    (outcome,) = migration.migrate(dry_run=True)
    assert outcome.converted == {"spatial": "spatial_coverage.geom"}
    assert not outcome.changed
    assert as_admin("package_show", id="arbres") == before


@pytest.mark.service
def test_a_conversion_is_stored_keeps_the_rest_and_is_done_once(write: Any) -> None:
    write("arbres", {"spatial": POINT, "essence": "chêne"})
    (outcome,) = migration.migrate(dry_run=False)
    assert (outcome.changed, outcome.kept) == (True, ["essence"])
    now = as_admin("package_show", id="arbres")
    assert json.loads(now["spatial_coverage"][0]["geom"]) == json.loads(POINT)
    assert {"key": "essence", "value": "chêne"} in now["extras"]
    (again,) = migration.migrate(dry_run=False)
    assert (again.changed, again.converted) == (False, {})


@pytest.mark.service
def test_a_dataset_that_the_form_would_refuse_is_told_and_left_as_it_is(write: Any) -> None:
    write("arbres", {"spatial": POINT}, license_id="licence-maison")
    (outcome,) = migration.migrate(dry_run=False)
    assert set(outcome.refused) == {"license_id"}
    assert not outcome.changed
    now = as_admin("package_show", id="arbres")
    assert {"key": "spatial", "value": POINT} in now["extras"]


@pytest.mark.service
def test_a_missing_field_that_the_type_needs_is_told(write: Any) -> None:
    write("budget", type="budget")
    (outcome,) = migration.migrate(dry_run=True)
    assert {"exercice", "stage"} <= set(outcome.refused)


@pytest.mark.service
def test_a_retired_licence_is_told_and_kept(write: Any) -> None:
    write("arbres", license_id="fr-lo")
    (outcome,) = migration.migrate(dry_run=False)
    assert (outcome.retired_license, outcome.refused) == ("fr-lo", {})
    assert as_admin("package_show", id="arbres")["license_id"] == "fr-lo"


@pytest.mark.service
def test_a_type_without_a_form_is_told_and_left(write: Any) -> None:
    write("moisson", {"url": "x"}, type="harvest")
    (outcome,) = migration.migrate(dry_run=False)
    assert (outcome.has_form, outcome.changed) == (False, False)


@pytest.mark.service
def test_an_edit_on_the_site_keeps_what_the_form_does_not_know(write: Any, ckan_app: Any) -> None:
    from ckan.tests import factories

    dataset_id = write("arbres", {"essence": "chêne"})
    token = factories.SysadminWithToken()["token"]
    form = {"name": "arbres", "title": "Arbres d’alignement", "notes": "x", "save": "go-metadata"}
    form["owner_org"] = as_admin("package_show", id=dataset_id)["owner_org"]
    page = ckan_app.post(
        "/dataset/edit/arbres",
        data=form,
        headers={"Authorization": token},
        follow_redirects=False,
    )
    assert page.status_code == 302, page.body
    now = as_admin("package_show", id=dataset_id)
    assert now["title"] == "Arbres d’alignement"
    assert now["extras"] == [{"key": "essence", "value": "chêne"}]


@pytest.mark.service
def test_a_client_of_the_api_that_sends_no_pairs_removes_them(write: Any) -> None:
    write("arbres", {"essence": "chêne"})
    now = as_admin("package_show", id="arbres")
    as_admin("package_update", **{k: v for k, v in now.items() if k != "extras"})
    assert as_admin("package_show", id="arbres").get("extras", []) == []
