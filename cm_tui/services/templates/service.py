"""Importing a regulation template: an own regulation, or a modification of one (spec 11.9, 11.10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.templates import regulation_key
from cm_tui.model.tables.organisation import Assessment
from cm_tui.model.views.actions import Points
from cm_tui.model.views.templates import Counts, TemplateReview
from cm_tui.services.assessments.regulations import actions_of, controls_of
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import IsCancelled
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store
from cm_tui.services.templates.known import Known
from cm_tui.services.templates.layout import TABS
from cm_tui.services.templates.parsing import Given, parse
from cm_tui.services.templates.planning import plan_template
from cm_tui.services.templates.plans import TemplatePlan
from cm_tui.services.templates.storing import Storing
from cm_tui.services.templates.tabs import Faults
from cm_tui.services.updates.effects import overall
from cm_tui.services.workbooks.reading import read_workbook


@dataclass(frozen=True)
class TemplateService:
    """Looks at a template, and takes it over: all of it, or nothing. What it does to assessments holds at once."""

    store: Store
    clock: Clock
    actor: Actor

    def review(self, file: Path, *, cancelled: IsCancelled | None = None) -> TemplateReview:
        """What importing a file would do, found out by doing it and taking it all back; with its faults, if it has any.

        Raises NotAllowed; InvalidInput for what is no sound workbook or no template; Cancelled.
        """
        given, faults, sha256 = self._read(file, cancelled)
        with self.store.rehearsing() as session:
            return self._imported(session, file, given, faults, sha256)

    def take_over(
        self, file: Path, expected: TemplateReview | None = None, *, cancelled: IsCancelled | None = None
    ) -> TemplateReview:
        """Import a file in one transaction; one that says what is stored already changes nothing.

        `expected` is what somebody saw who looked before. Raises as `review` does, InvalidInput for a file with faults, and
        StaleEdit where importing would do something else than what is expected.
        """
        given, faults, sha256 = self._read(file, cancelled)
        with self.store.writing() as session:
            done = self._imported(session, file, given, faults, sha256)
            if done.faults:
                raise InvalidInput(_refusal(done))
            if expected is not None and not done.does_what(expected):
                raise StaleEdit(
                    f"{file.name} or the workspace changed since you looked; look again. Nothing was imported."
                )
            return done

    def _read(self, file: Path, cancelled: IsCancelled | None) -> tuple[Given, Faults, str]:
        with self.store.reading() as session:
            permit(session, self.actor, Permission.IMPORT_REGULATIONS)
        workbook = read_workbook(file, TABS, cancelled=cancelled)
        faults = Faults()
        return parse(workbook, faults), faults, workbook.sha256

    def _imported(self, session: Session, file: Path, given: Given, faults: Faults, sha256: str) -> TemplateReview:
        """Import inside a unit, and tell what that did."""
        permit(session, self.actor, Permission.IMPORT_REGULATIONS)
        known = Known.read(session, given.template.title)
        regulation = known.regulation
        key = regulation.key if regulation is not None else regulation_key(given.template.title, known.keys)
        plan = plan_template(known, given, key)
        if faults.found:
            return _faulty(file, key, given, known, faults)
        found = _Before(overall(session), frozenset(actions_of(session, key)), plan.ends_inheritance)
        if not plan.is_nothing:
            Storing(session, self.actor, self.clock(), plan, sha256).store()
        return _review(session, file, plan, found)


@dataclass(frozen=True, slots=True)
class _Before:
    """What storing changes: the score, the actions of the regulation, and whether its inheritance ends."""

    points: Points
    actions: frozenset[str]
    ends_inheritance: bool


def _review(session: Session, file: Path, plan: TemplatePlan, before: _Before) -> TemplateReview:
    """What a template did, inside the unit that stored it."""
    form, serves = plan.given.template, actions_of(session, plan.key)
    return TemplateReview(
        file=file,
        key=plan.key,
        title=form.title,
        product=form.product,
        is_new=plan.is_new,
        ends_inheritance=before.ends_inheritance,
        controls=Counts(len(plan.new_controls), len(plan.changed_controls), len(plan.removed)),
        actions=_action_counts(plan, before.actions, serves.keys()),
        controls_in_all=controls_of(session, plan.key),
        actions_in_all=len(serves),
        maximum_points=sum(serves.values()),
        new_actions=tuple((one.id, one.given.form.title) for one in plan.actions if one.known is None),
        assessments=_users(session, plan.key),
        before=before.points,
        after=overall(session),
        faults=(),
        notices=plan.given.notices,
        template_changes=not plan.is_new and (plan.says_else or plan.reorders),
    )


def _faulty(file: Path, key: str, given: Given, known: Known, faults: Faults) -> TemplateReview:
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
    )


def _action_counts(plan: TemplatePlan, before: Collection[str], after: Collection[str]) -> Counts:
    changed = sum(one.known is not None for one in plan.actions)
    return Counts(len(set(after) - set(before)), changed, len(set(before) - set(after)))


def _users(session: Session, key: str) -> tuple[str, ...]:
    statement = select(Assessment.name).where(Assessment.regulation_key == key).order_by(col(Assessment.name))
    return tuple(session.exec(statement))


def _refusal(review: TemplateReview) -> str:
    first, count = review.faults[0], len(review.faults)
    more = f", and {count - 1} more fault{'' if count == 2 else 's'}" if count > 1 else ""
    return (
        f"{review.file.name} cannot be imported: {first.sheet}, row {first.row}, {first.column}: {first.message[:-1]}{more}. "
        "Nothing was imported."
    )
