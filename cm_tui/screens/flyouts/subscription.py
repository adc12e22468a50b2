"""One subscription of an action: its result, which is stored here at once, its virtual resources, where it counts (spec 2.9)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cm_tui.model.errors import ServiceError, StaleEdit
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.views.subscriptions import SubscriptionDetails, SubscriptionOutcome
from cm_tui.model.vocabulary import Field, Role, TestingType, TestStatus
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.details.subscription import as_action
from cm_tui.screens.dialogs.leave import LeaveDialog, Leaving
from cm_tui.screens.flyouts.defender_link import LINK_KEY, DefenderLink
from cm_tui.screens.flyouts.subscription_result import ResultFields
from cm_tui.screens.flyouts.subscription_text import assessment_lines, implementation_lines
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.subscription_lines import resource_lines
from cm_tui.widgets.tab_line import TabLine

_ON_TOP = "Save again to put yours in its place, or close this panel to keep what is stored."


class ReadingList(FoldingList, inherit_bindings=False):
    """A list that is read; what enter does with a line, if anything, is the flyout's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


@dataclass(frozen=True, slots=True)
class _Tab:
    title: str
    short: str
    body: Widget


class SubscriptionFlyout(DefenderLink, Flyout[SubscriptionOutcome], inherit_bindings=False):
    """Reads a subscription, and records a result in one that is judged by hand; gives back what saving did."""

    DEFAULT_CSS = """
    SubscriptionFlyout {
        #flyout-panel { width: 84; }
        &.-full #flyout-panel { width: 100%; }
        #flyout-body { overflow-y: hidden; }
        TabLine { padding: 0; margin-bottom: 1; }
        &.-short TabLine { margin-bottom: 0; }
        ScrollBody { height: 1fr; }
        #resources { height: 1fr; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "subscription.save",
        "chooser.close",
        "flyout.cancel",
        "subscription.next_tab",
        "chooser.open",
        "choices.choose",
        "subscriptions.link",
        "flyout.next",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[1:],
        Binding(
            "ctrl+s",
            "save",
            "Save",
            id="subscription.save",
            tooltip="Store the result of this subscription at once, apart from the page's own save",
        ),
        Binding(
            "ctrl+t,right_square_bracket",
            "tab(1)",
            "Next tab",
            id="subscription.next_tab",
            tooltip="Open the next tab of this panel; inside a text it is the key with ctrl",
        ),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "Previous tab",
            show=False,
            id="subscription.previous_tab",
            tooltip="Open the tab before",
        ),
        LINK_KEY,
    ]

    def __init__(
        self, details: ActionDetails, found: SubscriptionDetails, unsaved: str | None, role: Role, today: date
    ) -> None:
        """Make the flyout.

        Args:
            details: The action.
            found: The subscription.
            unsaved: Why nothing can be stored although the rules allow it; None where it can.
            role: Whose role decides what can be changed.
            today: The day that a new test date begins with.
        """
        super().__init__(found.result.name)
        self.url = found.launch_url
        self._details, self._found = details, found
        self._locked = found.locked or unsaved
        self._seen, self._open = found.version, 0
        self._fields = ResultFields(details, found.result, role, today) if self._locked is None else None
        self._names, self._shown = TabLine(id="tabs"), tuple(self._tabs())

    def _tabs(self) -> list[_Tab]:
        found, resources = self._found, ReadingList(id="resources")
        by_hand = found.testing_type is TestingType.MANUAL
        resources.put_lines([ListLine(one.name, partial(resource_lines, one, by_hand)) for one in found.resources])
        reading = ScrollBody(Folded(lambda width: implementation_lines(found, self._locked, width)))
        assessments = ScrollBody(Folded(lambda width: assessment_lines(found, width)))
        counted, related = f"({len(found.resources)})", f"({len(found.assessments)})"
        result = [_Tab("Result", "Result", self._fields)] if self._fields is not None else []
        return [
            *result,
            _Tab("Implementation details", "Implementation", reading),
            _Tab(f"Virtual resources {counted}", f"Resources {counted}", resources),
            _Tab(f"Related assessments {related}", f"Assessments {related}", assessments),
        ]

    def compose_body(self) -> ComposeResult:
        """The names of the tabs, and what they show."""
        yield self._names
        yield from (tab.body for tab in self._shown)

    def on_mount(self) -> None:
        """Begin with the first tab."""
        self._show_tab()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Saving needs a result that can be recorded, the link an address."""
        if binding_id == LINK_KEY.id:
            return self.why_no_link
        return self._locked if binding_id == "subscription.save" else None

    # Tabs

    def action_tab(self, step: int) -> None:
        """Open the next tab or the one before; what was typed stays."""
        self._open = (self._open + step) % len(self._shown)
        self._show_tab()

    @on(TabLine.Chosen, "#tabs")
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        self._open = event.index
        self._show_tab()

    def _show_tab(self) -> None:
        self._names.put([tab.title for tab in self._shown], self._open, [tab.short for tab in self._shown])
        for at, tab in enumerate(self._shown):
            tab.body.display = at == self._open
        body = self._shown[self._open].body
        self.set_focus(body.entry if isinstance(body, ResultFields) else body)

    # Storing

    def action_save(self) -> None:
        """Store the result at once; a rule or a date that refuses it stands there already."""
        if self._fields is None:
            self.tell(str(self._locked), "warning")
        elif self._fields.edit is not None:
            self._store(self._fields, self._fields.edit)

    @work(exclusive=True, group="store")
    async def _store(self, fields: ResultFields, edit: Edit) -> None:
        day = edit.value(Field.TEST_DATE)
        record = partial(
            self.services.subscriptions.record,
            self._found.action,
            self._found.result.name,
            test_status=TestStatus(str(edit.value(Field.TEST_STATUS))),
            test_date=day if isinstance(day, date) else None,
            test_notes=str(edit.value(Field.TEST_NOTES) or ""),
            seen=self._seen,
        )
        try:
            self._stored(await asyncio.to_thread(record))
        except StaleEdit as stale:
            self._seen = stale.version or self._seen
            fields.refuse(f"{stale} {_ON_TOP}")
        except ServiceError as error:
            fields.refuse(str(error))

    def _stored(self, outcome: SubscriptionOutcome) -> None:
        if outcome.event is None:
            self.tell("Nothing was changed.")
        else:
            self.app.last_step = UndoStep((outcome.event,), (outcome.action,))
            self.app.actions_changed.publish(frozenset({outcome.action}))
            self.tell(_saved_sentence(outcome))
        if self.is_current:
            self.dismiss(outcome)

    # Leaving

    @property
    def _question(self) -> LeaveDialog | None:
        """What to ask before what was typed is given up; None where nothing was."""
        if self._fields is None or not (self._fields.draft or self._fields.edit is None):
            return None
        typed = Edit(as_action(self._details, self._found.result), self._fields.draft)
        return LeaveDialog(typed, f"Save the result in {self._found.result.name}?")

    def action_cancel(self) -> None:
        """Close the flyout; asks where something was typed."""
        question = self._question
        if question is None:
            super().action_cancel()
        else:
            self.app.push_screen(question, self._answered)

    def _answered(self, choice: Leaving | None) -> None:
        if choice is Leaving.SAVE:
            self.action_save()
        elif choice is Leaving.DISCARD:
            self.dismiss(None)

    async def ready_to_leave(self) -> bool:
        """Whether the program may leave this flyout, which closes it; saving is done here, so it stays open for that."""
        question = self._question
        choice = await self.app.push_screen_wait(question) if question is not None else Leaving.DISCARD
        self._answered(choice)
        return choice is Leaving.DISCARD


def _saved_sentence(outcome: SubscriptionOutcome) -> str:
    points = f"{show_points(outcome.points.achieved)} of {show_points(outcome.points.possible)} points"
    stands = points if outcome.in_scope else "out of scope"
    return f"Saved {outcome.subscription}. The action is {outcome.test_status}: {stands}."
