"""Statement requests that bring no statement: declined by the body, or lapsed with a reason."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.deadlines import as_local, has_passed
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.requests import (
    FORM,
    REASON_LIMIT,
    RequestRecord,
    come_to,
    lapses_from,
    must_be_open,
    request_record,
)
from assessment.records.schema import StatementRequest
from assessment.records.scopes import request_of, request_scope
from assessment.records.states import RequestState
from assessment.records.versions import expect_version


def decline_request(database: Database, actor: Actor, request_id: int, reason: str, version: int) -> RequestRecord:
    """Record that the body gives no statement, and why; its secretary's act. Raises Conflict, Refused."""
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_DECLINE)
        expect_version(session, request, version)
        text = _reason(reason)
        must_be_open(request)
        request.declined_reason = text
        _close(session, actor, request, RequestState.DECLINED, Action.REQUEST_DECLINE, text)
        return request_record(session, request)


def lapse_request(database: Database, actor: Actor, request_id: int, reason: str, version: int) -> RequestRecord:
    """Record that the deadline went by without a statement, and why the matter goes on nevertheless.

    The body must have been reminded before the deadline, or a week ago. Raises Refused with all that stands against
    it: `deadline_not_passed`, `reminder_missing`, `reminder_too_new`, `form_missing`.
    """
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_LAPSE)
        expect_version(session, request, version)
        must_be_open(request)
        check = FormCheck(FORM)
        text = check.text("reason", reason, REASON_LIMIT)
        now, first_day = database.now(), lapses_from(request)
        if not has_passed(request.deadline_utc, now):
            check.add("deadline_not_passed", "reason")
        if first_day is None:
            check.add("reminder_missing", "reason")
        elif has_passed(request.deadline_utc, now) and as_local(now).day < first_day:
            check.add("reminder_too_new", "reason", day=f"{first_day.day}.{first_day.month}.{first_day.year}")
        check.raise_if_refused()
        request.lapsed_reason = text
        _close(session, actor, request, RequestState.LAPSED, Action.REQUEST_LAPSE, text)
        return request_record(session, request)


def _close(
    session: Session, actor: Actor, request: StatementRequest, state: RequestState, action: Action, reason: str
) -> None:
    come_to(request, state)
    request.closed_at = session.info["database"].now()
    session.flush()
    facts = {"body": request.body_id, "reason": reason, "reminders": len(request.reminders)}
    append(session, actor, action, request_scope(request), facts, version=request.version_id)


def _reason(reason: str) -> str:
    check = FormCheck(FORM)
    text = check.text("reason", reason, REASON_LIMIT)
    check.raise_if_refused()
    return text
