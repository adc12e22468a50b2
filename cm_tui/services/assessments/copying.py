"""A new group takes over what another one did about its nontechnical actions (spec 11.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from cm_tui.model.rules.scope import counts_in, instance_id
from cm_tui.model.rules.subscriptions import rolled_up
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.organisation import Group
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestStatus
from cm_tui.services.actions.measured import Covered, Measured, stand_ins
from cm_tui.services.actions.planning import Plan
from cm_tui.services.actions.record import Record, find_records, standings_of
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.placing import Places
from cm_tui.services.evidence.adding import Adding
from cm_tui.services.evidence.recording import Piece, Recording
from cm_tui.services.history.chain import COPIED, SOURCE

_FIELDS = (
    Field.TESTING_TYPE,
    Field.IMPLEMENTATION_STATUS,
    Field.IMPLEMENTATION_DATE,
    Field.IMPLEMENTATION_NOTES,
    Field.TEST_STATUS,
    Field.TEST_DATE,
    Field.TEST_NOTES,
    Field.OTHER_NOTES,
)
"""The implementation and testing details; owners and hand-overs stay with the group that has them."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The ids of the actions that took something over, and how many pieces of evidence came with them."""

    actions: tuple[str, ...]
    pieces: int


NOTHING_COPIED = Copied((), 0)


def accepted_versions(session: Session, source: Group, regulation: str, services: tuple[str, ...]) -> dict[str, int]:
    """The versions that a group accepted of its own actions, where they serve an assessment: by action, their numbers.

    An action that is copied begins with them, so that every status stays legal and what waits to be accepted waits there too.
    Nothing withdrawn is among them: it begins nowhere any more.
    """
    statement = (
        select(Action, ActionVersion)
        .join(ActionState, col(ActionState.accepted_version_id) == col(ActionVersion.id))
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .where(ActionState.group_id == source.id, ~col(ActionState.retired), col(Action.withdrawn_in).is_(None))
    )
    found = session.exec(statement).all()
    served = Places.read(session, {version.id or 0 for _, version in found}).regulations
    return {
        action.id: version.number
        for action, version in found
        if counts_in(regulation, services, served=served.get(version.id or 0, ()), services=version.services)
    }


def copy_work(saving: Saving, source: Group, target: Group, *, details: bool, evidence: bool) -> Copied:
    """Copy details, evidence or both to the actions of a new group that the other group has too."""
    pairs = list(_pairs(saving.session, source, target))
    changed = {
        new.state.public_id
        for old, new in pairs
        if details and old.definition.id == new.definition.id and _copy_details(saving, old, new)
    }
    pieces = 0
    for old, new in pairs if evidence else ():
        copied = list(_pieces(saving.session, old.state))
        if copied:
            _copy_evidence(saving, new.state.public_id, copied, faithful=details)
            pieces += len(copied)
            changed.add(new.state.public_id)
    return Copied(tuple(sorted(changed)), pieces)


def _pairs(session: Session, source: Group, target: Group) -> Iterator[tuple[Record, Record]]:
    """Each action that both groups have, as the one and as the other has it."""
    actions = [
        set(
            session.exec(select(ActionState.action_id).where(ActionState.group_id == one.id, ~col(ActionState.retired)))
        )
        for one in (source, target)
    ]
    both = sorted(actions[0] & actions[1])
    old = find_records(session, [instance_id(one, source.slug) for one in both])
    new = find_records(session, [instance_id(one, target.slug) for one in both])
    return zip(old.values(), new.values(), strict=True)


def _copy_details(saving: Saving, old: Record, new: Record) -> bool:
    """Store what differs, as one change of the new action's record; whether anything did."""
    measured = _measured(saving.session, old, new)
    wanted = {field: old.value(field) for field in _FIELDS}
    if new.subscriptions and old.state.implementation_status is not ImplementationStatus.OUT_OF_SCOPE:
        wanted[Field.TEST_STATUS] = _rolled_up(new, measured)
    changes = {field: value for field, value in wanted.items() if new.value(field) != value}
    if not (changes or measured.results or measured.covered):
        return False
    saving.store(Plan(new, changes, measured=measured), COPIED)
    return True


def _rolled_up(new: Record, measured: Measured) -> TestStatus:
    return rolled_up(standings_of(measured.results_after(new)))


def _measured(session: Session, old: Record, new: Record) -> Measured:
    """The results in the subscriptions that both have, and the share that automation measured."""
    known = {one.subscription_id: one.model_dump() for one in new.subscriptions}
    copies = [{**one.model_dump(), "state_id": new.state.id} for one in old.subscriptions]
    results = tuple(SubscriptionState(**one) for one in copies if known.get(one["subscription_id"]) not in (None, one))
    shares = [Covered(one.state.covered_part, one.state.covered_whole) for one in (old, new)]
    return Measured(
        covered=shares[0] if shares[0] != shares[1] else None,
        results=results,
        resources=stand_ins(session, results),
        told={SOURCE: old.state.public_id},
    )


def _pieces(session: Session, state: ActionState) -> Iterator[Piece]:
    """The evidence of an action as it is added elsewhere: the same bytes, which lie there once."""
    statement = select(Evidence).where(Evidence.state_id == state.id)
    for one in session.exec(statement.order_by(func.length(col(Evidence.id)), col(Evidence.id))):
        yield Piece(one.name, one.sha256, one.size, one.url, one.effective_date, one.expires_on)


def _copy_evidence(saving: Saving, action: str, pieces: list[Piece], *, faithful: bool) -> None:
    """Add evidence to an action; where its details are not copied too, that ends automation as ever (spec 16, row 29)."""
    saving.ledger.flush()
    parts = saving.session, saving.ledger, saving.actor, saving.at
    if not faithful:
        Adding(*parts).add(action, pieces)
        return
    state = find_records(saving.session, [action])[action].state
    for piece in pieces:
        Recording(*parts).add(state, piece)
