"""What a decided row amounts to: the plan of the same rules as a save, or faults on the cells that tell most (spec 3.7, 3.8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.evidence import why_automation_is_turned_off
from cm_tui.model.rules.testing import AUTOMATION_ONLY
from cm_tui.model.rules.workbook import brief, permitted_in_workbook, shown_as_text
from cm_tui.model.views.action_workbook import CellConflict
from cm_tui.model.views.actions import FieldChange
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
    depending: tuple[FieldChange, ...] = ()
    """What the row changes besides where the workbook's values are taken of what waits for a choice."""
    waiting: tuple[Field, ...] = ()
    """Fields that nobody edited and that wait for a choice nevertheless: the row's edits fit their exported values only."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A rule that speaks against a row: the field that it is laid to, its sentence, the field without which it goes away."""

    telling: Field
    sentence: str
    without: Field


@dataclass
class Proposing:
    """Plans the rows of one workbook; what the rules refuse is added to the faults."""

    planner: Planner
    faults: Faults

    def propose(self, edit: RowEdit, decided: Decided, record: Record) -> Proposed:
        """The plan of one row, whose record is at hand."""
        found = self._settled(edit, decided, record)
        waiting = (*decided.open, *found.waiting)
        return replace(found, depending=self._depending(edit, decided, record, found, waiting)) if waiting else found

    def _settled(self, edit: RowEdit, decided: Decided, record: Record) -> Proposed:
        values, said = _with_links(edit, decided.values, record)
        if not (values or edit.links):
            return Proposed(None, edit.notices)
        draft = _draft(edit, decided, values, record)
        planned = self._plan(draft, record)
        if isinstance(planned, Plan):
            return Proposed(planned, (*said, *planned.notices, *edit.notices))
        if decided.open:
            return Proposed(None, (_refused_now(planned), *edit.notices))
        refusals = tuple(self._refusals(draft, record, planned))
        if decided.kept and (found := self._beside_kept(edit, decided, record, draft, refusals)) is not None:
            return found
        for one in refusals:
            self._refuse(edit, values, one.telling, one.sentence)
        return Proposed(None)

    def _depending(
        self, edit: RowEdit, decided: Decided, record: Record, found: Proposed, waiting: Collection[Field]
    ) -> tuple[FieldChange, ...]:
        planned = self._plan(self._taking(edit, decided, record, waiting), record)
        own = tuple(FieldChange(field, edit.stored.value(field), value) for field, value in decided.values.items())
        changes = planned.field_changes if isinstance(planned, Plan) else own
        shown = () if found.plan is None else found.plan.field_changes
        return tuple(one for one in changes if one.field not in waiting and one not in shown)

    def _taking(self, edit: RowEdit, decided: Decided, record: Record, fields: Collection[Field]) -> ActionDraft:
        values, _ = _with_links(edit, decided.taking(fields), record)
        return _draft(edit, decided, values, record)

    # What does not fit the values that are kept

    def _beside_kept(
        self, edit: RowEdit, decided: Decided, record: Record, draft: ActionDraft, refusals: Sequence[_Refusal]
    ) -> Proposed | None:
        """What remains of a row whose cells do not fit what is kept; None where these are faults of their own."""
        kept = [one.field for one in decided.kept]
        refused = {one.without for one in refusals}
        taking = self._taking(edit, decided, record, kept)
        anyway = self._plan(taking, record)
        if isinstance(anyway, str) and refused & {one.without for one in self._refusals(taking, record, anyway)}:
            return None
        causes = [one for one in decided.kept if self._is_cause(edit, decided, record, one.field)]
        causes = causes or list(decided.kept)
        unsaid = tuple(one.field for one in causes if one.field not in decided.chosen)
        if unsaid:
            return Proposed(None, (_refused_now(refusals[0].sentence), *edit.notices), waiting=unsaid)
        if refused & decided.chosen:
            return None
        return self._without_misfits(edit, record, draft, refusals[0].sentence, causes)

    def _is_cause(self, edit: RowEdit, decided: Decided, record: Record, field: Field) -> bool:
        """Whether the row is refused where the workbook's values are taken of all conflicts but this one."""
        others = [one.field for one in decided.kept if one.field is not field]
        return isinstance(self._plan(self._taking(edit, decided, record, others), record), str)

    def _without_misfits(
        self, edit: RowEdit, record: Record, draft: ActionDraft, sentence: str, causes: Sequence[CellConflict]
    ) -> Proposed | None:
        beside = " and ".join(_said(one.stored) for one in causes)
        planned: Plan | str = sentence
        notices: list[str] = []
        while isinstance(planned, str) and draft:
            field, rest, planned = self._without(draft, record, planned)
            wanted = _said(draft.changes[field])
            notices.append(f"{HEADINGS[field]} {wanted} was left out: it does not fit the kept {beside}.")
            draft = rest
        if draft or edit.links:
            planned = self._plan(draft, record)
            if isinstance(planned, str):
                return None
            return Proposed(planned, (*notices, *planned.notices, *edit.notices))
        return Proposed(None, (*notices, *edit.notices))

    # Planning

    def _plan(self, draft: ActionDraft, record: Record) -> Plan | str:
        try:
            return self.planner.plan(draft, record=record)
        except (NotAllowed, InvalidInput) as refused:
            return str(refused).removeprefix(f"{draft.action}: ").removesuffix("; nothing was saved.")

    def _refusals(self, draft: ActionDraft, record: Record, sentence: str) -> Iterator[_Refusal]:
        """Every refusal with the field without which it goes away: one rule after the other speaks up."""
        while True:
            field, rest, after = self._without(draft, record, sentence)
            telling = Field.TEST_DATE if after != sentence and _dates_cross(draft, record, field) else field
            yield _Refusal(telling, sentence, field)
            if isinstance(after, Plan) or after == sentence or not rest:
                return
            draft, sentence = rest, after

    def _without(self, draft: ActionDraft, record: Record, sentence: str) -> tuple[Field, ActionDraft, Plan | str]:
        """The first field without which a refusal goes away, the draft without it, and what is said of that."""
        asked = [field for field in _TELLING if field in draft.changes]
        for field in asked:
            rest = draft.without(field)
            after = self._plan(rest, record) if rest else ""
            if after != sentence:
                return field, rest, after
        return asked[0], draft.without(asked[0]), sentence

    def _refuse(self, edit: RowEdit, values: Mapping[Field, FieldValue], field: Field, sentence: str) -> None:
        allowed: tuple[str, ...] = ()
        automatic = values.get(Field.TESTING_TYPE, edit.stored.row.testing_type) is TestingType.AUTOMATIC
        if field is Field.TEST_STATUS and not automatic:
            allowed = tokens(*permitted_in_workbook(implementation_after(edit, values)))
        cell = edit.cells[PLACES[HEADINGS[field]]]
        self.faults.add(edit.number, HEADINGS[field], cell, Wrong(sentence, allowed))


def _draft(edit: RowEdit, decided: Decided, values: Mapping[Field, FieldValue], record: Record) -> ActionDraft:
    return ActionDraft(edit.id, record.state.version, {**values, **_named_besides(edit, decided, values, record)})


def _refused_now(sentence: str) -> str:
    return f"As it is stored now, the rest of the row is refused: {sentence}"


def _said(value: FieldValue) -> str:
    if isinstance(value, date):
        return shown_as_text(value)
    return "empty value" if value in (None, "") else brief(str(value))


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

    What automation judges follows by itself, so does what another testing type makes of it (decisions of the spec), and what
    waits for a choice is not the row's to say.
    """
    state = record.state
    moves = Field.IMPLEMENTATION_STATUS in values
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
