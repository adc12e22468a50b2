"""Which assessments an instance of an action counts in, by the definition that it accepted (spec 1.9, 5.6, 12.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from cm_tui.model.rules.scope import counts_in
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.services.actions.rows import chunks
from cm_tui.services.assessments.binding import binding
from cm_tui.services.assessments.tallying import TOLD, states_change


@dataclass(frozen=True, slots=True)
class Place:
    """An assessment that an instance can count in."""

    key: int
    name: str
    group_key: int
    group: str
    regulation: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The assessments of the organisation, and which regulations versions of actions serve."""

    all: Mapping[int, Place]
    regulations: Mapping[int, frozenset[str]]

    @classmethod
    def read(cls, session: Session, versions: Collection[int]) -> Places:
        """The assessments as they are, for these versions."""
        statement = select(Assessment, Group).join(Group, col(Group.id) == col(Assessment.group_id))
        places = (_place(assessment, group) for assessment, group in session.exec(statement.order_by(Assessment.name)))
        return cls({one.key: one for one in places}, _regulations(session, sorted(versions)))

    def of(self, version: ActionVersion, group: int | None) -> frozenset[int]:
        """The assessments in which an instance with a definition counts; `group` is None for the whole organisation."""
        served = self.regulations.get(version.id or 0, frozenset())
        return frozenset(
            one.key
            for one in self.all.values()
            if group in (None, one.group_key)
            and counts_in(one.regulation, one.services, served=served, services=version.services)
        )


def _place(assessment: Assessment, group: Group) -> Place:
    return Place(
        key=assessment.id or 0,
        name=assessment.name,
        group_key=group.id or 0,
        group=group.name,
        regulation=assessment.regulation_key,
        services=tuple(assessment.services),
    )


def _regulations(session: Session, versions: Sequence[int]) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks(versions):
        statement = (
            select(ActionControl.version_id, Control.regulation_key)
            .join(Control, col(Control.id) == col(ActionControl.control_id))
            .where(col(ActionControl.version_id).in_(chunk), binding())
            .distinct()
        )
        for version, regulation in session.exec(statement):
            found[version].add(regulation)
    return {version: frozenset(regulations) for version, regulations in found.items()}


def links_of(session: Session, states: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """By state, the assessments that it is counted in at present."""
    found: dict[int, set[int]] = {state: set() for state in states}
    for chunk in chunks(states):
        for link in session.exec(select(AssessmentAction).where(col(AssessmentAction.state_id).in_(chunk))):
            found[link.state_id].add(link.assessment_id)
    return {state: frozenset(assessments) for state, assessments in found.items()}


def relink(session: Session, state: int, before: Iterable[int], after: Iterable[int]) -> None:
    """Count a state in other assessments than before."""
    leaves, joins = set(before) - set(after), set(after) - set(before)
    if leaves or joins:
        states_change(session, [state])
    if leaves:
        gone = delete(AssessmentAction).where(
            col(AssessmentAction.state_id) == state, col(AssessmentAction.assessment_id).in_(leaves)
        )
        session.execute(gone, execution_options=TOLD)
    if joins:
        links = [{"assessment_id": one, "state_id": state} for one in sorted(joins)]
        session.execute(insert(AssessmentAction), links, execution_options=TOLD)
