"""The pages that the demo city owes its readers name people and numbers that exist in it."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.city.dataset_types.checks import read_siret
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.council.ballots import municipal_ballots
from ckanext.city.demo.legal import legal_facts, legal_pages
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, for_every_seed


@for_every_seed
def test_the_director_of_publication_is_the_mayor_who_was_elected(seed: int) -> None:
    last = municipal_ballots()[-1].rounds[-1]
    ahead = max(zip(last.votes, last.contenders, strict=True), key=lambda each: each[0])[1]

    assert legal_facts(seed, TODAY).director == f"Mme {ahead.first} {ahead.name.upper()}, maire"


def test_addresses_and_numbers_are_those_of_the_city() -> None:
    facts, commune = legal_facts(SEED, TODAY), build_commune(SEED)

    assert read_siret(facts.siret) == facts.siret
    assert commune.facility("hotel-de-ville").address.label in facts.address
    assert f"{commune.postcode} {commune.name}" in facts.address
    assert facts.contact.endswith("@saint-aubin-sur-orge.example")


@pytest.mark.parametrize("day", [date(2024, 1, 1), TODAY])
def test_the_four_pages_say_what_the_law_asks_for(day: date) -> None:
    pages = {page.name: page.text for page in legal_pages(SEED, day)}
    facts = legal_facts(SEED, day)

    assert list(pages) == ["a-propos", "mentions-legales", "donnees-personnelles", "accessibilite"]
    for said in (facts.publisher, facts.siret, facts.director, facts.host, facts.host_address):
        assert said in pages["mentions-legales"]
    assert facts.protection in pages["donnees-personnelles"]
    assert f"{facts.conformity}\u00a0%" in pages["accessibilite"]
    assert not any("{" in text or "\u00a0\u00a0" in text for text in pages.values())
