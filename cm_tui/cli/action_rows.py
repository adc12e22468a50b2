"""An improvement action as a row: its JSON names in the order of interface.md section 5, and the columns of the table."""

from __future__ import annotations

from cm_tui.cli.forms import iso, joined, named, number, of_points
from cm_tui.cli.output import Listing
from cm_tui.cli.table import WHOLE, Column
from cm_tui.model.views.actions import ActionRow

ORGANISATION_WIDE = "whole organisation"

ACTIONS = Listing[ActionRow](
    fields={
        "id": lambda row: row.id,
        "name": lambda row: row.name,
        "group": lambda row: row.group,
        "category": lambda row: row.category.value,
        "action_type": lambda row: row.action_type.value,
        "solutions": lambda row: row.solutions,
        "services": lambda row: row.services,
        "regulations": lambda row: row.regulations,
        "assessments": lambda row: row.assessments,
        "points_achieved": lambda row: number(row.points.achieved),
        "points_possible": lambda row: number(row.points.possible),
        "implementation_status": lambda row: row.implementation_status.value,
        "implementation_date": lambda row: iso(row.implementation_date),
        "test_status": lambda row: row.test_status.value,
        "test_date": lambda row: iso(row.test_date),
        "testing_type": lambda row: row.testing_type.value,
        "testing_source": lambda row: row.testing_source.value,
        "owner": lambda row: row.owner,
        "pending_update": lambda row: row.pending_update,
        "version": lambda row: row.version,
    },
    columns=(
        Column("ID", lambda row: row.id, WHOLE),
        Column("Improvement action", lambda row: row.name, 28),
        Column("Points", lambda row: of_points(row.points), WHOLE, right=True),
        Column("Test status", lambda row: row.test_status.value, 12),
        Column("Implementation", lambda row: row.implementation_status.value, 12),
        Column("Owner", lambda row: named(row.owner), 12),
        Column("Group", lambda row: row.group or ORGANISATION_WIDE, 10),
        Column("Category", lambda row: row.category.value, 12),
        Column("Type", lambda row: row.action_type.value, 13),
        Column("Testing source", lambda row: row.testing_source.value, 10),
        Column("Regulations", lambda row: joined(row.regulation_titles), 12),
        Column("Update", lambda row: "pending" if row.pending_update else "", 7),
    ),
    nothing="No improvement action matches.",
)
