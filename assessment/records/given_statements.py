"""Statements as they are read back: every version given, on which results, corrected or not."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.alternatives import current_versions
from assessment.records.database import Database
from assessment.records.permissions import Action
from assessment.records.schema import Statement
from assessment.records.scopes import request_of, statement_of
from assessment.records.statement_form import DissentingOpinion, StanceOn
from assessment.records.states import NameKind, Stance
from assessment.records.versions import person_name


@dataclass(frozen=True)
class StatementRecord:
    """A statement as given. `result_versions`: by alternative id, the versions it was given on.

    `changed_alternatives`: ids of alternatives whose result is another by now: the statement is on an earlier version.
    `corrected`: a newer version stands beside it. An erased name is empty.
    """

    id: int
    request_id: int
    matter_id: int
    body_id: int
    body: str
    version_number: int
    corrects_id: int | None
    corrected: bool
    receipt: str
    received_at: datetime.datetime
    late: bool
    on_paper: bool
    entered_by: str
    meeting_date: datetime.date | None
    section: str
    stances: tuple[StanceOn, ...]
    answers: tuple[str, ...]
    text: str
    conditions: str
    missing_information: str
    chair: str
    secretary: str
    dissenting: tuple[DissentingOpinion, ...]
    result_versions: dict[int, int]
    changed_alternatives: tuple[int, ...]


def read_statement(database: Database, actor: Actor, statement_id: int) -> StatementRecord:
    """A statement as given. Raises NotAllowed, NotFound."""
    with database.reading() as session:
        statement = statement_of(session, statement_id, actor, Action.STATEMENT_READ)
        return statement_record(session, statement)


def list_statements(database: Database, actor: Actor, request_id: int) -> tuple[StatementRecord, ...]:
    """Every version of the statement a request brought, the first one first."""
    with database.reading() as session:
        request = request_of(session, request_id, actor, Action.STATEMENT_READ)
        return tuple(statement_record(session, statement) for statement in request.statements)


def statement_record(session: Session, statement: Statement) -> StatementRecord:
    """The statement as plain values."""
    request = statement.request
    names = {(name.kind, name.order): name.name or "" for name in statement.names}
    given_on = {int(key): int(version) for key, version in statement.result_versions.items()}
    now = current_versions(request.matter)
    return StatementRecord(
        statement.id,
        request.id,
        request.matter_id,
        request.body_id,
        request.body.name,
        statement.version_number,
        statement.corrects_id,
        request.statements[-1].id != statement.id,
        statement.receipt,
        statement.received_at,
        statement.late,
        statement.on_paper,
        person_name(session, statement.entered_by_id),
        statement.meeting_date,
        statement.section,
        stances_of(statement),
        tuple(statement.answers),
        statement.text,
        statement.conditions,
        statement.missing_information,
        names.get((NameKind.CHAIR, 0), ""),
        names.get((NameKind.SECRETARY, 0), ""),
        tuple(
            DissentingOpinion(names.get((NameKind.DISSENTING, order), ""), text)
            for order, text in enumerate(statement.dissenting)
        ),
        given_on,
        tuple(sorted(key for key, version in now.items() if given_on.get(key, version) != version)),
    )


def stances_of(statement: Statement) -> tuple[StanceOn, ...]:
    """What the statement says of each alternative."""
    return tuple(StanceOn(one["alternative"], Stance(one["stance"]), one["reason"]) for one in statement.stances)
