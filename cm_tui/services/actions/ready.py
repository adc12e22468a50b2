"""Reading the queue of what is ready for assessment: a handful of questions, however many actions there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Row, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from cm_tui.model.rules.handover import is_ready_for_assessment, why_four_eyes_refuse
from cm_tui.model.rules.status import IMPLEMENTED, Facts, why_field_is_locked
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.organisation import Group, Organisation, Person
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessing import ReadyAction
from cm_tui.model.vocabulary import Field
from cm_tui.services.actions.rows import OWN, Rows, joined
from cm_tui.services.clock import Actor
from cm_tui.services.history.people import Sending, implementers_of, last_sendings

Found = Row[*tuple[object, ...]]
_SENDER = aliased(Person)
_ROLLED_UP = select(SubscriptionState.state_id).where(col(SubscriptionState.state_id) == col(ActionState.id)).exists()
_COLUMNS: tuple[object, ...] = (
    col(ActionState.id).label("state_id"),
    col(ActionState.public_id),
    col(ActionVersion.title),
    col(Group.name).label("group_name"),
    col(ActionState.owner_key),
    col(Person.email).label("owner"),
    col(Person.name).label("owner_name"),
    col(ActionState.sent_by_key),
    col(_SENDER.email).label("sender"),
    col(_SENDER.name).label("sender_name"),
    col(ActionState.implementation_status),
    col(ActionState.implementation_date),
    col(ActionState.test_status),
    col(ActionState.test_date),
    col(ActionState.testing_type),
    col(ActionState.points_achieved),
    col(ActionState.points_possible),
    col(ActionState.in_scope),
    col(ActionState.version),
    col(ActionVersion.eligible_source),
    col(Action.managed_by),
    _ROLLED_UP.label("rolled_up"),
)


def read_ready(session: Session, actor: Actor) -> tuple[ReadyAction, ...]:
    """Every action that is ready for assessment as one actor sees it: what was sent to them first, the rest by gain."""
    found = [(row, facts) for row in session.execute(_candidates()).all() if (facts := _ready(row)) is not None]
    reader = _Reader.of(session, actor, [row for row, _ in found])
    return tuple(sorted((reader.action(row, facts) for row, facts in found), key=_order))


def _candidates() -> Rows:
    """What may be ready; the rule decides."""
    implemented = col(ActionState.implementation_status).in_(sorted(IMPLEMENTED))
    return (
        joined(*_COLUMNS)
        .outerjoin(_SENDER, col(_SENDER.key) == col(ActionState.sent_by_key))
        .where(OWN, or_(col(ActionState.sent_by_key).is_not(None), implemented))
    )


def _ready(row: Found) -> Facts | None:
    """What the rules ask of an action; None where it is not ready for assessment."""
    facts = Facts(
        row.implementation_status,
        row.implementation_date,
        row.test_status,
        row.test_date,
        row.testing_type,
        row.eligible_source,
        row.rolled_up,
        row.managed_by,
    )
    return facts if is_ready_for_assessment(facts, row.sent_by_key is not None) else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is asked once for all actions of the queue."""

    actor: Actor
    evidence: Mapping[int, int]
    sendings: Mapping[str, Sending]
    mine: Set[str] | None
    """The actions whose implementation the actor recorded; None where nobody asks for four eyes."""

    @classmethod
    def of(cls, session: Session, actor: Actor, rows: Sequence[Found]) -> _Reader:
        ids = [str(row.public_id) for row in rows]
        sent = [str(row.public_id) for row in rows if row.sent_by_key is not None]
        counts = select(Evidence.state_id, func.count()).group_by(col(Evidence.state_id))
        mine: Set[str] | None = None
        if session.exec(select(Organisation.four_eyes)).one():
            mine = {one for one, keys in implementers_of(session, ids).items() if actor.person_key in keys}
        return cls(actor, dict(session.exec(counts).all()), last_sendings(session, sent), mine)

    def action(self, row: Found, facts: Facts) -> ReadyAction:
        sending = self.sendings.get(row.public_id)
        return ReadyAction(
            id=row.public_id,
            name=row.title,
            group=row.group_name,
            owner=row.owner,
            owner_name=row.owner_name,
            sender=row.sender,
            sender_name=row.sender_name,
            sent_at=sending.at if sending is not None else None,
            is_mine=row.sent_by_key is not None and row.owner_key == self.actor.person_key,
            implementation_status=row.implementation_status,
            implementation_date=row.implementation_date,
            test_status=row.test_status,
            points=Points(row.points_achieved, row.points_possible),
            in_scope=row.in_scope,
            evidence=self.evidence.get(row.state_id, 0),
            why_locked=why_field_is_locked(Field.TEST_STATUS, facts),
            why_not_pass=why_four_eyes_refuse(self.mine is not None, row.public_id in (self.mine or ())),
            version=row.version,
        )


def _order(action: ReadyAction) -> tuple[bool, bool, str, int, str]:
    """Sent to the actor, sent to others, not sent; the longest wait first, then the largest gain."""
    sent_at = action.sent_at.isoformat() if action.sent_at is not None else ""
    return (not action.is_mine, action.sender is None, sent_at, -action.gain, action.id)
