"""Which controls bind."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from cm_tui.model.tables.controls import Control
from cm_tui.model.vocabulary import LegalStatus


def binding() -> ColumnElement[bool]:
    """The condition of a control that somebody is assessed against: in force, and still in the catalogue."""
    return and_(col(Control.legal_status) == LegalStatus.IN_FORCE, col(Control.withdrawn_in).is_(None))
