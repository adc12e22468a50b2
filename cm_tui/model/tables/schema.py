"""Every table of a workspace: for whoever makes one, or looks at its whole shape."""

from cm_tui.model.tables import (
    actions,
    catalogue,
    controls,
    evidence,
    history,
    notes,
    notices,
    organisation,
    subscriptions,
    tallies,
)
from cm_tui.model.tables.columns import Table

MODULES = (actions, catalogue, controls, evidence, history, notes, notices, organisation, subscriptions, tallies)
"""Importing them registers their tables."""
METADATA = Table.metadata
