"""The files of `docker/` fit together: variables, versions, health checks; no engine needed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.city.site.ini import SETTINGS
from tests import packaged
from tests.packaged import ROOT

DOCKER = ROOT / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = [DOCKER / "Dockerfile", DOCKER / "solr.Dockerfile"]
SECRET_NAMES = ("PASSWORD", "SECRET")
VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::[-?][^}]*)?\}")
EXAMPLE_LINE = re.compile(r"([A-Z_]+)=(.*)")


def example() -> dict[str, str]:
    lines = (DOCKER / ".env.example").read_text(encoding="utf-8").splitlines()
    found = (EXAMPLE_LINE.fullmatch(line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def stages(dockerfile: Path) -> list[str]:
    return re.findall(r"^FROM (\S+)", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)


def own_image(service: dict[str, Any]) -> bool:
    return str(service["image"]).startswith("ckanext-city")


def test_every_variable_that_the_compose_file_asks_for_is_in_the_example() -> None:
    text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    assert set(VARIABLE.findall(text)) == set(example())


def test_every_setting_of_the_entry_script_reaches_web_and_worker() -> None:
    wanted = {setting.variable for setting in SETTINGS}
    for name in ("prepare", "web", "worker"):
        assert wanted - set(SERVICES[name]["environment"]) == set(), name


@pytest.mark.parametrize("variable", example())
def test_a_variable_of_the_example_is_explained(variable: str) -> None:
    lines = (DOCKER / ".env.example").read_text(encoding="utf-8").splitlines()
    before = lines[next(i for i, line in enumerate(lines) if line.startswith(f"{variable}=")) - 1]
    assert before.startswith("# ")


def test_no_secret_is_written_down() -> None:
    for variable, value in example().items():
        assert not (any(name in variable for name in SECRET_NAMES) and value), variable
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if any(word in variable for word in SECRET_NAMES):
                assert str(value).startswith("${"), f"{name}: {variable}"
            passwords = re.findall(r"//[^:/]+:([^@]+)@", str(value))
            assert all(password.startswith("${") for password in passwords), f"{name}: {variable}"


def test_only_the_preparing_container_knows_the_superuser_of_the_database() -> None:
    knowing = {
        name
        for name, service in SERVICES.items()
        if any("CITY_POSTGRES_PASSWORD" in str(v) for v in service.get("environment", {}).values())
    }
    assert knowing == {"prepare", "postgres"}


@pytest.mark.parametrize("image", sorted({i for d in DOCKERFILES for i in stages(d)}))
def test_an_image_is_built_from_an_exact_version(image: str) -> None:
    assert re.fullmatch(r"[a-z/.-]+:\d+\.\d+\.\d+[a-z0-9.-]*", image)


@pytest.mark.parametrize("name", [n for n, s in SERVICES.items() if not own_image(s)])
def test_a_foreign_image_is_pinned(name: str) -> None:
    assert re.fullmatch(r"[a-z/.-]+:\d+\.\d+[a-z0-9.-]*", SERVICES[name]["image"])


def test_solr_and_jts_are_those_that_the_tests_run_on() -> None:
    space = {"m": "http://maven.apache.org/POM/4.0.0"}
    pom = ET.parse(ROOT / "dev" / "solr" / "pom.xml")
    solr = pom.findtext("m:properties/m:solr.version", namespaces=space)
    jts = pom.findtext(
        "m:dependencies/m:dependency[m:artifactId='jts-core']/m:version", namespaces=space
    )
    text = (DOCKER / "solr.Dockerfile").read_text(encoding="utf-8")
    assert stages(DOCKER / "solr.Dockerfile")[-1] == f"solr:{solr}"
    assert f"ARG JTS_VERSION={jts}\n" in text


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_ends_as_an_unprivileged_user_with_a_health_check(dockerfile: Path) -> None:
    final = dockerfile.read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)", final, re.MULTILINE)
    assert users[-1] in {"city", "solr"}
    assert re.search(r"^HEALTHCHECK ", final, re.MULTILINE)


def test_the_image_installs_the_wheel_and_keeps_no_checkout() -> None:
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    assert "pip install --no-cache-dir --no-deps /wheels/*.whl" in text
    final = text.rpartition("\nFROM ")[2]
    assert "/checkout" not in final
    assert "COPY . " not in final


def test_the_image_installs_all_that_the_wheel_will_ask_for() -> None:
    """The wheel itself is installed without its requirements, which stand in an earlier layer."""
    script = [sys.executable, DOCKER / "requirements.py", ROOT / "pyproject.toml"]
    listed = packaged.run([*script, "ckan", "server"]).splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    assert set(listed) == {*project["dependencies"], *optional["ckan"], *optional["server"]}
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    assert "requirements.py /build/pyproject.toml ckan server >" in text


@pytest.mark.parametrize("name", [n for n in SERVICES if n != "prepare"])
def test_a_lasting_service_is_watched_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_is_reached_from_outside_and_only_on_the_loopback() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(ports) == ["proxy"]
    assert all(port.startswith("127.0.0.1:") for port in ports["proxy"])


def test_web_and_worker_start_after_one_container_has_prepared_the_site() -> None:
    for name in ("web", "worker"):
        waits = SERVICES[name]["depends_on"]["prepare"]["condition"]
        assert waits == "service_completed_successfully"
        assert SERVICES[name]["environment"]["CITY_PREPARE"] == "0"


def test_web_can_be_scaled() -> None:
    assert "container_name" not in SERVICES["web"]
    assert "ports" not in SERVICES["web"]
    template = (DOCKER / "proxy" / "default.conf.template").read_text(encoding="utf-8")
    assert "server web:5000 resolve;" in template


def test_the_proxy_refuses_what_the_site_would_refuse() -> None:
    limit = SERVICES["proxy"]["environment"]["CITY_MAX_UPLOAD_MB"]
    assert limit == SERVICES["web"]["environment"]["CITY_MAX_UPLOAD_MB"]
    template = (DOCKER / "proxy" / "default.conf.template").read_text(encoding="utf-8")
    assert "client_max_body_size ${CITY_MAX_UPLOAD_MB}m;" in template
    assert 'lang="fr"' in template  # nginx's own page says it in English
    for header in ("For", "Proto", "Host"):
        assert f"proxy_set_header X-Forwarded-{header} " in template


def test_every_named_volume_and_mounted_file_exists() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            found = (DOCKER / source).exists() if source[0] == "." else source in COMPOSE["volumes"]
            assert found, f"{name}: {volume}"


@pytest.mark.parametrize("script", sorted(DOCKER.rglob("*.sh")), ids=lambda path: path.name)
def test_a_shell_script_parses_and_stops_at_the_first_error(script: Path) -> None:
    assert "\nset -eu\n" in script.read_text(encoding="utf-8")
    subprocess.run(["sh", "-n", script], check=True)


@pytest.mark.service
def test_what_reaches_the_builder_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """The builder is sent what `.dockerignore` lets through, and no more."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    checkout = packaged.copy_checkout(tmp_path / "checkout")
    sent = tmp_path / "sent"
    for name in (line[1:] for line in lines if line.startswith("!")):
        source, copy = checkout / name, sent / name
        assert source.exists(), f".dockerignore lets {name} through, which is not there"
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, symlinks=True)
        else:
            shutil.copy2(source, copy)
    again = packaged.build(sent, tmp_path / "dist", "wheel")[0]
    assert packaged.contents(again) == packaged.contents(wheel)


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_every_file_that_an_image_copies_reaches_the_builder(dockerfile: Path) -> None:
    text = dockerfile.read_text(encoding="utf-8").replace("\\\n", " ")
    sent = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copies = re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE)
    names = [name for line in copies for name in line.split() if name != "."]
    names += re.findall(r"/checkout/((?:dev|docker)/\S+)", text)
    for name in names:
        parents = {os.fspath(parent) for parent in Path(name).parents}
        assert (ROOT / name).exists()
        assert name in sent or parents & sent, name
