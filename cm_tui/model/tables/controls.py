"""The controls of regulations, and which versions of actions serve them."""

from datetime import date

from sqlalchemy import UniqueConstraint, false
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import LegalStatus, Obligation, Strength


class Control(Table, table=True):
    """One requirement of a regulation; `position` is its place in the regulation's order, `no_action` why no action serves it.

    `withdrawn_in` is the release that no longer has it; nothing is assessed against it then. An `own` one comes from a template
    of the organisation's, not from a catalogue.
    """

    __table_args__ = (UniqueConstraint("regulation_key", "position"), STRICT)
    id: int | None = Field(default=None, primary_key=True)
    regulation_key: str = Field(foreign_key="regulation.key")
    control_id: str = Field(unique=True)
    position: int
    family: str
    title: str
    summary: str
    source_url: str
    valid_from: date
    legal_status: LegalStatus = Field(sa_type=choice(LegalStatus))
    obligation: Obligation | None = Field(default=None, sa_type=choice(Obligation))
    unverified: bool = False
    no_action: str | None = None
    withdrawn_in: str | None = None
    own: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class ActionControl(Table, table=True):
    """A version of an action serves a control, with a strength.

    An `own` mapping is the organisation's: it is no part of the version's content, holds for every version, and can be taken away.
    """

    __tablename__ = "action_control"
    __table_args__ = STRICT
    version_id: int = Field(foreign_key="action_version.id", primary_key=True)
    control_id: int = Field(foreign_key="control.id", primary_key=True, index=True)
    strength: Strength = Field(sa_type=choice(Strength))
    own: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
