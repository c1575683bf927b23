"""Addresses of the feed: ours is the verdict of udata itself, wherever both can be asked."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.city import config
from ckanext.city.feed.addresses import mended, refusal, refusal_elsewhere
from dev.layout import DEV

UDATA_PYTHON = Path(os.environ.get("UDATA_HOME") or DEV / "udata") / "venv" / "bin" / "python"
ASK_UDATA = """
import json, sys
from udata import uris

def takes(address):
    try:
        uris.validate(address, resolve=False)
    except Exception:  # the harvester fails the dataset whatever is raised
        return False
    return True

print(json.dumps([takes(address) for address in json.load(sys.stdin)]))
"""

TAKEN = (
    "https://ville.fr",
    "http://ville.fr/",
    "https://data.ville.fr/a/b.csv?x=1&y=2#z",
    "https://data.ville.fr:8443/a.csv",
    "HTTPS://data.ville.fr/",
    "ftp://ftp.ville.fr/a.csv",
    "ftps://ftp.ville.fr/a.csv",
    "https://été.ville.fr/à",
    "https://ville.рф/",
    "https://a_b.ville.fr/",
    "https://8.8.8.8/a.csv",
    "https://[2001:4860:4860::8888]/",
    "https://[64:ff9b::808:808]/",
    "https://localhost.ville.fr/",
    "https://1.1.1.1.fr/",
    "https://medium.com/@ville",
    "https://name:secret@ville.fr/",
    "https://ville.fr:99999/",
    "https://ville.fr?page=1",
    "https://ville.museum/",
    "  https://ville.fr/a.csv  ",
)
REFUSED = {
    "": "address.relative",
    "fichier.csv": "address.relative",
    "/dataset/fichier.csv": "address.relative",
    "www.ville.fr/a.csv": "address.relative",
    "www.ville.fr:80/a.csv": "address.relative",
    "s3://bucket/a.csv": "address.scheme",
    "file:///etc/passwd": "address.scheme",
    "javascript:alert(1)": "address.scheme",
    "mailto:data@ville.fr": "address.scheme",
    "data:text/csv,a": "address.scheme",
    "http:/ville.fr": "address.host",
    "https:///a.csv": "address.host",
    "https://-ville.fr/": "address.host",
    "https://ville-.fr/": "address.host",
    "https://ville_.fr/": "address.host",
    "https://a--b.fr/": "address.host",
    "https://xn--t-9fab.fr/": "address.host",
    "https://ville..fr/": "address.host",
    "https://ville.fr./": "address.host",
    "https://ville.f/": "address.host",
    "https://ville.fr#haut": "address.host",
    "https://ville.f_r/": "address.host",
    "https://intranet/a.csv": "address.no-domain",
    "https://serveur.local/a.csv": "address.unknown-domain",
    "https://ged.mairie.lan/a.csv": "address.unknown-domain",
    "https://VILLE.FR/": "address.unknown-domain",
    "https://ville.fr/note@bureau.csv": "address.unknown-domain",
    "https://ville.fr:8/": "address.port",
    "https://ville.fr:port/": "address.port",
    "https://ville.fr:/": "address.port",
    "https://ville.fr:100000/": "address.port",
    "https://ville.fr:80:80/": "address.port",
    "https://localhost/": "address.private",
    "https://localhost.localdomain:5000/": "address.private",
    "https://127.0.0.1:5000/": "address.private",
    "https://10.1.2.3/a.csv": "address.private",
    "https://192.168.1.10/": "address.private",
    "https://172.16.0.1/": "address.private",
    "https://169.254.169.254/latest": "address.private",
    "https://100.64.0.1/": "address.private",
    "https://0.0.0.0/": "address.private",
    "https://224.0.0.1/": "address.private",
    "https://240.0.0.1/": "address.private",
    "https://128.0.0.0/": "address.private",
    "https://1.255.255.255/": "address.private",
    "https://[::1]/": "address.private",
    "https://[fe80::1]/": "address.private",
    "https://[fc00::1]/": "address.private",
    "https://[fec0::1]/": "address.private",
    "https://[::ffff:7f00:1]/": "address.private",
    "https://[2002:7f00:1::]/": "address.private",
    "https://[64:ff9b::7f00:1]/": "address.private",
    "https://1.2.3.400/": "address.number",
    "https://01.2.3.4/": "address.number",
    "https://[1::2::3]/": "address.number",
    "https://ville.fr/mes fichiers.csv": "address.space",
    "https://ville.fr/a\u00a0b.csv": "address.space",
    "https://mairie ville.fr/": "address.space",
}
HOSTS = ("ville.fr", "intranet", "a.lan", "10.0.0.1", "u:p@ville.fr", "[::1]", "vi@lle.fr")
TAILS = (
    "",
    "/",
    "/@a",
    "/@a.fr",
    "/a@b.csv",
    "?x@c.fr",
    "/@localhost/x",
    ":80/é",
    ":8/",
    "/a@b@c.fr",
)
MADE = tuple(f"https://{host}{tail}" for host, tail in itertools.product(HOSTS, TAILS))


@pytest.mark.parametrize("address", TAKEN)
def test_an_address_that_udata_takes_is_kept(address: str) -> None:
    assert refusal_elsewhere(address) is None


@pytest.mark.parametrize(("address", "code"), REFUSED.items(), ids=map(repr, REFUSED))
def test_an_address_that_udata_refuses_is_refused_with_its_reason(address: str, code: str) -> None:
    assert refusal_elsewhere(address) == code


def test_a_very_long_address_is_refused_before_anyone_reads_it() -> None:
    assert refusal_elsewhere("https://ville.fr/" + "a@" * 1_000_000) == "address.too-long"


def test_our_verdict_on_each_address_is_that_of_udata() -> None:
    if not UDATA_PYTHON.exists():
        pytest.skip(f"udata is not installed: no {UDATA_PYTHON} (set UDATA_HOME)")
    addresses = [*TAKEN, *REFUSED, *MADE]
    command = [str(UDATA_PYTHON), "-c", ASK_UDATA]
    asked = json.dumps(addresses)
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    theirs = dict(zip(addresses, json.loads(done.stdout.splitlines()[-1]), strict=True))
    assert {address: refusal_elsewhere(address) is None for address in addresses} == theirs


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:5000", "http://127.0.0.1:5000/a/b", "http://127.0.0.1:5000?x"]
)
def test_an_address_of_this_site_is_fine_on_a_developers_machine(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "site_url", lambda: "http://127.0.0.1:5000")
    assert refusal(address) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:50001/", "http://127.0.0.1:5000.x/", ""])
def test_an_address_that_only_starts_as_this_sites_is_looked_at(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "site_url", lambda: "http://127.0.0.1:5000")
    assert refusal(address) is not None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://ville.fr/mes fichiers/été.csv", "https://ville.fr/mes%20fichiers/été.csv"),
        ("https://ville.fr/a\u00a0b", "https://ville.fr/a%C2%A0b"),
        ('https://ville.fr/<b>"x"', "https://ville.fr/%3Cb%3E%22x%22"),
        ("https://ville.fr/100%.csv", "https://ville.fr/100%25.csv"),
        ("https://ville.fr/a%20b", "https://ville.fr/a%20b"),
        ("https://ville.fr/?f[]=1#a#b", "https://ville.fr/?f%5B%5D=1#a%23b"),
        ("HTTPS://VILLE.FR/Fichier.CSV", "https://ville.fr/Fichier.CSV"),
        ("https://ville.fr#haut", "https://ville.fr/#haut"),
        ("https://ville.fr/note@bureau.csv", "https://ville.fr/note%40bureau.csv"),
        ("https://medium.com/@ville", "https://medium.com/@ville"),
        ("  https://ville.fr/\n", "https://ville.fr/"),
        ("fichier.csv", "fichier.csv"),
    ],
)
def test_an_address_is_written_as_a_browser_would_ask_for_it(address: str, written: str) -> None:
    assert mended(address) == written


@given(st.text(max_size=40))
def test_whatever_follows_a_host_can_be_written_in_the_feed_and_taken_by_udata(tail: str) -> None:
    written = mended(f"https://ville.fr/{tail}")
    pyoxigraph.NamedNode(written)
    assert refusal_elsewhere(written) is None
    assert mended(written) == written


@given(st.text(max_size=60))
def test_any_text_gets_a_verdict(address: str) -> None:
    code = refusal_elsewhere(address)
    assert code is None or code.startswith("address.")
