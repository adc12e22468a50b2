"""What every screen is built on: the app as screens see it, notices for refusals, keys that say why they cannot act."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import (
    TYPE_CHECKING,
    ClassVar,
    Concatenate,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    runtime_checkable,
)

from textual import getters, work
from textual.binding import Binding, BindingType
from textual.notifications import Notification, Notify
from textual.reactive import Reactive
from textual.screen import Screen, ScreenResultType
from textual.signal import Signal

from cm_tui.model.errors import ServiceError
from cm_tui.screens.type_ahead import TypeAhead
from cm_tui.settings import Memory
from cm_tui.themes import DEFAULT_THEME
from cm_tui.widgets.clipboard import copy_sequence
from cm_tui.widgets.text import show
from cm_tui.widgets.workers import EndsWorkFirst

if TYPE_CHECKING:
    from cm_tui.model.views.bulk import UndoStep
    from cm_tui.screens.draft_keeper import DraftKeeper
    from cm_tui.services.services import Services

Severity = Literal["information", "warning", "error"]
QUESTIONS = frozenset({"flyout", "change", "step"})
"""Groups of workers that a key begins and that put a question before they are done."""


def _said(notice: Notification) -> tuple[str, str, str]:
    return notice.title, notice.message, notice.severity


class Shell(TypeAhead, inherit_bindings=False):
    """The app as screens know it: the services, once they are open, the memory, and the signal that actions changed."""

    theme: Reactive[str] = Reactive(DEFAULT_THEME)
    """The name of the theme."""
    last_step: UndoStep | None = None
    """What can be undone: the last save or change of many actions of this session; None before, and after it was undone."""
    keeper: DraftKeeper | None = None
    """Keeps what is not saved; None until the list has its rows."""
    services: Services | None = None
    """Everything that can be asked; None until the workspace is open."""

    def __init__(self, memory: Memory | None = None, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.animation_level = "none"
        self.HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (80, "-narrow"), (120, "-wide")]
        self._dressed = False
        self.memory = memory or Memory(None)
        self.actions_changed: Signal[frozenset[str]] = Signal(self, "actions_changed")
        """Published after every save with the ids of the actions that changed; lists, details and score load anew."""
        self.catalogue_changed: Signal[str] = Signal(self, "catalogue_changed")
        """Published after a newer catalogue was imported, with its release; rows may be there that were not."""
        self.assessments_changed: Signal[str] = Signal(self, "assessments_changed")
        """Published after an assessment was created, changed or deleted, with its name; rows may have come or gone."""

    def keep_drafts_soon(self) -> None:
        """Keep what is not saved where the next start finds it, shortly after now."""
        if self.keeper is not None:
            self.keeper.keep_soon()

    def dress(self, theme: str) -> None:
        """Choose the theme of the first frame; later it is enough to assign `theme`."""
        if theme != self.theme:
            self.theme = theme
            self.stylesheet.set_variables(self.get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:
        """Read the styles anew after a change of the theme; Textual asks for it at the start too, when they are just read."""
        if self._dressed:
            super().refresh_css(animate)
        self._dressed = True

    def on_notify(self, event: Notify) -> None:
        """Put a notice in the place of one that says the same and is still shown; its time begins anew."""
        for old in [one for one in self._notifications if _said(one) == _said(event.notification)]:
            self._unnotify(old, refresh=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Send a text to the clipboard of the terminal the user sits at (OSC 52, through tmux as well)."""
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(copy_sequence(text))


class Opened(EndsWorkFirst):
    """Gives a screen the app's services without asking at every place whether they are open."""

    app = getters.app(Shell)

    @property
    def services(self) -> Services:
        """The services; asking before the workspace is open is a mistake of the program."""
        services = self.app.services
        if services is None:
            raise RuntimeError("The workspace is not open yet.")
        return services

    @property
    def today(self) -> date:
        """The calendar day where the user is."""
        return self.services.clock().astimezone().date()

    def tell(self, sentence: str, severity: Severity = "information") -> None:
        """Show a sentence for a while; it may hold text from outside."""
        self.app.notify(show(sentence), severity=severity, markup=False)

    def must_wait(self) -> bool:
        """Whether a question that a key asked for on this screen is still on its way or at work; tells so.

        Keys typed ahead wait for it a while (`TypeAhead`); what comes even so must not ask a second time.
        """
        if self.is_asking:
            self.tell("The key before is still at work; press this one again in a moment.", "warning")
        return self.is_asking

    @property
    def is_asking(self) -> bool:
        """Whether a question that a key asked for on the screen that is open is on its way or at work."""
        workers = (one for one in self.app.workers if one.group in QUESTIONS and not one.is_finished)
        return any(self.app.screen in one.node.ancestors_with_self for one in workers)

    @contextmanager
    def notices(self) -> Iterator[None]:
        """Show the sentence of a ServiceError that is raised inside; the rest of the block is skipped then."""
        try:
            yield
        except ServiceError as error:
            self.tell(str(error), "error")


Told = TypeVar("Told")
Asker = TypeVar("Asker", bound=Opened)
Given = ParamSpec("Given")
Asking: TypeAlias = Callable[Concatenate[Asker, Given], Coroutine[None, None, None]]


def asks(group: str) -> Callable[[Asking[Asker, Given]], Callable[Concatenate[Asker, Given], None]]:
    """Make a method a worker of a group of `QUESTIONS`, which a key begins only while no other is under way on the screen."""

    def decorate(method: Asking[Asker, Given]) -> Callable[Concatenate[Asker, Given], None]:
        begin = work(group=group)(method)

        @wraps(method)
        def ask(self: Asker, /, *args: Given.args, **kwargs: Given.kwargs) -> None:
            if not self.must_wait():
                begin(self, *args, **kwargs)

        return ask

    return decorate


@runtime_checkable
class Leavable(Protocol):
    """A screen or a flyout that is asked before the program leaves it."""

    async def ready_to_leave(self) -> bool:
        """Whether it may be left; one that holds something unsaved asks first."""


class AppScreen(Opened, Screen[ScreenResultType], Generic[ScreenResultType], inherit_bindings=False):
    """A screen of the app: moves of the focus, notices, and the keys that its key bar shows."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ()
    """Ids of the bindings that the key bar shows while they are active, the most important first."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab",
            "app.focus_next",
            "Next region",
            show=False,
            id="focus.next",
            tooltip="Move the focus to the next region",
        ),
        Binding(
            "shift+tab",
            "app.focus_previous",
            "Previous region",
            show=False,
            id="focus.previous",
            tooltip="Move the focus to the region before",
        ),
        Binding(
            "ctrl+c",
            "screen.copy_text",
            "Copy",
            show=False,
            id="focus.copy",
            tooltip="Copy the text that is selected with the mouse",
        ),
    ]

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The reason why a key cannot act now, which also dims it in the key bar; None where it can.

        The action stays runnable: pressed, it tells this reason.
        """
        return None

    def action_copy_text(self) -> None:
        """Copy what is selected; people who meant to leave are told how."""
        selected = self.get_selected_text()
        if selected:
            self.app.copy_to_clipboard(selected)
            self.tell("Copied.")
        else:
            self.tell("Nothing is selected to copy. ctrl+q leaves the program.")

    stale: frozenset[Callable[[], object]] = frozenset()
    """What has to be loaded anew when this screen is shown again."""

    def follow(self, signal: Signal[Told], load: Callable[[], object]) -> None:
        """Load anew whenever a signal is published; see `load_when_shown`."""
        signal.subscribe(self, lambda told: self.load_when_shown(load))

    def load_when_shown(self, load: Callable[[], object]) -> None:
        """Load anew at once where this screen is seen, else once when it is shown again, however often it was asked for."""
        stack = self.app.screen_stack
        above = stack[stack.index(self) + 1 :] if self in stack else []
        if all(screen.is_modal for screen in above):
            load()
        else:
            self.stale |= {load}

    def on_screen_resume(self) -> None:
        """Load what became stale while another screen lay over this one."""
        stale, self.stale = self.stale, frozenset()
        for load in stale:
            load()

    def action_refresh_all(self) -> None:
        """Load anew what is shown; ctrl+r runs it."""

    async def ready_to_leave(self) -> bool:
        """Whether the app may leave this screen; one with unsaved changes asks Save, Discard or Stay first."""
        return True
