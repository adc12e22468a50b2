"""Taking back the last step of this session, from the list and from the details page alike (issue 4)."""

from __future__ import annotations

import asyncio

from cm_tui.model.errors import ServiceError
from cm_tui.model.views.bulk import BulkOutcome
from cm_tui.screens.base import Opened

NOTHING = "Nothing was changed in this session that could be undone; accepted updates are permanent."


async def take_back(screen: Opened) -> BulkOutcome | None:
    """Undo the last save or change of many actions, and say so; None where it is refused, which is said too, and the step stays."""
    app, step = screen.app, screen.app.last_step
    if step is None:
        return None
    app.last_step = None
    with screen.notices():
        try:
            outcome = await asyncio.to_thread(screen.services.bulk.undo, step)
        except ServiceError:
            app.last_step = step
            raise
        app.actions_changed.publish(outcome.ids)
        screen.tell(undone_sentence(outcome))
        return outcome
    return None


def undone_sentence(outcome: BulkOutcome) -> str:
    """What was taken back: of one action the fields, of several how many."""
    if len(outcome.outcomes) == len(outcome.ids) == 1:
        (one,) = outcome.outcomes
        return f"Undone: {', '.join(change.field.label for change in one.changes)} of {one.action}."
    if len(outcome.ids) == 1:
        return f"Undone: the new evidence of {min(outcome.ids)} is gone again."
    return f"Undone: {len(outcome.ids)} actions are as they were."
