"""What a decided row amounts to: the plan of the same rules as a save, or faults on the cells that tell most (spec 3.7, 3.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.evidence import why_automation_is_turned_off
from cm_tui.model.rules.testing import AUTOMATION_ONLY
from cm_tui.model.rules.workbook import permitted_in_workbook
from cm_tui.model.vocabulary import Field, FieldValue, TestingType
from cm_tui.services.action_workbook.columns import PLACES
from cm_tui.services.action_workbook.deciding import Decided, implementation_after
from cm_tui.services.action_workbook.faults import Faults
from cm_tui.services.action_workbook.layout import HEADINGS
from cm_tui.services.action_workbook.rows import RowEdit
from cm_tui.services.action_workbook.values import Wrong, tokens
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import Record

_TELLING = (
    Field.TEST_STATUS,
    Field.TEST_DATE,
    Field.TEST_NOTES,
    Field.IMPLEMENTATION_DATE,
    Field.TESTING_TYPE,
    Field.OWNER,
    Field.IMPLEMENTATION_STATUS,
    Field.IMPLEMENTATION_NOTES,
    Field.OTHER_NOTES,
)
"""The fields in the order in which a refusal is laid to them."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """The plan of a row, or what is said where there is none; a row that waits for a choice is not refused yet."""

    plan: Plan | None
    notices: tuple[str, ...] = ()


@dataclass
class Proposing:
    """Plans the rows of one workbook; what the rules refuse is added to the faults."""

    planner: Planner
    faults: Faults

    def propose(self, edit: RowEdit, decided: Decided, record: Record) -> Proposed:
        """The plan of one row, whose record is at hand."""
        values, said = _with_links(edit, decided.values, record)
        if not (values or edit.links):
            return Proposed(None, edit.notices)
        draft = ActionDraft(edit.id, record.state.version, {**values, **_named_besides(edit, decided, values, record)})
        planned = self._plan(draft, record)
        if isinstance(planned, Plan):
            return Proposed(planned, (*said, *planned.notices, *edit.notices))
        if decided.open:
            return Proposed(None, (f"As it is stored now, the rest of the row is refused: {planned}", *edit.notices))
        for field, sentence in self._refusals(draft, record, planned):
            self._refuse(edit, values, field, sentence)
        return Proposed(None)

    def _plan(self, draft: ActionDraft, record: Record) -> Plan | str:
        try:
            return self.planner.plan(draft, record=record)
        except (NotAllowed, InvalidInput) as refused:
            return str(refused).removeprefix(f"{draft.action}: ").removesuffix("; nothing was saved.")

    def _refusals(self, draft: ActionDraft, record: Record, sentence: str) -> Iterator[tuple[Field, str]]:
        """Every refusal with the field without which it goes away: one rule after the other speaks up."""
        while True:
            field, rest, after = self._telling(draft, record, sentence)
            yield field, sentence
            if isinstance(after, Plan) or after == sentence or not rest:
                return
            draft, sentence = rest, after

    def _telling(self, draft: ActionDraft, record: Record, sentence: str) -> tuple[Field, ActionDraft, Plan | str]:
        asked = [field for field in _TELLING if field in draft.changes]
        for field in asked:
            rest = draft.without(field)
            after = self._plan(rest, record) if rest else ""
            if after != sentence:
                telling = Field.TEST_DATE if _dates_cross(draft, record, field) else field
                return telling, rest, after
        return asked[0], draft.without(asked[0]), sentence

    def _refuse(self, edit: RowEdit, values: Mapping[Field, FieldValue], field: Field, sentence: str) -> None:
        allowed: tuple[str, ...] = ()
        automatic = values.get(Field.TESTING_TYPE, edit.stored.row.testing_type) is TestingType.AUTOMATIC
        if field is Field.TEST_STATUS and not automatic:
            allowed = tokens(*permitted_in_workbook(implementation_after(edit, values)))
        cell = edit.cells[PLACES[HEADINGS[field]]]
        self.faults.add(edit.number, HEADINGS[field], cell, Wrong(sentence, allowed))


def _with_links(
    edit: RowEdit, values: Mapping[Field, FieldValue], record: Record
) -> tuple[Mapping[Field, FieldValue], tuple[str, ...]]:
    """A row's values, and what new evidence of one's own does to automatic testing (spec 3.8)."""
    state = record.state
    wanted = values.get(Field.TESTING_TYPE, state.testing_type)
    if not edit.links or not isinstance(wanted, TestingType):
        return values, ()
    reason = why_automation_is_turned_off(wanted, record.definition.eligible_source)
    return (values, ()) if reason is None else ({**values, Field.TESTING_TYPE: TestingType.MANUAL}, (reason,))


def _named_besides(
    edit: RowEdit, decided: Decided, values: Mapping[Field, FieldValue], record: Record
) -> dict[Field, FieldValue]:
    """The test status that stands in the row as it is stored: with another implementation status it has to be legal as well.

    What automation judges follows by itself, and what waits for a choice is not the row's to say.
    """
    state = record.state
    moves = values.keys() & {Field.IMPLEMENTATION_STATUS, Field.TESTING_TYPE}
    by_hand = values.get(Field.TESTING_TYPE, state.testing_type) is TestingType.MANUAL and not record.subscriptions
    contested = any(one.field is Field.TEST_STATUS for one in decided.conflicts)
    blank = edit.cells[PLACES[HEADINGS[Field.TEST_STATUS]]] is None
    if not moves or not by_hand or contested or blank or Field.TEST_STATUS in values:
        return {}
    return {} if state.test_status in AUTOMATION_ONLY else {Field.TEST_STATUS: state.test_status}


def _dates_cross(draft: ActionDraft, record: Record, field: Field) -> bool:
    if field not in (Field.IMPLEMENTATION_DATE, Field.TEST_DATE):
        return False
    implemented, tested = (
        draft.changes.get(one, record.value(one)) for one in (Field.IMPLEMENTATION_DATE, Field.TEST_DATE)
    )
    return isinstance(implemented, date) and isinstance(tested, date) and tested < implemented
