"""How everything stands, kept while the history says that it does; after a save only what that touched is computed again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TypeAlias

from sqlmodel import Session, col, select

from cm_tui.model.rules.control_status import assessment_status
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.controls import ActionControl
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.vocabulary import AssessmentStatus, ControlStatus
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.signals import SIGNAL
from cm_tui.services.assessments.controls import ControlTally, tally_controls
from cm_tui.services.history.chain import GENESIS, UNDONE
from cm_tui.services.history.organisation import SETTINGS_CHANGED
from cm_tui.services.score.sums import (
    STORED,
    AssessmentSums,
    Shares,
    Stands,
    assessment_sums,
    overall,
    shares,
    shares_of_all,
    shares_of_groups,
)

Head: TypeAlias = tuple[int, str]
"""The last event of the history: its seq and its hash."""
_OF_ACTIONS = (CHANGED, UNDONE, SIGNAL)
"""Events that change the record of the action that they are of, and neither its definition nor where it counts."""
_BESIDE = ("evidence.", "person.", "automation.", SETTINGS_CHANGED)
"""How events begin that change nothing that is counted; what they bring about in actions has events of its own."""
_MOST = 200
"""So many events at most are followed one by one; after more of them everything is computed again."""


@dataclass(frozen=True)
class AssessmentStanding:
    """How an assessment stands: its sums, and the tally of each control that an action serves, by the control's key."""

    sums: AssessmentSums = field(default_factory=AssessmentSums)
    controls: Mapping[int, ControlTally] = field(default_factory=dict)

    @cached_property
    def status(self) -> AssessmentStatus:
        """The status that follows from the controls (spec 11.4)."""
        return assessment_status({tally.status for tally in self.controls.values()})

    @cached_property
    def controls_passed(self) -> int:
        """How many controls are passed."""
        return sum(tally.status is ControlStatus.PASSED for tally in self.controls.values())


@dataclass(frozen=True)
class Standing:
    """How everything stands at one event of the history; `parts` are the overall sums by group, `assessments` go by key."""

    head: Head
    parts: Mapping[int | None, Shares]
    assessments: Mapping[int, AssessmentStanding]

    @cached_property
    def overall(self) -> Shares:
        """The overall sums: the organisation's own and Microsoft's."""
        return overall(self.parts)

    def assessment(self, key: int | None) -> AssessmentStanding:
        """An assessment's standing; one that counts no action stands at nothing."""
        return self.assessments.get(key or 0, _NOWHERE)


_NOWHERE = AssessmentStanding()


class Standings:
    """The last standing that was asked for in this process, for all its readers. Thread-safe.

    It is of committed data: a unit that writes has to ask `sums` and `controls` itself.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: Standing | None = None

    def read(self, session: Session) -> Standing:
        """The standing that a reading unit sees, computed as far as it changed since the last time."""
        with self._lock:
            self._last = _brought_up(session, self._last)
            return self._last


def fresh(session: Session, stands: Stands = STORED) -> Standing:
    """The standing computed from nothing: of what is stored, or as states would stand."""
    tallies, sums = tally_controls(session, stands), assessment_sums(session, stands)
    found = {key: AssessmentStanding(one, tallies.get(key, {})) for key, one in sums.items()}
    return Standing(_head(session), shares(session, stands), found)


def _brought_up(session: Session, last: Standing | None) -> Standing:
    if last is None:
        return fresh(session)
    statement = select(Event.seq, Event.hash, Event.event, Event.entity).where(col(Event.seq) >= last.head[0])
    events = session.exec(statement.order_by(col(Event.seq)).limit(_MOST + 1)).all()
    if len(events) > _MOST or not events or (events[0][0], events[0][1]) != last.head:
        return fresh(session)
    touched = set()
    for _, _, event, entity in events[1:]:
        if event in _OF_ACTIONS and entity is not None:
            touched.add(entity)
        elif not event.startswith(_BESIDE):
            return fresh(session)
    head = (events[-1][0], events[-1][1])
    if not touched:
        return last if head == last.head else Standing(head, last.parts, last.assessments)
    return _touched(session, last, head, touched)


def _touched(session: Session, last: Standing, head: Head, actions: Collection[str]) -> Standing:
    """A standing after changes of some actions' records: what these count in is computed again."""
    statement = select(ActionState.id, ActionState.group_id, ActionState.accepted_version_id)
    states = session.exec(statement.where(col(ActionState.public_id).in_(actions))).all()
    keys, versions = [key or 0 for key, _, _ in states], {version for _, _, version in states}
    assessments = _counting(session, keys)
    controls = set(session.exec(select(ActionControl.control_id).where(col(ActionControl.version_id).in_(versions))))
    sums = assessment_sums(session, only=assessments)
    tallies = tally_controls(session, assessments=assessments, controls=controls)
    renewed = {
        key: AssessmentStanding(sums[key], {**last.assessment(key).controls, **tallies.get(key, {})}) for key in sums
    }
    parts = {**last.parts, **_parts(session, {group for _, group, _ in states})}
    return Standing(head, parts, {**last.assessments, **renewed})


def _counting(session: Session, states: Sequence[int]) -> Sequence[int]:
    """The assessments in which states count."""
    counting = select(AssessmentAction.assessment_id).where(col(AssessmentAction.state_id).in_(states))
    return session.exec(select(Assessment.id).where(col(Assessment.id).in_(counting))).all()  # type: ignore[return-value]


def _parts(session: Session, groups: Collection[int | None]) -> dict[int | None, Shares]:
    own = [group for group in groups if group is not None]
    found: dict[int | None, Shares] = {group: Shares() for group in own}
    if own:
        found |= shares_of_groups(session, own)
    return found | {None: shares_of_all(session)} if None in groups else found


def _head(session: Session) -> Head:
    statement = select(Event.seq, Event.hash).order_by(col(Event.seq).desc()).limit(1)
    return session.exec(statement).first() or (0, GENESIS)
