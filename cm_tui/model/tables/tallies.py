"""What the actions of assessments and of their controls add up to, stored so that nothing is counted to show it.

Every number follows from other tables; `cm-tui check` counts all of them again. A row that would count no action does not exist.
"""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import ControlStatus


class ControlTally(Table, table=True):
    """The actions that serve a control in an assessment, by what their tests mean for it (spec 11.6); points are millionths.

    `status` follows from the five numbers before it.
    """

    __tablename__ = "control_tally"
    __table_args__ = (Index("ix_control_tally_status", "assessment_id", "status"), STRICT)
    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    control_id: int = Field(foreign_key="control.id", primary_key=True)
    failed: int
    untested: int
    out_of_scope: int
    passed: int
    other: int
    status: ControlStatus = Field(sa_type=choice(ControlStatus))
    your_actions: int
    your_actions_passed: int
    microsoft_actions: int
    points_achieved: int = Field(sa_type=BigInteger)
    points_possible: int = Field(sa_type=BigInteger)


class AssessmentTally(Table, table=True):
    """The actions of an assessment, each once however many controls it serves, and its controls by status; points as above."""

    __tablename__ = "assessment_tally"
    __table_args__ = STRICT
    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    your_actions: int
    your_actions_passed: int
    microsoft_actions: int
    points_achieved: int = Field(sa_type=BigInteger)
    points_possible: int = Field(sa_type=BigInteger)
    controls_passed: int
    controls_failed: int
    controls_none: int
    controls_out_of_scope: int
    controls_in_progress: int
