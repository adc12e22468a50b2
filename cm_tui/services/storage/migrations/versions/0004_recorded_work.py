"""Recorded work: evidence, texts of notes, notices, virtual resources, who sent an action to its assessor, settings."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the new tables and columns; the notes that stand now are the first texts that are kept."""
    _columns()
    _evidence()
    _notices()
    _resources()
    op.create_table(
        "note",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_note")),
        sqlite_strict=True,
    )
    _keep_present_notes()


def _columns() -> None:
    op.add_column("action_state", sa.Column("sent_by_key", sa.String(), nullable=True))
    op.add_column("organisation", sa.Column("four_eyes", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("organisation", sa.Column("evidence_types", sa.JSON(), nullable=True))
    op.add_column("organisation", sa.Column("evidence_limit", sa.Integer(), nullable=True))
    op.add_column(
        "organisation", sa.Column("evidence_number", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("subscription_state", sa.Column("test_date", sa.Date(), nullable=True))
    op.add_column(
        "subscription_state", sa.Column("test_notes", sa.String(), server_default=sa.text("''"), nullable=False)
    )


def _evidence() -> None:
    kinds = ("document", "link")
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("evidencekind", *kinds), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("added_by_key", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'document') = (sha256 IS NOT NULL AND size IS NOT NULL) AND (kind = 'link') = (url IS NOT NULL)",
            name=op.f("ck_evidence_content"),
        ),
        sa.CheckConstraint("size IS NULL OR size > 0", name=op.f("ck_evidence_size")),
        sa.ForeignKeyConstraint(["state_id"], ["action_state.id"], name=op.f("fk_evidence_state_id")),
        sa.ForeignKeyConstraint(["added_by_key"], ["person.key"], name=op.f("fk_evidence_added_by_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_evidence_state_id"), "evidence", ["state_id"], unique=False)
    op.create_index(op.f("ix_evidence_sha256"), "evidence", ["sha256"], unique=False)


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient_key", sa.String(), nullable=False),
        sa.Column("state_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason", _choice("noticereason", "assigned", "sent for assessment", "assigned back"), nullable=False
        ),
        sa.Column("by_key", sa.String(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["recipient_key"], ["person.key"], name=op.f("fk_notice_recipient_key")),
        sa.ForeignKeyConstraint(["state_id"], ["action_state.id"], name=op.f("fk_notice_state_id")),
        sa.ForeignKeyConstraint(["by_key"], ["person.key"], name=op.f("fk_notice_by_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_notice_state_id"), "notice", ["state_id"], unique=False)


def _resources() -> None:
    op.create_table(
        "virtual_resource",
        sa.Column("state_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", _choice("resourcestatus", "Healthy", "Unhealthy", "Not applicable"), nullable=False),
        sa.ForeignKeyConstraint(
            ["state_id", "subscription_id"],
            ["subscription_state.state_id", "subscription_state.subscription_id"],
            name=op.f("fk_virtual_resource_state_id"),
        ),
        sa.PrimaryKeyConstraint("state_id", "subscription_id", "name", name=op.f("pk_virtual_resource")),
        sqlite_strict=True,
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _keep_present_notes() -> None:
    connection = op.get_bind()
    columns = ("implementation_notes", "test_notes", "other_notes")
    rows = connection.execute(sa.text(f"SELECT {', '.join(columns)} FROM action_state")).all()
    texts = {str(text) for row in rows for text in row if text}
    kept = [{"digest": hashlib.sha256(text.encode()).hexdigest()[:32], "text": text} for text in texts]
    if kept:
        connection.execute(sa.text("INSERT INTO note (digest, text) VALUES (:digest, :text)"), kept)
