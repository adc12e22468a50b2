"""Which sheets a workbook has, and in which of its parts they stand."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .archive import Archive
from .refusing import AGAIN, MEBI, MOST_MEMBERS, Refused, damaged, short

_MOST = 2 * MEBI
"""Bytes of a part that says what is where."""
_YES = ("1", "true", "on")
_KINDS = (
    ("word/document.xml", "is a Word document, not an Excel workbook: choose the workbook (.xlsx)"),
    ("ppt/presentation.xml", "is a PowerPoint presentation, not an Excel workbook: choose the workbook (.xlsx)"),
    ("xl/workbook.bin", f"is a binary workbook (.xlsb): {AGAIN}"),
    ("content.xml", f"is an OpenDocument file, not an Excel workbook: {AGAIN}"),
)


@dataclass(frozen=True)
class Package:
    """A workbook's table of contents."""

    titles: tuple[str, ...]
    parts: dict[str, str]
    """The part of each sheet that is wanted, by the title it was asked for."""
    own: dict[str, str]
    """The sheet's title as it stands in the file, by the title it was asked for."""
    strings: str | None
    styles: str | None
    from_1904: bool


@dataclass(frozen=True)
class _Relation:
    kind: str
    target: str
    external: bool


def read_package(archive: Archive, wanted: list[str]) -> Package:
    """Find the sheets that are wanted; what is not there is left out. Raises Refused."""
    start = _relations(archive, "_rels/.rels", "")
    workbooks = [found for found in start.values() if found.kind == "officeDocument" and not found.external]
    if len(workbooks) != 1 or workbooks[0].target not in archive:
        raise _no_workbook(archive)
    path = workbooks[0].target
    root = _parsed(archive, path)
    if _local(root) != "workbook":
        raise _no_workbook(archive)
    folder, name = posixpath.split(path)
    relations = _relations(archive, f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
    sheets = list(_sheets(root))
    if len(sheets) > MOST_MEMBERS:
        raise Refused(f"has more than {MOST_MEMBERS} sheets: remove those that are not needed, and save it again")
    chosen = {title: found for title in wanted if (found := _chosen(sheets, title)) is not None}
    return Package(
        titles=tuple(title for title, _ in sheets),
        parts={title: _part(archive, relations, found) for title, found in chosen.items()},
        own={title: found[0] for title, found in chosen.items()},
        strings=_single(archive, relations, "sharedStrings"),
        styles=_single(archive, relations, "styles"),
        from_1904=any(
            element.get("date1904", "").strip().lower() in _YES for element in root if _local(element) == "workbookPr"
        ),
    )


def _no_workbook(archive: Archive) -> Refused:
    for part, sentence in _KINDS:
        if part in archive:
            return Refused(sentence)
    return Refused("is a zip archive, not an Excel workbook: choose the workbook (.xlsx)")


def _parsed(archive: Archive, part: str) -> Element:
    try:
        return fromstring(archive.take(part, _MOST), forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError) as error:
        raise damaged(f"its part {short(part)} is not well formed") from error


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _relations(archive: Archive, part: str, folder: str) -> dict[str, _Relation]:
    if part not in archive:
        return {}
    return {
        element.get("Id", ""): _Relation(
            element.get("Type", "").rpartition("/")[2],
            _resolved(element.get("Target", ""), folder),
            element.get("TargetMode", "").strip().lower() == "external",
        )
        for element in _parsed(archive, part)
        if _local(element) == "Relationship"
    }


def _resolved(target: str, folder: str) -> str:
    """Where a relation leads; what leads out of the archive is no part's name."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _sheets(root: Element) -> Iterator[tuple[str, str]]:
    """Title and relation of every sheet, in their order."""
    for group in root:
        if _local(group) == "sheets":
            for element in group:
                if _local(element) == "sheet":
                    relation = next((value for key, value in element.items() if key.endswith("}id")), "")
                    yield element.get("name", ""), relation


def _chosen(sheets: list[tuple[str, str]], wanted: str) -> tuple[str, str] | None:
    found = [sheet for sheet in sheets if sheet[0].strip().casefold() == wanted.strip().casefold()]
    if len(found) > 1:
        raise damaged(f"it has two sheets called {short(wanted)}")
    return found[0] if found else None


def _part(archive: Archive, relations: dict[str, _Relation], sheet: tuple[str, str]) -> str:
    relation = relations.get(sheet[1])
    if relation is None or relation.external or relation.target not in archive:
        raise damaged(f"its sheet {short(sheet[0])} is not in it")
    if relation.kind != "worksheet":
        raise Refused(
            f"has no table on its sheet {short(sheet[0])}: put the rows on an ordinary sheet, and save it again"
        )
    return relation.target.lower()


def _single(archive: Archive, relations: dict[str, _Relation], kind: str) -> str | None:
    found = [relation for relation in relations.values() if relation.kind == kind]
    if len(found) > 1 or any(relation.external or relation.target not in archive for relation in found):
        raise damaged(f"what it says of its {kind} leads nowhere")
    return found[0].target.lower() if found else None
