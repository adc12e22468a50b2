"""The list of actions: every key of the filter, every order, counts, facets and finding (interface 4)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import (
    DONE,
    NOW,
    TODAY,
    OpenAs,
    StillClock,
    TomlFile,
    TomlFiles,
    assess_group,
    raw,
    save,
    small_catalogue,
    toml_action,
    toml_control,
    toml_regulation,
)

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.filters import Conjunction, Disjunction, Negation, Word, parse
from cm_tui.model.listing import SORT_COLUMNS, ListQuery, SortOrder
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views import ActionDetails, ActionRow
from cm_tui.model.vocabulary import ManagedBy, TestingSource, TestStatus
from cm_tui.services.actions.filter_sql import MOST_TERMS
from cm_tui.services.actions.listing import sort_order
from cm_tui.services.services import Services

Wanted = Callable[[ActionDetails], bool]
MARIA = "maria.ruiz@contoso.example"


def query(text: str, hide_passed: bool = False) -> ListQuery:
    """A query written as people write it."""
    return ListQuery(parse(text, TODAY), hide_passed=hide_passed)


@pytest.fixture(scope="module")
def everything(contoso_read: Services) -> tuple[ActionDetails, ...]:
    """Every action of the organisation with its details, in the order of ids."""
    rows = contoso_read.listing.select(ListQuery(sort=SortOrder("id", descending=False)))
    return tuple(contoso_read.actions.details(row.id) for row in rows)


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
    ("evidence:yes", lambda one: False),
    ("evidence:no", lambda one: True),
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
        empty = {"-test:any", "points>999999999", "evidence:yes"}
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
        }
        for ask in (contoso_read.listing.select, contoso_read.listing.listing, contoso_read.listing.first_page):
            with pytest.raises(InvalidInput, match=rf"{key}:'{value}' at character 7") as refused:
                ask(query(f"label {text}"))
            assert offered[key] in str(refused.value)

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


def shown_value(row: ActionRow, column: str) -> object:
    """What a column sorts by, as the table shows it; None where there is nothing."""
    values: dict[str, object] = {
        "name": row.name.lower(),
        "group": row.group.lower() if row.group else None,
        "regulations": len(row.regulations),
        "solutions": ", ".join(row.solutions).lower(),
        "services": ", ".join(row.services).lower(),
        "assessments": len(row.assessments),
        "points_achieved": row.points.achieved,
        "points_possible": row.points.possible,
        "gain": row.gain,
    }
    return values[column] if column in values else getattr(row, column)


class TestsOfOrders:
    @pytest.mark.parametrize("column", SORT_COLUMNS)
    @pytest.mark.parametrize("descending", [False, True])
    def test_hold_in_both_directions_with_ties_by_id_and_nothing_last(
        self, contoso_read: Services, column: str, descending: bool
    ) -> None:
        order = SortOrder(column, descending)
        rows = contoso_read.listing.select(ListQuery(sort=order))
        filled = [row for row in rows if shown_value(row, column) is not None]
        empty = [row for row in rows if shown_value(row, column) is None]
        by_id = sorted(filled, key=lambda row: row.id)
        assert filled == sorted(by_id, key=lambda row: shown_value(row, column), reverse=descending)  # type: ignore[arg-type,return-value]
        assert empty == sorted(empty, key=lambda row: row.id)
        assert rows == tuple(filled + empty)
        assert contoso_read.listing.listing(ListQuery(sort=order)).ids == tuple(row.id for row in rows)

    def test_without_one_the_largest_gain_comes_first(self, contoso_read: Services) -> None:
        rows = contoso_read.listing.select(ListQuery())
        assert [(-row.gain, row.id) for row in rows] == sorted((-row.gain, row.id) for row in rows)

    @pytest.mark.parametrize("column", SORT_COLUMNS)
    def test_are_written_with_a_dash_for_descending(self, column: str) -> None:
        assert sort_order(column) == SortOrder(column, descending=False)
        assert sort_order(f"-{column}") == SortOrder(column, descending=True)

    @pytest.mark.parametrize("text", ["", "-", "title", "--gain", "public_id", "owner;drop", "Gain "])
    def test_of_unknown_columns_are_refused_with_the_columns(self, text: str) -> None:
        with pytest.raises(InvalidInput, match="pending_update"):
            sort_order(text)


class TestsOfPages:
    @pytest.mark.parametrize("text", ["", "label", "regulation:hipaa -owner:none"])
    @pytest.mark.parametrize("hide", [False, True])
    def test_the_first_page_begins_the_whole(self, contoso_read: Services, text: str, hide: bool) -> None:
        asked = query(text, hide_passed=hide)
        whole = contoso_read.listing.select(asked)
        assert contoso_read.listing.first_page(asked, 7) == whole[:7]
        assert contoso_read.listing.first_page(asked) == whole[:60]
        assert contoso_read.listing.select(asked, 0) == ()
        assert contoso_read.listing.select(asked, 2**31) == whole

    def test_rows_come_in_the_order_asked_for_and_unknown_ids_are_left_out(self, contoso_read: Services) -> None:
        ids = ["PI-003", "nowhere", "CA-001", "", "MS-001", "CA-003"]
        assert [row.id for row in contoso_read.listing.rows(ids)] == ["PI-003", "CA-001", "CA-003"]
        assert contoso_read.listing.rows([]) == ()

    def test_rows_of_very_many_ids_are_no_problem(self, contoso_read: Services) -> None:
        ids = [*(f"CA-{number}" for number in range(40_000)), "CA-001", "CA-003"]
        assert [row.id for row in contoso_read.listing.rows(ids)][-2:] == ["CA-001", "CA-003"]

    def test_microsofts_actions_are_never_listed(self, contoso_read: Services) -> None:
        managed = {one.id for one in contoso_read.score.explain() if one.managed_by is ManagedBy.MICROSOFT}
        listed = {row.id for row in contoso_read.listing.select(ListQuery())}
        assert managed
        assert not managed & listed
        assert listed | managed == {one.id for one in contoso_read.score.explain()}


class TestsOfCounts:
    @pytest.mark.parametrize("text", ["", "label", "regulation:lgpd", "category:manage", "owner:none"])
    def test_passed_rows_are_hidden_and_counted(self, contoso_read: Services, text: str) -> None:
        shown = contoso_read.listing.select(query(text))
        passed = [row for row in shown if row.test_status is TestStatus.PASSED]
        everything = contoso_read.listing.select(ListQuery())
        counts = contoso_read.listing.listing(query(text, hide_passed=True)).counts
        assert (counts.shown, counts.passed_hidden) == (len(shown) - len(passed), len(passed))
        assert counts.total == len(everything)
        assert counts.pending == sum(row.pending_update for row in everything)
        open_ = contoso_read.listing.listing(query(text)).counts
        assert (open_.shown, open_.passed_hidden) == (len(shown), 0)

    def test_nothing_found_is_counted_as_nothing(self, contoso_read: Services) -> None:
        listing = contoso_read.listing.listing(query("qqqqqq"))
        assert (listing.ids, listing.counts.shown) == ((), 0)
        assert listing.counts.total > 100

    def test_a_listing_that_is_interrupted_ends_and_the_next_one_works(self, contoso_read: Services) -> None:
        asked: list[bool] = []

        def interrupted() -> bool:
            asked.append(True)
            return True

        with pytest.raises(StorageProblem, match="interrupted"):
            contoso_read.listing.listing(query("label -backup"), interrupted)
        assert asked
        assert contoso_read.listing.listing(query("label"), lambda: False).ids


class TestsOfFacetsAndFinding:
    def test_facets_offer_what_the_rows_hold(
        self, contoso_read: Services, everything: tuple[ActionDetails, ...]
    ) -> None:
        facets = contoso_read.listing.facets()
        assert facets.groups == ("Europe", "Health Services", "North America")
        assert [key for key, _ in facets.regulations] == ["gdpr", "ccpa", "hipaa-hitech", "lgpd"]
        assert set(facets.assessments) == {name for one in everything for name in one.row.assessments}
        assert facets.solutions == tuple(sorted({name for one in everything for name in one.row.solutions}))
        assert facets.services == tuple(sorted({name for one in everything for name in one.row.services}))
        assert {email for email, _ in facets.owners} == {one.email for one in contoso_read.people.people()}

    def test_every_facet_can_be_asked_for(self, contoso_read: Services) -> None:
        facets = contoso_read.listing.facets()
        values = [
            *(f'solution:"{one}"' for one in facets.solutions),
            *(f'service:"{one}"' for one in facets.services),
            *(f'group:"{one}"' for one in facets.groups),
            *(f'assessment:"{one}"' for one in facets.assessments),
            *(f"regulation:{key}" for key, _ in facets.regulations),
        ]
        assert all(contoso_read.listing.listing(query(text)).ids for text in values)

    @pytest.mark.parametrize("text", ["CA-001", "ca-001", "  ca-001 "])
    def test_an_action_is_found_by_its_id(self, contoso_read: Services, text: str) -> None:
        assert [row.id for row in contoso_read.listing.find(text)] == ["CA-001"]

    def test_and_by_words_of_its_name_in_any_order_and_case(self, contoso_read: Services) -> None:
        found = contoso_read.listing.find("administrators MULTIFACTOR")
        assert [row.id for row in found] == ["CA-001"]
        assert contoso_read.listing.find("multifactor zzz") == ()

    def test_finding_stops_at_its_limit_and_begins_with_the_best_gain(self, contoso_read: Services) -> None:
        rows = contoso_read.listing.find("e", limit=5)
        assert len(rows) == 5
        assert [row.gain for row in rows] == sorted((row.gain for row in rows), reverse=True)

    @pytest.mark.parametrize("text", ["%", "_", "100%", "''", "\\", "[x]", "\x1b[2J", "\x00"])
    def test_what_is_sought_is_taken_literally(self, contoso_read: Services, text: str) -> None:
        assert contoso_read.listing.find(text) == ()

    @settings(max_examples=40, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
    def test_no_text_breaks_finding(self, contoso_read: Services, text: str) -> None:
        assert len(contoso_read.listing.find(text)) <= 12


def test_a_title_with_accents_is_found_in_any_case(acme: Path, open_as: OpenAs) -> None:
    with raw(acme) as connection:
        connection.execute(
            "UPDATE action_version SET title = 'Prüfung der Éducation', search_text = 'prüfung der éducation' "
            "WHERE action_id = 'CA-001'"
        )
    assert [row.id for row in open_as(acme).listing.find("PRÜFUNG éDUCATION")] == ["CA-001"]


def test_dates_are_days_and_moments_are_aware(services: Services) -> None:
    save(services, "CA-001", DONE)
    row = services.actions.details("CA-001").row
    assert type(row.implementation_date) is date
    assert services.history.rows("CA-001")[0].at == NOW


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
