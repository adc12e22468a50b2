"""What evidence is accepted, by name, content, size and address, and when it may go (spec 2.8, 3.8, 6.5; safety 6)."""

from __future__ import annotations

from datetime import date

import pytest
from evidence_files import JPEG, MKV, OLE, PAGE, PDF, PNG, PROGRAM, RAR, WINDOWS, ZIP

from cm_tui.model.rules.contents import HEAD, text_of, why_content_does_not_match
from cm_tui.model.rules.evidence import (
    DEFAULT_TYPES,
    LONGEST_URL,
    base_name,
    shown_size,
    why_action_takes_no_evidence,
    why_automation_is_turned_off,
    why_dates_are_refused,
    why_evidence_is_locked,
    why_link_name_is_refused,
    why_name_is_refused,
    why_size_is_refused,
    why_url_is_refused,
)
from cm_tui.model.vocabulary import ManagedBy, TestingSource, TestingType, TestStatus

DAY, LATER = date(2026, 11, 2), date(2026, 11, 5)


@pytest.mark.parametrize(
    "name", ["a.pdf", "A.PDF", "Zoë 日本.docx", "[bold]x.md", "%s;$(x).csv", "a.b.json", "x" * 196 + ".pdf"]
)
def test_any_readable_name_of_an_accepted_type_will_do(name: str) -> None:
    assert why_name_is_refused(name, DEFAULT_TYPES) is None


@pytest.mark.parametrize(
    ("name", "needle"),
    [
        ("", "no name"),
        (".", "no name"),
        ("..", "no name"),
        ("../a.pdf", "no name"),
        ("a\nb.pdf", "cannot be seen"),
        ("a\x1b[2J.pdf", "cannot be seen"),
        ("a\x00.pdf", "cannot be seen"),
        ("gpj.\u202efdp.pdf", "cannot be seen"),
        ("a\udcff.pdf", "cannot be seen"),
        ("x" * 197 + ".pdf", "200 characters"),
        ("a.exe", "the type .exe are not accepted; accepted are .doc .xls"),
        ("a.pdf.sh", "the type .sh"),
        ("a.pdf ", "the type .pdf  are"),
        ("pdf", "says no file type"),
        (".pdf", "says no file type"),
    ],
)
def test_other_names_are_refused_with_the_reason(name: str, needle: str) -> None:
    assert needle in (why_name_is_refused(name, DEFAULT_TYPES) or "")


@pytest.mark.parametrize(
    ("stored", "called"),
    [
        ("Plan – final.pdf", "Plan – final.pdf"),
        ("../../evil.pdf", "evil.pdf"),
        ("..\\evil.pdf", "evil.pdf"),
        ("\x1b[2J.pdf", "_[2J.pdf"),
        ("a\u202eb\n.pdf", "a_b_.pdf"),
        ("..", "EV-1"),
        ("a/", "EV-1"),
    ],
)
def test_a_document_is_called_by_a_name_that_stays_in_its_folder(stored: str, called: str) -> None:
    assert base_name(stored, "EV-1") == called


def test_which_types_are_accepted_is_a_setting() -> None:
    assert why_name_is_refused("a.pdf", (".pdf",)) is None
    assert "accepted are .pdf." in (why_name_is_refused("a.zip", (".pdf",)) or "")


SOUND = [
    (".pdf", PDF), (".pdf", b"\xef\xbb\xbf\n%PDF-1.4"), (".doc", OLE), (".xls", OLE), (".ppt", OLE), (".zip", ZIP), (".docx", ZIP),
    (".xlsx", ZIP), (".pptx", ZIP), (".zip", b"PK\x05\x06" + bytes(18)), (".jpg", JPEG), (".jpeg", JPEG), (".png", PNG),
    (".mkv", MKV), (".rar", RAR), (".txt", b"hello"), (".txt", "\ufeffhällo".encode("utf-16")), (".txt", b"caf\xe9"),
    (".txt", b"MZ is how it begins"), (".txt", b"{}"), (".csv", b"1;2"), (".csv", b"\xef\xbb\xbfa,b"),
    (".md", b"# Title\n<p>x</p>"),
    (".json", b' \n{"a": 1}'), (".json", b"[]"), (".json", b"-1"), (".json", b"null"), (".json", b'"x"'),
]  # fmt: skip


@pytest.mark.parametrize(("file_type", "content"), SOUND)
def test_a_content_that_is_what_its_name_says_is_accepted(file_type: str, content: bytes) -> None:
    assert why_content_does_not_match(f"a{file_type}", content) is None


@pytest.mark.parametrize(
    ("name", "content", "claimed", "found"),
    [
        ("a.pdf", PAGE, "a PDF document", "an HTML page"),
        ("a.pdf", PROGRAM, "a PDF document", "a program (ELF)"),
        ("a.pdf", WINDOWS, "a PDF document", "a Windows program"),
        ("a.pdf", b"#!/bin/sh\nrm", "a PDF document", "a script"),
        ("a.pdf", b"hello", "a PDF document", "plain text"),
        ("a.pdf", ZIP, "a PDF document", "a ZIP archive"),
        ("a.pdf", bytes(100), "a PDF document", "something unknown"),
        ("a.doc", b"{\\rtf1", "an old Office document", "a Rich Text document"),
        ("a.docx", OLE, "a ZIP archive", "an old Office document"),
        ("a.xls", ZIP, "an old Office document", "a ZIP archive"),
        ("a.jpg", PNG, "a JPEG picture", "a PNG picture"),
        ("a.png", b"GIF89a", "a PNG picture", "a GIF picture"),
        ("a.mkv", b"\x00\x00\x00\x20ftypisom", "a Matroska video", "an MP4 video"),
        ("a.zip", b"7z\xbc\xaf\x27\x1c", "a ZIP archive", "a 7-Zip archive"),
        ("a.rar", b"\x1f\x8b\x08", "a RAR archive", "a gzip archive"),
        ("a.txt", b"text\x00", "plain text", "something unknown"),
        ("a.txt", PDF, "plain text", "a PDF document"),
        ("a.txt", PROGRAM, "plain text", "a program (ELF)"),
        ("a.csv", WINDOWS, "plain text", "a Windows program"),
        ("a.md", b"\n<!-- x --> <HTML lang=en>", "plain text", "an HTML page"),
        ("a.txt", "\ufeff<html>".encode("utf-16"), "plain text", "an HTML page"),
        ("a.md", b"#!/usr/bin/env python", "plain text", "a script"),
        ("a.json", b"Hello", "JSON", "plain text"),
        ("a.json", PAGE, "JSON", "an HTML page"),
        ("a.json", bytes(4), "JSON", "something unknown"),
    ],
)
def test_another_content_is_refused_naming_both(name: str, content: bytes, claimed: str, found: str) -> None:
    reason = why_content_does_not_match(name, content) or ""
    assert reason.startswith(name)
    assert f"that it is {claimed}" in reason
    assert f"its content is {found}" in reason


@pytest.mark.parametrize(
    "content", [b"<!---->" * 200_000, b" " * 2_000_000, b"<!--" * 300_000, b"<?xml " * 200_000, b"M" * 2_000_000]
)
def test_no_content_takes_long_to_be_told(content: bytes) -> None:
    assert why_content_does_not_match("a.txt", content[:HEAD]) is None


@pytest.mark.parametrize(
    ("content", "cut", "text"),
    [
        ("hällo".encode(), False, "hällo"),
        ("hällo".encode()[:2], True, "h"),
        (b"\xef\xbb\xbfa", False, "a"),
        ("ä€".encode("utf-16"), False, "ä€"),
        (b"\xfe\xff\x00a\x00", True, "a"),
        (b"caf\xe9", False, "café"),
        (b"\x80 price", False, "€ price"),
        (b"\x81\xe9", False, "\x81é"),
        (b"a\x00b", False, None),
        (b"\xff\xfea\x00\x00\x00", False, None),
    ],
)
def test_text_is_read_in_the_encodings_that_people_use(content: bytes, cut: bool, text: str | None) -> None:
    assert text_of(content, cut=cut) == text


@pytest.mark.parametrize(
    ("size", "limit", "needle"),
    [(0, 10, "0 bytes"), (11, 10, "11 bytes, and the limit is 10"), (10, 10, None), (1, 10, None)],
)
def test_a_size_has_to_be_more_than_nothing_and_within_the_limit(size: int, limit: int, needle: str | None) -> None:
    reason = why_size_is_refused("a.pdf", size, limit)
    assert reason is None if needle is None else needle in (reason or "")


@pytest.mark.parametrize(
    "url",
    [
        "https://contoso.example/a?b=c&d=%20#e",
        "http://localhost:8080",
        "HTTPS://EXAMPLE.COM/",
        "https://[::1]/x",
        "https://192.0.2.1/",
        "https://bücher.example/ä",
        "https://a_b.example.",
        "https://x.example/" + "a" * (LONGEST_URL - 18),
    ],
)
def test_addresses_of_the_web_are_links(url: str) -> None:
    assert why_url_is_refused(url) is None


@pytest.mark.parametrize(
    ("url", "needle"),
    [
        ("", "https://"),
        ("contoso.example", "https://"),
        ("ftp://contoso.example", "https://"),
        ("javascript:alert(1)", "https://"),
        ("file:///etc/passwd", "https://"),
        ("//contoso.example/x", "https://"),
        ("https:contoso.example", "https://"),
        ("https://", "https://"),
        ("https:///path", "https://"),
        ("https://user:secret@contoso.example/", "password"),
        ("https://user@contoso.example/", "user name"),
        ("https://contoso.example@evil.example/", "user name"),
        ("https://con toso.example/", "blanks"),
        ("https://contoso.example/\n", "blanks"),
        ("https://contoso.example/\x1b[2J", "blanks"),
        ("https://contoso.example/\u202egpj", "blanks"),
        ("https:\\\\contoso.example", "blanks"),
        ("https://..", "no host"),
        ("https://-x.example", "no host"),
        ("https://%63ontoso.example", "no host"),
        ("https://[::1", "no address"),
        ("https://[zz]/", ""),
        ("https://contoso.example:99999/", "no address"),
        ("https://contoso.example:x/", "no address"),
        ("https://x.example/" + "a" * LONGEST_URL, "2000"),
    ],
)
def test_other_addresses_are_refused_with_the_reason(url: str, needle: str) -> None:
    reason = why_url_is_refused(url)
    assert reason
    assert needle in reason


@pytest.mark.parametrize("name", ["Policy", "[bold]x[/]", "日本 – §5", "=1+1"])
def test_a_link_has_any_name_in_one_line(name: str) -> None:
    assert why_link_name_is_refused(name) is None


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b]8;;x", "\u202e", "\udcff", "x" * 201])
def test_what_is_no_name_of_a_link_is_refused(name: str) -> None:
    assert why_link_name_is_refused(name)


@pytest.mark.parametrize("status", TestStatus)
def test_a_verdict_locks_the_evidence(status: TestStatus) -> None:
    judged = status in (TestStatus.PASSED, TestStatus.OUT_OF_SCOPE) or status.value.startswith("Failed")
    reason = why_evidence_is_locked(status)
    assert (reason is not None) is judged
    assert reason is None or status.value in reason


def test_evidence_turns_automation_off_except_that_of_defender_for_cloud() -> None:
    automatic, manual = TestingType.AUTOMATIC, TestingType.MANUAL
    assert "turned off" in (why_automation_is_turned_off(automatic, TestingSource.SECURE_SCORE) or "")
    assert why_automation_is_turned_off(automatic, TestingSource.DEFENDER_FOR_CLOUD) is None
    assert why_automation_is_turned_off(manual, TestingSource.SECURE_SCORE) is None


def test_only_the_organisations_own_actions_take_evidence() -> None:
    assert why_action_takes_no_evidence(ManagedBy.ORGANISATION, retired=False) is None
    assert "Microsoft" in (why_action_takes_no_evidence(ManagedBy.MICROSOFT, retired=False) or "")


@pytest.mark.parametrize(
    ("effective", "expires", "refused"),
    [
        (None, None, False),
        (DAY, None, False),
        (None, DAY, False),
        (DAY, DAY, False),
        (DAY, LATER, False),
        (LATER, DAY, True),
    ],
)
def test_evidence_does_not_expire_before_it_is_effective(
    effective: date | None, expires: date | None, refused: bool
) -> None:
    assert (why_dates_are_refused(effective, expires) is not None) is refused


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "1 byte"),
        (7, "7 bytes"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (1024**2, "1 MB"),
        (250 * 1024**2, "250 MB"),
        (3 * 1024**3 // 2, "1.5 GB"),
    ],
)
def test_sizes_read_as_people_write_them(size: int, text: str) -> None:
    assert shown_size(size) == text
