"""The texts of the shipped actions: complete, in steps, without filler, and no work told twice (issue 3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from shipped import CATALOGUE, OWN, VERSIONS, newest, texts, words
from similarity import by_texts, by_titles

TITLES_ALIKE, TEXTS_ALIKE = 0.6, 0.65
"""Above these two actions are the same work in other words; the closest pairs below were read (`make catalogue`)."""
PHRASES = re.compile(
    r"\bensur(e|es|ing)\b|\bin order to\b|best practice|\brobust|\bleverag|\bcomprehensive|\bregularly\b|\band so on\b|\betc\b"
    r"|\b(as|where|wherever|if|when) (appropriate|needed|necessary|applicable|possible)\b|state of the art",
    re.IGNORECASE,
)
"""What says nothing: whoever writes it has not decided what, who, or how often."""
QUOTED = re.compile(r'"[^"]*"')
LONGEST_COMMON = 10
"""So many words in a row in more than three actions are a template, not a text."""


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, without the numbers of steps."""
    for part in re.split(r"(?<=[.!?])\s+|\n", text):
        sentence = re.sub(r"^\d+\.\s*", "", part).strip()
        if words(sentence) > 3:
            yield sentence


def runs(text: str) -> Iterator[str]:
    """All runs of so many words in a text; the names of pages in a portal's path are no run."""
    for part in re.split(r"[>\n]", re.sub(r"^\d+\. ", "", text.casefold(), flags=re.MULTILINE)):
        found = re.findall(r"[\w'-]+", part)
        yield from (" ".join(found[at : at + LONGEST_COMMON]) for at in range(len(found) - LONGEST_COMMON + 1))


class TestsOfTheForm:
    def test_a_title_says_what_is_done_in_a_few_words(self) -> None:
        assert [
            one.id for one, version in VERSIONS if not (3 <= words(version.title) <= 14 and len(version.title) <= 72)
        ] == []
        assert [one.id for one, version in VERSIONS if version.title.endswith(".")] == []

    def test_a_description_says_why_in_two_or_three_sentences(self) -> None:
        odd = [
            one.id
            for one, version in VERSIONS
            if not (20 <= words(version.description) <= 90 and 2 <= len(list(sentences(version.description))) <= 4)
        ]
        assert odd == []

    def test_guidance_has_60_to_250_words(self) -> None:
        assert [
            (one.id, words(version.guidance)) for one, version in VERSIONS if not 60 <= words(version.guidance) <= 250
        ] == []

    def test_guidance_is_in_numbered_steps_with_an_object_each(self) -> None:
        for action, version in VERSIONS:
            steps = version.guidance.splitlines()
            assert [step.split()[0] for step in steps] == [f"{number}." for number in range(1, len(steps) + 1)], (
                action.id
            )
            assert len(steps) >= 3, action.id
            assert [step for step in steps if words(step) < 6] == [], action.id

    def test_every_action_says_what_shows_that_it_is_done(self) -> None:
        assert [one.id for one, version in VERSIONS if words(version.shown_by) < 8] == []

    def test_no_text_drives_a_terminal(self) -> None:
        odd = [
            one.id for one, version in VERSIONS for text in texts(version) if not text.replace("\n", "").isprintable()
        ]
        assert odd == []


class TestsOfFiller:
    def test_no_text_uses_a_phrase_that_says_nothing(self) -> None:
        found = [
            (one.id, match[0])
            for one, version in VERSIONS
            for text in texts(version)
            for match in PHRASES.finditer(QUOTED.sub("", text))
        ]
        assert found == []

    def test_no_sentence_stands_in_more_than_three_actions(self) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for action in CATALOGUE.actions:
            for text in texts(newest(action)):
                for sentence in sentences(text):
                    found[sentence.casefold()].add(action.id)
        assert {sentence: ids for sentence, ids in found.items() if len(ids) > 3} == {}

    def test_no_run_of_words_stands_in_more_than_three_actions(self) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for action in CATALOGUE.actions:
            for text in texts(newest(action)):
                for run in runs(text):
                    found[run].add(action.id)
        assert {run: ids for run, ids in found.items() if len(ids) > 3} == {}


class TestsOfLookAlikes:
    def test_no_two_titles_name_the_same_work(self) -> None:
        assert [pair for pair in by_titles(CATALOGUE.actions) if pair[0] > TITLES_ALIKE] == []

    def test_no_two_texts_describe_the_same_work(self) -> None:
        assert [pair for pair in by_texts(CATALOGUE.actions) if pair[0] > TEXTS_ALIKE] == []

    def test_the_measure_finds_the_same_work_in_other_words(self) -> None:
        action, *others = OWN[:30]
        version = newest(action)
        told = replace(
            version,
            title="Demand a second factor from everyone who administers",
            description="Stolen passwords of administrators open mailboxes, records and security settings.",
            guidance=" ".join(reversed(version.guidance.split(". "))),
        )
        pairs = by_texts([action, replace(action, id="XA-001", versions=(told,)), *others])
        assert pairs[0][0] > TEXTS_ALIKE
        assert set(pairs[0][1:]) == {action.id, "XA-001"}
