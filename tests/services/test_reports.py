"""The history by person, date and field, and what others changed in somebody's actions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from support import TODAY, OpenAs, StillClock, save

from cm_tui.model.errors import InvalidInput
from cm_tui.model.history_filter import parse_history_filter
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestStatus
from cm_tui.services.services import Services
from cm_tui.settings import ListMemory, Memory

MARIA, HELEN, OLIVER = (f"{name}@contoso.example" for name in ("maria.ruiz", "helen.fischer", "oliver.grant"))
FREE = "CA-003"


def found(services: Services, text: str, limit: int = 10_000) -> list[tuple[str | None, str | None, str]]:
    """What a filter selects: action, field and person of each row."""
    page = services.history.search(parse_history_filter(text, TODAY), limit)
    return [(row.action, row.field, row.user) for row in page.rows]


@pytest.mark.parametrize(
    ("text", "says"),
    [("since:2026-02-30", "is not a date"), ("until:x", "is not a date"), ("colour:red", "colour: is not known here")],
)
def test_what_cannot_be_meant_is_refused(text: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        parse_history_filter(text, TODAY)


def test_each_key_narrows(contoso: Path, open_as: OpenAs) -> None:
    helen = open_as(contoso, HELEN)
    save(helen, FREE, {Field.OWNER: HELEN, Field.OTHER_NOTES: "x"})
    mine = [(FREE, "other_notes", "Helen Fischer"), (FREE, "owner", "Helen Fischer")]
    assert found(helen, f"person:me since:{TODAY}") == mine
    assert found(helen, f"person:helen.f since:{TODAY}") == mine
    assert found(helen, 'person:"Helen Fischer" action:ca-003 field:owner') == mine[1:]
    assert found(helen, f'field:"other notes" until:{TODAY} since:today') == mine[:1]
    assert found(helen, f"until:{TODAY - timedelta(days=1)} action:{FREE}") == []
    assert {row[2] for row in found(helen, 'person:automatic field:"test status"')} == {"Automatic testing"}
    assert found(helen, "HELEN.fischer@ ca-003")[0] == mine[1]


@pytest.mark.parametrize("text", ["until:9999-12-31", "since:0001-01-01", "since:0001-01-01 until:9999-12-31"])
def test_the_ends_of_the_calendar_take_nothing_away(contoso_read: Services, text: str) -> None:
    assert found(contoso_read, f"{text} {FREE}") == found(contoso_read, FREE)


@pytest.mark.parametrize("text", ["since:9999-12-31", "until:0001-01-01"])
def test_beyond_all_events_there_is_nothing(contoso_read: Services, text: str) -> None:
    assert found(contoso_read, text) == []


def test_a_limit_says_that_there_is_more(contoso_read: Services) -> None:
    everything = contoso_read.history.search(parse_history_filter("", TODAY), 100_000)
    assert not everything.more
    cut = contoso_read.history.search(parse_history_filter("", TODAY), 5)
    assert cut.more
    assert cut.rows == everything.rows[:5]


class TestsOfNews:
    def test_are_what_others_did_to_what_is_mine(self, contoso: Path, open_as: OpenAs, clock: StillClock) -> None:
        maria, helen = open_as(contoso, MARIA), open_as(contoso, HELEN)
        head = maria.news.since(0).head
        save(helen, FREE, {Field.OWNER: HELEN})
        assert maria.news.since(head).total == 0
        clock.forward(minutes=1)
        save(helen, FREE, {Field.OWNER: MARIA})
        save(maria, FREE, {Field.OTHER_NOTES: "mine"})
        news = maria.news.since(head)
        assert [(item.action, [row.field for row in item.rows]) for item in news.items] == [
            (FREE, ["owner"]),
            (FREE, ["owner"]),
        ]
        assert maria.news.since(news.head).total == 0

    def test_follow_what_was_sent_until_its_verdict(self, contoso: Path, open_as: OpenAs) -> None:
        maria, helen = open_as(contoso, MARIA), open_as(contoso, HELEN)
        done = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED}
        save(maria, FREE, {**done, Field.OWNER: HELEN, Field.SENT_BY: MARIA})
        head = maria.news.since(0).head
        save(helen, FREE, {Field.TEST_STATUS: TestStatus.FAILED_HIGH})
        [item] = maria.news.since(head).items
        assert (item.action, [row.field for row in item.rows]) == (FREE, ["test_status", "sent_by"])

    def test_list_twenty_and_count_all(self, contoso: Path, open_as: OpenAs) -> None:
        news = open_as(contoso, MARIA).news.since(0)
        assert len(news.items) == 20 < news.total
        assert [item.rows[0].seq for item in news.items] == sorted((i.rows[0].seq for i in news.items), reverse=True)

    def test_of_somebody_who_owns_nothing_are_none(self, contoso: Path, open_as: OpenAs) -> None:
        services = open_as(contoso)
        services.people.add("new@example.org", "New", Role.READER, None)
        assert open_as(contoso, "new@example.org").news.since(0).total == 0


def test_how_far_each_person_read_is_remembered_beside_the_list(tmp_path: Path) -> None:
    memory, workspace = Memory(tmp_path / "state.toml"), str(tmp_path)
    assert memory.seen(workspace, MARIA) is None
    memory.remember(workspace, ListMemory("label"))
    memory.remember_seen(workspace, MARIA, 7)
    memory.remember_seen(workspace, HELEN, 9)
    memory.remember(workspace, ListMemory("other"))
    assert (memory.seen(workspace, MARIA), memory.seen(workspace, HELEN)) == (7, 9)
    assert memory.recall(workspace).filter == "other"


def test_a_day_is_the_users(contoso: Path, open_as: OpenAs, clock: StillClock) -> None:
    helen = open_as(contoso, HELEN)
    save(helen, FREE, {Field.OWNER: HELEN})
    assert found(helen, f"since:{date(2026, 11, 20)} until:{date(2026, 11, 20)} action:{FREE}")
