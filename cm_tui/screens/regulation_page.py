"""A regulation's page: what it is, who uses it, and the tree of its controls with the actions that serve them (spec 11.8)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.assessments import RegulationDetails
from cm_tui.screens.base import AppScreen
from cm_tui.screens.changing_assessments import ChangingAssessments
from cm_tui.screens.control_tree import ControlTree
from cm_tui.screens.exporting import Exporting
from cm_tui.screens.flyouts.regulation_control import RegulationControlFlyout
from cm_tui.screens.links import open_link
from cm_tui.screens.regulation_text import UNUSED, actions_serving, brief_facts, counted, regulation_facts
from cm_tui.screens.regulation_tree import tree_of
from cm_tui.screens.section import ActionsWanted
from cm_tui.widgets.filter_line import FilterLine
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import hanging, labelled
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.page_head import PageTitle
from cm_tui.widgets.text import show

TALL = 30
"""Lines of the terminal from which on each fact has a line of its own."""
LOADING = "The regulation is not loaded yet."


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"regulation.{name}", tooltip=tooltip)


class RegulationScreen(ChangingAssessments, Exporting, AppScreen[None]):
    """Reads one regulation; nothing of it can be changed here, but an assessment against it can be created."""

    CSS_PATH = "../styles/regulations.tcss"
    AUTO_FOCUS = "ControlTree"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "search.leave",
        "tree.open",
        "regulation.search",
        "tree.all",
        "tree.toggle",
        "regulation.create",
        "regulation.actions",
        "regulation.link",
        "regulation.escape",
        "regulation.export",
        "app.palette",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("slash", "search", "search", "Search", "Narrow the controls by words; enter or esc come back, text kept"),
        _key("escape", "leave", "escape", "Back", "Clear the search; without one go back to the regulations"),
        _key("plus", "create", "create", "Create assessment", "Create an assessment against this regulation"),
        _key("o", "actions", "actions", "Actions", "Go to the improvement actions that count for this regulation"),
        _key(
            "x", "export", "export", "Export to Excel", "Write the regulation as a template, to be changed and imported"
        ),
        _key("l", "link", "link", "Source", "Copy the address of the source, and open it where a browser exists"),
    ]

    def __init__(self, key: str) -> None:
        """Make the page.

        Args:
            key: The regulation's key.
        """
        super().__init__()
        self._regulation = key
        self.head, self.facts, self.search, self.controls = (
            PageTitle("Regulations"),
            Folded(id="facts"),
            FilterLine(),
            ControlTree(),
        )
        self.details: RegulationDetails | None = None
        """What the page shows; None until it is loaded."""

    def compose(self) -> ComposeResult:
        """Title, facts, search, tree, keys."""
        yield from (self.head, self.facts, self.search, self.controls, KeyBar())

    def on_mount(self) -> None:
        """Load the regulation, and again whenever who uses it, or what it says, may be another."""
        self.follow(self.app.assessments_changed, self.load)
        self.follow(self.app.catalogue_changed, self.load)
        self.load()

    def action_refresh_all(self) -> None:
        """Load it anew."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Show the regulation as it is now; what is folded stays so."""
        with self.notices():
            self.details = details = await asyncio.to_thread(self.services.regulations.details, self._regulation)
            self.head.put(details.regulation.title)
            self.facts.put(partial(self._facts, details))
            self.controls.take(await asyncio.to_thread(tree_of, details.controls))
            self._narrow(self.search.text)
            self.refresh_bindings()

    def _facts(self, details: RegulationDetails, width: int) -> list[Content]:
        if self.app.size.height >= TALL:
            return labelled(regulation_facts(details.regulation), width)
        return hanging(Content(""), Content(show(brief_facts(details.regulation))), width)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why there is nothing to copy, to open or to fold."""
        if self.details is None:
            return LOADING if binding_id.startswith(("regulation.", "tree.")) and "escape" not in binding_id else None
        if binding_id == "regulation.create":
            return self.why_no_create
        if binding_id == "regulation.link" and not self.details.regulation.source_url:
            return "It is a regulation of your organisation's own; no address of its text is known."
        if binding_id == "regulation.actions" and not self.details.regulation.active:
            return UNUSED
        if binding_id.startswith("tree."):
            return self.controls.why_key_cannot_act(binding_id)
        return None

    # Searching

    def action_search(self) -> None:
        """Put the focus into the words, at once: the keys behind this one are for them."""
        self.set_focus(self.search.search)

    @on(FilterLine.Typed)
    def _typed(self, event: FilterLine.Typed) -> None:
        self._narrow(event.text)

    def _narrow(self, text: str) -> None:
        found = self.controls.narrow(text)
        total = len(self.details.controls) if self.details is not None else 0
        self.search.say(f"{found} of {counted(total, 'control')}")
        self.refresh_bindings()

    async def action_leave(self) -> None:
        """Clear the words; without any go back."""
        if not self.search.text:
            await self.run_action("app.back")
            return
        self.search.text = ""
        self._narrow("")

    # Opening

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")

    @on(ControlTree.ControlWanted)
    async def _open_control(self, event: ControlTree.ControlWanted) -> None:
        """Read a control; the keys behind this one are for its flyout."""
        if self.details is not None:
            await self.app.push_screen(RegulationControlFlyout(event.wanted, self.details.regulation))

    def action_create(self) -> None:
        """Begin the wizard with this regulation."""
        if not self._refused(self.why_key_cannot_act("regulation.create")):
            self.create_assessment(self._regulation)

    def action_actions(self) -> None:
        """Go to the improvement actions of the regulation."""
        if not self._refused(self.why_key_cannot_act("regulation.actions")):
            self.post_message(ActionsWanted(actions_serving(self._regulation)))

    async def action_export(self) -> None:
        """Write the regulation as a template."""
        if not self._refused(self.why_key_cannot_act("regulation.export")) and self.details is not None:
            await self.export_template(self.details.regulation)

    @work(exclusive=True, group="link")
    async def action_link(self) -> None:
        """Copy the address of the source, and open it where a browser exists."""
        if self._refused(self.why_key_cannot_act("regulation.link")) or self.details is None:
            return
        url = self.details.regulation.source_url
        self.app.copy_to_clipboard(url)
        opened = await asyncio.to_thread(open_link, url)
        self.tell(f"{'Copied and opened' if opened else 'Copied'}: {url}")
