"""A document of LibreOffice comes back with its faults to be seen, and nothing else changed."""

from __future__ import annotations

import re
from pathlib import Path

from ckanext.city.tables.annotate.summary import COLOUR
from tests.tables.annotate.copies import (
    HEADER,
    RIGHT,
    ROWS,
    annotate,
    check_again,
    content_of,
    errors_of,
)
from tests.tables.read.workbooks import ods, ods_cell, ods_table, ods_value, with_member


def test_a_document_of_libreoffice_is_changed_in_place(tmp_path: Path) -> None:
    path = ods(tmp_path / "service.ods", ods_table(ROWS, "Feuille d'été") + ods_table([["autre"]]))
    _told, out = annotate(path, suffix=".ods")
    content, before = content_of(out), content_of(path)
    cell = re.search(r"<table:table-cell [^>]*>(?:(?!</table:table-cell>).)*26/06", content)
    assert cell
    assert "<office:annotation" in cell[0]
    assert "Erreur" in cell[0]
    style = re.search(r'table:style-name="([^"]+)"', cell[0])
    assert style
    assert re.search(rf'style:name="{style[1]}".*?{COLOUR["error"]}', content)
    assert 'table:name="&#192; corriger"' in content
    assert "#'Feuille d''&#233;t&#233;'.D3" in content
    for row in before.split("</table:table-row>")[:2]:
        assert row.rpartition("<table:table-row>")[2] in content


def test_repeated_rows_and_cells_are_parted(tmp_path: Path) -> None:
    twice = ods_table(ROWS).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="3">'
    )
    head, rest = twice.split("</table:table-row>", 1)
    once = head.replace(' table:number-rows-repeated="3"', "") + "</table:table-row>" + rest
    path = ods(tmp_path / "service.ods", once)
    _told, out = annotate(path, suffix=".ods")
    content = content_of(out)
    assert len(re.findall("26/06/2025</text:p></table:table-cell>", content)) == 3
    errors = [
        [(e["code"], e["rows"]) for e in told["findings"] if e["severity"] == "error"]
        for told in (annotate(path, suffix=".ods")[0], check_again(out))
    ]
    assert errors[0] == errors[1]
    assert ("type.date", [5, 6, 7]) in errors[0]


def test_no_formula_of_a_document_is_left(tmp_path: Path) -> None:
    active = ods_value("float", "3", "3", 'table:formula="of:=DDE(&quot;a&quot;)"')
    rows = [[*ROWS[0], "VOTE_POUR"], [*RIGHT, active]]
    path = ods(tmp_path / "service.ods", ods_table(rows))
    told, out = annotate(path, suffix=".ods")
    content = content_of(out)
    assert "formula" not in content.replace("annotate.formula", "")
    assert 'office:value="3"' in content
    assert "annotate.formulas" in [each["code"] for each in told["findings"]]


def test_an_existing_annotation_is_kept(tmp_path: Path) -> None:
    cell = ('<table:table-cell office:value-type="string"><office:annotation><text:p>Vu</text:p>'
            "</office:annotation><text:p>26/06/2025</text:p></table:table-cell>")  # fmt: skip
    rows = [HEADER[:7], [*RIGHT[:3], cell, *RIGHT[4:]]]
    path = ods(tmp_path / "service.ods", ods_table(rows))
    _told, out = annotate(path, suffix=".ods")
    assert content_of(out).count("<office:annotation") == 1
    assert re.search("<text:p>Vu</text:p><text:p [^>]*>Erreur", content_of(out))


def test_a_document_that_comes_back_corrected_is_annotated_anew(tmp_path: Path) -> None:
    rows = [*ROWS, [*RIGHT[:2], "3", "27/06/2025", *RIGHT[4:]]]
    path = ods(tmp_path / "service.ods", ods_table(rows))
    _told, out = annotate(path, suffix=".ods")
    once = with_member(
        out.rename(tmp_path / "returned.ods"),
        "content.xml",
        lambda content: content.replace(b"<text:p>26/06/2025", b"<text:p>2025-06-26"),
    )
    told, out = annotate(once, suffix=".ods")
    content = content_of(out)
    assert [each["rows"] for each in told["findings"] if each["field"] == "DELIB_DATE"] == [[4]]
    assert content.count('corriger"') == 1
    assert content.count("<office:annotation") == 1
    corrected = re.search(
        '<table:table-cell [^>]*style-name="([^"]+)"[^>]*><text:p>2025-06-26<', content
    )
    assert corrected
    style = content.partition(f'style:name="{corrected[1]}"')[2].partition("</style:style>")[0]
    assert "transparent" in style


def test_what_is_said_of_a_merged_cell_stands_on_the_one_that_is_shown(tmp_path: Path) -> None:
    date = ods_cell("26/06/2025")
    wide = date.replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"')
    rows = [HEADER[:7], [*RIGHT[:3], wide, *RIGHT[4:]],
            [*RIGHT[:2], "2", "<table:covered-table-cell/>", *RIGHT[4:]]]  # fmt: skip
    path = ods(tmp_path / "service.ods", ods_table(rows))
    told, out = annotate(path, suffix=".ods")
    assert ("type.date", "DELIB_DATE", [2, 3]) in errors_of(told)
    content = content_of(out)
    assert "<table:covered-table-cell/>" in content
    shown = content.partition('number-rows-spanned="2"')[2].partition("</table:table-cell>")[0]
    assert "<office:annotation" in shown


def test_a_column_style_of_the_same_name_takes_no_colour_from_a_cell(tmp_path: Path) -> None:
    styles = ('<style:style style:name="a" style:family="table-cell"><style:text-properties '
              'style:text-position="super"/></style:style><style:style style:name="a" '
              'style:family="table-column"/>')  # fmt: skip
    date = ods_cell("26/06/2025").replace("table-cell ", 'table-cell table:style-name="a" ', 1)
    rows = [HEADER[:7], [*RIGHT[:3], date, *RIGHT[4:]]]
    path = ods(tmp_path / "service.ods", ods_table(rows), styles=styles)
    _told, out = annotate(path, suffix=".ods")
    content = content_of(out)
    coloured = [each for each in content.split("<style:style ") if ' style:name="city1"' in each]
    assert len(coloured) == 1
    assert 'style:family="table-cell"' in coloured[0]
    assert COLOUR["error"] in coloured[0]
    assert "text-position" in coloured[0]


def test_what_a_comment_of_the_service_says_already_is_not_said_again(tmp_path: Path) -> None:
    cell = ('<table:table-cell office:value-type="string"><office:annotation><text:p>Vu</text:p>'
            "</office:annotation><text:p>26/06/2025</text:p></table:table-cell>")  # fmt: skip
    path = ods(tmp_path / "service.ods", ods_table([HEADER[:7], [*RIGHT[:3], cell, *RIGHT[4:]]]))
    _told, out = annotate(path, suffix=".ods")
    once = content_of(out)
    _told, out = annotate(out.rename(tmp_path / "returned.ods"), suffix=".ods")
    said = re.findall(r"<text:p>Vu.*?</office:annotation>", once)
    assert said == re.findall(r"<text:p>Vu.*?</office:annotation>", content_of(out))
    assert "Erreur" in said[0]


def test_a_formula_of_another_prefix_does_not_stay(tmp_path: Path) -> None:
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    active = ods_value("float", "3", "3", f"xmlns:t=\"{table}\" t:formula = 'of:=1+2'")
    path = ods(tmp_path / "service.ods", ods_table([[*ROWS[0], "VOTE_POUR"], [*RIGHT, active]]))
    told, out = annotate(path, suffix=".ods")
    assert "of:=1+2" not in content_of(out)
    assert "annotate.formulas" in [each["code"] for each in told["findings"]]


def test_a_link_that_runs_a_macro_leads_nowhere(tmp_path: Path) -> None:
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple"'
    cells = [
        f'<table:table-cell office:value-type="string"><text:p><text:a {xlink} xlink:href="{each}">'
        "Don</text:a></text:p></table:table-cell>"
        for each in ("vnd.sun.star.script:M.Go?location=application", "https://ville.example/a")
    ]
    rows = [
        HEADER[:7],
        *([*RIGHT[:2], str(at), *RIGHT[3:6], each] for at, each in enumerate(cells)),
    ]
    told, out = annotate(ods(tmp_path / "service.ods", ods_table(rows)), suffix=".ods")
    content = content_of(out)
    assert "vnd.sun.star" not in content
    assert 'xlink:href="https://ville.example/a"' in content
    assert {e["code"]: e["count"] for e in told["findings"]}["annotate.links"] == 1
