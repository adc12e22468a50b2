"""Alembic's way in: runs on the connection that `migration.migrate` opened, inside its transaction."""

from alembic import context
from sqlalchemy import MetaData

from cm_tui.model.tables.columns import NAMES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=MetaData(naming_convention=NAMES),
    transactional_ddl=True,
)
context.run_migrations()
