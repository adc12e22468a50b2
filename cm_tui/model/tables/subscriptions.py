"""The subscriptions of Defender for Cloud, and how an action stands in each."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import TestStatus


class Subscription(Table, table=True):
    """An account at a cloud service that Defender for Cloud watches."""

    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    service: str
    kind: str


class SubscriptionState(Table, table=True):
    """How an action stands in one subscription: complete resources of the applicable ones."""

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
