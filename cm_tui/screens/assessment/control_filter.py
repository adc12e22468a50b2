"""Which controls of an assessment are shown: by family, status, service and words (spec 11.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cm_tui.model.text import fold
from cm_tui.model.views.assessments import ControlView
from cm_tui.widgets.choices import Choice
from cm_tui.widgets.family_bars import STATUSES

FIELDS = ("family", "status", "service")
"""What the controls are filtered by, in the order of the line that says so."""
ALL = "all"


def values_of(control: ControlView, field: str) -> tuple[str, ...]:
    """What a control is known by in a field."""
    if field == "family":
        return (control.family,)
    if field == "service":
        return control.services
    return (control.status.value,) if control.status is not None else ()


@dataclass(frozen=True, slots=True)
class ControlFilter:
    """The values that are wanted; None for all."""

    family: str | None = None
    status: str | None = None
    service: str | None = None

    def value(self, field: str) -> str | None:
        """The value that is wanted in a field."""
        return {"family": self.family, "status": self.status, "service": self.service}[field]

    def wanting(self, field: str, value: str | None) -> ControlFilter:
        """The filter with another value in one field."""
        return replace(self, **{field: value})

    def chosen(self, controls: Iterable[ControlView], words: str = "") -> list[ControlView]:
        """The controls that have all wanted values and all words."""
        wanted = fold(words).split()
        return [
            control
            for control in controls
            if all(self.value(one) in (None, *values_of(control, one)) for one in FIELDS)
            and all(word in _text(control) for word in wanted)
        ]

    @property
    def described(self) -> str:
        """What is wanted, in a line; empty for everything."""
        return " · ".join(f"{one}: {self.value(one)}" for one in FIELDS if self.value(one) is not None)

    def choices(self, controls: Sequence[ControlView], field: str) -> list[Choice]:
        """The values of a field with how many of the controls that the other fields leave have each."""
        left = self.wanting(field, None).chosen(controls)
        counts = Counter(value for control in left for value in values_of(control, field))
        order = [one.value for one in STATUSES] if field == "status" else list(counts)
        if field == "service":
            order.sort(key=str.casefold)
        everything = Choice(_key(ALL), "All", _controls(len(left)))
        return [everything, *(Choice(_key(one), one, _controls(counts[one])) for one in order if counts[one])]


def _key(value: str) -> str:
    return f"={value}" if value != ALL else ALL


def value_of(key: str) -> str | None:
    """The value whose choice a key is; None for all."""
    return None if key == ALL else key.removeprefix("=")


def key_of(value: str | None) -> str:
    """The key of the choice of a value."""
    return ALL if value is None else f"={value}"


def _controls(count: int) -> str:
    return f"{count} control{'' if count == 1 else 's'}"


def _text(control: ControlView) -> str:
    return fold(" ".join((control.title, control.control_id, control.family, control.summary)))
