"""What a check finds, and how it is said: as a line or as JSON, in French or in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

#: What a check yields: which of its sentences, and what fills its braces.
Found = tuple[str, dict[str, Any]]
Check = Callable[["Site"], Iterator[Found]]

LANGUAGES = ("fr", "en")
MARKS = {"ok": "ok     ", "warning": "warning", "error": "error  "}
PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^@/\s]*@")
LONGEST_REASON = 300


@dataclass(frozen=True)
class Site:
    """The site being examined.

    Attributes:
        ini: its configuration file.
        values: its settings: those of the file, or once CKAN is loaded the effective ones.
    """

    ini: Path
    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Value of a setting as text; "" where it has none."""
        value = self.values.get(key)
        return "" if value is None else str(value).strip()

    def words(self, key: str) -> list[str]:
        """Value of a setting as a list of words."""
        value = self.values.get(key) or []
        return value.split() if isinstance(value, str) else list(value)


@dataclass(frozen=True)
class Finding:
    """One thing that a check found."""

    check: str
    code: str
    values: Mapping[str, Any]

    @property
    def status(self) -> str:
        """`ok`, `warning` or `error`."""
        return str(self._sentence["status"])

    def message(self, language: str) -> str:
        """What was found, in a sentence."""
        return self._fill(self._sentence["message"][language])

    def fix(self, language: str) -> str:
        """What to do about it; "" where nothing is."""
        return self._fill(self._sentence.get("fix", {}).get(language, ""))

    def line(self, language: str) -> str:
        """The finding as a line for a person."""
        fix = self.fix(language)
        tail = f" → {fix}" if fix else ""
        return f"{MARKS[self.status]} {self.check}: {self.message(language)}{tail}"

    def row(self, language: str) -> dict[str, str]:
        """The finding as a row for a program."""
        said = {"message": self.message(language), "fix": self.fix(language)}
        return {"check": self.check, "code": self.code, "status": self.status, **said}

    @property
    def _sentence(self) -> dict[str, Any]:
        return sentences()["crashed" if self.code == "crashed" else self.check][self.code]

    def _fill(self, sentence: str) -> str:
        return sentence.format(**{name: _plain(value) for name, value in self.values.items()})


@cache
def sentences() -> dict[str, dict[str, dict[str, Any]]]:
    """All that the doctor can say, by check and code."""
    text = files(__package__).joinpath("sentences.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def run_check(name: str, check: Check, site: Site) -> list[Finding]:
    """Run one check; one that breaks is a finding too, for the doctor must go on."""
    always = {"ini": site.ini}
    found: list[Finding] = []
    try:
        found.extend(Finding(name, code, always | values) for code, values in check(site))
    except Exception as error:  # noqa: BLE001 - whatever breaks is what is to be told
        found.append(Finding(name, "crashed", {"check": name, "reason": reason(error)}))
    return found


def reason(error: BaseException) -> str:
    """What an exception says, in one line, without the passwords of addresses in it."""
    said = " ".join(str(error).split("\n\n")[0].split()) or type(error).__name__
    return PASSWORD.sub(r"\1:***@", said)[:LONGEST_REASON]


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
