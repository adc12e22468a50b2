"""What of a row is to be stored: its cells against what was exported and what others stored since (issue 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cm_tui.model.rules.workbook import NEW_TEST_STATUSES, permitted_in_workbook
from cm_tui.model.views.action_workbook import CellConflict, Choices
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestStatus
from cm_tui.services.action_workbook.columns import PLACES
from cm_tui.services.action_workbook.exported import Lost, Moved
from cm_tui.services.action_workbook.faults import Faults
from cm_tui.services.action_workbook.layout import HEADINGS, field_cell
from cm_tui.services.action_workbook.rows import RowEdit
from cm_tui.services.action_workbook.values import Typed, Wrong, tokens
from cm_tui.services.actions.foreign import Touch
from cm_tui.services.workbooks.reading import CellValue


@dataclass(frozen=True, slots=True)
class Decided:
    """What of a row is to be stored, and what stands against it."""

    values: Mapping[Field, FieldValue]
    conflicts: tuple[CellConflict, ...]
    open: tuple[Field, ...]
    stale: bool
    """Whether the record was changed since the export."""
    kept: tuple[CellConflict, ...] = ()
    """The conflicts in which what is stored stays."""
    chosen: frozenset[Field] = frozenset()
    """The fields of which somebody said which value holds."""
    said: tuple[str, ...] = ()
    """What else others changed since the export, who and when."""

    def taking(self, fields: Collection[Field]) -> Mapping[Field, FieldValue]:
        """What would be stored if in the conflicts of these fields the workbook's values were taken."""
        return {**self.values, **{one.field: one.yours for one in self.conflicts if one.field in fields}}


def decide(edit: RowEdit, moved: Moved | None, choices: Choices, faults: Faults) -> Decided:
    """Compare three ways: a field that others changed too waits for a choice, one that only they changed stays theirs."""
    values: dict[Field, FieldValue] = {}
    conflicts: list[CellConflict] = []
    waiting: list[Field] = []
    for field, typed in edit.typed.items():
        conflict = None if moved is None else _conflict(edit, field, typed, moved)
        if conflict is None:
            if not isinstance(typed, Wrong):
                values[field] = typed
                continue
        else:
            conflicts.append(conflict)
            chosen = choices.get((edit.id, field))
            if chosen:
                values[field] = conflict.yours
            elif chosen is None and conflict.edited:
                waiting.append(field)
        if isinstance(typed, Wrong) and (conflict is None or conflict.edited):
            faults.add(edit.number, HEADINGS[field], _cell(edit, field), typed)
    _refuse_new_status(edit, values, faults)
    return Decided(
        values,
        tuple(conflicts),
        tuple(waiting),
        moved is not None,
        tuple(one for one in conflicts if one.field not in values and one.field not in waiting),
        frozenset(one.field for one in conflicts if (edit.id, one.field) in choices),
        () if moved is None else tuple(_since(edit, moved, conflicts)),
    )


def implementation_after(edit: RowEdit, values: Mapping[Field, FieldValue]) -> ImplementationStatus:
    """The implementation status that the action has with a row's values."""
    after = values.get(Field.IMPLEMENTATION_STATUS)
    return after if isinstance(after, ImplementationStatus) else edit.stored.row.implementation_status


def _conflict(edit: RowEdit, field: Field, typed: Typed, moved: Moved) -> CellConflict | None:
    touch = moved.touched.get(field)
    if touch is None:
        return None
    before = moved.before[field]
    if before == edit.stored.value(field):
        return None  # somebody changed it and set it back
    edited = not _as_exported(edit, field, typed, before)
    exported = None if isinstance(before, Lost) else before
    stored = edit.stored.value(field)
    kept = stored if isinstance(before, Lost) else exported
    yours = kept if isinstance(typed, Wrong) else typed
    return CellConflict(field, exported, stored, yours, touch.who, touch.at, edited)


def _since(edit: RowEdit, moved: Moved, conflicts: Sequence[CellConflict]) -> Iterator[str]:
    """What others changed beside the cells in conflict; or at least who stored the record last."""
    shown = {one.field for one in conflicts}
    beside = [
        f"{field.label}{' and back' if moved.before[field] == edit.stored.value(field) else ''} {_by(touch)}"
        for field, touch in moved.touched.items()
        if field not in shown
    ]
    if beside:
        yield f"Changed since the export: {', '.join(beside)}."
    elif not conflicts:
        yield f"Stored anew since the export {_by(moved.last)}."


def _by(touch: Touch) -> str:
    return f"by {touch.who} ({touch.at.astimezone():%Y-%m-%d %H:%M})"


def _as_exported(edit: RowEdit, field: Field, typed: Typed, before: FieldValue | Lost) -> bool:
    """Whether a cell still says what was exported; of a user who was removed nobody knows more than that they are none now."""
    if isinstance(before, Lost):
        return field is Field.OWNER and isinstance(typed, Wrong)
    return typed == before or _cell(edit, field) == field_cell(field, before)


def _refuse_new_status(edit: RowEdit, values: Mapping[Field, FieldValue], faults: Faults) -> None:
    status = values.get(Field.TEST_STATUS)
    if isinstance(status, TestStatus) and status not in NEW_TEST_STATUSES:
        allowed = tokens(*permitted_in_workbook(implementation_after(edit, values)))
        wrong = Wrong(
            f"A workbook cannot set {status}; set it in the program, or write a value that is allowed.", allowed
        )
        faults.add(edit.number, HEADINGS[Field.TEST_STATUS], _cell(edit, Field.TEST_STATUS), wrong)


def _cell(edit: RowEdit, field: Field) -> CellValue:
    return edit.cells[PLACES[HEADINGS[field]]]
