"""Our licences as CKAN lists, shows and offers them."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]

LOV2 = {"fr": "Licence Ouverte 2.0 (Etalab)", "en": "Open Licence 2.0 (Etalab)"}


@pytest.fixture
def make_dataset(clean_db_once: None) -> Any:
    from ckan.tests import factories

    organization = factories.Organization()

    def make(license_id: str) -> dict[str, Any]:
        return factories.Dataset(owner_org=organization["id"], license_id=license_id)

    return make


def ask(app: Any, action: str, lang: str = "", **parameters: str) -> Any:
    prefix = f"/{lang}" if lang else ""
    answer = app.get(f"{prefix}/api/3/action/{action}", query_string=parameters)
    return answer.json["result"]


def test_the_open_licence_stands_first_then_odbl_then_none(ckan_app: Any) -> None:
    listed = ask(ckan_app, "license_list")
    assert [each["id"] for each in listed[:3]] == ["lov2", "odc-odbl", "notspecified"]
    assert listed[0]["url"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_titles_follow_the_readers_language(ckan_app: Any, lang: str) -> None:
    listed = ask(ckan_app, "license_list", lang="en" if lang == "en" else "")
    assert listed[0]["title"] == LOV2[lang]


@pytest.mark.parametrize(
    ("license_id", "is_open"),
    [
        ("lov2", True),
        ("odc-odbl", True),
        ("notspecified", False),
        ("fr-lo", True),
        ("cc-nc", False),
    ],
)
def test_a_dataset_is_open_as_its_licence_is(
    ckan_app: Any, make_dataset: Any, license_id: str, is_open: bool
) -> None:
    dataset = ask(ckan_app, "package_show", id=make_dataset(license_id)["id"])
    assert dataset["isopen"] is is_open


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_dataset_names_its_licence_in_the_readers_language_whoever_saved_it(
    ckan_app: Any, make_dataset: Any, lang: str
) -> None:
    dataset = make_dataset("lov2")
    prefix = "en" if lang == "en" else ""
    shown = ask(ckan_app, "package_show", lang=prefix, id=dataset["id"])
    found = ask(ckan_app, "package_search", lang=prefix, q=f"id:{dataset['id']}")["results"][0]
    assert (shown["license_title"], found["license_title"]) == (LOV2[lang], LOV2[lang])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_and_the_facet_name_it_too(ckan_app: Any, make_dataset: Any, lang: str) -> None:
    dataset = make_dataset("lov2")
    prefix = "/en" if lang == "en" else ""
    assert LOV2[lang] in ckan_app.get(f"{prefix}/dataset/{dataset['name']}").get_data(as_text=True)
    facets = ask(
        ckan_app,
        "package_search",
        lang=prefix.strip("/"),
        **{"facet.field": '["license_id"]', "rows": "0", "fq": f"id:{dataset['id']}"},
    )["search_facets"]
    assert [each["display_name"] for each in facets["license_id"]["items"]] == [LOV2[lang]]


def test_a_retired_licence_keeps_its_title_on_the_dataset_that_has_it(
    ckan_app: Any, make_dataset: Any
) -> None:
    dataset = ask(ckan_app, "package_show", id=make_dataset("fr-lo")["id"])
    assert dataset["license_title"] == "Licence Ouverte 1.0 (Etalab)"


@pytest.mark.parametrize(
    ("existing", "offered"),
    [
        (None, ["lov2", "odc-odbl", "notspecified"]),
        ("lov2", ["lov2", "odc-odbl", "notspecified"]),
        ("fr-lo", ["lov2", "odc-odbl", "notspecified", "fr-lo"]),
        ("inconnue", ["inconnue", "lov2", "odc-odbl", "notspecified"]),
    ],
    ids=["new", "ours", "retired", "unknown"],
)
def test_a_form_offers_what_is_not_retired_and_what_the_dataset_has(
    ckan_app: Any, existing: str | None, offered: list[str]
) -> None:
    import ckan.plugins.toolkit as tk

    with ckan_app.flask_app.test_request_context("/"):
        assert [each[0] for each in tk.h.license_options(existing)] == offered


def test_a_site_that_names_its_own_list_keeps_it(
    ckan_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckan import model

    from ckanext.city import config
    from ckanext.city.site import licenses

    mine = object()
    monkeypatch.setattr(config, "has_own_license_list", lambda: True)
    monkeypatch.setattr(model.Package, "_license_register", mine)
    licenses.use_our_list()
    assert model.Package.get_license_register() is mine
