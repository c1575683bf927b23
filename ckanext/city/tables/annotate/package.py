"""A workbook's zip file, of which some members change and all others are carried over."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ckanext.city.tables.annotate.splice import Edits, Spans, as_ascii, plain_bytes, quoted
from ckanext.city.tables.atomic import whole_file
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.read.xlsx import members_by_name
from ckanext.city.tables.row_counters import BROKEN_ZIP

#: Of what is added: the first moment that a zip file knows, so that the same input gives the same.
_MOMENT = (1980, 1, 1, 0, 0, 0)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
TYPES_PART = "[Content_Types].xml"


@dataclass(frozen=True)
class Relation:
    """What a part refers to.

    Attributes:
        id: by which the part names it.
        type: the last word of its type: "worksheet".
        target: the member that is meant; the address where it is outside.
        external: it is no member.
    """

    id: str
    type: str
    target: str
    external: bool


class Package:
    """Members of a zip file, as they will be written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._changed: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    @property
    def names(self) -> list[str]:
        """The members, those that were added last."""
        old = [name for name in self._archive.namelist() if name not in self._dropped]
        return [*dict.fromkeys([*old, *self._changed])]

    @property
    def changed(self) -> tuple[str, ...]:
        """The members that are new or otherwise than they were."""
        return tuple(self._changed)

    def read(self, name: str) -> bytes:
        """Give a member, in an encoding that knows ASCII."""
        if name not in self._changed:
            try:
                return plain_bytes(self._archive.read(name))
            except (KeyError, *BROKEN_ZIP):
                raise Refused(Finding("file.damaged", "error")) from None
        return self._changed[name]

    def write(self, name: str, data: bytes) -> None:
        """Change a member, or add one."""
        self._changed[name] = data
        self._dropped.discard(name)

    def rewrite(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change a member by a function of its content, if that gives another."""
        data = self.read(name)
        new = change(data)
        if new != data:
            self.write(name, new)

    def drop(self, gone: Callable[[str], bool]) -> int:
        """Leave members out; tell how many."""
        names = [name for name in self.names if gone(name)]
        for name in names:
            self._changed.pop(name, None)
        self._dropped.update(names)
        return len(names)

    def free_name(self, pattern: str) -> str:
        """Give a name that no member has; `{}` stands for its number."""
        taken = {name.lower() for name in self.names}
        numbers = range(1, len(taken) + 2)
        return next(n for n in map(pattern.format, numbers) if n.lower() not in taken)

    def save(self, path: Path) -> None:
        """Write the package, whole or not at all; members keep their order."""
        with whole_file(path) as name, zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as out:
            written = set()
            for member in self._archive.infolist():
                if member.filename in self._dropped or member.filename in written:
                    continue
                written.add(member.filename)
                self._copy(member, out)
            for name_, data in self._changed.items():
                if name_ not in written:
                    info = zipfile.ZipInfo(name_, _MOMENT)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    out.writestr(info, data)

    def _copy(self, member: zipfile.ZipInfo, out: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(member.filename, member.date_time)
        stored = member.compress_type == zipfile.ZIP_STORED or member.filename == "mimetype"
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = member.external_attr
        if member.filename in self._changed:
            out.writestr(info, self._changed[member.filename])
            return
        info.file_size = member.file_size
        with out.open(info, "w") as target:
            for chunk in self._chunks(member):
                target.write(chunk)

    def _chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Unpack a member; what breaks outside, as a disk that is full, is none of its faults."""
        try:
            with self._archive.open(member) as source:
                while chunk := source.read(1 << 20):
                    yield chunk
        except BROKEN_ZIP:
            raise Refused(Finding("file.damaged", "error")) from None

    # What only the packages of Office have.

    def relations(self, part: str) -> dict[str, Relation]:
        """Give what a part refers to, by id."""
        name = relations_part(part)
        if name not in self.names:
            return {}
        spans = Spans(self.read(name), "Relationship")
        return {each.id: each for each in self._relations(part, spans)}

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another; give the id."""
        name, known = relations_part(part), self.relations(part)
        new_id = next(f"rId{n}" for n in range(1, len(known) + 2) if f"rId{n}" not in known)
        relation = as_ascii(
            f'<Relationship xmlns="{RELATIONS}" Id="{new_id}" Type="{_OFFICE}/{kind}"'
            f' Target="/{quoted(target)}"/>'
        )
        if name in self.names:
            self.write(name, with_child(self.read(name), "Relationships", relation))
        else:
            self.write(name, as_ascii(f'<Relationships xmlns="{RELATIONS}"/>'))
            self.write(name, with_child(self.read(name), "Relationships", relation))
        return new_id

    def forget(self, part: str, gone: Callable[[Relation], bool]) -> list[str]:
        """Take away what a part refers to; give the ids."""
        name = relations_part(part)
        if name not in self.names:
            return []
        data = self.read(name)
        edits, ids = Edits(data), []
        spans = Spans(data, "Relationship")
        for each, (start, _at, end, _depth) in zip(
            self._relations(part, spans), spans.found["Relationship"], strict=True
        ):
            if gone(each):
                edits.replace(start, end, b"")
                ids.append(each.id)
        self.write(name, edits.result())
        return ids

    def _relations(self, part: str, spans: Spans) -> Iterator[Relation]:
        folder, members = posixpath.dirname(part), members_by_name(self.names)
        for start, *_rest in spans.found["Relationship"]:
            said = spans.attributes[start]
            external = said.get("TargetMode") == "External"
            target = said.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target))[1:]
                target = members.get(target.lower(), target)
            yield Relation(
                said.get("Id", ""), said.get("Type", "").rpartition("/")[2], target, external
            )

    def declare(self, part: str, content_type: str) -> None:
        """Say what a part is, where it is not said yet."""
        data = self.read(TYPES_PART)
        spans = Spans(data, "Override")
        named = {spans.attributes[s].get("PartName", "") for s, *_rest in spans.found["Override"]}
        if f"/{part}" in named:
            return
        new = (
            f'<Override xmlns="{_TYPES}" PartName="/{quoted(part)}" ContentType="{content_type}"/>'
        )
        self.write(TYPES_PART, with_child(data, "Types", as_ascii(new)))

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Say what parts with an extension are, where it is not said yet."""
        data = self.read(TYPES_PART)
        spans = Spans(data, "Default")
        known = {
            spans.attributes[s].get("Extension", "").lower() for s, *_ in spans.found["Default"]
        }
        if extension in known:
            return
        new = f'<Default xmlns="{_TYPES}" Extension="{extension}" ContentType="{content_type}"/>'
        self.write(TYPES_PART, with_child(data, "Types", as_ascii(new)))

    def settle_types(self, renamed: Callable[[str], str]) -> None:
        """Forget parts that are gone; give main parts the type that suits a plain workbook."""
        data, names = self.read(TYPES_PART), {name.lower() for name in self.names}
        edits, spans = Edits(data), Spans(data, "Override")
        for start, _at, end, _depth in spans.found["Override"]:
            said = spans.attributes[start]
            part, kind = said.get("PartName", ""), said.get("ContentType", "")
            if part.lstrip("/").lower() not in names:
                edits.replace(start, end, b"")
            elif renamed(kind) != kind:
                new = data[start:end].replace(kind.encode(), renamed(kind).encode())
                edits.replace(start, end, new)
        self.write(TYPES_PART, edits.result())


def relations_part(part: str) -> str:
    """Name the member that says what a part refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def with_child(data: bytes, parent: str, new: bytes) -> bytes:
    """Put bytes at the end of the outermost element of a name."""
    edits = Edits(data)
    found = Spans(data, parent).found[parent]
    if not found:
        raise Refused(Finding("file.damaged", "error"))
    start, at, _end, _depth = found[-1]
    edits.append_child(start, at, new)
    return edits.result()
