"""The subscriptions of Defender for Cloud, how an action stands in each, and the resources that were looked at."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, text
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import ResourceStatus, TestStatus


class Subscription(Table, table=True):
    """An account at a cloud service that Defender for Cloud watches."""

    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    service: str
    kind: str


class SubscriptionState(Table, table=True):
    """How an action stands in one subscription: complete resources of the applicable ones.

    Of an action that is tested by hand the only resource stands for the subscription itself; date and notes are then written by
    people (spec 2.9).
    """

    __tablename__ = "subscription_state"
    __table_args__ = (
        CheckConstraint("completed >= 0 AND completed <= applicable", name="resources"),
        STRICT,
    )
    state_id: int = Field(foreign_key="action_state.id", primary_key=True)
    subscription_id: int = Field(foreign_key="subscription.id", primary_key=True)
    test_status: TestStatus = Field(sa_type=choice(TestStatus))
    completed: int
    applicable: int
    test_date: date | None = None
    test_notes: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class VirtualResource(Table, table=True):
    """A resource of a subscription that an action's automatic test looked at."""

    __tablename__ = "virtual_resource"
    __table_args__ = (
        ForeignKeyConstraint(
            ["state_id", "subscription_id"], ["subscription_state.state_id", "subscription_state.subscription_id"]
        ),
        STRICT,
    )
    state_id: int = Field(primary_key=True)
    subscription_id: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
    kind: str
    status: ResourceStatus = Field(sa_type=choice(ResourceStatus))
