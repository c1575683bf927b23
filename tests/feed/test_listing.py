"""Published means the same for every portal and reader, and pages never move."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from ckanext.city.feed import listing
from tests.feed.catalogue import catalogue, make, open_ids
from tests.site.conftest import town
from tests.site.town import FINANCE, act

__all__ = ["catalogue", "town"]  # fixtures

pytestmark = pytest.mark.service


def ids(**asked: Any) -> list[str]:
    return [row.id for row in listing.published(**asked)]


def test_only_active_and_public_datasets_are_listed_by_id(catalogue: Any) -> None:
    assert ids() == open_ids(catalogue)
    assert listing.count() == len(open_ids(catalogue))


def test_pages_follow_one_another_by_the_last_id(catalogue: Any) -> None:
    first = ids(limit=2)
    assert first + ids(after=first[-1]) == open_ids(catalogue)
    assert ids(after=first[-1], limit=1) == open_ids(catalogue)[2:3]


def test_a_hidden_dataset_cannot_be_listed_by_its_id(catalogue: Any) -> None:
    everything = [row["id"] for row in catalogue.values()]
    assert ids(ids=everything) == open_ids(catalogue)
    assert ids(ids=[]) == []


def test_datasets_are_listed_by_type_and_by_organization(catalogue: Any) -> None:
    finance = act("organization_show", {"id": FINANCE})["id"]
    assert ids(type="dataset_series") == [catalogue["open-series"]["id"]]
    assert ids(organization=finance, type="dataset") == [catalogue["open-member"]["id"]]


@pytest.mark.parametrize("by", ["id", "name"])
@pytest.mark.parametrize("state", ["private", "draft", "deleted", "series"])
def test_a_hidden_dataset_is_not_found(catalogue: Any, by: str, state: str) -> None:
    assert listing.find(catalogue[f"secret-{state}"][by]) is None


@pytest.mark.parametrize("by", ["id", "name"])
def test_a_published_dataset_is_found(catalogue: Any, by: str) -> None:
    row = listing.find(catalogue["open-full"][by])
    assert row is not None
    assert (row.id, row.name) == (catalogue["open-full"]["id"], "open-full")


def test_a_dataset_named_as_anothers_id_does_not_hide_it(catalogue: Any) -> None:
    target = catalogue["open-full"]["id"]
    other = make(target)
    try:
        found = listing.find(target)
        assert found is not None
        assert found.id == target
    finally:
        act("dataset_purge", {"id": other["id"]})


def test_only_published_series_are_told_of_a_dataset(catalogue: Any) -> None:
    [row] = listing.published(ids=[catalogue["open-member"]["id"]])
    assert row.series == (catalogue["open-series"]["id"],)
    [alone] = listing.published(ids=[catalogue["open-full"]["id"]])
    assert alone.series == ()


def test_only_published_members_are_told_of_a_series(catalogue: Any) -> None:
    series = catalogue["open-series"]["id"]
    [member] = listing.members_of([series])[series]
    assert (member.id, member.name) == (catalogue["open-member"]["id"], "open-member")
    assert '"start": "2024-01-01"' in (member.temporal_coverage or "")
    assert listing.members_of(["none"]) == {"none": []}


@pytest.mark.parametrize("stored", ['["a', "texte ' libre", "[]", '["%"]', "{}", ""], ids=repr)
def test_a_broken_list_of_series_breaks_no_listing(catalogue: Any, stored: str) -> None:
    from ckan import model

    id_ = catalogue["open-full"]["id"]
    package = model.Package.get(id_)
    package.extras["in_series"] = stored
    model.Session.flush()
    try:
        [row] = listing.published(ids=[id_])
        assert row.series == ()
        assert listing.members_of([catalogue["open-series"]["id"]])
    finally:
        model.Session.rollback()


def test_any_change_to_an_organization_is_seen(catalogue: Any) -> None:
    seen = {listing.organizations()}
    for change in ({"title": "Finances et budget"}, {"contact_email": "autre@town.example"}):
        act("organization_patch", {"id": FINANCE} | change)
        seen.add(listing.organizations())
    assert len(seen) == 3
    assert listing.summary().organizations in seen


def test_harvest_sources_and_other_things_of_no_form_are_not_datasets(catalogue: Any) -> None:
    from ckan import model

    package = model.Package.get(catalogue["open-full"]["id"])
    package.type = "harvest"
    model.Session.flush()
    try:
        assert ids() == [id_ for id_ in open_ids(catalogue) if id_ != package.id]
    finally:
        model.Session.rollback()


def test_the_index_of_what_is_published_is_made_once(catalogue: Any) -> None:
    from ckan import model

    from ckanext.city.site import preparation

    model.Session.execute(sa.text(f"DROP INDEX IF EXISTS {listing.INDEX}"))
    model.Session.commit()
    told = [list(preparation.index_published()) for _each in range(2)]
    assert [len(each) for each in told] == [1, 0]
    assert ids() == open_ids(catalogue)
