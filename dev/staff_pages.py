"""The pages of those who publish and of those who run the site, for `make shots` and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dev.site_pages import ADMIN, AMBASSADOR, NOBODY, SitePage

AGENT = "agent-voirie"
WRONG = (("login", "personne"), ("password", "pas le bon"))

# The forms that are sent here are wrong, so that nothing is written.
FIXED = (
    SitePage("login-wrong", "/user/login", NOBODY, fill=WRONG),
    SitePage("login-inside", "/user/login", AMBASSADOR),
    SitePage("logged-out", "/user/logged_out_redirect"),
    SitePage("register", "/user/register"),
    SitePage("register-by-admin", "/user/register", ADMIN),
    SitePage("reset-unknown", "/user/reset/personne?key=passe"),
    SitePage("not-found-inside", "/cette-page-n-existe-pas", AMBASSADOR),
    SitePage("forbidden-inside", "/ckan-admin", AMBASSADOR),
    SitePage("dashboard", "/dashboard/datasets", AMBASSADOR),
    SitePage("dashboard-found", "/dashboard/datasets?q=budget", AMBASSADOR),
    SitePage("dashboard-nothing", "/dashboard/datasets?q=zzzzqqq", AMBASSADOR),
    SitePage("dashboard-departments", "/dashboard/organizations", AMBASSADOR),
    SitePage("dashboard-themes", "/dashboard/groups", AMBASSADOR),
    SitePage("dashboard-news", "/dashboard/", AMBASSADOR),
    SitePage("dashboard-of-agent", "/dashboard/datasets", AGENT),
    SitePage("dashboard-departments-of-agent", "/dashboard/organizations", AGENT),
    SitePage("dashboard-themes-of-admin", "/dashboard/groups", ADMIN),
    SitePage("dashboard-news-of-admin", "/dashboard/", ADMIN),
    SitePage("feed-problems", "/dashboard/city-feed", AMBASSADOR),
    SitePage("account", f"/user/edit/{AMBASSADOR}", AMBASSADOR),
    SitePage("account-wrong", f"/user/edit/{AMBASSADOR}", AMBASSADOR, fill=(("email", "ines"),)),
    SitePage("account-by-admin", f"/user/edit/{AGENT}", ADMIN),
    SitePage("person", f"/user/{AMBASSADOR}", AMBASSADOR),
    SitePage("person-seen", f"/user/{AGENT}", AMBASSADOR),
    SitePage("person-by-admin", f"/user/{AGENT}", ADMIN),
    SitePage("person-departments", f"/user/{AGENT}/organizations", AGENT),
    SitePage("person-themes", f"/user/{AGENT}/groups", AGENT),
    SitePage("person-history", f"/user/activity/{AGENT}", AGENT),
    SitePage("person-followers", f"/user/followers/{AGENT}", ADMIN),
    SitePage("person-delete", f"/user/delete/{AGENT}", ADMIN),
    SitePage("tokens", f"/user/{AGENT}/api-tokens", AGENT),
    SitePage("people", "/user/", ADMIN),
    SitePage("choose-type", "/city/new", AMBASSADOR),
    SitePage("new-budget-wrong", "/budget/new", AMBASSADOR, fill=(("title", ""),)),
    SitePage("department-new", "/organization/new", ADMIN),
    SitePage("department-new-wrong", "/organization/new", ADMIN, fill=(("title", ""),)),
    SitePage("theme-new", "/group/new", ADMIN),
    SitePage("admin", "/ckan-admin/", ADMIN),
    SitePage("admin-config", "/ckan-admin/config", ADMIN),
    SitePage("admin-reset", "/ckan-admin/reset_config", ADMIN),
    SitePage("admin-trash", "/ckan-admin/trash", ADMIN),
    SitePage("admin-purge", "/ckan-admin/trash?name=package", ADMIN),
    SitePage("admin-history", "/ckan-admin/activities", ADMIN),
    SitePage("admin-feed", "/ckan-admin/city-feed", ADMIN),
)


def staff_pages(api: Any) -> Iterator[SitePage]:
    """List a page of every kind that is not for everybody.

    Args:
        api: a ckanapi client of the catalogue; what it may not see is left out.
    """
    yield from FIXED
    for kind, name in (("organization", "department"), ("group", "theme")):
        for group in api.call_action(f"{kind}_list")[:1]:
            yield from _of_group(kind, name, group)
    found = api.action.package_search(fq="+res_format:CSV", rows=1, sort="name asc")
    for dataset in found["results"]:
        yield from _of_dataset(api, dataset)


def _of_group(kind: str, name: str, group: str) -> Iterator[SitePage]:
    for page, route in (
        ("edit", "edit"),
        ("members", "manage_members"),
        ("member-new", "member_new"),
        ("bulk", "bulk_process"),
        ("about", "about"),
        ("history", "activity"),
        ("followers", "followers"),
        ("delete", "delete"),
    ):
        if page == "bulk" and kind == "group":
            continue  # core's page is of organisations only
        yield SitePage(f"{name}-{page}", f"/{kind}/{route}/{group}", ADMIN)
    for page, route in (("member-edit", "member_new"), ("member-delete", "member_delete")):
        yield SitePage(f"{name}-{page}", f"/{kind}/{route}/{group}?user={AGENT}", ADMIN)


def _of_dataset(api: Any, dataset: dict[str, Any]) -> Iterator[SitePage]:
    type_, name = dataset["type"], dataset["name"]
    yield SitePage("dataset-seen-by-staff", f"/{type_}/{name}", AMBASSADOR)
    yield SitePage("dataset-delete", f"/{type_}/delete/{name}", AMBASSADOR)
    yield SitePage("dataset-files", f"/{type_}/resources/{name}", AMBASSADOR)
    yield SitePage("dataset-themes", f"/{type_}/groups/{name}", AMBASSADOR)
    yield SitePage("dataset-followers", f"/{type_}/followers/{name}", ADMIN)
    yield SitePage("dataset-history", f"/dataset/activity/{name}", AMBASSADOR)
    yield SitePage("file-new", f"/{type_}/{name}/resource/new", AMBASSADOR)
    for line in api.action.package_activity_list(id=dataset["id"], limit=1):
        yield SitePage("dataset-version", f"/dataset/{name}/history/{line['id']}", AMBASSADOR)
        yield SitePage("dataset-changes", f"/dataset/changes/{line['id']}", AMBASSADOR)
    for resource in dataset["resources"][:1]:
        file = f"/{type_}/{name}/resource/{resource['id']}"
        yield SitePage("file-edit", f"{file}/edit", AMBASSADOR)
        yield SitePage("file-delete", f"{file}/delete", AMBASSADOR)
        yield SitePage("file-views", f"{file}/views", AMBASSADOR)
        for view in api.action.resource_view_list(id=resource["id"])[:1]:
            again = f"{file}/new_view?view_type={view['view_type']}"
            yield SitePage("view-new", again, AMBASSADOR)
            yield SitePage("view-edit", f"{file}/edit_view/{view['id']}", AMBASSADOR)
        yield SitePage(
            "file-dictionary", f"/dataset/{name}/dictionary/{resource['id']}", AMBASSADOR
        )
