"""An index finds the history of one action without reading all of it."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Index the events by what they are about."""
    op.create_index("ix_event_entity", "event", ["entity"])
