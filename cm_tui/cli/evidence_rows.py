"""A piece of evidence as a row: its JSON names in the order of interface.md section 5, and the columns of the table."""

from __future__ import annotations

from cm_tui.cli.forms import iso
from cm_tui.cli.output import Listing
from cm_tui.cli.table import WHOLE, Column
from cm_tui.model.rules.evidence import shown_size
from cm_tui.model.views.evidence import EvidenceView

USER_REMOVED = "User removed"
"""What stands where the name of a user stood who was removed."""

EVIDENCE = Listing[EvidenceView](
    fields={
        "id": lambda one: one.id,
        "name": lambda one: one.name,
        "kind": lambda one: one.kind.value,
        "url": lambda one: one.url,
        "sha256": lambda one: one.sha256,
        "size": lambda one: one.size,
        "added_by": lambda one: one.added_by or USER_REMOVED,
        "added_at": lambda one: one.added_at.isoformat(),
        "effective_date": lambda one: iso(one.effective_date),
        "expires_on": lambda one: iso(one.expires_on),
    },
    columns=(
        Column("ID", lambda one: one.id, WHOLE),
        Column("Name", lambda one: one.name, 20),
        Column("Kind", lambda one: one.kind.value, 8),
        Column("Size", lambda one: "" if one.size is None else shown_size(one.size), WHOLE, right=True),
        Column("Added", lambda one: f"{one.added_at.astimezone():%Y-%m-%d %H:%M}", 16),
        Column("By", lambda one: one.added_by_name or USER_REMOVED, 12),
        Column("Effective", lambda one: iso(one.effective_date) or "", 10),
        Column("Expires", lambda one: iso(one.expires_on) or "", 10),
        Column("SHA-256 or address", lambda one: one.sha256 or one.url or "", 12),
    ),
    nothing="There is no evidence.",
)
