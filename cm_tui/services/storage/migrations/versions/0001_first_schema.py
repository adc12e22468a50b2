"""The first schema: catalogue, organisation, states and the append-only history."""

import sqlalchemy as sa
from alembic import op

from cm_tui.model.tables import columns  # noqa: F401  (teaches SQLite's STRICT tables the types)
from cm_tui.services.storage.dialect import append_only_history

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table as the first release did."""
    op.create_table(
        "account",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "action",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "Control Access",
                "Discover and Respond",
                "Govern Information",
                "Infrastructure Cloud",
                "Manage Compliance",
                "Manage Devices",
                "Manage Internal Risks",
                "Privacy Management",
                "Protect Against Threats",
                "Protect Information",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "action_type",
            sa.Enum(
                "Technical",
                "Operational",
                "Documentation",
                name="actiontype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "managed_by",
            sa.Enum(
                "your organisation", "Microsoft", name="managedby", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_group")),
        sa.UniqueConstraint("name", name=op.f("uq_assessment_group_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_assessment_group_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("user_key", sa.String(), nullable=False),
        sa.Column("account_key", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=True),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
        sa.UniqueConstraint("prev", name=op.f("uq_event_prev")),
        sqlite_strict=True,
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "cloud",
            sa.Enum(
                "commercial",
                "gcc",
                "gcc-high",
                "dod",
                name="cloud",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("signals_connected", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reader",
                "contribution",
                "assessor",
                "administration",
                "global-administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("login", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        sqlite_strict=True,
    )
    op.create_table(
        "regulation",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_regulation")),
        sqlite_strict=True,
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("name", name=op.f("uq_subscription_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "action_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_newest", sa.Boolean(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("guidance", sa.String(), nullable=False),
        sa.Column("shown_by", sa.String(), nullable=False),
        sa.Column("launch_url", sa.String(), nullable=True),
        sa.Column(
            "requirement",
            sa.Enum(
                "mandatory", "discretionary", name="requirement", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "function",
            sa.Enum(
                "preventative",
                "detective",
                "corrective",
                name="function",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "track",
                "prevent",
                "protect",
                "retain",
                "investigate",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "eligible_source",
            sa.Enum(
                "Manual",
                "Built-in",
                "Microsoft Secure Score",
                "Defender for Cloud",
                "Connector (Salesforce)",
                "Connector (Zoom)",
                name="testingsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("solutions", sa.JSON(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("privacy_framework", sa.JSON(), nullable=False),
        sa.Column("sp800_53", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_version_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_version")),
        sa.UniqueConstraint("action_id", "number", name=op.f("uq_action_version_action_id_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("regulation_key", sa.String(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["assessment_group.id"], name=op.f("fk_assessment_group_id")),
        sa.ForeignKeyConstraint(["regulation_key"], ["regulation.key"], name=op.f("fk_assessment_regulation_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("group_id", "regulation_key", name=op.f("uq_assessment_group_id_regulation_key")),
        sa.UniqueConstraint("name", name=op.f("uq_assessment_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regulation_key", sa.String(), nullable=False),
        sa.Column("control_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "legal_status",
            sa.Enum(
                "in force",
                "proposed",
                "vacated",
                name="legalstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "obligation",
            sa.Enum("required", "addressable", name="obligation", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("unverified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["regulation_key"], ["regulation.key"], name=op.f("fk_control_regulation_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control")),
        sa.UniqueConstraint("control_id", name=op.f("uq_control_control_id")),
        sa.UniqueConstraint("regulation_key", "position", name=op.f("uq_control_regulation_key_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "action_control",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        sa.Column(
            "strength",
            sa.Enum(
                "direct",
                "supporting",
                "best practice",
                name="strength",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_action_control_control_id")),
        sa.ForeignKeyConstraint(["version_id"], ["action_version.id"], name=op.f("fk_action_control_version_id")),
        sa.PrimaryKeyConstraint("version_id", "control_id", name=op.f("pk_action_control")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_action_control_control_id"), "action_control", ["control_id"], unique=False)
    op.create_table(
        "action_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("accepted_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "implementation_status",
            sa.Enum(
                "Not implemented",
                "Implemented",
                "Alternative implementation",
                "Planned",
                "Out of scope",
                name="implementationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("implementation_date", sa.Date(), nullable=True),
        sa.Column("implementation_notes", sa.String(), nullable=False),
        sa.Column(
            "test_status",
            sa.Enum(
                "None",
                "Not assessed",
                "Passed",
                "Failed low risk",
                "Failed medium risk",
                "Failed high risk",
                "Out of scope",
                "To be determined",
                "Could not be determined",
                "To be detected",
                "Could not be detected",
                "Partially tested",
                "In progress",
                name="teststatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("test_date", sa.Date(), nullable=True),
        sa.Column("test_notes", sa.String(), nullable=False),
        sa.Column("other_notes", sa.String(), nullable=False),
        sa.Column(
            "testing_type",
            sa.Enum("Manual", "Automatic", name="testingtype", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("owner_key", sa.String(), nullable=True),
        sa.Column("covered_part", sa.Integer(), nullable=True),
        sa.Column("covered_whole", sa.Integer(), nullable=True),
        sa.Column("points_achieved", sa.Integer(), nullable=False),
        sa.Column("points_possible", sa.Integer(), nullable=False),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(covered_part IS NULL) = (covered_whole IS NULL)", name=op.f("ck_action_state_covered")),
        sa.CheckConstraint(
            "points_achieved >= 0 AND points_achieved <= points_possible", name=op.f("ck_action_state_points")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_action_state_version")),
        sa.ForeignKeyConstraint(
            ["accepted_version_id"], ["action_version.id"], name=op.f("fk_action_state_accepted_version_id")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_state_action_id")),
        sa.ForeignKeyConstraint(["group_id"], ["assessment_group.id"], name=op.f("fk_action_state_group_id")),
        sa.ForeignKeyConstraint(["owner_key"], ["person.key"], name=op.f("fk_action_state_owner_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_state")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_state_public_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_action_state_action_id"), "action_state", ["action_id"], unique=False)
    op.create_index(op.f("ix_action_state_owner_key"), "action_state", ["owner_key"], unique=False)
    op.create_table(
        "assessment_action",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("state_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_action_assessment_id")),
        sa.ForeignKeyConstraint(["state_id"], ["action_state.id"], name=op.f("fk_assessment_action_state_id")),
        sa.PrimaryKeyConstraint("assessment_id", "state_id", name=op.f("pk_assessment_action")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_assessment_action_state_id"), "assessment_action", ["state_id"], unique=False)
    op.create_table(
        "subscription_state",
        sa.Column("state_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column(
            "test_status",
            sa.Enum(
                "None",
                "Not assessed",
                "Passed",
                "Failed low risk",
                "Failed medium risk",
                "Failed high risk",
                "Out of scope",
                "To be determined",
                "Could not be determined",
                "To be detected",
                "Could not be detected",
                "Partially tested",
                "In progress",
                name="teststatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("applicable", sa.Integer(), nullable=False),
        sa.CheckConstraint("completed >= 0 AND completed <= applicable", name=op.f("ck_subscription_state_resources")),
        sa.ForeignKeyConstraint(["state_id"], ["action_state.id"], name=op.f("fk_subscription_state_state_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_subscription_state_subscription_id")
        ),
        sa.PrimaryKeyConstraint("state_id", "subscription_id", name=op.f("pk_subscription_state")),
        sqlite_strict=True,
    )
    for statement in append_only_history(op.get_bind().dialect.name):
        op.execute(statement)
