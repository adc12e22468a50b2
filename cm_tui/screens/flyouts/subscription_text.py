"""What is read in the flyout of a subscription (spec 2.9)."""

from __future__ import annotations

from textual.content import Content

from cm_tui.model.rules.subscriptions import FOLLOWS_DEFENDER, NEVER_SYNCHRONISED
from cm_tui.model.views.subscriptions import SubscriptionDetails
from cm_tui.model.vocabulary import TestingType
from cm_tui.widgets.folding import MUTED, OFF, hanging, labelled, paragraphs
from cm_tui.widgets.status import look
from cm_tui.widgets.subscription_lines import GO_TO_DEFENDER, complete_text, points_text
from cm_tui.widgets.text import show


def implementation_lines(found: SubscriptionDetails, locked: str | None, width: int) -> list[Content]:
    """How the action stands in the subscription, and its implementation; first why no result can be recorded, if none can."""
    result = found.result
    lines = hanging(Content(""), Content.styled(show(locked), OFF), width) if locked is not None else []
    facts = [
        ("Service", result.service),
        ("Type", result.kind),
        ("Test status", f"{look(result.test_status).glyph} {result.test_status}"),
        ("Test date", result.test_date.isoformat() if result.test_date is not None else ""),
        ("Complete", f"{complete_text(result)} virtual resources"),
        ("Points", points_text(result)),
    ]
    lines += [*labelled(facts, width), *_note("Test notes", result.test_notes, width), Content("")]
    lines.append(Content.styled("Implementation of the action", "bold"))
    day = found.implementation_date
    implemented = [
        ("Implementation status", found.implementation_status.value),
        ("Implementation date", day.isoformat() if day is not None else ""),
    ]
    lines += [*labelled(implemented, width), *_note("Notes", found.implementation_notes, width), Content("")]
    return [*lines, *_notice(found, width)]


def _note(label: str, text: str, width: int) -> list[Content]:
    return [Content.styled(label, MUTED), *paragraphs(text, width, 2)] if text.strip() else []


def _notice(found: SubscriptionDetails, width: int) -> list[Content]:
    automatic = found.testing_type is TestingType.AUTOMATIC
    sentences = (FOLLOWS_DEFENDER, NEVER_SYNCHRONISED) if automatic else (NEVER_SYNCHRONISED,)
    lines = [line for one in sentences for line in hanging(Content(""), Content.styled(one, MUTED), width)]
    return [*lines, *labelled([(GO_TO_DEFENDER, found.launch_url or "")], width)]


def assessment_lines(found: SubscriptionDetails, width: int) -> list[Content]:
    """The assessments in which the action counts."""
    lines: list[Content] = []
    for link in found.assessments:
        lines += hanging(Content(""), Content.styled(show(link.name), "bold"), width)
        lines += hanging(Content("  "), Content.styled(show(f"{link.group} · {link.regulation}"), MUTED), width)
    return lines
