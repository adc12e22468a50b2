"""What is read about an action: why it matters, how to implement it, what shows it is done, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from textual.content import Content

from cm_tui.model.rules.frameworks import PRIVACY_FRAMEWORK, SP800_53
from cm_tui.model.rules.points import DISCLAIMER
from cm_tui.model.rules.status import RETIRED_IS_LOCKED
from cm_tui.model.rules.updates import withdrawn_sentence
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.vocabulary import ManagedBy, TestingType
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging, labelled, paragraphs
from cm_tui.widgets.subscription_lines import monitoring_lines

_TWO_COLUMNS = 100
"""From this width on the short facts stand in two columns."""
BY_HAND = "manual testing only"
"""What stands for the source that could test an action, where none could."""
_LABEL = 15
"""Cells of the labels of the facts."""


@dataclass(frozen=True, slots=True)
class ReadingKeys:
    """The keys that a text names, as people write them; empty where there is none."""

    link: str = ""
    """It copies the solution link."""
    subscriptions: str = ""
    """It opens the subscriptions."""
    update: str = ""
    """It reviews an update that waits."""


_NO_KEYS = ReadingKeys()


class Reading(Folded):
    """The body of the Details tab and of the pane beside the table; folds, at most 110 columns wide."""

    DEFAULT_CSS = """
    Reading { max-width: 112; padding: 0 1; }
    """

    def show_details(self, details: ActionDetails, keys: ReadingKeys = _NO_KEYS, disclaimer: bool = False) -> None:
        """Show an action.

        Args:
            details: The action.
            keys: The keys that the text names.
            disclaimer: Whether to say at the end what a score is.
        """
        self.put(lambda width: lay_out(details, width, keys, disclaimer))


def lay_out(
    details: ActionDetails, width: int, keys: ReadingKeys = _NO_KEYS, disclaimer: bool = False
) -> list[Content]:
    """The lines of an action's text on a width in cells."""
    lines = _retired(details.retired, width)
    for title, text in (
        ("Why it matters", details.description),
        ("How to implement", details.guidance),
        ("Shows it is done", details.shown_by),
    ):
        if text.strip():
            lines += [Content.styled(title, "bold"), *paragraphs(text, width), Content("")]
    if monitored := monitoring_lines(details, width, (keys.subscriptions, keys.link)):
        lines += [*monitored, Content("")]
    lines += _facts(details, width, keys.update)
    lines += _link(details.launch_url, keys.link, width)
    if disclaimer:
        lines += [Content(""), *hanging(Content(""), Content.styled(f"Points: {DISCLAIMER}", MUTED), width)]
    return lines


def _retired(retired: bool, width: int) -> list[Content]:
    """That nothing counts the action, before anything else is read of it."""
    if not retired:
        return []
    return [*hanging(Content.styled("! ", "$text-warning"), Content(RETIRED_IS_LOCKED), width), Content("")]


def _facts(details: ActionDetails, width: int, update_key: str) -> list[Content]:
    """Where an action belongs: the short facts in two columns where there is room for them."""
    places = [("Applies to", applies_to(details)), ("Group", ", ".join(groups(details)))]
    short, long = _short_facts(details), _long_facts(details, update_key)
    if width < _TWO_COLUMNS:
        return labelled([*places, *short, *long], width, _LABEL)
    middle = [line for one, other in zip(short[::2], short[1::2], strict=True) for line in _beside(one, other, width)]
    return [*labelled(places, width, _LABEL), *middle, *labelled(long, width, _LABEL)]


def _beside(one: tuple[str, str], other: tuple[str, str], width: int) -> list[Content]:
    half = width // 2
    left, right = labelled([one], half - 2, _LABEL), labelled([other], width - half, _LABEL)
    pairs = zip_longest(left, right, fillvalue=Content(""))
    return [first.pad_right(half - first.cell_length) + second for first, second in pairs]


def _short_facts(details: ActionDetails) -> list[tuple[str, str]]:
    row = details.row
    return [
        ("Service", ", ".join(row.services)),
        ("Solutions", ", ".join(row.solutions)),
        ("Category", row.category.value),
        ("Action type", row.action_type.value),
        ("Stage", details.stage.value.capitalize()),
        ("Eligible for", _eligible_for(details)),
    ]


def _eligible_for(details: ActionDetails) -> str:
    """What can test the action, and what it means that no source is connected."""
    source = details.eligible_source
    if source is None:
        return BY_HAND
    if details.signals_connected or details.subscriptions:
        return source.value
    by_hand = details.row.testing_type is TestingType.MANUAL
    return f"{source}; no source is connected yet, so {'it is tested by hand' if by_hand else 'no result comes'}"


def _long_facts(details: ActionDetails, update_key: str) -> list[tuple[str, str]]:
    row = details.row
    pending = f"version {details.definition_version} is in use, version {details.newest_version} waits for a review"
    reviews = f"; {update_key} reviews it" if update_key else ""
    return [
        ("Regulations", ", ".join(row.regulation_titles)),
        ("Assessments", ", ".join(link.name for link in details.assessment_links)),
        ("Action id", row.id),
        (PRIVACY_FRAMEWORK, ", ".join(details.privacy_framework)),
        (SP800_53, ", ".join(details.sp800_53)),
        ("Managed by", "Microsoft" if details.managed_by is ManagedBy.MICROSOFT else ""),
        ("Update", f"{pending}{reviews}" if row.pending_update else ""),
        ("Withdrawn", withdrawn_sentence(details.withdrawn_in) if details.withdrawn_in is not None else ""),
    ]


def groups(details: ActionDetails) -> list[str]:
    """The groups in which the state of an action counts."""
    own = [details.row.group] if details.row.group is not None else []
    return list(dict.fromkeys([*own, *(link.group for link in details.assessment_links)]))


def applies_to(details: ActionDetails) -> str:
    """Where the state of an action counts: `whole organisation · 6 assessments in 3 groups`, `no assessment`."""
    if details.retired:
        return "no assessment"
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
