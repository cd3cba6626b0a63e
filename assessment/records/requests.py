"""Statement requests: sent to a body with questions and a deadline, reminded of, given more time, listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.alternatives import current_versions
from assessment.records.attachments import NewFile, attach_in_transaction, file_faults
from assessment.records.database import Database
from assessment.records.deadlines import MINUTE, as_local, has_passed, parse_deadline
from assessment.records.form_check import FormCheck, date_of
from assessment.records.history import append
from assessment.records.permissions import Action, may, still_granted
from assessment.records.request_states import SETTLED, may_become
from assessment.records.schema import Body, Matter, StatementRequest
from assessment.records.scopes import ENDED, is_assessed, matter_of, must_be_undecided, request_of, request_scope
from assessment.records.states import MatterState, OwnerKind, RequestState
from assessment.records.telling import Told, ToldOf, told_of
from assessment.records.versions import expect_version

FORM = "statement_request"
QUESTION_LIMIT = 2_000
QUESTIONS_LIMIT = 30
MESSAGE_LIMIT = 20_000
REASON_LIMIT = 10_000
# A body reminded only after its deadline has a week to answer before the matter goes on without it.
AFTER_LATE_REMINDER = timedelta(days=7)


@dataclass(frozen=True)
class RequestForm:
    """What is asked of a body. The deadline's day is written 2026-11-24 or 24.11.2026, its time 16:00; blank = 23:59.

    Both are Finland's clock; `which` tells the `first` or `second` of two equal times when the clocks go back.
    """

    body_id: int
    deadline_day: str
    deadline_time: str = ""
    questions: tuple[str, ...] = ()
    message: str = ""
    which: str = ""


@dataclass(frozen=True)
class Reminder:
    """When a body was reminded (UTC) and by whom (person id)."""

    at: datetime
    by: int | None


@dataclass(frozen=True)
class RequestRecord:
    """A statement request as it is on record.

    `overdue`: the deadline has passed and nothing came. `told`: what has changed of the alternatives since the request
    was sent; `changed_alternatives`: ids of those whose result has. `result_versions`: those asked on, by alternative.
    `lapses_from`: the first day in Finland on which it may lapse; None before a reminder.
    """

    id: int
    matter_id: int
    body_id: int
    body: str
    statutory: bool
    legal_basis: str
    questions: tuple[str, ...]
    message: str
    deadline_utc: datetime
    state: RequestState
    requested_at: datetime
    reminders: tuple[Reminder, ...]
    reason: str  # why it was declined or lapsed
    overdue: bool
    result_versions: dict[int, int]
    told: tuple[Told, ...]
    lapses_from: date | None
    version: int

    @property
    def changed_alternatives(self) -> tuple[int, ...]:
        """Ids of the alternatives whose result is another than the one asked on."""
        return tuple(one.alternative_id for one in self.told if one.what is ToldOf.RESULT)


def send_request(
    database: Database, actor: Actor, matter_id: int, form: RequestForm, files: Sequence[NewFile] = ()
) -> RequestRecord:
    """Ask a body for a statement on the matter's alternatives as they are frozen now; `files` go with the request.

    Raises NotAllowed; Refused with every fault of the form: `body_unknown`, `body_inactive`, `body_asked_already`,
    `deadline_passed`, `alternatives_missing`, `results_not_frozen`, those of the deadline, the texts and the files.
    A matter screened out is asked about without figures.
    """
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.REQUEST_SEND)
        must_be_undecided(matter, FORM)
        now = database.now()
        check = FormCheck(FORM)
        body = session.get(Body, form.body_id)
        if body is None:
            check.add("body_unknown", "body_id", str(form.body_id))
        elif not body.active:
            check.add("body_inactive", "body_id", body.name)
        elif any(one.body_id == body.id and one.state not in SETTLED for one in matter.requests):
            check.add("body_asked_already", "body_id", body.name)
        _check_alternatives(check, matter)
        deadline = _deadline(check, form, now)
        questions = _questions(check, form.questions)
        message = check.text("message", form.message, MESSAGE_LIMIT, required=False)
        for fault in file_faults(files):
            check.log.add(fault)
        check.raise_if_refused()
        assert deadline is not None
        request = StatementRequest(
            body_id=form.body_id,
            questions=questions,
            message=message,
            deadline_utc=deadline,
            state=RequestState.REQUESTED,
            requested_at=now,
            requested_by_id=actor.person_id,
            reminders=[],
            result_versions={str(key): value for key, value in current_versions(matter).items()},
            told_versions={},
        )
        matter.requests.append(request)
        if matter.state is MatterState.PREPARATION:
            matter.state = MatterState.STATEMENTS
        session.flush()
        facts = {
            "body": request.body_id,
            "deadline": deadline.isoformat(),
            "questions": questions,
            "result_versions": request.result_versions,
        }
        append(session, actor, Action.REQUEST_SEND, request_scope(request), facts, version=request.version_id)
        attach_in_transaction(session, actor, OwnerKind.REQUEST, request.id, files)
        return request_record(session, request)


def remind(database: Database, actor: Actor, request_id: int) -> RequestRecord:
    """Remind a body of a request, for it to see; without one in time no request lapses. Refused `request_settled`."""
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_SEND)
        must_be_open(request)
        now = database.now()
        request.reminders = [*request.reminders, {"at": now.isoformat(), "by": actor.person_id}]
        session.flush()
        facts = {"body": request.body_id, "reminders": len(request.reminders)}
        append(session, actor, "request_remind", request_scope(request), facts, version=request.version_id)
        return request_record(session, request)


def move_deadline(
    database: Database,
    actor: Actor,
    request_id: int,
    day: str,
    clock: str,
    version: int,
    which: str = "",
) -> RequestRecord:
    """Give a body more time; a deadline is never brought forward. Raises Conflict; Refused `deadline_earlier`."""
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_SEND)
        expect_version(session, request, version)
        must_be_open(request)
        check = FormCheck(FORM)
        deadline = _deadline(check, RequestForm(request.body_id, day, clock, which=which), database.now())
        if deadline is not None and deadline < request.deadline_utc:
            check.add("deadline_earlier", "deadline_day", day)
        check.raise_if_refused()
        assert deadline is not None
        before, request.deadline_utc = request.deadline_utc, deadline
        session.flush()
        facts = {"body": request.body_id, "from": before.isoformat(), "to": deadline.isoformat()}
        append(session, actor, "request_move_deadline", request_scope(request), facts, version=request.version_id)
        return request_record(session, request)


def list_requests(database: Database, actor: Actor, matter_id: int) -> tuple[RequestRecord, ...]:
    """The requests of a matter that the actor may read, in the order they were sent."""
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        granted = still_granted(session, actor)
        asked = select(StatementRequest).where(StatementRequest.matter_id == matter.id).order_by(StatementRequest.id)
        requests = session.scalars(asked.options(joinedload(StatementRequest.body)))
        return tuple(
            request_record(session, request)
            for request in requests
            if may(granted, Action.REQUEST_READ, request_scope(request))
        )


def request_record(session: Session, request: StatementRequest) -> RequestRecord:
    """The request as plain values."""
    now: datetime = session.info["database"].now()
    body = request.body
    asked_on = {int(key): int(version) for key, version in request.result_versions.items()}
    return RequestRecord(
        request.id,
        request.matter_id,
        request.body_id,
        body.name,
        body.statutory,
        body.legal_basis,
        tuple(request.questions),
        request.message,
        request.deadline_utc,
        request.state,
        request.requested_at,
        tuple(Reminder(datetime.fromisoformat(one["at"]), one["by"]) for one in request.reminders),
        request.declined_reason or request.lapsed_reason or "",
        request.state not in SETTLED and has_passed(request.deadline_utc, now),
        asked_on,
        told_of(session, request),
        lapses_from(request),
        request.version_id,
    )


def come_to(request: StatementRequest, state: RequestState, form: str = FORM) -> None:
    """Let the request come to a state; Refused `statement_given_already`, `request_settled` where it may not follow."""
    if not may_become(request.state, state):
        given = request.state in (RequestState.GIVEN, RequestState.LATE)
        code = "statement_given_already" if given else "request_settled"
        raise Refused([Fault(code, form, value=request.body.name, facts={"state": request.state.value})])
    request.state = state


def matter_is_decided(matter: Matter) -> bool:
    """Whether the decision has been recorded: what comes now comes late."""
    return matter.state in ENDED


def lapses_from(request: StatementRequest) -> date | None:
    """The first day in Finland on which the request may lapse: after its deadline, and a week after a late reminder."""
    reminders = [datetime.fromisoformat(one["at"]) for one in request.reminders]
    days = [
        as_local(at).day + AFTER_LATE_REMINDER
        if has_passed(request.deadline_utc, at)
        else as_local(request.deadline_utc + MINUTE).day
        for at in reminders
    ]
    return min(days, default=None)


def _check_alternatives(check: FormCheck, matter: Matter) -> None:
    """A body is asked about something: alternatives, each with its frozen result, unless no assessment is made."""
    if not is_assessed(matter):
        return
    standing = [one for one in matter.alternatives if one.withdrawn_at is None]
    if not standing:
        check.add("alternatives_missing", "alternatives")
    elif bare := [one.label for one in standing if one.result_version == 0]:
        check.add("results_not_frozen", "alternatives", ", ".join(bare))


def must_be_open(request: StatementRequest) -> None:
    """Raise Refused `request_settled` where nothing more is waited for."""
    if request.state in SETTLED:
        facts = {"state": request.state.value}
        raise Refused([Fault("request_settled", FORM, value=request.body.name, facts=facts)])


def _deadline(check: FormCheck, form: RequestForm, now: datetime) -> datetime | None:
    """The deadline in UTC; None and its faults where it is none, or past."""
    day = date_of(form.deadline_day.strip())
    try:
        deadline = parse_deadline(form.deadline_day if day is None else day.isoformat(), form.deadline_time, form.which)
    except Refused as refused:
        for fault in refused.faults:
            field = "deadline_time" if fault.field == "time" else "deadline_day"
            check.add(fault.code, field, fault.value, **fault.facts)
        return None
    if has_passed(deadline, now):
        check.add("deadline_passed", "deadline_day", form.deadline_day)
        return None
    return deadline


def _questions(check: FormCheck, questions: Sequence[str]) -> list[str]:
    kept = [
        text
        for number, question in enumerate(questions, start=1)
        if (text := check.text(f"question_{number}", question, QUESTION_LIMIT, required=False))
    ]
    if len(kept) > QUESTIONS_LIMIT:
        check.add("questions_too_many", "question_1", limit=QUESTIONS_LIMIT)
    return kept
