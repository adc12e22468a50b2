"""Subscriptions of Defender for Cloud as they are read: how an action stands in each, and their virtual resources (spec 2.9)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from textual.content import Content

from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.subscriptions import FOLLOWS_DEFENDER, NEVER_SYNCHRONISED, RECORDED_HERE
from cm_tui.model.views.actions import ActionDetails, SubscriptionResult
from cm_tui.model.views.subscriptions import ResourceView
from cm_tui.model.vocabulary import ResourceStatus, TestingSource, TestingType, TestStatus
from cm_tui.widgets.folding import INK, MUTED, columns, hanging
from cm_tui.widgets.status import look
from cm_tui.widgets.text import fit, show

TITLE = "Subscription monitoring"
GO_TO_DEFENDER = "Go to Defender for Cloud"
_TITLES = ("Subscription", "Type", "Complete", "Points", "Assessments", "Test status")
_INDENT = 2
_BESIDE = 56
"""From this width on a resource is one line."""
_NONE_YET = (
    "No subscription of Defender for Cloud is connected yet; until one is, a result is recorded on the action itself."
)
_NONE_REPORTED = "Defender for Cloud has not reported on any subscription yet."


def monitoring_lines(details: ActionDetails, width: int, keys: tuple[str, str] = ("", "")) -> list[Content]:
    """How an action of Defender for Cloud stands in each subscription; nothing for other actions.

    Args:
        details: The action.
        width: Cells of a line.
        keys: The key that opens the subscriptions and the one that copies the link, as people write them; empty without any.
    """
    if not details.subscriptions and details.row.testing_source is not TestingSource.DEFENDER_FOR_CLOUD:
        return []
    automatic = details.row.testing_type is TestingType.AUTOMATIC
    heading = Content.styled(f"{TITLE} ({len(details.subscriptions)})" if details.subscriptions else TITLE, "bold")
    if not details.subscriptions:
        sentence = _NONE_REPORTED if automatic else _NONE_YET
        return [heading, *hanging(Content(""), Content.styled(sentence, MUTED), width)]
    lines = [heading, *result_lines(details.subscriptions, len(details.assessment_links), width)]
    if keys[0]:
        opens = Content.assemble((keys[0], "bold $text-accent"), " opens them: results, virtual resources, assessments")
        lines += hanging(Content(""), opens, width)
    return [*lines, *notice_lines(details, width, keys[1])]


def notice_lines(details: ActionDetails, width: int, link_key: str = "") -> list[Content]:
    """What can be done about the results, and where."""
    automatic = details.row.testing_type is TestingType.AUTOMATIC
    sentences = (FOLLOWS_DEFENDER if automatic else RECORDED_HERE, NEVER_SYNCHRONISED)
    lines = [line for one in sentences for line in hanging(Content(""), Content.styled(one, MUTED), width)]
    url = details.launch_url
    if automatic and url is not None:
        where = (
            Content.assemble((link_key, "bold $text-accent"), " copies the link") if link_key else Content(show(url))
        )
        lines += hanging(Content(f"{GO_TO_DEFENDER}: "), where, width)
    return lines


def result_lines(results: Sequence[SubscriptionResult], assessments: int, width: int) -> list[Content]:
    """The results by service: a table where it fits, else two lines each."""
    rows = [(*_cells(one, assessments), status_text(one).plain) for one in results]
    widths = [max(cell_len(show(cell)) for cell in column) for column in zip(_TITLES, *rows, strict=True)]
    if _INDENT + sum(widths) + 2 * (len(widths) - 1) > width:
        return [line for one in results for line in stacked_result(one, assessments, width)]
    lines = [Content.styled(" " * _INDENT + columns(_TITLES, widths).rstrip(), MUTED)]
    for service, some in groupby(results, key=lambda one: one.service):
        lines.append(Content.styled(show(service), MUTED))
        for one in some:
            cells = columns(_cells(one, assessments), widths[:-1])
            lines.append(Content(" " * _INDENT + cells) + status_text(one))
    return lines


def stacked_result(one: SubscriptionResult, assessments: int, width: int) -> list[Content]:
    """A result on two lines: what it is of, and how it stands."""
    counted = f"{assessments} assessment{'' if assessments == 1 else 's'}"
    facts = f" · {complete_text(one)} complete · {points_text(one)} points · {counted}"
    head = Content.assemble((show(one.name), "bold"), (show(f" · {one.service} · {one.kind}"), MUTED))
    stands = Content.assemble(status_text(one), (facts, MUTED))
    return [*hanging(Content(""), head, width), *hanging(Content("   "), stands, width)]


def _cells(one: SubscriptionResult, assessments: int) -> tuple[str, str, str, str, str]:
    return one.name, one.kind, complete_text(one), points_text(one), str(assessments)


def status_text(one: SubscriptionResult) -> Content:
    """The test status with its glyph."""
    looks = look(one.test_status)
    return Content.assemble((looks.glyph, INK[looks.tone]), " ", one.test_status.value)


def complete_text(one: SubscriptionResult) -> str:
    """Completed of applicable virtual resources."""
    return f"{one.resources_completed} of {one.resources_applicable}"


def points_text(one: SubscriptionResult) -> str:
    """Its points, of those the action is worth."""
    return f"{show_points(one.points.achieved)} of {show_points(one.points.possible)}"


def resource_lines(resource: ResourceView, by_hand: bool, width: int) -> list[Content]:
    """A virtual resource; the one of a subscription that is judged by hand stands for the subscription itself."""
    looks, words, kind = look(resource.status), resource.status.value, resource.kind
    if by_hand:
        complete = resource.status is ResourceStatus.HEALTHY
        looks, words = (looks, "Complete") if complete else (look(TestStatus.NONE), "Not complete")
        kind = "the subscription itself"
    state = Content.assemble((looks.glyph, INK[looks.tone]), " ", fit(words, 14), "  ")
    if width >= _BESIDE:
        name = fit(show(resource.name), max(24, width - state.cell_length - 28))
        return [Content.assemble(state, name, "  ", (show(kind), MUTED)).truncate(width, ellipsis=True)]
    named = Content.assemble(show(resource.name), (show(f" · {kind}"), MUTED))
    return [state.rstrip(), *hanging(Content("  "), named, width)]
