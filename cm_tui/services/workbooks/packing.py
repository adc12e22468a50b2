"""Packing a workbook into its file, and letting go of one that is not packed; whatever fails, openpyxl says nothing of its own."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Generator

    from _typeshed import ReadableBuffer
    from openpyxl import Workbook


def pack(book: Workbook, file: BinaryIO) -> None:
    """Write a workbook whose sheets are complete into a file. Raises OSError where the file takes no more."""
    from openpyxl.writer.excel import ExcelWriter

    sink = _Sink(file)
    # openpyxl's own `save` leaves the archive open after an error, and Python then closes it aloud
    with ZipFile(cast("BinaryIO", sink), "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    if sink.fault is not None:
        raise sink.fault


def let_go(book: Workbook) -> None:
    """End what openpyxl began for the sheets of a workbook that nobody gets, and remove its temporary files."""
    for sheet in book.worksheets:
        writer = getattr(sheet, "_writer", None)
        if writer is not None:
            _end(getattr(sheet, "_rows", None))
            _end(writer.xf)
            with suppress(OSError, ValueError):
                writer.cleanup()


def _end(rows: Generator[Any, Any, Any] | None) -> None:
    """End a generator here, where what a full disk makes of that reaches nobody."""
    if rows is not None:
        with suppress(Exception):
            rows.close()


class _Sink(io.RawIOBase):
    """Takes whatever an archive writes: it keeps the first fault of the file and drops the rest, so that the archive is closed."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._at = 0
        self.fault: OSError | None = None

    def seekable(self) -> bool:
        """The archive goes back to the head of each entry."""
        return True

    def tell(self) -> int:
        """Where it would stand if everything had been written."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, counted from the beginning."""
        assert whence == io.SEEK_SET
        self._at = offset
        if self.fault is None:
            try:
                self._file.seek(offset)
            except OSError as error:
                self.fault = error
        return offset

    def write(self, data: ReadableBuffer) -> int:
        """Write all of it, or drop it."""
        size = memoryview(data).nbytes
        self._at += size
        if self.fault is None:
            try:
                self._file.write(data)
            except OSError as error:
                self.fault = error
        return size

    def flush(self) -> None:
        """Whoever gave the file flushes it."""
