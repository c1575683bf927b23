"""Install what is missing: Debian's packages, the virtualenv, the front end, Solr's jars."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dev.layout import DEV, LOGS, PYTHON, ROOT, SOLR_JARS, VENV
from dev.shell import run, stop_with

ASSETS = ROOT / "assets"
BUNDLE = ROOT / "ckanext" / "city" / "public" / "city" / "manifest.json"
POLICY = Path("/usr/sbin/policy-rc.d")


def postgres_bin() -> Path | None:
    """Folder of the newest PostgreSQL server programs, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    return next((f for f in reversed(folders) if (f / "initdb").exists()), None)


def main() -> None:
    """Install all that a clone needs, in the order in which one needs the other."""
    started = time.monotonic()
    DEV.mkdir(exist_ok=True)
    install_packages()
    install_venv()
    compile_translations()
    build_assets()
    install_solr()
    if time.monotonic() - started > 2:
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def packages() -> dict[str, Callable[[], bool]]:
    """Debian's packages that we need, and how to see that each is there."""
    return {
        "postgresql": lambda: postgres_bin() is not None,
        "redis-server": lambda: bool(shutil.which("redis-server")),
        "libpq-dev": lambda: bool(shutil.which("pg_config")),
        "libmagic1": lambda: any(Path("/usr/lib").glob("*/libmagic.so.1")),
        "build-essential": lambda: bool(shutil.which("gcc")),
        "python3-venv": _can_make_venv,
        "python3-dev": _has_headers,
        "maven": lambda: bool(shutil.which("mvn")),
        "openjdk-17-jre-headless": lambda: bool(shutil.which("java")),
        "openjdk-17-jdk-headless": lambda: bool(shutil.which("javac")),
        "chromium": lambda: bool(shutil.which("chromium")),
    }


def install_packages() -> None:
    """Bring Debian's packages: by apt as root, else say exactly what to install and stop."""
    missing = [name for name, is_there in packages().items() if not is_there()]
    if not missing:
        return
    command = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() or not shutil.which("apt-get"):
        stop_with(f"Some Debian packages are missing. As root, run: {command}")
    print(f"Installing Debian packages: {' '.join(missing)}", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with _no_service_starts():
        run(["apt-get", "update", "-q"], log=LOGS / "apt.log", env=quiet)
        run(command.split(), log=LOGS / "apt.log", env=quiet)


def install_venv() -> None:
    """Make `.dev/venv` with the pinned versions and this checkout in editable mode."""
    stamp = _stamp("venv", "pyproject.toml", "constraints.txt", extra=sys.version)
    if stamp.exists():
        return
    print("Installing CKAN and the extensions into .dev/venv", flush=True)
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", VENV], log=LOGS / "pip.log")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    pinned: list[str | Path] = ["-c", ROOT / "constraints.txt"]
    run([*pip, *pinned, "-e", f"{ROOT}[ckan,server,dev]"], log=LOGS / "pip.log")
    _touch(stamp)


def build_assets() -> None:
    """Build `assets/` into the package where it is stale, with the packages of its lock file."""
    sources = [path for path in ASSETS.rglob("*") if "node_modules" not in path.parts]
    files = sorted(str(path.relative_to(ROOT)) for path in sources if path.is_file())
    stamp = _stamp("assets", *files)
    if stamp.exists() and BUNDLE.exists():
        return
    print("Building the front end", flush=True)
    # first on the PATH: the node of the virtualenv, since Debian's is too old
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    npm: list[str | Path] = [VENV / "bin" / "npm", "--prefix", ASSETS]
    locked = _stamp("npm", "assets/package-lock.json")
    if not (locked.exists() and (ASSETS / "node_modules").exists()):
        run([*npm, "ci", "--no-audit", "--no-fund"], log=LOGS / "npm.log", env={"PATH": path})
        _touch(locked)
    run([*npm, "run", "build"], log=LOGS / "npm.log", env={"PATH": path})
    _touch(stamp)


def install_solr() -> None:
    """Resolve Solr's jars with Maven into `.dev/solr/lib`."""
    if not SOLR_JARS.exists():
        print("Fetching Solr with Maven", flush=True)
    command: list[str | Path] = [PYTHON, "-m", "dev.solr_core", "jars", "--out", SOLR_JARS]
    run(command, log=LOGS / "maven.log", env={"PYTHONPATH": str(ROOT)})


def compile_translations() -> None:
    """Compile the translations that changed: an editable install reads them from the checkout."""
    for source in ROOT.glob("ckanext/city/i18n/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime:
            command: list[str | Path] = [PYTHON, "-m", "babel.messages.frontend", "compile"]
            run([*command, "-i", source, "-o", compiled], log=LOGS / "pip.log")


def _stamp(name: str, *files: str, extra: str = "") -> Path:
    """A file whose name says of which inputs the installed thing was made."""
    content = b"".join((ROOT / file).read_bytes() for file in files) + extra.encode()
    return DEV / "stamps" / f"{name}-{hashlib.sha256(content).hexdigest()[:16]}"


def _touch(stamp: Path) -> None:
    stamp.parent.mkdir(exist_ok=True)
    for old in stamp.parent.glob(f"{stamp.name.rsplit('-', 1)[0]}-*"):
        old.unlink()
    stamp.touch()


def _can_make_venv() -> bool:
    code = "import ensurepip, venv"
    command = [sys.executable, "-c", code]
    return not subprocess.run(command, capture_output=True, check=False).returncode


def _has_headers() -> bool:
    code = "import sysconfig, os; print(os.path.exists(sysconfig.get_config_h_filename()))"
    command = [sys.executable, "-c", code]
    out = subprocess.run(command, capture_output=True, text=True, check=False)
    return "True" in out.stdout


@contextlib.contextmanager
def _no_service_starts() -> Iterator[None]:
    """Keep Debian from starting system-wide services of the packages that we install."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


if __name__ == "__main__":
    main()
