"""CKAN's doors into the house: plugins that only wire what stands in the rooms."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from flask import Blueprint
from flask_login import user_logged_in

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.types import Action, AuthFunction, CKANApp, Context, Schema, Validator

from ckanext.city.config import add_default_view
from ckanext.city.feed import (
    atom_pages,
    dicts,
    downloads,
    outputs,
    page_data,
    problem_page,
    routes,
)
from ckanext.city.site import (
    access,
    activity_names,
    area_search,
    bundle,
    choices,
    commands,
    completeness,
    configuration,
    coverage,
    dataset_tables,
    datasets,
    declaration,
    file_names,
    following,
    form_page,
    form_parts,
    form_posts,
    forms,
    group_lists,
    health,
    hidden,
    hidden_series,
    licenses,
    logs,
    pages,
    privacy,
    proxy,
    publishing,
    readable,
    reindexing,
    resource_facts,
    resource_views,
    robots,
    roles,
    search_facets,
    security,
    series,
    streams,
    theme_groups,
    throttle,
    token_pages,
    tokens,
    type_names,
    uploads,
    validators,
)
from ckanext.city.site.face import (
    about,
    asking,
    components,
    departments,
    errors,
    facts,
    files,
    frame,
    home,
    look,
    members,
    narrowing,
    near_words,
    own_datasets,
    people,
    plan,
    prose,
    results,
    reuse,
    subjects,
    suggest,
    tables,
    upkeep,
    words,
    zones,
)
from ckanext.city.views.areas import gather
from ckanext.city.views.areas import pages as area_pages
from ckanext.city.views.places import jobs, view
from ckanext.city.views.places import pages as map_pages
from ckanext.city.views.rows import jobs as rows


def _named(modules: tuple[ModuleType, ...]) -> dict[str, Any]:
    """What modules list in their `__all__`, by name."""
    return {name: getattr(module, name) for module in modules for name in module.__all__}


@tk.blanket.config_declarations(declaration.declare)
@tk.blanket.cli(commands)
class CityPlugin(access.CityPermissionLabels, p.SingletonPlugin, DefaultTranslation):
    """Configuration, dataset types, roles, French search, commands, health."""

    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)
    p.implements(p.IAuthenticator, inherit=True)
    p.implements(p.IBlueprint)
    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IPermissionLabels)
    p.implements(p.IResourceController, inherit=True)
    p.implements(p.ISignal)
    p.implements(p.ITemplateHelpers)
    p.implements(p.ITranslation)
    p.implements(p.IUploader, inherit=True)
    p.implements(p.IValidators)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates and forms."""
        # the dot: `ckan_extends` compares beginnings of paths, and without it would take the
        # templates of "templates/city_dcat" for ours
        tk.add_template_directory(config, "templates/./city")
        tk.add_public_directory(config, "public")
        forms.configure_scheming(config)
        series.silence_stock_navigation()
        resource_facts.name_media_types()

    def configure(self, config: CKANConfig) -> None:
        """Give CKAN our licences."""
        licenses.use_our_list()

    def get_blueprint(self) -> list[Blueprint]:
        """List our pages."""
        return [
            area_pages.city_areas,
            following.city_following,
            health.city_health,
            pages.city_schemas,
            publishing.city_publishing,
            robots.city_robots,
            token_pages.city_tokens,
        ]

    def authenticate(self, identity: dict[str, Any]) -> None:
        """Let a person who failed too often wait before the password is looked at."""
        throttle.before_password(identity)

    def get_signal_subscriptions(self) -> dict[Any, list[Any]]:
        """Count failed logins; know a browser that has logged in."""
        return {
            tk.signals.failed_login: [throttle.after_failure],
            user_logged_in: [throttle.after_success],
        }

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Give each answer its request's id; know the client behind a proxy; shut CKAN's gaps."""
        bundle.serve(app)
        logs.send_request_id(app)
        proxy.trust_proxies(app)
        security.protect(app)
        form_posts.install(app)
        throttle.slow_down_resets(app)
        hidden.answer_alike(app)
        return app

    def get_actions(self) -> dict[str, Action]:
        """Chain what a dataset and its files pass through, and what makes API tokens."""
        return {
            "api_token_create": tokens.api_token_create,
            "city_dataset_completeness": completeness.city_dataset_completeness,
            "file_create": uploads.file_create,
            "file_register": uploads.file_register,
            "group_list": group_lists.group_list,
            "organization_list": group_lists.organization_list,
            "organization_update": reindexing.organization_update,
            "package_create": datasets.package_create,
            **hidden_series.search_actions(),
            "package_show": series.package_show,
            "package_update": datasets.package_update,
            **access.access_actions(),
            **roles.recording_actions(),
            **privacy.stream_actions(),
            **readable.readable_actions(),
            **streams.stream_actions(),
        }

    def get_auth_functions(self) -> dict[str, AuthFunction]:
        """Refuse what CKAN should."""
        return {"member_list": privacy.member_list, **roles.auth_functions()}

    def get_helpers(self) -> dict[str, Any]:
        """Give templates the lists and parts of our forms, and what to say of a dataset."""
        modules = (
            activity_names,
            area_search,
            bundle,
            choices,
            completeness,
            coverage,
            file_names,
            following,
            form_page,
            form_parts,
            licenses,
            resource_views,
            roles,
            type_names,
            uploads,
        )
        return _named(modules)

    def get_validators(self) -> dict[str, Validator]:
        """Add the validators of our forms and of our configuration."""
        modules = (configuration, validators)
        return _named(modules)

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        """Offer our facets in place of core's."""
        return search_facets.facets(tk._, package_type)

    def group_facets(
        self, facets_dict: dict[str, str], group_type: str, package_type: str | None
    ) -> dict[str, str]:
        """Offer the same facets on a theme's page."""
        return search_facets.facets(tk._)

    def organization_facets(
        self, facets_dict: dict[str, str], organization_type: str, package_type: str | None
    ) -> dict[str, str]:
        """Offer the same facets on the page of the city or a department."""
        return search_facets.facets(tk._)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add what facets, area search and residents' words need."""
        return datasets.index(pkg_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Ask as a resident means it."""
        return datasets.ask(search_params)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Name codes and licences, fill in what is derived."""
        for dataset in search_results["results"]:
            licenses.name_license(dataset)
        return datasets.answer(search_results)

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Fill in what is derived; name the licence in the reader's language."""
        datasets.show(context, pkg_dict)
        licenses.name_license(pkg_dict)

    def create(self, entity: model.Package) -> None:
        """Hide a new dataset whose level says so."""
        access.hide_what_must_be(entity)

    def edit(self, entity: model.Package) -> None:
        """Hide a changed dataset whose level says so, and its past."""
        access.hide_what_must_be(entity)
        access.follow_in_history(entity)

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Let groups follow themes; have new files measured, and districts looked for."""
        theme_groups.follow_themes(pkg_dict)
        resource_facts.measure_later(pkg_dict)
        rows.read_later(pkg_dict)
        gather.gather_later(pkg_dict)

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Let groups follow themes; have new files measured, and districts looked for."""
        theme_groups.follow_themes(pkg_dict)
        resource_facts.measure_later(pkg_dict)
        rows.read_later(pkg_dict)
        gather.gather_later(pkg_dict)

    def after_dataset_delete(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Leave no table behind, and no district."""
        dataset_tables.drop_tables_of(pkg_dict["id"])
        gather.gather_later(pkg_dict)

    def get_resource_uploader(self, data_dict: dict[str, Any]) -> None:
        """Clean the uploaded file; core, or another extension, stores what is left."""
        uploads.clean_upload(data_dict)

    def after_resource_create(self, context: Context, resource: dict[str, Any]) -> None:
        """Tell the uploader what was removed from the file."""
        uploads.tell_uploader(resource)

    def after_resource_update(self, context: Context, resource: dict[str, Any]) -> None:
        """Tell the uploader what was removed from the file."""
        uploads.tell_uploader(resource)


class CityDcatPlugin(p.SingletonPlugin):
    """The feed for data.gouv.fr, in DCAT-AP 3, and what tells its faults."""

    p.implements(p.IBlueprint)
    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.ITemplateHelpers)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates."""
        tk.add_template_directory(config, "templates/city_dcat")

    def configure(self, config: CKANConfig) -> None:
        """Tell the feed how fields are filled in that a dataset leaves to the catalogue."""
        dicts.derive_with(datasets.derive_for_feed)

    def get_blueprint(self) -> list[Blueprint]:
        """List the addresses of the feed."""
        return [
            routes.city_feed,
            outputs.city_outputs,
            atom_pages.city_atom,
            downloads.blueprint(),
            problem_page.city_feed_problems,
        ]

    def get_helpers(self) -> dict[str, Any]:
        """Give templates what pages tell search engines, and who sees the feed's faults."""
        modules = (page_data, problem_page)
        return _named(modules)


class CityMapPlugin(p.SingletonPlugin):
    """Maps of places: a resource view, proposed by itself."""

    p.implements(p.IBlueprint)
    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceView, inherit=True)
    p.implements(p.ITemplateHelpers)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates; have maps proposed."""
        tk.add_template_directory(config, "templates/city_map")
        add_default_view(view.NAME)

    def get_blueprint(self) -> list[Blueprint]:
        """List what the page of a map asks for."""
        return [map_pages.city_map]

    def get_helpers(self) -> dict[str, Any]:
        """Give the form of a map its columns."""
        return _named((view,))

    def info(self) -> dict[str, Any]:
        """Describe the view."""
        return view.info()

    def can_view(self, data_dict: dict[str, Any]) -> bool:
        """Tell whether a file is of places."""
        return view.can_show(data_dict["resource"])

    def setup_template_variables(
        self, context: Context, data_dict: dict[str, Any]
    ) -> dict[str, Any]:
        """Give the template what the page is told."""
        parts = (data_dict[name] for name in ("resource", "package", "resource_view"))
        return {"map": view.page_data(*parts)}

    def view_template(self, context: Context, data_dict: dict[str, Any]) -> str:
        """Name the template of a map."""
        return "city_map/places.html"

    def form_template(self, context: Context, data_dict: dict[str, Any]) -> str:
        """Name the template of a map's form."""
        return "city_map/form.html"

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Look for places in new files."""
        jobs.look_later(pkg_dict)

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Look for places in new files."""
        jobs.look_later(pkg_dict)


class CityThemePlugin(p.SingletonPlugin):
    """The city's look; a city may have its own instead."""

    p.implements(p.IBlueprint)
    p.implements(p.IConfigurer)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITemplateHelpers)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates."""
        tk.add_template_directory(config, "templates/city_theme")

    def update_config_schema(self, schema: Schema) -> Schema:
        """Let an administrator choose the accent."""
        return schema | look.editable_settings()

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Let error pages stand while the database or the index is down."""
        errors.stand_without_stores(app)
        return app

    def get_blueprint(self) -> list[Blueprint]:
        """List our addresses; the home page takes the place of core's."""
        return [
            about.city_about,
            components.city_components,
            home.city_home,
            look.city_look,
            plan.city_plan,
            suggest.city_suggest,
        ]

    def get_helpers(self) -> dict[str, Any]:
        """Give templates what stands around each page."""
        modules = (
            about,
            departments,
            errors,
            facts,
            files,
            frame,
            look,
            members,
            narrowing,
            near_words,
            own_datasets,
            people,
            plan,
            prose,
            results,
            reuse,
            subjects,
            suggest,
            tables,
            upkeep,
            words,
            zones,
        )
        return _named(modules)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Ask as the lists of a page of results say."""
        return asking.ask(search_params)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Count what else could be chosen."""
        return asking.count_again(search_results, search_params)
