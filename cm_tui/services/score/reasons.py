"""What of an action changed, in a few words, where it moved the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from cm_tui.model.history_filter import label_of
from cm_tui.model.rules.points import show_percent
from cm_tui.model.rules.subscriptions import completed_share
from cm_tui.services.assessments.membership import ASSESSMENT, CAME_BACK, CAUSE, RETIRED_EVENT
from cm_tui.services.catalogue.importing import CATALOGUE_UPDATED
from cm_tui.services.history.assessments import ASSESSMENT_CHANGED, ASSESSMENT_CREATED, ASSESSMENT_DELETED, NAME
from cm_tui.services.history.chain import (
    COPIED,
    DEFINITION,
    REGULATION_IMPORTED,
    REGULATION_MODIFIED,
    RETIRED,
    SOURCE,
    UNDONE,
)
from cm_tui.services.history.measures import COVERED, RESOURCES, covered_in, standings_in
from cm_tui.services.score.replay import MOVING, Step
from cm_tui.services.updates.service import ACCEPTED

_ALIKE = {
    RETIRED_EVENT: "No assessment counts them any more",
    CAME_BACK: "An assessment counts them again",
}
"""The events that one deed writes for many actions, and what is said of them together."""
_CAUSES = {
    ASSESSMENT_CREATED: "{} was created",
    ASSESSMENT_CHANGED: "{} has other services",
    ASSESSMENT_DELETED: "{} was deleted",
}
"""What became of the assessment that such an event names; events of before it did name none."""


def reason_of_all(step: Step, groups: Mapping[str, str]) -> str | None:
    """Why the events of one deed, of which `step` is one, moved the score; None for one that is told by itself.

    `groups` are the names of groups by their slugs.
    """
    event = step.happening.event
    if event == COPIED:
        slug = str(step.payload.get(SOURCE)).partition("@")[2]
        return f"Copied from {groups.get(slug, slug)}"
    return f"{_ALIKE[event]}{_cause(step.payload)}" if event in _ALIKE else None


def _cause(payload: Mapping[str, object]) -> str:
    said = _CAUSES.get(str(payload.get(CAUSE)))
    return "" if said is None else f": {said.format(payload.get(ASSESSMENT))}"


def reason_of(step: Step) -> str:
    """Why an event moved the score: `Test status: In progress → Passed`, `Copied from PM-001@europe`."""
    if step.happening.event == COPIED:
        return f"Copied from {step.payload.get(SOURCE)}"
    told = "; ".join(_told(step))
    if told:
        return f"Undone: {told}" if step.happening.event == UNDONE else told
    return _beginning(step.happening.event, step.payload)


def _told(step: Step) -> Iterator[str]:
    if step.happening.entity not in step.actions:
        return
    for name in (one for one in MOVING if one in step.changes):
        old, new = step.changes[name]
        if name == RETIRED:
            said = "No assessment counts it any more" if new else "An assessment counts it again"
            yield f"{said}{_cause(step.payload)}"
        elif name == DEFINITION:
            lead = "Update accepted" if step.happening.event == ACCEPTED else "Newer definition"
            yield f"{lead}: version {old} → {new}"
        elif _shown(name, old) != _shown(name, new):
            yield f"{_label(name)}: {_shown(name, old)} → {_shown(name, new)}"


@cache
def _label(name: str) -> str:
    known = {COVERED: "Covered", RESOURCES: "Resources complete"}.get(name)
    label = label_of(name)
    return known or label[:1].upper() + label[1:]


def _shown(name: str, value: object) -> str:
    """A value as people read it; of what was measured the share that the points follow from."""
    share: Fraction | None
    if name == RESOURCES:
        share = completed_share(standings_in(value))
    elif name == COVERED:
        share = covered_in(value)
    else:
        return str(value)
    return "none" if share is None else show_percent(share)


def _beginning(event: str, payload: Mapping[str, object]) -> str:
    """What brought new actions in."""
    if event in (ASSESSMENT_CREATED, ASSESSMENT_CHANGED):
        what = "created" if event == ASSESSMENT_CREATED else "changed"
        return f"Assessment {what}: {payload.get(NAME, '')}"
    if event == CATALOGUE_UPDATED:
        changes = payload.get("changes")
        release = changes.get("release") if isinstance(changes, dict) else None
        return f"Newer catalogue: {release[-1]}" if isinstance(release, list) and release else "Newer catalogue"
    if event in (REGULATION_IMPORTED, REGULATION_MODIFIED):
        what = "imported" if event == REGULATION_IMPORTED else "modified"
        return f"Regulation {what}: {payload.get(NAME, '')}"
    return event
