"""What the actor may do to a matter, to show or hide its forms; the use cases check again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from assessment.records.missing import deciding_scope
from assessment.records.permissions import Action, Scope, may, still_granted
from assessment.records.schema import Body, Matter
from assessment.records.scopes import matter_scope
from assessment.records.states import BodyKind

if TYPE_CHECKING:
    from assessment.records.actor import Actor
    from assessment.records.database import Database


def rights(database: Database, actor: Actor, matter_id: int) -> frozenset[Action]:
    """Every act the actor may do to the matter as it stands now; none where there is no such matter."""
    with database.reading() as session:
        matter = session.get(Matter, matter_id)
        if matter is None:
            return frozenset()
        scope = matter_scope(matter)
        granted = still_granted(session, actor)
        # Who may hand a matter over depends on who prepares it now: see preparing.naming_of.
        elsewhere = {
            Action.DECISION_RECORD,
            Action.MATTER_HAND_OVER,
        }
        allowed = {action for action in Action if may(granted, action, scope)} - elsewhere
        if may(granted, Action.DECISION_RECORD, deciding_scope(matter)):
            allowed.add(Action.DECISION_RECORD)
        return frozenset(allowed)


def may_open_matters(database: Database, actor: Actor) -> bool:
    """Whether the actor may open a matter of their own."""
    with database.reading() as session:
        return may(still_granted(session, actor), Action.MATTER_CREATE, Scope("matter"))


def bodies_by_id(database: Database, deciding: bool) -> dict[int, str]:
    """The bodies in use, by id: those that decide, or those that can be asked."""
    with database.reading() as session:
        asked = select(Body).where(Body.active.is_(True)).order_by(Body.id)
        return {body.id: body.name for body in session.scalars(asked) if (body.kind is BodyKind.DECIDING) is deciding}
