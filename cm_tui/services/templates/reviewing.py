"""What storing a template did, told inside the unit that stored it; or what is wrong with the file (spec 11.9, 11.10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from cm_tui.model.rules.templates import RENAMED, is_own_action
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.organisation import Assessment
from cm_tui.model.views.actions import Points
from cm_tui.model.views.templates import ChangedPart, Counts, PartChange, PartKind, TemplateReview
from cm_tui.services.actions.rows import chunks
from cm_tui.services.assessments.regulations import actions_of, controls_of
from cm_tui.services.templates.known import Known, said
from cm_tui.services.templates.layout import TABS
from cm_tui.services.templates.parsing import Given
from cm_tui.services.templates.plans import ControlPlan, TemplatePlan
from cm_tui.services.templates.tabs import Faults
from cm_tui.services.updates.effects import overall
from cm_tui.services.updates.pending import pending_ids


@dataclass(frozen=True, slots=True)
class Before:
    """What storing changes: the score, the actions of the regulation with their worth in millionths, whether inheritance ends."""

    points: Points
    actions: Mapping[str, int]
    ends_inheritance: bool

    @classmethod
    def read(cls, session: Session, plan: TemplatePlan) -> Before:
        """The workspace before a plan is stored."""
        return cls(overall(session), actions_of(session, plan.key), plan.ends_inheritance)


def review_of(
    session: Session, file: Path, plan: TemplatePlan, before: Before, withdrawn: Collection[str]
) -> TemplateReview:
    """What a template did, inside the unit that stored it; `withdrawn` are the own actions that ended with it."""
    form, serves = plan.given.template, actions_of(session, plan.key)
    actions = tuple(_actions(session, plan, before.actions, serves, withdrawn))
    begins = [one for one in plan.actions if one.known is None]
    renames = [RENAMED] if begins and any(map(is_own_action, withdrawn)) else []
    return TemplateReview(
        file=file,
        key=plan.key,
        title=form.title,
        product=form.product,
        is_new=plan.is_new,
        ends_inheritance=before.ends_inheritance,
        controls=Counts(len(plan.new_controls), len(plan.changed_controls), len(plan.removed)),
        actions=_counts(actions),
        controls_in_all=controls_of(session, plan.key),
        actions_in_all=len(serves),
        maximum_points=sum(serves.values()),
        new_actions=tuple((one.id, one.given.form.title) for one in begins),
        assessments=_users(session, plan.key),
        before=before.points,
        after=overall(session),
        faults=(),
        notices=(*plan.given.notices, *renames),
        template_changes=not plan.is_new and (plan.says_else or plan.reorders),
        parts=(*_controls(plan), *actions),
        maximum_before=sum(before.actions.values()),
    )


def faulty(file: Path, key: str, given: Given, known: Known, faults: Faults) -> TemplateReview:
    """A file that cannot be imported, with its faults in the order of its cells."""
    order = {title: place for place, title in enumerate(TABS)}
    found = sorted(faults.found, key=lambda one: (order.get(one.sheet, len(order)), one.row))
    nothing = Points(0, 0)
    return TemplateReview(
        file=file,
        key=key,
        title=given.template.title,
        product=given.template.product,
        is_new=known.regulation is None,
        ends_inheritance=False,
        controls=Counts(),
        actions=Counts(),
        controls_in_all=0,
        actions_in_all=0,
        maximum_points=0,
        new_actions=(),
        assessments=(),
        before=nothing,
        after=nothing,
        faults=tuple(found),
        notices=given.notices,
        more_faults=faults.more,
    )


def _controls(plan: TemplatePlan) -> Iterator[ChangedPart]:
    for one in plan.new_controls:
        yield ChangedPart(PartKind.CONTROL, PartChange.ADDED, one.id, one.form.title)
    for one in plan.changed_controls:
        yield ChangedPart(PartKind.CONTROL, PartChange.CHANGED, one.id, one.form.title, _change_of(one))
    for gone in plan.removed:
        control = gone.control
        yield ChangedPart(PartKind.CONTROL, PartChange.REMOVED, said(control.control_id), said(control.title))


def _change_of(one: ControlPlan) -> str:
    """What changes of a control."""
    if one.known is None:
        return "takes the place of the catalogue's control, which loses an action"
    parts = [
        "its text" if one.says_else else "",
        f"gets {', '.join(one.maps)}" if one.maps else "",
        f"loses {', '.join(one.unmaps)}" if one.unmaps else "",
    ]
    return "; ".join(filter(None, parts))


def _actions(
    session: Session, plan: TemplatePlan, before: Collection[str], after: Collection[str], withdrawn: Collection[str]
) -> Iterator[ChangedPart]:
    changed = {one.id: one for one in plan.actions if one.known is not None}
    begins = {one.id for one in plan.actions if one.known is None}
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    titles = _titles(session, {*added, *removed, *changed})
    waiting = {one.partition("@")[0] for one in pending_ids(session)} if changed else set()
    for name in added:
        note = "an improvement action of your own that begins" if name in begins else ""
        yield ChangedPart(PartKind.ACTION, PartChange.ADDED, name, titles[name], note)
    for name, one in changed.items():
        was = said(one.known.version.title) if one.known is not None else ""
        renamed = "" if was == titles[name] else f"was called {was}"
        waits = "waits as an update to accept" if name in waiting else "nobody works on it yet; holds at once"
        note = "; ".join(filter(None, (renamed, waits)))
        yield ChangedPart(PartKind.ACTION, PartChange.CHANGED, name, titles[name], note)
    gone = set(withdrawn)
    for name in removed:
        note = "nothing else needs it: it retires, its work is kept" if name in gone else ""
        yield ChangedPart(PartKind.ACTION, PartChange.REMOVED, name, titles[name], note)


def _counts(actions: Iterable[ChangedPart]) -> Counts:
    found = [one.change for one in actions]
    return Counts(found.count(PartChange.ADDED), found.count(PartChange.CHANGED), found.count(PartChange.REMOVED))


def _titles(session: Session, ids: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(sorted(ids)):
        statement = select(ActionVersion.action_id, ActionVersion.title)
        newest = statement.where(col(ActionVersion.action_id).in_(chunk), col(ActionVersion.is_newest))
        found |= dict(session.exec(newest).all())
    return found


def _users(session: Session, key: str) -> tuple[str, ...]:
    statement = select(Assessment.name).where(Assessment.regulation_key == key).order_by(col(Assessment.name))
    return tuple(session.exec(statement))
