"""The filters of the list: every key selects what it says, and its negation the rest (interface 4)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import (
    DONE,
    TODAY,
    OpenAs,
    StillClock,
    TomlFile,
    TomlFiles,
    assess_group,
    query,
    save,
    small_catalogue,
    toml_action,
    toml_control,
    toml_regulation,
)

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import InvalidInput
from cm_tui.model.filters import Conjunction, Disjunction, Negation, Word, parse
from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.vocabulary import TestingSource, TestStatus
from cm_tui.services.actions.filter_sql import MOST_TERMS
from cm_tui.services.services import Services

Wanted = Callable[[ActionDetails], bool]
MARIA = "maria.ruiz@contoso.example"


def in_group(details: ActionDetails, group: str) -> bool:
    """Whether an action counts in a group."""
    return group in {link.group for link in details.assessment_links}


def has_words(details: ActionDetails, *words: str) -> bool:
    """Whether all words occur in what bare words look in."""
    text = f"{details.row.name}\n{details.description}\n{details.guidance}\n{details.shown_by}".casefold()
    return all(word.casefold() in text for word in words)


def has_any(details: ActionDetails, *words: str) -> bool:
    """Whether one of the words occurs in what bare words look in."""
    return any(has_words(details, word) for word in words)


def serves(details: ActionDetails, control: str) -> bool:
    """Whether an action serves a control or a part of it."""
    return any(link.control_id.startswith(control) for link in details.controls)


def serves_titled(details: ActionDetails, word: str) -> bool:
    """Whether an action serves a control with a word in its title that begins so."""
    return any(one.strip("(").startswith(word) for link in details.controls for one in link.title.lower().split())


FILTERS: list[tuple[str, Wanted]] = [
    ("", lambda one: True),
    ("label", lambda one: has_words(one, "label")),
    ("LABEL retention", lambda one: has_words(one, "label", "retention")),
    ('"sensitivity label"', lambda one: has_words(one, "sensitivity label")),
    ("-label", lambda one: not has_words(one, "label")),
    ("label OR backup", lambda one: has_words(one, "label") or has_words(one, "backup")),
    ("test:passed", lambda one: one.row.test_status is TestStatus.PASSED),
    ("status:passed", lambda one: one.row.test_status is TestStatus.PASSED),
    ("test:failed", lambda one: one.row.test_status.value.startswith("Failed")),
    ("test:none", lambda one: one.row.test_status is TestStatus.NONE),
    ('test:none,"in progress"', lambda one: one.row.test_status.value in ("None", "In progress")),
    ("test:any", lambda one: True),
    ("-test:any", lambda one: False),
    ("implementation:implemented", lambda one: one.row.implementation_status.value == "Implemented"),
    ("implementation:planned", lambda one: one.row.implementation_status.value == "Planned"),
    ("owner:none", lambda one: one.row.owner is None),
    ("owner:me", lambda one: one.row.owner == MARIA),
    (f"owner:{MARIA}", lambda one: one.row.owner == MARIA),
    ("owner:ruiz", lambda one: one.row.owner == MARIA),
    ("owner:María", lambda one: one.row.owner == MARIA),
    ("owner:none,me", lambda one: one.row.owner in (None, MARIA)),
    ('category:"Control Access"', lambda one: one.row.category.value == "Control Access"),
    ("category:manage", lambda one: "Manage" in one.row.category.value),
    ("type:technical", lambda one: one.row.action_type.value == "Technical"),
    ("type:oper,doc", lambda one: one.row.action_type.value != "Technical"),
    ("regulation:gdpr", lambda one: "gdpr" in one.row.regulations),
    ("regulation:hipaa", lambda one: "hipaa-hitech" in one.row.regulations),
    ("regulation:CCPA,lgpd", lambda one: bool({"ccpa", "lgpd"} & set(one.row.regulations))),
    ("group:europe", lambda one: in_group(one, "Europe")),
    ("group:health-services", lambda one: in_group(one, "Health Services")),
    ('group:"North America"', lambda one: in_group(one, "North America")),
    ('assessment:"GDPR Europe"', lambda one: "GDPR Europe" in one.row.assessments),
    ("assessment:gdpr", lambda one: any("GDPR" in name for name in one.row.assessments)),
    ("id:ca-001", lambda one: one.row.id == "CA-001"),
    ("id:Pm-001,CA-002", lambda one: one.row.id == "CA-002" or one.row.id.startswith("PM-001@")),
    ("id:PM-001@Europe", lambda one: one.row.id == "PM-001@europe"),
    ('control:"gdpr art. 32(1)"', lambda one: serves(one, "GDPR Art. 32(1)")),
    ('control:"gdpr art 32"', lambda one: serves(one, "GDPR Art. 32")),
    ("control:1798.130,encryp", lambda one: serves(one, "CCPA 1798.130") or serves_titled(one, "encryp")),
    ("solution:intune", lambda one: "Microsoft Intune" in one.row.solutions),
    ('solution:"Microsoft Entra ID"', lambda one: "Microsoft Entra ID" in one.row.solutions),
    ('service:"Microsoft 365"', lambda one: "Microsoft 365" in one.row.services),
    ("service:amazon,google", lambda one: bool({"Amazon Web Services", "Google Cloud Platform"} & set(one.row.services))),
    *(
        (f'source:"{source}"', lambda one, source=source: one.row.testing_source is source)
        for source in TestingSource
    ),
    ("testing:manual", lambda one: one.row.testing_type.value == "Manual"),
    ("testing:automatic", lambda one: one.row.testing_type.value == "Automatic"),
    ("points>=9", lambda one: one.row.points.possible >= 9 * MILLION),
    ("points:27", lambda one: one.row.points.possible == 27 * MILLION),
    ("points<3", lambda one: one.row.points.possible < 3 * MILLION),
    ("points<=3", lambda one: one.row.points.possible <= 3 * MILLION),
    ("points=1", lambda one: one.row.points.possible == MILLION),
    ("points>999999999", lambda one: False),
    ("gain>0", lambda one: one.row.gain > 0),
    ("gain:0", lambda one: one.row.gain == 0),
    ("gain<6.75", lambda one: one.row.gain < 6_750_000),
    ("update:pending", lambda one: one.row.pending_update),
    ("evidence:yes", lambda one: bool(one.evidence)),
    ("evidence:no", lambda one: not one.evidence),
    ("eligible:yes", lambda one: one.eligible_source is not None),
    ("eligible:no", lambda one: one.eligible_source is None),
    ("stage:prevent", lambda one: one.stage.value == "prevent"),
    ("stage:pr", lambda one: one.stage.value in ("prevent", "protect")),
    ("regulation:gdpr -owner:none", lambda one: "gdpr" in one.row.regulations and one.row.owner is not None),
    ("(label OR backup) points:27", lambda one: one.row.points.possible == 27 * MILLION and has_any(one, "label", "backup")),
]  # fmt: skip


@pytest.fixture(scope="module")
def maria(contoso_template: Path) -> Iterator[Services]:
    """The demo organisation as somebody sees it who owns actions."""
    services = open_services(contoso_template, MARIA, StillClock())
    yield services
    services.close()


class TestsOfFilters:
    @pytest.mark.parametrize(("text", "wanted"), FILTERS, ids=[text for text, _ in FILTERS])
    def test_select_what_they_say_and_their_negation_selects_the_rest(
        self, maria: Services, everything: tuple[ActionDetails, ...], text: str, wanted: Wanted
    ) -> None:
        asked = parse(text, TODAY)
        by_id = SortOrder("id", descending=False)
        found = [row.id for row in maria.listing.select(ListQuery(asked, by_id))]
        assert found == [one.row.id for one in everything if wanted(one)]
        others = [row.id for row in maria.listing.select(ListQuery(Negation(asked), by_id))]
        assert others == [one.row.id for one in everything if not wanted(one)]

    def test_of_the_table_are_not_all_empty(self, everything: tuple[ActionDetails, ...]) -> None:
        empty = {"-test:any", "points>999999999"}
        rare = {text for text, wanted in FILTERS if not any(wanted(one) for one in everything)}
        assert rare - empty <= {'source:"Connector (Salesforce)"', 'source:"Connector (Zoom)"', 'source:"Built-in"'}

    @pytest.mark.parametrize(
        "text",
        [
            "owner:nobody",
            "regulation:xyz",
            "group:nowhere",
            "assessment:nothing",
            "solution:lotus",
            "service:mainframe",
            "id:ZZ-999",
            "control:nowhere",
        ],
    )
    def test_that_name_nothing_are_refused_with_place_and_what_there_is(
        self, contoso_read: Services, text: str
    ) -> None:
        key, _, value = text.partition(":")
        offered = {
            "owner": MARIA,
            "regulation": "hipaa-hitech",
            "group": "Europe",
            "assessment": "GDPR Europe",
            "solution": "Microsoft Intune",
            "service": "Amazon Web Services",
            "id": "a whole id such as CA-001",
            "control": "a control's id such as control:",
        }
        for ask in (contoso_read.listing.select, contoso_read.listing.listing, contoso_read.listing.first_page):
            with pytest.raises(InvalidInput, match=rf"{key}:'{value}' at character 7") as refused:
                ask(query(f"label {text}"))
            assert offered[key] in str(refused.value)

    def test_whose_words_are_ids_can_be_told_so(self, contoso_read: Services) -> None:
        wanted = parse("owner:me (pm-001@Europe OR CA-001) -CA-002 CA-001 ZZ-999 MS-001 label", TODAY)
        assert contoso_read.listing.meant_ids(wanted) == ("PM-001@europe", "CA-001")

    @pytest.mark.parametrize(
        "text", ["100%", "_", "a_b", "\\", "/", "'", '"', "%", "\x1b", "\ufffd", "\x00", "x" * 100_000]
    )
    def test_bare_words_are_taken_literally(
        self, contoso_read: Services, everything: tuple[ActionDetails, ...], text: str
    ) -> None:
        found = {row.id for row in contoso_read.listing.select(ListQuery(Word(text)))}
        assert found == {one.row.id for one in everything if has_words(one, text)}

    def test_a_word_that_is_no_text_is_refused(self, contoso_read: Services) -> None:
        with pytest.raises(InvalidInput, match="UTF-8"):
            contoso_read.listing.select(ListQuery(Word("\udcff")))

    def test_that_nobody_types_are_refused_before_the_database_does(self, contoso_read: Services) -> None:
        words = tuple(Word(str(number)) for number in range(MOST_TERMS))
        assert contoso_read.listing.select(ListQuery(Conjunction(words))) == ()
        for many in (Conjunction((*words, Word("x"))), Disjunction((*words, Word("x")))):
            with pytest.raises(InvalidInput, match="more than 300 terms"):
                contoso_read.listing.select(ListQuery(many))

    def test_by_change_look_at_the_calendar_of_the_user(
        self, contoso: Path, open_as: OpenAs, clock: StillClock, zone: Callable[[str], None]
    ) -> None:
        zone("Asia/Tokyo")
        services = open_as(contoso)
        clock.at = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
        save(services, "CA-003", {**DONE})
        for text, found in [
            ("changed:2026-11-20", True),
            ("changed=2026-11-20", True),
            ("changed>2026-11-19", True),
            ("changed>=2026-11-21", False),
            ("changed<2026-11-20", False),
            ("changed<=2026-11-20", True),
            ("changed=2026-11-19", False),
            ("changed>0001-01-01", True),
            ("changed<9999-12-31", True),
            ("changed:9999-12-31", False),
            ("changed<=0001-01-01", False),
        ]:
            ids = {row.id for row in services.listing.select(query(text))}
            assert ("CA-003" in ids) is found, text

    @pytest.fixture
    def zone(self) -> Iterator[Callable[[str], None]]:
        before = os.environ.get("TZ")

        def change(name: str) -> None:
            os.environ["TZ"] = name
            time.tzset()

        yield change
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


def test_a_technical_action_belongs_to_the_groups_whose_assessments_count_it(
    organisation_of: Callable[[TomlFiles], Services],
) -> None:
    files = small_catalogue()
    files["catalogue.toml"]["regulations"] = ["r1", "r2"]
    files["regulations/r2.toml"] = toml_regulation("r2", toml_control("R2 Art. 1"))
    only_r2: TomlFile = {"direct": ["R2 Art. 1"]}
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001"),
        toml_action("CA-002", satisfies=only_r2),
        toml_action("CA-003", type="Operational"),
    ]
    services = organisation_of(files)
    assess_group(services, "Group 2", "r2")
    for text, expected in [
        ("group:group-1", {"CA-001", "CA-003@group-1"}),
        ("-group:group-1", {"CA-002"}),
        ("group:group-2", {"CA-002"}),
        ("-group:group-2", {"CA-001", "CA-003@group-1"}),
    ]:
        assert {row.id for row in services.listing.select(query(text))} == expected, text
