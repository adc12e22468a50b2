"""Drafts that outlive the program: what is kept, for whom, when it is forgotten, and what the next start asks."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from details_page import Page, other, still, still_template
from support import DONE_DAY, NOW, StillClock, save
from test_notes_flyout import staged

from cm_tui.app import ComplianceManager
from cm_tui.bootstrap import open_services
from cm_tui.kept_drafts import KeptDraft, OwnDrafts, find_left_behind
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestingType, TestStatus
from cm_tui.screens.dialogs.conflict import ConflictDialog
from cm_tui.screens.dialogs.kept_draft import KeptDraftDialog
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

ACTION = "CA-003"
IMPLEMENTED = "CA-004"
MARIA, DANIEL = "maria.ruiz@contoso.example", "daniel.novak@contoso.example"
EVERYTHING: dict[Field, FieldValue] = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus.ALTERNATIVE,
    Field.IMPLEMENTATION_DATE: DONE_DAY,
    Field.IMPLEMENTATION_NOTES: "one\r\ntwo\t\x1b\u202e\ud800 字",
    Field.TEST_STATUS: TestStatus.NONE,
    Field.TEST_DATE: None,
    Field.TESTING_TYPE: TestingType.MANUAL,
    Field.OWNER: None,
    Field.SENT_BY: MARIA,
}


def kept(workspace: Path, changes: dict[Field, FieldValue], *, person: str = MARIA, action: str = ACTION) -> KeptDraft:
    """A draft against the first version of an action."""
    return KeptDraft(str(workspace.resolve()), person, "Name", ActionDraft(action, 1, changes), NOW)


def leave(folder: Path, *drafts: KeptDraft) -> None:
    """A program keeps drafts and is killed."""
    program = OwnDrafts(folder)
    program.keep(drafts, 1)
    program.let_go()


def found(folder: Path, workspace: Path, person: str = MARIA) -> tuple[KeptDraft, ...]:
    """What a start would offer."""
    left = find_left_behind(folder, str(workspace.resolve()), person)
    left.let_go()
    return left.drafts


def files(folder: Path) -> list[Path]:
    """Every draft that is kept; a folder may go while it is looked into."""
    with suppress(FileNotFoundError):
        return sorted(folder.glob("*/*.json"))
    return files(folder)


# The files


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    draft = kept(tmp_path, EVERYTHING)
    leave(tmp_path / "drafts", draft)
    assert found(tmp_path / "drafts", tmp_path) == (draft,)


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    leave(tmp_path / "drafts", kept(tmp_path, EVERYTHING))
    paths = [tmp_path / "drafts", *(tmp_path / "drafts").rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}


def test_a_program_that_still_runs_keeps_its_drafts_to_itself(tmp_path: Path) -> None:
    program = OwnDrafts(tmp_path / "drafts")
    program.keep([kept(tmp_path, EVERYTHING)], 1)
    assert found(tmp_path / "drafts", tmp_path) == ()
    program.let_go()
    first = find_left_behind(tmp_path / "drafts", str(tmp_path.resolve()), MARIA)
    assert len(first.drafts) == 1
    assert found(tmp_path / "drafts", tmp_path) == ()
    first.let_go()
    assert len(found(tmp_path / "drafts", tmp_path)) == 1


def test_they_are_for_the_same_person_and_workspace(tmp_path: Path) -> None:
    leave(tmp_path / "drafts", kept(tmp_path, EVERYTHING))
    assert found(tmp_path / "drafts", tmp_path, DANIEL) == ()
    assert found(tmp_path / "drafts", tmp_path / "other") == ()
    assert len(files(tmp_path / "drafts")) == 1


def test_nothing_is_left_of_what_is_forgotten(tmp_path: Path) -> None:
    program = OwnDrafts(tmp_path / "drafts")
    program.keep([], 1)
    assert not (tmp_path / "drafts").exists()
    program.keep([kept(tmp_path, EVERYTHING), kept(tmp_path, EVERYTHING, action=IMPLEMENTED)], 2)
    assert len(files(tmp_path / "drafts")) == 2
    program.keep([kept(tmp_path, EVERYTHING)], 3)
    assert len(files(tmp_path / "drafts")) == 1
    program.keep([], 2)
    assert len(files(tmp_path / "drafts")) == 1
    program.keep([], 4)
    assert list((tmp_path / "drafts").iterdir()) == []


def test_of_several_drafts_of_an_action_the_last_one_counts(tmp_path: Path) -> None:
    old = kept(tmp_path, {Field.OTHER_NOTES: "old"})
    new = replace(kept(tmp_path, {Field.OTHER_NOTES: "new"}), at=NOW + timedelta(minutes=1))
    leave(tmp_path / "drafts", new)
    leave(tmp_path / "drafts", old)
    left = find_left_behind(tmp_path / "drafts", str(tmp_path.resolve()), MARIA)
    assert left.drafts == (new,)
    left.forget(new)
    left.let_go()
    assert list((tmp_path / "drafts").iterdir()) == []


UNREADABLE: dict[str, object] = {
    "no json": b"\xff\x00{",
    "empty": b"",
    "a list": [],
    "deep": b"[" * 100_000,
    "newer": {"format": 2},
    "no number": {"seen": "1"},
    "no such field": {"changes": {"colour": "red"}},
    "no such status": {"changes": {"test_status": "Perfect"}},
    "no such day": {"changes": {"test_date": "2026-02-30"}},
    "a number as a note": {"changes": {"other_notes": 1}},
    "no time": {"at": "yesterday"},
    "no zone": {"at": "2026-11-20T09:30:00"},
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_passed_over(tmp_path: Path, kind: str) -> None:
    leave(tmp_path / "drafts", kept(tmp_path, EVERYTHING))
    (path,) = files(tmp_path / "drafts")
    wrong = UNREADABLE[kind]
    if isinstance(wrong, dict):
        wrong = {**json.loads(path.read_bytes()), **wrong}
    path.write_bytes(wrong if isinstance(wrong, bytes) else json.dumps(wrong).encode())
    assert found(tmp_path / "drafts", tmp_path) == ()
    assert path.exists()


@pytest.mark.parametrize("kind", ["link", "fifo", "directory"])
def test_what_is_no_file_of_ours_is_passed_over(tmp_path: Path, kind: str) -> None:
    leave(tmp_path / "drafts", kept(tmp_path, EVERYTHING))
    (path,) = files(tmp_path / "drafts")
    original = path.rename(tmp_path / "elsewhere")
    if kind == "link":
        path.symlink_to(original)
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    (tmp_path / "drafts" / "a file").write_text("no directory")
    assert found(tmp_path / "drafts", tmp_path) == ()


def test_the_draft_of_a_workspace_that_has_gone_goes_after_a_month(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    leave(
        tmp_path / "drafts", kept(gone, EVERYTHING), replace(kept(tmp_path, EVERYTHING), at=NOW - timedelta(days=900))
    )
    old = replace(kept(gone, EVERYTHING, action=IMPLEMENTED), at=NOW - timedelta(days=900))
    leave(tmp_path / "drafts", old)
    assert len(found(tmp_path / "drafts", gone)) == 1
    assert len(files(tmp_path / "drafts")) == 2


# The program


class StartedPage(Page):
    """A running app that may ask about drafts."""

    def _busy(self) -> bool:
        return super()._busy() and not _asks(self)


@asynccontextmanager
async def started(workspace: Path, folder: Path, who: str = MARIA, action: str | None = None) -> AsyncIterator[Page]:
    """The app as somebody starts it, its list filled and what was left behind found."""
    app = ComplianceManager(lambda: open_services(workspace, who, StillClock()), drafts=folder, start_action=action)
    async with app.run_test(size=(80, 24)) as pilot:
        page = StartedPage(app, pilot)
        await page.until(lambda: app.keeper is not None)
        await page.until(lambda: _asks(page) or not any(one.group == "offer" for one in app.workers))
        yield page
    if app.services is not None:
        app.services.close()


def _asks(page: Page) -> bool:
    return page.shows(KeptDraftDialog)


async def test_what_is_typed_and_staged_is_kept_when_the_program_is_told_to_end(still: Path, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    async with started(still, folder, action=ACTION) as page:
        await page.press("e", "a", "ctrl+s", "e", "ctrl+t", "ctrl+t", "b")
        page.app.exit(129, 129)
    (draft,) = found(folder, still)
    assert draft.draft.changes == {Field.IMPLEMENTATION_NOTES: "a", Field.OTHER_NOTES: "b"}
    assert (draft.person, draft.draft.action) == (MARIA, ACTION)


async def test_it_is_kept_shortly_after_it_was_typed(still: Path, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    async with started(still, folder, action=ACTION) as page:
        await page.press("e", "a")
        await page.until(lambda: bool(files(folder)))
        await page.press("ctrl+s", "ctrl+s")
        await page.until(lambda: not files(folder))


@pytest.mark.parametrize("keys", [("ctrl+s", "ctrl+s"), ("ctrl+s", "escape", "d"), ("escape", "d")])
async def test_what_is_saved_or_given_up_is_forgotten(still: Path, tmp_path: Path, keys: tuple[str, ...]) -> None:
    folder = tmp_path / "drafts"
    async with started(still, folder, action=ACTION) as page:
        await page.press("e", "a", *keys)
        page.app.exit(0)
    assert not folder.exists() or list(folder.iterdir()) == []


async def test_the_next_start_asks_and_goes_on(still: Path, tmp_path: Path, other: Services) -> None:
    folder = tmp_path / "drafts"
    name = other.actions.details(ACTION).row.name
    seen = other.actions.details(ACTION).row.version
    draft = kept(still, {Field.OTHER_NOTES: "What was typed."})
    leave(folder, replace(draft, name=name, draft=replace(draft.draft, seen=seen)))
    async with started(still, folder) as page:
        assert _asks(page)
        text = " ".join(page.text().split())
        assert "Go on with the changes of Make administrator roles" in text
        assert "other notes 15 characters" in text
        assert "What was typed" not in text
        await page.press("c")
        assert staged(page) == {Field.OTHER_NOTES: "What was typed."}
        assert len(files(folder)) == 1
        await page.press("ctrl+s")
        assert other.actions.details(ACTION).other_notes == "What was typed."
        await page.until(lambda: not files(folder))
    async with started(still, folder) as page:
        assert not _asks(page)


async def test_later_asks_again_and_discard_never(still: Path, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    leave(folder, kept(still, {Field.OTHER_NOTES: "x"}), kept(still, {Field.OTHER_NOTES: "y"}, action=IMPLEMENTED))
    async with started(still, folder) as page:
        await page.press("d", "escape")
        assert _asks(page)
        await page.press("D")
        assert not _asks(page)
    assert len(files(folder)) == 1
    async with started(still, folder, DANIEL) as page:
        assert not _asks(page)
    async with started(still, folder) as page:
        assert _asks(page)
        await page.press("D")
    assert list(folder.iterdir()) == []


async def test_others_changes_since_are_found_by_the_save(still: Path, tmp_path: Path, other: Services) -> None:
    folder = tmp_path / "drafts"
    seen = other.actions.details(ACTION).row.version
    draft = kept(still, {Field.OTHER_NOTES: "mine"})
    leave(folder, replace(draft, draft=replace(draft.draft, seen=seen)))
    save(other, ACTION, {Field.OTHER_NOTES: "theirs"})
    async with started(still, folder) as page:
        await page.press("c")
        assert any("Somebody changed this action meanwhile" in notice for notice in page.notices)
        await page.press("ctrl+s")
        assert page.shows(ConflictDialog)
        await page.press("m")
        assert other.actions.details(ACTION).other_notes == "mine"


async def test_what_is_no_longer_possible_is_told(still: Path, tmp_path: Path, other: Services) -> None:
    folder = tmp_path / "drafts"
    leave(folder, kept(still, {Field.OTHER_NOTES: "kept", Field.TEST_STATUS: TestStatus.PASSED}))
    async with started(still, folder) as page:
        await page.press("c")
        assert staged(page) == {Field.OTHER_NOTES: "kept"}
        assert any("Passed is not possible beside Not implemented" in notice for notice in page.notices)


async def test_an_action_that_has_gone_can_only_be_discarded(still: Path, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    leave(folder, kept(still, {Field.OTHER_NOTES: "x"}, action="CA-999"))
    async with started(still, folder) as page:
        assert "There is no action 'CA-999'" in " ".join(page.text().split())
        await page.press("c")
        assert _asks(page)
        await page.press("D")
    assert list(folder.iterdir()) == []


async def test_a_disk_that_takes_nothing_is_told_once(still: Path, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    folder.write_text("no directory")
    async with started(still, folder, action=ACTION) as page:
        told = "cannot be kept for the next start"
        await page.press("e", "a")
        await page.until(lambda: any(told in notice for notice in page.notices))
        await page.press("b", "ctrl+s", "ctrl+s")
        page.app.exit(0)
        assert len([notice for notice in page.notices if told in notice]) == 1
