"""The exit codes of interface.md section 4, and which error means which."""

from __future__ import annotations

from cm_tui.model.errors import ServiceError, StaleEdit, StorageProblem

DONE = 0
REFUSED = 1
"""A rule, a permission or an invalid value; nothing was changed."""
USAGE = 2
"""An unknown command or option, or a missing argument."""
CONFLICT = 3
"""Somebody else's change stands in the way."""
STORAGE = 4
"""The workspace is missing, damaged, read-only, foreign or newer, or its history is not valid."""
INTERRUPTED = 130
"""ctrl+c, as shells count it."""


def code_of(error: ServiceError) -> int:
    """The exit code of an error of the services."""
    if isinstance(error, StaleEdit):
        return CONFLICT
    return STORAGE if isinstance(error, StorageProblem) else REFUSED
