"""What a program writes to a terminal, taken apart: text, control characters and escape sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECE = re.compile(
    rb"(?P<text>[^\x00-\x1f\x7f]+)"
    rb"|\x1b\[(?P<csi>[0-?]*[ -/]*[@-~])"
    rb"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    rb"|\x1b(?P<string>[PX^_][^\x1b]*)\x1b\\"
    rb"|\x1b(?P<escape>[ -/]*[0-OQ-WYZ\\`-~])"
    rb"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])",
    re.DOTALL,
)
_KINDS = ("text", "csi", "osc", "string", "escape", "control")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, one control character, or the inside of one escape sequence."""

    kind: str
    """One of text, csi, osc, string, escape, control."""
    body: bytes
    """The text itself; for a sequence what stands between its introducer and its terminator."""
    raw: bytes

    @property
    def final(self) -> str:
        """The character that ends a CSI sequence and says what it does."""
        return chr(self.body[-1])


def pieces(data: bytes) -> tuple[list[Piece], bytes]:
    """The pieces of a stream, and the incomplete sequence at its end, to which the rest has yet to come."""
    found = list(_pieces(data))
    return found, data[sum(len(piece.raw) for piece in found) :]


def _pieces(data: bytes) -> Iterator[Piece]:
    place = 0
    while (match := _PIECE.match(data, place)) is not None:
        kind = match.lastgroup or ""
        yield Piece(kind, match[kind], match[0])
        place = match.end()
