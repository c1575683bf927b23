"""CKAN's doors into the house: plugins that only wire what stands in the rooms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_login import user_logged_in

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import CKANApp, Context

from ckanext.city.site import (
    commands,
    configuration,
    declaration,
    health,
    licenses,
    logs,
    privacy,
    robots,
    security,
    throttle,
    tokens,
)
from ckanext.city.site.wiring import offered_by


@tk.blanket.actions(tokens)
@tk.blanket.auth_functions(privacy.auth_functions)
@tk.blanket.config_declarations(declaration.declare)
@tk.blanket.cli(commands)
@tk.blanket.helpers(offered_by(licenses, privacy))
@tk.blanket.validators(configuration)
class CityPlugin(p.SingletonPlugin):
    """Configuration, dataset types, roles, French search, commands, health."""

    p.implements(p.IAuthenticator, inherit=True)
    p.implements(p.IBlueprint)
    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ISignal)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates."""
        tk.add_template_directory(config, "templates/city")

    def configure(self, config: CKANConfig) -> None:  # noqa: ARG002 - CKAN's signature
        """Say what other plugins, or core, have said before us."""
        licenses.use_our_list()
        security.name_media_types()

    def get_blueprint(self) -> list[Blueprint]:
        """List our pages."""
        return [health.city_health, robots.city_robots]

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:  # noqa: ARG002 - CKAN's signature
        """Give each answer its request's id; shut CKAN's gaps."""
        logs.send_request_id(app)
        security.protect(app)
        throttle.slow_down_resets(app)
        return app

    def authenticate(self, identity: dict[str, Any]) -> None:
        """Let a person who failed too often wait before the password is looked at."""
        throttle.before_password(identity)

    def get_signal_subscriptions(self) -> dict[Any, list[Any]]:
        """Count failed logins; know a browser that has logged in."""
        return {
            tk.signals.failed_login: [throttle.after_failure],
            user_logged_in: [throttle.after_success],
        }

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:  # noqa: ARG002 - CKAN's signature
        """Name the licence in the reader's language."""
        licenses.name_license(pkg_dict)

    def after_dataset_search(
        self,
        search_results: dict[str, Any],
        search_params: dict[str, Any],  # noqa: ARG002 - CKAN's signature
    ) -> dict[str, Any]:
        """Name the licences in the reader's language."""
        for dataset in search_results["results"]:
            licenses.name_license(dataset)
        return search_results
