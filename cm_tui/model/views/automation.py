"""What automatic testing did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refresh:
    """A simulated daily refresh: which of the prepared rounds it was, counted from 1, and the ids of the actions it changed."""

    round: int
    changed: tuple[str, ...]
