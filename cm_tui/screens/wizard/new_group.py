"""What a new group needs: its name, and what it takes over from another one (spec 11.2)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from cm_tui.model.rules.assessments import why_group_is_taken
from cm_tui.model.rules.names import tidy_name, why_name_is_refused
from cm_tui.model.views.assessments import GroupView
from cm_tui.widgets.chooser import Chooser
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.stepper import Stepper
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField

NOTHING = "nothing: the group begins empty"
_WHAT = ("details and evidence", "implementation and testing details", "evidence")


class NewGroup(Vertical):
    """Asks for the name, and from which group data are copied; nothing is, unless somebody chooses one."""

    DEFAULT_CSS = """
    NewGroup { height: auto; padding-left: 2; display: none; }
    NewGroup.-wanted { display: block; }
    NewGroup Chooser { margin-top: 1; }
    NewGroup Stepper { display: none; }
    NewGroup Stepper.-wanted { display: block; }
    .-short NewGroup Chooser { margin: 0; }
    """

    class NothingCopied(Message):
        """It was chosen that nothing is copied."""

    def __init__(self, groups: Sequence[GroupView]) -> None:
        """Make the fields, beside the groups that exist."""
        super().__init__(id="new-group")
        self._groups = tuple(groups)
        self.field = TextField("Name of the new group", self._why_wrong)
        self._copy = Chooser("Copy data from", id="copy-from")
        self._what = Stepper("What is copied", _WHAT)
        self._copied_from = NOTHING
        self._copy_was_shown = False

    def compose(self) -> ComposeResult:
        """The name, from which group, what."""
        yield from (self.field, self._copy, self._what)

    def on_mount(self) -> None:
        """A new group begins empty, unless something else is chosen."""
        self._put_copy()

    def renew(self, groups: Sequence[GroupView]) -> None:
        """Know other groups; what was typed stays."""
        self._groups = tuple(groups)
        self._put_copy()

    @property
    def group(self) -> str:
        """The name as it would be stored."""
        return tidy_name(self.field.value)

    @property
    def copying(self) -> tuple[str | None, bool, bool]:
        """From which group data are copied, whether details are, whether evidence is."""
        if self._copied_from == NOTHING:
            return None, False, False
        return self._copied_from, self._what.at in (0, 1), self._what.at in (0, 2)

    def _why_wrong(self, name: str) -> str | None:
        names = [group.name for group in self._groups]
        return why_name_is_refused(name) or why_group_is_taken(tidy_name(name), names)

    @property
    def _sources(self) -> list[str]:
        """The groups that something can be copied from: what no assessment counts any more is not taken over."""
        return [group.name for group in self._groups if group.assessments]

    def lead_to_copy(self) -> bool:
        """Go to what is copied, once, where the name is sound and there is something; whether it went there."""
        leads = self.field.reason is None and bool(self._sources)
        leads = leads and not self._copy_was_shown and self._copied_from == NOTHING
        if leads:
            self._copy_was_shown = True
            self.screen.set_focus(self._copy.entry)
        return leads

    @on(Chooser.Chosen)
    def _choose(self, event: Chooser.Chosen) -> None:
        event.stop()
        self._copied_from = event.key
        self._put_copy()
        if event.key == NOTHING:
            self.post_message(self.NothingCopied())

    def _put_copy(self) -> None:
        names = [NOTHING, *self._sources]
        self._copied_from = self._copied_from if self._copied_from in names else NOTHING
        self._copy.put([ListLine(name, partial(_plain_line, name)) for name in names], self._copied_from)
        self._what.set_class(self._copied_from != NOTHING, "-wanted")


def _plain_line(name: str, width: int) -> Sequence[Content]:
    return hanging(Content(""), Content(show(name)), width)
