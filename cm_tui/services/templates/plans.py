"""What a template does to a workspace, in parts: regulation, controls, own actions (spec 11.9, 11.10)."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.definition import Definition
from cm_tui.model.rules.templates import SOLUTIONS, stage_of
from cm_tui.model.text import fold
from cm_tui.model.vocabulary import LEFT_ALONE, Origin
from cm_tui.services.templates import layout
from cm_tui.services.templates.known import Known, KnownAction, KnownControl, said
from cm_tui.services.templates.layout import ActionForm, ControlForm
from cm_tui.services.templates.parsing import Given, GivenAction


@dataclass(frozen=True)
class ActionPlan:
    """An own action that begins (`known` is None) or gets a newer version."""

    id: str
    given: GivenAction
    known: KnownAction | None
    services: tuple[str, ...]

    @property
    def definition(self) -> Definition:
        """What its new version says."""
        form = self.given.form
        return Definition(
            title=form.title,
            description=one_text(form),
            guidance="",
            shown_by="",
            launch_url=None,
            requirement=self.given.requirement,
            function=self.given.function,
            stage=stage_of(self.given.function),
            eligible_source=None,
            solutions=SOLUTIONS,
            services=self.services,
            privacy_framework=(),
            sp800_53=(),
            controls=(),
            score=form.score,
            dimensions=tuple(sorted(self.given.more.items())),
        )


@dataclass(frozen=True)
class ControlPlan:
    """A control as it has to be: new where `known` is None; `id` is its own, `actions` are ids."""

    id: str
    form: ControlForm
    known: KnownControl | None
    actions: tuple[str, ...]
    says_else: bool
    """Whether its texts change, or it comes back."""

    @property
    def maps(self) -> tuple[str, ...]:
        """The actions that are mapped to it by this template."""
        had = self.known.mapped if self.known is not None else {}
        return tuple(one for one in self.actions if one not in had)

    @property
    def unmaps(self) -> tuple[str, ...]:
        """The actions whose own mapping to it is taken away."""
        had = self.known.mapped if self.known is not None else {}
        named = set(self.actions)
        return tuple(one for one, own in had.items() if own and one not in named)

    @property
    def changes(self) -> bool:
        """Whether anything of a control that is known changes."""
        return self.known is not None and bool(self.says_else or self.maps or self.unmaps)


@dataclass(frozen=True)
class TemplatePlan:
    """All that a template does; `replaced` are controls of the catalogue that lose an action of it: others take their place."""

    key: str
    given: Given
    known: Known
    controls: tuple[ControlPlan, ...]
    removed: tuple[KnownControl, ...]
    replaced: tuple[KnownControl, ...]
    actions: tuple[ActionPlan, ...]
    breaks: bool

    @property
    def is_new(self) -> bool:
        """Whether the regulation begins with it."""
        return self.known.regulation is None

    @property
    def ends_inheritance(self) -> bool:
        """Whether newer catalogues leave the regulation alone only from now on."""
        regulation = self.known.regulation
        return regulation is not None and regulation.origin not in LEFT_ALONE and self.breaks

    @property
    def new_controls(self) -> tuple[ControlPlan, ...]:
        """The controls that begin, without those that take another's place."""
        taken = {said(one.control.control_id) for one in self.replaced}
        return tuple(one for one in self.controls if one.known is None and one.form.name not in taken)

    @property
    def changed_controls(self) -> tuple[ControlPlan, ...]:
        """The controls that change, those that take another's place among them."""
        new = {one.id for one in self.new_controls}
        return tuple(one for one in self.controls if one.changes or (one.known is None and one.id not in new))

    @property
    def says_else(self) -> bool:
        """Whether the row of the tab Template says otherwise than what is stored."""
        stored = self.known.stored
        if stored is None:
            return True
        was, becomes = stored.template, self.given.template
        services = tuple(map(said, was.services)) != becomes.services
        return services or {name: said(value) for name, value in was.more.items()} != dict(becomes.more)

    @property
    def reorders(self) -> bool:
        """Whether the controls of an own regulation stand in another order."""
        if self.known.regulation is None or self.known.regulation.origin is not Origin.OWN:
            return False
        order = [one.control.control_id for one in self.known.controls.values()]
        kept = [one.id for one in self.controls if one.known is not None]
        here = set(kept)
        return kept != [one for one in order if one in here]

    @property
    def is_nothing(self) -> bool:
        """Whether the workspace is as the file says."""
        controls = (*self.new_controls, *self.changed_controls, *self.removed)
        return not (self.is_new or controls or self.actions or self.says_else or self.reorders)


def one_text(form: ActionForm) -> str:
    """The description of an action: its title before it, where that is not the action's own."""
    heading = "" if fold(form.description_title) == fold(form.title) else form.description_title
    return layout.described(heading, form.description)
