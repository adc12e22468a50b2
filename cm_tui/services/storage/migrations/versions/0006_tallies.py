"""What the actions of assessments and of their controls add up to: counted once here, and kept by every later change."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_KINDS = ("failed", "untested", "out_of_scope", "passed", "other")
_MEMBERS = ("your_actions", "your_actions_passed", "microsoft_actions", "points_achieved", "points_possible")
_CONTROLS = tuple(f"controls_{name}" for name in ("passed", "failed", "none", "out_of_scope", "in_progress"))
_FAILED = "s.test_status IN ('Failed high risk', 'Failed medium risk', 'Failed low risk')"
_COUNT_KINDS = f"""
    count(*) FILTER (WHERE s.in_scope AND {_FAILED}) AS failed,
    count(*) FILTER (WHERE s.in_scope AND s.test_status = 'None') AS untested,
    count(*) FILTER (WHERE NOT s.in_scope OR s.test_status = 'Out of scope') AS out_of_scope,
    count(*) FILTER (WHERE s.in_scope AND s.test_status = 'Passed') AS passed,
    count(*) FILTER (WHERE s.in_scope AND NOT {_FAILED} AND s.test_status NOT IN ('None', 'Out of scope', 'Passed')) AS other,
"""
_COUNT_MEMBERS = """
    count(*) FILTER (WHERE a.managed_by = 'your organisation') AS your_actions,
    count(*) FILTER (WHERE a.managed_by = 'your organisation' AND s.test_status = 'Passed') AS your_actions_passed,
    count(*) FILTER (WHERE a.managed_by = 'Microsoft') AS microsoft_actions,
    sum(CASE WHEN s.in_scope THEN s.points_achieved ELSE 0 END) AS points_achieved,
    sum(CASE WHEN s.in_scope THEN s.points_possible ELSE 0 END) AS points_possible
FROM assessment_action l
JOIN assessment x ON x.id = l.assessment_id
JOIN action_state s ON s.id = l.state_id
JOIN action a ON a.id = s.action_id
"""
_SERVED = """
JOIN (
    SELECT DISTINCT m.version_id, m.control_id, c.regulation_key
    FROM action_control m JOIN control c ON c.id = m.control_id
    WHERE c.legal_status = 'in force' AND c.withdrawn_in IS NULL
) served ON served.version_id = s.accepted_version_id AND served.regulation_key = x.regulation_key
"""

_STATUSES = ("Passed", "Failed", "None", "Out of scope", "In progress")
_STATUS = sa.Enum(*_STATUSES, name="controlstatus", native_enum=False, create_constraint=True, length=40)
_JUDGED = """CASE
    WHEN failed > 0 THEN 'Failed'
    WHEN passed + other = 0 AND (untested > 0 OR out_of_scope = 0) THEN 'None'
    WHEN untested > 0 OR other > 0 THEN 'In progress'
    WHEN passed > 0 THEN 'Passed'
    ELSE 'Out of scope' END"""


def upgrade() -> None:
    """Make the two tables, and count into them what is there."""
    op.create_table(
        "control_tally",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        *(_number(name) for name in _KINDS),
        sa.Column("status", _STATUS, nullable=False),
        *(_number(name) for name in _MEMBERS),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_control_tally_assessment_id")),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_control_tally_control_id")),
        sa.PrimaryKeyConstraint("assessment_id", "control_id", name=op.f("pk_control_tally")),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_tally",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        *(_number(name) for name in (*_MEMBERS, *_CONTROLS)),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_tally_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_assessment_tally")),
        sqlite_strict=True,
    )
    op.create_index("ix_action_state_points", "action_state", ["points_possible", "points_achieved", "in_scope"])
    op.create_index("ix_control_tally_status", "control_tally", ["assessment_id", "status"])
    op.execute(
        f"INSERT INTO control_tally SELECT assessment_id, control_id, failed, untested, out_of_scope, passed, other, "
        f"{_JUDGED}, your_actions, your_actions_passed, microsoft_actions, points_achieved, points_possible FROM ("
        f"SELECT l.assessment_id, served.control_id, {_COUNT_KINDS} {_COUNT_MEMBERS} {_SERVED} "
        "GROUP BY l.assessment_id, served.control_id) counted"
    )
    judged = ", ".join(
        f"(SELECT count(*) FROM control_tally t WHERE t.assessment_id = counted.assessment_id AND t.status = '{status}')"
        for status in _STATUSES
    )
    op.execute(
        f"INSERT INTO assessment_tally SELECT counted.*, {judged} FROM "
        f"(SELECT l.assessment_id, {_COUNT_MEMBERS} GROUP BY l.assessment_id) counted"
    )


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger() if name.startswith("points") else sa.Integer(), nullable=False)
