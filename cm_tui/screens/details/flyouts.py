"""The flyouts of the details page: which key opens which; each is imported when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cm_tui.screens.details.edit import Edit
from cm_tui.widgets.flyout import Flyout

Make = Callable[[Edit, date], Flyout[Edit]]
"""Makes a flyout from the action as the page shows it and the present day; it gives back the action with its change staged."""


def _implementation_status(edit: Edit, today: date) -> Flyout[Edit]:
    from cm_tui.screens.flyouts.implementation_status import ImplementationStatusFlyout

    return ImplementationStatusFlyout(edit, today)


def _test_status(edit: Edit, today: date) -> Flyout[Edit]:
    from cm_tui.screens.flyouts.test_status import TestStatusFlyout

    return TestStatusFlyout(edit, today)


_FLYOUTS: dict[str, Make] = {
    "details.implementation_status": _implementation_status,
    "details.test_status": _test_status,
}


def flyout_of(binding_id: str, edit: Edit, today: date) -> Flyout[Edit]:
    """The flyout that a key opens."""
    return _FLYOUTS[binding_id](edit, today)
