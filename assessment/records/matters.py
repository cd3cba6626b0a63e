"""Matters: opened with a register number, screened, edited, handed over, made public, listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.asked_once import asked_once
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.matter_list import MatterRow, list_matters
from assessment.records.permissions import Action, Scope, require
from assessment.records.preparing import check_preparer, handing_over_scope, who_opens
from assessment.records.schema import Body, Matter
from assessment.records.scopes import ENDED, matter_of, matter_scope
from assessment.records.states import SUBJECTS, BodyKind, MatterState
from assessment.records.versions import expect_version, person_name

__all__ = [
    "MatterForm",
    "MatterRecord",
    "MatterRow",
    "Milestone",
    "Screening",
    "create_matter",
    "edit_matter",
    "list_matters",
    "matter_record",
    "read_matter",
    "screen_matter",
]

FORM = "matter"
TITLE_LIMIT = 300
DESCRIPTION_LIMIT = 20_000
REASON_LIMIT = 10_000

# Number / class of the municipalities' shared classification / year, as Kouvola writes it: 4524/10.03.07.00/2021.
REGISTER_NUMBER = re.compile(r"[1-9]\d{0,6}/\d{2}(\.\d{2}){0,5}/(19|20)\d{2}")

# When an assessment is done (the screening form of Sastamala), and what needs none.
CRITERIA = ("many_residents", "group_or_area", "staff", "cost_100000_eur", "service_network")
EXEMPTIONS = ("individual_case", "appointment", "correction_request")


@dataclass(frozen=True)
class MatterForm:
    """A matter as its preparer writes it. Dates of the timetable are written 2026-11-24 or 24.11.2026."""

    register_number: str
    title: str
    description: str = ""
    timetable: tuple[tuple[str, str], ...] = ()  # (date, what happens then)
    subjects: tuple[str, ...] = ()  # of states.SUBJECTS
    services: tuple[str, ...] = ()  # kinds of service points
    areas: tuple[str, ...] = ()  # area ids
    preparer_id: int | None = None  # None = as it is; at first who opens the matter, where that is a preparer
    deciding_body_id: int | None = None  # a body that decides, never a council


@dataclass(frozen=True)
class Milestone:
    """A date of a matter's timetable (ISO) and what happens then."""

    date: str
    what: str


@dataclass(frozen=True)
class Screening:
    """Whether an assessment is needed; None = not screened yet. When it is not, the reason tells why."""

    needed: bool | None
    criteria: tuple[str, ...]
    reason: str
    screened_at: str  # ISO, UTC


@dataclass(frozen=True)
class MatterRecord:
    """A matter as it is on record."""

    id: int
    register_number: str
    title: str
    description: str
    state: MatterState
    preparer_id: int | None
    preparer_name: str
    deciding_body_id: int | None
    deciding_body: str
    timetable: tuple[Milestone, ...]
    subjects: tuple[str, ...]
    services: tuple[str, ...]
    areas: tuple[str, ...]
    screening: Screening
    example: bool
    created_at: datetime
    published_at: datetime | None
    version: int


def create_matter(database: Database, actor: Actor, form: MatterForm) -> MatterRecord:
    """Open a matter. Raises NotAllowed; Refused with every fault of the form, `register_number_taken` among them."""
    with database.transaction() as session:
        require(session, actor, Action.MATTER_CREATE, Scope("matter"))
        matter = Matter(
            created_by_id=actor.person_id, created_at=database.now(), state=MatterState.PREPARATION, screening={}
        )
        _fill(session, matter, form)
        if matter.preparer_id is None:
            matter.preparer_id = who_opens(session, actor)
        session.add(matter)
        _flush_number(session, form.register_number)
        append(session, actor, Action.MATTER_CREATE, matter_scope(matter), _facts(matter), version=matter.version_id)
        return matter_record(session, matter)


def edit_matter(database: Database, actor: Actor, matter_id: int, form: MatterForm, version: int) -> MatterRecord:
    """Change what a matter says. Raises Conflict where somebody was first, Refused `matter_decided` once decided."""
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_EDIT)
        expect_version(session, matter, version)
        if matter.state in ENDED:
            raise Refused([Fault("matter_decided", FORM, value=matter.register_number)])
        if form.preparer_id not in (None, matter.preparer_id):
            to = form.preparer_id
            require(session, actor, Action.MATTER_HAND_OVER, handing_over_scope(session, matter, actor, to))
        before = _facts(matter)
        _fill(session, matter, form)
        _flush_number(session, form.register_number)
        after = _facts(matter)
        changed = {key: value for key, value in after.items() if value != before[key]}
        append(
            session,
            actor,
            Action.MATTER_EDIT,
            matter_scope(matter),
            {"changed": sorted(changed), **changed},
            version=matter.version_id,
        )
        return matter_record(session, matter)


def screen_matter(
    database: Database, actor: Actor, matter_id: int, needed: bool, criteria: Sequence[str], reason: str, version: int
) -> MatterRecord:
    """Record whether the matter needs an assessment; where it does not, a reason is recorded with it.

    `criteria`: words of CRITERIA and EXEMPTIONS that hold. Raises Refused: `screening_reason_missing`,
    `screening_requests_out` where bodies have been asked already, `matter_decided`.
    """
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_EDIT)
        expect_version(session, matter, version)
        check = FormCheck("screening")
        kept = check.choices("criteria", criteria, (*CRITERIA, *EXEMPTIONS))
        text = check.text("reason", reason, REASON_LIMIT, required=False)
        if not needed and not text:
            check.add("screening_reason_missing", "reason")
        if matter.state in ENDED:
            check.add("matter_decided", "needed", matter.register_number)
        elif not needed and matter.requests:
            check.add("screening_requests_out", "needed", requests=len(matter.requests))
        check.raise_if_refused()
        matter.screening = {
            "needed": needed,
            "criteria": list(kept),
            "reason": text,
            "at": database.now().isoformat(),
        }
        if not needed:
            matter.state = MatterState.NOT_ASSESSED
        elif matter.state is MatterState.NOT_ASSESSED:
            matter.state = MatterState.STATEMENTS if matter.requests else MatterState.PREPARATION
        session.flush()
        facts = {"needed": needed, "criteria": list(kept), "reason": text}
        append(session, actor, "matter_screen", matter_scope(matter), facts, version=matter.version_id)
        return matter_record(session, matter)


def read_matter(database: Database, actor: Actor, matter_id: int) -> MatterRecord:
    """A matter as it is on record. Raises NotAllowed, NotFound."""
    with database.reading() as session:
        return matter_record(session, matter_of(session, matter_id, actor, Action.MATTER_READ))


def matter_record(session: Session, matter: Matter) -> MatterRecord:
    """The matter as plain values."""
    deciding = matter.deciding_body_id
    body = None if deciding is None else asked_once(session, (Body, deciding), lambda: session.get(Body, deciding))
    screening = matter.screening or {}
    return MatterRecord(
        matter.id,
        matter.register_number,
        matter.title,
        matter.description,
        matter.state,
        matter.preparer_id,
        person_name(session, matter.preparer_id),
        matter.deciding_body_id,
        body.name if body else "",
        tuple(Milestone(one["date"], one["what"]) for one in matter.timetable),
        tuple(matter.subjects),
        tuple(matter.services),
        tuple(matter.areas),
        Screening(
            screening.get("needed"),
            tuple(screening.get("criteria", ())),
            screening.get("reason", ""),
            screening.get("at", ""),
        ),
        matter.example,
        matter.created_at,
        matter.published_at,
        matter.version_id,
    )


def _fill(session: Session, matter: Matter, form: MatterForm) -> None:
    """Put the checked form into the row; every fault of the form together."""
    check = FormCheck(FORM)
    number = check.line("register_number", form.register_number, 100)
    if number and not REGISTER_NUMBER.fullmatch(number):
        check.add("register_number_bad", "register_number", number)
    elif number and _taken(session, number, matter.id):
        check.add("register_number_taken", "register_number", number)
    title = check.line("title", form.title, TITLE_LIMIT)
    description = check.text("description", form.description, DESCRIPTION_LIMIT, required=False)
    timetable = []
    for row, (date, what) in enumerate(form.timetable, start=1):
        day = check.date(f"timetable_date_{row}", date)
        text = check.line(f"timetable_what_{row}", what, TITLE_LIMIT)
        if day is not None:
            timetable.append({"date": day.isoformat(), "what": text})
    subjects = check.choices("subjects", form.subjects, SUBJECTS)
    services = [check.line("services", word, 100) for word in form.services]
    areas = [check.line("areas", word, 100) for word in form.areas]
    preparer_id = matter.preparer_id if form.preparer_id is None else form.preparer_id
    if preparer_id is not None and preparer_id != matter.preparer_id:
        check_preparer(session, check, preparer_id)
    _check_deciding_body(session, check, form.deciding_body_id)
    check.raise_if_refused()
    matter.register_number, matter.title, matter.description = number, title, description
    matter.timetable = sorted(timetable, key=lambda one: one["date"])
    matter.subjects, matter.services, matter.areas = list(subjects), services, areas
    matter.preparer_id, matter.deciding_body_id = preparer_id, form.deciding_body_id


def _check_deciding_body(session: Session, check: FormCheck, body_id: int | None) -> None:
    body = None if body_id is None else session.get(Body, body_id)
    if body is None and body_id is not None:
        check.add("body_unknown", "deciding_body_id", str(body_id))
    elif body is not None and body.kind is not BodyKind.DECIDING:
        check.add("body_cannot_decide", "deciding_body_id", body.name)


def _taken(session: Session, number: str, own_id: int | None) -> bool:
    with session.no_autoflush:
        other = session.scalar(select(Matter.id).where(Matter.register_number == number))
    return other is not None and other != own_id


def _flush_number(session: Session, number: str) -> None:
    """Write the row; a number taken since it was looked for is the same fault."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused([Fault("register_number_taken", FORM, field="register_number", value=number)]) from error


def _facts(matter: Matter) -> dict[str, object]:
    """What the history keeps of a matter."""
    return {
        "register_number": matter.register_number,
        "title": matter.title,
        "description": matter.description,
        "timetable": list(matter.timetable),
        "subjects": list(matter.subjects),
        "services": list(matter.services),
        "areas": list(matter.areas),
        "preparer": matter.preparer_id,
        "deciding_body": matter.deciding_body_id,
    }
