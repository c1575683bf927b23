"""CKAN's doors into the house: plugins that only wire what stands in the rooms."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import CKANApp

from ckanext.city.site import commands, configuration, health, logs, proxy


@tk.blanket.config_declarations
@tk.blanket.cli(commands)
@tk.blanket.validators(configuration)
@tk.blanket.blueprints(health)
class CityPlugin(p.SingletonPlugin):
    """Configuration, dataset types, roles, French search, commands, health."""

    p.implements(p.IConfigurer)
    p.implements(p.IMiddleware, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates."""
        tk.add_template_directory(config, "templates/city")

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:  # noqa: ARG002 - CKAN's signature
        """Give each answer its request's id; know the client behind a proxy."""
        logs.send_request_id(app)
        proxy.trust_proxies(app)
        return app
