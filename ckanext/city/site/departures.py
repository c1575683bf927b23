"""An agent leaves: her work goes to a colleague, her access ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.lib import search
from ckan.types import Context

#: The states of a dataset that still is one; those in the bin go with the others.
_INDEXED = ("active", "draft")


class UnknownPerson(Exception):
    """Nobody has an account of this name; its argument is the name."""


class UnfitColleague(Exception):
    """Her work cannot go to this colleague; its argument is the colleague's name."""


def hand_over(leaver: str, colleague: str) -> Iterator[str]:
    """Give all that a person made to a colleague, take her roles and tokens, close her account.

    May be repeated: what is done is left alone.

    Args:
        leaver: name or id of the account that ends.
        colleague: the same of who goes on with her work; an open account, another one.

    Yields:
        A sentence for each thing done, and for each department where the colleague lacks a role.

    Raises:
        UnknownPerson: there is no such account.
        UnfitColleague: the colleague's account is closed, or is the leaver's own.
    """
    gone, heir = _account(leaver), _account(colleague)
    if heir.state != "active" or heir.id == gone.id:
        raise UnfitColleague(heir.name)
    context = _context()
    yield from _revoke_tokens(context, gone)
    yield from _give_datasets(gone, heir)
    yield from _give_files(gone, heir)
    yield from _take_roles(context, gone)
    yield from _close_account(context, gone)


def _account(name: str) -> model.User:
    user = model.User.get(name)
    if user is None:
        raise UnknownPerson(name)
    return user


def _context() -> Context:
    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"user": site["name"], "ignore_auth": True}


def _revoke_tokens(context: Context, gone: model.User) -> Iterator[str]:
    tokens = model.Session.query(model.ApiToken).filter_by(user_id=gone.id).all()
    for token in tokens:
        tk.get_action("api_token_revoke")(context.copy(), {"jti": token.id})
    if tokens:
        message = tk.ungettext("{n} API token revoked.", "{n} API tokens revoked.", len(tokens))
        yield message.format(n=len(tokens))


def _give_datasets(gone: model.User, heir: model.User) -> Iterator[str]:
    packages = model.Session.query(model.Package).filter_by(creator_user_id=gone.id).all()
    for package in packages:
        package.creator_user_id = heir.id
    indexed = [package.id for package in packages if package.state in _INDEXED]
    owners = {package.owner_org for package in packages if package.owner_org}
    model.repo.commit()
    if indexed:
        search.rebuild(package_ids=indexed)
        search.commit()
    if packages:
        message = tk.ungettext(
            "{n} dataset given to {colleague}.", "{n} datasets given to {colleague}.", len(packages)
        )
        yield message.format(n=len(packages), colleague=heir.name)
    yield from _missing_roles(heir, owners)


def _missing_roles(heir: model.User, owners: set[str]) -> Iterator[str]:
    may_edit: Callable[..., bool] = authz.has_user_permission_for_group_or_org
    for owner in sorted(owners):
        if not may_edit(owner, heir.name, "update_dataset"):
            message = tk._("{colleague} cannot edit the datasets of {department}: give her a role.")
            yield message.format(colleague=heir.name, department=model.Group.get(owner).name)


def _give_files(gone: model.User, heir: model.User) -> Iterator[str]:
    owned = model.Session.query(model.FileOwner).filter_by(owner_type="user", owner_id=gone.id)
    number = owned.update({"owner_id": heir.id})
    model.repo.commit()
    if number:
        message = tk.ungettext(
            "{n} file given to {colleague}.", "{n} files given to {colleague}.", number
        )
        yield message.format(n=number, colleague=heir.name)


def _take_roles(context: Context, gone: model.User) -> Iterator[str]:
    members = model.Session.query(model.Member).filter_by(
        table_name="user", table_id=gone.id, state="active"
    )
    for member in members.all():
        row = {"id": member.group_id, "object": gone.id, "object_type": "user"}
        name, role = model.Group.get(member.group_id).name, member.capacity
        tk.get_action("member_delete")(context.copy(), row)
        yield tk._("Role {role} in {organization} taken.").format(role=role, organization=name)


def _close_account(context: Context, gone: model.User) -> Iterator[str]:
    if gone.sysadmin:
        gone.sysadmin = False
        model.repo.commit()
        yield tk._("Rights of administrator taken.")
    if gone.state != "deleted":
        tk.get_action("user_delete")(context.copy(), {"id": gone.id})
        yield tk._("Account {name} closed.").format(name=gone.name)
