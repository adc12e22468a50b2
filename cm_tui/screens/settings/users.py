"""The tab Users: who works here, in which role, by which account; added, changed and removed by those who may."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.rules.permissions import Permission
from cm_tui.model.views.workspace import PersonView
from cm_tui.screens.base import asks
from cm_tui.screens.settings.tab import SettingsList, SettingsTab, Stored
from cm_tui.screens.settings.user_flyouts import AccountFlyout, AddUserFlyout, ReassignFlyout, RoleFlyout
from cm_tui.screens.settings.user_removal import RemoveUserDialog
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, columns, hanging
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.text import show

_WIDE = 96
"""From this width on a user is one line in columns; below, two lines."""
_WIDTHS = (30, 20, 12, 7)
_SCROLL_BAR = 1
_TITLES = ("E-mail", "Role", "Account", "Actions")
_ABOUT_SOMEBODY = ("users.role", "users.account", "users.remove", "users.reassign")


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"users.{name}", tooltip=tooltip)


class UsersTab(SettingsTab):
    """The users by name; each key asks in a flyout, and what is chosen there is stored at once."""

    BINDING_GROUP_TITLE = "Users"
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("enter,r", "role", "role", "Role", "Give the user another role"),
        _key("plus", "add", "add", "Add", "Add a user"),
        _key("m", "account", "account", "Account", "Let an account of this host in as the user, or nobody"),
        _key("d,delete", "remove", "remove", "Remove", "Remove the user; where their name stood it says User removed"),
        _key("R", "reassign", "reassign", "Reassign", "Give all actions of the user to somebody else"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.users = SettingsList()
        self._people: dict[str, PersonView] = {}

    def compose(self) -> ComposeResult:
        """The titles of the columns, and the users."""
        yield Folded(heading)
        yield self.users

    def show(self, stored: Stored) -> None:
        """Show the users; the cursor stays on its user."""
        self._people = {person.email: person for person in stored.people}
        me = self.services.person.email
        lines = [ListLine(person.email, partial(person_lines, person, person.email == me)) for person in stored.people]
        self.users.put_lines(lines, self.users.current)

    @property
    def entry(self) -> Widget:
        """The list of users."""
        return self.users

    @property
    def current(self) -> PersonView | None:
        """The user under the cursor."""
        return self._people.get(self.users.current or "")

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Who may manage users, and what there is nothing for."""
        if not binding_id.startswith("users."):
            return None
        if reason := self.why_may_not(Permission.MANAGE_PEOPLE):
            return reason
        if binding_id in _ABOUT_SOMEBODY and self.current is None:
            return "The users are not loaded yet."
        if (
            binding_id == "users.reassign"
            and self.current is not None
            and not (self.current.owned or self.current.kept)
        ):
            return f"{self.current.name} owns no action."
        return None

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.screen.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_role()

    # Actions

    @asks("flyout")
    async def action_add(self) -> None:
        """Ask for a new user, and add them."""
        if self.refused("users.add"):
            return
        service = self.services.people
        with self.notices():
            options = await asyncio.to_thread(service.options)
            new = await self.app.push_screen_wait(AddUserFlyout(options, frozenset(self._people)))
            if new is not None:
                added = await asyncio.to_thread(service.add, new.email, new.name, new.role, new.login)
                self.done(f"{added.name} is a user now, with the role {added.role.label}.", added.notices)

    @asks("flyout")
    async def action_role(self) -> None:
        """Ask for another role, and give it."""
        person = self.current
        if self.refused("users.role") or person is None:
            return
        service = self.services.people
        with self.notices():
            options = await asyncio.to_thread(service.options, person.email)
            role = await self.app.push_screen_wait(RoleFlyout(person, options))
            if role is not None and role is not person.role:
                changed = await asyncio.to_thread(service.change_role, person.email, role)
                self._follow(changed)
                self.done(f"{changed.name} has the role {changed.role.label} now.")

    @asks("flyout")
    async def action_account(self) -> None:
        """Ask for another account, and let it in."""
        person = self.current
        if self.refused("users.account") or person is None:
            return
        service = self.services.people
        with self.notices():
            options = await asyncio.to_thread(service.options, person.email)
            if options.account is not None:
                self.tell(options.account, "warning")
                return
            login = await self.app.push_screen_wait(AccountFlyout(person))
            if login is not None:
                changed = await asyncio.to_thread(service.map, person.email, login or None)
                self._follow(changed)
                said = f"The account {changed.login} is let in" if changed.login else "No account is let in"
                self.done(f"{said} as {changed.name}.", changed.notices)

    @asks("flyout")
    async def action_remove(self) -> None:
        """Ask whether a user goes, and remove them."""
        person = self.current
        if self.refused("users.remove") or person is None:
            return
        service, me = self.services.people, self.services.person.email
        with self.notices():
            options = await asyncio.to_thread(service.options, person.email)
            if options.removal is not None:
                self.tell(options.removal, "warning")
            elif await self.app.push_screen_wait(RemoveUserDialog(person, is_me=person.email == me)):
                freed = await asyncio.to_thread(service.remove, person.email)
                self.app.actions_changed.publish(frozenset(freed))
                self._removed(person)

    @asks("flyout")
    async def action_reassign(self) -> None:
        """Ask who is to own the actions of a user, and give them all of these."""
        person = self.current
        if self.refused("users.reassign") or person is None:
            return
        others = [one for one in self._people.values() if one.email != person.email]
        with self.notices():
            to = await self.app.push_screen_wait(ReassignFlyout(person, others))
            if to is not None:
                given = await asyncio.to_thread(self.services.people.reassign, person.email, to)
                self.app.actions_changed.publish(frozenset(given.actions))
                new = next(one.name for one in others if one.email == given.after)
                count = f"{len(given.actions)} action{'' if len(given.actions) == 1 else 's'}"
                self.done(f"{count}: {person.name} → {new}", given.notices)

    def _removed(self, person: PersonView) -> None:
        """Go on without a user; whoever removed themself has nothing left to see."""
        if person.email == self.services.person.email:
            self.app.exit(0)
        else:
            self.done(f"{person.name} was removed.")

    def _follow(self, changed: PersonView) -> None:
        """Know of oneself what is true now: the keys depend on one's own role."""
        if changed.email == self.services.person.email:
            self.app.services = replace(self.services, person=changed)


def heading(width: int) -> list[Content]:
    """The titles of the columns, where there are columns."""
    inner = width - _SCROLL_BAR
    if inner < _WIDE:
        return []
    return [Content.styled(f"{'Name':<{_room(inner)}}  {columns(_TITLES, _WIDTHS)}".rstrip(), MUTED)]


def person_lines(person: PersonView, is_me: bool, width: int) -> list[Content]:
    """A user as the list shows them."""
    name = Content.assemble((show(person.name), "bold"), ("  you" if is_me else "", MUTED))
    account, owned = person.login or "—", str(person.owned or "—")
    if width >= _WIDE:
        cells = columns((person.email, person.role.label, account, owned), _WIDTHS)
        room = _room(width)
        lead, *more = name.wrap(room)
        return [Content.assemble(lead.pad_right(room - lead.cell_length), "  ", cells.rstrip()), *more]
    head = hanging(Content(""), Content.assemble(name, f"  {person.role.label}"), width)
    facts = [person.email, f"account {person.login}" if person.login else "no account"]
    facts += [f"{person.owned} action{'' if person.owned == 1 else 's'}"] if person.owned else []
    return [*head, *hanging(Content("    "), Content.styled(show(" · ".join(facts)), MUTED), width)]


def _room(width: int) -> int:
    return width - sum(_WIDTHS) - 2 * len(_WIDTHS)
