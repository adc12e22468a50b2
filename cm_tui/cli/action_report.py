"""One improvement action with everything about it, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from cm_tui.cli.action_rows import ACTIONS, ORGANISATION_WIDE
from cm_tui.cli.evidence_rows import EVIDENCE
from cm_tui.cli.folding import folded, prose
from cm_tui.cli.forms import facts, joined, named
from cm_tui.cli.output import Json, terminal_width
from cm_tui.model.rules.evidence import shown_size
from cm_tui.model.rules.frameworks import PRIVACY_FRAMEWORK, SP800_53
from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.updates import withdrawn_sentence
from cm_tui.model.text import show
from cm_tui.model.views.actions import ActionDetails, ActionRow, ControlLink
from cm_tui.model.views.evidence import EvidenceView
from cm_tui.model.vocabulary import TestingType


def record_of(details: ActionDetails) -> dict[str, Json]:
    """The JSON of `actions show`, its names in the order of interface.md section 5."""
    return {
        **ACTIONS.record(details.row),
        "description": details.description,
        "guidance": guidance_of(details),
        "launch_url": details.launch_url,
        "implementation_notes": details.implementation_notes,
        "test_notes": details.test_notes,
        "other_notes": details.other_notes,
        "controls": [_control(link) for link in details.controls],
        "evidence": [EVIDENCE.record(one) for one in details.evidence],
        "managed_by": details.managed_by.value,
        "requirement": details.requirement.value,
        "function": details.function.value,
        "stage": details.stage.value,
        "eligible_source": details.eligible_source.value if details.eligible_source else None,
        "sent_by": details.sent_by,
        "privacy_framework": details.privacy_framework,
        "sp800_53": details.sp800_53,
    }


def _control(link: ControlLink) -> dict[str, Json]:
    return {
        "regulation": link.regulation,
        "control_id": link.control_id,
        "title": link.title,
        "family": link.family,
        "strength": link.strength.value,
        "unverified": link.unverified,
    }


def guidance_of(details: ActionDetails) -> str:
    """How to implement the action, and what shows that it is done."""
    if not details.shown_by:
        return details.guidance
    return f"{details.guidance.rstrip()}\n\nShows it is done: {details.shown_by}"


def report_of(details: ActionDetails) -> Iterator[str]:
    """The lines of the text report, safe to print."""
    row = details.row
    yield show(f"{row.id}  {row.name}{'  (pending update)' if row.pending_update else ''}")
    yield ""
    yield from folded(map(show, facts(_summary(details))), terminal_width())
    yield from prose("Description", details.description, terminal_width())
    yield from prose("How to implement", guidance_of(details), terminal_width())
    yield from prose("Implementation notes", details.implementation_notes, terminal_width())
    yield from prose("Test notes", details.test_notes, terminal_width())
    yield from prose("Other notes", details.other_notes, terminal_width())
    if details.evidence:
        yield from ("", "Evidence")
        yield from folded(map(_evidence, details.evidence), terminal_width())
    if details.controls:
        yield from ("", "Related controls")
        yield from folded(map(_related, details.controls), terminal_width())


def _evidence(one: EvidenceView) -> str:
    what = one.url if one.size is None else shown_size(one.size)
    return show(f"  {one.id}  {one.name} ({what})")


def _related(link: ControlLink) -> str:
    mark = ", unverified" if link.unverified else ""
    return show(f"  {link.control_id}  {link.title} ({link.strength.value}{mark})")


def _pivots(details: ActionDetails) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Where an action stands in the public frameworks, by the framework's name and version."""
    return (PRIVACY_FRAMEWORK, details.privacy_framework), (SP800_53, details.sp800_53)


def _summary(details: ActionDetails) -> list[tuple[str, str]]:
    row = details.row
    pairs = [
        *_standing(row),
        *((("Sent by", f"{details.sent_by_name} <{details.sent_by}>"),) if details.sent_by else ()),
        ("Group", row.group or ORGANISATION_WIDE),
        ("Category", row.category.value),
        ("Type", f"{row.action_type.value}, {details.requirement.value}, {details.function.value}"),
        ("Stage", details.stage.value),
        ("Eligible for", details.eligible_source.value if details.eligible_source else "manual testing only"),
        ("Solutions", joined(row.solutions)),
        ("Services", joined(row.services)),
        ("Regulations", joined(row.regulation_titles)),
        ("Assessments", joined(row.assessments) or "none"),
        ("Managed by", details.managed_by.value),
        ("Definition", f"version {details.definition_version}"),
        ("Record", f"version {row.version}"),
        *_waiting(details),
        *((("Withdrawn", withdrawn_sentence(details.withdrawn_in)),) if details.withdrawn_in is not None else ()),
        *((framework, joined(ids)) for framework, ids in _pivots(details) if ids),
    ]
    if details.launch_url:
        pairs.append(("Where", details.launch_url))
    for result in details.subscriptions:
        done = f"{result.resources_completed} of {result.resources_applicable} resources"
        pairs.append(("Subscription", f"{result.name} ({result.service}): {result.test_status.value}, {done}"))
    return pairs


def _waiting(details: ActionDetails) -> list[tuple[str, str]]:
    """The version of the definition that waits to be accepted, and where to read what it changes."""
    if not details.row.pending_update:
        return []
    says = f"version {details.newest_version} waits, version {details.definition_version} is in use"
    return [("Pending update", f"{says}: cm-tui updates show {details.row.id}")]


def _standing(row: ActionRow) -> list[tuple[str, str]]:
    automatic = row.testing_type is TestingType.AUTOMATIC
    outside = "out of scope" if row.assessments else "no assessment counts it"
    scope = "" if row.in_scope else f" ({outside}: not counted)"
    return [
        ("Points", f"{show_points(row.points.achieved)} of {show_points(row.points.possible)}{scope}"),
        ("Implementation status", row.implementation_status.value),
        ("Implementation date", named(row.implementation_date)),
        ("Test status", row.test_status.value),
        ("Test date", named(row.test_date)),
        ("Testing", f"{row.testing_type.value}{f', by {row.testing_source.value}' if automatic else ''}"),
        ("Owner", f"{row.owner_name} <{row.owner}>" if row.owner else "none"),
    ]
