"""An update with the real program, by keys: reviewed and left it waits; accepted it is gone, also after a restart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness import Terminal, app

from cm_tui.bootstrap import open_services
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.views.updates import UpdateReview
from cm_tui.services.services import Services

PENDING = re.compile(r"⟳ Pending|⟳ u Review")


@contextmanager
def _opened(workspace: Path) -> Iterator[Services]:
    services = open_services(workspace)
    try:
        yield services
    finally:
        services.close()


def _worth_more(workspace: Path) -> tuple[UpdateReview, ActionDetails]:
    """An update that changes points and guidance, and the action as it is stored."""
    with _opened(workspace) as services:
        row = next(
            one for one in services.updates.updates() if len(one.kinds) > 1 and one.worth_before != one.worth_after
        )
        return services.updates.review(row.id), services.actions.details(row.id)


def _review(terminal: Terminal, review: UpdateReview) -> None:
    """Open the review, and read it to its end; the decision is in sight all the while."""
    terminal.wait_for(PENDING)
    terminal.wait_for("u Review update")
    terminal.press("u")
    terminal.wait_for("Accepting is permanent")
    promise = review.update.promise
    terminal.wait_for(f"{promise.from_version} → {promise.to_version}")
    terminal.wait_for("ctrl+s Accept update")
    terminal.press("end")
    terminal.wait_for("Why wait")
    assert "Accepting is permanent" in terminal.text


def _quit(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.left_behind() == []
    assert b"Traceback" not in terminal.output


@pytest.mark.parametrize(("columns", "rows"), [(80, 24)])
def test_it_waits_until_it_is_accepted(demo: Path, tmp_path: Path, columns: int, rows: int) -> None:
    review, before = _worth_more(demo)
    update = review.update

    def opened() -> Terminal:
        arguments = ("--workspace", str(demo), "open", update.id)
        return app(tmp_path / "home", *arguments, columns=columns, rows=rows)

    with opened() as terminal:
        _review(terminal, review)
        terminal.press("esc")
        terminal.wait_gone("Accepting is permanent")
        terminal.wait_for(PENDING)
        assert _worth_more(demo) == (review, before)
        _review(terminal, review)
        terminal.press("ctrl+s")
        terminal.wait_for("Update accepted: version")
        terminal.wait_until(lambda text: PENDING.search(text) is None, "that the label goes")
        _quit(terminal)

    with opened() as terminal:
        terminal.wait_for("m Implementation")
        terminal.wait_for(re.compile(rf"\d of {update.worth_after // 1_000_000}\b"))
        assert PENDING.search(terminal.text) is None
        terminal.press("u")
        terminal.wait_for("No update waits")
        _quit(terminal)

    with _opened(demo) as services:
        after = services.actions.details(update.id)
        assert after.definition_version == update.promise.to_version
        assert (after.row.owner, after.test_notes, after.evidence) == (
            before.row.owner,
            before.test_notes,
            before.evidence,
        )
        assert [one.event for one in services.history.rows(update.id)].count("update.accepted") >= 1
        assert services.check.run().problems == ()
