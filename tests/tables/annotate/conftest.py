"""A department's workbook, for all tests of copies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tests.tables.annotate.copies import HEADER, RIGHT


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A department's workbook with about all that a workbook can hold."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Séances d'été"
    sheet["A1"] = "Délibérations"
    sheet.merge_cells("A1:C1")
    for row in ([], HEADER, RIGHT, [*RIGHT[:3], "26/06/2025", *RIGHT[4:]], RIGHT):
        sheet.append(row)
    sheet["C4"], sheet["C5"], sheet["C6"] = "1", "2", "3"
    sheet["D6"], sheet["D6"].number_format = date(2025, 6, 26), "DD/MM/YYYY"
    sheet["B5"] = "219 199 999 00018"
    sheet["B5"].font, sheet["B5"].number_format = Font(bold=True, color="FF00AA00"), "@"
    sheet["D5"].comment = Comment("Vu par le service", "Service")
    sheet["A4"].comment = Comment("Autre remarque", "Service")
    sheet["G6"] = None
    sheet["H4"], sheet["H5"] = "=1+26", 3
    sheet["A4"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.column_dimensions["B"].width = 33
    choice = DataValidation(type="list", formula1='"a,b"')
    sheet.add_data_validation(choice)
    choice.add("F4:F6")
    other = book.create_sheet("Graphique")
    other["A1"] = '=HYPERLINK("http://ailleurs.example","ici")'
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=8, min_row=3, max_row=6))
    other.add_chart(chart, "C3")
    path = tmp_path / "service.xlsx"
    book.save(path)
    return path
