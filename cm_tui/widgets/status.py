"""How a status looks: always a glyph, a word and a colour, never a colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from cm_tui.model.vocabulary import AssessmentStatus, ResourceStatus, TestStatus

Tone = Literal["", "good", "warning", "bad", "accent", "muted"]
"""What a colour means; each widget maps it to its own component class or theme colour. Empty is no colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """The glyph that stands before a status, and the tone the glyph is drawn in."""

    glyph: str
    tone: Tone


_PLAIN = Look("○", "muted")

STATUS: Mapping[str, Look] = MappingProxyType(
    {
        TestStatus.PASSED: Look("✔", "good"),
        TestStatus.FAILED_HIGH: Look("●", "bad"),
        TestStatus.FAILED_MEDIUM: Look("●", "warning"),
        TestStatus.FAILED_LOW: Look("●", "warning"),
        TestStatus.PARTIALLY_TESTED: Look("◐", "accent"),
        TestStatus.IN_PROGRESS: Look("◔", "accent"),
        TestStatus.TO_BE_DETECTED: Look("◌", "muted"),
        TestStatus.TO_BE_DETERMINED: Look("◌", "muted"),
        "Failed": Look("●", "bad"),
        ResourceStatus.HEALTHY: Look("✔", "good"),
        ResourceStatus.UNHEALTHY: Look("●", "bad"),
        AssessmentStatus.COMPLETE: Look("✔", "good"),
        AssessmentStatus.INCOMPLETE: Look("◐", "accent"),
    }
)
"""Looks by label; the statuses of tests, controls, assessments and resources share their labels."""


def look(status: str) -> Look:
    """The look of a test, control or assessment status; every label that is not listed is a muted `○`."""
    return STATUS.get(status, _PLAIN)
