"""A control that no improvement action serves says why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give the controls a column for the reason."""
    op.add_column("control", sa.Column("no_action", sa.String(), nullable=True))
