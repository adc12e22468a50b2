"""What the first rows are measured against: a Textual app that imports SQLModel and shows one row of a SQLite file."""

import sys

from sqlmodel import Field, Session, SQLModel, create_engine, select
from textual.app import App, ComposeResult
from textual.widgets import Label


class Thing(SQLModel, table=True):
    """One table with one text."""

    id: int | None = Field(default=None, primary_key=True)
    name: str


def prepare(path: str) -> None:
    """Write the file with its one row."""
    engine = create_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Thing(name="first row"))
        session.commit()


class Bare(App[None]):
    """One label with the row's text."""

    def compose(self) -> ComposeResult:
        """The label."""
        with Session(create_engine(f"sqlite:///{sys.argv[1]}")) as session:
            yield Label(session.exec(select(Thing)).one().name)


if __name__ == "__main__":
    Bare().run()
