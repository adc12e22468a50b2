"""Importing a regulation template: an own regulation, or a modification of one (spec 11.9, 11.10)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.templates import regulation_key
from cm_tui.model.views.templates import TemplateReview
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import Effort, IsCancelled, Progress
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store
from cm_tui.services.templates.known import Known
from cm_tui.services.templates.layout import TABS
from cm_tui.services.templates.parsing import Given, parse
from cm_tui.services.templates.planning import plan_template
from cm_tui.services.templates.reviewing import Before, faulty, review_of
from cm_tui.services.templates.storing import STEPS, Storing
from cm_tui.services.templates.tabs import Faults
from cm_tui.services.workbooks.reading import read_workbook

_PASSES = 4
"""How often each row is gone through before anything is stored."""


@dataclass(frozen=True)
class TemplateService:
    """Looks at a template, and takes it over: all of it, or nothing. What it does to assessments holds at once."""

    store: Store
    clock: Clock
    actor: Actor

    def review(
        self, file: Path, *, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> TemplateReview:
        """What importing a file would do, found out by doing it and taking it all back; with its faults, if it has any.

        Args:
            file: The workbook.
            progress: Told how far the work is, once the workbook is read; in rows, each of which is gone through several times.
            cancelled: Asked as often; True ends the work.

        Raises NotAllowed; InvalidInput for what is no sound workbook or no template; Cancelled.
        """
        given, faults, sha256 = self._read(file, progress, cancelled)
        with self.store.rehearsing() as session:
            return self._imported(session, file, given, faults, sha256)

    def take_over(
        self,
        file: Path,
        expected: TemplateReview | None = None,
        *,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> TemplateReview:
        """Import a file in one transaction; one that says what is stored already changes nothing.

        `expected` is what somebody saw who looked before. Raises as `review` does, InvalidInput for a file with faults, and
        StaleEdit where importing would do something else than what is expected.
        """
        given, faults, sha256 = self._read(file, progress, cancelled)
        with self.store.writing() as session:
            done = self._imported(session, file, given, faults, sha256)
            if done.faults:
                raise InvalidInput(_refusal(done))
            if expected is not None and not done.does_what(expected):
                raise StaleEdit(
                    f"{file.name} or the workspace changed since you looked; look again. Nothing was imported."
                )
            return done

    def _read(self, file: Path, progress: Progress | None, cancelled: IsCancelled | None) -> tuple[Given, Faults, str]:
        with self.store.reading() as session:
            permit(session, self.actor, Permission.IMPORT_REGULATIONS)
        workbook = read_workbook(file, TABS, cancelled=cancelled)
        rows = sum(len(sheet.rows) for sheet in workbook.sheets.values())
        faults = Faults(Effort((_PASSES + STEPS) * rows, progress, cancelled))
        return parse(workbook, faults), faults, workbook.sha256

    def _imported(self, session: Session, file: Path, given: Given, faults: Faults, sha256: str) -> TemplateReview:
        """Import inside a unit, and tell what that did."""
        permit(session, self.actor, Permission.IMPORT_REGULATIONS)
        known = Known.read(session, given.template)
        regulation = known.regulation
        key = regulation.key if regulation is not None else regulation_key(given.template.title, known.keys)
        plan = plan_template(known, given, key, faults)
        if faults.found:
            return faulty(file, key, given, known, faults)
        before, withdrawn = Before.read(session, plan), tuple[str, ...]()
        if not plan.is_nothing:
            share = faults.effort.total // (_PASSES + STEPS)
            storing = Storing(session, self.actor, self.clock(), plan, sha256, lambda: faults.effort.step(share))
            withdrawn = storing.store()
        done = review_of(session, file, plan, before, withdrawn)
        faults.effort.finish()
        return done


def _refusal(review: TemplateReview) -> str:
    first, count = review.faults[0], len(review.faults)
    beyond = "at least " if review.more_faults else ""
    more = f", and {beyond}{count - 1} more fault{'' if count == 2 else 's'}" if count > 1 else ""
    return (
        f"{review.file.name} cannot be imported: {first.sheet}, row {first.row}, {first.column}: {first.message[:-1]}{more}. "
        "Nothing was imported."
    )
