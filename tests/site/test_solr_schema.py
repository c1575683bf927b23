"""The Solr schema is CKAN's own, extended; its word lists are what Solr can read."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from lxml import etree

from ckanext.city.site import solr_schema

# The version that the doctor compares must rise with what it stands for: where this fails, raise
# `solr_schema.VERSION` and write the new sum here.
PARTS_OF_VERSION = {1: "d3911425728f840f", 2: "f020fdb354ddeacb"}


@pytest.fixture(scope="module")
def schema() -> etree._Element:
    return etree.fromstring(solr_schema.derive_schema(solr_schema.core_schema()))


@pytest.fixture
def solr() -> Iterator[str]:
    """A core that answers its schema's name as Solr does."""

    class Core(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path.startswith("/solr/ckan/schema/name")
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(json.dumps({"name": "ckan-2.12-city.7"}).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Core)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/solr"
    server.shutdown()
    server.server_close()


def test_version_rises_with_schema_and_word_lists() -> None:
    files = sorted(solr_schema.FOLDER.iterdir())
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    assert PARTS_OF_VERSION[solr_schema.VERSION] == digest[:16]


def test_ckan_accepts_the_schema_by_its_name(schema: etree._Element) -> None:
    """Core reads what stands between the first two dashes of the name."""
    assert schema.get("name").split("-")[1] == "2.12"
    assert schema.get("name").endswith(f"-city.{solr_schema.VERSION}")


def test_every_field_of_ckan_is_kept(schema: etree._Element) -> None:
    core = etree.fromstring(solr_schema.core_schema())
    for tag in ("field", "dynamicField"):
        ours = {field.get("name") for field in schema.iter(tag)}
        assert ours >= {field.get("name") for field in core.iter(tag)}
    copies = {(copy.get("source"), copy.get("dest")) for copy in schema.iter("copyField")}
    assert copies >= {(copy.get("source"), copy.get("dest")) for copy in core.iter("copyField")}


def test_no_field_is_declared_twice(schema: etree._Element) -> None:
    for tags in (("field",), ("fieldType", "fieldtype")):
        names = [element.get("name") for element in schema.iter(*tags)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("field", "attribute", "value"),
    [
        ("title", "type", "text"),
        ("res_name", "type", "text"),
        ("res_description", "type", "text"),
        ("tags_text", "type", "text"),
        ("city_labels", "type", "text_words"),
        ("spatial_geom", "type", "location_rpt"),
        ("organization", "multiValued", "true"),
        ("owner_org", "multiValued", "true"),
    ],
)
def test_field_is_what_the_search_counts_on(
    schema: etree._Element, field: str, attribute: str, value: str
) -> None:
    assert schema.find(f"fields/field[@name='{field}']").get(attribute) == value


def test_synonyms_are_added_to_datasets_and_not_to_queries(schema: etree._Element) -> None:
    (analyzer,) = schema.xpath("//filter[@synonyms]/..")
    assert analyzer.get("type") == "index"


def test_words_of_datasets_and_queries_are_cut_alike(schema: etree._Element) -> None:
    """All but the synonyms: otherwise a word would not find itself."""
    at_index, at_query = schema.findall("types/fieldType[@name='text']/analyzer")
    steps = [etree.tostring(step).split() for step in at_index]
    assert [etree.tostring(step).split() for step in at_query] == steps[: len(at_query)]


def test_configuration_brings_every_file_that_the_schema_names(tmp_path: Path) -> None:
    solr_schema.write_configset(tmp_path)
    text = (tmp_path / solr_schema.SCHEMA_FILE).read_text(encoding="utf-8")
    named = set(re.findall(r'"([^"/]+\.txt)"', text)) - {"protwords.txt"}
    assert named == {file.name for file in tmp_path.glob("*.txt")}
    assert "protwords.txt" not in text


def test_an_administrators_solrconfig_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "solrconfig.xml").write_text("<config/>", encoding="utf-8")
    solr_schema.write_configset(tmp_path)
    assert (tmp_path / "solrconfig.xml").read_text(encoding="utf-8") == "<config/>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'<schema name="ckan-2.11"/>', "ckan-2.11"),
        (b'<schema name="ckan-2.12"/>', "<types>"),
        (b"no schema", "no XML"),
        (b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schema name="&x;"/>', "no XML"),
    ],
    ids=["older", "without-types", "no-xml", "entity"],
)
def test_a_schema_we_do_not_know_is_refused_in_words(text: bytes, said: str) -> None:
    with pytest.raises(solr_schema.UnknownSchemaError, match=re.escape(said)):
        solr_schema.derive_schema(text)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("velo, bicyclette", ["velo => velo, bicyclette", "bicyclette => bicyclette, velo"]),
        ("ehpad => maison de retraite", ["ehpad => ehpad, maison retraite"]),
        ("qualite de l'air => air", ["qualite air => qualite air, air"]),
        ("crit'air => zfe", ["crit'air => crit'air, zfe"]),
        ("# a word\n\nbus => car", ["bus => bus, car"]),
        (
            "ilot de fraicheur => canicule\nfraicheur => frais",
            ["ilot fraicheur => ilot fraicheur, canicule, frais", "fraicheur => fraicheur, frais"],
        ),
    ],
    ids=["both-ways", "one-way", "elision", "no-elision", "comment", "part-of-a-phrase"],
)
def test_synonyms_are_written_as_solr_reads_them(given: str, written: list[str]) -> None:
    assert solr_schema.plain_synonyms(given).splitlines() == written


def test_synonyms_file_is_plain_words() -> None:
    """Solr compares them after folding: a capital or an accent would never match."""
    text = (solr_schema.FOLDER / solr_schema.SYNONYMS_FILE).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) >= 150
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9 ',=>]+", line)] == []
    assert [line for line in lines if line.count("=>") > 1 or len(re.split(",|=>", line)) < 2] == []
    assert "=> ," not in solr_schema.plain_synonyms(text)


@pytest.mark.parametrize(
    ("name", "current"),
    [
        (f"ckan-2.12-city.{solr_schema.VERSION}", True),
        (f"ckan-2.12-city.{solr_schema.VERSION + 1}", True),
        (f"ckan-2.12-city.{solr_schema.VERSION - 1}", False),
        ("ckan-2.12", False),
        ("ckan-2.11-city.99", False),
        ("ckan-2.12-city.x", False),
        (None, False),
    ],
)
def test_an_older_or_foreign_schema_is_not_current(name: str | None, current: bool) -> None:
    assert solr_schema.is_current(name) is current


def test_running_schema_is_asked_of_solr(solr: str) -> None:
    assert solr_schema.running_version(f"{solr}/ckan/") == "ckan-2.12-city.7"


@pytest.mark.parametrize("core", ["other", "ckan-not"])
def test_a_core_that_is_not_there_has_no_version(solr: str, core: str) -> None:
    assert solr_schema.running_version(f"{solr}/{core}") is None


def test_only_web_addresses_are_asked(tmp_path: Path) -> None:
    secret = tmp_path / "schema" / "name"
    secret.parent.mkdir()
    secret.write_text('{"name": "secret"}', encoding="utf-8")
    assert solr_schema.running_version(tmp_path.as_uri()) is None


def test_schema_needs_no_ckan_application() -> None:
    """The Solr image is built by a Python that has CKAN's files and no configuration."""
    code = (
        "import sys; from ckanext.city.site import solr_schema as s;"
        "s.derive_schema(s.core_schema()); sys.exit('ckan.plugins' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
