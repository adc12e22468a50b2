"""The flyout *Assign improvement actions*: one user for many actions (spec 1.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual import on
from textual.content import Content

from cm_tui.model.views.bulk import BulkPreview, Effect, Suggestion
from cm_tui.model.vocabulary import Field
from cm_tui.screens.flyouts.owning import OwningFlyout
from cm_tui.screens.flyouts.previewing import PreviewingFlyout, Requested
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.people_picker import Candidate, PeoplePicker
from cm_tui.widgets.text import show

_MOST_IDS = 6


class AssignFlyout(OwningFlyout[BulkPreview], PreviewingFlyout):
    """Asks who owns the actions; gives back the preview of that."""

    def __init__(self, ids: Sequence[str], people: Sequence[Suggestion], begun: Requested | None = None) -> None:
        """Make the flyout.

        Args:
            ids: The actions.
            people: Everybody, in the order in which they are offered.
            begun: What was chosen before, where it has to be looked at again.
        """
        owner = (begun or {}).get(Field.OWNER)
        super().__init__("Assign improvement actions", ids, people, str(owner) if owner is not None else None)

    def lead(self, width: int) -> list[Content]:
        """How many actions, and which."""
        count = f"{len(self.ids)} action{'' if len(self.ids) == 1 else 's'}: "
        more = len(self.ids) - _MOST_IDS
        named = ", ".join(self.ids[:_MOST_IDS]) + (f" and {more} more" if more > 0 else "")
        return hanging(Content.styled(count, "bold"), Content(show(named)), width)

    def requested(self) -> Requested | None:
        """The owner under the cursor."""
        if self.chosen is None:
            return None
        return {Field.OWNER: self.person.email if self.person is not None else None}

    @on(PeoplePicker.Highlighted)
    def _preview(self) -> None:
        self.ask()

    def show_preview(self) -> None:
        """Say what the person under the cursor means for the actions."""
        chosen = self.chosen
        self._consequences.put(lambda width: self.consequences(chosen, width))

    def consequences(self, chosen: Candidate | None, width: int) -> list[Content]:
        """From whom the actions come, which refuse, who cannot work on them, and who is told."""
        if self.problem is not None:
            return hanging(Content.styled("✗ ", "$text-error"), Content(show(self.problem)), width)
        if chosen is None or self.preview is None:
            return []
        lines = hanging(Content(""), Content(show(self._from_whom(self.preview))), width)
        for line in self.preview.lines:
            if line.refusal is not None:
                refusal = Content.styled(show(f"{line.id}: {line.refusal}"), "$text-error")
                lines += hanging(Content.styled("✗ ", "$text-error"), refusal, width)
        if waiting := self._no_longer_waiting(self.preview):
            text = f"{waiting} no longer wait{'s' if waiting == 1 else ''} for an assessor."
            lines += hanging(Content.styled("! ", "$text-warning"), Content.styled(text, "$text-warning"), width)
        lines += [*self.warnings(width), *self.told(len(self.preview.changing), width)]
        return [*lines, *hanging(Content(""), Content.styled("Stored at once, in one step.", MUTED), width)]

    def _from_whom(self, preview: BulkPreview) -> str:
        """`To Helen Fischer: 5 from María Ruiz, 3 from nobody; 1 is theirs already`."""
        owners = Counter(
            change.old for line in preview.changing for change in line.changes if change.field is Field.OWNER
        )
        parts = [
            f"{count} from {'nobody' if owner is None else preview.names.get(str(owner), str(owner))}"
            for owner, count in owners.most_common()
        ]
        whom = self.person.name if self.person is not None else "nobody"
        already = preview.counts[Effect.STAYS]
        stays = f"; {already} {'is' if already == 1 else 'are'} theirs already" if already else ""
        return f"To {whom}: {', '.join(parts) or 'no action'}{stays}."

    def _no_longer_waiting(self, preview: BulkPreview) -> int:
        return sum(change.field is Field.SENT_BY for line in preview.changing for change in line.changes)
