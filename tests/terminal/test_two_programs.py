"""Two people, two terminals, one workspace: nobody's change is overwritten unseen, and nothing is lost (safety 1, promise 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from harness import Terminal, app

from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.views.actions import ActionRow
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.services import Services

STATUSES = list(ImplementationStatus)


@contextmanager
def _opened(workspace: Path) -> Iterator[Services]:
    services = open_services(workspace)
    try:
        yield services
    finally:
        services.close()


def _untouched(workspace: Path) -> tuple[ActionRow, PersonView, PersonView]:
    """A manual action that nobody has begun, and two people who may change it."""
    with _opened(workspace) as services:
        able = [one for one in services.people.people() if allows(one.role, Permission.EDIT_ACTIONS) and not one.login]
        for row in services.listing.select(ListQuery(hide_passed=True)):
            begun = row.implementation_status is not ImplementationStatus.NOT_IMPLEMENTED
            if row.testing_type is TestingType.MANUAL and not begun:
                return row, able[0], able[1]
    raise AssertionError("the demo has no such action")


def _page(home: Path, workspace: Path, person: PersonView, action: ActionRow) -> Terminal:
    return app(home / person.email, "--workspace", str(workspace), "--as", person.email, "open", action.id)


def _wait_open(terminal: Terminal, row: ActionRow) -> None:
    terminal.wait_for(f"‹ Improvement actions  {row.name[:40]}")
    terminal.wait_for(re.compile(r"\d of \d+"))


def _stage(terminal: Terminal, key: str, downs: int) -> None:
    """Choose a status so many lines below the present one, with the date that is preset."""
    terminal.press(key)
    terminal.wait_for("esc Cancel")
    terminal.press(*["down"] * downs, "ctrl+s")
    terminal.wait_for("unsaved")


def test_the_second_change_of_a_field_is_refused_with_who_when_and_both_values(demo: Path, tmp_path: Path) -> None:
    row, first, second = _untouched(demo)
    with _page(tmp_path, demo, first, row) as one, _page(tmp_path, demo, second, row) as other:
        _wait_open(one, row)
        _wait_open(other, row)
        _stage(other, "m", STATUSES.index(ImplementationStatus.PLANNED))
        _stage(one, "m", STATUSES.index(ImplementationStatus.IMPLEMENTED))
        one.press("ctrl+s")
        one.wait_for("Saved")

        other.press("ctrl+s")
        other.wait_for("nothing was saved")
        other.wait_for(f"Implementation status  changed by {first.name}, {date.today()}")
        other.wait_for(re.compile(r"stored +Implemented"))
        other.wait_for(re.compile(r"yours +Planned"))
        with _opened(demo) as services:
            stored = services.actions.details(row.id).row
            assert (stored.implementation_status, stored.version) == (ImplementationStatus.IMPLEMENTED, row.version + 1)
        other.press("esc")
        other.wait_gone("nothing was saved")
        other.wait_for("unsaved")

        other.press("ctrl+s")
        other.wait_for("nothing was saved")
        other.press("m")
        other.wait_for("Saved")
    with _opened(demo) as services:
        stored = services.actions.details(row.id).row
        assert (stored.implementation_status, stored.version) == (ImplementationStatus.PLANNED, row.version + 2)
        told = [line for line in services.history.rows(row.id) if line.field == "implementation_status"]
        assert [(line.user, line.old, line.new) for line in told] == [
            (second.name, "Implemented", "Planned"),
            (first.name, "Not implemented", "Implemented"),
        ]
        assert services.check.run().ok


def test_changes_of_different_fields_both_stand(demo: Path, tmp_path: Path) -> None:
    row, first, second = _untouched(demo)
    with _opened(demo) as services:
        implemented = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED}
        services.actions.save(
            ActionDraft(row.id, row.version, {**implemented, Field.IMPLEMENTATION_DATE: date.today()})
        )
    with _page(tmp_path, demo, first, row) as one, _page(tmp_path, demo, second, row) as other:
        _wait_open(one, row)
        _wait_open(other, row)
        _stage(other, "t", [TestStatus.NONE, TestStatus.NOT_ASSESSED, TestStatus.PASSED].index(TestStatus.PASSED))
        _stage(one, "m", 1)
        one.press("ctrl+s")
        one.wait_for("Saved")
        other.press("ctrl+s")
        other.wait_for(f"{first.name} changed the implementation status")
        other.wait_gone("unsaved")
    with _opened(demo) as services:
        stored = services.actions.details(row.id).row
        assert stored.implementation_status is ImplementationStatus.ALTERNATIVE
        assert stored.test_status is TestStatus.PASSED
        assert stored.version == row.version + 3
        assert services.check.run().ok
