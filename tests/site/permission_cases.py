"""What each writing action is called with in the matrix of permissions: real objects, fresh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.site.town import FINANCE, PLAIN, act

GROUP = "transports"
TABLE = [{"id": "a", "type": "text"}]


@dataclass
class Stage:
    """The objects that actions are tried on: made once, and again where one was used up."""

    made: dict[tuple[str, str], Any] = field(default_factory=dict)

    def clear(self) -> None:
        """Make everything anew from here on."""
        self.made.clear()

    def organization(self, name: str) -> str:
        """The id of an organisation."""
        return self._once(
            "organization", name, lambda: act("organization_show", {"id": name})["id"]
        )

    def dataset(self, owner: str, which: str = "") -> dict[str, Any]:
        """A public dataset of a department, with a file."""
        row = PLAIN | {"owner_org": owner, "resources": [{"url": "https://x.example/a.csv"}]}
        return self._once(f"dataset{which}", owner, lambda: act("package_create", dict(row)))

    def resource(self, owner: str) -> dict[str, Any]:
        """The file of that dataset."""
        return dict(self.dataset(owner)["resources"][0])

    def table(self, owner: str) -> str:
        """The id of a file of a department with a DataStore table."""

        def make() -> str:
            resource_id = self.resource(owner)["id"]
            data = {"resource_id": resource_id, "force": True, "fields": TABLE}
            act("datastore_create", data)
            return str(resource_id)

        return self._once("table", owner, make)

    def view(self, owner: str) -> dict[str, Any]:
        """A view of that file; stored past the action, since no plugin of ours draws one."""
        from ckan import model

        def make() -> dict[str, Any]:
            resource_id = self.resource(owner)["id"]
            view = model.ResourceView(
                resource_id=resource_id, title="Vue", view_type="none", order=0
            )
            model.Session.add(view)
            model.Session.commit()
            return {"id": view.id, "resource_id": resource_id}

        return self._once("view", owner, make)

    def file(self, owner: str) -> str:
        """The id of a file of CKAN 2.12's own kind that belongs to a department's dataset."""
        from ckan import model

        def make() -> str:
            file = model.File(name="a.csv", location=_fresh_name(), storage="default", size=1)
            model.Session.add(file)
            model.Session.flush()
            package_id = self.dataset(owner)["id"]
            row = {"owner_id": package_id, "owner_type": "package"}
            model.Session.add(model.FileOwner(file_id=file.id, **row))
            model.Session.commit()
            return str(file.id)

        return self._once("file", owner, make)

    def related(self, owner: str) -> dict[str, str]:
        """A relation between two datasets of a department."""
        pair = {"subject": self.dataset(owner)["id"], "object": self.dataset(owner, "2")["id"]}
        relation = {**pair, "type": "depends_on"}
        self._once("relation", owner, lambda: act("package_relationship_create", relation))
        return relation

    def department(self) -> str:
        """A department that may be done away with."""
        row = {"name": f"service-{uuid4().hex[:6]}", "title": "Service"}
        return str(self._once("department", "", lambda: act("organization_create", row)["id"]))

    def group(self) -> str:
        """A group that may be done away with."""
        row = {"name": f"groupe-{uuid4().hex[:6]}", "title": "Groupe"}
        return str(self._once("group", "", lambda: act("group_create", row)["id"]))

    def user(self) -> str:
        """A person who may be done away with."""
        name = f"u{uuid4().hex[:8]}"
        row = {"name": name, "email": f"{name}@town.example", "password": "not-a-secret-1"}
        return str(self._once("user", "", lambda: act("user_create", row)["name"]))

    def member(self, owner: str) -> str:
        """A member of an organisation."""

        def make() -> str:
            row = {"id": owner, "username": "stranger", "role": "member"}
            act("organization_member_create", row)
            return "stranger"

        return str(self._once("member", owner, make))

    def vocabulary(self) -> dict[str, Any]:
        """A vocabulary without words."""
        row = {"name": f"mots-{uuid4().hex[:6]}", "tags": []}
        return dict(self._once("vocabulary", "", lambda: act("vocabulary_create", row)))

    def word(self) -> dict[str, Any]:
        """A word of that vocabulary."""
        row = {"name": "mot", "vocabulary_id": self.vocabulary()["id"]}
        return {"id": self._once("word", "", lambda: act("tag_create", row)["id"])} | row

    def task(self) -> dict[str, Any]:
        """The state of a task, as CKAN's extensions keep it."""
        row = {"entity_id": "a", "entity_type": "b", "task_type": "c", "key": "d", "value": "e"}
        return dict(self._once("task", "", lambda: act("task_status_update", row)))

    def job(self) -> str:
        """The id of a job that waits."""
        import ckan.plugins.toolkit as tk

        return str(self._once("job", "", lambda: tk.enqueue_job(print, ["waits"]).id))

    def token(self, person: str) -> str:
        """The identifier of an API token of a person."""

        def make() -> str:
            act("api_token_create", {"user": person, "name": "matrix"})
            return str(act("api_token_list", {"user_id": person})[-1]["id"])

        return str(self._once("token", person, make))

    def activity(self, owner: str) -> str:
        """The id of a line of a dataset's history."""
        dataset_id = self.dataset(owner)["id"]

        def make() -> str:
            rows = act("package_activity_list", {"id": dataset_id, "include_hidden_activity": True})
            return str(rows[0]["id"])

        return str(self._once("activity", owner, make))

    def followed(self, person: str, kind: str, target: str) -> str:
        """Something that a person follows, if she is somebody."""
        from ckan import model

        follows = {
            "dataset": model.UserFollowingDataset,
            "group": model.UserFollowingGroup,
            "user": model.UserFollowingUser,
        }[kind]
        user = model.User.get(person)
        if user and not follows.is_following(user.id, target):
            model.Session.add(follows(user.id, target))
            model.Session.commit()
        return target

    def _once(self, kind: str, of: str, make: Callable[[], Any]) -> Any:
        if (kind, of) not in self.made:
            self.made[kind, of] = make()
        return self.made[kind, of]


#: Makes an action's data of the stage, an organisation, the account concerned, and the caller.
Case = Callable[[Stage, str, str, str], dict[str, Any]]


def _id(of: Callable[[Stage, str], Any], **more: Any) -> Case:
    def case(stage: Stage, owner: str, _account: str, _person: str) -> dict[str, Any]:
        found = of(stage, owner)
        return {"id": found["id"] if isinstance(found, dict) else found, **more}

    return case


def _plain(**data: Any) -> Case:
    return lambda _stage, _owner, _account, _person: dict(data)


def _group_id(name: str) -> str:
    from ckan import model

    return str(model.Group.get(name).id)


def _user_id(name: str) -> str:
    from ckan import model

    return str(model.User.get(name).id)


def _fresh_name() -> str:
    return f"n{uuid4().hex[:8]}"


def _person() -> dict[str, str]:
    name = _fresh_name()
    return {"name": name, "email": f"{name}@town.example", "password": "not-a-secret-1"}


MEMBER = {"username": "stranger", "role": "member"}
OBJECT = {"object": "stranger", "object_type": "user"}
TERM = {"term": "Jeu", "term_translation": "Dataset", "lang_code": "en"}

#: On an object of a department: the caller's own, or another's.
OF_A_DEPARTMENT: dict[str, Case] = {
    "activity_create": lambda s, o, _a, _p: {
        "user_id": _user_id("stranger"),
        "object_id": s.dataset(o)["id"],
        "activity_type": "changed package",
        "data": {},
    },
    "activity_delete": lambda s, o, _a, _p: {"id": s.activity(o)},
    "bulk_update_delete": lambda s, o, _a, _p: {
        "datasets": [s.dataset(o)["id"]],
        "org_id": s.organization(o),
    },
    "bulk_update_private": lambda s, o, _a, _p: {
        "datasets": [s.dataset(o)["id"]],
        "org_id": s.organization(o),
    },
    "bulk_update_public": lambda s, o, _a, _p: {
        "datasets": [s.dataset(o)["id"]],
        "org_id": s.organization(o),
    },
    "dataset_purge": _id(Stage.dataset),
    "datastore_create": lambda s, o, _a, _p: {
        "resource_id": s.resource(o)["id"],
        "force": True,
        "fields": TABLE,
    },
    "datastore_delete": lambda s, o, _a, _p: {"resource_id": s.table(o), "force": True},
    "datastore_records_delete": lambda s, o, _a, _p: {
        "resource_id": s.table(o),
        "force": True,
        "filters": {},
    },
    "datastore_run_triggers": lambda s, o, _a, _p: {"resource_id": s.table(o)},
    "datastore_upsert": lambda s, o, _a, _p: {
        "resource_id": s.table(o),
        "force": True,
        "method": "insert",
        "records": [{"a": "b"}],
    },
    "dcat_dataset_show": _id(Stage.dataset),
    "file_delete": _id(Stage.file),
    "file_ownership_transfer": lambda s, o, _a, _p: {
        "id": s.file(o),
        "owner_type": "package",
        "owner_id": s.dataset(o, "2")["id"],
        "force": False,
    },
    "file_pin": _id(Stage.file),
    "file_rename": _id(Stage.file, name="b.csv"),
    "file_unpin": _id(Stage.file),
    "follow_dataset": _id(Stage.dataset),
    "member_create": lambda _s, o, _a, _p: {"id": o, "capacity": "member", **OBJECT},
    "member_delete": lambda s, o, _a, _p: {"id": o, **OBJECT, "object": s.member(o)},
    "organization_member_create": lambda _s, o, _a, _p: {"id": o, **MEMBER},
    "organization_member_delete": lambda s, o, _a, _p: {"id": o, "username": s.member(o)},
    "organization_patch": lambda _s, o, _a, _p: {"id": o, "description": "Présentation"},
    "organization_update": lambda s, o, _a, _p: {
        "id": s.organization(o),
        "name": o,
        "title": "Service",
    },
    "package_collaborator_create": lambda s, o, _a, _p: {
        "id": s.dataset(o)["id"],
        "user_id": _user_id("stranger"),
        "capacity": "editor",
    },
    "package_collaborator_delete": lambda s, o, _a, _p: {
        "id": s.dataset(o)["id"],
        "user_id": _user_id("stranger"),
    },
    "package_create": lambda _s, o, _a, _p: PLAIN | {"owner_org": o, "name": _fresh_name()},
    "package_create_default_resource_views": lambda s, o, _a, _p: {"package": s.dataset(o)},
    "package_delete": _id(Stage.dataset),
    "package_owner_org_update": _id(Stage.dataset, organization_id=FINANCE),
    "package_patch": _id(Stage.dataset, title="Autre titre"),
    "package_relationship_create": lambda s, o, _a, _p: {
        "subject": s.dataset(o)["id"],
        "object": s.dataset(o, "2")["id"],
        "type": "depends_on",
    },
    "package_relationship_delete": lambda s, o, _a, _p: s.related(o),
    "package_relationship_update": lambda s, o, _a, _p: {**s.related(o), "comment": "Suite"},
    "package_resource_reorder": _id(Stage.dataset, order=[]),
    "package_revise": lambda s, o, _a, _p: {
        "match": {"id": s.dataset(o)["id"]},
        "update": {"title": "Autre titre"},
    },
    "package_update": lambda s, o, _a, _p: PLAIN | {"id": s.dataset(o)["id"], "owner_org": o},
    "resource_create": lambda s, o, _a, _p: {
        "package_id": s.dataset(o)["id"],
        "url": "https://x.example/b.csv",
    },
    "resource_create_default_resource_views": lambda s, o, _a, _p: {"resource": s.resource(o)},
    "resource_delete": _id(Stage.resource),
    "resource_patch": _id(Stage.resource, name="Fichier"),
    "resource_update": lambda s, o, _a, _p: s.resource(o),
    "resource_view_create": lambda s, o, _a, _p: {
        "resource_id": s.resource(o)["id"],
        "view_type": "none",
        "title": "Vue",
    },
    "resource_view_delete": _id(Stage.view),
    "resource_view_reorder": lambda s, o, _a, _p: {
        "id": s.view(o)["resource_id"],
        "order": [s.view(o)["id"]],
    },
    "resource_view_update": lambda s, o, _a, _p: {**s.view(o), "title": "Autre vue"},
    "unfollow_dataset": lambda s, o, _a, p: {"id": s.followed(p, "dataset", s.dataset(o)["id"])},
    "user_invite": lambda s, o, _a, _p: {
        "email": f"{_fresh_name()}@town.example",
        "group_id": s.organization(o),
        "role": "member",
    },
}

#: On an account: the caller's own, or another person's.
OF_AN_ACCOUNT: dict[str, Case] = {
    "api_token_create": lambda _s, _o, a, _p: {"user": a, "name": "matrix"},
    "api_token_revoke": lambda s, _o, a, _p: {"jti": s.token(a)},
    "user_patch": lambda _s, _o, a, _p: {"id": a, "about": "Quelqu'un"},
    "user_update": lambda _s, _o, a, _p: {"id": a, "email": f"{a}@town.example"},
}

#: On nothing that belongs to somebody.
OF_THE_SITE: dict[str, Case] = {
    "activity_delete_all": _plain(),
    "activity_delete_counts": _plain(),
    "config_option_update": _plain(**{"ckan.site_description": ""}),
    "dashboard_mark_activities_old": _plain(),
    "datastore_function_create": _plain(
        name="city_matrix",
        or_replace=True,
        rettype="trigger",
        definition="BEGIN RETURN NEW; END;",
    ),
    "datastore_function_delete": _plain(name="city_matrix", if_exists=True),
    "file_create": _plain(storage="default", name="a.csv"),
    "file_register": _plain(storage="default", location="a.csv"),
    "follow_group": lambda _s, _o, _a, _p: {"id": _group_id(GROUP)},
    "follow_user": lambda _s, _o, _a, _p: {"id": "stranger"},
    "group_create": lambda _s, _o, _a, _p: {"name": _fresh_name(), "title": "Groupe"},
    "group_delete": lambda s, _o, _a, _p: {"id": s.group()},
    "group_member_create": lambda s, _o, _a, _p: {"id": s.group(), **MEMBER},
    "group_member_delete": lambda s, _o, _a, _p: {"id": s.group(), "username": "stranger"},
    "group_patch": lambda s, _o, _a, _p: {"id": s.group(), "description": "Présentation"},
    "group_purge": lambda s, _o, _a, _p: {"id": s.group()},
    "group_update": lambda s, _o, _a, _p: {"id": s.group(), "name": _fresh_name()},
    "job_cancel": lambda s, _o, _a, _p: {"id": s.job()},
    "job_clear": _plain(),
    "organization_create": lambda _s, _o, _a, _p: {"name": _fresh_name(), "title": "Service"},
    "organization_delete": lambda s, _o, _a, _p: {"id": s.department()},
    "organization_purge": lambda s, _o, _a, _p: {"id": s.department()},
    "resource_view_clear": _plain(view_types=["none"]),
    "send_email_notifications": _plain(),
    "tag_create": lambda s, _o, _a, _p: {
        "name": _fresh_name(),
        "vocabulary_id": s.vocabulary()["id"],
    },
    "tag_delete": lambda s, _o, _a, _p: s.word(),
    "task_status_delete": lambda s, _o, _a, _p: {"id": s.task()["id"]},
    "task_status_update": lambda s, _o, _a, _p: s.task(),
    "task_status_update_many": lambda s, _o, _a, _p: {"data": [s.task()]},
    "term_translation_update": _plain(**TERM),
    "term_translation_update_many": _plain(data=[TERM]),
    "unfollow_group": lambda s, _o, _a, p: {"id": s.followed(p, "group", _group_id(GROUP))},
    "unfollow_user": lambda s, _o, _a, p: {"id": s.followed(p, "user", _user_id("other-agent"))},
    "user_create": lambda _s, _o, _a, _p: _person(),
    "user_delete": lambda s, _o, _a, _p: {"id": s.user()},
    "vocabulary_create": lambda _s, _o, _a, _p: {"name": _fresh_name(), "tags": []},
    "vocabulary_delete": lambda s, _o, _a, _p: {"id": s.vocabulary()["id"]},
    "vocabulary_update": lambda s, _o, _a, _p: {"id": s.vocabulary()["id"], "name": _fresh_name()},
}

#: Only whether they may be called is asked: they need a storage, a mail server, a setting that is
#: off, or a plugin that draws views; and core fails to change a relation.
ASKED_ONLY = {
    "file_create",
    "file_delete",
    "file_ownership_transfer",
    "file_pin",
    "file_register",
    "file_rename",
    "file_unpin",
    "package_collaborator_create",
    "package_collaborator_delete",
    "package_relationship_update",
    "resource_view_create",
    "resource_view_update",
    "send_email_notifications",
    "user_invite",
}

#: After these what they were called with is made anew; the others leave it as good as it was.
USES_UP = {
    "package_relationship_update",
    "activity_delete",
    "activity_delete_all",
    "api_token_revoke",
    "bulk_update_delete",
    "bulk_update_private",
    "dataset_purge",
    "datastore_delete",
    "group_delete",
    "group_purge",
    "job_cancel",
    "job_clear",
    "member_delete",
    "organization_delete",
    "organization_member_delete",
    "organization_purge",
    "package_delete",
    "package_owner_org_update",
    "package_relationship_create",
    "package_relationship_delete",
    "package_update",
    "resource_delete",
    "resource_view_clear",
    "resource_view_delete",
    "tag_delete",
    "task_status_delete",
    "user_delete",
    "vocabulary_delete",
}
