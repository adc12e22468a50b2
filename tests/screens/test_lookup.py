"""What is slow is looked up one at a time, and only what is wanted last."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cm_tui.model.errors import InvalidInput
from cm_tui.screens.lookup import Lookup


async def test_of_what_is_wanted_meanwhile_only_the_newest_is_looked_up() -> None:
    begun, go_on = threading.Event(), threading.Event()
    looked: list[int] = []

    def look(number: int) -> int:
        looked.append(number)
        begun.set()
        go_on.wait(10)
        return number * 10

    lookup = Lookup(look)
    first = asyncio.create_task(lookup.found(1))
    await asyncio.to_thread(begun.wait, 10)
    later = [asyncio.create_task(lookup.found(number)) for number in (2, 3, 4)]
    await asyncio.sleep(0)
    assert looked == [1]
    go_on.set()
    assert [await one for one in (first, *later)] == [None, None, None, 40]
    assert looked == [1, 4]


async def test_a_refusal_is_told_unless_something_else_is_wanted() -> None:
    def look(number: int) -> int:
        if number == 1:
            raise InvalidInput("No.")
        return number

    lookup = Lookup(look)
    with pytest.raises(InvalidInput):
        await lookup.found(1)
    asked = [asyncio.create_task(lookup.found(number)) for number in (1, 2)]
    assert [await one for one in asked] == [None, 2]
