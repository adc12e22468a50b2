"""What a start is measured against: a Textual app that shows one label."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class Bare(App[None]):
    """One label, nothing else."""

    def compose(self) -> ComposeResult:
        """The label."""
        yield Label("first frame")


if __name__ == "__main__":
    Bare().run()
