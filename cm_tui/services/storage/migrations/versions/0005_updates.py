"""Updates of actions: releases, what was withdrawn, states that no assessment counts; definitions are never edited any more."""

import hashlib
import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_CONTENT = (
    "title",
    "description",
    "guidance",
    "shown_by",
    "launch_url",
    "requirement",
    "function",
    "stage",
    "eligible_source",
    "solutions",
    "services",
    "privacy_framework",
    "sp800_53",
)
_LISTS = _CONTENT[-4:]
_GUARDED = (
    ("action", "UPDATE OF id, category, action_type, managed_by"),
    ("action", "DELETE"),
    (
        "action_version",
        "UPDATE OF action_id, number, release, title, description, guidance, shown_by, launch_url, requirement, function, "
        "stage, eligible_source, solutions, services, privacy_framework, sp800_53, search_text, digest",
    ),
    ("action_version", "DELETE"),
    ("action_control", "UPDATE"),
    ("action_control", "DELETE"),
)


def upgrade() -> None:
    """Make the new table and columns, write the digests without the order of controls, then guard the definitions."""
    op.create_table(
        "release",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sqlite_strict=True,
    )
    op.add_column("action", sa.Column("withdrawn_in", sa.String(), nullable=True))
    op.add_column("control", sa.Column("withdrawn_in", sa.String(), nullable=True))
    op.add_column("action_state", sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False))
    _write_digests()
    for table, verb in _GUARDED:
        for statement in _refusal(op.get_bind().dialect.name, table, verb):
            op.execute(statement)


def _write_digests() -> None:
    connection = op.get_bind()
    served = defaultdict(list)
    mapping = (
        "SELECT m.version_id, c.control_id, m.strength FROM action_control m JOIN control c ON c.id = m.control_id"
    )
    for version, control, strength in connection.execute(sa.text(mapping)):
        served[version].append((control, strength))
    rows = connection.execute(sa.text(f"SELECT id, {', '.join(_CONTENT)} FROM action_version")).mappings().all()
    digests = [{"id": row["id"], "digest": _digest(row, sorted(served[row["id"]]))} for row in rows]
    if digests:
        connection.execute(sa.text("UPDATE action_version SET digest = :digest WHERE id = :id"), digests)


def _digest(row: sa.RowMapping, controls: list[tuple[str, str]]) -> str:
    content = [_value(name, row[name]) for name in _CONTENT]
    return hashlib.sha256(json.dumps([*content, controls]).encode()).hexdigest()


def _value(name: str, value: object) -> object:
    return json.loads(value) if name in _LISTS and isinstance(value, str) else value


def _refusal(dialect: str, table: str, verb: str) -> list[str]:
    name, reason = f"{table}_no_{verb.split()[0]}", "definitions of actions are never edited"
    if dialect == "sqlite":
        return [f"CREATE TRIGGER {name} BEFORE {verb} ON {table}\n        BEGIN SELECT RAISE(ABORT, '{reason}'); END"]
    body = f"BEGIN RAISE EXCEPTION '{reason}'; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
