"""The statement form: its flat fields as a page sends and a draft keeps them, and the checked form made of them.

Fields: `meeting_date`, `section`, for each alternative `stance_<id>` and `reason_<id>`, for each question `answer_<n>`,
`text`, `conditions`, `missing_information`, `chair`, `secretary`, and `dissenting_name_<n>` and `dissenting_text_<n>`;
n = 1, 2 …
A fault carries the name of the field it concerns, so that the page can lead there.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.records.form_check import FormCheck
from assessment.records.states import Stance

FORM = "statement"
# The longest texts taken; a dissenting opinion may be as long as the statement itself.
TEXT_LIMIT = 100_000
PART_LIMIT = 20_000
SECTION_LIMIT = 40
NAME_LIMIT = 200
DISSENTING_LIMIT = 50
# What a draft may hold in all: the texts of a full form and room to spare for those being cut shorter.
DRAFT_LIMIT = 1_000_000
DRAFT_FIELDS_LIMIT = 400

_FIELD = re.compile(
    r"meeting_date|section|text|conditions|missing_information|chair|secretary"
    r"|(stance|reason)_[0-9]{1,18}|answer_[0-9]{1,3}|dissenting_(name|text)_[0-9]{1,3}"
)


@dataclass(frozen=True)
class StanceOn:
    """What the body says of one alternative, and why."""

    alternative_id: int
    stance: Stance
    reason: str = ""


@dataclass(frozen=True)
class DissentingOpinion:
    """The opinion of those who disagree with the body, under their name."""

    name: str
    text: str


@dataclass(frozen=True)
class StatementForm:
    """A statement as given: checked, texts clean, a stance for every alternative asked about."""

    meeting_date: datetime.date
    section: str
    stances: tuple[StanceOn, ...]
    answers: tuple[str, ...]  # in the order of the request's questions; blank = none
    text: str
    conditions: str
    missing_information: str
    chair: str
    secretary: str
    dissenting: tuple[DissentingOpinion, ...]

    def content_sha256(self) -> str:
        """The digest of what is said, without the names of those who say it."""
        said = {
            "meeting_date": self.meeting_date.isoformat(),
            "section": self.section,
            "stances": [[one.alternative_id, one.stance, one.reason] for one in self.stances],
            "answers": list(self.answers),
            "text": self.text,
            "conditions": self.conditions,
            "missing_information": self.missing_information,
            "dissenting": [one.text for one in self.dissenting],
        }
        written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode("utf-8")).hexdigest()


def read_form(
    fields: Mapping[str, str],
    alternative_ids: Sequence[int],
    questions: int,
    today: datetime.date,
    section_needed: bool,
) -> StatementForm:
    """The form in the fields. Raises Refused with every fault of the form.

    `questions`: how many were asked. `today` in Finland: no meeting is later. `section_needed`: statutory bodies record
    a section of their minutes, an association has none.
    """
    check = FormCheck(FORM)

    def of(name: str) -> str:
        return fields.get(name, "")

    meeting_date = check.date("meeting_date", of("meeting_date"), not_after=today)
    section = check.line("section", of("section"), SECTION_LIMIT, section_needed)
    stances = [
        (
            number,
            check.choice(f"stance_{number}", of(f"stance_{number}"), tuple(Stance)),
            check.text(f"reason_{number}", of(f"reason_{number}"), PART_LIMIT, required=False),
        )
        for number in alternative_ids
    ]
    answers = tuple(
        check.text(f"answer_{number}", of(f"answer_{number}"), PART_LIMIT, required=False)
        for number in range(1, questions + 1)
    )
    text = check.text("text", of("text"), TEXT_LIMIT, required=False)
    conditions = check.text("conditions", of("conditions"), PART_LIMIT, required=False)
    missing = check.text("missing_information", of("missing_information"), PART_LIMIT, required=False)
    chair = check.line("chair", of("chair"), NAME_LIMIT)
    secretary = check.line("secretary", of("secretary"), NAME_LIMIT)
    dissenting = _dissenting(fields, check)
    if not any((text, conditions, *answers, *(reason for _, _, reason in stances))):
        check.add("statement_empty", "text")
    for number, stance, reason in stances:
        if stance == Stance.CONDITIONS and not reason and not conditions:
            check.add("conditions_missing", f"reason_{number}")
    check.raise_if_refused()
    assert meeting_date is not None
    return StatementForm(
        meeting_date,
        section,
        tuple(StanceOn(number, Stance(stance), reason) for number, stance, reason in stances),
        answers,
        text,
        conditions,
        missing,
        chair,
        secretary,
        tuple(dissenting),
    )


def known_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form among those sent, as they stand: a draft keeps half a date and half a name.

    Raises Refused (`draft_too_long`) where they are more than any form can hold.
    """
    kept = {name: text.replace("\x00", "") for name, text in sorted(fields.items()) if _FIELD.fullmatch(name)}
    kept = {name: text.encode("utf-8", "ignore").decode("utf-8") for name, text in kept.items()}
    length = sum(map(len, kept.values()))
    check = FormCheck(FORM)
    if length > DRAFT_LIMIT or len(kept) > DRAFT_FIELDS_LIMIT:
        check.add("draft_too_long", "text", length=length, limit=DRAFT_LIMIT)
    check.raise_if_refused()
    return kept


def fields_of(form: StatementForm) -> dict[str, str]:
    """The flat fields of a form: a correction begins from what was said."""
    fields = {
        "meeting_date": form.meeting_date.isoformat(),
        "section": form.section,
        "text": form.text,
        "conditions": form.conditions,
        "missing_information": form.missing_information,
        "chair": form.chair,
        "secretary": form.secretary,
    }
    for stance in form.stances:
        fields[f"stance_{stance.alternative_id}"] = stance.stance
        fields[f"reason_{stance.alternative_id}"] = stance.reason
    for number, answer in enumerate(form.answers, start=1):
        fields[f"answer_{number}"] = answer
    for number, opinion in enumerate(form.dissenting, start=1):
        fields[f"dissenting_name_{number}"] = opinion.name
        fields[f"dissenting_text_{number}"] = opinion.text
    return fields


def _dissenting(fields: Mapping[str, str], check: FormCheck) -> list[DissentingOpinion]:
    """The opinions in the order of their numbers; one with a name only, or a text only, is a fault."""
    numbers = sorted(
        {int(name.rsplit("_", 1)[1]) for name in fields if re.fullmatch(r"dissenting_(name|text)_[0-9]{1,3}", name)}
    )
    opinions = []
    for number in numbers:
        name_field, text_field = f"dissenting_name_{number}", f"dissenting_text_{number}"
        name = check.line(name_field, fields.get(name_field, ""), NAME_LIMIT, required=False)
        text = check.text(text_field, fields.get(text_field, ""), TEXT_LIMIT, required=False)
        if bool(name) != bool(text):
            check.add("dissenting_half", text_field if name else name_field)
        if name and text:
            opinions.append(DissentingOpinion(name, text))
    if len(opinions) > DISSENTING_LIMIT:
        check.add("dissenting_too_many", f"dissenting_name_{numbers[-1]}", limit=DISSENTING_LIMIT)
    return opinions
