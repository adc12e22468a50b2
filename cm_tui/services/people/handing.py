"""What becomes of a person's work when it goes to somebody else, or when they leave (spec 14)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.notices import Notice
from cm_tui.model.tables.organisation import Account, Person
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.services.actions.rows import chunks
from cm_tui.services.actions.saving import Saving
from cm_tui.services.history.chain import PERSON_REASSIGNED, Json
from cm_tui.services.people.identity import RECORDED


def owned_by(session: Session, person: Person) -> Sequence[ActionState]:
    """The actions that a person owns, by id."""
    statement = select(ActionState).where(col(ActionState.owner_key) == person.key)
    return session.exec(statement.order_by(ActionState.public_id)).all()


def hand_over(saving: Saving, person: Person, successor: Person) -> tuple[str, ...]:
    """Give everything that a person owns to another one, notices included; returns the ids of the actions.

    What the person uploaded there stays and no longer shows their name; the history tells which pieces that are.
    """
    states = owned_by(saving.session, person)
    for state in states:
        draft = ActionDraft(state.public_id, state.version, {Field.OWNER: successor.email})
        saving.save(draft, strict=False)
    if states:
        pieces = _forget_adder(saving.session, person, [state.id or 0 for state in states])
        payload: dict[str, Json] = {"changes": {"owner": [person.key, successor.key]}, "evidence": pieces}
        saving.ledger.append(saving.actor, saving.at, PERSON_REASSIGNED, person.key, payload)
    saving.ledger.flush()
    return tuple(state.public_id for state in states)


def disown(saving: Saving, person: Person) -> tuple[str, ...]:
    """Take a person from what they own or sent, and their name from what they added; returns the ids that they owned."""
    session, key = saving.session, person.key
    theirs = or_(col(ActionState.owner_key) == key, col(ActionState.sent_by_key) == key)
    freed = []
    for state in session.exec(select(ActionState).where(theirs).order_by(ActionState.public_id)).all():
        changes: dict[Field, FieldValue] = {Field.SENT_BY: None}
        if state.owner_key == key:
            changes[Field.OWNER] = None
            freed.append(state.public_id)
        saving.save(ActionDraft(state.public_id, state.version, changes), strict=False)
    saving.ledger.flush()
    _forget_in_evidence_and_notices(session, key)
    return tuple(freed)


def forget_accounts(session: Session, person: Person) -> None:
    """Take the names of somebody's operating-system accounts out of the history: the present one, also where they became
    another one by it, and earlier ones that nobody else has.
    """
    used = set(session.exec(select(Event.account_key).where(Event.user_key == person.key).distinct()))
    others = set(session.exec(select(Person.login).where(Person.key != person.key)))
    for account in session.exec(select(Account)):
        found = RECORDED.fullmatch(account.name)
        names = set(found.groups() if found else ()) - {None}
        if person.login in names or (account.key in used and not names & others):
            session.delete(account)


def _forget_adder(session: Session, person: Person, states: Sequence[int]) -> list[str]:
    """Take a person's name from what they added to some actions; returns the ids of these pieces."""
    pieces: list[str] = []
    for chunk in chunks(states):
        theirs = select(Evidence).where(col(Evidence.added_by_key) == person.key, col(Evidence.state_id).in_(chunk))
        for piece in session.exec(theirs).all():
            piece.added_by_key = None
            session.add(piece)
            pieces.append(piece.id)
    session.flush()
    return sorted(pieces)


def _forget_in_evidence_and_notices(session: Session, key: str) -> None:
    for statement in (
        update(Evidence).where(col(Evidence.added_by_key) == key).values(added_by_key=None),
        delete(Notice).where(col(Notice.recipient_key) == key),
        update(Notice).where(col(Notice.by_key) == key).values(by_key=None),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
