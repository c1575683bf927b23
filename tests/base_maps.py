"""A server of base maps on loopback, in the place of those that cities name, and its files.

Every picture of it is of one colour, so that a screenshot tells whether it was drawn.
"""

from __future__ import annotations

import json
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Red, green, blue: nothing else on our maps looks like it.
COLOUR = (255, 0, 128)
PNG, MVT = 2, 1
#: Which base map a site is configured with, for one visitor.
COOKIE = "base_map"
UNCOMPRESSED = 1
SIDE = 256


def picture() -> bytes:
    """A PNG tile of one colour."""
    line = b"\x00" + bytes(COLOUR) * SIDE
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(line * SIDE)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def tile_file(tile: bytes, kind: int, metadata: dict[str, object]) -> bytes:
    """A PMTiles file (version 3) with one tile, that of the whole world."""
    entry = bytes([1, 0, 1]) + _varint(len(tile)) + bytes([1])
    told = json.dumps(metadata).encode()
    start = 127
    at = [start, len(entry), start + len(entry), len(told)]
    at += [at[2] + len(told), 0, at[2] + len(told), len(tile), 1, 1, 1]
    box = struct.pack("<4i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    flags = bytes([1, UNCOMPRESSED, UNCOMPRESSED, kind, 0, 0])
    head = b"PMTiles\x03" + struct.pack("<11Q", *at) + flags + box + struct.pack("<B2i", 0, 0, 0)
    return head + entry + told + tile


def area_tile(layer: str) -> bytes:
    """A vector tile whose one area is all of it."""
    square = bytes([9, 0, 0, 26, *_varint(8192), 0, 0, *_varint(8192), *_varint(8191), 0, 15])
    feature = bytes([0x18, 3, 0x22, len(square)]) + square
    name = layer.encode()
    content = bytes([0x0A, len(name)]) + name + bytes([0x12, len(feature)]) + feature
    content += bytes([0x28, *_varint(4096), 0x78, 2])
    return bytes([0x1A, len(content)]) + content


def _varint(number: int) -> bytes:
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


@dataclass
class BaseMaps:
    """The running server.

    Attributes:
        url: its address; another origin than the site's.
        asked: paths that were asked for.
        silent: whether it answers nothing but errors.
    """

    url: str
    asked: list[str] = field(default_factory=list)
    silent: bool = False

    def style(self) -> bytes:
        """A MapLibre style of its own pictures, with names in letters that it serves itself."""
        source = {"type": "raster", "tiles": [f"{self.url}/tiles/{{z}}/{{x}}/{{y}}.png"]}
        layers = [{"id": "tout", "type": "raster", "source": "fond"}]
        sources = {"fond": {**source, "tileSize": SIDE, "attribution": "Fond d’essai"}}
        return json.dumps({"version": 8, "sources": sources, "layers": layers}).encode()

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """Give what stands at a path, and its type."""
        if path.startswith("/tiles/"):
            return picture(), "image/png"
        if path == "/style.json":
            return self.style(), "application/json"
        if path == "/images.pmtiles":
            return tile_file(picture(), PNG, {}), "application/octet-stream"
        if path == "/plan.pmtiles":
            told = {"vector_layers": [{"id": "water", "fields": {}}]}
            return tile_file(area_tile("water"), MVT, told), "application/octet-stream"
        return None


@contextmanager
def serve_base_maps() -> Iterator[BaseMaps]:
    """Serve base maps to other origins, whole or by ranges of bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            maps.asked.append(self.path)
            found = None if maps.silent else maps.answer(self.path)
            content, kind = found or (b"", "text/plain")
            wanted = (self.headers.get("Range") or "").removeprefix("bytes=")
            self.send_response((206 if wanted else 200) if found else 503)
            if found and wanted:
                first, last = (int(each) for each in wanted.split("-"))
                last = min(last, len(content) - 1)
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
                content = content[first : last + 1]
            for name, value in (("Content-Type", kind), ("Access-Control-Allow-Origin", "*")):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_OPTIONS(self) -> None:
            self.send_response(204)
            for name in ("Origin", "Headers"):
                self.send_header(f"Access-Control-Allow-{name}", "*")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    maps = BaseMaps(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield maps
    server.shutdown()
    server.server_close()
