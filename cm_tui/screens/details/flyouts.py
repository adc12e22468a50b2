"""The flyouts of the details page: which key opens which; each is imported when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from cm_tui.model.views.exports import Exported
from cm_tui.screens.details.edit import Edit
from cm_tui.widgets.flyout import Flyout

if TYPE_CHECKING:
    from cm_tui.services.services import Services

Make = Callable[[Edit, date], Flyout[Edit]]
"""Makes a flyout from the action as the page shows it and the present day; it gives back the action with its change staged."""


def _implementation_status(edit: Edit, today: date) -> Flyout[Edit]:
    from cm_tui.screens.flyouts.implementation_status import ImplementationStatusFlyout

    return ImplementationStatusFlyout(edit, today)


def _test_status(edit: Edit, today: date) -> Flyout[Edit]:
    from cm_tui.screens.flyouts.test_status import TestStatusFlyout

    return TestStatusFlyout(edit, today)


def _testing_type(edit: Edit, today: date) -> Flyout[Edit]:
    from cm_tui.screens.flyouts.testing_type import TestingTypeFlyout

    return TestingTypeFlyout(edit, today)


def _notes(edit: Edit, today: date) -> Flyout[Edit]:
    from cm_tui.screens.flyouts.notes import NotesFlyout

    return NotesFlyout(edit, today)


def _subscriptions(edit: Edit, today: date) -> Flyout[Edit]:
    from cm_tui.screens.flyouts.subscriptions import SubscriptionsFlyout

    return SubscriptionsFlyout(edit, today)


_FLYOUTS: dict[str, Make] = {
    "details.subscriptions": _subscriptions,
    "details.notes": _notes,
    "details.testing_type": _testing_type,
    "details.implementation_status": _implementation_status,
    "details.test_status": _test_status,
}


def export_flyout(edit: Edit, services: Services) -> Flyout[Exported]:
    """The flyout that writes an action's testing history into a workbook."""
    from cm_tui.screens.flyouts.export import ExportFlyout, safe_name, writing

    row = edit.details.row
    return ExportFlyout(
        "Export testing history",
        f"{row.id} {row.name}: every stored change of its test status.",
        safe_name(f"{row.id} testing history"),
        writing(services.exports.testing_history, row.id),
    )


def exported_sentence(written: Exported) -> str:
    """Where a workbook lies now, and what is in it."""
    from cm_tui.screens.flyouts.export import written_sentence

    return written_sentence(written, "change")


def flyout_of(binding_id: str, edit: Edit, today: date) -> Flyout[Edit]:
    """The flyout that a key opens."""
    return _FLYOUTS[binding_id](edit, today)
