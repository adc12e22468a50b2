"""One subscription of an action: its result, which is stored here at once, its virtual resources, where it counts (spec 2.9)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import work
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
from cm_tui.screens.dialogs.leave import LeaveDialog
from cm_tui.screens.flyouts.asking_flyout import AskingFlyout
from cm_tui.screens.flyouts.defender_link import LINK_KEY, DefenderLink
from cm_tui.screens.flyouts.subscription_result import ResultFields
from cm_tui.screens.flyouts.subscription_text import assessment_lines, implementation_lines
from cm_tui.screens.flyouts.tabbed_flyout import FlyoutTab, TabbedFlyout, tab_keys
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.subscription_lines import resource_lines

_ON_TOP = "Save again to put yours in its place, or close this panel to keep what is stored."


class ReadingList(FoldingList, inherit_bindings=False):
    """A list that is read; what enter does with a line, if anything, is the flyout's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class SubscriptionFlyout(
    DefenderLink, AskingFlyout[SubscriptionOutcome], TabbedFlyout[SubscriptionOutcome], inherit_bindings=False
):
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
        *tab_keys("subscription.next_tab", "subscription.previous_tab"),
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
        self._seen = found.version
        self._fields = ResultFields(details, found.result, role, today) if self._locked is None else None
        self._tabs = tuple(self._made_tabs())

    @property
    def tabs(self) -> Sequence[FlyoutTab]:
        """The result where one can be recorded, then what is read."""
        return self._tabs

    def _made_tabs(self) -> Iterator[FlyoutTab]:
        found, resources = self._found, ReadingList(id="resources")
        by_hand = found.testing_type is TestingType.MANUAL
        resources.put_lines([ListLine(one.name, partial(resource_lines, one, by_hand)) for one in found.resources])
        reading = ScrollBody(Folded(lambda width: implementation_lines(found, self._locked, width)))
        assessments = ScrollBody(Folded(lambda width: assessment_lines(found, width)))
        counted, related = f"({len(found.resources)})", f"({len(found.assessments)})"
        if self._fields is not None:
            yield FlyoutTab("Result", "Result", self._fields)
        yield FlyoutTab("Implementation details", "Implementation", reading)
        yield FlyoutTab(f"Virtual resources {counted}", f"Resources {counted}", resources)
        yield FlyoutTab(f"Related assessments {related}", f"Assessments {related}", assessments)

    def entry_of(self, body: Widget) -> Widget:
        """Of the result its first field, else the text or the list."""
        return body.entry if isinstance(body, ResultFields) else body

    def compose_body(self) -> ComposeResult:
        """The names of the tabs, and what they show."""
        yield self.names
        yield from (tab.body for tab in self.tabs)

    def on_mount(self) -> None:
        """Begin with the first tab."""
        self.show_tab()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Saving needs a result that can be recorded, the link an address."""
        if binding_id == LINK_KEY.id:
            return self.why_no_link
        return self._locked if binding_id == "subscription.save" else None

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
    def question(self) -> LeaveDialog | None:
        """What to ask before what was typed is given up; None where nothing was."""
        if self._fields is None or not (self._fields.draft or self._fields.edit is None):
            return None
        typed = Edit(as_action(self._details, self._found.result), self._fields.draft)
        return LeaveDialog(typed, f"Save the result in {self._found.result.name}?")

    def keep(self) -> bool:
        """Store the result; that is done here, so the flyout stays open for it."""
        self.action_save()
        return False


def _saved_sentence(outcome: SubscriptionOutcome) -> str:
    points = f"{show_points(outcome.points.achieved)} of {show_points(outcome.points.possible)} points"
    stands = points if outcome.in_scope else "out of scope"
    return f"Saved {outcome.subscription}. The action is {outcome.test_status}: {stands}."
