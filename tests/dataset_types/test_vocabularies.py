"""Controlled lists that forms, exports and the feed rely on."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from defusedxml import ElementTree

from ckanext.city.dataset_types.vocabularies import (
    FOLDER,
    Entry,
    UnknownVocabularyError,
    ids,
    labels,
    load_vocabulary,
    vocabulary_names,
)
from tests.shared import SHARED

NAMES = vocabulary_names()
ADDRESSES = ("uri", "url", "dcat_uri", "access_right")
OFFICIAL_ACTES = SHARED / "standards" / "actes-nomenclature" / "classification.xml"
ACTES_NAMESPACE = "{http://www.interieur.gouv.fr/ACTES#v1.1-20040216}"

FORMS_NEED = {
    "access-levels", "actes", "assemblies", "budget-kinds", "budget-stages", "budget-votes",
    "encodings", "eu-frequencies", "eu-themes", "hvd-categories", "indicator-policies",
    "languages", "licenses", "nomenclatures", "nuances", "place-themes", "position-accuracies",
    "refresh-periods", "school-levels", "school-zone-rules", "scrutins",
}  # fmt: skip


def extra_of(name: str, key: str) -> dict[str, Any]:
    return {entry.id: entry.extra[key] for entry in load_vocabulary(name) if key in entry.extra}


def bare(text: str) -> str:
    """Letters and digits only: no accents, case, punctuation, nor ligatures."""
    spelled = text.lower().replace("œ", "oe")
    plain = unicodedata.normalize("NFD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain)


def official_actes() -> Iterator[tuple[str, str]]:
    root = ElementTree.parse(OFFICIAL_ACTES).getroot()
    for domain in root.iter(f"{ACTES_NAMESPACE}Matiere1"):
        for subject in domain.iter(f"{ACTES_NAMESPACE}Matiere2"):
            code, label = (
                subject.get(f"{ACTES_NAMESPACE}{name}") for name in ("CodeMatiere", "Libelle")
            )
            yield f"{domain.get(f'{ACTES_NAMESPACE}CodeMatiere')}.{code}", label


def test_every_list_that_a_form_needs_is_there() -> None:
    assert set(NAMES) >= FORMS_NEED


@pytest.mark.parametrize("name", NAMES)
def test_a_list_says_what_it_is_in_both_languages_and_where_it_comes_from(name: str) -> None:
    page = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert set(page) == {"title", "source", "values"}
    assert set(page["title"]) == {"fr", "en"}
    assert all(text.strip() for text in page["title"].values())
    assert re.search(r"\d{4}-\d{2}-\d{2}$", page["source"]), "no date at the end of the source"


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_text_and_unique(name: str) -> None:
    found = ids(name)
    assert found
    assert all(isinstance(id_, str) and id_ == id_.strip() and id_ for id_ in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", NAMES)
def test_each_value_reads_in_french_and_in_english(name: str) -> None:
    for entry in load_vocabulary(name):
        assert set(entry.label) == {"fr", "en"}, entry.id
        assert all(label.strip() for label in entry.label.values()), entry.id


@pytest.mark.parametrize("name", NAMES)
def test_two_values_offered_together_never_read_the_same(name: str) -> None:
    offered = [e for e in load_vocabulary(name) if e.extra.get("status") != "retired"]
    for lang in ("fr", "en"):
        shown = [entry.label[lang] for entry in offered]
        assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("name", NAMES)
def test_addresses_are_whole_and_identify_one_value(name: str) -> None:
    for key in ADDRESSES:
        found = [address for address in extra_of(name, key).values() if address]
        assert len(set(found)) == len(found), key
        for address in found:
            parts = urlsplit(address)
            assert parts.scheme in {"http", "https"}, address
            assert parts.netloc, address
            assert not re.search(r"\s", address), address


def test_an_unknown_list_is_refused_with_the_names_of_the_known_ones() -> None:
    with pytest.raises(UnknownVocabularyError, match=r"'eu-theme'.*eu-themes.*scrutins"):
        load_vocabulary("eu-theme")


def test_a_name_cannot_leave_the_folder_of_lists() -> None:
    with pytest.raises(UnknownVocabularyError):
        load_vocabulary("../vocabularies/eu-themes")


def test_a_caller_cannot_change_what_the_next_one_reads() -> None:
    entry = load_vocabulary("eu-themes")[0]
    with pytest.raises(TypeError):
        entry.label["fr"] = "autre"  # type: ignore[index]
    with pytest.raises(AttributeError):
        entry.id = "autre"  # type: ignore[misc]
    labels("eu-themes", "fr").clear()
    assert labels("eu-themes", "fr")["GOVE"] == "Gouvernement et secteur public"


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("fr", "Annuel"),
        ("en", "Annual"),
        ("en_GB", "Annual"),
        ("fr-FR", "Annuel"),
        ("de", "Annuel"),
    ],
)
def test_labels_follow_the_reader_and_fall_back_to_french(lang: str, expected: str) -> None:
    assert labels("eu-frequencies", lang)["ANNUAL"] == expected


def test_eu_codes_are_the_end_of_their_addresses() -> None:
    for name in ("eu-themes", "eu-frequencies", "hvd-categories"):
        for id_, uri in extra_of(name, "uri").items():
            assert uri.rsplit("/", 1)[1] == id_
    assert len(ids("eu-themes")) == 13
    assert len(ids("hvd-categories")) == 6


def test_each_theme_leads_to_a_group_of_its_own_that_ckan_accepts() -> None:
    groups = extra_of("eu-themes", "group")
    assert set(groups) == set(ids("eu-themes"))
    assert len(set(groups.values())) == 13
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", group) for group in groups.values())


def test_a_frequency_without_rhythm_has_no_due_date() -> None:
    days = extra_of("eu-frequencies", "days")
    assert days["DAILY"] == 1
    assert days["ANNUAL"] >= 366
    assert not days.keys() & {"NEVER", "IRREG", "UNKNOWN", "NOT_PLANNED", "AS_NEEDED", "OTHER"}


def test_the_two_legal_licenses_come_first_and_retired_ones_are_kept() -> None:
    offered = [e.id for e in load_vocabulary("licenses") if e.extra["status"] == "active"]
    assert ids("licenses")[:3] == ("lov2", "odc-odbl", "notspecified")
    assert offered == ["lov2", "odc-odbl", "notspecified"]
    assert {"cc-by", "cc-zero", "other-closed", "fr-lo"} <= set(ids("licenses"))
    url = extra_of("licenses", "url")["lov2"]
    assert url == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


def test_no_license_of_stock_ckan_is_lost() -> None:
    license_model = pytest.importorskip("ckan.model.license", reason="CKAN is not installed")
    stock = {
        value.id
        for value in vars(license_model).values()
        if isinstance(value, type) and issubclass(value, license_model.DefaultLicense) and value.id
    }
    assert stock
    assert stock <= set(ids("licenses"))


def test_actes_has_fifty_seven_subjects_under_nine_domains() -> None:
    assert len(ids("actes")) == 57
    domains = {id_.split(".")[0]: d for id_, d in extra_of("actes", "domain").items()}
    assert len(domains) == 9
    assert labels("actes", "fr")["5.8"] == "Décision d'ester en justice"
    assert domains["8"]["fr"] == "Domaines de compétences par thèmes"


@pytest.mark.skipif(not OFFICIAL_ACTES.is_file(), reason=f"no official list: {OFFICIAL_ACTES}")
def test_actes_equals_the_official_list_but_for_accents_and_case() -> None:
    ours = {id_: bare(label) for id_, label in labels("actes", "fr").items()}
    assert ours == {code: bare(label) for code, label in official_actes()}


def test_stages_of_a_year_follow_each_other() -> None:
    order = extra_of("budget-stages", "order")
    accounts = {order["compte-administratif"], order["compte-financier-unique"]}
    first = [order[stage] for stage in ids("budget-stages")[:3]]
    assert first == sorted(set(first))
    assert len(accounts) == 1
    assert max(first) < accounts.pop()
    totem = extra_of("budget-stages", "totem")
    assert list(totem.values()) == ["01", "03", "02", "09", "10"]


def references() -> list[tuple[str, str, str]]:
    return [
        ("nuances", "scrutins", "scrutins"),
        ("nomenclatures", "replaced_by", "nomenclatures"),
        ("indicator-policies", "theme", "eu-themes"),
        ("refresh-periods", "frequency", "eu-frequencies"),
    ]


@pytest.mark.parametrize(("name", "key", "target"), references())
def test_a_list_refers_only_to_values_that_exist(name: str, key: str, target: str) -> None:
    found = extra_of(name, key).values()
    wanted = {id_ for value in found for id_ in (value if isinstance(value, list) else [value])}
    assert wanted
    assert wanted <= set(ids(target))


def test_every_encoding_can_be_read_by_python() -> None:
    for codec in extra_of("encodings", "python").values():
        assert "A".encode(codec).decode(codec) == "A"


def test_each_access_level_explains_itself_and_only_public_is_open() -> None:
    levels: dict[str, Entry] = {entry.id: entry for entry in load_vocabulary("access-levels")}
    assert set(levels) == {"public", "staff", "department"}
    assert {id_: entry.extra["private"] for id_, entry in levels.items()} == {
        "public": False,
        "staff": True,
        "department": True,
    }
    assert all(set(entry.extra["help"]) == {"fr", "en"} for entry in levels.values())


def test_the_ten_themes_of_scdl_are_written_as_its_schema_wants() -> None:
    official = SHARED / "standards" / "scdl-equipements" / "schema.json"
    if not official.is_file():
        pytest.skip(f"no official schema: {official}")
    fields = json.loads(official.read_text(encoding="utf-8"))["fields"]
    theme = next(field for field in fields if field["name"] == "EQUIP_THEME")
    ours = list(extra_of("place-themes", "equip_theme").values())
    assert ours == theme["constraints"]["enum"]
