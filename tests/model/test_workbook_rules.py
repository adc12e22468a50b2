"""What cells mean: dates, texts as Excel shows them, documents (spec 3.4, 3.5)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cm_tui.model.rules.workbook import (
    Entry,
    permitted_in_workbook,
    read_day,
    read_documents,
    shown_as_text,
    why_entry_is_refused,
)
from cm_tui.model.vocabulary import ImplementationStatus, TestStatus

DAY = date(2026, 6, 19)


class TestsOfDays:
    @pytest.mark.parametrize(
        "text",
        ["6/19/2026", "06/19/2026", " 6/19/2026 ", "6/19/2026 15:12:29", "06/19/2026 05:02", "6/19/2026 9:05:03"],
    )
    def test_are_read_as_purview_writes_them(self, text: str) -> None:
        assert read_day(text) == DAY

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("2026-06-19", "write 6/19/2026"),
            ("2026-06-19T15:12:29", "write 6/19/2026"),
            ("19/6/2026", "no month 19"),
            ("2/30/2026", "no such day"),
            ("6/19/26", "month/day/year"),
            ("6/19/2026 25:00", "no such time"),
            ("yesterday", "month/day/year"),
            ("", "month/day/year"),
        ],
    )
    def test_that_are_none_say_how_to_write_one(self, text: str, said: str) -> None:
        found = read_day(text)
        assert isinstance(found, str)
        assert said in found

    @given(st.dates())
    @settings(max_examples=25)
    def test_every_day_comes_back_from_the_text_that_excel_shows(self, day: date) -> None:
        assert read_day(shown_as_text(day)) == day


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("text", "text"),
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1e21, "1E+21"),
        (True, "TRUE"),
        (False, "FALSE"),
        (DAY, "6/19/2026"),
        (datetime(2026, 6, 19), "6/19/2026"),
        (datetime(2026, 6, 19, 15, 12, 29), "6/19/2026 15:12:29"),
    ],
)
def test_what_a_cell_says_as_text_is_what_excel_shows(value: str | int | float | date, shown: str) -> None:
    assert shown_as_text(value) == shown


def test_a_workbook_sets_its_own_seven_statuses_where_the_rules_permit_them() -> None:
    assert len(permitted_in_workbook(ImplementationStatus.IMPLEMENTED)) == 7
    assert permitted_in_workbook(ImplementationStatus.PLANNED) == (TestStatus.NONE,)
    assert permitted_in_workbook(ImplementationStatus.OUT_OF_SCOPE) == (TestStatus.OUT_OF_SCOPE,)


class TestsOfDocuments:
    def test_entries_that_are_there_bring_nothing(self) -> None:
        known = ["report.pdf", "Policy::https://a.example/p"]
        assert read_documents("report.pdf;;Policy::https://a.example/p", known) == ((), ())
        assert read_documents(" Policy::https://a.example/p ;; report.pdf ;;", known) == ((), ())

    def test_new_links_are_told_from_names_and_what_is_left_out_is_said(self) -> None:
        new, missing = read_documents("Policy::https://a.example/p;;scan.png", ["report.pdf"])
        assert new == (Entry("Policy", "https://a.example/p"), Entry("scan.png", None))
        assert missing == ("report.pdf",)
        assert [why_entry_is_refused(one) is None for one in new] == [True, False]

    def test_known_entries_may_hold_the_signs_between_entries(self) -> None:
        known = ["a;;b::c.txt", "Spec::https://a.example/x;;y"]
        text = "Spec::https://a.example/x;;y;;New::https://b.example/;;a;;b::c.txt"
        assert read_documents(text, known) == ((Entry("New", "https://b.example/"),), ())

    def test_known_entries_may_end_in_a_semicolon(self) -> None:
        assert read_documents("a;;;b ;;a; ;;c::https://c.example/", ["a;", "b"]) == (
            (Entry("c", "https://c.example/"),),
            (),
        )

    @pytest.mark.parametrize("url", ["ftp://a.example/x", "https://user:word@a.example/", "javascript:alert(1)"])
    def test_addresses_are_judged_as_those_of_links_are(self, url: str) -> None:
        [entry], _ = read_documents(f"Policy::{url}", [])
        assert why_entry_is_refused(entry)

    def test_an_entry_named_twice_is_one(self) -> None:
        assert read_documents("P::https://a.example/;;P::https://a.example/", [])[0] == (
            Entry("P", "https://a.example/"),
        )
