"""What is read about an action: why it matters, how to implement it, what shows it is done, and where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content

from cm_tui.model.rules.points import DISCLAIMER, show_points
from cm_tui.model.views import ActionDetails, SubscriptionResult
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import INK, MUTED, columns, hanging, labelled, paragraphs
from cm_tui.widgets.status import look
from cm_tui.widgets.text import show

_TWO_COLUMNS = 100
"""From this width on the short facts stand in two columns."""
_LABEL = 15
"""Cells of the labels of the facts."""
_TABLE = 72
"""From this width on subscriptions are a table; below, two lines each."""
_TABLE_TITLES = ("Service", "Complete", "Points", "Test status")
_TABLE_WIDTHS = (16, 9, 11, 15)
"""Cells of the columns beside the name."""


class Reading(Folded):
    """The body of the Details tab and of the pane beside the table; folds, at most 110 columns wide."""

    DEFAULT_CSS = """
    Reading { max-width: 112; padding: 0 1; }
    """

    def show_details(self, details: ActionDetails, link_key: str = "", disclaimer: bool = False) -> None:
        """Show an action.

        Args:
            details: The action.
            link_key: The key that copies the solution link, as people write it; empty where there is none.
            disclaimer: Whether to say at the end what a score is.
        """
        self.put(lambda width: lay_out(details, width, link_key, disclaimer))


def lay_out(details: ActionDetails, width: int, link_key: str = "", disclaimer: bool = False) -> list[Content]:
    """The lines of an action's text on a width in cells."""
    lines: list[Content] = []
    for title, text in (
        ("Why it matters", details.description),
        ("How to implement", details.guidance),
        ("Shows it is done", details.shown_by),
    ):
        if text.strip():
            lines += [Content.styled(title, "bold"), *paragraphs(text, width), Content("")]
    if details.subscriptions:
        lines += [*subscription_lines(details.subscriptions, width), Content("")]
    lines += _facts(details, width)
    lines += _link(details.launch_url, link_key, width)
    if disclaimer:
        lines += [Content(""), *hanging(Content(""), Content.styled(f"Points: {DISCLAIMER}", MUTED), width)]
    return lines


def subscription_lines(subscriptions: Sequence[SubscriptionResult], width: int) -> list[Content]:
    """How an action stands in each subscription (spec 2.9): a table, or two lines each where the width is short."""
    lines = [Content.styled("Subscriptions", "bold")]
    name = max(12, width - sum(_TABLE_WIDTHS) - 2 * len(_TABLE_WIDTHS))
    if width >= _TABLE:
        titles = columns(("Subscription", *_TABLE_TITLES), (name, *_TABLE_WIDTHS))
        lines.append(Content.styled(titles, MUTED))
    for one in subscriptions:
        status = Content.assemble(
            (look(one.test_status).glyph, INK[look(one.test_status).tone]), " ", one.test_status.value
        )
        done = f"{one.resources_completed} of {one.resources_applicable}"
        earned = f"{show_points(one.points.achieved)} of {show_points(one.points.possible)}"
        if width >= _TABLE:
            cells = columns((one.name, one.service, done, earned), (name, *_TABLE_WIDTHS[:-1]))
            lines.append(Content(cells.ljust(name + sum(_TABLE_WIDTHS[:-1]) + 2 * len(_TABLE_WIDTHS))) + status)
        else:
            lines += hanging(Content(""), Content(show(f"{one.name} · {one.service}")), width)
            facts = Content.assemble(status, (f" · {done} complete · {earned} points", MUTED))
            lines += hanging(Content("   "), facts, width)
    return lines


def _facts(details: ActionDetails, width: int) -> list[Content]:
    """Where an action belongs: the short facts in two columns where there is room for them."""
    row = details.row
    places = [("Applies to", applies_to(details)), ("Group", ", ".join(groups(details)))]
    short = [
        ("Service", ", ".join(row.services)),
        ("Solutions", ", ".join(row.solutions)),
        ("Category", row.category.value),
        ("Action type", row.action_type.value),
        ("Stage", details.stage.value.capitalize()),
        ("Eligible for", details.eligible_source or "manual testing only"),
    ]
    pending = f"version {details.definition_version} is in use, version {details.newest_version} waits for a review"
    long = [
        ("Regulations", ", ".join(row.regulation_titles)),
        ("Assessments", ", ".join(link.name for link in details.assessment_links)),
        ("Action id", row.id),
        ("Managed by", "Microsoft" if details.managed_by is ManagedBy.MICROSOFT else ""),
        ("Update", pending if row.pending_update else ""),
    ]
    if width < _TWO_COLUMNS:
        return labelled([*places, *short, *long], width, _LABEL)
    half = width // 2
    beside = zip_longest(
        labelled(short[::2], half - 2, _LABEL), labelled(short[1::2], half, _LABEL), fillvalue=Content("")
    )
    middle = [left.pad_right(half - left.cell_length) + right for left, right in beside]
    return [*labelled(places, width, _LABEL), *middle, *labelled(long, width, _LABEL)]


def groups(details: ActionDetails) -> list[str]:
    """The groups in which the state of an action counts."""
    own = [details.row.group] if details.row.group is not None else []
    return list(dict.fromkeys([*own, *(link.group for link in details.assessment_links)]))


def applies_to(details: ActionDetails) -> str:
    """Where the state of an action counts: `whole organisation · 6 assessments in 3 groups`."""
    assessments = _count(len(details.assessment_links), "assessment")
    if details.row.group is not None:
        return f"this group only · {assessments}"
    return f"whole organisation · {assessments} in {_count(len(groups(details)), 'group')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _link(url: str | None, link_key: str, width: int) -> list[Content]:
    if url is None:
        return []
    lines = labelled([("Solution link", url)], width, _LABEL)
    if link_key:
        lines += hanging(
            Content(" " * _LABEL), Content.assemble((link_key, "bold $text-accent"), " copies the link"), width
        )
    return lines
