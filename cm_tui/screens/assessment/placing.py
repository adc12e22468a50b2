"""Where the cursor goes when the lines of assessments are others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cm_tui.widgets.assessment_columns import name_of


@dataclass
class Placing:
    """What has to be known of the lines that were shown before."""

    keys: Sequence[str] = ()
    """Of the lines as they are shown."""
    wanted: str | None = None
    """The name of an assessment that came in and gets the cursor once it is shown."""

    def place(self, keys: Sequence[str], before: str | None, names: Collection[str | None]) -> str | None:
        """The key of the line that gets the cursor: of what came in, else where it was, else of what stands there now.

        Args:
            keys: Of the lines that will be shown.
            before: The key of the line that has the cursor.
            names: Of all assessments, those that are not shown too.
        """
        shown, self.keys = self.keys, keys
        came = [key for key in keys if name_of(key) == self.wanted]
        same = [key for key in keys if key == before] or [key for key in keys if name_of(key) == name_of(before)]
        if came or same:
            self.wanted = None if came else self.wanted
            return (came or same)[0]
        is_hidden = name_of(before) in names
        place = 0 if is_hidden or before not in shown else shown.index(before)
        return keys[min(place, len(keys) - 1)] if keys else None
