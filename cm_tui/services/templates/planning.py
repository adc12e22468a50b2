"""What a template changes in a workspace, worked out before anything is stored (spec 11.9, 11.10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cm_tui.model.rules.templates import is_own_action, own_action_ids, own_control_id
from cm_tui.model.text import fold
from cm_tui.model.views.workbooks import brief
from cm_tui.model.vocabulary import LegalStatus
from cm_tui.services.templates import layout
from cm_tui.services.templates.known import Known, KnownAction, KnownControl, said
from cm_tui.services.templates.layout import ControlForm
from cm_tui.services.templates.parsing import FEW, Given, GivenAction, GivenControl
from cm_tui.services.templates.plans import ActionPlan, ControlPlan, TemplatePlan, one_text
from cm_tui.services.templates.tabs import Faults


def plan_template(known: Known, given: Given, key: str, faults: Faults) -> TemplatePlan:
    """What a template does; whatever stands against it goes to the faults. Raises Cancelled."""
    _refuse_other_template(known, given)
    ids = _Ids.of(known, given)
    actions = tuple(_actions(known, given, ids, faults))
    controls, replaced = _controls(known, given, key, ids, faults)
    _refuse_idle_rows(given)
    names = {one.form.name for one in given.controls} | {one.id for one in controls}
    shown = [] if known.stored is None else [said(one.name) for one in known.stored.controls]
    out = {said(one.control.control_id) for one in replaced}
    removed = tuple(known.controls[name] for name in shown if name not in names and name not in out)
    changed = (one.known for one in controls if one.known is not None and one.says_else)
    breaks = bool(replaced) or any(not one.control.own for one in (*removed, *changed))
    return TemplatePlan(key, given, known, controls, removed, replaced, actions, breaks)


def _refuse_other_template(known: Known, given: Given) -> None:
    if known.stored is None or known.regulation is None:
        return
    for column, was, becomes in (
        (layout.PRODUCT, known.stored.template.product, given.template.product),
        (layout.CERTIFICATION, known.stored.template.certification, given.template.certification),
    ):
        blank = column == layout.CERTIFICATION and not becomes and not known.regulation.certification
        if said(was) != becomes and not blank:
            given.row.fault(column, f"The {column} of a regulation never changes; write {was!r}.", [was])


@dataclass(frozen=True)
class _Ids:
    """By the titles that a template uses, folded: what each of its rows is about, the id behind every title, its new one."""

    rows: dict[int, KnownAction | None]
    by_title: dict[str, str]
    renamed: dict[str, str]
    twins: dict[str, KnownAction]

    @classmethod
    def of(cls, known: Known, given: Given) -> _Ids:
        rows = {one.row.number: _meant(known, one) for one in given.actions}
        new = [one for one in given.actions if rows[one.row.number] is None]
        fresh = iter(own_action_ids(known.action_ids, len(new)))
        by_title = {title: one.id for title, one in known.actions.items()}
        renamed, twins = {}, dict(known.twins)
        for one in given.actions:
            meant = rows[one.row.number]
            old = "" if meant is None or not one.old_title else fold(said(meant.version.title))
            if old and old != fold(one.form.title):
                renamed[old] = one.form.title
                if twins.pop(old, None) is None and by_title.get(old) == (meant and meant.id):
                    del by_title[old]
            by_title[fold(one.form.title)] = meant.id if meant is not None else next(fresh)
        for one in given.actions:
            if (twin := twins.get(fold(one.form.title))) is not None:
                one.row.fault(layout.ACTION_TITLE, _ambiguous(twin))
        return cls(rows, by_title, renamed, twins)


def _meant(known: Known, given: GivenAction) -> KnownAction | None:
    """The action that a row is about; None for a new one."""
    by_title = known.actions.get(fold(given.form.title))
    if not given.old_title or by_title is not None:
        if by_title is not None and said(by_title.version.title) != given.form.title:
            given.row.fault(
                layout.ACTION_TITLE,
                f"There is an action called {by_title.version.title!r}; write it so, or name it in {layout.OLD_TITLE}.",
            )
        return by_title
    old = known.own_actions.get(fold(given.old_title))
    if old is None:
        given.row.fault(layout.OLD_TITLE, "No action of your organisation's own has this title; leave the cell blank.")
    return old


def _ambiguous(own: KnownAction) -> str:
    return (
        f"An action of the catalogue and your own {own.id} share this title; give {own.id} another one in the tab "
        f"{layout.ACTIONS}, and write this one in the column {layout.OLD_TITLE}."
    )


def _actions(known: Known, given: Given, ids: _Ids, faults: Faults) -> Iterator[ActionPlan]:
    meant: dict[str, int] = {}
    for one in faults.walk(given.actions):
        found = ids.rows[one.row.number]
        if fold(one.form.title) in ids.twins:
            continue
        if found is None:
            yield ActionPlan(ids.by_title[fold(one.form.title)], one, None, given.template.services)
        elif found.id in meant:
            one.row.fault(layout.ACTION_TITLE, f"Row {meant[found.id]} is about the same action; leave one of them.")
        elif found.own:
            services = _services(known, given, found)
            if not _refused(found, one) and _differs(found, one, services):
                yield ActionPlan(found.id, one, found, services)
        else:
            _refuse_change(found, one)
        if found is not None:
            meant.setdefault(found.id, one.row.number)


def _services(known: Known, given: Given, found: KnownAction) -> tuple[str, ...]:
    """The services of an own action: what the template takes out leaves it, what it names joins it."""
    before = known.stored.template.services if known.stored is not None else ()
    gone = set(before) - set(given.template.services)
    kept = (one for one in found.version.services if one not in gone)
    return tuple(dict.fromkeys((*kept, *given.template.services)))


def _refused(found: KnownAction, given: GivenAction) -> bool:
    """Whether a row makes another action of an own one: type and category never change."""
    wrong = False
    if found.action.action_type is not given.form.kind:
        kind = found.action.action_type.value
        given.row.fault(layout.ACTION_TYPE, f"An update never changes an action's type; write {kind}.", [kind])
        wrong = True
    if found.action.category is not given.category:
        category = found.action.category.value
        column = f"{layout.PREFIX}{layout.CATEGORY}"
        given.row.fault(column, f"An update never changes an action's category; write {category}.", [category])
        wrong = True
    return wrong


def _differs(found: KnownAction, given: GivenAction, services: Sequence[str]) -> bool:
    version = found.version
    was = version.score, version.requirement, version.function, {k: said(v) for k, v in version.dimensions.items()}
    becomes = given.form.score, given.requirement, given.function, given.more
    texts = (said(version.title), said(version.description)) != (given.form.title, one_text(given.form))
    return texts or was != becomes or list(version.services) != list(services)


def _refuse_change(found: KnownAction, given: GivenAction) -> None:
    """Every cell in which a row of the catalogue's action says otherwise than what is stored."""
    row, form, stored = given.row, given.form, found.form
    if found.microsofts:
        row.fault(layout.ACTION_TITLE, "This action is Microsoft's and has no row here; take the row out.")
        return
    fixed = "This action is of the catalogue and cannot be changed by a template; write {}."
    pairs = [
        (layout.ACTION_TYPE, stored.kind.value, form.kind.value),
        (layout.ACTION_SCORE, str(stored.score), str(form.score)),
        (f"{layout.PREFIX}{layout.CATEGORY}", found.action.category.value, given.category.value),
        (f"{layout.PREFIX}{layout.REQUIREMENT}", found.version.requirement.workbook, given.requirement.workbook),
        (f"{layout.PREFIX}{layout.FUNCTION}", found.version.function.workbook, given.function.workbook),
    ]
    for column, was, becomes in pairs:
        if was != becomes and column in row.cells:
            row.fault(column, fixed.format(was), [was])
    if said(one_text(stored)) != one_text(form):
        row.fault(layout.DESCRIPTION, fixed.format("what an export of the regulation has here"))
    for name in given.more:
        row.fault(f"{layout.PREFIX}{name}", fixed.format("nothing here"))


def _controls(
    known: Known, given: Given, key: str, ids: _Ids, faults: Faults
) -> tuple[tuple[ControlPlan, ...], tuple[KnownControl, ...]]:
    taken = set(known.control_ids)
    plans: list[ControlPlan] = []
    replaced: list[KnownControl] = []
    had = frozenset(known.stored.action_ids) - known.elsewhere if known.stored is not None else frozenset()
    for one in faults.walk(given.controls):
        actions = tuple(_mapped(given, one, ids, had))
        found = known.controls.get(f"{key}: {one.form.name}")
        if found is None or (found.control.withdrawn_in is not None and one.form.name in known.controls):
            found = known.controls.get(one.form.name, found)
        if found is not None and _loses(found, actions):
            replaced.append(found)
            found = known.controls.get(f"{key}: {one.form.name}")
        if found is not None and found.control.legal_status is not LegalStatus.IN_FORCE:
            one.row.fault(
                layout.CONTROL_NAME, f"This control is {found.control.legal_status.value}; nothing serves it."
            )
        identity = own_control_id(key, one.form.name, taken) if found is None else found.control.control_id
        taken.add(identity)
        plans.append(ControlPlan(identity, one.form, found, actions, found is not None and _says_else(found, one.form)))
    return tuple(plans), tuple(replaced)


def _loses(found: KnownControl, actions: Sequence[str]) -> bool:
    """Whether a control loses an action that the catalogue maps to it: definitions of actions are never edited."""
    kept = set(actions)
    return any(not own and one not in kept for one, own in found.mapped.items())


def _says_else(found: KnownControl, form: ControlForm) -> bool:
    control = found.control
    was = said(control.family), said(control.title), said(control.summary)
    return control.withdrawn_in is not None or was != (form.family, form.title, form.description)


def _mapped(given: Given, control: GivenControl, ids: _Ids, had: frozenset[str]) -> Iterator[str]:
    """The ids of the actions that a control names; `had` are own ones that serve this regulation only. A few faults at most."""
    told = 0
    for title in control.form.actions:
        found = ids.by_title.get(fold(title))
        if reason := _why_not_named(given, title, found, ids, had):
            control.row.fault(layout.CONTROL_ACTIONS, reason)
            told += 1
            if told == FEW:
                return
        if found is not None:
            yield found


def _why_not_named(given: Given, title: str, found: str | None, ids: _Ids, had: frozenset[str]) -> str | None:
    """Why a control cannot name an action so, or None."""
    folded = fold(title)
    if folded in ids.twins:
        return _ambiguous(ids.twins[folded])
    if found is None and folded in ids.renamed:
        return (
            f"{brief(title)!r} is called {brief(ids.renamed[folded])!r} in the tab {layout.ACTIONS}; write that here."
        )
    if found is None and folded not in given.titles:
        return f"There is no action {brief(title)!r}; write its row in the tab {layout.ACTIONS}."
    if found is not None and is_own_action(found) and found in had and folded not in given.titles:
        return (
            f"{brief(title)!r} has no row in the tab {layout.ACTIONS} any more; take it from every control as well, or, if a "
            f"row there has a new title for it, write the old one in the column {layout.OLD_TITLE} of that row."
        )
    return None


def _refuse_idle_rows(given: Given) -> None:
    """Refuse a row of an action that no control names (spec 11.10)."""
    named = {fold(title) for control in given.controls for title in control.form.actions}
    for one in given.actions:
        if fold(one.form.title) not in named:
            one.row.fault(
                layout.ACTION_TITLE,
                "No control names this action; take this row out too, or name it by a control. If it is a new title of an "
                f"action, write its old one in the column {layout.OLD_TITLE}, and the new one beside its controls.",
            )
