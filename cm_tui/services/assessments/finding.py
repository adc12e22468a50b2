"""Assessments, groups and regulations by what people call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, NotFound
from cm_tui.model.rules.assessments import named_so, same_name, why_service_is_unknown
from cm_tui.model.rules.names import tidy_name, why_name_is_refused
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.services.assessments.binding import binding


def find_assessment(session: Session, name: str) -> tuple[Assessment, Group]:
    """An assessment and its group, by the assessment's name in any case. Raises NotFound."""
    statement = select(Assessment, Group).join(Group, col(Group.id) == col(Assessment.group_id))
    found = session.exec(statement.order_by(Assessment.name)).all()
    for assessment, group in found:
        if same_name(assessment.name, tidy_name(name)):
            return assessment, group
    names = ", ".join(assessment.name for assessment, _ in found)
    raise NotFound(f"There is no assessment {name!r}; there are: {names}.")


def assessment_named(session: Session, text: str) -> str:
    """The whole name of the assessment whose name is a text, in any case, or alone begins with it.

    Raises NotFound, and InvalidInput where several begin so: for asking only, what is changed has to be named in full.
    """
    names = named_so(tidy_name(text), session.exec(select(Assessment.name).order_by(Assessment.name)).all())
    return _only(names, text, "assessment") or find_assessment(session, text)[0].name


def regulation_named(session: Session, text: str) -> str:
    """The key of the regulation whose key or short title is a text, in any case, or alone begins with it.

    Raises NotFound, and InvalidInput where several begin so.
    """
    titles = session.exec(select(Regulation.key, Regulation.short_title).order_by(col(Regulation.position))).all()
    known = {name: key for key, title in titles for name in (key, title)}
    keys = tuple(dict.fromkeys(known[name] for name in named_so(text, known)))
    return _only(keys, text, "regulation") or find_regulation(session, text).key


def _only(meant: Sequence[str], text: str, kind: str) -> str | None:
    """What is meant, None for nothing. Raises InvalidInput where it is not one."""
    if len(meant) > 1:
        raise InvalidInput(f"{text!r} can be more than one {kind}; write more of one of: {', '.join(meant)}.")
    return meant[0] if meant else None


def find_group(session: Session, name: str) -> Group | None:
    """A group by its name in any case; None where there is none."""
    groups = session.exec(select(Group).order_by(Group.name))
    return next((one for one in groups if same_name(one.name, tidy_name(name))), None)


def find_regulation(session: Session, key: str) -> Regulation:
    """A regulation by its key or short title. Raises NotFound."""
    regulations = session.exec(select(Regulation).order_by(col(Regulation.position))).all()
    for one in regulations:
        if key.strip().casefold() in (one.key, one.short_title.casefold()):
            return one
    known = ", ".join(one.key for one in regulations)
    raise NotFound(f"There is no regulation {key!r}; allowed: {known}.")


def named_services(session: Session, regulation: str) -> tuple[str, ...]:
    """The services that actions serving a regulation name, by name: by their newest definitions, nothing withdrawn."""
    return services_by_regulation(session, col(Control.regulation_key) == regulation).get(regulation, ())


def services_by_regulation(session: Session, *conditions: ColumnElement[bool]) -> dict[str, tuple[str, ...]]:
    """By regulation that an action serves, its services as `named_services` tells them."""
    serving = (
        select(Control.regulation_key, ActionControl.version_id)
        .join(ActionControl, col(ActionControl.control_id) == col(Control.id))
        .where(binding(), *conditions)
        .distinct()
        .subquery()
    )
    statement = (
        select(serving.c.regulation_key, col(ActionVersion.services))
        .join(ActionVersion, col(ActionVersion.id) == serving.c.version_id)
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .where(col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for regulation, services in session.exec(statement):
        found[regulation].update(services)
    return {regulation: tuple(sorted(services)) for regulation, services in found.items()}


def checked_services(services: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Services as they are spelled, in the order of the known ones, whatever the case they were written in. Raises InvalidInput."""
    spelled = {one.casefold(): one for one in known}
    wanted = {spelled.get(one.strip().casefold(), one) for one in services}
    if reason := why_service_is_unknown(sorted(wanted), known):
        raise InvalidInput(reason)
    return tuple(one for one in known if one in wanted)


def checked_name(text: str, asked: str = "a name for the assessment") -> str:
    """A name in one line without needless blanks; `asked` is what to write where there is none. Raises InvalidInput."""
    if reason := why_name_is_refused(text, asked):
        raise InvalidInput(reason)
    return tidy_name(text)
