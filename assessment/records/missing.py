"""What a decision still waits for, each by name: a deciding body, the screening, alternatives, bodies to be heard."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.asked_once import asked_once
from assessment.records.database import Database
from assessment.records.deadlines import has_passed
from assessment.records.permissions import Action, Scope
from assessment.records.request_states import SETTLED
from assessment.records.requests import lapses_from
from assessment.records.schema import Body, Matter
from assessment.records.scopes import matter_of
from assessment.records.states import BodyKind

NOT_REQUESTED = "not_requested"
NO_DECIDING_BODY = "no_deciding_body"
NOT_SCREENED = "not_screened"
NO_ALTERNATIVES = "no_alternatives"
# What is missing of the matter itself, of no body that is heard.
OF_THE_MATTER = frozenset({NO_DECIDING_BODY, NOT_SCREENED, NO_ALTERNATIVES})


@dataclass(frozen=True)
class Missing:
    """A body whose statement is missing, or something of the matter itself (no body then, but one that cannot decide).

    `state`: that of its request, `not_requested`, or one of OF_THE_MATTER. `lapses_from`: the first day on which an
    overdue request may lapse; None before a reminder.
    """

    body_id: int | None
    body: str
    state: str
    request_id: int | None = None
    overdue: bool = False
    reminders: int = 0
    lapses_from: datetime.date | None = None


def missing_for_decision(database: Database, actor: Actor, matter_id: int) -> tuple[Missing, ...]:
    """What a decision still waits for, thing by thing; empty when it may be recorded."""
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        return missing_of(session, matter)


def missing_of(session: Session, matter: Matter) -> tuple[Missing, ...]:
    """What is missing of the matter, the statutory bodies whose request is not settled, and those never asked in a
    matter of the law's subjects; nothing once it is decided."""
    if matter.decision is not None:
        return ()
    now: datetime.datetime = session.info["database"].now()
    missing = list(_of_the_matter(session, matter))
    missing += [
        Missing(
            request.body_id,
            request.body.name,
            request.state.value,
            request.id,
            has_passed(request.deadline_utc, now),
            len(request.reminders),
            lapses_from(request),
        )
        for request in matter.requests
        if request.body.statutory and request.state not in SETTLED
    ]
    if matter.subjects:
        asked = {request.body_id for request in matter.requests}
        bodies = session.scalars(select(Body).where(Body.statutory, Body.active).order_by(Body.id))
        missing += [Missing(body.id, body.name, NOT_REQUESTED) for body in bodies if body.id not in asked]
    return tuple(missing)


def deciding_scope(matter: Matter) -> Scope:
    """The matter as its deciding body's; nobody's where none is named."""
    deciding = frozenset() if matter.deciding_body_id is None else frozenset({matter.deciding_body_id})
    return Scope("matter", matter.id, matter.id, frozenset(), deciding)


def _of_the_matter(session: Session, matter: Matter) -> list[Missing]:
    missing = []
    deciding = matter.deciding_body_id
    body = None if deciding is None else asked_once(session, (Body, deciding), lambda: session.get(Body, deciding))
    if body is None or body.kind is not BodyKind.DECIDING:
        missing.append(Missing(None, body.name if body else "", NO_DECIDING_BODY))
    if (matter.screening or {}).get("needed") is None:
        missing.append(Missing(None, "", NOT_SCREENED))
    if all(one.withdrawn_at is not None for one in matter.alternatives):
        missing.append(Missing(None, "", NO_ALTERNATIVES))
    return missing
