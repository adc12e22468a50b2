"""The bulk workbook of improvement actions comes back in: read, checked, applied as a whole or not at all (spec 3)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.views.action_workbook import ActionsReview, Applied, Choices
from cm_tui.model.views.exports import Exported
from cm_tui.services.action_workbook.checked import Checked, Upload
from cm_tui.services.action_workbook.checking import Checking
from cm_tui.services.action_workbook.columns import located
from cm_tui.services.action_workbook.corrected import write_corrected
from cm_tui.services.action_workbook.layout import UPDATE
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import Effort, IsCancelled, Progress, nothing_collected
from cm_tui.services.history.chain import Ledger
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store
from cm_tui.services.workbooks.reading import read_workbook

NO_CHOICES: Choices = {}


@dataclass(frozen=True)
class ActionWorkbookService:
    """Reads, checks and applies workbooks."""

    store: Store
    clock: Clock
    actor: Actor

    def read(self, file: Path, *, cancelled: IsCancelled | None = None) -> Upload:
        """What stands in a workbook; the file is not needed again.

        Raises NotAllowed for a role that may not change actions, InvalidInput for what is no sound workbook of actions, Cancelled.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
        book = read_workbook(file, [UPDATE], cancelled=cancelled)
        sheet = book.sheets.get(UPDATE)
        if sheet is None:
            raise InvalidInput(
                f"{file.name} has no sheet {UPDATE}; export the actions, and edit the workbook that comes of it."
            )
        columns = located(sheet)
        return Upload(file, sheet, columns, columns.rows(sheet), book.sha256)

    def check(
        self,
        upload: Upload,
        choices: Choices = NO_CHOICES,
        *,
        names_confirmed: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Checked:
        """What a workbook would do, exactly as saving its rows would; nothing is stored.

        Args:
            upload: What was read.
            choices: What holds of the fields in conflict.
            names_confirmed: Whether the actions that were found by their names are the right ones.
            progress: Told the rows that are done and those there are.
            cancelled: Asked as often; True ends the work.

        Raises NotAllowed, StorageProblem and Cancelled.
        """
        effort = Effort(len(upload.rows), progress, cancelled)
        effort.step(0)
        with nothing_collected(), self.store.reading() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            return Checking(session, self.actor, upload, choices, names_confirmed, effort).run()

    def recheck(self, checked: Checked, choices: Choices, *, cancelled: IsCancelled | None = None) -> Checked:
        """What `check` says of the same workbook with other choices.

        Only the rows whose choices differ are looked at, but where anything was written since. Raises what `check` raises.
        """
        effort = Effort(len(checked.upload.rows), is_cancelled=cancelled)
        effort.step(0)
        with nothing_collected(), self.store.reading() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            checking = Checking(session, self.actor, checked.upload, choices, checked.names_confirmed, effort)
            return checking.again(checked) if Ledger(session).last_seq() == checked.head else checking.run()

    def apply(
        self, checked: Checked, *, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> Applied:
        """Store what was checked, all of it or nothing.

        Raises InvalidInput where faults or choices stand against it, StaleEdit where it would do something else now,
        NotAllowed, StorageProblem and Cancelled.
        """
        from cm_tui.services.action_workbook.applying import apply_checked

        return apply_checked(self.store, self.clock, self.actor, checked, progress=progress, cancelled=cancelled)

    def write_corrected(
        self,
        upload: Upload,
        review: ActionsReview,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Exported:
        """Write what was read into a workbook of its own, with each fault as a comment in its cell, ready to be mended.

        Raises what `write_workbook` raises, and NotAllowed.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
        return write_corrected(upload, review, target, overwrite=overwrite, progress=progress, cancelled=cancelled)
