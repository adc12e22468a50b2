"""The flyout of the corrected copy: where it is written."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from cm_tui.screens.flyouts.export import ExportFlyout


class CorrectedCopyFlyout(ExportFlyout):
    """Asks for a path and writes the copy there."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("export.copy", "flyout.cancel", "path.complete")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Write copy", id="export.copy", tooltip="Write the corrected copy to this path"),
    ]
