"""The catalogue: regulations, and the immutable versions of improvement actions."""

from datetime import date

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Function,
    ManagedBy,
    Requirement,
    Stage,
    TestingSource,
)


class Release(Table, table=True):
    """A release of the catalogue that this workspace has; `position` orders them, oldest first."""

    __table_args__ = STRICT
    id: str = Field(primary_key=True)
    day: date
    position: int


class Regulation(Table, table=True):
    """A law or standard; `position` orders the listing."""

    __table_args__ = STRICT
    key: str = Field(primary_key=True)
    title: str
    short_title: str
    version: str
    jurisdiction: str
    source_url: str
    position: int


class Action(Table, table=True):
    """An improvement action's identity: what no version changes. `withdrawn_in` is the release that no longer has it."""

    __table_args__ = STRICT
    id: str = Field(primary_key=True)
    category: Category = Field(sa_type=choice(Category))
    action_type: ActionType = Field(sa_type=choice(ActionType))
    managed_by: ManagedBy = Field(sa_type=choice(ManagedBy))
    withdrawn_in: str | None = None


class ActionVersion(Table, table=True):
    """One immutable definition of an action; `digest` fixes its content, `search_text` is what bare words look in."""

    __tablename__ = "action_version"
    __table_args__ = (UniqueConstraint("action_id", "number"), STRICT)
    id: int | None = Field(default=None, primary_key=True)
    action_id: str = Field(foreign_key="action.id")
    number: int
    is_newest: bool
    release: str
    title: str
    description: str
    guidance: str
    shown_by: str
    launch_url: str | None
    requirement: Requirement = Field(sa_type=choice(Requirement))
    function: Function = Field(sa_type=choice(Function))
    stage: Stage = Field(sa_type=choice(Stage))
    eligible_source: TestingSource | None = Field(default=None, sa_type=choice(TestingSource))
    solutions: list[str] = Field(sa_type=JSON)
    services: list[str] = Field(sa_type=JSON)
    privacy_framework: list[str] = Field(sa_type=JSON)
    sp800_53: list[str] = Field(sa_type=JSON)
    search_text: str
    digest: str
