"""A regulation as its template: what exporting writes, and what importing compares a file with (spec 11.9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.rules.templates import SHIPPED_PRODUCT
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.assessments.binding import binding
from cm_tui.services.assessments.finding import named_services
from cm_tui.services.templates.layout import (
    ActionForm,
    ControlForm,
    TemplateForm,
    described,
    dimensions_of,
    score_of,
)


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """What the tabs say: the controls in the regulation's order, your actions in the order of their ids."""

    template: TemplateForm
    controls: tuple[ControlForm, ...]
    actions: tuple[ActionForm, ...]
    action_ids: tuple[str, ...]
    """The ids of `actions`, in their order."""


@dataclass(frozen=True, slots=True)
class _Serving:
    """An action whose newest definition serves a control of the regulation."""

    action: Action
    version: ActionVersion


def stored_template(session: Session, regulation: Regulation) -> StoredTemplate:
    """A regulation as its template."""
    serving = _serving(session, regulation.key)
    titles = _titles(session, regulation.key, serving)
    yours = [one for one in serving.values() if one.action.managed_by is ManagedBy.ORGANISATION]
    return StoredTemplate(
        template_form(session, regulation),
        tuple(_controls(session, regulation.key, titles)),
        tuple(action_form(one.action, one.version) for one in yours),
        tuple(one.action.id for one in yours),
    )


def template_form(session: Session, regulation: Regulation) -> TemplateForm:
    """The row of `Template`."""
    return TemplateForm(
        title=regulation.title,
        product=regulation.product or SHIPPED_PRODUCT,
        certification=regulation.certification if regulation.product else regulation.short_title,
        services=tuple(regulation.in_scope_services) or named_services(session, regulation.key),
        more=regulation.dimensions,
    )


def action_form(action: Action, version: ActionVersion) -> ActionForm:
    """The row of an action in `Actions`; one of the catalogue has no title of its description but its own."""
    return ActionForm(
        title=version.title,
        kind=action.action_type,
        score=score_of(version.requirement, version.function, version.score),
        description_title=version.title,
        description=described(version.description, version.guidance),
        dimensions={**dimensions_of(action.category, version.requirement, version.function), **version.dimensions},
    )


def _serving(session: Session, key: str) -> dict[int, _Serving]:
    """By version, the actions whose newest definition serves a control of a regulation that is in force, in the order of ids."""
    serves = (
        select(ActionControl.version_id)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(Control.regulation_key == key, binding())
    )
    statement = (
        select(Action, ActionVersion)
        .join(ActionVersion, col(ActionVersion.action_id) == col(Action.id))
        .where(col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None), col(ActionVersion.id).in_(serves))
        .order_by(Action.id)
    )
    return {version.id or 0: _Serving(action, version) for action, version in session.exec(statement)}


def _titles(session: Session, key: str, serving: dict[int, _Serving]) -> dict[int, list[str]]:
    """By control in force, the titles of the actions that serve it, in the order of their ids."""
    statement = (
        select(ActionControl.version_id, ActionControl.control_id)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(Control.regulation_key == key, binding())
    )
    pairs: dict[int, list[int]] = defaultdict(list)
    for version, control in session.exec(statement):
        pairs[version].append(control)
    found: dict[int, list[str]] = defaultdict(list)
    for version, one in serving.items():
        for control in pairs[version]:
            found[control].append(one.version.title)
    return found


def _controls(session: Session, key: str, titles: dict[int, list[str]]) -> Iterator[ControlForm]:
    statement = select(Control).where(Control.regulation_key == key, binding()).order_by(col(Control.position))
    for one in session.exec(statement):
        if one.id in titles:
            yield ControlForm(one.control_id, one.family, one.title, one.summary, tuple(titles[one.id]))
