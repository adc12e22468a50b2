"""The report of an assessment: what its page shows, as a workbook to keep (spec 4): controls, actions, and what serves what."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from cm_tui.model.rules.control_tree import parent
from cm_tui.model.rules.points import DISCLAIMER, percent, percent_number
from cm_tui.model.tables.catalogue import Regulation
from cm_tui.model.tables.controls import Control
from cm_tui.model.tables.organisation import Assessment
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentView, ControlView, MicrosoftAction
from cm_tui.model.vocabulary import LegalStatus, ManagedBy
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.assessments.microsoft import microsoft_actions_of
from cm_tui.services.assessments.shown import assessment_views, control_views
from cm_tui.services.exports.assessed_actions import ACTIONS, MAPPING, SUBSCRIPTIONS, Assessed, amount, assessed
from cm_tui.services.workbooks.writing import Column, Sheet, Value

SHARED = "shared"
"""Who manages a control that both your organisation and Microsoft do something for (spec 11.7)."""
SUMMARY = (Column("About the assessment", 26), Column("", 100))
CONTROLS = (
    Column("Control ID", 24, kind="line"),
    Column("Family", 28),
    Column("Control", 44),
    Column("Status", 14, kind="line"),
    Column("Managed by", 18, kind="line"),
    Column("Points achieved", 12, kind="number"),
    Column("Points possible", 12, kind="number"),
    Column("Your actions passed", 12, kind="number"),
    Column("Your actions", 12, kind="number"),
    Column("Microsoft actions", 12, kind="number"),
    Column("Legal status", 12, kind="line"),
    Column("What it asks", 70),
    Column("Source", 50, kind="line"),
)
LEFT_OUT = (
    Column("Control ID", 24, kind="line"),
    Column("Family", 28),
    Column("Control", 44),
    Column("Legal status", 12, kind="line"),
    Column("Why it is not assessed", 90),
)
IN_PARTS = "Its parts are assessed, each as a control of its own."
NOT_SERVED = "No improvement action of this assessment serves it."


def report_sheets(session: Session, name: str, facts: Sequence[tuple[str, Value]]) -> tuple[list[Sheet], int]:
    """The tabs of an assessment's report, by the assessment's name in any case, and how many controls it has. Raises NotFound.

    `facts` say when, by whom and from which history it was taken; they stand at the end of the summary.
    """
    assessment, _ = find_assessment(session, name)
    [view] = assessment_views(session, assessment)
    controls = control_views(session, assessment)
    microsoft = microsoft_actions_of(session, assessment)
    actions = assessed(session, assessment)
    sheets = [
        Sheet("Summary", SUMMARY, [*_summary(session, view, microsoft), *facts], filtered=False),
        Sheet("Controls", CONTROLS, [_control(one) for one in controls], steady=1),
        *_sheets_of_actions(actions),
        Sheet("Controls not assessed", LEFT_OUT, _left_out(session, assessment, controls), steady=1),
    ]
    return sheets, len(controls)


def managed_by(control: ControlView) -> str:
    """Who does the work of a control: your organisation, Microsoft, or both (spec 11.7)."""
    if not control.microsoft_actions:
        return ManagedBy.ORGANISATION.value
    return SHARED if control.your_actions else ManagedBy.MICROSOFT.value


def _sheets_of_actions(actions: Assessed) -> list[Sheet]:
    sheets = [
        Sheet("Improvement actions", ACTIONS, actions.actions, steady=2),
        Sheet("Control mapping", MAPPING, actions.mapping),
    ]
    return [*sheets, Sheet("Subscriptions", SUBSCRIPTIONS, actions.subscriptions)] if actions.subscriptions else sheets


def _summary(session: Session, view: AssessmentView, microsoft: Sequence[MicrosoftAction]) -> list[tuple[str, Value]]:
    regulation = session.exec(select(Regulation).where(Regulation.key == view.regulation)).one()
    theirs = sum((one.points for one in microsoft), Points(0, 0))
    return [
        ("Assessment", view.name),
        ("Group", view.group),
        ("Regulation", f"{regulation.short_title} · {regulation.title}"),
        ("Version of the regulation", regulation.version),
        ("Services", ", ".join(view.services) or "all"),
        ("Status", view.status.value),
        ("Score in percent", percent_number(percent(view.points.achieved, view.points.possible))),
        ("Controls passed", f"{view.controls_passed} of {view.controls}"),
        ("Points achieved", amount(view.points.achieved)),
        ("Points possible", amount(view.points.possible)),
        ("Your points achieved", amount((view.points - theirs).achieved)),
        ("Your points possible", amount((view.points - theirs).possible)),
        ("Microsoft's points achieved", amount(theirs.achieved)),
        ("Microsoft's points possible", amount(theirs.possible)),
        ("Your actions passed", f"{view.your_actions_passed} of {view.your_actions}"),
        ("Microsoft's actions", view.microsoft_actions),
        ("Pending updates", len(view.updates)),
        ("What the score is", DISCLAIMER),
    ]


def _control(one: ControlView) -> tuple[Value, ...]:
    points = one.points or Points(0, 0)
    return (
        one.control_id,
        one.family,
        one.title,
        one.status.value if one.status else None,
        managed_by(one),
        amount(points.achieved),
        amount(points.possible),
        one.your_actions_passed,
        one.your_actions,
        one.microsoft_actions,
        one.legal_status.value,
        one.summary,
        one.source_url,
    )


def _left_out(session: Session, assessment: Assessment, shown: Sequence[ControlView]) -> list[tuple[Value, ...]]:
    """The regulation's other controls, and why the assessment does not count them."""
    statement = select(Control).where(
        Control.regulation_key == assessment.regulation_key, col(Control.withdrawn_in).is_(None)
    )
    controls = session.exec(statement.order_by(col(Control.position))).all()
    counted = {one.control_id for one in shown}
    wider = _wider(counted, {one.control_id for one in controls})
    return [
        (one.control_id, one.family, one.title, one.legal_status.value, _why_left_out(one, wider))
        for one in controls
        if one.control_id not in counted
    ]


def _wider(counted: Collection[str], known: Collection[str]) -> set[str]:
    """The controls that those which count are parts of, however deep."""
    found: set[str] = set()
    for control in counted:
        above = parent(control, known)
        while above is not None and above not in found:
            found.add(above)
            above = parent(above, known)
    return found


def _why_left_out(control: Control, wider: Collection[str]) -> str:
    if control.legal_status is not LegalStatus.IN_FORCE:
        return f"It is {control.legal_status.value}, and binds nobody."
    return control.no_action or (IN_PARTS if control.control_id in wider else NOT_SERVED)
