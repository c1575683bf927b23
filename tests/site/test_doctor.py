"""What the doctor finds wrong with a site, and that it speaks where nothing else starts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any

import pytest

from ckanext.city import config
from ckanext.city.site import doctor, proxy
from ckanext.city.site.doctor import findings, running, settings, stores
from ckanext.city.site.doctor.findings import Site
from ckanext.city.site.proxy import Seen
from tests.site.settings import PASSWORD, write_site_ini

DOCTOR = Path(sys.executable).with_name("city-doctor")
HERE = Path(doctor.__file__).parent


def codes(ini: Path) -> dict[str, set[str]]:
    """What is found in a file, by check."""
    found: dict[str, set[str]] = {}
    for finding in doctor.examine(ini, settings_only=True):
        found.setdefault(finding.check, set()).add(finding.code)
    return found


def ask(check: Any, **values: Any) -> list[str]:
    """What one check finds on a site with these settings (an underscore for a dot)."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    return [code for code, _ in check(Site(Path("ckan.ini"), named))]


def run_doctor(*words: str | Path) -> subprocess.CompletedProcess[str]:
    # CKAN's own variables, by which the tests name their services, win over a file
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CKAN_")}
    return subprocess.run([DOCTOR, *words], env=bare, capture_output=True, text=True, check=False)


def test_a_sound_file_has_no_error(tmp_path: Path) -> None:
    found = list(doctor.examine(write_site_ini(tmp_path), settings_only=True))
    assert {finding.check for finding in found} == set(settings.CHECKS)
    assert {finding.status for finding in found} == {"ok"}


@pytest.mark.parametrize(
    ("variable", "value", "check", "code"),
    [
        ("CITY_INSEE", "1234", "settings", "wrong"),
        ("CITY_SITE_URL", "donnees.ville.fr", "site-url", "malformed"),
        ("CITY_SITE_URL", "https://ville.fr/donnees", "site-url", "path"),
        ("CITY_SITE_URL", "http://localhost:5000", "site-url", "local"),
        ("CITY_SITE_URL", "http://donnees.ville.fr", "site-url", "plain"),
        ("CITY_SECRET_KEY", "changeme", "secret-key", "weak"),
        ("CITY_SECRET_KEY", "a" * 40, "secret-key", "weak"),
        ("CITY_PLUGINS", "city scheming_datasets", "plugins", "missing"),
        ("CITY_PLUGINS", f"{settings.PLUGINS} tracking", "plugins", "tracking"),
        ("CITY_PLUGINS", f"{settings.PLUGINS} hierarchy", "plugins", "not-installed"),
        ("CITY_PLUGINS", f"dcat {settings.PLUGINS}", "plugins", "order"),
    ],
)
def test_a_wrong_setting_is_found(
    tmp_path: Path, variable: str, value: str, check: str, code: str
) -> None:
    assert code in codes(write_site_ini(tmp_path, **{variable: value}))[check]


def test_our_own_order_of_plugins_is_right() -> None:
    assert ask(settings.check_plugins, ckan__plugins=settings.PLUGINS) == ["right"]


def test_the_fix_of_a_missing_plugin_is_a_line_that_is_right(tmp_path: Path) -> None:
    site = Site(tmp_path, {"ckan.plugins": "image_view scheming_datasets city"})
    fixes = [
        values["wanted"] for code, values in settings.check_plugins(site) if "wanted" in values
    ]
    for fix in fixes:
        assert "order" not in ask(settings.check_plugins, ckan__plugins=fix)
    assert "missing" not in ask(settings.check_plugins, ckan__plugins=fixes[0])
    assert "image_view" in fixes[0].split()


@pytest.mark.parametrize("value", ["true", True])
def test_debug_is_an_error(value: Any) -> None:
    assert ask(settings.check_debug, debug=value) == ["on"]


@pytest.mark.parametrize(
    ("offered", "default", "code"),
    [("fr en", "fr", "right"), ("en de", "en", "no-french"), (["fr"], "en", "default")],
)
def test_languages(offered: Any, default: str, code: str) -> None:
    values = {"ckan__locales_offered": offered, "ckan__locale_default": default}
    assert ask(settings.check_languages, **values) == [code]


def test_a_file_with_passwords_that_everyone_reads_is_a_warning(tmp_path: Path) -> None:
    ini = write_site_ini(tmp_path)
    ini.chmod(0o644)
    assert codes(ini)["ini"] == {"world-readable"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[app:main]\na = 1\na = 2\n", id="a key twice"),
        pytest.param(b"ckan.site_url = x", id="no section"),
        pytest.param(b"[app:main]\nname = \xff\xfe", id="not UTF-8"),
        pytest.param(b"[app:main]\nname = %(nothing)s", id="unknown interpolation"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(
    tmp_path: Path, text: bytes | None
) -> None:
    ini = tmp_path / "ckan.ini"
    if text is not None:
        ini.write_bytes(text)
    said: list[str] = []
    status = doctor.report(doctor.examine(ini), echo=said.append)
    assert status == 1
    assert len(said) == 1
    assert said[0].startswith("error   ini:")
    assert "\n" not in said[0]


def test_the_doctor_speaks_where_neither_ckan_nor_a_service_starts(tmp_path: Path) -> None:
    ini = write_site_ini(tmp_path, CITY_INSEE="1234")
    done = run_doctor("--json", "--lang", "en", ini)
    said = json.loads(done.stdout)
    found = {(row["check"], row["code"]) for row in said["findings"]}
    assert (done.returncode, said["status"]) == (1, "error")
    assert found >= {
        ("settings", "wrong"),
        ("database", "silent"),
        ("datastore", "silent"),
        ("redis", "silent"),
        ("solr", "silent"),
        ("storage", "unwritable"),
        ("start", "failed"),
    }
    assert done.stderr == ""
    assert PASSWORD not in done.stdout


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    ini = write_site_ini(tmp_path, CITY_SITE_URL="http://localhost:5000")
    done = run_doctor("--settings-only", ini)
    assert "warning site-url" in done.stdout
    assert done.returncode == 0


def test_a_check_that_breaks_is_a_finding() -> None:
    def broken(_site: Site) -> Iterator[findings.Found]:
        yield "right", {}
        raise RuntimeError("no way to postgresql://city:secret@host/city")

    found = findings.run_check("datastore", broken, Site(Path("x"), {}))
    assert [finding.status for finding in found] == ["ok", "error"] or found[-1].status == "error"
    assert "secret" not in found[-1].message("fr")


@pytest.mark.parametrize("language", findings.LANGUAGES)
def test_every_sentence_is_there_in_both_languages_and_names_the_same_things(language: str) -> None:
    for check, by_code in findings.sentences().items():
        for code, sentence in by_code.items():
            assert ("fix" in sentence) == (sentence["status"] != "ok"), f"{check}.{code}"
            for part in ("message", "fix"):
                said = sentence.get(part)
                if said:
                    assert braces(said[language]) == braces(said["fr"]), f"{check}.{code}.{part}"


def test_every_check_has_its_sentences_and_no_sentence_is_left_over() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.py"))
    quoted = set(re.findall(r'"([a-z-]+)"', source))
    checks = settings.CHECKS | doctor.SERVICE_CHECKS | doctor.LOADED_CHECKS
    assert set(findings.sentences()) == {*checks, "start", "crashed"}
    for check, by_code in findings.sentences().items():
        assert set(by_code) <= quoted, check


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_a_folder_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    assert ask(stores.check_storage, ckan__storage_path="") == ["unset"]
    missing = str(tmp_path / "missing")
    assert ask(stores.check_storage, ckan__storage_path=missing) == ["unwritable"]


def test_a_folder_without_room_for_one_file_is_found(tmp_path: Path) -> None:
    values = {"ckan__storage_path": str(tmp_path), "ckan__max_resource_size": 1 << 40}
    assert ask(stores.check_storage, **values) == ["full"]


def test_a_folder_that_everyone_can_write_to_is_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert "open" in ask(stores.check_storage, ckan__storage_path=str(tmp_path))


@pytest.mark.parametrize(
    ("url", "seen", "trusted", "expected"),
    [
        ("https://ville.fr", None, 0, ["unseen"]),
        ("https://ville.fr", Seen("https", 1), 1, ["right"]),
        ("https://ville.fr", Seen("", 2), 2, ["right"]),
        ("http://ville.fr", Seen("https", 1), 1, ["scheme"]),
        ("https://ville.fr", Seen("https", 1), 0, ["not-trusted"]),
        ("https://ville.fr", Seen("https", 1), 2, ["too-many"]),
    ],
)
def test_what_the_proxy_sends_is_compared_with_what_the_site_believes(
    monkeypatch: pytest.MonkeyPatch, url: str, seen: Seen | None, trusted: int, expected: list[str]
) -> None:
    monkeypatch.setattr(proxy, "last_seen", lambda: seen)
    monkeypatch.setattr(config, "proxies", lambda: trusted)
    assert ask(running.check_proxy, ckan__site_url=url) == expected


class Front(BaseHTTPRequestHandler):
    """A reverse proxy that refuses bodies over one megabyte, and knows a moved site."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("X-Request-Id", "abc") if self.status == 200 else None
        self.send_header("Location", "https://ailleurs.example/")
        self.end_headers()

    def do_POST(self) -> None:
        self.send_response(413 if int(self.headers["Content-Length"]) > 3 << 20 else 405)
        self.end_headers()

    def handle_expect_100(self) -> bool:
        return True  # as nginx: the size is refused before the body is asked for

    def log_message(self, *_words: Any) -> None:
        return


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Front)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("limit", "code"), [("1", "passes"), ("200", "proxy-refuses"), ("0", "unlimited")]
)
def test_a_proxy_that_takes_less_than_ckan_is_found_without_sending_a_file(
    front: str, limit: str, code: str
) -> None:
    values = {"ckan__site_url": front, "ckan__max_resource_size": limit}
    assert ask(running.check_upload_limit, **values) == [code]


@pytest.mark.parametrize(
    ("status", "code"), [(200, "answers"), (301, "redirects"), (404, "other"), (502, "other")]
)
def test_the_public_address_must_lead_to_this_site(
    monkeypatch: pytest.MonkeyPatch, front: str, status: int, code: str
) -> None:
    monkeypatch.setattr(Front, "status", status)
    assert ask(running.check_address, ckan__site_url=front) == [code]


def test_an_address_that_does_not_answer_from_here_is_only_a_warning() -> None:
    assert ask(running.check_address, ckan__site_url="http://127.0.0.1:9") == ["unreachable"]
    assert findings.sentences()["address"]["unreachable"]["status"] == "warning"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["none"]),
        ({"smtp__server": "127.0.0.1:9", "smtp__mail_from": "a@ville.fr"}, ["silent"]),
        ({"smtp__server": "127.0.0.1:9"}, ["no-sender", "silent"]),
    ],
)
def test_a_mail_server_is_greeted_where_one_is_given(
    values: dict[str, str], expected: list[str]
) -> None:
    assert ask(running.check_mail, **values) == expected


@pytest.mark.parametrize(("hours", "expected"), [(-1, ["old", "answers"]), (1, ["answers"])])
def test_a_worker_older_than_the_installed_code_is_told(
    monkeypatch: pytest.MonkeyPatch, hours: int, expected: list[str]
) -> None:
    installed = running._installed_at()
    assert installed > datetime(2024, 1, 1, tzinfo=UTC).timestamp()
    born = datetime.fromtimestamp(installed, tz=UTC) + timedelta(hours=hours)
    worker, job = SimpleNamespace(birth_date=born), SimpleNamespace(delete=lambda: None)
    monkeypatch.setattr(running.jobs, "get_queue", lambda: SimpleNamespace(count=0))
    monkeypatch.setattr(running.jobs, "enqueue", lambda *_args, **_options: job)
    monkeypatch.setattr(running.Worker, "all", lambda **_options: [worker])
    monkeypatch.setattr(running, "_wait_for", lambda *_args: "finished")
    assert ask(running.check_worker) == expected
