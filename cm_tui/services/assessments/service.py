"""Assessments and groups as people list them (spec 11.2, 11.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from cm_tui.model.drafts import AssessmentDraft, AssessmentEdit
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.model.views.assessments import (
    AssessmentDetails,
    AssessmentPreview,
    AssessmentRemoval,
    AssessmentView,
    GroupView,
)
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.creating import create_assessment
from cm_tui.services.assessments.editing import edit_assessment
from cm_tui.services.assessments.finding import assessment_named, find_assessment, services_by_regulation
from cm_tui.services.assessments.microsoft import microsoft_actions_of
from cm_tui.services.assessments.progress import progress_of
from cm_tui.services.assessments.removing import delete_assessment, removal_of
from cm_tui.services.assessments.shown import assessment_views, control_views
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.history.chain import Ledger
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class AssessmentService:
    """What the organisation is assessed against."""

    store: Store
    clock: Clock
    actor: Actor

    def assessments(self) -> tuple[AssessmentView, ...]:
        """Every assessment, by group and name."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return assessment_views(session)

    def details(self, name: str) -> AssessmentDetails:
        """One assessment with its controls, by name in any case. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            assessment, _ = find_assessment(session, name)
            [view] = assessment_views(session, assessment)
            return AssessmentDetails(
                view,
                control_views(session, assessment),
                progress_of(session, assessment),
                microsoft_actions_of(session, assessment),
            )

    def require(self, name: str) -> None:
        """Raises NotFound where there is no assessment of this name, in any case."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            find_assessment(session, name)

    def named(self, text: str) -> str:
        """The whole name of the assessment that a text means: its name in any case, or a beginning that only one has.

        Raises NotFound, and InvalidInput where several begin so.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return assessment_named(session, text)

    def groups(self) -> tuple[GroupView, ...]:
        """Every group with its assessments, by name."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            names: dict[int, list[str]] = defaultdict(list)
            for assessment in session.exec(select(Assessment).order_by(Assessment.name)):
                names[assessment.group_id].append(assessment.name)
            groups = session.exec(select(Group).order_by(Group.name))
            return tuple(GroupView(group.name, group.slug, tuple(names[group.id or 0])) for group in groups)

    def services(self) -> Mapping[str, tuple[str, ...]]:
        """By regulation, the services that an assessment can be narrowed to, by name; none where no action names any."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return services_by_regulation(session)

    def preview(self, draft: AssessmentDraft) -> AssessmentPreview:
        """What creating an assessment would bring, found out by doing it on a copy. Raises what `create` raises."""
        with self.store.trying() as session:
            permit(session, self.actor, Permission.CREATE_ASSESSMENTS)
            return create_assessment(self._saving(session), draft)

    def create(self, draft: AssessmentDraft) -> AssessmentPreview:
        """Create an assessment, with its group where that is new: all of it in one transaction, or nothing.

        Raises NotAllowed; NotFound for an unknown regulation, or group to copy from; InvalidInput for names, services or a copy
        that cannot be, and where the group is assessed against the regulation already; StaleGroup where the draft's `new_group`
        is not so any more.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.CREATE_ASSESSMENTS)
            return create_assessment(self._saving(session), draft)

    def preview_edit(self, edit: AssessmentEdit) -> AssessmentPreview:
        """What changing an assessment would bring; nothing of it is stored. Raises what `edit` raises."""
        with self.store.trying() as session:
            permit(session, self.actor, Permission.CREATE_ASSESSMENTS)
            return edit_assessment(self._saving(session), edit)

    def edit(self, edit: AssessmentEdit) -> AssessmentPreview:
        """Change the name or the services of an assessment; what is so already is left without an event.

        Raises NotAllowed, NotFound, InvalidInput for a name or services that cannot be, and StaleAssessment where somebody else
        changed the same since the edit's `seen`.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.CREATE_ASSESSMENTS)
            return edit_assessment(self._saving(session), edit)

    def removal(self, name: str) -> AssessmentRemoval:
        """What deleting an assessment takes away. Raises NotFound, and NotAllowed by role and for the last one."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.DELETE_ASSESSMENTS)
            return removal_of(session, name)

    def delete(self, name: str, expected: AssessmentRemoval | None = None) -> AssessmentRemoval:
        """Delete an assessment; its group remains, and the work on actions that nothing else counts is kept (spec 11.3).

        `expected` is what somebody was shown. Raises what `removal` raises, and StaleEdit where something else would go by now.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.DELETE_ASSESSMENTS)
            return delete_assessment(self._saving(session), name, expected)

    def _saving(self, session: Session) -> Saving:
        return Saving(session, Ledger(session), self.actor, self.clock())
