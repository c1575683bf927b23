"""A department's files, their annotated copies, and what these show."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ckanext.city.tables.annotate.summary import COLOUR
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal import annotating, tasks

HEADER = ["COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE",
          "DELIB_MATIERE_NOM", "DELIB_OBJET", "VOTE_POUR"]  # fmt: skip
RIGHT = ["Ville", "21919999900018", "1", "2025-06-26", "7.5", "finances locales/subventions", "Don"]
ERROR, WARNING, NOTE = (f"FF{COLOUR[each]}" for each in ("error", "warning", "note"))
ROWS = [HEADER[:7], RIGHT, [*RIGHT[:2], "2", "26/06/2025", *RIGHT[4:]]]


def annotate(path: Path, schema: str | None = None, suffix: str = ".xlsx") -> tuple[dict, Path]:
    out = path.with_name(f"out{suffix}")
    asked = {"file": str(path), "out": str(out), "schema": schema, "sheet": None, "others": {}}
    return annotating.annotate({**asked, "lang": "fr"}, Limits()), out


def colours(sheet) -> dict[str, str]:
    return {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in (ERROR, WARNING, NOTE)
    }


def comments(sheet) -> dict[str, str]:
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    return {cell.coordinate: cell.comment.text.replace("\u00a0", " ") for cell in cells}


def check_again(out: Path) -> dict:
    asked = {"file": str(out), "schema": None, "sheet": None, "others": {}, "lang": "fr"}
    return tasks.check(asked, Limits())


def content_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        return archive.read("content.xml").decode()


def errors_of(told: dict) -> list[tuple]:
    found = (each for each in told["findings"] if each["severity"] == "error")
    return [(each["code"], each["field"], each["rows"]) for each in found]
