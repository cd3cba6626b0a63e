"""Statement requests: sent to a body with questions and a deadline, reminded of, declined, or lapsed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.alternatives import current_versions
from assessment.records.database import Database
from assessment.records.deadlines import has_passed, parse_deadline
from assessment.records.form_check import FormCheck, date_of
from assessment.records.history import append
from assessment.records.permissions import Action, may, still_granted
from assessment.records.request_states import SETTLED, may_become
from assessment.records.schema import Body, Matter, StatementRequest
from assessment.records.scopes import ENDED, matter_of, must_be_worked_on, request_of, request_scope
from assessment.records.states import MatterState, RequestState
from assessment.records.versions import expect_version

FORM = "statement_request"
QUESTION_LIMIT = 2_000
QUESTIONS_LIMIT = 30
MESSAGE_LIMIT = 20_000
REASON_LIMIT = 10_000


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

    `overdue`: the deadline has passed and nothing came. `changed_alternatives`: ids of those whose result has become
    another since the request was sent, which the body was told of. `result_versions`: those asked on, by alternative.
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
    changed_alternatives: tuple[int, ...]
    version: int


def send_request(database: Database, actor: Actor, matter_id: int, form: RequestForm) -> RequestRecord:
    """Ask a body for a statement on the matter's alternatives as they are frozen now.

    Raises NotAllowed; Refused with every fault of the form: `body_unknown`, `body_inactive`, `body_asked_already`,
    `deadline_passed`, those of the deadline and of the texts.
    """
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.REQUEST_SEND)
        must_be_worked_on(matter, FORM)
        now = database.now()
        check = FormCheck(FORM)
        body = session.get(Body, form.body_id)
        if body is None:
            check.add("body_unknown", "body_id", str(form.body_id))
        elif not body.active:
            check.add("body_inactive", "body_id", body.name)
        elif any(one.body_id == body.id and one.state not in SETTLED for one in matter.requests):
            check.add("body_asked_already", "body_id", body.name)
        deadline = _deadline(check, form, now)
        questions = _questions(check, form.questions)
        message = check.text("message", form.message, MESSAGE_LIMIT, required=False)
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
        return request_record(session, request)


def remind(database: Database, actor: Actor, request_id: int) -> RequestRecord:
    """Remind a body of a request; without a reminder on record no request lapses. Raises Refused `request_settled`."""
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_SEND)
        _must_be_open(request)
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
        _must_be_open(request)
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


def decline_request(database: Database, actor: Actor, request_id: int, reason: str, version: int) -> RequestRecord:
    """Record that the body gives no statement, and why; its secretary's act. Raises Conflict, Refused."""
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_DECLINE)
        expect_version(session, request, version)
        text = _reason(reason)
        _must_be_open(request)
        request.declined_reason = text
        _close(session, actor, request, RequestState.DECLINED, Action.REQUEST_DECLINE, text)
        return request_record(session, request)


def lapse_request(database: Database, actor: Actor, request_id: int, reason: str, version: int) -> RequestRecord:
    """Record that the deadline went by without a statement, and why the matter goes on nevertheless.

    Raises Refused with all that stands against it: `deadline_not_passed`, `reminder_missing`, `form_missing`.
    """
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_LAPSE)
        expect_version(session, request, version)
        _must_be_open(request)
        check = FormCheck(FORM)
        text = check.text("reason", reason, REASON_LIMIT)
        if not has_passed(request.deadline_utc, database.now()):
            check.add("deadline_not_passed", "reason")
        if not request.reminders:
            check.add("reminder_missing", "reason")
        check.raise_if_refused()
        request.lapsed_reason = text
        _close(session, actor, request, RequestState.LAPSED, Action.REQUEST_LAPSE, text)
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
    told = {int(key): int(version) for key, version in request.told_versions.items()}
    changed = tuple(sorted(key for key, version in told.items() if asked_on.get(key, 0) != version))
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
        changed,
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


def _close(
    session: Session, actor: Actor, request: StatementRequest, state: RequestState, action: Action, reason: str
) -> None:
    come_to(request, state)
    request.closed_at = session.info["database"].now()
    session.flush()
    facts = {"body": request.body_id, "reason": reason, "reminders": len(request.reminders)}
    append(session, actor, action, request_scope(request), facts, version=request.version_id)


def _must_be_open(request: StatementRequest) -> None:
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


def _reason(reason: str) -> str:
    check = FormCheck(FORM)
    text = check.text("reason", reason, REASON_LIMIT)
    check.raise_if_refused()
    return text
