"""The statement form as a page shows it: which fields, what stands in them, what is wrong with which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from assessment.errors import Refused
from assessment.records.attachments import list_attachments
from assessment.records.deadlines import HELSINKI
from assessment.records.spoken_versions import changed_since, versions_text
from assessment.records.statement_form import StatementForm, fields_of, read_form
from assessment.records.states import OwnerKind
from pages.statements.asking import START
from pages.statements.numbers import whole_number
from pages.statements.wording import fault_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assessment.errors import Fault
    from assessment.records.attachments import Attached
    from assessment.records.council import RequestForBody
    from assessment.records.given_statements import StatementRecord
    from assessment.records.kept_texts import KeptText
    from assessment.records.spoken_versions import ChangedSince
    from pages.statements.asking import Ask

MOST_OPINIONS = 50
# The parts of the form from top to bottom, by how their fields' names begin.
FORM_ORDER: tuple[tuple[str, ...], ...] = (
    ("received_day",),
    ("received_time",),
    ("stance_", "reason_"),
    ("answer_",),
    ("conditions",),
    ("missing_information",),
    ("text",),
    ("dissenting_",),
    ("meeting_date",),
    ("section",),
    ("chair",),
    ("secretary",),
    ("attachment",),
)


class Way(StrEnum):
    """How a statement comes: written here, as a correction of one given, or entered from paper."""

    WRITTEN = "written"
    CORRECTION = "correction"
    PAPER = "paper"

    def path(self, request_id: int) -> str:
        """The address of this way's form."""
        ending = {Way.WRITTEN: "", Way.CORRECTION: "/korjaus", Way.PAPER: "/paperi"}[self]
        return f"{START}/{request_id}{ending}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the field's id on the page, and the words."""

    anchor: str
    text: str


@dataclass
class FormView:
    """What the template of the form needs. `version`: the draft these fields began from.

    `shown`: the results the writer was shown, by alternative id; `now`: today's.
    """

    way: Way
    request_id: int
    fields: Mapping[str, str]
    version: int
    opinions: int
    attachments: tuple[Attached, ...]
    kept: tuple[KeptText, ...]
    can_save: bool
    can_submit: bool
    shown: Mapping[int, int]
    now: Mapping[int, int]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.fields.get(name, "")

    def wrong(self, name: str) -> list[str]:
        """What is wrong with a field."""
        return [problem.text for problem in self.problems if problem.anchor == name]

    @property
    def versions(self) -> str:
        """The results the writer was shown, as a hidden field carries them."""
        return versions_text(self.shown)

    @property
    def versions_now(self) -> str:
        """Today's results, as a hidden field carries them."""
        return versions_text(self.now)

    @property
    def changed(self) -> ChangedSince:
        """What became of the alternatives since the writer was shown them."""
        return changed_since(self.shown, self.now)

    @property
    def action(self) -> str:
        """Where the form is sent."""
        return self.way.path(self.request_id)


def form_view(
    ask: Ask,
    data: RequestForBody,
    way: Way,
    fields: Mapping[str, str] | None = None,
    version: int | None = None,
    faults: Iterable[Fault] = (),
    shown: Mapping[int, int] | None = None,
) -> FormView:
    """The form with what was sent, else what was saved, else, for a correction, what was said.

    `shown`: the results the page that was sent had shown.
    """
    draft = data.draft
    saved = dict(draft.fields) if draft is not None else {}
    if fields is None:
        fields = saved
        if not saved and way is Way.CORRECTION and data.statements:
            fields = fields_of(as_form(data.statements[-1]))
    attachments: tuple[Attached, ...] = ()
    if draft is not None and draft.id is not None and data.can_write:
        attachments = list_attachments(ask.database, ask.actor, OwnerKind.DRAFT, draft.id)
    more = whole_number(ask.request.query_params.get("opinions", "")) or 0
    return FormView(
        way,
        data.request.id,
        fields,
        (draft.version if draft is not None else 0) if version is None else version,
        min(max(opinions_in(fields), more), MOST_OPINIONS),
        attachments,
        draft.kept if draft is not None else (),
        data.can_write,
        data.can_submit,
        shown_versions(data, way) if shown is None else shown,
        data.versions,
        _problems(ask, data, faults),
    )


def way_of(data: RequestForBody) -> Way:
    """A statement already given is corrected; otherwise it is written."""
    return Way.CORRECTION if data.statements else Way.WRITTEN


def shown_versions(data: RequestForBody, way: Way) -> Mapping[int, int]:
    """The results the writer of a statement was shown: those of the draft, once something is written.

    Until then a correction is on what the statement was given on, a paper on what was asked, and who begins to write
    is shown today's.
    """
    if data.draft is not None and data.draft.versions is not None:
        return data.draft.versions
    if way is Way.CORRECTION and data.statements:
        return data.statements[-1].result_versions
    return data.request.result_versions if way is Way.PAPER else data.versions


def _problems(ask: Ask, data: RequestForBody, faults: Iterable[Fault]) -> list[Problem]:
    """The faults in words, in the order of the form."""
    labels = {str(view.alternative.id): view.alternative.label for view in data.alternatives}
    problems = []
    for fault in faults:
        anchor = anchor_of(fault)
        label = labels.get(anchor.rpartition("_")[2], "")
        problems.append(Problem(anchor, fault_words(ask.reader, fault, label)))
    return sorted(problems, key=lambda one: place_on_form(one.anchor))


def place_on_form(name: str) -> tuple[int, int, int]:
    """Where a field stands on the form: its part, the number in its name, and its place beside that number."""
    number = name.rpartition("_")[2]
    part = next((place for place, starts in enumerate(FORM_ORDER) if name.startswith(starts)), len(FORM_ORDER))
    return part, whole_number(number) or 0, int(name.startswith(("reason", "dissenting_text")))


def opinions_in(fields: Mapping[str, str]) -> int:
    """The number of the last dissenting opinion that has anything in it."""
    numbers = [
        int(found[1])
        for name, text in fields.items()
        if text.strip() and (found := re.fullmatch(r"dissenting_(?:name|text)_([0-9]{1,3})", name))
    ]
    return max(numbers, default=0)


def form_faults(
    ask: Ask, data: RequestForBody, fields: Mapping[str, str]
) -> tuple[StatementForm | None, tuple[Fault, ...]]:
    """The checked form, or everything that stands against giving it."""
    today = ask.database.now().astimezone(HELSINKI).date()
    try:
        form = read_form(fields, list(data.versions), len(data.request.questions), today, data.request.statutory)
    except Refused as refused:
        return None, refused.faults
    return form, ()


def as_form(statement: StatementRecord) -> StatementForm:
    """A given statement as the form it was made from."""
    return StatementForm(
        statement.meeting_date or statement.received_at.astimezone(HELSINKI).date(),
        statement.section,
        statement.stances,
        statement.answers,
        statement.text,
        statement.conditions,
        statement.missing_information,
        statement.chair,
        statement.secretary,
        statement.dissenting,
    )


def anchor_of(fault: Fault) -> str:
    """The id on the page of the field a fault concerns; the form's head where it concerns none."""
    return fault.field if fault.field and re.fullmatch(r"[a-z_0-9]+", fault.field) else "lausunto"
