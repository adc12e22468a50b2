"""What the review opens to be read in full."""

from __future__ import annotations

from typing import Generic, TypeVar

from cm_tui.screens.base import Opened
from cm_tui.widgets.flyout import Flyout

Result = TypeVar("Result")


class OverWizard(Opened, Flyout[Result], Generic[Result], inherit_bindings=False):
    """Lies on the wizard edge to edge and lets nothing shine through: drawing what is below costs more than all the rest."""

    DEFAULT_CSS = """
    OverWizard {
        background: $background;
        #flyout-panel { width: 124; max-width: 100%; }
    }
    """
