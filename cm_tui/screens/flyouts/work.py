"""What stands in the fields of an action's work while they are edited: pure, without widgets (spec 2.4 to 2.6, 6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.rules.notes import why_note_is_refused
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.status import why_field_is_locked
from cm_tui.model.vocabulary import NOTES_FIELDS, Field, FieldValue, ImplementationStatus, Role, Term, TestStatus
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.screens.flyouts.status import StatusFlyout


@dataclass(frozen=True, slots=True)
class Work:
    """An action as the page shows it, and what was typed on top of that and is not staged yet."""

    edit: Edit
    role: Role
    typed: Mapping[Field, FieldValue] = field(default_factory=dict)
    """What was typed; it counts as far as the rules let its field be changed."""
    unreadable: Mapping[Field, str] = field(default_factory=dict)
    """Dates that cannot be read, each with the sentence that says why."""

    def why_locked(self, field: Field) -> str | None:
        """The reason why a field cannot be changed beside the implementation status that is chosen now, or None."""
        facts = replace(self.edit.facts, implementation_status=self._implementation)
        return why_not_allowed(self.role, Permission.EDIT_ACTIONS) or why_field_is_locked(field, facts)

    @property
    def _implementation(self) -> ImplementationStatus:
        chosen = self._current(Field.IMPLEMENTATION_STATUS)
        assert isinstance(chosen, ImplementationStatus)
        return chosen

    def _current(self, field: Field) -> FieldValue:
        return self.typed.get(field, self.edit.value(field))

    def counts(self, field: Field) -> bool:
        """Whether a field can be changed; a test date needs a test status."""
        if field is Field.TEST_DATE and self._current(Field.TEST_STATUS) is TestStatus.NONE:
            return False
        return self.why_locked(field) is None

    @property
    def staged(self) -> Staged | str:
        """The action with everything that counts staged, or the sentence that refuses it."""
        changes = self._changes
        wrong = [sentence for field, sentence in self.unreadable.items() if self.counts(field)]
        for note in sorted(NOTES_FIELDS & changes.keys()):
            if reason := why_note_is_refused(str(changes[note])):
                wrong.append(f"The {note.label} {reason}.")
        return wrong[0] if wrong else self.edit.stage(changes)

    @property
    def _changes(self) -> dict[Field, FieldValue]:
        return {field: value for field, value in self.typed.items() if self.counts(field)}

    @property
    def so_far(self) -> Edit:
        """The action with what is typed as far as it is legal: all of it, else the statuses alone, else nothing of it."""
        changes = self._changes
        statuses = {field: value for field, value in changes.items() if isinstance(value, Term)}
        for wanted in (changes, statuses):
            staged = self.edit.stage(wanted)
            if isinstance(staged, Staged):
                return staged.edit
        return self.edit

    @property
    def draft(self) -> ActionDraft:
        """The draft with what is typed as far as it is legal, and every note whatever else is refused."""
        notes = {field: value for field, value in self._changes.items() if field in NOTES_FIELDS}
        return self.so_far.draft.changed(notes)

    def value(self, field: Field) -> FieldValue:
        """The value that the field shows: what is typed, else what it becomes because of something else, else the page's."""
        return self.typed[field] if field in self.typed and self.counts(field) else self.so_far.value(field)

    # What somebody does

    def choose(self, kind: type[StatusFlyout], label: str, today: date, *, keep_date: bool) -> Work:
        """Another status; its date follows unless somebody typed one (`keep_date`)."""
        chosen = kind.term(label)
        typed = {**self.typed, kind.STATUS: chosen}
        if not keep_date:
            typed.pop(kind.DATE, None)
            if chosen in kind.dated:
                typed[kind.DATE] = kind.first_date(self.edit, chosen, today)
        unreadable = self.unreadable if keep_date else _without(self.unreadable, kind.DATE)
        return replace(self, typed=typed, unreadable=unreadable)

    def date(self, field: Field, typed: date | str | None) -> Work:
        """Another date, or a text that is none: the sentence that says why."""
        if isinstance(typed, str):
            return replace(self, unreadable={**self.unreadable, field: typed})
        return replace(self, typed={**self.typed, field: typed}, unreadable=_without(self.unreadable, field))

    def with_notes(self, notes: Mapping[Field, str]) -> Work:
        """Other notes."""
        return replace(self, typed={**self.typed, **notes})


def _without(sentences: Mapping[Field, str], field: Field) -> dict[Field, str]:
    return {name: sentence for name, sentence in sentences.items() if name is not field}
