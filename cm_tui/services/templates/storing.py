"""Stores what a template does, with everything that follows from it and its event (spec 11.9, 11.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Delete, Update, delete, insert, update
from sqlmodel import Session, col, select

from cm_tui.model.rules.templates import OWN_PREFIX, origin_after
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.vocabulary import LegalStatus, ManagedBy, Origin
from cm_tui.services.actions.rows import chunks
from cm_tui.services.assessments.membership import begin_new_actions, settle_places
from cm_tui.services.catalogue.own import carry_own_mappings, insert_own_mappings
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import REGULATION_IMPORTED, REGULATION_MODIFIED, Json, Ledger
from cm_tui.services.templates.known import KnownControl
from cm_tui.services.templates.plans import ActionPlan, ControlPlan, TemplatePlan

STEPS = 6
"""Parts that storing has."""
_UNSYNCED: Mapping[str, bool] = {"synchronize_session": False}


@dataclass(frozen=True)
class Storing:
    """Writes a plan inside a unit that holds the write lock; `day` is what stands for a release.

    `step` is told after each of the `STEPS` parts; what it raises ends the work.
    """

    session: Session
    actor: Actor
    at: datetime
    plan: TemplatePlan
    sha256: str
    step: Callable[[], None]

    @property
    def day(self) -> str:
        """The day of the import, ISO: where a catalogue's definitions name their release."""
        return self.at.date().isoformat()

    def store(self) -> tuple[str, ...]:
        """Store everything; returns the ids of own actions that serve nothing any more and were withdrawn."""
        session, plan = self.session, self.plan
        self._write_regulation()
        self._withdraw_controls((*plan.removed, *plan.replaced))
        self.step()
        for part in (self._write_controls, self._write_actions, self._map):
            part()
            self.step()
        withdrawn = self._withdraw_idle_actions()
        self._say_origin()
        session.flush()
        session.expire_all()  # much was written beside what the session holds
        ledger = Ledger(session)
        settle_places(session, ledger, self.actor, self.at)
        self.step()
        added = begin_new_actions(session, ledger, self.actor, self.at)
        self.step()
        event = REGULATION_IMPORTED if plan.is_new else REGULATION_MODIFIED
        ledger.append(self.actor, self.at, event, None, {**self._told(withdrawn), "added": added})
        ledger.flush()
        session.flush()
        return withdrawn

    def _told(self, withdrawn: Iterable[str]) -> dict[str, Json]:
        """What the event tells."""
        plan = self.plan
        removed = [one.control.control_id for one in (*plan.removed, *plan.replaced)]
        return {
            "name": plan.given.template.title,
            "regulation": plan.key,
            "file": self.sha256,
            "controls": {
                "new": [one.id for one in plan.controls if one.known is None],
                "changed": [one.id for one in plan.controls if one.changes],
                "withdrawn": removed,
            },
            "actions": {
                "new": [one.id for one in plan.actions if one.known is None],
                "changed": [one.id for one in plan.actions if one.known is not None],
                "withdrawn": list(withdrawn),
            },
        }

    def _write_regulation(self) -> None:
        form = self.plan.given.template
        known = self.plan.known
        if known.regulation is not None:
            values = {"in_scope_services": list(form.services), "dimensions": dict(form.more)}
            self._execute(update(Regulation).where(col(Regulation.key) == self.plan.key).values(**values))
            return
        free = form.certification and form.certification.casefold() not in known.short_titles
        self.session.add(
            Regulation(
                key=self.plan.key,
                title=form.title,
                short_title=form.certification if free else form.title,
                version=f"imported {self.day}",
                jurisdiction="your organisation",
                source_url="",
                position=known.position,
                origin=Origin.OWN,
                product=form.product,
                certification=form.certification,
                in_scope_services=list(form.services),
                dimensions=dict(form.more),
            )
        )
        self.session.flush()

    def _withdraw_controls(self, controls: Iterable[KnownControl]) -> None:
        keys = [one.control.id or 0 for one in controls if one.control.withdrawn_in is None]
        for chunk in chunks(keys):
            self._execute(update(Control).where(col(Control.id).in_(chunk)).values(withdrawn_in=self.day))

    def _write_controls(self) -> None:
        plan = self.plan
        place = max((one.control.position for one in plan.known.controls.values()), default=-1) + 1
        new = [one for one in plan.controls if one.known is None]
        rows = [self._row(one, place + at) for at, one in enumerate(new)]
        if rows:
            self.session.execute(insert(Control), rows)
        changed = [
            {"id": one.known.control.id, **_texts(one), "withdrawn_in": None}
            for one in plan.controls
            if one.known is not None and one.says_else
        ]
        if changed:
            self.session.execute(update(Control), changed)
        if not plan.is_new and (plan.reorders or new) and self._origin() is Origin.OWN:
            self._place()

    def _row(self, one: ControlPlan, position: int) -> dict[str, object]:
        return {
            "regulation_key": self.plan.key,
            "control_id": one.id,
            "position": position,
            **_texts(one),
            "source_url": "",
            "valid_from": self.at.date(),
            "legal_status": LegalStatus.IN_FORCE,
            "own": True,
        }

    def _place(self) -> None:
        """Give the controls of an own regulation the order of the file, the withdrawn ones behind them."""
        statement = select(Control.control_id, Control.id).where(Control.regulation_key == self.plan.key)
        stored = dict(self.session.exec(statement.order_by(col(Control.position))).all())
        given = dict.fromkeys(one.id for one in self.plan.controls)
        order = [*given, *(one for one in stored if one not in given)]
        # a place is one control's only, so all of them leave theirs before any of them takes another
        leave = update(Control).where(col(Control.regulation_key) == self.plan.key)
        self._execute(leave.values(position=-1 - col(Control.position)))
        places = [{"id": stored[one], "position": place} for place, one in enumerate(order)]
        self.session.execute(update(Control), places)

    def _write_actions(self) -> None:
        new = [one for one in self.plan.actions if one.known is None]
        changed = [one for one in self.plan.actions if one.known is not None]
        if new:
            self.session.execute(insert(Action), [_action(one) for one in new])
        for chunk in chunks([one.id for one in changed]):
            earlier = update(ActionVersion).where(col(ActionVersion.action_id).in_(chunk), col(ActionVersion.is_newest))
            self._execute(earlier.values(is_newest=False))
        if self.plan.actions:
            self.session.execute(insert(ActionVersion), [self._version(one) for one in self.plan.actions])
        carry_own_mappings(self.session, [one.id for one in changed])

    def _version(self, one: ActionPlan) -> dict[str, object]:
        content = one.definition
        names = ("title", "description", "guidance", "shown_by", "launch_url", "requirement", "function", "stage")
        lists = ("solutions", "services", "privacy_framework", "sp800_53")
        return {
            "action_id": one.id,
            "number": one.known.version.number + 1 if one.known is not None else 1,
            "is_newest": True,
            "release": self.day,
            "eligible_source": None,
            "search_text": content.search_text,
            "digest": content.digest,
            "score": content.score,
            "dimensions": dict(content.dimensions),
            **{name: getattr(content, name) for name in names},
            **{name: list(getattr(content, name)) for name in lists},
        }

    def _map(self) -> None:
        """Map actions to controls, by all their versions, and take own mappings away."""
        statement = select(Control.control_id, Control.id).where(Control.regulation_key == self.plan.key)
        keys = dict(self.session.exec(statement).all())
        mapped = {action for one in self.plan.controls for action in (*one.maps, *one.unmaps)}
        versions: dict[str, list[int]] = defaultdict(list)
        for names in chunks(sorted(mapped)):
            wanted = select(ActionVersion.action_id, ActionVersion.id).where(col(ActionVersion.action_id).in_(names))
            for action, version in self.session.exec(wanted):
                versions[action].append(version or 0)
        for one in self.plan.controls:
            gone = [version for action in one.unmaps for version in versions[action]]
            for chunk in chunks(gone):
                here = delete(ActionControl).where(
                    col(ActionControl.version_id).in_(chunk),
                    col(ActionControl.control_id) == keys[one.id],
                    col(ActionControl.own),
                )
                self._execute(here)
        insert_own_mappings(
            self.session,
            ((version, keys[one.id] or 0) for one in self.plan.controls for a in one.maps for version in versions[a]),
        )

    def _withdraw_idle_actions(self) -> tuple[str, ...]:
        """Withdraw the own actions that no control is left for."""
        served = (
            select(ActionVersion.action_id)
            .join(ActionControl, col(ActionControl.version_id) == col(ActionVersion.id))
            .join(Control, col(Control.id) == col(ActionControl.control_id))
            .where(col(ActionVersion.is_newest), col(Control.withdrawn_in).is_(None))
        )
        statement = select(Action.id).where(
            col(Action.id).startswith(OWN_PREFIX), col(Action.withdrawn_in).is_(None), col(Action.id).not_in(served)
        )
        idle = tuple(self.session.exec(statement.order_by(Action.id)))
        for chunk in chunks(idle):
            self._execute(update(Action).where(col(Action.id).in_(chunk)).values(withdrawn_in=self.day))
        return idle

    def _origin(self) -> Origin:
        regulation = self.plan.known.regulation
        return regulation.origin if regulation is not None else Origin.OWN

    def _say_origin(self) -> None:
        if self.plan.is_new:
            return
        controls = select(ActionControl.version_id).join(Control, col(Control.id) == col(ActionControl.control_id))
        own = controls.where(
            Control.regulation_key == self.plan.key, col(ActionControl.own), col(Control.withdrawn_in).is_(None)
        )
        has_own = self.session.exec(own.limit(1)).first() is not None
        origin = origin_after(self._origin(), breaks=self.plan.breaks, has_own=has_own)
        self._execute(update(Regulation).where(col(Regulation.key) == self.plan.key).values(origin=origin))

    def _execute(self, statement: Update | Delete) -> None:
        self.session.execute(statement, execution_options=_UNSYNCED)


def _texts(one: ControlPlan) -> dict[str, object]:
    form = one.form
    return {"family": form.family, "title": form.title, "summary": form.description}


def _action(one: ActionPlan) -> dict[str, object]:
    return {
        "id": one.id,
        "category": one.given.category,
        "action_type": one.given.form.kind,
        "managed_by": ManagedBy.ORGANISATION,
    }
