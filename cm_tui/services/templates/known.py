"""What a workspace has that a template can be about: its regulation, every control, the actions by their titles (spec 11.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlmodel import Session, col, select

from cm_tui.model.rules.names import tidy_name
from cm_tui.model.rules.templates import OWN_PREFIX, is_own_action
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.text import fold
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.assessments.binding import binding
from cm_tui.services.templates.layout import ActionForm, TemplateForm
from cm_tui.services.templates.stored import StoredTemplate, action_form, stored_template, template_form
from cm_tui.services.workbooks.cells import possible_text

_BEHIND = 1000
"""A place behind all that a catalogue has."""


def said(text: str) -> str:
    """A stored text as it comes back from a workbook."""
    return possible_text(text).strip()


@dataclass(frozen=True, slots=True)
class KnownAction:
    """An action with its newest definition; nothing withdrawn."""

    action: Action
    version: ActionVersion

    @property
    def id(self) -> str:
        """Its id."""
        return self.action.id

    @property
    def own(self) -> bool:
        """Whether it is the organisation's own, and not of a catalogue."""
        return is_own_action(self.action.id)

    @property
    def microsofts(self) -> bool:
        """Whether it is Microsoft's."""
        return self.action.managed_by is ManagedBy.MICROSOFT

    @property
    def form(self) -> ActionForm:
        """Its row in `Actions`."""
        return action_form(self.action, self.version)


@dataclass(frozen=True, slots=True)
class KnownControl:
    """A control of the regulation, with the actions that its newest versions map to it: whether each mapping is one's own."""

    control: Control
    mapped: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Known:
    """The workspace before a template comes in; `regulation` and `stored` are None where its title is unknown."""

    regulation: Regulation | None
    stored: StoredTemplate | None
    keys: frozenset[str]
    short_titles: frozenset[str]
    position: int
    """The place behind all regulations."""
    actions: Mapping[str, KnownAction]
    """By their titles, folded. Of two that share a title the one that serves the regulation."""
    own_actions: Mapping[str, KnownAction]
    """Those of the organisation's own, likewise."""
    twins: Mapping[str, KnownAction]
    """By titles that an own action shares with one of the catalogue, the own one: where both serve the regulation, or neither."""
    action_ids: tuple[str, ...]
    """Of every action that there ever was."""
    controls: Mapping[str, KnownControl]
    """Of the regulation, by their ids, withdrawn ones included."""
    control_ids: frozenset[str]
    """Of every regulation."""
    elsewhere: frozenset[str]
    """The own actions that serve other regulations."""

    @classmethod
    def read(cls, session: Session, form: TemplateForm) -> Known:
        """The workspace, for a template with a title; of regulations that share it the one of its product and certification."""
        regulations = session.exec(select(Regulation).order_by(col(Regulation.position))).all()
        wanted = fold(tidy_name(form.title))
        titled = [one for one in regulations if fold(tidy_name(said(one.title))) == wanted]
        exact = [one for one in titled if len(titled) > 1 and _is_of(template_form(session, one), form)]
        found = next(iter((*exact, *titled)), None)
        controls = {} if found is None else _controls(session, found.key)
        actions, own, twins = _told_apart(
            _actions(session), {one for control in controls.values() for one in control.mapped}
        )
        return cls(
            regulation=found,
            stored=None if found is None else stored_template(session, found),
            keys=frozenset(one.key for one in regulations),
            short_titles=frozenset(text.casefold() for one in regulations for text in (one.key, one.short_title)),
            position=max(_BEHIND, *(one.position + 1 for one in regulations)),
            actions=actions,
            own_actions=own,
            twins=twins,
            action_ids=tuple(session.exec(select(Action.id))),
            controls=controls,
            control_ids=frozenset(session.exec(select(Control.control_id))),
            elsewhere=frozenset() if found is None else _elsewhere(session, found.key),
        )


def _is_of(stored: TemplateForm, given: TemplateForm) -> bool:
    """Whether a template is that of the same product and certification."""
    return (said(stored.product), said(stored.certification)) == (given.product, given.certification)


Titled: TypeAlias = Mapping[str, KnownAction]


def _told_apart(actions: Iterable[KnownAction], serving: Collection[str]) -> tuple[Titled, Titled, Titled]:
    """The actions by their titles, the own ones, and those own ones that a title cannot tell from one of the catalogue."""
    ours: dict[str, KnownAction] = {}
    others: dict[str, KnownAction] = {}
    for one in actions:
        (ours if one.own else others)[fold(said(one.version.title))] = one
    meant, twins = {**ours, **others}, {}
    for title in ours.keys() & others.keys():
        is_ours, is_theirs = ours[title].id in serving, others[title].id in serving
        if is_ours == is_theirs:
            twins[title] = ours[title]
        elif is_ours:
            meant[title] = ours[title]
    return meant, ours, twins


def _actions(session: Session) -> list[KnownAction]:
    statement = (
        select(Action, ActionVersion)
        .join(ActionVersion, col(ActionVersion.action_id) == col(Action.id))
        .where(col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None))
        .order_by(col(Action.id).desc())
    )
    return [KnownAction(action, version) for action, version in session.exec(statement)]


def _elsewhere(session: Session, key: str) -> frozenset[str]:
    statement = (
        select(ActionVersion.action_id)
        .join(ActionControl, col(ActionControl.version_id) == col(ActionVersion.id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(Control.regulation_key != key, binding(), col(ActionVersion.action_id).startswith(OWN_PREFIX))
    )
    return frozenset(session.exec(statement))


def _controls(session: Session, key: str) -> Mapping[str, KnownControl]:
    mapped: dict[int, dict[str, bool]] = defaultdict(dict)
    statement = (
        select(ActionControl.control_id, ActionVersion.action_id, ActionControl.own)
        .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(Control.regulation_key == key, col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None))
    )
    for control, action, own in session.exec(statement):
        mapped[control][action] = own
    controls = session.exec(select(Control).where(Control.regulation_key == key).order_by(col(Control.position)))
    return {said(one.control_id): KnownControl(one, mapped[one.id or 0]) for one in controls}
