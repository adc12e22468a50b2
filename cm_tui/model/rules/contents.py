"""What a file's first bytes say it is, and whether its name says the same (spec 2.8; safety 6)."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder

from cm_tui.model.rules.evidence import file_type

HEAD = 1024 * 1024
"""As many of the first bytes are looked at, at most."""
TEXT_TYPES = (".txt", ".csv", ".md", ".json")
"""The types whose content is text that can be read here."""

_PDF, _OLE, _ZIP = "a PDF document", "an old Office document", "a ZIP archive"
_JPEG, _PNG, _VIDEO, _RAR = "a JPEG picture", "a PNG picture", "a Matroska video", "a RAR archive"
_TEXT, _JSON = "plain text", "JSON"
_CLAIMED = {
    ".pdf": _PDF,
    **dict.fromkeys((".doc", ".xls", ".ppt"), _OLE),
    **dict.fromkeys((".zip", ".docx", ".xlsx", ".pptx"), _ZIP),
    **dict.fromkeys((".jpg", ".jpeg"), _JPEG),
    ".png": _PNG,
    ".mkv": _VIDEO,
    ".rar": _RAR,
    **dict.fromkeys((".txt", ".csv", ".md"), _TEXT),
    ".json": _JSON,
}
"""What each file type promises. The newer Office documents are ZIP archives; what is inside of archives is not looked at."""
_KINDS = (
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-"), _PDF),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _OLE),
    (re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"), _ZIP),
    (re.compile(rb"\xff\xd8\xff"), _JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), _PNG),
    (re.compile(rb"\x1aE\xdf\xa3"), _VIDEO),
    (re.compile(rb"Rar!\x1a\x07"), _RAR),
    (re.compile(rb"\x7fELF"), "a program (ELF)"),
    (re.compile(rb"MZ.{0,62}?[\x00-\x08\x80-\xff]", re.DOTALL), "a Windows program"),
    (re.compile(rb"[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|\xca\xfe\xba\xbe"), "a compiled program"),
    (re.compile(rb"\{\\rtf"), "a Rich Text document"),
    (re.compile(rb"GIF8[79]a"), "a GIF picture"),
    (re.compile(rb"\x1f\x8b"), "a gzip archive"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive"),
    (re.compile(rb"SQLite format 3\x00"), "a database"),
    (re.compile(rb"....ftyp", re.DOTALL), "an MP4 video"),
)
"""How contents begin, and what they are; the first that fits is it."""
_TEXT_BYTES = bytes({7, 8, 9, 10, 12, 13, 26, 27} | set(range(0x20, 0x100)) - {0x7F})
_COMMENT = r"<!--(?:(?!-->).)*-->"
_PAGE = r"<(?:!doctype\s+html|html|head|body|script|iframe)\b"
_TEXTS = (
    (re.compile(r"#![ \t]*/"), "a script"),
    (
        re.compile(rf"[\s\ufeff]*(?:<\?xml[^>]*>\s*)?(?:{_COMMENT}\s*)*{_PAGE}", re.IGNORECASE | re.DOTALL),
        "an HTML page",
    ),
    (re.compile(r'\s*(?:[\[{"]|-?\d|(?:true|false|null)\b)'), _JSON),
)
"""How texts begin that are more than that."""
_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def why_content_does_not_match(name: str, first_bytes: bytes) -> str | None:
    """The reason why a content cannot be what a file's name says, naming both, or None.

    Args:
        name: The file's name; its extension is the claim.
        first_bytes: The beginning of its content: all of it, or `HEAD` bytes.
    """
    claimed, found = _CLAIMED.get(file_type(name)), kind_of(first_bytes)
    if claimed in (None, found) or (claimed == _TEXT and found == _JSON):
        return None
    return f"{name} says by its name that it is {claimed}, but its content is {found}; nothing was stored."


def kind_of(first_bytes: bytes) -> str:
    """What a content is, as it stands in a sentence: `a PDF document`."""
    for beginning, kind in _KINDS:
        if beginning.match(first_bytes):
            return kind
    text = text_of(first_bytes, cut=len(first_bytes) >= HEAD)
    if text is None:
        return "something unknown"
    return next((kind for beginning, kind in _TEXTS if beginning.match(text)), _TEXT)


def text_of(content: bytes, *, cut: bool = False) -> str | None:
    """A content as text, or None where it is none: UTF-8, UTF-16 with its mark, else the Western code page.

    `cut` says that more follows: a character that is not complete at the end is left out then.
    """
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            text = _decoded(content, encoding, cut)
            return None if text is None or "\x00" in text else text
    if content.translate(None, _TEXT_BYTES):
        return None
    found = (_decoded(content, encoding, cut) for encoding in ("utf-8", "cp1252", "latin-1"))
    return next((text for text in found if text is not None), None)


def _decoded(content: bytes, encoding: str, cut: bool) -> str | None:
    try:
        return getincrementaldecoder(encoding)().decode(content, final=not cut)
    except UnicodeDecodeError:
        return None
