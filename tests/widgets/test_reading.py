"""What is read about an action: folding, hanging steps, subscriptions, hostile texts; the information bar above it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.strip import Strip

from cm_tui.model.rules.points import DISCLAIMER
from cm_tui.model.views.actions import ActionDetails, ActionRow, AssessmentLink, Points, SubscriptionResult
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Function,
    ImplementationStatus,
    ManagedBy,
    Requirement,
    Stage,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.widgets.folding import hanging, labelled, paragraphs
from cm_tui.widgets.info_bar import InfoBar, arrange, points_texts, row_fields
from cm_tui.widgets.reading import Reading, ReadingKeys, applies_to, lay_out

ROW = ActionRow(
    id="CA-001",
    name="Require multifactor authentication for administrators",
    group=None,
    category=Category.CONTROL_ACCESS,
    action_type=ActionType.TECHNICAL,
    solutions=("Microsoft Entra ID",),
    services=("Microsoft 365",),
    regulations=("gdpr",),
    regulation_titles=("GDPR",),
    assessments=("GDPR Europe", "GDPR North"),
    points=Points(6_750_000, 27_000_000),
    in_scope=True,
    implementation_status=ImplementationStatus.NOT_IMPLEMENTED,
    implementation_date=None,
    test_status=TestStatus.TO_BE_DETECTED,
    test_date=None,
    testing_type=TestingType.AUTOMATIC,
    testing_source=TestingSource.SECURE_SCORE,
    owner="maria.ruiz@contoso.example",
    owner_name="María Ruiz",
    pending_update=True,
    version=1,
)
DETAILS = ActionDetails(
    row=ROW,
    description="A password alone opens every mailbox.",
    guidance="Agree with the owner first.\n1. " + "Open the policy. " * 12 + "\n10. Wait.\n- Or ask.\n",
    shown_by="The exported policy.",
    launch_url="https://entra.microsoft.com/",
    implementation_notes="NOTE",
    test_notes="NOTE",
    other_notes="NOTE",
    controls=(),
    assessment_links=(AssessmentLink("GDPR Europe", "Europe", "gdpr"), AssessmentLink("GDPR North", "North", "gdpr")),
    subscriptions=(),
    managed_by=ManagedBy.ORGANISATION,
    requirement=Requirement.MANDATORY,
    function=Function.PREVENTATIVE,
    stage=Stage.PREVENT,
    eligible_source=TestingSource.SECURE_SCORE,
    privacy_framework=("PR.AC-P1",),
    sp800_53=("IA-2(1)",),
    definition_version=1,
    newest_version=2,
    measured=None,
    sent_by=None,
    sent_by_name=None,
    evidence=(),
    signals_connected=True,
)
WIDTHS = [20, 40, 58, 78, 110]


def texts(lines: list[Content]) -> list[str]:
    return [line.plain.rstrip() for line in lines]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    lines = lay_out(DETAILS, width, ReadingKeys("l"), True)
    assert max(line.cell_length for line in lines) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_folding_loses_no_word(width: int) -> None:
    words = " ".join(texts(lay_out(DETAILS, width, ReadingKeys("l"), True))).split()
    for text in (DETAILS.description, DETAILS.shown_by, *ROW.solutions, "GDPR North", "whole organisation", DISCLAIMER):
        for word in text.split():
            assert any(word in other for other in words), word


def test_further_lines_of_a_step_hang_below_its_first() -> None:
    lines = texts(paragraphs(DETAILS.guidance, 40))
    assert lines[0] == "Agree with the owner first."
    assert lines[1].startswith(" 1  Open the policy.")
    assert lines[2].startswith("    Open")
    assert lines[-2:] == ["10  Wait.", " -  Or ask."]


def test_a_number_that_is_no_step_stays_in_its_text() -> None:
    assert texts(paragraphs("30 days later, ask again.", 40)) == ["30 days later, ask again."]


def test_labels_and_values() -> None:
    lines = texts(labelled([("Service", "Microsoft 365"), ("Group", ""), ("Stage", "Prevent")], 40))
    assert lines == ["Service  Microsoft 365", "Stage    Prevent"]


def test_a_hanging_text_keeps_its_lead() -> None:
    assert texts(hanging(Content("! "), Content("one two three four"), 14)) == ["! one two", "  three four"]


def test_a_line_does_not_end_inside_a_number_or_before_its_unit() -> None:
    body = Content.assemble("maximum score ", ("1 234 567.5", "bold"), " (52.2 %) of 204 controls")
    for width in range(14, 60):
        lines = hanging(Content(""), body, width)
        assert " ".join(texts(lines)) == body.plain
        assert all(line.cell_length <= width for line in lines)
        together = "\n".join(texts(lines))
        assert "1 234 567.5" in together
        assert "(52.2 %)" in together
    assert all(line.cell_length <= 4 for line in hanging(Content(""), body, 4))


def test_short_facts_stand_beside_each_other_where_there_is_room() -> None:
    wide, narrow = texts(lay_out(DETAILS, 110)), texts(lay_out(DETAILS, 78))
    assert any("Microsoft 365" in line and "Microsoft Entra ID" in line for line in wide)
    assert not any("Microsoft 365" in line and "Microsoft Entra ID" in line for line in narrow)


def test_where_a_state_counts() -> None:
    assert applies_to(DETAILS) == "whole organisation · 2 assessments in 2 groups"
    own = replace(DETAILS, row=replace(ROW, group="Europe"), assessment_links=DETAILS.assessment_links[:1])
    assert applies_to(own) == "this group only · 1 assessment"
    assert any(line.split() == ["Group", "Europe"] for line in texts(lay_out(own, 78)))


def test_notes_are_not_shown() -> None:
    assert "NOTE" not in "\n".join(texts(lay_out(DETAILS, 110)))


@pytest.mark.parametrize("width", [58, 110])
def test_subscriptions_say_everything(width: int) -> None:
    one = SubscriptionResult(
        "Contoso [b]Production[/b]",
        "Amazon Web Services",
        "account",
        TestStatus.PARTIALLY_TESTED,
        None,
        "",
        12,
        16,
        Points(20_250_000, 27_000_000),
    )
    shown = "\n".join(texts(lay_out(replace(DETAILS, subscriptions=(one,)), width)))
    for text in ("Contoso [b]Production[/b]", "Amazon Web Services", "12 of 16", "20.25 of 27", "◐ Partially tested"):
        assert text in shown


class Host(App[None]):
    """Shows a bar and a text."""

    def compose(self) -> ComposeResult:
        yield InfoBar()
        yield Reading()

    def lines(self) -> list[str]:
        return [Strip.join(line).text.rstrip() for line in zip(self.screen._compositor.render_strips())]


async def test_the_text_folds_again_with_the_terminal() -> None:
    app = Host()
    async with app.run_test(size=(140, 60)) as pilot:
        app.query_one(Reading).show_details(DETAILS)
        await pilot.pause()
        assert max(len(line) for line in app.lines()) <= 112
        await pilot.resize_terminal(60, 60)
        await pilot.pause()
        assert max(len(line) for line in app.lines()) <= 60
        assert app.query_one(Reading).size.height == len(lay_out(DETAILS, 58))


async def test_hostile_text_is_shown_as_it_is_written() -> None:
    bad = "[@click=app.quit]x[/x] [AC-2] \x1b[31m\u202e"
    app = Host()
    async with app.run_test(size=(100, 60)) as pilot:
        row = replace(ROW, owner_name=bad)
        app.query_one(Reading).show_details(replace(DETAILS, row=row, description=bad, launch_url=bad))
        app.query_one(InfoBar).put(row_fields(row))
        await pilot.pause()
        shown = "\n".join(app.lines())
        assert shown.count("[@click=app.quit]x[/x] [AC-2] \\x1b[31m\\u202e") == 3
        assert "\x1b" not in shown


def test_the_bar_is_one_row_where_it_fits_and_folds_below() -> None:
    fields = row_fields(ROW)
    assert len(arrange(fields, 138)) == 1
    assert len(arrange(fields, 78)) == 2
    for width in (78, 58, 40):
        for row in arrange(fields, width):
            assert sum(place.width for place in row) - 2 <= width
    assert [place.field.name for row in arrange(fields, 58) for place in row] == [
        "points",
        "implementation_status",
        "test_status",
        "testing_type",
        "owner",
        "pending_update",
    ]


async def test_the_bar_says_type_and_source_in_one_where_it_folds() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(InfoBar).put(row_fields(ROW))
        await pilot.pause()
        text = "\n".join(app.lines()[:4])
        assert "Automatic, Microsoft Secure Score" in text
        assert "6.75 of 27" in text
        assert "⟳ Pending" in text


@pytest.mark.parametrize(
    ("in_scope", "when_saved", "full"),
    [
        (True, None, "6.75 of 27"),
        (False, None, "out of scope"),
        (True, Points(27_000_000, 27_000_000), "6.75 → 27 of 27 when saved"),
        (True, Points(0, 0), "6.75 → out of scope when saved"),
        (False, Points(0, 27_000_000), "out of scope → 0 of 27 when saved"),
    ],
)
def test_points_as_they_stand_large(in_scope: bool, when_saved: Points | None, full: str) -> None:
    assert points_texts(replace(ROW, in_scope=in_scope), when_saved)[0] == full
