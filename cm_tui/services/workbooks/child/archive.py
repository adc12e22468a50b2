"""The zip that a workbook is: a directory without tricks, and parts that are counted while they are unpacked (safety 5)."""

from __future__ import annotations

import codecs
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from .refusing import AGAIN, MEBI, MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, Refused, damaged, short

_ENTRY = b"PK\x01\x02"
_MANY_ENTRIES = 2_000
"""So often the mark of an entry may occur before the directory is even read: it costs time, and pictures may hold the mark too."""
_LOCAL_HEADER = 30
_UTF_8, _ENCRYPTED = 0x800, 0x41
_LONGEST_NAME = 200
_BAD_NAME = re.compile(r"[\x00-\x1f\\:*?\"<>|]|(?:^|/)\.{1,2}(?:/|$)|^/|//")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_XML = (".xml", ".rels")
_MACROS = re.compile(r"(?:^|/)(?:vbaproject\.bin$|vbadata\.xml$|macrosheets/)")
_CHUNK = MEBI
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_DOCTYPE = b"<!DOCTYPE"
_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)


class Archive:
    """The parts of a workbook by their names, which count without regard to case."""

    def __init__(self, data: bytes) -> None:
        if data.count(_ENTRY) > _MANY_ENTRIES:
            raise _too_many()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as error:
            raise damaged("the archive is incomplete") from error
        entries = self._zip.infolist()
        if len(entries) > MOST_MEMBERS:
            raise _too_many()
        self._left = MOST_UNPACKED
        self._parts = _by_name(entries)
        _refuse_overlaps(entries)
        _refuse_bombs(entries)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self) -> tuple[str, ...]:
        """The names of all parts, in small letters."""
        return tuple(self._parts)

    def take(self, name: str, at_most: int = MOST_UNPACKED) -> bytes:
        """A part, looked at. Raises Refused where it is none of XML, or longer."""
        entry = self._parts.get(name.lower())
        if entry is None:
            raise damaged(f"its part {short(name)} is missing")
        if entry.file_size > at_most:
            raise damaged(f"its part {short(name)} is larger than any workbook needs")
        return b"".join(self._chunks(entry))

    def look_at_all_but(self, taken: frozenset[str]) -> None:
        """Unpack the XML that nobody asks for, and let it go again. Raises Refused for what no workbook has in it."""
        for name, entry in self._parts.items():
            if name.endswith(_XML) and name not in taken:
                for _ in self._chunks(entry):
                    pass

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        looking = _Looking(entry.filename)
        read = 0
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    read += len(chunk)
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise _too_long()
                    looking.at(chunk)
                    yield chunk
            looking.at(b"", last=True)
        except _FAULTS as error:
            raise damaged(f"its part {short(entry.filename)} cannot be unpacked") from error
        if read != entry.file_size:
            raise damaged(f"its part {short(entry.filename)} is not as long as it says")


class _Looking:
    """What is looked at while XML goes by: that it is UTF-8, and declares no document type."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._tail = b""
        self._first = True

    def at(self, chunk: bytes, *, last: bool = False) -> None:
        """The next of it. Raises Refused."""
        if self._first:
            self._first = False
            declared = _DECLARATION.match(chunk.removeprefix(codecs.BOM_UTF8))
            if declared is not None and declared[1].lower() not in _ENCODINGS:
                raise damaged(f"its part {short(self._name)} is not written in UTF-8")
        try:
            if "\0" in self._decoder.decode(chunk, last):
                raise damaged(f"its part {short(self._name)} is not written in UTF-8")
        except UnicodeDecodeError as error:
            raise damaged(f"its part {short(self._name)} is not written in UTF-8") from error
        if _DOCTYPE in chunk or _DOCTYPE in self._tail + chunk[: len(_DOCTYPE)]:
            raise damaged(f"its part {short(self._name)} declares a document type, which no workbook does")
        self._tail = chunk[-len(_DOCTYPE) :]


def _by_name(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    parts: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.orig_filename
        if len(name) > _LONGEST_NAME or _BAD_NAME.search(name) or name != entry.filename:
            raise damaged(f"its part {short(name)} has a name that no workbook uses")
        if entry.flag_bits & _ENCRYPTED:
            raise Refused("is an encrypted archive: open it in Excel, remove the password, and save it again as .xlsx")
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise damaged(f"its part {short(name)} is no file")
        if entry.is_dir():
            continue
        if entry.compress_type not in _PACKED:
            raise damaged(f"its part {short(name)} is packed in a way that Excel does not know")
        if _MACROS.search(name.lower()):
            raise Refused("holds macros: save it in Excel as a workbook without them (.xlsx)")
        if name.lower() in parts:
            raise damaged(f"it has two parts called {short(name)}")
        parts[name.lower()] = entry
    return parts


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """Every part has bytes of its own, from the first byte of the file on."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end or (end == 0 and entry.header_offset > 0):
            raise damaged("parts of the archive overlap")
        name = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF_8 else "cp437")
        end = entry.header_offset + _LOCAL_HEADER + len(name) + entry.compress_size


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_long()
    for entry in entries:
        if entry.file_size > max(MEBI, entry.compress_size * MOST_RATIO):
            raise damaged(f"its part {short(entry.filename)} unpacks to more than {MOST_RATIO} times its size")


def _too_many() -> Refused:
    return Refused(
        f"has more than {MOST_MEMBERS} parts: remove sheets and pictures that are not needed, and save it again"
    )


def _too_long() -> Refused:
    return Refused(f"unpacks to more than {MOST_UNPACKED // MEBI} MB: remove what is not needed; {AGAIN}")
