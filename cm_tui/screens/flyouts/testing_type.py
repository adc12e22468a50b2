"""The flyout of the testing type: who tests an action from now on (spec 2.11, 9)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.rules.testing import why_testing_type_is_fixed
from cm_tui.model.vocabulary import Field, TestingType
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.screens.flyouts.status import consequences
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import FoldingList, Status
from cm_tui.widgets.text import show

_MANUAL = "People test it and record status, date and notes."


class TestingTypeFlyout(Flyout[Edit]):
    """Manual or Automatic with what each means, and what choosing it brings about; gives back the staged edit."""

    __test__ = False
    DEFAULT_CSS = """
    TestingTypeFlyout {
        FoldingList { height: auto; max-height: 75vh; }
        #consequences { margin-top: 1; min-height: 2; }
        &.-short #consequences { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("flyout.save", "flyout.cancel", "choices.choose")

    def __init__(self, edit: Edit, today: date) -> None:
        """Make the flyout.

        Args:
            edit: The action as the page shows it.
            today: The present day; a change of the type has no date.
        """
        super().__init__("Testing type")
        self._edit = edit
        self._list, self._consequences = FoldingList(), Folded(id="consequences")

    def compose_body(self) -> ComposeResult:
        """Types, consequences."""
        now = self._edit.value(Field.TESTING_TYPE)
        self._list.put_lines([one.line for one in testing_types(self._edit)], str(now))
        yield self._list
        yield self._consequences

    def on_mount(self) -> None:
        """The keys are for the list, at once."""
        self.set_focus(self._list)

    @property
    def _chosen(self) -> TestingType:
        return TestingType(self._list.current or str(self._edit.value(Field.TESTING_TYPE)))

    @property
    def _staged(self) -> Staged | str:
        return self._edit.stage({Field.TESTING_TYPE: self._chosen})

    @on(OptionList.OptionHighlighted)
    def _say(self) -> None:
        chosen, staged = self._chosen, self._staged
        self._consequences.put(
            lambda width: [*_supplier(self._edit, chosen, width), Content(""), *consequences(staged, width)]
        )

    @on(OptionList.OptionSelected)
    def _choose(self) -> None:
        self.action_save()

    def answer(self) -> Edit | None:
        """The action with the type staged; None while a rule refuses it, which stands there already."""
        staged = self._staged
        return staged.edit if isinstance(staged, Staged) else None


def testing_types(edit: Edit) -> list[Status]:
    """Both types with what they mean; the one that the action cannot have is dimmed, with the rule's reason."""
    now, source = edit.value(Field.TESTING_TYPE), edit.details.eligible_source
    fixed = why_testing_type_is_fixed(source)
    meanings = {
        TestingType.MANUAL: _MANUAL,
        TestingType.AUTOMATIC: f"{source or 'A source'} supplies status and notes; nobody sets them by hand.",
    }
    return [
        Status(one, text, reason=None if one == now else fixed, current=one == now) for one, text in meanings.items()
    ]


def _supplier(edit: Edit, chosen: TestingType, width: int) -> list[Content]:
    """Who supplies the result then, and what becomes of the test's date."""
    source = edit.details.eligible_source
    if chosen is TestingType.MANUAL:
        sentences = [
            "The result is recorded by hand; the last status and its date stay unless something else is said here."
        ]
    else:
        sentences = [f"{source} supplies the result; the test date stays as it is."]
        if not edit.details.signals_connected:
            sentences.append("No source is connected yet: no signal will come until one is.")
    return [line for one in sentences for line in hanging(Content(""), Content.styled(show(one), MUTED), width)]
