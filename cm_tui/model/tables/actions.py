"""What the organisation did about an action: its states."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, false
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import ImplementationStatus, TestingType, TestStatus


class ActionState(Table, table=True):
    """One instance of an action: the organisation's, or a group's (`group_id`).

    `public_id` is the id that people use. Points are millionths; the two stored amounts and `in_scope` follow from the other
    columns and exist so that SQL can sort and sum (`check` recomputes them). `covered_part` of `covered_whole` is the share that
    automation measured, where it did. `sent_by_key` is the person who sent the action to its owner for assessment; no foreign key,
    because SQLite cannot add one to a table that exists. A `retired` one belongs to no assessment any more: it is
    neither listed nor counted, and keeps its work. The index over the points holds all that the overall score sums.
    """

    __tablename__ = "action_state"
    __table_args__ = (
        CheckConstraint("points_achieved >= 0 AND points_achieved <= points_possible", name="points"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(covered_part IS NULL) = (covered_whole IS NULL)", name="covered"),
        Index("ix_action_state_points", "points_possible", "points_achieved", "in_scope"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    action_id: str = Field(foreign_key="action.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="assessment_group.id")
    accepted_version_id: int = Field(foreign_key="action_version.id")
    implementation_status: ImplementationStatus = Field(sa_type=choice(ImplementationStatus))
    implementation_date: date | None = None
    implementation_notes: str = ""
    test_status: TestStatus = Field(sa_type=choice(TestStatus))
    test_date: date | None = None
    test_notes: str = ""
    other_notes: str = ""
    testing_type: TestingType = Field(sa_type=choice(TestingType))
    owner_key: str | None = Field(default=None, foreign_key="person.key", index=True)
    sent_by_key: str | None = None
    covered_part: int | None = None
    covered_whole: int | None = None
    points_achieved: int
    points_possible: int
    in_scope: bool
    retired: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1
    changed_at: datetime
