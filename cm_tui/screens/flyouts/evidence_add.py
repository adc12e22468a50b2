"""The flyout that adds evidence: documents of this machine, or a link (spec 2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.rules.evidence import (
    shown_size,
    why_dates_are_refused,
    why_link_name_is_refused,
    why_name_is_refused,
    why_url_is_refused,
)
from cm_tui.model.views.workspace import SettingsView
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.screens.folders import examine, matches_of, path_of
from cm_tui.widgets.date_input import DateInput
from cm_tui.widgets.evidence_lines import kind_name
from cm_tui.widgets.file_chooser import ChosenFile, FileChooser
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.picker import FoldingList, Status
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What is to be added: the files of documents, or the name and the address of a link."""

    kind: EvidenceKind = EvidenceKind.DOCUMENT
    files: tuple[Path, ...] = ()
    name: str = ""
    url: str = ""
    effective_date: date | None = None
    expires_on: date | None = None


class AddEvidenceFlyout(Flyout[NewEvidence]):
    """Asks for the kind, then for the files or the link, and for the days between which the evidence holds."""

    DEFAULT_CSS = """
    AddEvidenceFlyout {
        #kinds { height: auto; }
        #link { height: auto; }
        #refusal { max-height: 6; padding: 0 1; }
        #warning { margin-bottom: 1; }
        &.-short DateInput, &.-short FileChooser, &.-short TextField { margin-top: 0; }
        &.-short #warning { margin-bottom: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "adding.save",
        "flyout.cancel",
        "choices.choose",
        "path.complete",
        "files.remove",
        "flyout.next",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Add", id="adding.save", tooltip="Add what was chosen here to the action's evidence"),
    ]

    def __init__(
        self,
        settings: SettingsView,
        today: date,
        warning: str | None,
        request: NewEvidence | None = None,
        refusal: str | None = None,
    ) -> None:
        """Make the flyout.

        Args:
            settings: Which types are accepted, and how large a document may be.
            today: The present day.
            warning: What adding evidence brings about, to be known before.
            request: What stands there at first.
            refusal: Why that was refused.
        """
        super().__init__("Add evidence")
        self._settings, self._warning, self._refused = settings, warning, refusal
        self._begin = request or NewEvidence()
        self._kinds = FoldingList(id="kinds")
        self._documents = FileChooser(matches_of, self._examine, self._why_name_refused)
        self._link_name = TextField("Name of the link", why_link_name_is_refused, self._begin.name)
        self._address = TextField("Address", why_url_is_refused, self._begin.url)
        self._link = Vertical(self._link_name, self._address, id="link")
        self._effective = DateInput("Effective date (optional)", today, self._begin.effective_date)
        self._expires = DateInput("Expires on (optional)", today, self._begin.expires_on)
        self._refusal = Folded(id="refusal")

    def compose_body(self) -> ComposeResult:
        """The warning, the kinds, and the fields of the kind under the cursor."""
        if (warning := self._warning) is not None:
            yield Folded(lambda width: marked(warning, "!", "$text-warning", width), id="warning")
        self._kinds.put_lines([kind.line for kind in self._offered()], kind_name(self._begin.kind))
        yield from (self._kinds, self._documents, self._link, self._effective, self._expires)

    def compose_foot(self) -> ComposeResult:
        """Why it is refused."""
        yield self._refusal

    def on_mount(self) -> None:
        """The keys are for the kinds; after a refusal for what was refused."""
        self.set_focus(self._kinds)
        self._follow()
        if self._refused is not None:
            self._refuse(self._refused)
            self._enter_fields()
            if self._begin.files:
                self._put_back()

    def _offered(self) -> list[Status]:
        limit, types = shown_size(self._settings.evidence_limit), " ".join(self._settings.evidence_types)
        return [
            Status(kind_name(EvidenceKind.DOCUMENT), f"Files of at most {limit}: {types}"),
            Status(kind_name(EvidenceKind.LINK), "A name and an http or https address; it is never fetched"),
        ]

    @property
    def _kind(self) -> EvidenceKind:
        is_link = self._kinds.current == kind_name(EvidenceKind.LINK)
        return EvidenceKind.LINK if is_link else EvidenceKind.DOCUMENT

    @on(OptionList.OptionHighlighted, "#kinds")
    def _follow(self) -> None:
        """Show the fields of the kind under the cursor."""
        self._documents.display = self._kind is EvidenceKind.DOCUMENT
        self._link.display = self._kind is EvidenceKind.LINK

    @on(OptionList.OptionSelected, "#kinds")
    def _enter_fields(self) -> None:
        """Enter on a kind goes to its fields."""
        if self._kind is EvidenceKind.DOCUMENT:
            self._documents.focus_field()
        else:
            self._link_name.focus_field()

    @on(TextField.Submitted)
    @on(DateInput.Submitted)
    def _go_on(self) -> None:
        """Enter goes to the next field."""
        self.app.action_focus_next()

    @on(TextField.Changed)
    @on(DateInput.Changed)
    def _think_again(self) -> None:
        """What was refused is being changed."""
        self._refusal.put(lambda width: ())

    # Files

    def _why_name_refused(self, name: str) -> str | None:
        return why_name_is_refused(name, self._settings.evidence_types)

    def _examine(self, typed: str) -> ChosenFile | str:
        path = path_of(typed)
        size = examine(path, self._settings.evidence_types, self._settings.evidence_limit)
        return size if isinstance(size, str) else ChosenFile(path, size)

    @work(group="files")
    async def _put_back(self) -> None:
        await self._documents.take(str(path) for path in self._begin.files)

    # The answer

    def action_save(self) -> None:
        """Take over what was chosen; a path that still stands in its field is meant too."""
        self._save()

    @work(exclusive=True, group="files")
    async def _save(self) -> None:
        if self._kind is EvidenceKind.LINK or await self._documents.take_typed():
            super().action_save()

    def answer(self) -> NewEvidence | None:
        """What is to be added; None while a rule refuses it, which stands there then."""
        effective, expires = self._effective.value, self._expires.value
        if isinstance(effective, str) or isinstance(expires, str):
            self._refuse("One of the dates is none; the reason stands beside it.")
        elif reason := why_dates_are_refused(effective, expires):
            self._refuse(reason)
        elif self._kind is EvidenceKind.LINK:
            return self._new_link(effective, expires)
        elif not self._documents.files:
            self._documents.explain(["Name at least one file."])
            self._documents.focus_field()
        else:
            return NewEvidence(self._kind, self._documents.files, "", "", effective, expires)
        return None

    def _new_link(self, effective: date | None, expires: date | None) -> NewEvidence | None:
        for field in (self._link_name, self._address):
            if field.reason is not None:
                field.insist()
                return None
        return NewEvidence(self._kind, (), self._link_name.value, self._address.value, effective, expires)

    def _refuse(self, reason: str) -> None:
        self._refusal.put(lambda width: marked(reason, "✗", "$text-error", width))


def marked(sentence: str, mark: str, style: str, width: int) -> list[Content]:
    """A sentence behind a mark, in the colour of what it means."""
    return hanging(Content.styled(f"{mark} ", style), Content.styled(show(sentence), style), width)
