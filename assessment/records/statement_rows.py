"""A statement's row written, sealed and receipted, in the transaction of the use case that gives it."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.attachments import hand_over
from assessment.records.canonical import NAME_COMMITMENTS, name_commitment
from assessment.records.deadlines import HELSINKI, is_late
from assessment.records.drafts import empty_draft
from assessment.records.given_statements import stances_of
from assessment.records.history import append
from assessment.records.permissions import Action, may, still_granted
from assessment.records.requests import come_to, matter_is_decided
from assessment.records.schema import Statement, StatementName, StatementRequest
from assessment.records.scopes import request_scope, statement_scope
from assessment.records.statement_form import FORM, DissentingOpinion, StatementForm
from assessment.records.states import NameKind, RequestState


@dataclass(frozen=True)
class Receipt:
    """What who gave a statement is told: its number, when it was received (UTC) and whether that was late.

    `again`: this very statement had been given already; nothing new was written.
    """

    number: str
    statement_id: int
    request_id: int
    version_number: int
    received_at: datetime.datetime
    late: bool
    again: bool = False


def give(
    session: Session,
    actor: Actor,
    request: StatementRequest,
    form: StatementForm,
    spoken: Mapping[int, int],
    received_at: datetime.datetime,
    on_paper: bool,
) -> Receipt:
    """Write a first statement and close its request, given or late, in the session's transaction."""
    late = is_late(received_at, request.deadline_utc) or matter_is_decided(request.matter)
    if not late and request.state is RequestState.LAPSED:
        late = True  # it was in time, but the matter went on without it
    come_to(request, RequestState.LATE if late else RequestState.GIVEN, FORM)
    request.closed_at = session.info["database"].now()
    return write_statement(session, actor, request, form, spoken, received_at, on_paper, None, late)


def write_statement(
    session: Session,
    actor: Actor,
    request: StatementRequest,
    form: StatementForm,
    spoken: Mapping[int, int],
    received_at: datetime.datetime,
    on_paper: bool,
    corrects: Statement | None = None,
    late: bool | None = None,
) -> Receipt:
    """Write the statement with its names, seal it in the history, hand over the draft's attachments."""
    if late is None:
        late = is_late(received_at, request.deadline_utc) or matter_is_decided(request.matter)
    digest = form.content_sha256()
    statement = Statement(
        version_number=len(request.statements) + 1,
        corrects_id=corrects.id if corrects else None,
        result_versions=as_kept(spoken),
        meeting_date=form.meeting_date,
        section=form.section,
        stances=[
            {"alternative": one.alternative_id, "stance": one.stance.value, "reason": one.reason}
            for one in form.stances
        ],
        text=form.text,
        answers=list(form.answers),
        conditions=form.conditions,
        missing_information=form.missing_information,
        dissenting=[one.text for one in form.dissenting],
        received_at=received_at,
        late=late,
        entered_by_id=actor.person_id,
        on_paper=on_paper,
        receipt=_receipt_number(session, received_at, digest),
    )
    request.statements.append(statement)
    session.flush()
    statement.names = [
        _name(NameKind.CHAIR, 0, form.chair),
        _name(NameKind.SECRETARY, 0, form.secretary),
        *(_name(NameKind.DISSENTING, order, one.name) for order, one in enumerate(form.dissenting)),
    ]
    attached: list[str] = []
    if request.draft is not None:
        # What a council attached to its own draft is no part of a paper that somebody else enters.
        if may(still_granted(session, actor), Action.DRAFT_EDIT, request_scope(request)):
            attached = hand_over(session, request.draft.id, statement.id)
        empty_draft(session, actor, request)
    session.flush()
    facts = {
        "receipt": statement.receipt,
        "body": request.body_id,
        "late": late,
        "on_paper": on_paper,
        "received_at": received_at.isoformat(),
        "content_sha256": digest,
        "corrects": statement.corrects_id,
        "result_versions": statement.result_versions,
        "request_state": request.state.value,
        "attachments": attached,
        NAME_COMMITMENTS: [[one.kind.value, one.order, name_commitment(one)] for one in statement.names],
    }
    action: Action | str = Action.STATEMENT_ENTER if on_paper else Action.STATEMENT_SUBMIT
    if corrects is not None:
        action = "statement_correct"
    append(
        session,
        actor,
        action,
        statement_scope(statement),
        facts,
        version=statement.version_number,
        sealed=statement,
    )
    return receipt_of(statement)


def says_the_same(statement: Statement, form: StatementForm) -> bool:
    """Whether a statement says what the form says, by the same people."""
    names = {(name.kind, name.order): name.name for name in statement.names}
    said = StatementForm(
        statement.meeting_date or datetime.date.min,
        statement.section,
        stances_of(statement),
        tuple(statement.answers),
        statement.text,
        statement.conditions,
        statement.missing_information,
        names.get((NameKind.CHAIR, 0)) or "",
        names.get((NameKind.SECRETARY, 0)) or "",
        tuple(
            DissentingOpinion(names.get((NameKind.DISSENTING, order)) or "", text)
            for order, text in enumerate(statement.dissenting)
        ),
    )
    return said == form


def receipt_of(statement: Statement, again: bool = False) -> Receipt:
    """What its giver is told of a statement on record."""
    return Receipt(
        statement.receipt,
        statement.id,
        statement.request_id,
        statement.version_number,
        statement.received_at,
        statement.late,
        again,
    )


def as_kept(spoken: Mapping[int, int]) -> dict[str, int]:
    """The versions spoken on as a row keeps them."""
    return {str(key): version for key, version in spoken.items()}


def _name(kind: NameKind, order: int, name: str) -> StatementName:
    """A name as it is kept: with a salt of its own, so that its commitment tells nothing once both are erased."""
    return StatementName(kind=kind, order=order, name=name, salt=secrets.token_hex(32))


def _receipt_number(session: Session, received_at: datetime.datetime, digest: str) -> str:
    """L-2026-00012-7F3A: the year, a running number, and four signs of the content's digest against misreading.

    Only one writes at a time, so the count is the number; were it ever not, the unique column refuses.
    """
    number = (session.scalar(select(func.count()).select_from(Statement)) or 0) + 1
    return f"L-{received_at.astimezone(HELSINKI).year}-{number:05d}-{digest[:4].upper()}"
