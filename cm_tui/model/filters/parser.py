"""From tokens to a filter: strictly for the command line, forgivingly for the search box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cm_tui.model.filters.nodes import EVERYTHING, ActionFilter, FilterError, Negation, Word, all_of, any_of, at
from cm_tui.model.filters.scanner import Kind, Scan, Token, scan, unquoted
from cm_tui.model.filters.terms import read_term

LONGEST = 10_000
"""The longest text that is read, in characters."""

DEEPEST = 50
"""How deep parentheses and `-` may be nested."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the search box reads it; `repaired` where quotes, parentheses, `OR` or `-` had to be completed."""

    filter: ActionFilter
    tokens: tuple[Token, ...]
    repaired: bool


def parse(text: str, today: date) -> ActionFilter:
    """The filter that a text means; dates relative to `today`. Raises FilterError, and nothing else."""
    if len(text) > LONGEST:
        raise FilterError(
            f"The filter has {len(text):,} characters, more than {LONGEST:,}; shorten it {at(LONGEST)}.", LONGEST
        )
    return _Parser(text, today, forgiving=False).filter()


def parse_typing(text: str, today: date) -> ActionFilter:
    """The filter that a half-typed text means; never raises.

    A term that cannot be read is a literal Word; an open quote or parenthesis counts as closed; an `OR` with nothing
    beside it, empty quotes and empty parentheses count for nothing.
    """
    return read_typing(text, today).filter


def read_typing(text: str, today: date) -> Reading:
    """The same with its tokens, for editing the text. A text that is too long is one Word."""
    if len(text) > LONGEST:
        return Reading(Word(text[:LONGEST]), (), repaired=True)
    parser = _Parser(text, today, forgiving=True)
    return Reading(parser.filter(), parser.tokens, parser.repaired)


class _Parser:
    """Recursive descent, at most DEEPEST levels; None stands for «nothing was said»."""

    def __init__(self, text: str, today: date, *, forgiving: bool) -> None:
        scanned: Scan = scan(text)
        self.tokens = scanned.tokens
        self.repaired = False
        self._text = text
        self._today = today
        self._forgiving = forgiving
        self._next = 0
        self._open = 0
        if scanned.unclosed is not None:
            self._complain(scanned.unclosed, "The quote {} is never closed; add a closing one.")

    def filter(self) -> ActionFilter:
        """The whole text's filter."""
        return self._alternatives(0) or EVERYTHING

    def _complain(self, position: int, sentence: str) -> None:
        """Refuses what stands at the position, or remembers that it is being repaired."""
        if not self._forgiving:
            raise FilterError(sentence.format(at(position)), position)
        self.repaired = True

    def _ahead(self) -> Token | None:
        return self.tokens[self._next] if self._next < len(self.tokens) else None

    def _alternatives(self, depth: int) -> ActionFilter | None:
        branches = [self._together(depth)]
        while (token := self._ahead()) and token.kind is Kind.ALTERNATIVE:
            self._next += 1
            if branches[-1] is None:
                self._complain(token.start, "'OR' {} has nothing before it; write a term there or put it in quotes.")
            branches.append(self._together(depth))
            if branches[-1] is None:
                self._complain(token.start, "'OR' {} has nothing after it; write a term there or put it in quotes.")
        return any_of([branch for branch in branches if branch is not None])

    def _together(self, depth: int) -> ActionFilter | None:
        terms: list[ActionFilter] = []
        while (token := self._ahead()) and token.kind is not Kind.ALTERNATIVE:
            if token.kind is Kind.CLOSE and self._open:
                break
            term = self._stray(token) if token.kind is Kind.CLOSE else self._term(token, depth)
            if term is not None:
                terms.append(term)
        return all_of(terms)

    def _term(self, token: Token, depth: int) -> ActionFilter | None:
        self._next += 1
        if token.kind is Kind.TERM:
            return self._leaf(token)
        if depth == DEEPEST:
            self._complain(token.start, f"The filter is nested more than {DEEPEST} deep {{}}; make it simpler.")
            self._next = len(self.tokens)
            return Word(self._text[token.start :])
        return self._negation(token, depth) if token.kind is Kind.MINUS else self._group(token, depth)

    def _leaf(self, token: Token) -> ActionFilter | None:
        raw = self._text[token.start : token.end]
        try:
            return read_term(raw, token.start, self._today)
        except FilterError:
            if not self._forgiving:
                raise
        if unquoted(raw):
            return Word(raw)
        self.repaired = True
        return None

    def _negation(self, minus: Token, depth: int) -> ActionFilter | None:
        token = self._ahead()
        if token is None or token.start != minus.end or token.kind in (Kind.CLOSE, Kind.ALTERNATIVE):
            self._complain(
                minus.start, "'-' {} has nothing to negate; write a term right after it or put it in quotes."
            )
            return Word("-")
        term = self._term(token, depth + 1)
        return None if term is None else Negation(term)

    def _group(self, opening: Token, depth: int) -> ActionFilter | None:
        self._open += 1
        inside = self._alternatives(depth + 1)
        self._open -= 1
        if self._ahead() is None:
            self._complain(opening.start, "The parenthesis {} is never closed; add ')'.")
            return inside
        self._next += 1
        if inside is None:
            self._complain(opening.start, "The parentheses {} are empty; write a term between them.")
        return inside

    def _stray(self, closing: Token) -> ActionFilter:
        """A parenthesis that closes nothing: literal text, together with those right behind it."""
        self._complain(closing.start, "The parenthesis {} closes nothing; remove it or put it in quotes.")
        end = closing.start
        while (token := self._ahead()) and token.kind is Kind.CLOSE and token.start == end:
            end = token.end
            self._next += 1
        return Word(self._text[closing.start : end])
