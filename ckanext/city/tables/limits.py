"""How much a file may ask of the machine before it is refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds of reading and checking one file.

    Attributes:
        file_bytes: of the file as it is sent.
        unpacked_bytes: of all that a workbook (a zip file) holds, unpacked.
        members: files inside a workbook.
        cells: of a workbook, or of GeoJSON as a table: both are held in memory.
        columns: of any table.
        line_characters: of one line of CSV, and of one cell.
        json_bytes: of a GeoJSON file, which is held in memory.
        memory_bytes: private memory of the child process.
        cpu_seconds: processor time of the child process, its threads added up.
        seconds: of the clock, from the start of the child process to its end.
        written_bytes: of any file that the child process writes.
        threads: of Polars: two are quicker, and take a tenth more memory, which a large file needs.
    """

    file_bytes: int = 2_000_000_000
    unpacked_bytes: int = 300_000_000
    members: int = 1_000
    cells: int = 3_000_000
    columns: int = 2_000
    line_characters: int = 16_000_000
    json_bytes: int = 50_000_000
    memory_bytes: int = 1_500_000_000
    cpu_seconds: int = 300
    seconds: float = 300
    written_bytes: int = 4_000_000_000
    threads: int = 1
