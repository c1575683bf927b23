"""Whether a file can be written under the name that is asked for; loads nothing that is slow."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ckanext.city.tables.atomic import real_path
from ckanext.city.tables.facts import recognize_file
from ckanext.city.tables.findings import Misuse


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_OTHER_FORMATS = (".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".json", ".geojson", ".pdf")


def check_places(outputs: Mapping[str, str | None], inputs: Iterable[str | None]) -> None:
    """Make sure that files can be written, each under a name of its own.

    Args:
        outputs: their paths by the option that gives them, None for one that is not asked for.
        inputs: paths of files that are read, and must stay.

    Raises:
        Misuse: they cannot.
    """
    taken = {real_path(each) for each in inputs if each}
    for option, out in outputs.items():
        if out is None:
            continue
        path, places = real_path(out), {"option": option, "out": out}
        if not path.parent.is_dir():
            sentence = _("{option} {out}: the folder {folder} does not exist.")
            raise Misuse(sentence, **places, folder=path.parent)
        if not os.access(path.parent, os.W_OK):
            sentence = _("{option} {out}: nothing can be written in the folder {folder}.")
            raise Misuse(sentence, **places, folder=path.parent)
        if path.exists() and not path.is_file():
            sentence = _("{option} {out}: this is no file; give the name of one.")
            raise Misuse(sentence, **places)
        if path in taken:
            sentence = _(
                "{option} {out}: this file is read, or written already; give another name."
            )
            raise Misuse(sentence, **places)
        taken.add(path)


def check_table_name(out: str) -> None:
    """Make sure that a table in CSV has not the extension of another format.

    Raises:
        Misuse: it has, and no program would open it.
    """
    if Path(out).suffix.lower() in _OTHER_FORMATS:
        sentence = _("--out {out}: what is written is CSV; write {better}.")
        raise Misuse(sentence, out=out, better=Path(out).with_suffix(".csv"))


def check_source(file: str) -> None:
    """Make sure that a file is one, which can be read more than once.

    Raises:
        Misuse: it is a pipe, a device or the like.
    """
    if not Path(file).is_file():
        raise Misuse(_("{file}: this is no file on a disk; save it, and give its path."), file=file)


def check_copy_name(out: str, file: str) -> None:
    """Make sure that a copy has the extension of what it will be: ODS of ODS, else XLSX.

    Raises:
        Misuse: it has not.
    """
    check_places({"--out": out}, [file])
    with Path(file).open("rb") as content:
        kind = recognize_file(content, name=Path(file).name)
    extension = ".ods" if kind == "ODS" else ".xlsx"
    if Path(out).suffix.lower() != extension:
        raise Misuse(
            _("--out {out}: the copy is written as {extension}; write {better}."),
            out=out,
            extension=extension,
            better=Path(out).with_suffix(extension),
        )
