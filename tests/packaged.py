"""The package as an administrator gets it: built from a clean copy, installed away from here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What no program of an administrator's machine would hand to the site.
BARE = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent"}


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    expect: int = 0,
) -> str:
    """Run a program to its end; returns standard output, shows all where it ends otherwise."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=dict(env) if env is not None else None,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def copy_checkout(target: Path) -> Path:
    """Copy what git would carry: no leftovers of earlier builds, links kept as links."""
    listed = run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        source, copy = ROOT / name, target / name
        if source.is_symlink() or source.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)
    return target


def build(source: Path, out: Path, *kinds: str) -> list[Path]:
    """Build distributions of a source tree, with the build tools of this environment."""
    options = ["--no-isolation", *(f"--{kind}" for kind in kinds), "--outdir", out]
    run([sys.executable, "-m", "build", *options, source])
    return sorted(out.iterdir())


def unpack_sdist(archive: Path, target: Path) -> Path:
    """Unpack a source distribution; returns its tree."""
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return next(target.iterdir())


def contents(wheel: Path) -> dict[str, bytes]:
    """Map each file of a wheel to its bytes; RECORD, which says the same by hash, left out."""
    with zipfile.ZipFile(wheel) as archive:
        names = [n for n in archive.namelist() if not n.endswith("/RECORD")]
        return {name: archive.read(name) for name in names}


def make_venv(folder: Path, *requirements: str) -> Path:
    """Make an empty virtualenv with the pinned versions of some requirements; returns its bin."""
    venv.create(folder, with_pip=False, symlinks=True)
    pip(folder / "bin", "-c", ROOT / "constraints.txt", *requirements)
    return folder / "bin"


def pip(programs: Path, *arguments: str | Path) -> None:
    """Install into a virtualenv with the pip of this environment."""
    install = ["--python", programs / "python", "install", "-q", "--no-compile"]
    run([sys.executable, "-m", "pip", *install, *arguments])
