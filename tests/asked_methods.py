"""Every method of every service: which roles may ask it, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar

from action_books import Book
from newer_catalogue import shipped_copy
from support import TODAY, draft, query
from template_files import own_template, write_template

from cm_tui.model.drafts import AssessmentDraft, AssessmentEdit
from cm_tui.model.filters import EVERYTHING
from cm_tui.model.history_filter import HistoryFilter
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.testing import VERDICTS
from cm_tui.model.signals import Signal
from cm_tui.model.views.action_workbook import ActionsReview
from cm_tui.model.views.actions import Points
from cm_tui.model.views.bulk import BulkPreview, UndoStep
from cm_tui.model.vocabulary import Field, Role, TestStatus
from cm_tui.services.action_workbook.checked import Checked, Upload
from cm_tui.services.action_workbook.columns import Columns
from cm_tui.services.action_workbook.faults import Faults
from cm_tui.services.action_workbook.looking import Basis
from cm_tui.services.catalogue.service import CatalogueService
from cm_tui.services.services import Services
from cm_tui.services.templates.service import TemplateService
from cm_tui.services.workbooks.reading import ReadSheet

Ask = Callable[[Services], object]
EVERYBODY = set(Role)
EDITORS = EVERYBODY - {Role.READER}
MANAGERS = {Role.ADMINISTRATION, Role.GLOBAL_ADMINISTRATOR}
CREATORS = MANAGERS | {Role.CONTRIBUTION}
NEW_ASSESSMENT = AssessmentDraft("Brazil", "Latin America", "lgpd")
RENAMED = AssessmentEdit("GDPR Europe", name="GDPR in Europe")
PEOPLE = {
    Role.READER: "priya.nair@contoso.example",
    Role.CONTRIBUTION: "maria.ruiz@contoso.example",
    Role.ASSESSOR: "helen.fischer@contoso.example",
    Role.ADMINISTRATION: "samir.haddad@contoso.example",
    Role.GLOBAL_ADMINISTRATOR: "amelia.stone@contoso.example",
}
OLIVER = "oliver.grant@contoso.example"
Given = TypeVar("Given")


@dataclass(frozen=True)
class WithWork(Generic[Given]):
    """Asks a method with what its asker made ready for it; who may not make that asks with `nothing`."""

    make: Callable[[Services], Given]
    ask: Callable[[Services, Given], object]
    nothing: Given

    def __call__(self, services: Services) -> object:
        """Ask with nothing."""
        return self.ask(services, self.nothing)

    def ready(self, services: Services) -> Ask:
        """Make the work ready; asking does it."""
        work = self.make(services)
        return lambda one: self.ask(one, work)


def preview(services: Services) -> BulkPreview:
    """A change of several actions, looked at by whoever stores it."""
    return services.bulk.preview(["CA-003", "CA-004"], {Field.OTHER_NOTES: "x"})


def own_step(services: Services) -> UndoStep:
    """A step of one's own that can be taken back."""
    return services.bulk.apply(preview(services)).step


NO_PREVIEW = BulkPreview({}, (), Points(0, 0), Points(0, 0))


def read_workbook(services: Services) -> object:
    """A workbook of actions from a place of its own."""
    with TemporaryDirectory() as folder:
        return services.action_workbooks.read(Book(services).write(Path(folder) / "a.xlsx"))


def write_corrected(services: Services) -> object:
    """The corrected copy of a workbook, in a place of its own."""
    book = Book(services)
    with TemporaryDirectory() as folder:
        return services.action_workbooks.write_corrected(book.upload(), NO_WORKBOOK.review, Path(folder) / "w.xlsx")


def edited_workbook(services: Services) -> Checked:
    """An edited workbook, checked."""
    return Book.of(services, ["CA-003"]).put("CA-003", other_notes="x").check()


_NO_REVIEW = ActionsReview(Path("a.xlsx"), 0, (), 0, (), (), True, (), Points(0, 0), Points(0, 0), {})
_NO_UPLOAD = Upload(Path("a.xlsx"), ReadSheet("Action Update", ()), Columns((), {}, ()), (), "")
_NO_BASIS = Basis({}, {}, Faults(_NO_UPLOAD.columns), (), {}, Points(0, 0), {})
NO_WORKBOOK = Checked(_NO_REVIEW, (), {}, 0, False, _NO_UPLOAD, {}, _NO_BASIS, {})


def edit(services: Services) -> object:
    """A draft that every editor may save."""
    return services.actions.save(draft(services, "CA-003", {Field.OTHER_NOTES: services.person.email}))


def version(services: Services, action: str) -> int:
    """The version of an action's record."""
    return services.actions.details(action).row.version


def verdict(services: Services) -> object:
    """A verdict that every editor may record."""
    return services.assessing.judge("CA-004", TestStatus.FAILED_LOW, TODAY, None, version(services, "CA-004"))


def record_result(services: Services) -> object:
    """A result that every editor may record."""
    action, seen = "IC-005@europe", version(services, "IC-005@europe")
    return services.subscriptions.record(
        action, "Contoso Production", test_status=TestStatus.PASSED, test_date=None, test_notes="x", seen=seen
    )


def exported(write: Callable[[str, Path], object], name: str) -> object:
    """A workbook about something, in a place of its own."""
    with TemporaryDirectory() as folder:
        return write(name, Path(folder) / "w.xlsx")


def export(services: Services) -> object:
    """A workbook in a place of its own."""
    with TemporaryDirectory() as folder:
        return services.exports.testing_history("CA-001", Path(folder) / "h.xlsx")


def upload(services: Services) -> object:
    """A document from a place of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.txt"
        file.write_text("proof")
        return services.evidence.add("CA-003", [file])


def download(services: Services) -> object:
    """A document of the demo, into a place of its own."""
    with TemporaryDirectory() as folder:
        return services.evidence.get("EV-1", Path(folder))


def delete_evidence(services: Services) -> object:
    """A piece of the demo's evidence that no verdict locks."""
    proven = services.listing.select(query("evidence:yes"))
    action = next(row.id for row in proven if row.test_status not in VERDICTS)
    return services.evidence.delete(services.evidence.evidence(action)[0].id)


def back_up(services: Services) -> object:
    """A backup in a place of its own."""
    with TemporaryDirectory() as folder:
        return services.backups.create(Path(folder) / "b.zip")


def newer_catalogue(services: Services, ask: Callable[[CatalogueService], Callable[[Path], object]]) -> object:
    """The program's own catalogue with one more release, from a place of its own."""
    with TemporaryDirectory() as folder:
        return ask(services.catalogue)(shipped_copy(Path(folder) / "data"))


def template(services: Services, ask: Callable[[TemplateService], Callable[[Path], object]]) -> object:
    """An own regulation, from a place of its own."""
    tabs = own_template()
    tabs["ControlFamily"][1][4] = "Shut the doors"
    with TemporaryDirectory() as folder:
        return ask(services.templates)(write_template(Path(folder) / "t.xlsx", tabs))


METHODS: dict[str, tuple[set[Role], Ask]] = {
    "actions.details": (EVERYBODY, lambda one: one.actions.details("CA-001")),
    "actions.save": (EDITORS, edit),
    "actions.save_all": (EDITORS, lambda one: one.actions.save_all([draft(one, "CA-003", {Field.OTHER_NOTES: "x"})])),
    "assessing.assessors": (EVERYBODY, lambda one: one.assessing.assessors()),
    "assessing.assign_back": (EDITORS, lambda one: one.assessing.assign_back("CA-003", OLIVER, version(one, "CA-003"))),
    "assessing.judge": (EDITORS, verdict),
    "assessing.ready": (EVERYBODY, lambda one: one.assessing.ready()),
    "assessing.send": (EDITORS, lambda one: one.assessing.send(["CA-003"], PEOPLE[Role.ASSESSOR])),
    "assessments.assessments": (EVERYBODY, lambda one: one.assessments.assessments()),
    "assessments.details": (EVERYBODY, lambda one: one.assessments.details("GDPR Europe")),
    "assessments.require": (EVERYBODY, lambda one: one.assessments.require("GDPR Europe")),
    "assessments.named": (EVERYBODY, lambda one: one.assessments.named("GDPR Eur")),
    "assessments.groups": (EVERYBODY, lambda one: one.assessments.groups()),
    "assessments.services": (EVERYBODY, lambda one: one.assessments.services()),
    "assessments.preview": (CREATORS, lambda one: one.assessments.preview(NEW_ASSESSMENT)),
    "assessments.create": (CREATORS, lambda one: one.assessments.create(NEW_ASSESSMENT)),
    "assessments.preview_edit": (CREATORS, lambda one: one.assessments.preview_edit(RENAMED)),
    "assessments.edit": (CREATORS, lambda one: one.assessments.edit(RENAMED)),
    "assessments.removal": (MANAGERS, lambda one: one.assessments.removal("GDPR Europe")),
    "assessments.delete": (MANAGERS, lambda one: one.assessments.delete("GDPR Europe")),
    "action_workbooks.apply": (
        EDITORS,
        WithWork(edited_workbook, lambda one, seen: one.action_workbooks.apply(seen), NO_WORKBOOK),
    ),
    "action_workbooks.check": (EDITORS, lambda one: one.action_workbooks.check(Book(one).upload())),
    "action_workbooks.read": (EDITORS, read_workbook),
    "action_workbooks.recheck": (EDITORS, lambda one: one.action_workbooks.recheck(NO_WORKBOOK, {})),
    "action_workbooks.write_corrected": (EDITORS, write_corrected),
    "bulk.apply": (EDITORS, WithWork(preview, lambda one, seen: one.bulk.apply(seen), NO_PREVIEW)),
    "bulk.preview": (EDITORS, preview),
    "bulk.suggestions": (EVERYBODY, lambda one: one.bulk.suggestions(["CA-003"])),
    "bulk.undo": (EDITORS, WithWork(own_step, lambda one, step: one.bulk.undo(step), UndoStep())),
    "automation.report": (EDITORS, lambda one: one.automation.report([Signal("CA-002", TestStatus.PASSED)])),
    "automation.simulate": (EDITORS, lambda one: one.automation.simulate()),
    "backups.create": (MANAGERS, back_up),
    "catalogue.compare": (MANAGERS, lambda one: newer_catalogue(one, lambda service: service.compare)),
    "catalogue.newer_release": (EVERYBODY, lambda one: one.catalogue.newer_release()),
    "catalogue.standing": (EVERYBODY, lambda one: one.catalogue.standing()),
    "catalogue.take_over": (MANAGERS, lambda one: newer_catalogue(one, lambda service: service.take_over)),
    "check.run": (EVERYBODY, lambda one: one.check.run()),
    "evidence.add": (EDITORS, upload),
    "evidence.delete": (EDITORS, delete_evidence),
    "evidence.evidence": (EVERYBODY, lambda one: one.evidence.evidence("CA-003")),
    "evidence.get": (EDITORS, download),
    "evidence.link": (EDITORS, lambda one: one.evidence.link("CA-003", "Policy", "https://contoso.example/policy")),
    "evidence.one": (EVERYBODY, lambda one: one.evidence.one("EV-1")),
    "evidence.text": (EVERYBODY, lambda one: one.evidence.text("EV-1")),
    "exports.actions": (
        EVERYBODY,
        lambda one: exported(lambda action, place: one.exports.actions(place, [action]), "CA-001"),
    ),
    "exports.shown": (
        EVERYBODY,
        lambda one: exported(lambda action, place: one.exports.shown(place, [action], [("Id", "id")]), "CA-001"),
    ),
    "exports.assessment": (EVERYBODY, lambda one: exported(one.exports.assessment, "GDPR Europe")),
    "exports.regulation": (EVERYBODY, lambda one: exported(one.exports.regulation, "lgpd")),
    "exports.testing_history": (EVERYBODY, export),
    "history.rows": (EVERYBODY, lambda one: one.history.rows()),
    "history.search": (EVERYBODY, lambda one: one.history.search(HistoryFilter(), 10)),
    "history.verify": (EVERYBODY, lambda one: one.history.verify()),
    "listing.facets": (EVERYBODY, lambda one: one.listing.facets()),
    "listing.find": (EVERYBODY, lambda one: one.listing.find("label")),
    "listing.meant_ids": (EVERYBODY, lambda one: one.listing.meant_ids(EVERYTHING)),
    "listing.first_page": (EVERYBODY, lambda one: one.listing.first_page(ListQuery())),
    "listing.listing": (EVERYBODY, lambda one: one.listing.listing(ListQuery())),
    "listing.rows": (EVERYBODY, lambda one: one.listing.rows(["CA-001"])),
    "listing.select": (EVERYBODY, lambda one: one.listing.select(ListQuery())),
    "news.since": (EVERYBODY, lambda one: one.news.since(0)),
    "notices.waiting": (EVERYBODY, lambda one: one.notices.waiting()),
    "overview.overview": (EVERYBODY, lambda one: one.overview.overview(query("type:Technical").filter)),
    "people.add": (MANAGERS, lambda one: one.people.add("new@example.org", "New", Role.READER, None)),
    "people.change_role": (MANAGERS, lambda one: one.people.change_role(OLIVER, Role.ASSESSOR)),
    "people.map": (MANAGERS, lambda one: one.people.map(OLIVER, "somebody")),
    "people.options": (EVERYBODY, lambda one: one.people.options(one.person.email)),
    "people.people": (EVERYBODY, lambda one: one.people.people()),
    "people.reassign": (MANAGERS, lambda one: one.people.reassign(PEOPLE[Role.CONTRIBUTION], OLIVER)),
    "people.remove": (MANAGERS, lambda one: one.people.remove(OLIVER)),
    "regulations.details": (EVERYBODY, lambda one: one.regulations.details("gdpr")),
    "regulations.instances": (EVERYBODY, lambda one: one.regulations.instances("CA-001")),
    "regulations.regulations": (EVERYBODY, lambda one: one.regulations.regulations()),
    "regulations.named": (EVERYBODY, lambda one: one.regulations.named("hip")),
    "regulations.titles": (EVERYBODY, lambda one: one.regulations.titles()),
    "settings.change": (MANAGERS, lambda one: one.settings.change(four_eyes=True)),
    "settings.settings": (EVERYBODY, lambda one: one.settings.settings()),
    "templates.review": (MANAGERS, lambda one: template(one, lambda service: service.review)),
    "templates.take_over": (MANAGERS, lambda one: template(one, lambda service: service.take_over)),
    "testing_history.of": (EVERYBODY, lambda one: one.testing_history.of("CA-001")),
    "score.entries": (EVERYBODY, lambda one: one.score.entries(["CA-001"])),
    "score.explain": (EVERYBODY, lambda one: one.score.explain()),
    "score.points": (EVERYBODY, lambda one: one.score.points()),
    "score.searched": (EVERYBODY, lambda one: one.score.searched()),
    "score.score": (EVERYBODY, lambda one: one.score.score()),
    "score.report": (EVERYBODY, lambda one: one.score.report(explain=True, since=TODAY)),
    "score.since": (EVERYBODY, lambda one: one.score.since(TODAY)),
    "score.trend": (EVERYBODY, lambda one: one.score.trend(7)),
    "score.what_if": (EVERYBODY, lambda one: one.score.what_if(EVERYTHING)),
    "score.what_if_ids": (EVERYBODY, lambda one: one.score.what_if_ids(["CA-001"])),
    "subscriptions.details": (EVERYBODY, lambda one: one.subscriptions.details("IC-002", "Contoso Production")),
    "subscriptions.record": (EDITORS, record_result),
    "updates.accept": (EDITORS, lambda one: one.updates.accept([one.updates.review("CA-001").update.promise])),
    "updates.accept_ids": (EDITORS, lambda one: one.updates.accept_ids(["CA-001"])),
    "updates.review": (EVERYBODY, lambda one: one.updates.review("CA-001")),
    "updates.review_all": (EVERYBODY, lambda one: one.updates.review_all()),
    "updates.updates": (EVERYBODY, lambda one: one.updates.updates()),
}
"""Who may ask what; a method that is missing here fails the first test."""
ONLY_READ = {
    "action_workbooks.check",
    "action_workbooks.read",
    "action_workbooks.recheck",
    "action_workbooks.write_corrected",
    "assessments.preview",
    "assessments.preview_edit",
    "assessments.removal",
    "backups.create",
    "bulk.preview",
    "catalogue.compare",
    "evidence.get",
    "templates.review",
}
"""What not everybody may ask although nothing of the workspace changes by it."""
