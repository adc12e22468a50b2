"""The line of sections: a digit and a name for each; only sections that exist are in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from cm_tui.widgets.line import Line


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the app that a digit opens."""

    key: str
    digit: str
    title: str
    purpose: str
    """What its key does, for the help."""


SECTIONS = (
    Section("overview", "1", "Overview", "Go to the score, what moves it most, and how it went"),
    Section("improvement-actions", "2", "Improvement actions", "Go to the improvement actions"),
    Section("assessments", "4", "Assessments", "Go to the assessments, and create one"),
    Section("regulations", "5", "Regulations", "Go to the regulations with their controls"),
    Section(
        "settings",
        "9",
        "Settings",
        "Go to the users, the organisation's settings, the queue of notices and the catalogue",
    ),
)
"""The sections that exist, in the order of their digits; the other digits come with their sections."""


def section_bindings() -> list[Binding]:
    """A key for each section."""
    return [
        Binding(
            section.digit,
            f"section('{section.key}')",
            section.title,
            id=f"section.{section.key.replace('-', '_')}",
            tooltip=section.purpose,
        )
        for section in SECTIONS
    ]


_FOLDS = ((2, len(SECTIONS)), *((1, named) for named in range(len(SECTIONS), 0, -1)), (2, 0))
"""Blanks between two names, and how many sections have their titles; the open one always has: from the fullest line on."""


class SectionLine(Line):
    """Names the sections and shows which one is open."""

    DEFAULT_CSS = """
    SectionLine { color: $text-muted; }
    """

    @dataclass
    class Chosen(Message):
        """A section was clicked."""

        key: str

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current
        self.put(self._names)

    @property
    def _names(self) -> list[Content]:
        return [Content(" " * gap).join(self._drawn(named)) for gap, named in _FOLDS]

    def _drawn(self, named: int) -> list[Content]:
        return [_name(one, one.key == self._current, short=at >= named) for at, one in enumerate(SECTIONS)]

    def announce(self, variants: Sequence[str]) -> None:
        """Say something of our own at the right end, in variants from the fullest to the shortest; nothing for none.

        The names fold before it goes.
        """
        self.put(self._names, [Content.styled(text, "$text-accent") for text in variants])

    def on_click(self, event: events.Click) -> None:
        """Find the section under the pointer."""
        place, shown = event.get_content_offset(self), self.render().plain
        x = place.x if place is not None else -1
        folds = zip(_FOLDS, self._names, strict=True)
        gap, titled = next((fold for fold, names in folds if shown.startswith(names.plain)), _FOLDS[-1])
        for section, name in zip(SECTIONS, self._drawn(titled), strict=True):
            if 0 <= x < name.cell_length:
                self.post_message(self.Chosen(section.key))
            x -= name.cell_length + gap


def _name(section: Section, current: bool, *, short: bool) -> Content:
    """A digit and the title; where room is short only the open section has one."""
    title = "" if short and not current else f" {section.title}"
    title_style = "bold underline $text-primary" if current else ""
    return Content.assemble((section.digit, "bold" if current else ""), title[:1], (title[1:], title_style))
