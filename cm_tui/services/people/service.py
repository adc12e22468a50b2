"""Users: listing, adding, roles, accounts, handing their work over, removing (spec 7.1, 14; interface 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func
from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound
from cm_tui.model.rules.handover import warning_about_owner
from cm_tui.model.rules.names import (
    tidy_email,
    tidy_name,
    why_account_is_refused,
    why_email_is_refused,
    why_name_is_refused,
)
from cm_tui.model.rules.permissions import (
    Permission,
    why_account_change_is_refused,
    why_not_allowed,
    why_role_change_is_refused,
)
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Organisation, Person
from cm_tui.model.views.workspace import PersonOptions, PersonView, Reassignment
from cm_tui.model.vocabulary import Role
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.history.chain import PERSON_REMOVED, Json, Ledger
from cm_tui.services.people.handing import disown, forget_accounts, hand_over
from cm_tui.services.people.identity import account_exists, new_key
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

ADDED, ROLE_CHANGED, ACCOUNT_CHANGED = "person.added", "person.role", "person.account"
_AN_ACCOUNT, _ANOTHER_ACCOUNT = "an account", "another account"
"""What the history says of accounts: people appear there only as keys."""


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
            owned, kept = _owned(session, retired=False), _owned(session, retired=True)
            people = session.exec(select(Person).order_by(Person.name, Person.email))
            return tuple(
                replace(_view(person), owned=owned.get(person.key, 0), kept=kept.get(person.key, 0))
                for person in people
            )

    def options(self, email: str | None = None) -> PersonOptions:
        """What the actor may do with a user, or with a new one, and else why not. Raises NotFound."""
        with self.store.reading() as session:
            mine = permit(session, self.actor, Permission.READ)
            person = _find(session, email) if email is not None else None
            before, count = person.role if person else None, _administrators(session, person)
            none = why_not_allowed(mine, Permission.MANAGE_PEOPLE)
            return PersonOptions(
                roles={role: none or why_role_change_is_refused(mine, before, role, count) for role in Role},
                account=none or (before and why_account_change_is_refused(mine, before, True, count)),
                removal=none or why_role_change_is_refused(mine, before, None, count),
            )

    def add(self, email: str, name: str, role: Role, login: str | None) -> PersonView:
        """Add a user. Raises NotAllowed, and InvalidInput for an address or account that is malformed or taken."""
        address, shown, account = tidy_email(email), tidy_name(name), _checked_login(login)
        _refuse_input(why_email_is_refused(email))
        _refuse_input(why_name_is_refused(name), "--name: ")
        with self.store.writing() as session:
            mine = permit(session, self.actor, Permission.MANAGE_PEOPLE)
            _refuse(why_role_change_is_refused(mine, None, role, _administrators(session)))
            _refuse_taken(session, address, account)
            person = Person(key=new_key(), email=address, name=shown, role=role, login=account)
            session.add(person)
            session.flush()
            self._record(session, ADDED, person.key, {"role": role.value})
            return _view(person, _warnings(account))

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

    def map(self, email: str, login: str | None) -> PersonView:
        """Let an operating-system account in as a user, instead of the one before; None lets nobody in as them.

        Raises NotAllowed, NotFound, and InvalidInput for an account that is malformed or somebody else's.
        """
        account = _checked_login(login)
        with self.store.writing() as session:
            mine = permit(session, self.actor, Permission.MANAGE_PEOPLE)
            person = _find(session, email)
            if person.login == account:
                return _view(person)
            can_come_in = account is not None and account_exists(account)
            others = _administrators(session, person)
            _refuse(why_account_change_is_refused(mine, person.role, can_come_in, others))
            _refuse_taken(session, None, account)
            self._record(session, ACCOUNT_CHANGED, person.key, {"changes": {"login": _told(person.login, account)}})
            person.login = account
            session.add(person)
            return _view(person, _warnings(account))

    def reassign(self, email: str, to: str) -> Reassignment:
        """Give all actions that a user owns to another one, in one unit; each queues a notice (spec 14).

        Evidence of theirs on these actions stays, without their name. Raises NotAllowed, NotFound and InvalidInput.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.MANAGE_PEOPLE)
            person, successor = _find(session, email), _find(session, to)
            if person.key == successor.key:
                raise InvalidInput(f"{person.email} owns these actions already; name somebody else.")
            actions = hand_over(self._saving(session), person, successor)
            warning = warning_about_owner(successor.role, successor.name) if actions else None
            return Reassignment(person.email, successor.email, actions, (warning,) if warning else ())

    def remove(self, email: str) -> tuple[str, ...]:
        """Remove a user: their actions lose their owner, the history says "User removed". Returns the ids of these actions.

        Raises NotAllowed and NotFound.
        """
        with self.store.writing() as session:
            mine = permit(session, self.actor, Permission.MANAGE_PEOPLE)
            person = _find(session, email)
            _refuse(why_role_change_is_refused(mine, person.role, None, _administrators(session, person)))
            freed = disown(self._saving(session), person)
            self._record(session, PERSON_REMOVED, person.key, {"role": person.role.value})
            forget_accounts(session, person)
            session.delete(person)
            return freed

    def _saving(self, session: Session) -> Saving:
        return Saving(session, Ledger(session), self.actor, self.clock())

    def _record(self, session: Session, event: str, key: str, payload: dict[str, Json]) -> None:
        ledger = Ledger(session)
        ledger.append(self.actor, self.clock(), event, key, payload)
        ledger.flush()


def _view(person: Person, notices: tuple[str, ...] = ()) -> PersonView:
    return PersonView(person.email, person.name, person.role, person.login, notices=notices)


def _owned(session: Session, *, retired: bool) -> Mapping[str | None, int]:
    """How many actions everybody owns, by key: of those that assessments count, or of those that none counts any more."""
    counted = select(ActionState.owner_key, func.count()).where(col(ActionState.retired) == retired)
    return dict(session.exec(counted.group_by(col(ActionState.owner_key))).all())


def _find(session: Session, email: str) -> Person:
    person = session.exec(select(Person).where(Person.email == tidy_email(email))).first()
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


def _told(before: str | None, after: str | None) -> list[Json]:
    """How the history tells of another account without naming any."""
    new = _ANOTHER_ACCOUNT if before else _AN_ACCOUNT
    return [_AN_ACCOUNT if before else None, new if after else None]


def _warnings(login: str | None) -> tuple[str, ...]:
    if login is None or account_exists(login):
        return ()
    return (f"There is no account {login!r} on this host yet; nobody can come in by it until there is.",)


def _refuse(reason: str | None) -> None:
    if reason:
        raise NotAllowed(reason)


def _refuse_input(reason: str | None, place: str = "") -> None:
    if reason:
        raise InvalidInput(f"{place}{reason}")


def _refuse_taken(session: Session, email: str | None, login: str | None) -> None:
    if email and session.exec(select(Person).where(Person.email == email)).first():
        raise InvalidInput(f"{email} is a user already; change the role with `cm-tui users role`.")
    if login and (other := session.exec(select(Person).where(Person.login == login)).first()):
        raise InvalidInput(f"The account {login!r} is {other.email} already.")


def _checked_login(login: str | None) -> str | None:
    if login is None:
        return None
    _refuse_input(why_account_is_refused(login), "--login: ")
    return login.strip()
