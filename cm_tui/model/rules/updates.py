"""Updates of improvement actions: what differs, what a record becomes, and the sentences that help to decide (spec 12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cm_tui.model.definition import Definition, DefinitionChange, DefinitionField, UpdateKind
from cm_tui.model.rules.status import Facts, settle, why_retired_is_locked
from cm_tui.model.rules.testing import VERDICTS
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Field,
    FieldValue,
    ManagedBy,
    TestingSource,
    TestingType,
    TestStatus,
)

NOTHING_WAITS = "No update waits."
PERMANENT = "Accepting is permanent: the earlier version cannot be restored."
KEPT = "Status, dates, notes, evidence, owner and history stay as they are."
NOT_COUNTED = "No assessment counts it any more: it leaves the list and the score, its work is kept."
RETIRES_WHAT_IS_STAGED = (
    "Save or discard your changes first: accepting takes this action out of every assessment, "
    "and then they cannot be saved."
)
"""Why nobody accepts such an update beside changes that are not saved."""
_KINDS: Mapping[DefinitionField, UpdateKind] = {
    DefinitionField.REQUIREMENT: UpdateKind.POINTS,
    DefinitionField.FUNCTION: UpdateKind.POINTS,
    DefinitionField.SCORE: UpdateKind.POINTS,
    DefinitionField.ELIGIBLE_SOURCE: UpdateKind.AUTOMATION,
    DefinitionField.CONTROLS: UpdateKind.MAPPING,
    DefinitionField.PRIVACY_FRAMEWORK: UpdateKind.MAPPING,
    DefinitionField.SP800_53: UpdateKind.MAPPING,
    DefinitionField.SERVICES: UpdateKind.SCOPE,
    DefinitionField.SOLUTIONS: UpdateKind.SCOPE,
}


def differences(before: Definition, after: Definition) -> tuple[DefinitionChange, ...]:
    """Every field in which two versions differ, points first; the order of names in a list says nothing."""
    pairs = ((field, before.says(field), after.says(field)) for field in DefinitionField)
    return tuple(DefinitionChange(*one) for one in pairs if _unordered(one[1]) != _unordered(one[2]))


def _unordered(said: str | tuple[str, ...] | None) -> object:
    return frozenset(said) if isinstance(said, tuple) else said


def kinds(changes: Sequence[DefinitionChange]) -> tuple[UpdateKind, ...]:
    """What an update changes, in a word each; whatever people only read is guidance."""
    found = {_KINDS.get(one.field, UpdateKind.GUIDANCE) for one in changes}
    return tuple(kind for kind in UpdateKind if kind in found)


def why_not_an_update(
    before: tuple[Category, ActionType, ManagedBy, TestingSource | None],
    after: tuple[Category, ActionType, ManagedBy, TestingSource | None],
) -> str | None:
    """Why a newer definition is no update of an action but another action, or None (spec, decisions).

    Each is category, type, manager and what could test it. Results of Defender for Cloud are kept in subscriptions, those of other
    actions are not, so that an update cannot turn one into the other.
    """
    if before[:3] != after[:3]:
        return "an update never changes category, type or manager of an action; withdraw it and add a new one"
    defender = TestingSource.DEFENDER_FOR_CLOUD
    if (before[3] is defender) != (after[3] is defender):
        return "an update never moves an action to Defender for Cloud or away from it; withdraw it and add a new one"
    return None


def changes_of_record(facts: Facts, eligible: TestingSource | None) -> Mapping[Field, FieldValue]:
    """What accepting changes in the record: where nothing can test it any more, it is tested by hand (spec 2.11, decisions).

    The last status stays then, "detected" becoming "determined", an illegal pair becoming None. An action that can be tested
    automatically from now on stays with its testing type until somebody changes it.
    """
    if eligible is not None or facts.testing_type is TestingType.MANUAL:
        return {}
    settled = settle(replace(facts, retired=False), {Field.TESTING_TYPE: TestingType.MANUAL})  # it may just come back
    return {} if isinstance(settled, str) else settled.changes


def automation_sentence(before: TestingSource | None, after: TestingSource | None, testing_type: TestingType) -> str:
    """Whether the update changes who can test the action, and what that means for this one."""
    if before is after:
        return "Automation does not change."
    if after is None:
        return f"{_tester(before)} no longer tests it: it is tested manually from then on."
    if before is None:
        return f"{_tester(after)} can test it from now on; its testing type stays {testing_type} until you change it."
    if testing_type is TestingType.AUTOMATIC:
        return f"{_tester(after)} tests it instead of {before}; the last result stays until the next one comes."
    return f"{_tester(after)} can test it instead of {before}; its testing type stays {testing_type}."


def _tester(source: TestingSource | None) -> str:
    """A source at the beginning of a sentence."""
    return "Compliance Manager itself (Built-in)" if source is TestingSource.BUILT_IN else str(source)


def verdict_sentence(before: TestStatus, after: TestStatus, kinds_changed: Collection[UpdateKind]) -> str | None:
    """That a verdict on the earlier version stays, where points or text change under it, or that it is lost; else None.

    `before` and `after` are the test status before and after accepting.
    """
    if before not in VERDICTS:
        return None
    if after is not before:
        return f"The verdict {before} is lost: tested manually, an action that is not implemented has none."
    if not {UpdateKind.POINTS, UpdateKind.GUIDANCE} & set(kinds_changed):
        return None
    return f"The verdict {before} was given on the earlier version and stays; look whether it still holds."


def kept_sentence(changes_record: bool) -> str:
    """What stays as it is; `changes_record` says whether accepting changes anything in the record besides."""
    return f"Apart from that, {KEPT[0].lower()}{KEPT[1:]}" if changes_record else KEPT


def why_not_beside_changes(retires: bool, staged: bool) -> str | None:
    """Why an update cannot be accepted while changes of its action are not saved, or None; `retires` says what it brings."""
    return RETIRES_WHAT_IS_STAGED if retires and staged else None


def counted_waiting(more: int, total: int) -> str:
    """How many updates wait that did not before, and how many in all: `2 more updates to accept, 41 in all`."""
    if not more:
        already = f"{total} wait{'s' if total == 1 else ''} already"
        return f"no more updates to accept, {already}" if total else "no updates to accept"
    updates = f"update{'' if more == 1 else 's'} to accept"
    return f"{more} {updates}" if more == total else f"{more} more {updates}, {total} in all"


def why_nothing_waits(withdrawn_in: str | None, *, retired: bool) -> str:
    """Why there is no update to review. `withdrawn_in` is the release that withdrew the action."""
    if reason := why_retired_is_locked(retired):
        return reason
    if withdrawn_in is None:
        return f"{NOTHING_WAITS[:-1]}; the newest version of the action is in use."
    return f"{NOTHING_WAITS[:-1]}, and none will come: the action was withdrawn in release {withdrawn_in}."


def withdrawn_sentence(release: str) -> str:
    """What it means that a release withdrew an action."""
    return f"in release {release}: no more updates come; set it Out of scope when you no longer need it"


def why_accept(release: str, kinds_changed: Sequence[UpdateKind]) -> str:
    """Why one accepts, in a sentence; nothing has changed where a later version took an earlier change back."""
    if not kinds_changed:
        return f"Accept to be at the version of release {release}, which says what yours says."
    return f"Accept to work and be scored by what holds since release {release} ({_joined(kinds_changed)})."


def why_wait(gain: int, test: TestStatus, kinds_changed: Sequence[UpdateKind]) -> str:
    """Why one may wait, in a sentence.

    `gain` is what accepting adds to the overall score's achieved share, in any unit; `test` the test status after it.
    """
    if gain < 0:
        return "Wait if the score has to stand as it is until a report or an audit is closed: it falls by accepting."
    if test is TestStatus.PASSED and UpdateKind.GUIDANCE in kinds_changed:
        return "Wait if the action has to be assessed again first: its verdict rests on the earlier text."
    if test not in VERDICTS and UpdateKind.GUIDANCE in kinds_changed:
        return "Wait if work by the earlier guidance is under way and shall be finished by it."
    return "Wait if an assessment is being closed on the earlier version; nothing changes until you accept."


def reach_sentence(group: str | None, assessments: int, groups: int, elsewhere: Sequence[str]) -> str:
    """How far accepting spreads: organisation-wide for technical actions, group-wide for nontechnical ones (spec 12.1)."""
    waiting = f"; the update still waits in {_joined(elsewhere)}" if elsewhere else ""
    if not assessments:
        return f"{NOT_COUNTED[:-1]}{waiting}."
    counted = f"{assessments} assessment{'' if assessments == 1 else 's'}"
    if group is None:
        in_groups = f"{groups} group{'' if groups == 1 else 's'}"
        return f"Organisation-wide: one acceptance for {counted} in {in_groups}."
    return f"In the group {group}: {counted}{waiting}."


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
