"""Hidden things in every state, and each way by which a reader might learn that they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from tests.site.town import ANONYMOUS, CITY, ROADS, Town, act

AGENT = "other-agent"
EDITOR = "agent"
ADMIN = "administrator"


#: Status, headers and body of an answer.
Told = tuple[int, dict[str, str], str]


@dataclass(frozen=True)
class Hidden:
    """A dataset that was public, was read by everybody, and then was hidden.

    Attributes:
        state: in which it is.
        id: its id.
        name: its name.
        old_name: the name that it had before.
        resource: the id of its file, which has a table in the DataStore.
        words: of its title, description, keyword and file.
        readers: those who may read it still.
        kept: whether it was published, and read, before it was hidden.
    """

    state: str
    id: str
    name: str
    old_name: str
    resource: str
    words: tuple[str, ...]
    readers: frozenset[str] = field(default=frozenset({EDITOR, ADMIN}))
    kept: bool = True

    @property
    def marks(self) -> tuple[str, ...]:
        """What nobody else may find in any answer."""
        return (self.id, self.name, self.old_name, self.resource, *self.words)


def hide(town: Town, state: str, *, kept: bool) -> Hidden:
    """Publish a dataset with a file, a table, a view and a follower, rename it, and hide it."""
    mark = f"{state}{'k' if kept else 'n'}"
    words = tuple(f"{word}{mark}" for word in ("Titre", "Notes", "motclef", "fichier"))
    first = {} if kept else FIRST.get(state, {})
    dataset = town.dataset(
        name=f"ancien-{mark}", title=words[0], notes=words[1], tags=[{"name": words[2]}], **first
    )
    resource = _file(town, dataset["id"], words[3])
    if kept:
        for address in FEED_PAGES:
            town.get(ANONYMOUS, fill(address, dataset["id"], resource))
        for address in FEED_LISTS:
            town.get(ANONYMOUS, address)
        town.api("stranger", "follow_dataset", id=dataset["id"])
    town.result(EDITOR, "package_patch", id=dataset["id"], name=f"nouveau-{mark}")
    HIDE[state](town, dataset["id"])
    readers = {"staff": {AGENT, EDITOR, ADMIN}, "purged": set(), "deleted": {EDITOR, ADMIN}}
    return Hidden(
        state,
        dataset["id"],
        f"nouveau-{mark}",
        f"ancien-{mark}",
        resource,
        words,
        frozenset(readers.get(state, {EDITOR, ADMIN})),
        kept,
    )


def fill(address: str, dataset: str, resource: str) -> str:
    """Put a dataset and a resource into an address of the tables below."""
    return address.replace("{d}", dataset).replace("{r}", resource)


def telling(answer: Any, names: Iterable[str]) -> Told:
    """What an answer tells, but for what no two answers have in common, and what was asked."""
    own = ("Date", "Set-Cookie", "X-Request-Id", "ETag")
    headers = {name: value for name, value in answer.headers.items() if name not in own}
    body = answer.get_data(as_text=True)
    body = re.sub(r'(_csrf_token" (?:content|value)=")[^"]*', r"\1", body)
    body = re.sub(r"<updated>[^<]*", "<updated>", body)  # an empty feed of core's is of now
    for name in names:
        body = body.replace(name, "ASKED")
        headers = {each: value.replace(name, "ASKED") for each, value in headers.items()}
    headers.pop("Content-Length", None)
    return answer.status_code, headers, body


def _file(town: Town, dataset: str, name: str) -> str:
    answer = town.app.post(
        "/api/3/action/resource_create",
        data={
            "package_id": dataset,
            "name": name,
            "upload": (BytesIO(f"a,b\n1,{name}\n".encode()), f"{name}.csv"),
        },
        headers=town.headers(EDITOR),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200, answer.body
    resource = str(answer.json["result"]["id"])
    table = {"fields": [{"id": "a", "type": "text"}], "records": [{"a": name}]}
    town.result(EDITOR, "datastore_create", resource_id=resource, force=True, **table)
    return resource


def _level(level: str) -> Callable[[Town, str], None]:
    def hide_it(town: Town, dataset: str) -> None:
        town.result("ambassador", "package_patch", id=dataset, access_level=level)

    return hide_it


def _draft(town: Town, dataset: str) -> None:
    town.result(ADMIN, "package_patch", id=dataset, state="draft")


def _delete(town: Town, dataset: str) -> None:
    town.result(EDITOR, "package_delete", id=dataset)


def _purge(town: Town, dataset: str) -> None:
    town.result(ADMIN, "dataset_purge", id=dataset)


def _delete_organization(town: Town, dataset: str) -> None:
    """Move it to a department of its own, hide it, and do away with the department."""
    department = act(
        "organization_create",
        {"name": f"dep-{dataset[:8]}", "title": "Passager", "groups": [{"name": CITY}]},
    )
    town.result(ADMIN, "package_patch", id=dataset, owner_org=department["id"])
    town.result(ADMIN, "package_patch", id=dataset, access_level="department")
    town.api(ADMIN, "organization_delete", id=department["id"])


HIDE: dict[str, Callable[[Town, str], None]] = {
    "department": _level("department"),
    "staff": _level("staff"),
    "draft": _draft,
    "deleted": _delete,
    "purged": _purge,
    "orphan": _delete_organization,
}
#: How a dataset is made that was never public.
FIRST: dict[str, dict[str, str]] = {
    "department": {"access_level": "department"},
    "staff": {"access_level": "staff"},
    "draft": {"state": "draft"},
}

#: The feed's addresses, which keep parts of what they answer.
FEED_PAGES = (
    "/dataset/{d}.ttl",
    "/dataset/{d}.rdf",
    "/dataset/{d}.xml",
    "/dataset/{d}.jsonld",
    "/dataset_series/{d}.ttl",
    "/dataset/{d}/members.csv",
)
FEED_LISTS = (
    "/catalog.ttl",
    "/catalog.rdf",
    "/catalog.xml",
    "/catalog.jsonld",
    "/catalogue-scdl.csv",
    "/sitemap.xml",
    "/sitemap/datasets.xml",
    "/feeds/dataset.atom",
    "/feeds/type/dataset.atom",
    f"/feeds/organization/{ROADS}.atom",
)
#: What is made for portals and programs: the same bytes for every reader.
PUBLIC = (*FEED_LISTS, *FEED_PAGES[:4])

#: Pages about one dataset or file.
DATASET_PAGES = (
    *FEED_PAGES,
    "/dataset/{d}",
    "/poi/{d}",
    "/dataset_series/{d}",
    "/dataset/{d}.n3",
    "/dataset/activity/{d}",
    "/dataset/followers/{d}",
    "/dataset/groups/{d}",
    "/dataset/resources/{d}",
    "/dataset/edit/{d}",
    "/dataset/delete/{d}",
    "/dataset/collaborators/{d}",
    "/dataset/changes/{d}",
    "/dataset/{d}/resource/new",
    "/dataset/{d}/resource/{r}",
    "/dataset/{d}/resource/{r}/download",
    "/dataset/{d}/resource/{r}/download/a.csv",
    "/poi/{d}/resource/{r}/download",
    "/dataset/{d}/resource/{r}/edit",
    "/dataset/{d}/resource/{r}/delete",
    "/dataset/{d}/resource/{r}/view",
    "/dataset/{d}/resource/{r}/views",
    "/dataset/{d}/resource/{r}/new_view",
    "/dataset/{d}/dictionary/{r}",
    "/datastore/dump/{r}",
    "/datastore/api_info/{r}",
    "/feeds/custom.atom?q=id:{d}",
    "/dataset/?q=%22{d}%22",
    "/fr/dataset/{d}.ttl",
    "/en/dataset/{d}",
)

#: Actions about one dataset or file, that read or write, each refused alike.
ACTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("package_show", {"id": "{d}"}),
    ("package_show", {"name_or_id": "{d}"}),
    ("package_activity_list", {"id": "{d}"}),
    ("package_relationships_list", {"id": "{d}"}),
    ("package_collaborator_list", {"id": "{d}"}),
    ("package_search", {"q": 'name:"{d}"', "include_private": True, "include_drafts": True}),
    ("package_search", {"fq": "id:{d}"}),
    ("package_search", {"fq": "name:{d}", "facet.field": ["name", "title_string", "id"]}),
    ("package_autocomplete", {"q": "{d}"}),
    ("resource_show", {"id": "{r}"}),
    ("resource_search", {"query": "id:{r}"}),
    ("resource_view_list", {"id": "{r}"}),
    ("datastore_search", {"resource_id": "{r}"}),
    ("datastore_search", {"id": "{r}"}),
    ("datastore_info", {"id": "{r}"}),
    ("datastore_info", {"resource_id": "{r}"}),
    ("dcat_dataset_show", {"id": "{d}"}),
    ("dcat_dataset_show", {"id": "{d}", "format": "ttl"}),
    ("dcat_catalog_show", {"fq": "id:{d}"}),
    ("dcat_catalog_search", {"q": "{d}"}),
    ("dcat_datasets_list", {"q": "{d}"}),
    ("dataset_follower_count", {"id": "{d}"}),
    ("dataset_follower_list", {"id": "{d}"}),
    ("am_following_dataset", {"id": "{d}"}),
    ("follow_dataset", {"id": "{d}"}),
    ("unfollow_dataset", {"id": "{d}"}),
    ("city_dataset_completeness", {"id": "{d}"}),
    ("package_patch", {"id": "{d}", "title": "x"}),
    ("package_update", {"id": "{d}", "title": "x"}),
    ("package_revise", {"match": {"id": "{d}"}, "update": {"title": "x"}}),
    ("package_delete", {"id": "{d}"}),
    ("dataset_purge", {"id": "{d}"}),
    ("package_owner_org_update", {"id": "{d}", "organization_id": ROADS}),
    ("package_resource_reorder", {"id": "{d}", "order": []}),
    ("package_collaborator_create", {"id": "{d}", "user_id": "stranger", "capacity": "member"}),
    ("package_relationship_create", {"subject": "{d}", "object": "{d}", "type": "depends_on"}),
    ("resource_create", {"package_id": "{d}", "url": "https://x.example/"}),
    ("resource_patch", {"id": "{r}", "name": "x"}),
    ("resource_update", {"id": "{r}", "url": "https://x.example/"}),
    ("resource_delete", {"id": "{r}"}),
    ("resource_view_create", {"resource_id": "{r}", "title": "x", "view_type": "text_view"}),
    ("resource_create_default_resource_views", {"resource": {"id": "{r}", "package_id": "{d}"}}),
    ("package_create_default_resource_views", {"package": {"id": "{d}"}}),
    ("datastore_create", {"resource_id": "{r}", "fields": [{"id": "z"}]}),
    ("datastore_upsert", {"resource_id": "{r}", "records": []}),
    ("datastore_delete", {"resource_id": "{r}"}),
    ("datastore_records_delete", {"resource_id": "{r}", "filters": {}}),
    ("member_create", {"id": ROADS, "object": "{d}", "object_type": "package", "capacity": "x"}),
)

#: Lists of the catalogue: nothing hidden is in them, whatever they are asked.
LISTS = (
    "/",
    "/dataset/",
    "/dataset/?q=Titre&include_private=1",
    "/dataset/?q=*:*&sort=metadata_modified+desc",
    f"/organization/{ROADS}",
    f"/organization/{CITY}",
    f"/organization/activity/{ROADS}",
    *FEED_LISTS,
    "/sitemap/pages.xml",
    f"/feeds/organization/{CITY}.atom",
    "/feeds/custom.atom?q=Titre",
    "/feeds/dataset.atom?page=1",
    "/api/3/action/package_list",
    "/api/3/action/package_search?rows=1000",
    "/api/3/action/package_search?rows=0&facet.field=[%22name%22,%22tags%22,%22id%22]",
    "/api/3/action/current_package_list_with_resources?limit=1000",
    "/api/3/action/recently_changed_packages_activity_list",
    f"/api/3/action/organization_activity_list?id={ROADS}",
    f"/api/3/action/organization_show?id={ROADS}&include_datasets=1",
    f"/api/3/action/group_package_show?id={ROADS}",
    f"/api/3/action/member_list?id={ROADS}&object_type=package",
    "/api/3/action/tag_list",
    "/api/3/action/tag_list?all_fields=1",
    "/api/3/action/tag_autocomplete?q=motclef",
    "/api/3/action/tag_search?query=motclef",
    "/api/3/action/resource_search?query=name:fichier",
    "/api/3/action/dcat_catalog_show",
    "/api/3/action/dcat_datasets_list",
    "/api/2/util/dataset/autocomplete?incomplete=ancien",
    "/api/2/util/dataset/autocomplete?incomplete=nouveau",
    "/api/2/util/tag/autocomplete?incomplete=motclef",
)
