"""Which entries of a matter's history somebody reads: those of a request, by who may read that request."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.history import REFUSED
from assessment.records.permissions import Action, Scope, may, still_granted
from assessment.records.schema import History, Matter, ResponsePoint, Statement, StatementDraft
from assessment.records.scopes import matter_scope, request_scope
from assessment.records.states import OwnerKind

# What the matter's readers all read. A subject named neither here nor below is nobody's but the matter's preparers'.
OF_MATTER = frozenset(
    {
        "matter",
        "alternative",
        "frozen_result",
        "written_impact",
        "proposal",
        "plain_text",
        "decision",
        "follow_up",
    }
)


def visible_entries(session: Session, actor: Actor, matter: Matter) -> ColumnElement[bool]:
    """The condition that the actor may read an entry of the matter, whose history they may read.

    Refused attempts name employees who did nothing: those are for who prepares the matter and for administrators, and
    they read all of it. A draft's entries are the council's own; those of a point begin to be others' when its answer
    is published.
    """
    granted = still_granted(session, actor)
    if may(granted, Action.MATTER_EDIT, matter_scope(matter)) or may(granted, Action.CONDITION_READ, Scope("record")):
        return true()

    def readable(action: Action) -> list[int]:
        return [one.id for one in matter.requests if may(granted, action, request_scope(one))]

    requests = readable(Action.REQUEST_READ)
    drafts = select(StatementDraft.id).where(StatementDraft.request_id.in_(readable(Action.DRAFT_READ)))
    statements = select(Statement.id).where(Statement.request_id.in_(readable(Action.STATEMENT_READ)))
    points = (
        select(ResponsePoint.id)
        .join(Statement, Statement.id == ResponsePoint.statement_id)
        .where(Statement.request_id.in_(readable(Action.RESPONSE_READ)), ResponsePoint.published_at.is_not(None))
    )
    return and_(
        History.action != REFUSED,
        or_(
            History.subject.in_(sorted(OF_MATTER)),
            and_(History.subject == OwnerKind.REQUEST.value, History.subject_id.in_(requests)),
            and_(History.subject == OwnerKind.DRAFT.value, History.subject_id.in_(drafts)),
            and_(History.subject == OwnerKind.STATEMENT.value, History.subject_id.in_(statements)),
            and_(History.subject == "response_point", History.subject_id.in_(points)),
        ),
    )
