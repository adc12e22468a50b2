"""The settings of an organisation: which values they may have (spec 2.8, 9.3, 16 row 28 and the decisions)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from cm_tui.model.rules.evidence import DEFAULT_TYPES

SMALLEST_LIMIT, LARGEST_LIMIT = 1024, 10 * 1024**3
"""The bounds of the size limit of evidence, in bytes."""
_UNITS = {"KB": 1024, "MB": 1024**2, "GB": 1024**3}
_SIZE = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,3})?) *(KB|MB|GB|)", re.IGNORECASE | re.ASCII)


def tidy_types(types: Iterable[str]) -> tuple[str, ...]:
    """File types as they are stored: in lower case, with their point, each once."""
    words = (word.strip().lower() for word in types)
    return tuple(dict.fromkeys(word if word.startswith(".") else f".{word}" for word in words if word))


def why_types_are_refused(types: Iterable[str]) -> str | None:
    """The reason why tidy file types cannot be those of evidence, or None.

    Only types whose content can be told from their name's promise are allowed: a document never pretends to be another.
    """
    wanted = tuple(types)
    if not wanted:
        return "Name at least one file type, such as .pdf."
    unknown = [one for one in wanted if one not in DEFAULT_TYPES]
    if unknown:
        known = " ".join(DEFAULT_TYPES)
        return f"{unknown[0]!r} is no file type whose content can be checked; choose from {known}."
    return None


def parse_size(text: str) -> int | str:
    """The bytes that a size means, such as `250` (MB), `512 KB` or `1.5 GB`, or the sentence that refuses it."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        return f"{text!r} is no size; write it like 250 MB."
    size = int(Decimal(found[1]) * _UNITS[found[2].upper() or "MB"])
    return why_limit_is_refused(size) or size


def why_limit_is_refused(limit: int) -> str | None:
    """The reason why a size in bytes cannot be the limit of evidence, or None."""
    if SMALLEST_LIMIT <= limit <= LARGEST_LIMIT:
        return None
    return "The size limit of evidence lies between 1 KB and 10 GB."
