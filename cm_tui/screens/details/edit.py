"""Staged changes of one action: pure, without widgets; what the page shows is what the service will store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from datetime import date

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.rules import points
from cm_tui.model.rules.handover import ends_the_wait, why_four_eyes_refuse
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.status import IMPLEMENTED, Facts, Settled, settle, why_field_is_locked
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.views.actions import ActionDetails, ActionRow, FieldConflict, Points
from cm_tui.model.vocabulary import (
    Field,
    FieldValue,
    ImplementationStatus,
    Role,
    TestingType,
    TestStatus,
)
from cm_tui.screens.details.subscription import standings_of

LINKED = (
    Field.IMPLEMENTATION_STATUS,
    Field.IMPLEMENTATION_DATE,
    Field.TEST_STATUS,
    Field.TEST_DATE,
    Field.TESTING_TYPE,
)
"""Fields of which one can forbid a value of another; in the order in which they are settled."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An action as it is stored, and the changes that a save would make to it."""

    details: ActionDetails
    draft: ActionDraft
    names: Mapping[str, str] = attribute(default_factory=dict)
    """The names of people whom staged changes concern, by e-mail; who is missing is shown by the e-mail."""

    @classmethod
    def of(cls, details: ActionDetails) -> Edit:
        """The beginning: nothing changed."""
        return cls(details, ActionDraft(details.row.id, details.row.version))

    def value(self, field: Field) -> FieldValue:
        """The value of a field as the page shows it: the staged one, else the stored one."""
        return self.draft.changes.get(field, stored_value(self.details, field))

    @property
    def row(self) -> ActionRow:
        """The action's row with what is staged; its points are the stored ones."""
        row = _with(self.details, self.draft.changes)
        if Field.OWNER not in self.draft.changes:
            return row
        owner = self.draft.changes[Field.OWNER]
        email = None if owner is None else str(owner)
        return replace(row, owner=email, owner_name=None if email is None else self.names.get(email, email))

    def naming(self, email: str, name: str) -> Edit:
        """The same edit, which knows somebody's name."""
        return replace(self, names={**self.names, email: name})

    @property
    def facts(self) -> Facts:
        """What the rules ask, as the page shows it."""
        return _facts(self.details, self.row)

    @property
    def points_when_saved(self) -> Points:
        """What the action will earn and be worth once the draft is saved; both nothing where it leaves the scope."""
        row = self.row
        if self.details.retired or not points.counts(row.implementation_status, row.test_status):
            return Points(0, 0)
        share = points.earned_share(
            row.implementation_status, row.test_status, row.testing_type, row.testing_source, self.details.measured
        )
        possible = row.points.possible
        return Points(points.achieved(possible, share), possible)

    @property
    def changed_points(self) -> Points | None:
        """What the action will earn and be worth once the draft is saved; None where that is what is stored."""
        row, after = self.details.row, self.points_when_saved
        before = row.points if row.in_scope else Points(0, 0)
        return after if self.draft and after != before else None

    @property
    def sender(self) -> str | None:
        """Who will have sent the action for assessment once the draft is saved; None where it does not wait for an assessor."""
        if self.draft.changes.get(Field.SENT_BY) is not None:
            return "you"
        ended = Field.SENT_BY in self.draft.changes or ends_the_wait(self.draft.changes)
        return None if ended else self.details.sent_by_name

    @property
    def why_not_pass(self) -> str | None:
        """The reason why the action cannot be passed by this person, where four eyes are asked for, or None."""
        return _why_not_pass(self.details, self.draft.changes)

    def why_locked(self, field: Field, role: Role) -> str | None:
        """The reason why somebody in a role cannot change a field now, or None."""
        return why_not_allowed(role, Permission.EDIT_ACTIONS) or why_field_is_locked(field, self.facts)

    def stage(self, changes: Mapping[Field, FieldValue]) -> Staged | str:
        """Add changes to the draft, with all they bring about, or the sentence that refuses them.

        Values that are stored already leave the draft.
        """
        step = settle(self.facts, changes)
        if isinstance(step, str):
            return step
        kept = self.draft.without(Field.SENT_BY) if Field.OWNER in changes else self.draft
        values = {**kept.changes, **step.changes}
        wanted = {field: value for field, value in values.items() if value != stored_value(self.details, field)}
        if Field.OWNER in wanted and values.get(Field.SENT_BY) is not None:
            wanted[Field.SENT_BY] = values[Field.SENT_BY]  # sent on: without it another owner would end the wait
        settled = settle(_facts(self.details, self.details.row), wanted)
        if isinstance(settled, str):
            return settled
        if wanted.get(Field.TEST_STATUS) is TestStatus.PASSED and (reason := _why_not_pass(self.details, wanted)):
            return reason
        return Staged(replace(self, draft=replace(self.draft, changes=_ordered(settled))), step.notices)

    def rebased(self, fresh: ActionDetails, without: Collection[Field] = ()) -> tuple[Edit, tuple[str, ...]]:
        """The same changes on top of a newer record, less some fields, and a sentence for each that is not possible there."""
        return self._upon(fresh, self.draft.without(*self._with_handover(without)).changes)

    def since(self, before: Edit, fresh: ActionDetails) -> tuple[Edit, tuple[str, ...]]:
        """What was staged after an earlier edit of this action, on top of the record that came of storing that one.

        A change that was taken back meanwhile is staged as the value that this page shows. Returns also a sentence for
        each that is not possible there.
        """
        either = {*before.draft.changes, *self.draft.changes}
        changed = [field for field in Field if field in either and self.value(field) != before.value(field)]
        return self._upon(fresh, {field: self.value(field) for field in changed})

    def _upon(self, fresh: ActionDetails, changes: Mapping[Field, FieldValue]) -> tuple[Edit, tuple[str, ...]]:
        edit = replace(Edit.of(fresh), names=self.names)
        whole = edit.stage(changes)
        if isinstance(whole, Staged):
            return whole.edit, whole.notices
        sentences: list[str] = []
        for field, value in changes.items():
            step = edit.stage({field: value})
            if isinstance(step, str):
                sentences.append(step)
            else:
                edit = step.edit
        return edit, tuple(sentences)

    def _with_handover(self, fields: Collection[Field]) -> Collection[Field]:
        """The fields, and where one of them belongs to sending the action, the whole of that: nothing is sent to a stranger."""
        handover = {Field.OWNER, Field.SENT_BY}
        return {*fields, *handover} if Field.SENT_BY in self.draft.changes and handover & {*fields} else fields

    def insisted(self, fresh: ActionDetails, fields: Collection[Field], version: int) -> Edit | str:
        """The draft on top of a newer record, the fields named as this page shows them; a sentence where that is not legal.

        Args:
            fresh: The record as it is stored now.
            fields: What was in conflict; also fields that this draft does not change, but rests on.
            version: The version whose values the person has seen; what changed after it is a new conflict.
        """
        mine = {**self.draft.changes, **{field: self.value(field) for field in fields}}
        staged = replace(Edit.of(fresh), names=self.names).stage(mine)
        if isinstance(staged, str):
            return staged
        return replace(staged.edit, draft=replace(staged.edit.draft, seen=version))

    def contested(self, conflicts: Sequence[FieldConflict]) -> tuple[FieldConflict, ...]:
        """The conflicts that concern this draft, each with the value that this page shows as yours.

        A service names every foreign change where a rule refuses the whole; of those only the fields count that this
        draft changes or that its legality rests on.
        """
        order = list(Field)
        return tuple(
            replace(conflict, yours=self.value(conflict.field))
            for conflict in sorted(conflicts, key=lambda conflict: order.index(conflict.field))
            if conflict.field in self.draft.changes or conflict.field in LINKED
        )


@dataclass(frozen=True, slots=True)
class Staged:
    """An edit after a change was staged, and what the change brought about beyond the request."""

    edit: Edit
    notices: tuple[str, ...]


def stored_value(details: ActionDetails, field: Field) -> FieldValue:
    """The stored value of a field."""
    notes = {
        Field.IMPLEMENTATION_NOTES: details.implementation_notes,
        Field.TEST_NOTES: details.test_notes,
        Field.OTHER_NOTES: details.other_notes,
    }
    if field in notes:
        return notes[field]
    if field is Field.SENT_BY:
        return details.sent_by
    value: FieldValue = getattr(details.row, field.value)
    return value


def _why_not_pass(details: ActionDetails, changes: Mapping[Field, FieldValue]) -> str | None:
    implements_it_too = changes.get(Field.IMPLEMENTATION_STATUS) in IMPLEMENTED
    return details.why_not_pass or why_four_eyes_refuse(details.four_eyes, implements_it_too)


def _ordered(settled: Settled) -> dict[Field, FieldValue]:
    """The changes in the order of the fields, so that the status of the implementation is staged before the test."""
    return {field: settled.changes[field] for field in Field if field in settled.changes}


def _with(details: ActionDetails, changes: Mapping[Field, FieldValue]) -> ActionRow:
    row = details.row
    for field, value in changes.items():
        if isinstance(value, ImplementationStatus):
            row = replace(row, implementation_status=value)
        elif isinstance(value, TestStatus):
            row = replace(row, test_status=value)
        elif isinstance(value, TestingType):
            row = replace(row, testing_type=value)
        elif value is None or isinstance(value, date):
            row = _dated(row, field, value)
    return replace(row, testing_source=testing_source(details.eligible_source, row.testing_type))


def _dated(row: ActionRow, field: Field, day: date | None) -> ActionRow:
    if field is Field.IMPLEMENTATION_DATE:
        return replace(row, implementation_date=day)
    return replace(row, test_date=day) if field is Field.TEST_DATE else row


def _facts(details: ActionDetails, row: ActionRow) -> Facts:
    return Facts(
        row.implementation_status,
        row.implementation_date,
        row.test_status,
        row.test_date,
        row.testing_type,
        details.eligible_source,
        bool(details.subscriptions),
        details.managed_by,
        standings_of(details.subscriptions),
        details.retired,
    )
