"""The pages that the law asks of a public site say what is configured, and nothing that is not."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.site.town import Town

pytestmark = pytest.mark.service

PAGES = ("/about", "/mentions-legales", "/donnees-personnelles", "/accessibilite", "/reutiliser")
DIRECTOR = "Mme <b>Claire</b> Ferrand, maire"


def text(answer: Any) -> str:
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.body)))


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Settings that the test fills in."""
    from ckanext.city import config

    values: dict[str, Any] = {}
    for name in (
        *("legal_address", "legal_phone", "legal_director", "legal_host", "legal_dpo"),
        *("accessibility_state", "accessibility_date", "accessibility_auditor"),
        *("accessibility_rate", "accessibility_exceptions"),
    ):
        real = getattr(config, name)
        monkeypatch.setattr(config, name, lambda name=name, real=real: values.get(name, real()))
    return values


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_its_title_and_the_others_beside_it(
    town: Town, path: str, prefix: str
) -> None:
    answer = town.get("nobody", prefix + path)

    assert answer.status_code == 200
    [title] = re.findall(r"<h1[^>]*>(.*?)</h1>", answer.body, re.DOTALL)
    assert title.strip()
    for other in PAGES[:-1]:
        assert f'href="{prefix}{other}"' in answer.body


def test_what_is_not_configured_is_left_out(town: Town) -> None:
    said = text(town.get("nobody", "/mentions-legales"))

    assert "219\u00a0199\u00a0999\u00a000018" in said
    assert "Hébergeur" not in said
    assert "Téléphone" not in said
    assert "ckanext.city.legal" not in said


def test_an_administrator_is_told_what_is_not_configured(town: Town) -> None:
    assert "ckanext.city.legal.host" in text(town.get("administrator", "/mentions-legales"))
    assert "ckanext.city.legal.host" not in text(town.get("agent", "/mentions-legales"))


def test_the_legal_notice_says_the_facts_and_runs_no_script(
    town: Town, configured: dict[str, Any]
) -> None:
    configured |= {
        "legal_director": DIRECTOR,
        "legal_host": "Syndicat, 3 allée du Confluent",
        "legal_phone": "01 99 00 40 00",
        "legal_address": "2 place de la Halle",
    }
    answer = town.get("nobody", "/mentions-legales")

    assert DIRECTOR not in answer.body
    assert DIRECTOR in unescape(answer.body)
    assert "Syndicat, 3 allée du Confluent" in text(answer)
    assert 'href="tel:0199004000"' in answer.body
    assert "2 place de la Halle" in text(town.get("nobody", "/")), "at the foot of each page"


def test_a_site_that_nobody_audited_does_not_claim_to_be_accessible(town: Town) -> None:
    said = text(town.get("nobody", "/accessibilite"))

    assert "Accessibilité\u00a0: non conforme" in said
    assert "pas encore été audité" in said
    assert "Audit réalisé par" not in said


def test_the_declaration_says_what_the_audit_found(town: Town, configured: dict[str, Any]) -> None:
    configured |= {
        "accessibility_state": "partial",
        "accessibility_date": "2026-03-01",
        "accessibility_auditor": "Cabinet Untel",
        "accessibility_rate": 87.5,
        "accessibility_exceptions": ["La carte ne se parcourt pas au clavier"],
    }
    said = text(town.get("nobody", "/accessibilite"))

    assert "partiellement conforme" in said
    assert "87,5\u00a0%" in said
    assert "1er mars 2026" in said
    assert "Cabinet Untel" in said
    assert "La carte ne se parcourt pas au clavier" in said
    assert "Accessibilité\u00a0: partiellement conforme" in text(town.get("nobody", "/"))


def test_each_address_that_reusers_are_given_answers(town: Town) -> None:
    body = town.get("nobody", "/reutiliser").body
    feeds = set(
        re.findall(
            r'href="(?:http://test\.ckan\.net)?(/[^"#]+\.(?:ttl|rdf|jsonld|csv|atom))"', body
        )
    )

    assert len(feeds) == 5
    assert 404 not in {town.get("nobody", each).status_code for each in feeds}
    calls = re.findall(r"http://test\.ckan\.net(/api/3/action/package_search[^\"<]*)", body)
    assert town.get("nobody", unescape(unescape(calls[0])).rstrip('"')).status_code == 200


def test_the_administrators_own_text_takes_the_place_of_ours(town: Town) -> None:
    from tests.site.town import act

    act("config_option_update", {"ckan.site_about": "# Chez nous\n\nNotre *démarche*."})
    try:
        answer = town.get("nobody", "/about")
    finally:
        act("config_option_update", {"ckan.site_about": ""})

    assert "<em>démarche</em>" in answer.body
    assert "L312-1-1" not in answer.body
