"""CKAN's doors into the house: plugins that only wire what stands in the rooms."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import CKANApp, Context

from ckanext.city.site import commands, configuration, health, logs, resource_facts, uploads


@tk.blanket.config_declarations
@tk.blanket.cli(commands)
@tk.blanket.validators(configuration)
@tk.blanket.blueprints(health)
class CityPlugin(p.SingletonPlugin):
    """Configuration, dataset types, roles, French search, commands, health."""

    p.implements(p.IConfigurer)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IActions)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IUploader, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceController, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates."""
        tk.add_template_directory(config, "templates/city")
        resource_facts.name_media_types()

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:  # noqa: ARG002 - CKAN's signature
        """Give each answer its request's id."""
        logs.send_request_id(app)
        return app

    def get_actions(self) -> dict[str, Any]:
        """Clean files, and keep their facts, whichever way they come."""
        return {
            "file_create": uploads.file_create,
            "file_register": uploads.file_register,
            "package_update": resource_facts.package_update,
        }

    def get_helpers(self) -> dict[str, Any]:
        """Say what was removed from a file."""
        return {"city_removed_sentence": uploads.removed_sentence}

    def get_resource_uploader(self, data_dict: dict[str, Any]) -> None:
        """Clean the uploaded file; core, or another extension, stores what is left."""
        uploads.clean_upload(data_dict)

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:  # noqa: ARG002
        """Have new files measured."""
        resource_facts.measure_later(pkg_dict)

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:  # noqa: ARG002
        """Have new files measured."""
        resource_facts.measure_later(pkg_dict)

    def after_resource_create(self, context: Context, resource: dict[str, Any]) -> None:  # noqa: ARG002
        """Tell the uploader what was removed from the file."""
        uploads.tell_uploader(resource)

    def after_resource_update(self, context: Context, resource: dict[str, Any]) -> None:  # noqa: ARG002
        """Tell the uploader what was removed from the file."""
        uploads.tell_uploader(resource)
