"""A TOTEM budget file is stored without the people in it, and with all its money."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ckanext.city.dataset_types import find_stripper
from ckanext.city.dataset_types.base import Removed
from ckanext.city.dataset_types.budget import TOTEM_STRIPPER
from ckanext.city.dataset_types.budget.removals import list_removals
from ckanext.city.dataset_types.budget.strip import (
    StrippedTotem,
    TotemEncodingUnknown,
    TotemRefused,
    TotemTooBig,
    TotemUnknownRoot,
    TotemWithEntities,
    describe_removed,
    is_totem,
    strip_totem,
)
from tests.shared import SHARED, needs_shared

OURS = sorted((Path(__file__).parents[2] / "data" / "totem").glob("*.xml"))
REAL = sorted((SHARED / "samples" / "budget-totem").glob("*/*.xml"))
SAMPLES = [
    *(pytest.param(path, id=path.stem) for path in OURS),
    *(
        pytest.param(path, id=f"real-{path.parent.name}-{path.stem}", marks=needs_shared)
        for path in REAL
    ),
]

#: Words of the invented people in our samples; each must be gone.
PEOPLE = ["Kerbrat", "KERBRAT", "Auclair", "Quentin", "LEFÈVRE", "Adélaïde", "ROUSSELOT"]
PEOPLE += ["Ménard", "Tanguy", "Quémener", "CASTAGNIER", "Vautrin", "VAUTRIN", "auclair"]
ENCODINGS = ["utf-8", "iso-8859-1", "utf-16-le", "utf-16-be", "cp850"]

#: Fields that name a person, in the blocks that go.
NAME_FIELDS = {"Signataire", "NomBenefPret", "EmploiGradeAgent", "NomElu"}

Element = etree._Element


def local(element: Element) -> str:
    return etree.QName(element).localname


def people_in(content: bytes) -> set[str]:
    """Collect the values of the fields that name a person, as the original has them."""
    names = set()
    for element in etree.fromstring(content).iter(etree.Element):
        value = element.get("V") or ""
        if local(element) in NAME_FIELDS and len(value) > 3:
            names.add(value)
        if local(element) == "CONCOURS" and "P3" in [child.get("V") for child in element]:
            names |= {each.get("V") for each in element if local(each) == "LibOrgaBenef"}
    return names


def assert_nowhere(name: str, content: bytes) -> None:
    for encoding in ENCODINGS:
        assert name.encode(encoding, "xmlcharrefreplace") not in content
    assert name not in etree.fromstring(content).xpath("string(/)")
    assert all(
        name not in value
        for element in etree.fromstring(content).iter(etree.Element)
        for value in element.attrib.values()
    )


def money_lines(content: bytes) -> list[list[tuple[str, tuple[tuple[str, str], ...]]]]:
    """Give each budget line as its fields and their values, in order."""
    lines = etree.fromstring(content).iter("{*}LigneBudget", "{*}LigneBilan", "{*}EMPRUNT")
    return [[(local(each), tuple(each.items())) for each in line] for line in lines]


def totem(inside: str, encoding: str = "iso-8859-1") -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n<DocumentBudgetaire>'
    return f"{head}{inside}</DocumentBudgetaire>".encode(encoding)


def counts(stripped: StrippedTotem) -> dict[str, int]:
    return {each.code: each.count for each in stripped.removed}


@pytest.mark.parametrize("path", SAMPLES)
def test_no_name_of_a_removed_block_is_left_anywhere(path: Path) -> None:
    original = path.read_bytes()
    stripped = strip_totem(original).content
    for name in people_in(original):
        assert_nowhere(name, stripped)


@pytest.mark.parametrize("path", [pytest.param(each, id=each.stem) for each in OURS])
def test_nobody_of_our_samples_is_left_in_any_encoding(path: Path) -> None:
    stripped = strip_totem(path.read_bytes()).content
    for name in PEOPLE:
        assert_nowhere(name, stripped)


@pytest.mark.parametrize("path", SAMPLES)
def test_every_line_of_money_stays_as_it_was(path: Path) -> None:
    original = path.read_bytes()
    assert money_lines(strip_totem(original).content) == money_lines(original)


@pytest.mark.parametrize("path", SAMPLES)
def test_stripping_twice_changes_nothing_more(path: Path) -> None:
    once = strip_totem(path.read_bytes())
    assert strip_totem(once.content) == StrippedTotem(content=once.content, removed=())


@pytest.mark.parametrize("path", SAMPLES)
def test_encoding_and_accents_stay_as_declared(path: Path) -> None:
    original = path.read_bytes()
    stripped = strip_totem(original).content
    tree = etree.fromstring(stripped).getroottree()
    assert tree.docinfo.encoding == "ISO-8859-1"
    labels = [
        each.get("V").encode("iso-8859-1")
        for each in etree.fromstring(original).iter("{*}LibellePoste", "{*}LibOrgaPreteur")
    ]
    assert all(label in stripped for label in labels)


@pytest.mark.parametrize("path", SAMPLES)
def test_a_real_or_invented_budget_is_told_from_its_first_bytes(path: Path) -> None:
    stripper = find_stripper(path.read_bytes()[:2000])
    assert stripper is not None
    assert stripper is TOTEM_STRIPPER


def test_the_person_is_told_what_was_removed_and_how_much() -> None:
    path = next(each for each in OURS if each.stem == "compte-administratif")
    assert counts(strip_totem(path.read_bytes())) == {
        "seal": 1,
        "signature": 1,
        "signatory": 2,
        "staff": 2,
        "loan": 1,
        "grant-to-person": 1,
        "grant-to-unknown": 1,
        "training": 1,
        "attachment": 1,
        "vendor-block": 2,
        "named-person": 1,
        "comment": 2,
    }


@pytest.mark.parametrize(
    ("lang", "count", "expected"),
    [
        pytest.param("fr", 3, "3 lignes de l’état du personnel", id="fr-many"),
        pytest.param("fr", 1, "1 ligne de l’état du personnel", id="fr-one"),
        pytest.param("en", 3, "3 lines of the list of staff", id="en-many"),
        pytest.param("en", 1, "1 line of the list of staff", id="en-one"),
    ],
)
def test_what_was_removed_is_said_in_plain_words(lang: str, count: int, expected: str) -> None:
    [sentence] = describe_removed((Removed("staff", count),), lang)
    assert sentence.startswith(expected)


@pytest.mark.parametrize("removal", list_removals(), ids=lambda removal: removal.code)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_removal_has_its_reason_and_words_in_both_languages(removal, lang: str) -> None:
    assert removal.reason[lang].endswith(".")
    assert "2" in removal.say(2, lang)
    assert "{" not in removal.say(1, lang) + removal.say(2, lang)


def test_the_municipality_keeps_its_grants_to_bodies_and_their_amounts() -> None:
    path = next(each for each in OURS if each.stem == "compte-administratif")
    root = etree.fromstring(strip_totem(path.read_bytes()).content)
    assert [each.get("V") for each in root.iter("{*}LibOrgaBenef")] == [
        "ASSOCIATION LES AMIS DE L'ÉTANG",
        "CCAS DE VALCLAIR",
    ]
    assert [each.get("V") for each in root.iter("{*}MtSubv")] == ["1500.00", "300.00", "60000.00"]


def test_counts_of_posts_stay_since_they_name_nobody() -> None:
    path = next(each for each in OURS if each.stem == "compte-administratif")
    root = etree.fromstring(strip_totem(path.read_bytes()).content)
    assert root.find(".//{*}PERSONNEL_SOLDE/{*}NbrCreatEmploi").get("V") == "2"


def test_the_vendor_keeps_its_name_and_nothing_else() -> None:
    root = etree.fromstring(strip_totem(OURS[0].read_bytes()).content)
    block = root.find(".//{*}BlocEditeur")
    assert [(local(each), each.get("V")) for each in block] == [("CodeEditeur", "Editeur-Exemple")]


@pytest.mark.parametrize(
    ("code", "stays"),
    [
        pytest.param("P3", False, id="natural-person"),
        pytest.param(" p3 ", False, id="lower-case-with-blanks"),
        pytest.param("P03", False, id="padded"),
        pytest.param("P1", True, id="association"),
        pytest.param("U4", True, id="public-body"),
        pytest.param("", False, id="empty"),
        pytest.param("?", False, id="unknown"),
    ],
)
def test_a_beneficiary_stays_only_if_the_code_says_it_is_a_body(code: str, stays: bool) -> None:
    content = totem(
        f'<CONCOURS><CodNatJurBenefCA V="{code}"/><LibOrgaBenef V="Zoé Marchand"/></CONCOURS>'
    )
    assert (b"Marchand" in strip_totem(content).content) is stays


@pytest.mark.parametrize(
    "row",
    [
        '<x:concours xmlns:x="urn:x"><x:CODNATJURBENEFCA v="P3"/><L V="Zoé"/></x:concours>',
        '<CONCOURS CodNatJurBenefCA="P3"><LibOrgaBenef V="Zoé"/></CONCOURS>',
        "<CONCOURS><CodNatJurBenefCA>P3</CodNatJurBenefCA><LibOrgaBenef>Zoé</LibOrgaBenef></CONCOURS>",
        '<CONCOURS><a><CodNatJurBenefCA V="&#80;&#51;"/></a><LibOrgaBenef V="Zoé"/></CONCOURS>',
        '<ＣONCOURS><CodNatJurBenefCA V="P3"/><LibOrgaBenef V="Zoé"/></ＣONCOURS>',
    ],
    ids=["prefix-and-case", "code-as-attribute", "values-as-text", "entities", "full-width"],
)
def test_another_way_of_writing_the_row_does_not_let_a_person_through(row: str) -> None:
    stripped = strip_totem(totem(row, "utf-8"))
    assert_nowhere("Zoé", stripped.content)
    assert counts(stripped) == {"grant-to-person": 1}


@pytest.mark.parametrize(
    ("label", "stays"),
    [
        pytest.param("ACHAT TERRAIN M. LE GOFF", False, id="surname-with-article"),
        pytest.param("Indivision Martin", False, id="estate"),
        pytest.param("PARCELLE AB 12 MME DURAND", False, id="after-a-number"),
        pytest.param("GARANTIE MME.DURAND", False, id="no-blank"),
        pytest.param("écrire à j.martin@exemple.fr", False, id="e-mail"),
        pytest.param("M. le Maire", True, id="function"),
        pytest.param("Monsieur le Président", True, id="function-in-full"),
        pytest.param("CANALISATION 200 M. FONTE", True, id="metres"),
        pytest.param("IMMEUBLE RUE MRABET", True, id="letters-inside-a-word"),
        pytest.param("MAISON DE VIE ESPACE DE L'OCEAN", True, id="plain"),
        pytest.param("MON514277EUR/0514956/001/1", True, id="contract"),
    ],
)
def test_a_label_that_names_a_person_is_emptied_and_no_other(label: str, stays: bool) -> None:
    content = totem(f'<PATRIMOINE><LibBien V="{label}"/><Mt V="1.00"/></PATRIMOINE>')
    root = etree.fromstring(strip_totem(content).content)
    assert root.find(".//LibBien").get("V") == (label if stays else "")
    assert root.find(".//Mt").get("V") == "1.00"


def test_a_name_cut_in_two_by_a_comment_is_still_seen() -> None:
    stripped = strip_totem(totem("<LibBien>M. <!-- coupe -->Martin</LibBien>"))
    assert_nowhere("Martin", stripped.content)


def test_text_around_a_removed_element_stays() -> None:
    stripped = strip_totem(totem("<Budget>avant<PRET/>après<PERSONNEL/></Budget>"))
    assert etree.fromstring(stripped.content).findtext("Budget") == "avantaprès"


def test_characters_that_windows_smuggles_into_iso_8859_1_stay_bytes() -> None:
    content = totem("").replace(b"<DocumentBudgetaire>", b'<DocumentBudgetaire><Lib V="l\x92eau"/>')
    assert b'"l\x92eau"' in strip_totem(content).content


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(totem("<Budget/>"), True, id="iso-8859-1"),
        pytest.param(b"\xef\xbb\xbf" + totem("", "utf-8"), True, id="utf-8-with-mark"),
        pytest.param(totem("", "utf-16"), True, id="utf-16"),
        pytest.param(b"\n\n<DocumentBudgetaire>", True, id="cut-short"),
        pytest.param(b"<env><x:documentbudgetaire /></env>", True, id="wrapped-and-lower-case"),
        pytest.param(b'<d:CompteFinancierUnique xmlns:d="x">', True, id="cfu"),
        pytest.param(b"<html>&lt;DocumentBudgetaire&gt;</html>", False, id="a-page-about-totem"),
        pytest.param(b"<rss/>", False, id="other-xml"),
        pytest.param(b"a;b\nDocumentBudgetaire;2\n", False, id="csv"),
        pytest.param(b"", False, id="empty"),
        pytest.param(b"PK\x03\x04", False, id="zip"),
    ],
)
def test_totem_is_told_from_other_files(content: bytes, expected: bool) -> None:
    assert is_totem(content) is expected


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><DocumentBudgetaire>&l9;</DocumentBudgetaire>'
FILE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><DocumentBudgetaire V="&x;"/>'


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(BOMB.encode(), TotemWithEntities, id="billion-laughs"),
        pytest.param(BOMB.encode("utf-16"), TotemWithEntities, id="laughs-in-utf-16"),
        pytest.param(FILE.encode(), TotemWithEntities, id="a-file-of-the-server"),
        pytest.param(
            b'<!DOCTYPE a SYSTEM "http://169.254.169.254/"><DocumentBudgetaire/>',
            TotemWithEntities,
            id="an-address-inside-the-network",
        ),
        pytest.param(totem("<a>" * 5000 + "</a>" * 5000), TotemTooBig, id="deep"),
        pytest.param(totem(f'<a V="{"x" * 11_000_000}"/>'), TotemTooBig, id="one-huge-value"),
        pytest.param(totem("<a/>" * 1_600_000), TotemTooBig, id="too-many-elements"),
        pytest.param(b" " * 50_000_001, TotemTooBig, id="too-many-bytes"),
        pytest.param(totem("<a>"), TotemRefused, id="not-well-formed"),
        pytest.param(totem("&eacute;"), TotemRefused, id="undeclared-entity"),
        pytest.param(b"", TotemRefused, id="empty"),
        pytest.param(b"<e><DocumentBudgetaire/></e>", TotemUnknownRoot, id="wrapped"),
        pytest.param(totem("", "cp037"), TotemRefused, id="ebcdic"),
        pytest.param(totem("", "koi8-r"), TotemEncodingUnknown, id="cyrillic"),
    ],
)
def test_what_cannot_be_made_safe_is_refused_with_a_sentence(
    content: bytes, error: type[TotemRefused]
) -> None:
    with pytest.raises(error) as refusal:
        strip_totem(content)
    assert refusal.type is error
    assert refusal.value.explain(str.upper).isupper()


FORBIDDEN = ["SIGNATURE", "SIGNATAIRE", "PERSONNEL", "PRET", "Scellement", "DATA_PRET"]
SECRET = "Zénobie Quatrefages"


def any_case(word: str) -> st.SearchStrategy[str]:
    letters = [st.sampled_from(sorted({each.lower(), each.upper()})) for each in word]
    return st.tuples(*letters).map("".join)


def holder(draw: Callable[..., str], name: str) -> str:
    prefix = draw(st.sampled_from(["", "x:", "doc-b:"]))
    spread = draw(st.sampled_from([f'V="{SECRET}"', f'v="{SECRET}"', 'V="1"']))
    inner = f'<Nom_Libre V="{SECRET}"/>{SECRET}' if spread == 'V="1"' else ""
    tag = prefix + draw(any_case(name))
    return f"<{tag} {spread}>{inner}</{tag}>"


@st.composite
def documents(draw) -> bytes:
    inside = "".join(holder(draw, name) for name in draw(st.lists(st.sampled_from(FORBIDDEN))))
    around = draw(
        st.lists(st.sampled_from(["Budget", "Annexes", "LigneBudget", "x:y"]), max_size=6)
    )
    for tag in around:
        inside = f'<MtReal V="1.00"/><{tag}>{inside}</{tag}>'
    root = draw(st.sampled_from(["DocumentBudgetaire", "x:CompteFinancierUnique"]))
    encoding = draw(st.sampled_from(["iso-8859-1", "utf-8", "utf-16", "windows-1252"]))
    text = f'<{root} xmlns:x="urn:x" xmlns:doc-b="urn:y">{inside}</{root}>'
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_a_forbidden_element_never_survives_however_it_is_written(content: bytes) -> None:
    stripped = strip_totem(content).content
    root = etree.fromstring(stripped)
    left = {local(each).lower() for each in root.iter(etree.Element)}
    assert left.isdisjoint(each.lower() for each in FORBIDDEN)
    assert_nowhere(SECRET, stripped)
    money = re.findall(r"MtReal", etree.tostring(etree.fromstring(content), encoding="unicode"))
    assert len(root.findall(".//MtReal")) == len(money)
