"""What stands after a key: labels of the vocabulary, numbers of points, dates."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from cm_tui.model.rules.names import folded_name
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    ImplementationStatus,
    Stage,
    Term,
    TestingSource,
    TestingType,
    TestStatus,
)

ANY = "any"
"""The value of `test:any`: every status, Passed too."""

NUMBER_HINT = "write a number of points from 0 to 999999999 with at most 6 decimals, for example 9 or 6.75"
DATE_HINT = "write YYYY-MM-DD, today, yesterday, or days, weeks or months back: -7d, -2w, -3m"

_TERMS: dict[str, type[Term]] = {
    "test": TestStatus,
    "implementation": ImplementationStatus,
    "category": Category,
    "type": ActionType,
    "source": TestingSource,
    "testing": TestingType,
    "stage": Stage,
}
_FIXED = {"update": ("pending",), "evidence": ("yes", "no"), "eligible": ("yes", "no")}

_START_OF_WORD = re.compile(r"(?:^|(?<=\s))[^\w\s]*")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BACK = re.compile(r"-([0-9]{1,4})([dwm])")


def matching(value: str, labels: Iterable[str]) -> tuple[str, ...]:
    """The labels that a value means: the whole label in any case, else all that have a word beginning with it.

    Words are separated by blanks, and a bracket before a word does not count: `sales` begins `Connector (Salesforce)`.
    """
    wanted = _folded(value)
    if not wanted:
        return ()
    texts = [(label, _folded(label)) for label in labels]
    whole = tuple(label for label, text in texts if text == wanted)
    return whole or tuple(label for label, text in texts if _has_word(text, wanted))


def has_vocabulary(key: str) -> bool:
    """Whether the key's values are known beforehand."""
    return key in _TERMS or key in _FIXED


def allowed_values(key: str) -> tuple[str, ...]:
    """Every value of a key with a vocabulary, in its order; nothing for the other keys."""
    if key in _FIXED:
        return _FIXED[key]
    labels = tuple(member.value for member in _TERMS.get(key, ()))
    return (*labels, ANY) if key == "test" else labels


@lru_cache(maxsize=512)
def resolve(key: str, value: str) -> tuple[str, ...]:
    """The canonical labels that a value means for a key with a vocabulary; nothing where it means none.

    Workbook spellings (`FailedHighRisk`) count as whole labels; `any` must be written in full.
    """
    wanted = _folded(value)
    if key in _FIXED:
        return matching(value, _FIXED[key])
    if key == "test" and wanted == ANY:
        return (ANY,)
    terms = _TERMS[key]
    spelled = (member.value for member in terms if wanted == member.value.replace(" ", "").casefold())
    if whole := terms.lookup(wanted) or next(spelled, None):
        return (str(whole),)
    return matching(value, [member.value for member in terms])


def read_number(text: str) -> Decimal | None:
    """A number of points, 0 or more; None where the text is none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def is_dated(text: str) -> bool:
    """Whether a text is written as YYYY-MM-DD, be there such a day or not."""
    return _ISO.fullmatch(text) is not None


def read_date(text: str, today: date) -> date | None:
    """The date that a text means; None where it means none."""
    typed = text.lower()
    try:
        if _ISO.fullmatch(typed):
            return date.fromisoformat(typed)
        if back := _BACK.fullmatch(typed):
            return _back(today, int(back[1]), back[2])
        days = {"today": 0, "yesterday": 1}.get(typed)
        return None if days is None else today - timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def _back(today: date, count: int, unit: str) -> date:
    """The day so many days, weeks or months ago; a month that is too short gives its last day."""
    if unit != "m":
        return today - timedelta(days=count * (7 if unit == "w" else 1))
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    if year < 1:
        raise OverflowError
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _folded(text: str) -> str:
    return " ".join(folded_name(text).split())


def _has_word(text: str, beginning: str) -> bool:
    for found in _START_OF_WORD.finditer(text):
        if text.startswith(beginning, found.start()) or text.startswith(beginning, found.end()):
            return True
    return False
