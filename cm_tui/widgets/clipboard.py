"""Copying over SSH: the escape sequence that puts a text into the clipboard of the terminal the user sits at."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping

LIMIT = 74_994
"""Bytes of text that terminals take: 100,000 of base64 (xterm's own limit) less the frame."""


def copy_sequence(text: str, environment: Mapping[str, str] | None = None) -> str:
    """The sequence (OSC 52) for a text; empty where it is longer than terminals take.

    In tmux it is sent twice: plain, which tmux takes itself where `set-clipboard` is `on`, and wrapped, which it
    passes on where `allow-passthrough` is `on`.
    """
    data = text.encode("utf-8", "replace")
    if len(data) > LIMIT:
        return ""
    plain = f"\x1b]52;c;{b64encode(data).decode('ascii')}\x07"
    inside_tmux = bool((os.environ if environment is None else environment).get("TMUX"))
    return plain + _through_tmux(plain) if inside_tmux else plain


def _through_tmux(sequence: str) -> str:
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
