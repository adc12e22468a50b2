"""A date that is typed: what it means stands beside it, and why it is none."""

from __future__ import annotations

from datetime import date

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from cm_tui.widgets.date_input import DateInput, meaning

TODAY = date(2026, 11, 20)


class Host(App[None]):
    """Remembers what the field says."""

    def __init__(self, value: date | None = None) -> None:
        super().__init__()
        self.value = value
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        yield DateInput("Implementation date", TODAY, self.value)

    def on_mount(self) -> None:
        self.query_one(DateInput).focus_field()

    def on_date_input_changed(self, event: DateInput.Changed) -> None:
        self.seen.append(event)

    def on_date_input_submitted(self, event: DateInput.Submitted) -> None:
        self.seen.append(event)

    def text(self) -> str:
        return "\n".join(Strip.join(line).text.rstrip() for line in zip(self.screen._compositor.render_strips()))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (TODAY, "Fri 2026-11-20 · today"),
        (date(2026, 11, 19), "Thu 2026-11-19 · yesterday"),
        (date(2026, 11, 21), "Sat 2026-11-21 · tomorrow"),
        (date(2026, 11, 6), "Fri 2026-11-06 · 14 days ago"),
        (date(2026, 12, 1), "Tue 2026-12-01 · in 11 days"),
        ("It is none.", "✗ It is none."),
    ],
)
def test_what_stands_beside_a_date(value: date | str | None, said: str) -> None:
    assert meaning(value, TODAY) == said


async def test_the_first_date_is_there_and_nobody_typed_it() -> None:
    app = Host(TODAY)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        field = app.query_one(DateInput)
        assert field.value == TODAY
        assert not field.edited
        assert "2026-11-20" in app.text()
        assert "today" in app.text()
        assert not app.query_one(Input).cursor_blink


@pytest.mark.parametrize(("typed", "value"), [("-2w", date(2026, 11, 6)), ("yesterday", date(2026, 11, 19))])
async def test_words_are_dates(typed: str, value: date) -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press(*typed, "enter")
        await pilot.pause()
        field = app.query_one(DateInput)
        assert field.value == value
        assert field.edited
        assert isinstance(app.seen[-1], DateInput.Submitted)
        assert str(value) in app.text()


async def test_what_is_wrong_is_said_while_typing() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press(*"soon")
        await pilot.pause()
        assert isinstance(app.query_one(DateInput).value, str)
        assert "✗ Write a date as YYYY-MM-DD" in " ".join(app.text().split())


async def test_an_empty_field_is_no_date() -> None:
    app = Host(TODAY)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("ctrl+a", "ctrl+k", "delete")
        app.query_one(Input).value = ""
        await pilot.pause()
        assert app.query_one(DateInput).value is None
        assert "no date" in app.text()


async def test_a_date_that_is_set_counts_as_not_typed() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press(*"x")
        field = app.query_one(DateInput)
        field.set(date(2026, 11, 1))
        await pilot.pause()
        assert field.value == date(2026, 11, 1)
        assert not field.edited
