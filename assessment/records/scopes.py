"""What an act is done to, as rights see it: the scope of each thing of a matter, and finding the thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.columns import Base
from assessment.records.permissions import Action, Scope, require
from assessment.records.refusals import NotFound
from assessment.records.schema import (
    Alternative,
    Matter,
    ResponsePoint,
    Statement,
    StatementRequest,
)
from assessment.records.states import MatterState

Row = TypeVar("Row", bound=Base)

# No longer worked on: what was decided on stands.
ENDED = frozenset({MatterState.DECIDED, MatterState.FOLLOW_UP})


def matter_scope(matter: Matter, subject: str = "matter", subject_id: int | None = None) -> Scope:
    """A matter, or something of it: its preparer's and maker's, of the bodies asked about it and the deciding one."""
    bodies = {matter.deciding_body_id, *(request.body_id for request in matter.requests)}
    owners = (matter.preparer_id, matter.created_by_id)
    whole = scope_of_matter(matter.id, owners, bodies, matter.published_at is not None)
    number = matter.id if subject_id is None and subject == "matter" else subject_id
    return replace(whole, subject=subject, subject_id=number)


def scope_of_matter(
    matter_id: int, owner_ids: Iterable[int | None], body_ids: Iterable[int | None], public: bool
) -> Scope:
    """The scope of a matter from what it is made of, for lists that read no more than that of each."""
    owners, bodies = (frozenset(one for one in ids if one is not None) for ids in (owner_ids, body_ids))
    return Scope("matter", matter_id, matter_id, owners, bodies, public)


def request_scope(
    request: StatementRequest, subject: str = "statement_request", subject_id: int | None = None
) -> Scope:
    """A request, or something of it (its draft, a statement): of the body asked, and of the matter's preparer."""
    matter = request.matter
    return Scope(
        subject,
        request.id if subject_id is None else subject_id,
        matter.id,
        _owners(matter),
        frozenset({request.body_id}),
        matter.published_at is not None,
    )


def statement_scope(statement: Statement, subject: str = "statement", subject_id: int | None = None) -> Scope:
    """A statement, or a point of the answer to it."""
    return request_scope(statement.request, subject, statement.id if subject_id is None else subject_id)


def found(session: Session, table: type[Row], row_id: int, actor: Actor, action: Action) -> Row:
    """The row; where there is none, NotFound, but NotAllowed to whoever may do the act to no such thing at all."""
    row = session.get(table, row_id)
    if row is None:
        require(session, actor, action, anybodys(actor, table.__tablename__, row_id))
        raise NotFound(table.__tablename__, row_id)
    return row


def matter_of(session: Session, matter_id: int, actor: Actor, action: Action) -> Matter:
    """The matter, the right to do the act to it checked."""
    matter = found(session, Matter, matter_id, actor, action)
    require(session, actor, action, matter_scope(matter))
    return matter


def alternative_of(session: Session, alternative_id: int, actor: Actor, action: Action) -> Alternative:
    """The alternative, the right to do the act to it checked."""
    alternative = found(session, Alternative, alternative_id, actor, action)
    require(session, actor, action, matter_scope(alternative.matter, "alternative", alternative.id))
    return alternative


def request_of(session: Session, request_id: int, actor: Actor, action: Action) -> StatementRequest:
    """The request, the right to do the act to it checked."""
    request = found(session, StatementRequest, request_id, actor, action)
    require(session, actor, action, request_scope(request))
    return request


def statement_of(session: Session, statement_id: int, actor: Actor, action: Action) -> Statement:
    """The statement, the right to do the act to it checked."""
    statement = found(session, Statement, statement_id, actor, action)
    require(session, actor, action, statement_scope(statement))
    return statement


def point_of(session: Session, point_id: int, actor: Actor, action: Action) -> ResponsePoint:
    """The point of an answer, the right to do the act to it checked."""
    point = found(session, ResponsePoint, point_id, actor, action)
    require(session, actor, action, statement_scope(point.statement, "response_point", point.id))
    return point


def must_be_undecided(matter: Matter, form: str) -> None:
    """Raise Refused `matter_decided` where the matter is decided: what was decided on stands."""
    if matter.state in ENDED:
        raise Refused([Fault("matter_decided", form, value=matter.register_number)])


def must_be_assessed(matter: Matter, form: str) -> None:
    """Raise Refused where the matter is decided, or was screened out: `matter_decided`, `matter_not_assessed`.

    Nothing is computed or estimated of a matter screened out; bodies are heard on it and it is decided all the same.
    """
    must_be_undecided(matter, form)
    if not is_assessed(matter):
        raise Refused([Fault("matter_not_assessed", form, value=matter.register_number)])


def is_assessed(matter: Matter) -> bool:
    """Whether the matter is assessed: so until it is screened out."""
    return (matter.screening or {}).get("needed") is not False


def _owners(matter: Matter) -> frozenset[int]:
    return frozenset(person for person in (matter.preparer_id, matter.created_by_id) if person is not None)


def anybodys(actor: Actor, subject: str, subject_id: int) -> Scope:
    """A scope that is the actor's own: who may not even do the act to their own is told nothing of what there is."""
    owners = frozenset() if actor.person_id is None else frozenset({actor.person_id})
    bodies = frozenset(body for _, body in actor.roles if body is not None)
    return Scope(subject, subject_id, None, owners, bodies, False)
