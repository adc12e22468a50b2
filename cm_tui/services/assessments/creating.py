"""Creating an assessment, in a group that exists or with a new one (spec 11.1, 11.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import func
from sqlmodel import Session, col, select

from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.errors import InvalidInput, NotFound
from cm_tui.model.rules.assessments import (
    free_slug,
    why_copying_is_refused,
    why_group_gives_nothing,
    why_name_is_taken,
    why_nothing_is_assessed,
    why_regulation_is_assessed,
)
from cm_tui.model.tables.catalogue import Regulation
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.views.assessments import AssessmentPreview
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.comparing import Counted, preview_of
from cm_tui.services.assessments.copying import NOTHING_COPIED, Copied, accepted_versions, copy_work
from cm_tui.services.assessments.finding import (
    checked_name,
    checked_services,
    find_group,
    find_regulation,
    named_services,
)
from cm_tui.services.assessments.foreign import refuse_other_group
from cm_tui.services.assessments.membership import NewAssessment, add_assessment


def create_assessment(saving: Saving, draft: AssessmentDraft) -> AssessmentPreview:
    """Create an assessment in this unit; what it brought, which is what it will bring where the unit is taken back.

    Raises InvalidInput for a name, a group, services or a copy that cannot be, NotFound for an unknown regulation or group,
    StaleGroup where the group is new and was thought to exist, or the other way round.
    """
    session = saving.session
    checked = _Checked.of(session, draft)
    before = Counted.before_new(session, checked.group)
    group = checked.group or _begin_group(session, checked.group_name)
    versions = None
    if checked.source is not None and draft.copy_details:
        versions = accepted_versions(session, checked.source, checked.regulation.key, checked.services)
    new = NewAssessment(checked.name, group, checked.regulation.key, checked.services, versions)
    assessment = add_assessment(session, saving.ledger, saving.actor, saving.at, new)
    refuse_empty(session, assessment, checked.regulation.short_title)
    copied = _copy(saving, checked.source, group, draft)
    saving.ledger.flush()
    session.flush()
    preview = preview_of(session, assessment, group, before)
    return replace(
        preview,
        new_group=checked.group is None,
        copied=copied.actions,
        copied_from=checked.source.name if checked.source is not None else "",
        documents=copied.pieces,
    )


def refuse_empty(session: Session, assessment: Assessment, regulation: str) -> None:
    """Refuse an assessment that no action counts in. Raises InvalidInput."""
    members = select(AssessmentAction.state_id).where(AssessmentAction.assessment_id == assessment.id)
    if session.exec(members.limit(1)).first() is None:
        raise InvalidInput(why_nothing_is_assessed(regulation, assessment.services))


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft that can be stored; `group` is None where it begins with the assessment."""

    name: str
    group_name: str
    group: Group | None
    regulation: Regulation
    services: tuple[str, ...]
    source: Group | None

    @classmethod
    def of(cls, session: Session, draft: AssessmentDraft) -> _Checked:
        """The draft, checked in the order in which people are asked. Raises InvalidInput, NotFound and StaleGroup."""
        regulation = find_regulation(session, draft.regulation)
        name, group_name = checked_name(draft.name), checked_name(draft.group, "a name for the group")
        group = find_group(session, group_name)
        refuse_other_group(session, group_name, group, draft.new_group)
        _refuse(why_name_is_taken(name, session.exec(select(Assessment.name)).all()))
        if group is not None:
            _refuse(
                why_regulation_is_assessed(regulation.short_title, group.name, _assessed(session, group, regulation))
            )
        something = draft.copy_details or draft.copy_evidence
        _refuse(why_copying_is_refused(draft.copy_from, something=something, new_group=group is None))
        services = checked_services(draft.services, named_services(session, regulation.key))
        return cls(name, group_name, group, regulation, services, _source(session, draft.copy_from))


def _refuse(reason: str | None) -> None:
    if reason:
        raise InvalidInput(reason)


def _assessed(session: Session, group: Group, regulation: Regulation) -> str | None:
    """The name of the group's assessment of a regulation, where it has one."""
    statement = select(Assessment.name).where(
        Assessment.group_id == group.id, Assessment.regulation_key == regulation.key
    )
    return session.exec(statement).first()


def _source(session: Session, name: str | None) -> Group | None:
    """The group to copy from. Raises NotFound, and InvalidInput where it has no assessment."""
    if name is None:
        return None
    group = find_group(session, name)
    if group is None:
        names = ", ".join(session.exec(select(Group.name).order_by(Group.name)))
        raise NotFound(f"There is no group {name!r} to copy from; there are: {names}.")
    assessed = session.exec(select(func.count(col(Assessment.id))).where(Assessment.group_id == group.id)).one()
    _refuse(why_group_gives_nothing(group.name, assessed))
    return group


def _begin_group(session: Session, name: str) -> Group:
    group = Group(name=name, slug=free_slug(name, session.exec(select(Group.slug)).all()))
    session.add(group)
    session.flush()
    return group


def _copy(saving: Saving, source: Group | None, target: Group, draft: AssessmentDraft) -> Copied:
    if source is None:
        return NOTHING_COPIED
    saving.ledger.flush()
    return copy_work(saving, source, target, details=draft.copy_details, evidence=draft.copy_evidence)
