"""The list that shows the tree of a regulation's controls, and folds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList

from cm_tui.model.text import fold
from cm_tui.model.views.assessments import RegulationControl
from cm_tui.screens.base import Opened
from cm_tui.screens.regulation_tree import Node, Tree
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.picker import FoldingList

SEARCHED = "While words are searched the tree is unfolded; esc clears them."


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"tree.{name}", tooltip=tooltip)


class ControlTree(Opened, FoldingList, inherit_bindings=False):
    """The controls; sections fold and unfold, enter opens a control."""

    BINDING_GROUP_TITLE = "Controls"
    BINDINGS: ClassVar[list[BindingType]] = [
        *ChoiceList.BINDINGS[:-1],
        _key("enter", "open", "open", "Open", "Open the control under the cursor; a family folds and unfolds"),
        _key("space", "turn", "toggle", "Fold", "Fold or unfold what stands below this line"),
        _key("right", "unfold", "unfold", "Unfold", "Unfold this line; when it is, go to the first line below it"),
        _key("left", "fold", "fold", "Fold up", "Fold this line; when it is, go to the line that it belongs to"),
        _key("asterisk", "all", "all", "Fold all", "Unfold the whole tree, or fold it when all of it is unfolded"),
    ]

    @dataclass
    class ControlWanted(Message):
        """A control is to be opened."""

        wanted: RegulationControl

    def __init__(self) -> None:
        super().__init__()
        self.tree_lines = Tree()

    def take(self, nodes: tuple[Node, ...]) -> None:
        """Hold the tree of a regulation, to be drawn; what was folded stays so, at first everything that can be is."""
        tree = self.tree_lines
        first, tree.nodes = not tree.nodes, nodes
        tree.closed = set(tree.branches) if first else tree.closed & tree.branches

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why a key of the tree cannot act."""
        if self.current is None:
            return "No control has these words." if self.tree_lines.words else "There is no control."
        if binding_id == "tree.toggle" and not self.tree_lines.words and self.current not in self.tree_lines.branches:
            return "There is nothing below this control."
        if binding_id in ("tree.toggle", "tree.all") and self.tree_lines.words:
            return SEARCHED
        return None

    def narrow(self, text: str) -> int:
        """Show the controls that have all words of a text, unfolded; gives how many they are."""
        self.tree_lines.words = tuple(fold(text).split())
        self.draw_tree()
        return self.tree_lines.found

    def draw_tree(self, current: str | None = None) -> None:
        """Draw the tree anew, with the cursor on a line, else where it was."""
        self.put_lines(self.tree_lines.lines(), current or self.current)

    def action_open(self) -> None:
        """Open the control under the cursor; fold or unfold a family."""
        node = self.tree_lines.node(self.current)
        if node is not None and node.control is not None:
            self.post_message(self.ControlWanted(node.control))
        else:
            self.action_turn()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_turn(self) -> None:
        """Fold or unfold the line under the cursor."""
        if reason := self.why_key_cannot_act("tree.toggle"):
            self.tell(reason, "warning")
        elif self.current in self.tree_lines.branches:
            self.tree_lines.closed ^= {str(self.current)}
            self.draw_tree()

    def action_unfold(self) -> None:
        """Unfold, or go one level down."""
        tree = self.tree_lines
        if self.current in tree.closed and not tree.words:
            self.action_turn()
        elif self.current in tree.branches:
            self.action_cursor_down()

    def action_fold(self) -> None:
        """Fold, or go one level up."""
        tree, node = self.tree_lines, self.tree_lines.node(self.current)
        if self.current in tree.branches - tree.closed and not tree.words:
            self.action_turn()
        elif node is not None and node.parent is not None:
            self.draw_tree(node.parent)

    def action_all(self) -> None:
        """Unfold everything; where everything is, fold it, with the cursor on the family that it was in."""
        if reason := self.why_key_cannot_act("tree.all"):
            self.tell(reason, "warning")
            return
        tree, node = self.tree_lines, self.tree_lines.node(self.current)
        while not tree.closed and node is not None and node.parent is not None:
            node = tree.node(node.parent)
        tree.closed = set() if tree.closed else set(tree.branches)
        self.draw_tree(node.key if node is not None else None)
