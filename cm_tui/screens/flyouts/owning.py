"""What the flyouts that give actions an owner have in common: suggestions, nobody, and the warning about readers (spec 1.7, 14)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.rules.handover import queues_notices, warning_about_owner
from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.views.bulk import Suggestion
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Cloud
from cm_tui.screens.base import Opened
from cm_tui.screens.dialogs.role import GIVEN, RoleDialog
from cm_tui.screens.flyouts.people import PeopleFlyout
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.people_picker import Candidate, PeoplePicker
from cm_tui.widgets.text import show

Result = TypeVar("Result")
NOBODY = Candidate("none", "Nobody (unassign)")
_MOST_NAMES = 3


class OwningFlyout(Opened, PeopleFlyout[Result]):
    """Offers everybody as an owner, the suggested ones first, and nobody."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("people.choose", "flyout.cancel", "owning.role", "flyout.save")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+g",
            "give_role",
            "Give role",
            id="owning.role",
            tooltip="Let a person who may only read work on actions, after a confirmation",
        ),
    ]

    def __init__(self, title: str, ids: Sequence[str], people: Sequence[Suggestion], owner: str | None = None) -> None:
        """Make the flyout.

        Args:
            title: Its heading.
            ids: The actions that get an owner.
            people: Everybody, in the order in which they are offered.
            owner: The e-mail of the present owner, on whom the cursor begins; else it begins on the first person.
        """
        first = people[0].person.email if people else None
        super().__init__(title, _candidates(people), owner or first)
        self.ids = tuple(ids)
        self._people = _by_email(people)

    @property
    def person(self) -> PersonView | None:
        """The person under the cursor; None for nobody."""
        return self._people.get(self.chosen.email) if self.chosen is not None else None

    def name_of(self, email: str | None) -> str:
        """Somebody's name."""
        if email is None:
            return "nobody"
        return self._people[email].name if email in self._people else email

    # The person who may only read

    def warnings(self, width: int) -> list[Content]:
        """What is said of a person who could not work on what is theirs, and who can change that."""
        person = self.person
        if person is None or (warning := warning_about_owner(person.role, person.name)) is None:
            return []
        styled = Content.styled(show(f"{warning} {self._remedy()}"), "$text-warning")
        return hanging(Content.styled("! ", "$text-warning"), styled, width)

    def _remedy(self) -> str:
        if allows(self.services.person.role, Permission.MANAGE_PEOPLE):
            return f"You can give them the role {GIVEN.label} here."
        able = [one.name for one in self._people.values() if allows(one.role, Permission.MANAGE_PEOPLE)]
        *others, last = able[:_MOST_NAMES] or ["A Global administrator"]
        return f"{', '.join(others)} or {last} can change it." if others else f"{last} can change it."

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Who needs no other role, and who cannot give one."""
        if binding_id != "owning.role":
            return super().why_key_cannot_act(binding_id)
        person = self.person
        if person is None:
            return "Choose a person who may only read first."
        if warning_about_owner(person.role, person.name) is None:
            return f"{person.name} may work on actions already."
        if not allows(self.services.person.role, Permission.MANAGE_PEOPLE):
            return self._remedy()
        return None

    @work(group="change")
    async def action_give_role(self) -> None:
        """Ask whether the person under the cursor shall be able to work on actions, and change their role."""
        person = self.person
        if reason := self.why_key_cannot_act("owning.role"):
            self.tell(reason, "warning")
        elif person is not None and await self.app.push_screen_wait(RoleDialog(person)):
            with self.notices():
                await asyncio.to_thread(self.services.people.change_role, person.email, GIVEN)
                people = await asyncio.to_thread(self.services.bulk.suggestions, self.ids)
                self._people = _by_email(people)
                self._picker.offer(_candidates(people))
                self.tell(f"{person.name} has the role {GIVEN.label} now.")

    # The notice

    def told(self, count: int, width: int) -> list[Content]:
        """Who will be told of so many new assignments."""
        person = self.person
        if person is None or not count:
            return []
        if not queues_notices(Cloud(self.services.workspace.cloud)):
            text = "This cloud sends no notices; nobody is told."
        elif count == 1:
            text = f"A notice to {person.name} will be queued."
        else:
            text = f"{count} notices to {person.name} will be queued."
        return hanging(Content(""), Content.styled(show(text), MUTED), width)

    @on(PeoplePicker.Highlighted)
    def _look_at_keys(self) -> None:
        self.refresh_bindings()


def _candidates(people: Sequence[Suggestion]) -> list[Candidate]:
    persons = ((one.person, one.reason) for one in people)
    return [NOBODY, *(Candidate(one.email, one.name, one.role.label, hint=reason) for one, reason in persons)]


def _by_email(people: Sequence[Suggestion]) -> dict[str, PersonView]:
    return {one.person.email: one.person for one in people}
