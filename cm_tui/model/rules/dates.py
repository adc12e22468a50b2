"""Calendar dates as people type them: `2026-11-20`, and from today `today`, `yesterday`, `-3d`, `-2w`."""

from __future__ import annotations

import re
from datetime import date, timedelta

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_BACK = re.compile(r"([-+])(\d{1,4})([dw])")


def parse_date(text: str, today: date) -> date | str:
    """The date that a text means, or the sentence that refuses it."""
    words = {"today": 0, "yesterday": -1, "tomorrow": 1}
    typed = text.strip().lower()
    if typed in words:
        return today + timedelta(days=words[typed])
    if back := _BACK.fullmatch(typed):
        days = int(back[2]) * (7 if back[3] == "w" else 1)
        return today + timedelta(days=days if back[1] == "+" else -days)
    if _ISO.fullmatch(typed):
        try:
            return date.fromisoformat(typed)
        except ValueError:
            return f"There is no such day as {typed}; write a date as YYYY-MM-DD."
    return "Write a date as YYYY-MM-DD, or today, yesterday, -3d, -2w."
