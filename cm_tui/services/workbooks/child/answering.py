"""The conversation of the process: little memory and time are all it takes, and its answer is lines of JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime

from .parsing import Answer, parse
from .refusing import MEBI, MOST_BYTES, MOST_TEXT, Refused

MEMORY = 512 * MEBI
SECONDS = 4
"""Of work, not of the clock: a sound workbook is read on a busy machine too."""
_ROWS = 250
"""Rows of a line, so that whoever takes the answer apart is never busy for long."""
OUT_OF_MEMORY = 3
"""The exit code where memory ran out; nothing more can be said then."""


def answer() -> None:
    """Take the wanted titles and the workbook from standard input, and say on standard output what stands in it."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, SECONDS)
    try:
        wanted = json.loads(sys.stdin.buffer.readline(MEBI))
        _say(parse(sys.stdin.buffer.read(MOST_BYTES + 1), wanted))
    except Refused as refused:
        _line({"refused": str(refused)})
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _limit(kind: int, value: int) -> None:
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(kind)[1]
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (least, least))


def _say(answer: Answer) -> None:
    said = 0
    for line in _lines(answer):
        said += len(line)
        if said > MOST_TEXT:
            raise Refused(f"holds more than {MOST_TEXT // MEBI} MB of text: split it into several workbooks")
        sys.stdout.buffer.write(line)
    _line({"end": True})


def _lines(answer: Answer) -> Iterator[bytes]:
    yield _encoded({"titles": list(answer.titles)})
    for sheet in answer.sheets:
        yield _encoded(
            {
                "asked": sheet.asked,
                "title": sheet.title,
                "formulas": [list(place) for place in sheet.formulas],
                "merged": list(sheet.merged),
                "wrong": [[row, column, text] for (row, column), text in sheet.wrong.items()],
            }
        )
        for start in range(0, len(sheet.rows), _ROWS):
            yield _encoded({"rows": sheet.rows[start : start + _ROWS]})


def _line(said: object) -> None:
    sys.stdout.buffer.write(_encoded(said))
    sys.stdout.buffer.flush()


def _encoded(said: object) -> bytes:
    return json.dumps(said, default=_date, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _date(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    raise TypeError
