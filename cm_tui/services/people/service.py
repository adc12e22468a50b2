"""Users: listing, adding, giving a role, removing (spec 7.1, interface 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound
from cm_tui.model.rules.permissions import Permission, why_role_change_is_refused
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.notices import Notice
from cm_tui.model.tables.organisation import Account, Organisation, Person
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Field, FieldValue, Role
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.history.chain import PERSON_REMOVED, Ledger
from cm_tui.services.people.identity import RECORDED, new_key
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

ADDED, ROLE_CHANGED = "person.added", "person.role"
_EMAIL = re.compile(r"[^\s@<>,;:\"'()\[\]\\]+@[^\s@<>,;:\"'()\[\]\\]+\.[^\s@<>,;:\"'()\[\]\\]+")


@dataclass(frozen=True)
class PeopleService:
    """The users of the workspace."""

    store: Store
    clock: Clock
    actor: Actor

    def people(self) -> tuple[PersonView, ...]:
        """Every user, by name."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return tuple(_view(person) for person in session.exec(select(Person).order_by(Person.name, Person.email)))

    def add(self, email: str, name: str, role: Role, login: str | None) -> PersonView:
        """Add a user. Raises NotAllowed, and InvalidInput for an address or account that is malformed or taken."""
        address, shown = _checked_email(email), _checked_name(name)
        account = _checked_login(login)
        with self.store.writing() as session:
            mine = permit(session, self.actor, Permission.MANAGE_PEOPLE)
            _refuse(why_role_change_is_refused(mine, None, role, _administrators(session)))
            _refuse_taken(session, address, account)
            person = Person(key=new_key(), email=address, name=shown, role=role, login=account)
            session.add(person)
            session.flush()
            self._record(session, ADDED, person.key, {"role": role.value})
            return _view(person)

    def change_role(self, email: str, role: Role) -> PersonView:
        """Give a user another role. Raises NotAllowed and NotFound; nothing happens where it is theirs already."""
        with self.store.writing() as session:
            mine = permit(session, self.actor, Permission.MANAGE_PEOPLE)
            person = _find(session, email)
            _refuse(why_role_change_is_refused(mine, person.role, role, _administrators(session, person)))
            if person.role is not role:
                self._record(session, ROLE_CHANGED, person.key, {"role": [person.role.value, role.value]})
                person.role = role
                session.add(person)
            return _view(person)

    def remove(self, email: str) -> tuple[str, ...]:
        """Remove a user: their actions lose their owner, the history says "User removed". Returns what changed.

        Raises NotAllowed and NotFound.
        """
        with self.store.writing() as session:
            mine = permit(session, self.actor, Permission.MANAGE_PEOPLE)
            person = _find(session, email)
            _refuse(why_role_change_is_refused(mine, person.role, None, _administrators(session, person)))
            freed = self._disown(session, person)
            self._record(session, PERSON_REMOVED, person.key, {"role": person.role.value})
            _forget_accounts(session, person.login)
            session.delete(person)
            return (*(f"{action}: owner {person.email} → none" for action in freed), f"{person.email}: removed")

    def _disown(self, session: Session, person: Person) -> list[str]:
        """Take a person from what they own or sent, and their name from what they added; returns the actions they owned."""
        mine = or_(col(ActionState.owner_key) == person.key, col(ActionState.sent_by_key) == person.key)
        ledger = Ledger(session)
        saving = Saving(session, ledger, self.actor, self.clock())
        freed = []
        for state in session.exec(select(ActionState).where(mine).order_by(ActionState.public_id)).all():
            changes: dict[Field, FieldValue] = {Field.SENT_BY: None}
            if state.owner_key == person.key:
                changes[Field.OWNER] = None
                freed.append(state.public_id)
            saving.save(ActionDraft(state.public_id, state.version, changes), strict=False)
        ledger.flush()
        _forget_in_evidence_and_notices(session, person.key)
        return freed

    def _record(self, session: Session, event: str, key: str, payload: dict[str, str | list[str]]) -> None:
        ledger = Ledger(session)
        ledger.append(self.actor, self.clock(), event, key, payload)
        ledger.flush()


def _view(person: Person) -> PersonView:
    return PersonView(person.email, person.name, person.role, person.login)


def _find(session: Session, email: str) -> Person:
    person = session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    if person is None:
        raise NotFound(f"There is no user {email!r}; `cm-tui users list` shows who there is.")
    return person


def _administrators(session: Session, person: Person | None = None) -> int:
    """How many Global administrators there are with a person: others count if they can come in, by an account of their own.

    In a demo anybody can act as anybody.
    """
    statement = select(func.count()).where(col(Person.role) == Role.GLOBAL_ADMINISTRATOR)
    if person is not None:
        statement = statement.where(col(Person.key) != person.key)
    if not session.exec(select(Organisation)).one().is_demo:
        statement = statement.where(col(Person.login).is_not(None))
    return session.exec(statement).one() + (person is not None)


def _forget_accounts(session: Session, login: str | None) -> None:
    """Take the name of somebody's operating-system account out of the history, also where they became another one."""
    for account in session.exec(select(Account)):
        parts = RECORDED.fullmatch(account.name)
        if login is not None and parts is not None and login in parts.groups():
            session.delete(account)


def _forget_in_evidence_and_notices(session: Session, key: str) -> None:
    for statement in (
        update(Evidence).where(col(Evidence.added_by_key) == key).values(added_by_key=None),
        delete(Notice).where(col(Notice.recipient_key) == key),
        update(Notice).where(col(Notice.by_key) == key).values(by_key=None),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})


def _refuse(reason: str | None) -> None:
    if reason:
        raise NotAllowed(reason)


def _refuse_taken(session: Session, email: str, login: str | None) -> None:
    if session.exec(select(Person).where(Person.email == email)).first():
        raise InvalidInput(f"{email} is a user already; change the role with `cm-tui users role`.")
    if login and (other := session.exec(select(Person).where(Person.login == login)).first()):
        raise InvalidInput(f"--login: the account {login!r} is {other.email} already.")


def _checked_email(email: str) -> str:
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address) or not address.isprintable() or len(address) > 254:
        raise InvalidInput(f"{email!r} is not an e-mail address like name@example.com.")
    return address


def _checked_name(name: str) -> str:
    shown = name.strip()
    if not shown or not shown.isprintable() or len(shown) > 200:
        raise InvalidInput(f"--name: {name!r} is not a name; write one in one line, of at most 200 characters.")
    return shown


def _checked_login(login: str | None) -> str | None:
    if login is None:
        return None
    if not login.strip() or not login.isprintable() or len(login) > 200:
        raise InvalidInput(f"--login: {login!r} is not the name of an operating-system account.")
    return login.strip()
