"""The flyouts about users: a new one, a role, an account, and who takes their actions over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.rules.handover import warning_about_owner
from cm_tui.model.rules.names import tidy_email, why_account_is_refused, why_email_is_refused, why_name_is_refused
from cm_tui.model.rules.permissions import what_role_may
from cm_tui.model.views.workspace import PersonOptions, PersonView
from cm_tui.model.vocabulary import Role
from cm_tui.screens.flyouts.people import PeopleFlyout
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.people_picker import Candidate
from cm_tui.widgets.picker import FoldingList, Status
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user who is to be added."""

    email: str
    name: str
    role: Role
    login: str | None


class RoleList(FoldingList):
    """The roles with what each may do; one that cannot be given says why."""

    DEFAULT_CSS = """
    RoleList { height: auto; max-height: 75vh; }
    """

    def offer(self, options: PersonOptions, current: Role | None, preset: Role) -> None:
        """Show the roles, the present one marked, with the cursor on one of them."""
        statuses = [
            Status(role.label, what_role_may(role), reason=options.roles[role], current=role is current)
            for role in Role
        ]
        self.put_lines([status.line for status in statuses], preset.label)

    @property
    def role(self) -> Role | None:
        """The role under the cursor."""
        return next((role for role in Role if role.label == self.current), None)


class RoleFlyout(Flyout[Role]):
    """Asks for a role of somebody."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("flyout.save", "flyout.cancel", "choices.choose")

    def __init__(self, person: PersonView, options: PersonOptions) -> None:
        """Make the flyout of a user, with what the person at work may do with them."""
        super().__init__(f"Role of {person.name}")
        self._roles = RoleList()
        self._roles.offer(options, person.role, person.role)

    def compose_body(self) -> ComposeResult:
        """The roles."""
        yield self._roles

    def on_mount(self) -> None:
        """The keys are for the list, at once."""
        self.set_focus(self._roles)

    @on(OptionList.OptionSelected)
    def _take(self) -> None:
        self.action_save()

    def answer(self) -> Role | None:
        """The role under the cursor."""
        return self._roles.role


class AddUserFlyout(Flyout[NewUser]):
    """Asks for a new user."""

    DEFAULT_CSS = """
    AddUserFlyout {
        #email { margin-top: 0; }
        #role-label { margin-top: 1; color: $text-muted; }
        &.-short TextField, &.-short #role-label { margin-top: 0; }
    }
    """

    def __init__(self, options: PersonOptions, taken: Collection[str]) -> None:
        """Make the flyout.

        Args:
            options: Which roles the person at work may give.
            taken: The addresses that are users already.
        """
        super().__init__("Add user")
        self._email = TextField("E-mail", partial(_why_address_is_refused, taken), id="email")
        self._full_name = TextField("Name", why_name_is_refused)
        self._login = TextField("Account of this host (may stay empty)", _why_login_is_refused)
        self._roles = RoleList()
        self._roles.offer(options, None, Role.READER)

    def compose_body(self) -> ComposeResult:
        """Address, name, account, role."""
        yield from (self._email, self._full_name, self._login)
        yield Folded(lambda width: [Content("Role")], id="role-label")
        yield self._roles

    def on_mount(self) -> None:
        """The keys are for the address, at once."""
        self._email.focus_field()

    @on(TextField.Submitted)
    def _go_on(self) -> None:
        """Enter goes to the next field."""
        self.app.action_focus_next()

    @on(OptionList.OptionSelected)
    def _take(self) -> None:
        self.action_save()

    def answer(self) -> NewUser | None:
        """The user, once every field can be taken; else the first one that cannot says why."""
        role = self._roles.role
        for field in (self._email, self._full_name, self._login):
            if field.reason is not None:
                field.insist()
                return None
        return NewUser(self._email.value, self._full_name.value, role, self._login.value or None) if role else None


class AccountFlyout(Flyout[str]):
    """Asks which account is let in as somebody; gives its name, empty for none."""

    def __init__(self, person: PersonView) -> None:
        """Make the flyout of a user."""
        super().__init__(f"Account of {person.name}")
        self._full_name = person.name
        self._login = TextField("Account", _why_login_is_refused, person.login or "")

    def compose_body(self) -> ComposeResult:
        """What it is for, and the account."""
        yield Folded(self._lead)
        yield self._login

    def _lead(self, width: int) -> list[Content]:
        text = (
            f"Whoever works on this host with the account opens the workspace as {self._full_name}. "
            "An empty field lets nobody in; what they own stays theirs."
        )
        return hanging(Content(""), Content.styled(show(text), MUTED), width)

    def on_mount(self) -> None:
        """The keys are for the account, at once."""
        self._login.focus_field()

    @on(TextField.Submitted)
    def _take(self) -> None:
        self.action_save()

    def answer(self) -> str | None:
        """The account's name, unless it cannot be one."""
        return self._login.value if self._login.reason is None else None


class ReassignFlyout(PeopleFlyout[str]):
    """Asks who takes over all actions of somebody; gives back the e-mail."""

    def __init__(self, person: PersonView, others: Sequence[PersonView]) -> None:
        """Make the flyout of a user, with the others."""
        super().__init__(
            f"Reassign the actions of {person.name}",
            [Candidate(one.email, one.name, one.role.label) for one in others],
        )
        self._person = person
        self._roles = {one.email: one.role for one in others}

    @property
    def _what(self) -> str:
        count = self._person.owned + self._person.kept
        return "1 action" if count == 1 else f"{count} actions"

    def lead(self, width: int) -> list[Content]:
        """How many actions, and what becomes of the name."""
        text = (
            f"{self._what} of {self._person.name} get another owner, in one step; the new owner is to be told of each. "
            "Files that they added there stay, without their name."
        )
        return hanging(Content(""), Content.styled(show(text), MUTED), width)

    def consequences(self, chosen: Candidate | None, width: int) -> list[Content]:
        """From whom to whom, and what is to be said about it."""
        if chosen is None:
            return []
        text = f"{self._what}: {self._person.name} → {chosen.name}"
        lines = hanging(Content(""), Content(show(text)), width)
        if warning := warning_about_owner(self._roles[chosen.email], chosen.name):
            styled = Content.styled(show(warning), "$text-warning")
            lines += hanging(Content.styled("! ", "$text-warning"), styled, width)
        return [*lines, *hanging(Content(""), Content.styled("Stored at once; esc changes nothing.", MUTED), width)]

    def answer(self) -> str | None:
        """The e-mail of the person under the cursor."""
        return self.chosen.email if self.chosen is not None else None


def _why_address_is_refused(taken: Collection[str], text: str) -> str | None:
    if tidy_email(text) in taken:
        return f"{text} is a user already."
    return why_email_is_refused(text)


def _why_login_is_refused(text: str) -> str | None:
    return why_account_is_refused(text) if text else None
