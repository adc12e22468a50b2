"""What a file is that is no zip, said so that it can be made a workbook (safety 5: magic)."""

from __future__ import annotations

from .refusing import AGAIN, Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (
    (
        "EncryptedPackage",
        "is password protected, or encrypted by a label: open it in Excel, remove the protection, and save it again as .xlsx",
    ),
    ("Workbook", f"is a workbook of the old kind (.xls): {AGAIN}"),
    ("Book", f"is a workbook of the old kind (.xls): {AGAIN}"),
    ("WordDocument", "is a Word document, not an Excel workbook: choose the workbook (.xlsx)"),
)
"""What the streams of an OLE file are called, by what the file is."""
_BEGINNINGS = (
    (b"%PDF", "a PDF document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\0", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096


def refuse_other_kinds(data: bytes) -> None:
    """Raises Refused for bytes that are no zip, naming what they are."""
    if data.startswith(b"PK\x03\x04"):
        return
    if not data:
        raise Refused("is empty: choose an Excel workbook (.xlsx)")
    if data.startswith(_OLE):
        raise Refused(_ole(data))
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            raise Refused(f"is {kind}, not an Excel workbook: choose the workbook (.xlsx)")
    raise Refused(f"is {_text_kind(data[:_HEAD])}: {AGAIN}")


def _ole(data: bytes) -> str:
    for stream, sentence in _STREAMS:
        if stream.encode("utf-16-le") + b"\0\0" in data:
            return sentence
    return f"is not an Excel workbook of the present kind: {AGAIN}"


def _text_kind(head: bytes) -> str:
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begins.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return "a web page, not an Excel workbook"
    if begins.startswith(b"<?xml") or begins.startswith(b"<workbook"):
        return "an XML file, not an Excel workbook"
    if begins.startswith((b"{", b"[")) and b"\0" not in head:
        return "a JSON file, not an Excel workbook"
    if b"\0" not in head or head.startswith(_UTF_16):
        return "a text file such as CSV, not an Excel workbook"
    return "not an Excel workbook"
