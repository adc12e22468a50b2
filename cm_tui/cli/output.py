"""What a command prints: tables, JSON, CSV and plain lines on standard output, one line of complaint on standard error."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TextIO, TypeAlias, TypeVar

from cm_tui.cli.table import Column, table_lines
from cm_tui.cli.usage import PROGRAM
from cm_tui.cli.visible import visible_json
from cm_tui.model.errors import StorageProblem
from cm_tui.model.text import show

Row = TypeVar("Row")
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class Unprinted(StorageProblem):
    """Standard output takes no more; what the command did before stays done."""


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """How rows of one kind are printed: every field by its JSON name, and the columns of the table."""

    fields: Mapping[str, Callable[[Row], Json]]
    columns: Sequence[Column[Row]]
    nothing: str
    """What the table says where there is no row."""

    def record(self, row: Row) -> dict[str, Json]:
        """A row as JSON, in the order of the fields."""
        return {name: value(row) for name, value in self.fields.items()}


def print_listing(listing: Listing[Row], rows: Sequence[Row], style: str) -> None:
    """Print rows as `table`, `json` or `csv`."""
    if style == "json":
        print_json([listing.record(row) for row in rows])
    elif style == "csv":
        _print_csv(listing, rows)
    else:
        print_table(listing.columns, rows, listing.nothing)


def print_table(columns: Sequence[Column[Row]], rows: Sequence[Row], nothing: str) -> None:
    """Print rows as a table: fitted to the terminal, complete in a pipe."""
    emit("".join(f"{line}\n" for line in table_lines(columns, rows, terminal_width())) if rows else f"{nothing}\n")


def print_json(value: Json) -> None:
    """Print a value as JSON; control and bidi characters are escaped, other text stands as it is where UTF-8 goes out."""
    ascii_only = "utf" not in (getattr(sys.stdout, "encoding", None) or "").lower()
    emit(visible_json(json.dumps(value, ensure_ascii=False, indent=2), ascii_only=ascii_only) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of text; whatever stands in one stays in it."""
    print_report(map(show, lines))


def print_report(lines: Iterable[str]) -> None:
    """Print lines of text that are safe to print already."""
    emit("".join(f"{line}\n" for line in lines))


def terminal_width() -> int | None:
    """The columns of the terminal on standard output; None in a pipe or a file."""
    return shutil.get_terminal_size().columns if is_terminal(sys.stdout) else None


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is open and a terminal."""
    return stream is not None and not stream.closed and stream.isatty()


def emit(text: str) -> None:
    """Write to standard output and flush. Raises Unprinted where it cannot be written, BrokenPipeError where nobody reads."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(sys.stdout)
        raise Unprinted(f"The output could not be written: {error.strerror}.") from error


def complain(message: str) -> None:
    """Write one line to standard error, if anybody can read it."""
    if sys.stderr is None:
        return
    try:
        print(f"{PROGRAM}: {show(message)}", file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO | None) -> None:
    """Send what a stream still holds to nowhere, so that the interpreter's last flush cannot fail."""
    if stream is None:
        return
    try:
        descriptor = stream.fileno()
    except io.UnsupportedOperation:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def prepare_streams() -> None:
    """Let no character of any text stop a command, whatever the locale's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _print_csv(listing: Listing[Row], rows: Sequence[Row]) -> None:
    """Print rows as RFC 4180 has them, lines ended as everywhere here: UTF-8 in a pipe or a file, whatever the locale says."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not is_terminal(sys.stdout):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    emit(_csv(listing, rows))


def _csv(listing: Listing[Row], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(listing.fields)
    for row in rows:
        writer.writerow([_csv_cell(value) for value in listing.record(row).values()])
    return text.getvalue()


def _csv_cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return show(value)
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping) or any(isinstance(one, Mapping) for one in value):
        return visible_json(json.dumps(value, ensure_ascii=False), ascii_only=False)
    return show(";".join(_csv_value(str(one)) for one in value))


def _csv_value(text: str) -> str:
    """One of several values in a cell: in quotation marks, doubled inside, where it could not be told from the others."""
    if text and ";" not in text and not text.startswith('"'):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
