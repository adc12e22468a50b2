"""Whether the definitions of actions are those that were written, and which of them is the newest (issue 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlmodel import Session, col, select

from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.services.catalogue.stored import stored_definitions


def definition_faults(session: Session) -> Iterator[str]:
    """Every version whose content does not fit its digest, and every action whose last version is not its only newest one."""
    statement = select(ActionVersion).order_by(ActionVersion.action_id, col(ActionVersion.number))
    versions = session.exec(statement).all()
    contents = stored_definitions(session, versions)
    for action, group in groupby(versions, key=lambda one: one.action_id):
        of_action = list(group)
        for version in of_action:
            content = contents[version.id or 0]
            if (content.digest, content.search_text) != (version.digest, version.search_text):
                yield f"Definitions: version {version.number} of {action} is not as it was written."
        if [one.number for one in of_action if one.is_newest] != [of_action[-1].number]:
            yield f"Definitions: the newest version of {action} is not marked as the newest."
