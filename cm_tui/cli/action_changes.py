"""`cm-tui actions set`: read the values, save all or nothing, say what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import named, number, plain
from cm_tui.cli.output import Json, print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.usage import usage_error
from cm_tui.cli.values import REPORT, day_or_none, refuse, style, term, whole_number
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.views.actions import FieldConflict, ForeignChange, SaveOutcome
from cm_tui.model.vocabulary import NOTES_FIELDS, Field, FieldValue, ImplementationStatus, TestingType, TestStatus

if TYPE_CHECKING:
    from cm_tui.services.services import Services

NAME = "actions set"
Changes = Mapping[Field, FieldValue]


@dataclass(frozen=True)
class _Option:
    field: Field
    metavar: str
    text: str
    read: Callable[[str, str, date], FieldValue]

    @property
    def name(self) -> str:
        return f"--{self.field.value.replace('_', '-')}"


def _owner(option: str, value: str, today: date) -> str | None:
    return None if value.strip().lower() == "none" else value.strip().lower()


def _note(option: str, value: str, today: date) -> str:
    return value


_OPTIONS = (
    _Option(
        Field.IMPLEMENTATION_STATUS,
        "S",
        "Implemented, Planned, Not implemented, Alternative implementation, Out of scope",
        lambda option, value, today: term(option, value, ImplementationStatus),
    ),
    _Option(Field.IMPLEMENTATION_DATE, "D", "YYYY-MM-DD, today, -3d or none", day_or_none),
    _Option(Field.IMPLEMENTATION_NOTES, "T", "text; an empty one clears them", _note),
    _Option(
        Field.TEST_STATUS,
        "S",
        "Passed, None, Failed high risk, …; or FailedHighRisk",
        lambda option, value, today: term(option, value, TestStatus),
    ),
    _Option(Field.TEST_DATE, "D", "YYYY-MM-DD, today, -3d or none", day_or_none),
    _Option(Field.TEST_NOTES, "T", "text; an empty one clears them", _note),
    _Option(Field.OTHER_NOTES, "T", "text; an empty one clears them", _note),
    _Option(
        Field.TESTING_TYPE, "TYPE", "manual or automatic", lambda option, value, today: term(option, value, TestingType)
    ),
    _Option(Field.OWNER, "EMAIL", "a user of the workspace, or none", _owner),
)


def _describe(parser: Parser) -> None:
    parser.word("ID", "one or several ids: all of them are changed, or none", many=True)
    for option in _OPTIONS:
        parser.option(option.name, option.metavar, option.text)
    parser.option("--expect-version", "N", "refuse (exit 3) unless the action is at this version")
    parser.option("--format", "FORMAT", "text (default) or json")


def _set(context: Context, arguments: Arguments) -> None:
    from cm_tui.services.clock import system_clock, today

    output = style(arguments, REPORT)
    changes = _read_changes(arguments, today(system_clock))
    ids = tuple(dict.fromkeys(arguments.actions("id")))
    expected = whole_number("--expect-version", arguments.maybe("expect_version"))
    if expected is not None and len(ids) > 1:
        raise InvalidInput(
            f"--expect-version {expected}: takes exactly one id, not {len(ids)}; change them one by one."
        )
    with context.services() as services:
        _refuse_unknown_owner(services, changes)
        outcomes = _save(services, ids, changes, expected)
    print_outcomes(outcomes, output)


def print_outcomes(outcomes: Sequence[SaveOutcome], output: str) -> None:
    """Print what saves did, as `text` (a line for each changed field) or as `json`."""
    if output == "json":
        print_json([_record(outcome) for outcome in outcomes])
    else:
        print_lines(line for outcome in outcomes for line in _lines(outcome))


SET = Command(
    words=("actions", "set"),
    summary="Change one or several improvement actions, all of them or none.",
    examples=(
        "actions set CA-001 --implementation-status Implemented --implementation-date today",
        'actions set CA-001 PM-001@europe --owner none --test-notes "To be repeated in May"',
    ),
    describe=_describe,
    run=_set,
)


def _read_changes(arguments: Arguments, today: date) -> Changes:
    changes: dict[Field, FieldValue] = {}
    for option in _OPTIONS:
        value = arguments.maybe(option.field.value)
        if value is not None:
            changes[option.field] = option.read(option.name, value, today)
    if not changes:
        raise usage_error("name what to change, such as --test-status Passed", NAME)
    return changes


def _refuse_unknown_owner(services: Services, changes: Changes) -> None:
    email = changes.get(Field.OWNER)
    if email is None:
        return
    known = [person.email for person in services.people.people()]
    if email not in known:
        raise refuse("--owner", str(email), ["none", *sorted(known)])


def _save(services: Services, ids: Sequence[str], changes: Changes, expected: int | None) -> tuple[SaveOutcome, ...]:
    if expected is None:
        versions = {row.id: row.version for row in services.listing.rows(ids)}
        seen = [versions.get(one) or services.actions.details(one).row.version for one in ids]
    else:
        seen = [expected]
    drafts = [ActionDraft(one, version, changes) for one, version in zip(ids, seen, strict=True)]
    try:
        return services.actions.save_all(drafts, strict=expected is not None)
    except StaleEdit as error:
        details = "; ".join(_conflict(one) for one in error.conflicts)
        raise StaleEdit(f"{error} {details}".rstrip(), error.conflicts, error.version) from error


def _conflict(conflict: FieldConflict) -> str:
    if conflict.field in NOTES_FIELDS:
        return f"{conflict.field.label}: both changed"
    return f"{conflict.field.label}: theirs {named(conflict.theirs)}, yours {named(conflict.yours)}"


def _lines(outcome: SaveOutcome) -> Iterator[str]:
    """What a save did, a line for each changed field, each notice and each change of somebody else."""
    for change in outcome.changes:
        if change.field in NOTES_FIELDS:
            yield f"{outcome.action}: {change.field.label} changed"
        else:
            yield f"{outcome.action}: {change.field.label} {named(change.old)} → {named(change.new)}"
    for notice in _notices(outcome):
        yield f"{outcome.action}: {notice}"
    if not outcome.changes:
        yield f"{outcome.action}: unchanged"


def _notices(outcome: SaveOutcome) -> list[str]:
    return [*outcome.notices, *map(_foreign, outcome.merged)]


def _foreign(change: ForeignChange) -> str:
    value = "" if change.field in NOTES_FIELDS else f" (now {named(change.value)})"
    return f"{change.who} changed {change.field.label}{value} at {change.at.astimezone():%Y-%m-%d %H:%M}; kept."


def _record(outcome: SaveOutcome) -> dict[str, Json]:
    return {
        "id": outcome.action,
        "version": outcome.version,
        "changes": [
            {"field": change.field.value, "old": plain(change.old), "new": plain(change.new)}
            for change in outcome.changes
        ],
        "notices": _notices(outcome),
        "points_achieved": number(outcome.points.achieved),
        "points_possible": number(outcome.points.possible),
    }
