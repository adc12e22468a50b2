"""Regulations of the organisation's own: where each comes from, what a template says, own controls, mappings and scores."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_REASON = "definitions of actions are never edited"
_CONTENT = (
    "action_id, number, release, title, description, guidance, shown_by, launch_url, requirement, function, stage, "
    "eligible_source, solutions, services, privacy_framework, sp800_53, search_text, digest, score, dimensions"
)


def upgrade() -> None:
    """Add the columns, and let the guards know them: own mappings can be removed, scores cannot be edited."""
    op.add_column("regulation", sa.Column("origin", sa.String(), server_default=sa.text("'shipped'"), nullable=False))
    op.add_column("regulation", sa.Column("product", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("regulation", sa.Column("certification", sa.String(), server_default=sa.text("''"), nullable=False))
    services = sa.Column("in_scope_services", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
    op.add_column("regulation", services)
    op.add_column("regulation", sa.Column("dimensions", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("control", sa.Column("own", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("action_control", sa.Column("own", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("action_version", sa.Column("score", sa.Integer(), nullable=True))
    op.add_column("action_version", sa.Column("dimensions", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    dialect = op.get_bind().dialect.name
    for table, verb, when in (
        ("action_version", f"UPDATE OF {_CONTENT}", ""),
        ("action_control", "DELETE", " WHEN (NOT OLD.own)"),
    ):
        for statement in _refusal(dialect, table, verb, when):
            op.execute(statement)


def _refusal(dialect: str, table: str, verb: str, when: str) -> list[str]:
    name = f"{table}_no_{verb.split()[0]}"
    if dialect == "sqlite":
        return [
            f"DROP TRIGGER {name}",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table}{when}\n        BEGIN SELECT RAISE(ABORT, '{_REASON}'); END",
        ]
    return [
        f"DROP TRIGGER {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {name}()",
    ]
