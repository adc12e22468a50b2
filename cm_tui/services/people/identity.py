"""Who am I: the operating-system account, mapped to a user of the workspace (interface 2, safety 7)."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.tables.organisation import Account, Organisation, Person
from cm_tui.model.vocabulary import Role
from cm_tui.services.clock import Actor
from cm_tui.services.storage.store import Store

RECORDED = re.compile(r"(.+?)(?: \((?:login ([^,()]+))?(?:, )?(?:sudo by ([^,()]+))?\))?")
"""The names in an account as the history knows it: its own, that of the login, that behind sudo."""


@dataclass(frozen=True, slots=True)
class SystemAccount:
    """The account that runs the program; `others` are the login and sudo accounts where they differ."""

    name: str
    others: tuple[str, ...] = ()
    host: str = ""

    @property
    def recorded(self) -> str:
        """How the history knows the account: `root (login maria)` where somebody became another account."""
        return self.name if not self.others else f"{self.name} ({', '.join(self.others)})"


def system_account() -> SystemAccount:
    """The account behind the effective user id, never an environment variable."""
    uid = os.geteuid()
    others = []
    if (login := _login_uid()) not in (None, uid):
        others.append(f"login {_name(login or 0)}")
    sudo = os.environ.get("SUDO_UID", "")
    if re.fullmatch("[0-9]{1,10}", sudo) and int(sudo) not in (uid, login):
        others.append(f"sudo by {_name(int(sudo))}")
    return SystemAccount(_name(uid), tuple(others), socket.gethostname())


def account_exists(name: str) -> bool:
    """Whether this host has an account of a name."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def new_key() -> str:
    """A random key for a person or an account."""
    return secrets.token_hex(8)


def identify(store: Store, account: SystemAccount, as_email: str | None) -> tuple[Actor, Person]:
    """The acting user. `as_email` acts as another one, in demo workspaces only.

    Raises NotAllowed for an account that nobody let in, InvalidInput for an unknown e-mail.
    """
    with store.reading() as session:
        person = _by_email(session, as_email) if as_email else _by_login(session, account)
        key = session.exec(select(Account.key).where(Account.name == account.recorded)).first()
    if key is None:
        key = _remember(store, account)
    return Actor(person.key, person.email, key, account.host), person


def _by_login(session: Session, account: SystemAccount) -> Person:
    person = session.exec(select(Person).where(Person.login == account.name)).first()
    if person is None:
        able = [role for role in Role if allows(role, Permission.MANAGE_PEOPLE)]
        people = session.exec(select(Person).where(col(Person.role).in_(able)).order_by(Person.name)).all()
        names = ", ".join(f"{one.name} ({one.email})" for one in people)
        raise NotAllowed(
            f"The account {account.name!r} is not a user of this workspace; {names} can let it in with "
            f"`cm-tui users add EMAIL --name NAME --role ROLE --login {account.name}`."
        )
    return person


def _by_email(session: Session, email: str) -> Person:
    if not session.exec(select(Organisation)).one().is_demo:
        raise NotAllowed("--as works in demo workspaces only; here you act as yourself.")
    person = session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    if person is None:
        known = ", ".join(session.exec(select(Person.email).order_by(Person.email)).all())
        raise InvalidInput(f"--as: there is no user {email!r}; there are: {known}.")
    return person


def _remember(store: Store, account: SystemAccount) -> str:
    with store.writing() as session:
        found = session.exec(select(Account).where(Account.name == account.recorded)).first()
        if found is None:
            found = Account(key=new_key(), name=account.recorded)
            session.add(found)
            session.flush()
        return found.key


def _login_uid() -> int | None:
    try:
        uid = int(Path("/proc/self/loginuid").read_text())
    except (OSError, ValueError):
        return None
    return None if uid == 0xFFFFFFFF else uid


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
