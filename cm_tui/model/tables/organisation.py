"""Who works here and what they are assessed against: organisation, people, groups, assessments."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint, false, text
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import Cloud, Role


class Organisation(Table, table=True):
    """The one organisation of a workspace."""

    __table_args__ = STRICT
    id: int = Field(default=1, primary_key=True)
    name: str
    cloud: Cloud = Field(sa_type=choice(Cloud))
    is_demo: bool
    signals_connected: bool = False
    """Whether a source of automatic results is connected (spec 9.4)."""
    four_eyes: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether a pass by whoever recorded the implementation is refused."""
    evidence_types: list[str] | None = Field(default=None, sa_type=JSON)
    """The file types that evidence may have; the default list where nobody chose."""
    evidence_limit: int | None = None
    """The most bytes that a document may have; the default where nobody chose."""
    evidence_number: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """The number of the latest evidence; numbers are never used again."""
    created_at: datetime


class Person(Table, table=True):
    """A user; `key` is the random name that the history knows them by."""

    __table_args__ = STRICT
    key: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str
    role: Role = Field(sa_type=choice(Role))
    login: str | None = Field(default=None, unique=True)


class Account(Table, table=True):
    """An operating-system account that acted here; `key` is the random name that the history knows it by."""

    __table_args__ = STRICT
    key: str = Field(primary_key=True)
    name: str = Field(unique=True)


class Group(Table, table=True):
    """A group of assessments; `slug` stands in the ids of its nontechnical actions and never changes."""

    __tablename__ = "assessment_group"
    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    slug: str = Field(unique=True)


class Assessment(Table, table=True):
    """A regulation applied to a group, for some services."""

    __table_args__ = (UniqueConstraint("group_id", "regulation_key"), STRICT)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    group_id: int = Field(foreign_key="assessment_group.id")
    regulation_key: str = Field(foreign_key="regulation.key")
    services: list[str] = Field(sa_type=JSON)
    created_at: datetime


class AssessmentAction(Table, table=True):
    """An action's state counts in an assessment."""

    __tablename__ = "assessment_action"
    __table_args__ = STRICT
    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    state_id: int = Field(foreign_key="action_state.id", primary_key=True, index=True)
