"""Storing what the check of a workbook showed: all of it in one unit, or nothing (spec 3.7; issue 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlmodel import Session, col, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.rules.evidence import why_automation_is_turned_off
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.history import Event
from cm_tui.model.views.action_workbook import Applied, NewLink
from cm_tui.model.views.actions import FieldChange, Points
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.vocabulary import Field, TestingType
from cm_tui.services.action_workbook.checked import Checked
from cm_tui.services.action_workbook.checking import Checking
from cm_tui.services.actions.foreign import name_of, person_names
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import Record, find_records
from cm_tui.services.actions.saving_many import store_many
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import Effort, IsCancelled, Progress, nothing_collected
from cm_tui.services.evidence.adding import link_piece, refuse_not_receiving
from cm_tui.services.evidence.recording import Recording
from cm_tui.services.history.chain import Ledger, moment_of
from cm_tui.services.permit import permit
from cm_tui.services.score.sums import totals
from cm_tui.services.storage.store import Store

_Effect: TypeAlias = tuple[tuple[FieldChange, ...], tuple[NewLink, ...], tuple[Field, ...]]


def apply_checked(
    store: Store,
    clock: Clock,
    actor: Actor,
    checked: Checked,
    *,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Applied:
    """Store what a check showed, all of it or nothing.

    Args:
        store: Where it is stored.
        clock: Says when.
        actor: Who does it.
        checked: What was shown; it stays as it is, so that it can be applied again where this was refused or cancelled.
        progress: Told how many actions and links are done, and how many there are, after some hundred of them.
        cancelled: Asked as often, until everything is about to be committed; True ends the work.

    Raises NotAllowed, InvalidInput where the workbook has faults or undecided conflicts, StaleEdit where it would do something else
    now than it showed, Cancelled, and StorageProblem; nothing is stored then.
    """
    if reason := checked.why_not_applied:
        raise InvalidInput(reason)
    links = sum(len(new) for new in checked.links.values())
    effort = Effort(len(checked.plans) + links, progress, cancelled)
    with nothing_collected(), store.writing() as session:
        permit(session, actor, Permission.EDIT_ACTIONS)
        if links:
            permit(session, actor, Permission.HANDLE_EVIDENCE)
        plans = _still_true(session, actor, checked, cancelled)
        before = _overall(session)
        step = apply_plans(session, actor, clock(), plans, checked.links, step=effort.step)
        effort.step(0)
        return Applied(step.actions, links, before, _overall(session), step)


def apply_plans(
    session: Session,
    actor: Actor,
    at: datetime,
    plans: Sequence[Plan],
    links: Mapping[str, Sequence[NewLink]],
    *,
    step: Callable[[int], None],
) -> UndoStep:
    """Add links to actions and store the plans of others or the same ones, with their history. Returns what takes it back.

    Args:
        session: The writing unit.
        actor: Who does it.
        at: The present moment.
        plans: At most one for each action.
        links: New links by action.
        step: Told, again and again, how many plans and links more are done; what it raises ends the work.

    Raises StaleEdit where a record has another version than its plan, NotFound, NotAllowed and InvalidInput.
    """
    ledger = Ledger(session)
    receiving = find_records(session, [action for action, new in links.items() if new])
    told = _with_automation_off(session, actor, plans, receiving)
    added = _add_links(Recording(session, ledger, actor, at), receiving, links, step)
    stored = store_many(session, ledger, actor, at, told, step=step)
    ledger.flush()
    events = (one.seq for one in stored.values())
    return UndoStep((*added, *events), tuple(dict.fromkeys((*stored, *receiving))))


def _with_automation_off(
    session: Session, actor: Actor, plans: Sequence[Plan], receiving: Mapping[str, Record]
) -> Sequence[Plan]:
    """The plans, where those of actions that get evidence of their own make them manual ones (spec 3.8, 16 row 29)."""
    if not receiving:
        return plans
    planner = Planner(session, actor)
    planned = {plan.record.state.public_id: plan for plan in plans}
    for action, record in receiving.items():
        plan = planned.get(action) or Plan(record, {})
        if why_automation_is_turned_off(plan.state_after.testing_type, record.definition.eligible_source):
            changes = {**plan.changes, Field.TESTING_TYPE: TestingType.MANUAL}
            draft = ActionDraft(action, plan.record.state.version, changes)
            planned[action] = planner.plan(draft, record=plan.record)
    return list(planned.values())


def _add_links(
    recording: Recording,
    receiving: Mapping[str, Record],
    links: Mapping[str, Sequence[NewLink]],
    step: Callable[[int], None],
) -> list[int]:
    """Add links by the rules of evidence. Returns the numbers of their events."""
    events: list[int] = []
    for action, record in receiving.items():
        refuse_not_receiving(record)
        for link in links[action]:
            recording.add(record.state, link_piece(link.name, link.url))
            events.append(recording.ledger.last_seq())
        step(len(links[action]))
    return events


def _still_true(session: Session, actor: Actor, checked: Checked, cancelled: IsCancelled | None) -> Sequence[Plan]:
    """The plans that do what was shown; made again where anything was written since. Raises StaleEdit and Cancelled."""
    if Ledger(session).last_seq() == checked.head:
        return checked.plans
    effort = Effort(len(checked.upload.rows), is_cancelled=cancelled)
    anew = Checking(session, actor, checked.upload, checked.choices, checked.names_confirmed, effort).run()
    shown, found = _effects(checked), _effects(anew)
    different = (action for action in dict.fromkeys((*shown, *found)) if shown.get(action) != found.get(action))
    action = next(different, None)
    if action is not None or anew.why_not_applied:
        raise _changed_meanwhile(session, action, checked.head)
    return anew.plans


def _effects(checked: Checked) -> dict[str, _Effect]:
    """By action, what its row would do, and what waits for a choice; the rows that do nothing are left out."""
    rows = (row for row in checked.review.rows if row.changes_something or row.open)
    return {row.id: (row.changes, row.links, row.open) for row in rows}


def _changed_meanwhile(session: Session, action: str | None, head: int) -> StaleEdit:
    """The refusal that names an action, and who changed it; where nobody did, who changed what its rules rest on."""
    later = select(Event).where(Event.seq > head).order_by(col(Event.seq).desc()).limit(1)
    own = session.exec(later.where(col(Event.entity) == action)).first()
    last = own or session.exec(later).one()
    who = name_of(last.user_key, person_names(session))
    by = f"by {who} at {moment_of(last).astimezone():%Y-%m-%d %H:%M}"
    what = f"{action} was changed meanwhile" if own is not None else "What the check rests on was changed meanwhile"
    concerned = f" and {action} would become otherwise than shown" if own is None and action is not None else ""
    return StaleEdit(f"{what} {by}{concerned}; check the file again. Nothing was stored.")


def _overall(session: Session) -> Points:
    return sum(totals(session), Points(0, 0))
