"""The editor of long texts: how characters look, where lines are folded, and the widget."""

from cm_tui.widgets.editor.note_editor import NoteEditor

__all__ = ["NoteEditor"]
