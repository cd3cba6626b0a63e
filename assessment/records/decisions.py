"""Decisions: one a matter, by its deciding body, once nothing is missing (see missing.py), never dated before that."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.errors import Fault
from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.deadlines import HELSINKI
from assessment.records.form_check import FormCheck
from assessment.records.history import anchor_head, append
from assessment.records.missing import NOT_REQUESTED, Missing, deciding_scope, missing_of
from assessment.records.permissions import Action, require
from assessment.records.refusals import Conflict, MissingForDecision
from assessment.records.request_states import SETTLED
from assessment.records.schema import Alternative, Body, Decision, History, Matter, Statement, StatementRequest
from assessment.records.scopes import found, is_assessed, matter_of, matter_scope
from assessment.records.states import MatterState
from assessment.records.versions import person_name

FORM = "decision"
GROUNDS_LIMIT = 100_000
ACCOUNT_LIMIT = 20_000
SECTION_LIMIT = 40


@dataclass(frozen=True)
class DecisionForm:
    """A decision as it is recorded. The date is written 2026-11-24 or 24.11.2026.

    `accounts`: by statement id how it was taken into account. `not_heard`: by body id why a statutory body was not
    asked for a statement at all, though the matter touches subjects the law gives it a say in.
    """

    body_id: int
    date: str
    section: str
    alternative_id: int
    grounds: str
    accounts: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    not_heard: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class StatementAccount:
    """How one statement was taken into account."""

    statement_id: int
    body: str
    receipt: str
    account: str


@dataclass(frozen=True)
class DecisionRecord:
    """The decision as it is on record. `history_head`: the head of the history before it, to print on the document."""

    id: int
    matter_id: int
    body_id: int
    body: str
    date: datetime.date
    section: str
    alternative_id: int
    alternative: str
    alternative_title: str
    result_version: int
    grounds: str
    accounts: tuple[StatementAccount, ...]
    not_heard: tuple[tuple[str, str], ...]  # body, why it was not asked
    history_head: str
    recorded_at: datetime.datetime
    recorded_by: str


def record_decision(database: Database, actor: Actor, matter_id: int, form: DecisionForm) -> DecisionRecord:
    """Record the decision of a matter, once and for all; statements that come later come late.

    Only who decides for the matter's deciding body may. Raises NotAllowed; Conflict where a decision has been recorded
    (by whom, when); MissingForDecision with what is missing by name; Refused with every fault of the form:
    `account_missing` for each statement without an account, `decision_before_…` where the day is too early.
    """
    with database.transaction() as session:
        matter = found(session, Matter, matter_id, actor, Action.DECISION_RECORD)
        require(session, actor, Action.DECISION_RECORD, deciding_scope(matter))
        if matter.decision is not None:
            raise _decided_already(session, matter.decision)
        check = FormCheck(FORM)
        body = session.get(Body, form.body_id)
        if body is None or not body.active:
            check.add("body_unknown", "body_id", str(form.body_id))
        elif matter.deciding_body_id != body.id:
            check.add("body_not_deciding", "body_id", body.name)
        today = database.now().astimezone(HELSINKI).date()
        date = check.date("date", form.date, not_after=today)
        if date is not None:
            _check_date(session, check, matter, date, form.date)
        section = check.line("section", form.section, SECTION_LIMIT)
        grounds = check.text("grounds", form.grounds, GROUNDS_LIMIT)
        alternative = session.get(Alternative, form.alternative_id)
        if alternative is None or alternative.matter_id != matter.id or alternative.withdrawn_at is not None:
            check.add("alternative_unknown", "alternative_id", str(form.alternative_id))
        elif alternative.result_version == 0 and is_assessed(matter):
            check.add("result_missing", "alternative_id", alternative.label, version=1)
        accounts = _accounts(check, matter, form.accounts, date)
        missing = missing_of(session, matter)
        not_heard = _not_heard(check, missing, form.not_heard)
        still = [one for one in missing if one.body_id not in not_heard]
        if still:
            raise MissingForDecision(tuple((one.body, one.state) for one in still))
        check.raise_if_refused()
        assert alternative is not None and date is not None
        head = anchor_head(session, f"decision {matter.register_number}")
        decision = Decision(
            body_id=form.body_id,
            date=date,
            section=section,
            alternative_id=alternative.id,
            result_version=alternative.result_version,
            grounds=grounds,
            statement_accounts=[
                *accounts,
                *({"body": body_id, "not_heard": reason} for body_id, reason in not_heard.items()),
            ],
            history_head=str(head),
            recorded_at=database.now(),
            recorded_by_id=actor.person_id,
        )
        matter.decision = decision
        matter.state = MatterState.DECIDED
        try:
            session.flush()
        except IntegrityError as error:  # the unique column says the same, were two ever to get here at once
            raise Conflict(FORM, None, "", None) from error
        facts = {
            "body": form.body_id,
            "date": date.isoformat(),
            "section": section,
            "alternative": alternative.id,
            "label": alternative.label,
            "result_version": alternative.result_version,
            "head_before": str(head),
        }
        append(
            session,
            actor,
            Action.DECISION_RECORD,
            matter_scope(matter, FORM, decision.id),
            facts,
            version=1,
            sealed=decision,
        )
        return decision_record(session, decision)


def read_decision(database: Database, actor: Actor, matter_id: int) -> DecisionRecord | None:
    """The decision of a matter; None where there is none yet."""
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        return decision_record(session, matter.decision) if matter.decision is not None else None


def decision_record(session: Session, decision: Decision) -> DecisionRecord:
    """The decision as plain values."""
    body = session.get_one(Body, decision.body_id)
    alternative = session.get_one(Alternative, decision.alternative_id)
    accounts, not_heard = [], []
    for one in decision.statement_accounts:
        if "statement" in one:
            statement = session.get_one(Statement, one["statement"])
            accounts.append(
                StatementAccount(statement.id, statement.request.body.name, statement.receipt, one["account"])
            )
        else:
            not_heard.append((session.get_one(Body, one["body"]).name, one["not_heard"]))
    return DecisionRecord(
        decision.id,
        decision.matter_id,
        decision.body_id,
        body.name,
        decision.date,
        decision.section,
        decision.alternative_id,
        alternative.label,
        alternative.title,
        decision.result_version,
        decision.grounds,
        tuple(accounts),
        tuple(not_heard),
        decision.history_head,
        decision.recorded_at,
        person_name(session, decision.recorded_by_id),
    )


def _check_date(session: Session, check: FormCheck, matter: Matter, date: datetime.date, told: str) -> None:
    """A decision is no older than the matter, nor than what each statutory body said, or that it let the time go by.

    Others are not waited for: what they say after the decision came after it.
    """
    waited_for = [one for one in matter.requests if one.body.statutory and one.state in SETTLED]
    moments = [(matter.created_at, "decision_before_opening", ""), *(_heard(session, one) for one in waited_for)]
    newest, code, body = max(((_day(at), code, body) for at, code, body in moments), key=lambda one: one[0])
    if date < newest:
        check.add(code, "date", told.strip(), body=body, day=f"{newest.day}.{newest.month}.{newest.year}")


def _heard(session: Session, request: StatementRequest) -> tuple[datetime.datetime, str, str]:
    """When a settled request was settled, by what, and the body: by its first statement, by declining, or by lapsing,
    whatever came late after."""
    at = request.closed_at
    assert at is not None
    if request.lapsed_reason is not None:
        lapsed = select(History.at_utc).filter_by(
            action=str(Action.REQUEST_LAPSE), subject="statement_request", subject_id=request.id
        )
        at = session.scalar(lapsed.where(History.matter_id == request.matter_id)) or at
        return at, "decision_before_lapse", request.body.name
    if request.statements:
        return request.statements[0].received_at, "decision_before_statement", request.body.name
    return at, "decision_before_decline", request.body.name


def _day(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(HELSINKI).date()


def _decided_already(session: Session, decision: Decision) -> Conflict:
    return Conflict(FORM, decision.id, person_name(session, decision.recorded_by_id), decision.recorded_at)


def _accounts(
    check: FormCheck, matter: Matter, accounts: Mapping[int, str], date: datetime.date | None
) -> list[dict[str, object]]:
    """How each statement was taken into account, of corrected ones the newest version there was on the day.

    What came after the day of the decision, though before it was recorded, was not there to be taken into account.
    """
    kept: list[dict[str, object]] = []
    known: set[int] = set()
    for request in matter.requests:
        known |= {one.id for one in request.statements}
        there = [one for one in request.statements if date is None or _day(one.received_at) <= date]
        if not there:
            continue
        statement = there[-1]
        account_field = f"account_{request.statements[-1].id}"
        said = (accounts.get(one.id, "") for one in reversed(request.statements))
        text = check.text(account_field, next((one for one in said if one.strip()), ""), ACCOUNT_LIMIT, required=False)
        if not text:
            check.add("account_missing", account_field, request.body.name, receipt=statement.receipt)
        kept.append({"statement": statement.id, "account": text})
    for unknown in sorted(set(accounts) - known):
        check.log.add(Fault("account_unknown", FORM, field=f"account_{unknown}", value=str(unknown)))
    return kept


def _not_heard(check: FormCheck, missing: tuple[Missing, ...], reasons: Mapping[int, str]) -> dict[int, str]:
    """Why statutory bodies were never asked, where a reason is given; a body that was asked needs no such reason."""
    never_asked = {one.body_id for one in missing if one.state == NOT_REQUESTED}
    kept = {}
    for body_id, reason in reasons.items():
        text = check.text(f"not_heard_{body_id}", reason, ACCOUNT_LIMIT, required=False)
        if text and body_id in never_asked:
            kept[body_id] = text
    return kept
