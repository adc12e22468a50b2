"""The last step: everything that was chosen, and what it will do; nothing is stored before its enter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from cm_tui.model.drafts import AssessmentEdit
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.assessments import AssessmentPreview
from cm_tui.screens.flyouts.preview_text import score_text
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.folded import Fold, Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.text import show

_NAMED = 5
"""Ids that are named of those that join or leave."""


class ReviewBody(ScrollBody):
    """What is read; enter creates it."""

    DEFAULT_CSS = """
    ReviewBody { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "screen.next", "Create", id="wizard.create", tooltip="Create what is shown here"),
    ]


class ReviewStep(Step):
    """Shows what a fold says; until it is known, that it is being looked up."""

    TITLE = "Review"

    def __init__(self) -> None:
        super().__init__()
        self._text = Folded()
        self._body = ReviewBody(self._text)

    def compose(self) -> ComposeResult:
        """The text."""
        yield self._body

    @property
    def entry(self) -> Widget:
        """The text, which scrolls."""
        return self._body

    def put(self, fold: Fold) -> None:
        """Show what will be created."""
        self._text.put(fold)

    def say(self, sentence: str, style: str = MUTED) -> None:
        """Show a sentence in its place."""
        said = Content.styled(show(sentence), style)
        self._text.put(lambda width: hanging(Content(""), said, width))


def preview_lines(preview: AssessmentPreview, width: int) -> list[Content]:
    """What an assessment brings: actions, controls, points, the overall score before and after."""
    return [line for one in _sentences(preview) for line in hanging(Content("• "), Content(show(one)), width)]


def _sentences(preview: AssessmentPreview) -> Iterator[str]:
    yield f"{_actions(len(preview.begun), 'new ')} begin{_s(len(preview.begun))} with it"
    if preview.returned:
        yield f"{_several(preview.returned, 'comes', 'come')} back with their work"
    if preview.copied:
        yield f"{_actions(len(preview.copied))} of them take{_s(len(preview.copied))} over what the other group did" + (
            f", with {preview.documents} piece{'' if preview.documents == 1 else 's'} of evidence"
            if preview.documents
            else ""
        )
    if preview.shared:
        exist = "exists" if len(preview.shared) == 1 else "exist"
        yield f"{_actions(len(preview.shared))} {exist} already and count{_s(len(preview.shared))} in it too"
    yield f"{_actions(preview.microsoft_actions)} of Microsoft's count in it"
    yield f"{preview.controls} control{'' if preview.controls == 1 else 's'}"
    yield f"Its points: {show_points(preview.points.achieved)} of {show_points(preview.points.possible)}"
    yield f"Overall {score_text(preview.before, preview.after).replace('Score', 'score', 1)}"


def _actions(number: int, kind: str = "") -> str:
    return f"{number} {kind}action{'' if number == 1 else 's'}"


def _s(number: int) -> str:
    return "s" if number == 1 else ""


def edit_lines(edit: AssessmentEdit, preview: AssessmentPreview | None, width: int) -> list[Content]:
    """The new name; what joins and what leaves and the overall score before and after, where services change."""
    told = _edit_sentences(edit, preview)
    return [line for one in told for line in hanging(Content("• "), Content(show(one)), width)]


def _edit_sentences(edit: AssessmentEdit, preview: AssessmentPreview | None) -> Iterator[str]:
    if edit.name is not None:
        yield f"{edit.assessment} → {edit.name}"
    if edit.services is not None:
        yield from _service_sentences(preview) if preview is not None else ("Looking up what the services bring…",)


def _service_sentences(preview: AssessmentPreview) -> Iterator[str]:
    if preview.begun:
        yield f"{_several(preview.begun, 'begins', 'begin')} with it"
    if preview.returned:
        yield f"{_several(preview.returned, 'comes', 'come')} back with their work"
    if preview.shared:
        yield f"{_several(preview.shared, 'joins', 'join')} it"
    if preview.leaving:
        yield f"{_several(preview.leaving, 'leaves', 'leave')}: other assessments still count them"
    if preview.left:
        yield f"{_several(preview.left, 'leaves', 'leave')}: no assessment would count them any more"
    yield f"{preview.controls} controls, {preview.microsoft_actions} Microsoft actions"
    yield f"Overall {score_text(preview.before, preview.after).replace('Score', 'score', 1)}"


def _several(ids: tuple[str, ...], one: str, several: str) -> str:
    """`2 actions leave (CA-001, CA-002)`."""
    named = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
    count = f"1 action {one}" if len(ids) == 1 else f"{len(ids)} actions {several}"
    return f"{count} ({named})"
