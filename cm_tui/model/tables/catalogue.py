"""The catalogue: regulations, and the immutable versions of improvement actions."""

from datetime import date

from sqlalchemy import JSON, UniqueConstraint, text
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Function,
    ManagedBy,
    Origin,
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
    """A law or standard; `position` orders the listing.

    What a template says besides (spec 11.9): product, certification, the services that own actions are about, and `dimensions`,
    its further columns.
    """

    __table_args__ = STRICT
    key: str = Field(primary_key=True)
    title: str
    short_title: str
    version: str
    jurisdiction: str
    source_url: str
    position: int
    origin: Origin = Field(
        default=Origin.SHIPPED,
        sa_type=choice(Origin, checked=False),
        sa_column_kwargs={"server_default": text("'shipped'")},
    )
    product: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    certification: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    in_scope_services: list[str] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": text("'[]'")}
    )
    dimensions: dict[str, str] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": text("'{}'")}
    )


class Action(Table, table=True):
    """An improvement action's identity: what no version changes. `withdrawn_in` is the release that no longer has it."""

    __table_args__ = STRICT
    id: str = Field(primary_key=True)
    category: Category = Field(sa_type=choice(Category))
    action_type: ActionType = Field(sa_type=choice(ActionType))
    managed_by: ManagedBy = Field(sa_type=choice(ManagedBy))
    withdrawn_in: str | None = None


class ActionVersion(Table, table=True):
    """One immutable definition of an action; `digest` fixes its content, `search_text` is what bare words look in.

    `score` is what an action of the organisation's own is worth, in whole points; `dimensions` are its further columns in a
    template (spec 11.9).
    """

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
    score: int | None = None
    dimensions: dict[str, str] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": text("'{}'")}
    )
