"""A shim: the metadata stands in pyproject.toml; here the translations are compiled on the way."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

CATALOGUES = "ckanext/city/i18n/*/LC_MESSAGES/*.po"


class BuildWithTranslations(build_py):
    """Compile each catalogue: into the wheel, or beside its source for an editable install."""

    def run(self) -> None:
        """Build, then add the compiled catalogues."""
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


def compile_catalogue(source: Path, target: Path) -> None:
    """Compile one catalogue of translations as gettext reads it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as text, target.open("wb") as out:
        write_mo(out, read_po(text))


setup(cmdclass={"build_py": BuildWithTranslations})
