"""Decisions: one a matter, only once every requested statutory body has been heard or has let the time go by."""

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
from assessment.records.deadlines import HELSINKI, has_passed
from assessment.records.form_check import FormCheck
from assessment.records.history import anchor_head, append
from assessment.records.permissions import Action, Scope, require
from assessment.records.refusals import Conflict, MissingForDecision
from assessment.records.request_states import SETTLED
from assessment.records.schema import Alternative, Body, Decision, Matter, Statement
from assessment.records.scopes import found, matter_of, matter_scope
from assessment.records.states import MatterState
from assessment.records.versions import person_name

FORM = "decision"
GROUNDS_LIMIT = 100_000
ACCOUNT_LIMIT = 20_000
SECTION_LIMIT = 40
NOT_REQUESTED = "not_requested"


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
class Missing:
    """A body whose statement is missing. `state`: that of its request, or `not_requested`."""

    body_id: int
    body: str
    state: str
    request_id: int | None
    overdue: bool
    reminders: int


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


def missing_for_decision(database: Database, actor: Actor, matter_id: int) -> tuple[Missing, ...]:
    """What a decision still waits for, body by body; empty when it may be recorded."""
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        return missing_of(session, matter)


def record_decision(database: Database, actor: Actor, matter_id: int, form: DecisionForm) -> DecisionRecord:
    """Record the decision of a matter, once and for all; statements that come later come late.

    Raises NotAllowed; Conflict where a decision has been recorded (by whom, when); MissingForDecision with the bodies
    by name and state; Refused with every fault of the form, `account_missing` for each statement without an account.
    """
    with database.transaction() as session:
        matter = found(session, Matter, matter_id, actor, Action.DECISION_RECORD)
        require(session, actor, Action.DECISION_RECORD, _deciding_scope(matter, form.body_id))
        if matter.decision is not None:
            raise _decided_already(session, matter.decision)
        check = FormCheck(FORM)
        if matter.state is MatterState.NOT_ASSESSED:
            check.add("matter_not_assessed", "alternative_id", matter.register_number)
        body = session.get(Body, form.body_id)
        if body is None or not body.active:
            check.add("body_unknown", "body_id", str(form.body_id))
        elif matter.deciding_body_id is not None and matter.deciding_body_id != body.id:
            check.add("body_not_deciding", "body_id", body.name)
        today = database.now().astimezone(HELSINKI).date()
        date = check.date("date", form.date, not_after=today)
        section = check.line("section", form.section, SECTION_LIMIT)
        grounds = check.text("grounds", form.grounds, GROUNDS_LIMIT)
        alternative = session.get(Alternative, form.alternative_id)
        if alternative is None or alternative.matter_id != matter.id or alternative.withdrawn_at is not None:
            check.add("alternative_unknown", "alternative_id", str(form.alternative_id))
        elif alternative.result_version == 0:
            check.add("result_missing", "alternative_id", alternative.label, version=1)
        accounts = _accounts(check, matter, form.accounts)
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


def missing_of(session: Session, matter: Matter) -> tuple[Missing, ...]:
    """The statutory bodies whose request is not settled, and those never asked in a matter of the law's subjects."""
    now: datetime.datetime = session.info["database"].now()
    missing = [
        Missing(
            request.body_id,
            request.body.name,
            request.state.value,
            request.id,
            has_passed(request.deadline_utc, now),
            len(request.reminders),
        )
        for request in matter.requests
        if request.body.statutory and request.state not in SETTLED
    ]
    if matter.subjects:
        asked = {request.body_id for request in matter.requests}
        bodies = session.scalars(select(Body).where(Body.statutory, Body.active).order_by(Body.id))
        missing += [
            Missing(body.id, body.name, NOT_REQUESTED, None, False, 0) for body in bodies if body.id not in asked
        ]
    return tuple(missing)


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


def _deciding_scope(matter: Matter, body_id: int) -> Scope:
    """The matter as the deciding body's: the body named for it, else the one that the form names."""
    deciding = matter.deciding_body_id if matter.deciding_body_id is not None else body_id
    return Scope("matter", matter.id, matter.id, frozenset(), frozenset({deciding}))


def _decided_already(session: Session, decision: Decision) -> Conflict:
    return Conflict(FORM, decision.id, person_name(session, decision.recorded_by_id), decision.recorded_at)


def _accounts(check: FormCheck, matter: Matter, accounts: Mapping[int, str]) -> list[dict[str, object]]:
    """How each statement given was taken into account; of corrected ones the newest version counts."""
    newest = [request.statements[-1] for request in matter.requests if request.statements]
    kept: list[dict[str, object]] = []
    for statement in newest:
        account_field = f"account_{statement.id}"
        text = check.text(account_field, accounts.get(statement.id, ""), ACCOUNT_LIMIT, required=False)
        if not text:
            check.add("account_missing", account_field, statement.request.body.name, receipt=statement.receipt)
        kept.append({"statement": statement.id, "account": text})
    for unknown in sorted(set(accounts) - {statement.id for statement in newest}):
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
