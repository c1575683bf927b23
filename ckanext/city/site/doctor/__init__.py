"""Find what is wrong with a site: each check a line, with what to do.

It must speak where no `ckan` command can start. So it looks first at what needs nothing but the
file, then at the services by their addresses, and only then tries to load CKAN for the rest.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ckan.cli import CKANConfigLoader
from ckan.common import CKANConfig
from ckan.config.declaration import Declaration
from ckan.config.environment import CONFIG_FROM_ENV_VARS, load_environment
from ckan.logic import clear_validators_cache

from ckanext.city import config
from ckanext.city.site.doctor import running, settings, stores
from ckanext.city.site.doctor.findings import LANGUAGES, Check, Finding, Site, reason, run_check

__all__ = ["examine", "report"]

SERVICE_CHECKS = stores.CHECKS | running.CHECKS
LOADED_CHECKS = stores.LOADED_CHECKS | running.LOADED_CHECKS


def report(
    found: Iterable[Finding],
    *,
    echo: Callable[[str], Any],
    as_json: bool = False,
    language: str | None = None,
) -> int:
    """Print what an examination finds: a line each, or JSON.

    Args:
        found: what `examine` gives.
        echo: prints a line.
        as_json: print `{"status", "findings": [{"check", "code", "status", "message", "fix"}]}`.
        language: `fr` or `en`; by default the site's own.

    Returns:
        Exit status: 0 no error (there may be warnings), 1 an error.
    """
    findings = list(found)
    spoken = language or _language(findings)
    worst = _worst(findings)
    if as_json:
        rows = [finding.row(spoken) for finding in findings]
        echo(json.dumps({"status": worst, "findings": rows}, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            echo(finding.line(spoken))
    return int(worst == "error")


def examine(ini: Path, *, settings_only: bool = False, loaded: bool = False) -> Iterator[Finding]:
    """Examine a site; what cannot be examined is a finding too.

    Args:
        ini: its configuration file.
        settings_only: ask no service.
        loaded: CKAN runs already with this file, as within `ckan city doctor`.
    """
    with _silence():
        yield from _examine(ini, settings_only=settings_only, loaded=loaded)


def read_settings(ini: Path) -> dict[str, Any]:
    """Read a configuration file as CKAN does, with core's defaults and environment variables.

    Raises:
        OSError: the file is missing or may not be read.
        Exception: it is no configuration file (many kinds, all with a sentence).
    """
    with ini.open("rb"):
        pass  # CKAN's reader takes an unreadable file for an empty one
    values = CKANConfigLoader(str(ini)).get_config()
    for key, variable in CONFIG_FROM_ENV_VARS.items():
        if os.environ.get(variable):
            values[key] = os.environ[variable]
    declaration = Declaration()
    declaration.load_core_declaration()
    safe = CKANConfig(values)
    declaration.make_safe(safe)
    return dict(safe)


def load(ini: Path) -> str:
    """Load CKAN with a configuration file.

    Returns:
        Why it does not start; "" where it does.
    """
    clear_validators_cache()  # filled while the settings were read, without those of plugins
    try:
        load_environment(CKANConfigLoader(str(ini)).get_config())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - any extension may break anyhow
        return reason(error)
    return ""


def _examine(ini: Path, *, settings_only: bool, loaded: bool) -> Iterator[Finding]:
    try:
        site = Site(ini, read_settings(ini))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the file is what is to be told
        why = {"ini": ini, "reason": reason(error), "user": settings.user()}
        yield Finding("ini", "unreadable", why)
        return
    yield from _run(settings.CHECKS, site)
    if settings_only:
        return
    failure = "" if loaded else load(ini)
    if failure:
        yield from _run(SERVICE_CHECKS, site)
        yield Finding("start", "failed", {"reason": failure, "skipped": list(LOADED_CHECKS)})
        return
    yield Finding("start", "started", {})
    yield from _run(SERVICE_CHECKS | LOADED_CHECKS, Site(ini, config.effective()))


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the log out: the findings say it, and a traceback beside them says less."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _run(checks: dict[str, Check], site: Site) -> Iterator[Finding]:
    for name, check in checks.items():
        yield from run_check(name, check, site)


def _worst(findings: list[Finding]) -> str:
    present = {finding.status for finding in findings}
    return next(status for status in ("error", "warning", "ok") if status in present)


def _language(findings: list[Finding]) -> str:
    shown = next((f.values["default"] for f in findings if f.check == "languages"), "fr")
    return shown if shown in LANGUAGES else "fr"
