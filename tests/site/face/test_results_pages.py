"""Pages of results: each type's, narrowed by links, safe with hostile words, at a known cost."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from lxml import html

from ckanext.city.dataset_types.names import TYPE_LABELS
from tests.site.acting import as_admin
from tests.site.test_query_counts import counted

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("catalogue")]

HOSTILE = '<script>alert("x")</script>'
STAGES = ("budget-primitif", "decision-modificative", "compte-administratif")
#: Statements of a page of results, as measured; a change that needs more says here what for.
MOST_STATEMENTS = 6


def dataset(owner: str, title: str, **fields: Any) -> None:
    as_admin(
        "package_create", title=title, notes=f"{title}. Et la suite.", owner_org=owner, **fields
    )


@pytest.fixture(scope="module")
def catalogue(ckan_app: Any, clean_db_once: None) -> None:
    """The city with two departments; budgets of three stages and two years, a hostile dataset."""
    from ckanext.city.site import first_city

    plan = first_city.CityPlan(departments=first_city.DEVELOPMENT_DEPARTMENTS)
    list(first_city.make_city(plan))
    roads, finance = (row["name"] for row in first_city.DEVELOPMENT_DEPARTMENTS)
    for year in ("2024", "2025"):
        for stage in STAGES:
            number = {"stage_number": "1"} if stage == "decision-modificative" else {}
            dataset(
                finance,
                f"{stage} {year}",
                name=f"{stage}-{year}",
                type="budget",
                exercice=year,
                stage=stage,
                nomenclature="M57",
                **number,
            )
    dataset(
        roads,
        f"Arbres {HOSTILE}",
        name="arbres",
        type="poi",
        spatial_coverage=[{"text": HOSTILE}],
        resources=[{"url": "http://192.0.2.1/a.csv", "format": "CSV", "name": HOSTILE}],
    )
    dataset(
        finance,
        "Indicateurs de l’énergie",
        name="energie",
        type="indicator",
        policy="climat",
        update_due="2020-01-31",
    )


def load(app: Any, address: str) -> Any:
    """A page of the site as a tree."""
    return html.fromstring(app.get(address, status=200).body)


def words(node: Any) -> str:
    """What a person reads, in one line."""
    return " ".join(node.text_content().split())


def read_all(page: Any, name: str) -> list[str]:
    return [words(each) for each in page.find_class(name)]


def links_of(page: Any, field: str) -> list[Any]:
    """The links of the list that narrows by a field."""
    return list(page.xpath(f"//nav[@aria-labelledby='facet-{field}']//li/a"))


def counts(page: Any, field: str) -> dict[str, str]:
    """The values of a list with their counts."""
    return {
        words(link.find_class("name")[0]): words(link.find_class("count")[0]).split()[0]
        for link in links_of(page, field)
    }


def asked(link: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link.get("href")).query)


@pytest.mark.parametrize("kind", TYPE_LABELS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_each_type_has_its_page(ckan_app: Any, kind: str, language: str) -> None:
    page = load(ckan_app, f"{language}/{kind}/")
    assert [bool(words(each)) for each in page.xpath("//h1")] == [True]
    assert words(page.xpath("//main//*[contains(@class, 'lead')]")[0])
    assert page.xpath("//main//form[@role='search']//input[@name='q']")
    assert not page.xpath("//*[@style or @onclick] | //script[not(@src)]")


def test_a_page_loads_none_of_cores_scripts(ckan_app: Any) -> None:
    sources = load(ckan_app, "/dataset/").xpath("//script/@src")
    assert sources
    assert not [each for each in sources if "/webassets/" in each or "jquery" in each]


def test_the_page_of_all_data_shows_all_types(ckan_app: Any) -> None:
    page = load(ckan_app, "/dataset/")
    assert words(page.get_element_by_id("results-count")) == "8 résultats"
    assert counts(page, "dataset_type") == {
        "Budget": "6",
        "Indicateurs": "1",
        "Lieux et équipements": "1",
    }


def test_budgets_come_from_the_latest_year_on(ckan_app: Any) -> None:
    page = load(ckan_app, "/budget/")
    assert read_all(page, "year") == ["2025"] * 3 + ["2024"] * 3
    assert [words(each) for each in page.xpath("//option[@selected]")] == [
        "Année, de la plus récente"
    ]


def test_data_that_changed_last_come_first_not_pages_that_were_edited(ckan_app: Any) -> None:
    file = {"url": "http://192.0.2.1/a.csv", "name": "A", "last_modified": "2001-02-03T00:00:00"}
    dataset("direction-des-finances", "Vieux chiffres", name="vieux", resources=[file])
    try:
        page = load(ckan_app, "/dataset/")
        assert read_all(page, "result-title")[-1] == "Vieux chiffres"
    finally:
        as_admin("dataset_purge", id="vieux")


def test_a_row_says_what_the_dataset_is(ckan_app: Any) -> None:
    page = load(ckan_app, "/budget/?q=primitif&vocab_year=2025")
    row = page.find_class("result-row")[0]
    assert read_all(row, "result-about") == ["2025 Budget primitif Nomenclature M57"]
    assert read_all(row, "result-sentence") == ["budget-primitif 2025. Et la suite."]
    assert row.xpath(".//h3/a/@href") == ["/budget/budget-primitif-2025"]
    assert "Direction des finances" in words(row)
    assert re.search(r"Mis à jour le \d", words(row))


def test_what_is_late_says_so_and_what_is_not_does_not(ckan_app: Any) -> None:
    assert read_all(load(ckan_app, "/indicator/"), "badge") == ["Mise à jour attendue"]
    assert read_all(load(ckan_app, "/budget/"), "badge") == []


def test_lists_are_links_that_narrow_and_widen(ckan_app: Any) -> None:
    link = links_of(load(ckan_app, "/budget/?q=budget&page=1"), "stage")[0]
    assert asked(link) == {"q": ["budget"], "stage": ["budget-primitif"]}

    narrowed = load(ckan_app, "/budget/?stage=budget-primitif")
    assert len(read_all(narrowed, "result-row")) == 2
    chosen = links_of(narrowed, "stage")[0]
    assert (chosen.get("aria-current"), asked(chosen)) == ("true", {})


def test_two_values_of_one_list_show_both_and_the_list_still_counts_the_rest(ckan_app: Any) -> None:
    page = load(ckan_app, "/budget/?stage=budget-primitif&stage=compte-administratif")
    assert len(read_all(page, "result-row")) == 4
    chosen = ", choisi : retirer ce filtre"
    assert counts(page, "stage") == {
        f"Budget primitif{chosen}": "2",
        "Décision modificative": "2",
        f"Compte administratif{chosen}": "2",
    }
    assert counts(page, "vocab_year") == {"2025": "2", "2024": "2"}


def test_values_of_two_lists_must_both_be_there(ckan_app: Any) -> None:
    page = load(ckan_app, "/budget/?stage=budget-primitif&vocab_year=2024")
    assert read_all(page, "result-title") == ["budget-primitif 2024"]


def test_each_chosen_value_can_be_removed_and_all_at_once(ckan_app: Any) -> None:
    page = load(ckan_app, "/budget/?q=budget&stage=budget-primitif&vocab_year=2024")
    stage, year = page.find_class("chip")
    assert "Budget primitif" in words(stage)
    assert asked(stage) == {"q": ["budget"], "vocab_year": ["2024"]}
    assert asked(year) == {"q": ["budget"], "stage": ["budget-primitif"]}
    assert page.xpath("//ul[contains(@class, 'chips')]//a[text()='Tout effacer']/@href") == [
        "/budget/?q=budget"
    ]
    button = page.xpath("//button[@aria-controls='city-facets']")[0]
    assert words(button) == "Filtrer, 2 filtres actifs"


def test_forms_keep_what_is_chosen(ckan_app: Any) -> None:
    page = load(ckan_app, "/budget/?q=budget&stage=budget-primitif&sort=title_string+asc")
    search, order = page.xpath("//main//form[not(ancestor::dialog)]")
    [drawing] = page.xpath("//main//dialog/form")

    def kept(form: Any) -> set[tuple[str, str]]:
        return {(each.name, each.value) for each in form.xpath(".//input[@type='hidden']")}

    assert kept(search) == {("stage", "budget-primitif"), ("sort", "title_string asc")}
    assert kept(order) == {("stage", "budget-primitif"), ("q", "budget")}
    assert kept(drawing) == {
        *(("stage", "budget-primitif"), ("q", "budget"), ("sort", "title_string asc")),
        ("ext_zone", ""),
    }
    assert order.xpath(".//button[@type='submit']")
    assert order.xpath(".//option[@selected]/@value") == ["title_string asc"]


def test_a_page_that_found_nothing_says_what_else_to_do(ckan_app: Any) -> None:
    page = load(ckan_app, "/budget/?q=xylophone&stage=budget-primitif")
    [empty] = read_all(page, "empty")
    assert "Rien pour « xylophone »" in empty
    assert "retirer un filtre" in empty
    assert page.xpath("//a[@href='/dataset/?q=xylophone']")
    assert "Budget primitif" in read_all(page, "chip")[0], "nothing was counted, yet it is named"


@pytest.mark.parametrize(
    "address",
    [
        "/dataset/?q={}",
        "/budget/?stage={}",
        "/budget/?stage={}&stage=x",
        "/dataset/?organization={}",
        "/dataset/?license_id={}",
        "/dataset/?sort={}",
        "/dataset/?{}=1",
        "/organization/?q={}",
        "/group/?q={}",
        "/organization/direction-des-finances?q={}",
        "/organization/direction-des-finances?stage={}",
    ],
)
@pytest.mark.parametrize("hostile", [HOSTILE, 'x" onfocus="alert(1)" y="', 'x") OR (*:*'])
def test_no_word_of_the_address_becomes_markup(ckan_app: Any, address: str, hostile: str) -> None:
    answer = ckan_app.get(address.format(quote(hostile)), expect_errors=True)
    assert answer.status_code in (200, 400)
    page = html.fromstring(answer.body)
    assert not page.xpath("//*[@onfocus] | //script[not(@src)]")


def test_no_word_of_a_dataset_becomes_markup(ckan_app: Any) -> None:
    for address in ("/dataset/", "/poi/", "/organization/direction-de-la-voirie", "/en/poi/"):
        body = ckan_app.get(address).body
        assert "&lt;script&gt;alert" in body
        assert "<script>alert" not in body


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_a_page_that_cannot_be_is_refused(ckan_app: Any, number: str) -> None:
    answer = ckan_app.get(f"/dataset/?page={number}", expect_errors=True)
    assert answer.status_code == 400
    assert "Traceback" not in answer.body


def test_pages_of_results_are_links(ckan_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckan.common import config

    monkeypatch.setitem(config, "ckan.datasets_per_page", 3)
    page = load(ckan_app, "/dataset/?q=&page=2")
    first, second, third = page.xpath("//ul[contains(@class, 'pagination')]//a")
    assert [words(each) for each in (first, second, third)] == ["Page 1", "Page 2", "Page 3"]
    assert second.get("aria-current") == "page"
    assert asked(third)["page"] == ["3"]
    assert "page" not in asked(first)


def test_who_publishes_is_a_tree(ckan_app: Any) -> None:
    page = load(ckan_app, "/organization/")
    assert [words(each) for each in page.xpath("//main//h2")] == ["Ville de Saint-Aubin-sur-Orge"]
    below = page.xpath("//ul[contains(@class, 'department-branch')]//h3")
    assert [words(each) for each in below] == [
        "Direction de la voirie et des déplacements",
        "Direction des finances",
    ]
    assert read_all(page, "department-count") == [
        "8 jeux de données",
        "1 jeu de données",
        "7 jeux de données",
    ]


def test_a_department_shows_who_it_is_and_its_data(ckan_app: Any) -> None:
    page = load(ckan_app, "/organization/direction-des-finances")
    assert words(page.xpath("//h1")[0]) == "Direction des finances"
    assert page.xpath("//a[@href='mailto:finances@saint-aubin-sur-orge.example']")
    assert len(read_all(page, "result-row")) == 7
    link = links_of(page, "dataset_type")[0]
    assert link.get("href") == "/organization/direction-des-finances?dataset_type=budget"
    assert not page.xpath("//a[contains(@href, '/organization/members/')]"), "people stay inside"


@pytest.mark.parametrize("view", ["about", "activity"])
@pytest.mark.parametrize("place", ["organization/{}/direction-des-finances", "group/{}/transports"])
def test_the_other_pages_of_a_department_and_a_theme_have_the_same_head(
    ckan_app: Any, place: str, view: str
) -> None:
    page = load(ckan_app, "/" + place.format(view))
    assert [bool(words(each)) for each in page.xpath("//h1")] == [True]
    assert "À propos" in read_all(page, "nav-tabs")[0]


def test_the_city_has_all_that_its_departments_have(ckan_app: Any) -> None:
    page = load(ckan_app, "/organization/ville-de-saint-aubin-sur-orge?dataset_type=poi")
    assert len(read_all(page, "result-row")) == 1
    assert "Direction des finances" in read_all(page, "publisher-below")[0]


def test_themes_are_named_in_the_readers_language(ckan_app: Any) -> None:
    assert "Environnement" in read_all(load(ckan_app, "/group/"), "theme-list")[0]
    assert words(load(ckan_app, "/en/group/environnement").xpath("//h1")[0]) == "Environment"


def test_changes_can_be_followed(ckan_app: Any) -> None:
    for address, feed in (("/dataset/", "/feeds/dataset.atom"), ("/budget/", "budget")):
        page = load(ckan_app, address)
        [link] = page.xpath("//p[contains(@class, 'results-follow')]/a/@href")
        assert link in page.xpath("//link[@type='application/atom+xml']/@href")[-1]
        assert feed in link
        assert ckan_app.get(link).headers["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize(
    ("address", "searches"),
    [
        ("/dataset/", 1),
        ("/budget/?q=primitif", 1),
        ("/budget/?stage=budget-primitif", 2),
        ("/budget/?stage=budget-primitif&stage=compte-administratif&vocab_year=2025", 3),
        # CKAN itself counts the datasets of the department, twice
        ("/organization/direction-des-finances", 3),
    ],
)
def test_the_index_is_asked_once_and_once_more_for_each_list_that_is_narrowed(
    ckan_app: Any, monkeypatch: pytest.MonkeyPatch, address: str, searches: int
) -> None:
    import pysolr

    asked: list[Any] = []
    search = pysolr.Solr.search

    def noted(solr: Any, *given: Any, **more: Any) -> Any:
        asked.append(more)
        return search(solr, *given, **more)

    monkeypatch.setattr(pysolr.Solr, "search", noted)
    ckan_app.get(address)
    assert len(asked) == searches


def test_a_page_asks_little_however_much_it_shows(ckan_app: Any) -> None:
    ckan_app.get("/budget/")
    with counted() as one:
        ckan_app.get("/budget/?q=primitif&vocab_year=2025")
    with counted() as many:
        ckan_app.get("/budget/")
    assert len(many) <= len(one)
    assert len(many) <= MOST_STATEMENTS, "\n".join(many)


def test_a_misspelt_search_is_proposed_a_word_of_the_catalogue(ckan_app: Any) -> None:
    page = load(ckan_app, "/dataset/?q=indicatuers")
    assert page.xpath("//a[@href='/dataset/?q=indicateurs']")


def suggestions(app: Any, typed: str, language: str = "") -> list[tuple[str, str, str]]:
    answer = app.get(f"{language}/city/suggest?q={quote(typed)}").json["suggestions"]
    return [(each["label"], each["kind"], each["url"]) for each in answer]


def test_a_search_box_proposes_subjects_departments_and_datasets(ckan_app: Any) -> None:
    assert suggestions(ckan_app, "budg")[0] == ("Budgets de la ville", "Sujet", "/budget/")
    assert suggestions(ckan_app, "direction des FIN") == [
        ("Direction des finances", "Service", "/organization/direction-des-finances")
    ]
    assert suggestions(ckan_app, "primitif 2024") == [
        ("budget-primitif 2024", "Budget", "/budget/budget-primitif-2024")
    ]
    assert suggestions(ckan_app, "budg", "/en")[0][2] == "/en/budget/"


@pytest.mark.parametrize("typed", ["", "b", "?", '"', "a" * 200, "title_ngram:x OR", HOSTILE])
def test_what_cannot_be_proposed_for_is_answered_with_nothing_or_little(
    ckan_app: Any, typed: str
) -> None:
    assert len(suggestions(ckan_app, typed)) <= 1


def test_what_is_not_public_is_proposed_to_nobody(ckan_app: Any) -> None:
    as_admin("package_patch", id="energie", private=True)
    try:
        assert suggestions(ckan_app, "Indicateurs") == [
            ("Tableaux de bord", "Sujet", "/indicator/")
        ]
    finally:
        as_admin("package_patch", id="energie", private=False)
