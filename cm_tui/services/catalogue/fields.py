"""Typed access to one entry of a catalogue file; every fault names the file, the entry and the field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from cm_tui.model.errors import InvalidInput
from cm_tui.model.vocabulary import Term

T = TypeVar("T", bound=Term)
TITLE, NAME, TEXT = 200, 500, 100_000
"""Characters that a title, a name in a list and every other text may have; longer ones would hold up whoever compares them."""
MOST_NAMES = 1_000
"""Names that a list may have."""
_ENDLESS = 10**30
_ITEM = re.compile(r"\s*(\d+\.|[-*•])\s")


@dataclass
class Entry:
    """One table of a TOML file. Reading a field removes it from those that `finish` finds unknown."""

    file: str
    name: str
    values: Mapping[str, object]
    _read: set[str] = field(default_factory=set)

    def fault(self, name: str, problem: str) -> InvalidInput:
        """The error for one field."""
        place = f"{self.file}, entry {_short(self.name, 100)}" if self.name else self.file
        return InvalidInput(f"{place}, field {_short(name, 100)}: {_short(problem, 3000)}")

    def text(self, name: str, default: str | None = None, most: int = TEXT) -> str:
        """A text that is not empty and has `most` characters at most, without the blanks around it."""
        value = self._take(name, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            raise self.fault(name, "a text is needed" if value is None else f"a text is needed, not {_named(value)}")
        self._refuse_long(name, value, most)
        return value.strip()

    def prose(self, name: str) -> str:
        """A text whose lines are wrapped in the file: paragraphs and numbered steps come out as one line each."""
        return reflowed(self.text(name))

    def optional_text(self, name: str) -> str | None:
        """A text, or None where the field is left out."""
        self.known(name)
        return self.text(name) if name in self.values else None

    def texts(self, name: str, allowed: Collection[str] | None = None, needed: bool = False) -> tuple[str, ...]:
        """A list of different texts, each one of `allowed` where that is given."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(name, f"a list of texts is needed, not {_named(value)}")
        if needed and not value:
            raise self.fault(name, "at least one is needed")
        if len(value) > MOST_NAMES:
            raise self.fault(name, f"has {len(value):,} names; there may be at most {MOST_NAMES:,} names")
        for item in value:
            self._refuse_long(name, item, NAME)
        if len(set(value)) != len(value):
            raise self.fault(name, "names something twice")
        for item in value:
            if allowed is not None and item not in allowed:
                raise self.fault(name, f"{_named(item)} is not known; allowed: {', '.join(sorted(allowed))}")
        return tuple(value)

    def term(self, name: str, kind: type[T], default: T | None = None) -> T:
        """A word of a vocabulary, spelled as its label."""
        value = self._take(name, default)
        for member in kind:
            if value == member.value:
                return member
        allowed = ", ".join(member.value for member in kind)
        raise self.fault(
            name, f"{_named(value)} is not one of: {allowed}" if value is not None else f"is needed: one of {allowed}"
        )

    def optional_term(self, name: str, kind: type[T]) -> T | None:
        """A word of a vocabulary, or None where the field is left out."""
        self.known(name)
        return self.term(name, kind) if name in self.values else None

    def day(self, name: str) -> date:
        """A date."""
        value = self._take(name, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fault(name, f"a date like 2026-01-31 is needed, not {_named(value)}")
        return value

    def number(self, name: str) -> int:
        """A whole number."""
        value = self._take(name, None)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fault(name, f"a whole number is needed, not {_named(value)}")
        return value

    def flag(self, name: str) -> bool:
        """True or false; false where it is left out."""
        value = self._take(name, False)
        if not isinstance(value, bool):
            raise self.fault(name, f"true or false is needed, not {_named(value)}")
        return value

    def table(self, name: str) -> Entry:
        """A table inside the entry; empty where it is left out."""
        value = self._take(name, {})
        if not isinstance(value, dict):
            raise self.fault(name, "a table is needed")
        return Entry(self.file, f"{self.name}, table {name}", value)

    def tables(self, name: str, label: str = "id") -> list[Entry]:
        """The tables of an array, each named by its `label` field, else by its place."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(name, f"[[{name}]] tables are needed")
        prefix = f"{self.name}, " if self.name else ""
        labels = [item.get(label) for item in value]
        names = [
            (one if isinstance(one, str) else _named(one)) if one else f"{name} number {place}"
            for place, one in enumerate(labels, 1)
        ]
        return [Entry(self.file, f"{prefix}{one}", item) for one, item in zip(names, value, strict=True)]

    def known(self, *names: str) -> None:
        """Mark fields as read elsewhere."""
        self._read.update(names)

    def finish(self) -> None:
        """Refuse what nobody read: a misspelled field would be lost silently."""
        if unknown := sorted(set(self.values) - self._read):
            raise self.fault(unknown[0], f"is not known here; known: {', '.join(sorted(self._read))}")

    def _refuse_long(self, name: str, text: str, most: int) -> None:
        if len(text) > most:
            raise self.fault(name, f"has {len(text):,} characters; there may be at most {most:,} characters")

    def _take(self, name: str, default: object) -> object:
        self._read.add(name)
        return self.values.get(name, default)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def reflowed(text: str) -> str:
    """The text with wrapped lines joined; blank lines, numbered steps and list items begin a new line."""
    lines: list[str] = []
    for line in text.splitlines():
        starts = not line.strip() or _ITEM.match(line) or not lines or not lines[-1]
        if starts:
            lines.append(line.strip())
        else:
            lines[-1] = f"{lines[-1]} {line.strip()}"
    return "\n".join(lines)


def _named(value: object) -> str:
    """What stands there instead, in a sentence: texts and short values as they are, of others only what they are."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) >= _ENDLESS:
        return "an endless number"
    return repr(value)
