"""Which updates wait, and what accepting each of them amounts to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.definition import Definition
from cm_tui.model.rules.points import worth
from cm_tui.model.rules.updates import differences, kinds, verdict_sentence
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Group
from cm_tui.model.views.updates import Promise, UpdateRow
from cm_tui.services.actions.planning import Plan, plan_definition
from cm_tui.services.actions.record import Record, counted, find_records
from cm_tui.services.actions.rows import OWN
from cm_tui.services.assessments.placing import Places, links_of
from cm_tui.services.catalogue.stored import newest_versions, stored_definitions


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An update that waits: how it looks, what storing it means, and the assessments that count it before and after."""

    row: UpdateRow
    plan: Plan
    newest: ActionVersion
    before: frozenset[int]
    after: frozenset[int]


@dataclass(frozen=True, slots=True)
class PendingUpdates:
    """The updates that wait, by action's instance, and the assessments that they can touch."""

    updates: Mapping[str, PendingUpdate]
    places: Places


def pending_ids(session: Session) -> tuple[str, ...]:
    """The instances of the organisation's own actions whose accepted version is not the newest, in the order of their ids."""
    statement = (
        select(ActionState.public_id)
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(OWN, ~col(ActionVersion.is_newest))
        .order_by(ActionState.public_id)
    )
    return tuple(session.exec(statement))


def read_pending(session: Session, ids: Sequence[str]) -> PendingUpdates:
    """What accepting the newest version amounts to for each of some instances.

    Those that have it already are left out, and those that no assessment counts: they come back with it. A handful of questions
    for a few hundred of them. Raises NotFound.
    """
    records = find_records(session, ids)
    newest = newest_versions(session, [record.state.action_id for record in records.values()])
    waiting = {one: record for one, record in records.items() if _waits(record)}
    versions = [version for one in waiting.values() for version in (one.definition, newest[one.state.action_id])]
    distinct = {one.id or 0: one for one in versions}
    places = Places.read(session, distinct)
    reader = _Reader(
        definitions=stored_definitions(session, list(distinct.values())),
        links=links_of(session, [record.state.id or 0 for record in waiting.values()]),
        groups=dict(session.exec(select(Group.id, Group.name)).all()),
        places=places,
    )
    found = {one: reader.update(record, newest[record.state.action_id]) for one, record in waiting.items()}
    return PendingUpdates(found, places)


def _worth(version: ActionVersion) -> int:
    return worth(version.requirement, version.function, version.score)


def _waits(record: Record) -> bool:
    return not record.definition.is_newest and not record.state.retired


@dataclass(frozen=True, slots=True)
class _Reader:
    definitions: Mapping[int, Definition]
    links: Mapping[int, frozenset[int]]
    groups: Mapping[int | None, str]
    places: Places

    def update(self, record: Record, newest: ActionVersion) -> PendingUpdate:
        """What accepting the newest version of an action does."""
        state = record.state
        before, after = self.links[state.id or 0], self.places.of(newest, state.group_id)
        plan = plan_definition(record, newest, counted=bool(after))
        changes = differences(self.definitions[record.definition.id or 0], self.definitions[newest.id or 0])
        row = UpdateRow(
            name=record.definition.title,
            group=self.groups.get(state.group_id),
            worth_before=_worth(record.definition),
            worth_after=_worth(newest),
            changes=changes,
            verdict=verdict_sentence(state.test_status, plan.state_after.test_status, kinds(changes)),
            promise=self._promise(plan, newest, before, after),
        )
        return PendingUpdate(row, plan, newest, before, after)

    def _promise(self, plan: Plan, newest: ActionVersion, before: frozenset[int], after: frozenset[int]) -> Promise:
        return Promise(
            id=plan.record.state.public_id,
            from_version=plan.record.definition.number,
            to_version=newest.number,
            record=plan.field_changes,
            before=counted(plan.record.state),
            after=counted(plan.state_after),
            joins=self._names(after - before),
            leaves=self._names(before - after),
            retires=not after,
        )

    def _names(self, assessments: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(self.places.all[one].name for one in assessments))
