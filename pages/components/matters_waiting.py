"""What a matter waits for, and whom: read for the matters of one screen at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assessment.records.permissions import Action, may, still_granted
from assessment.records.request_states import SETTLED
from assessment.records.schema import Matter, StatementRequest
from assessment.records.scopes import request_scope
from assessment.records.states import MatterState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.actor import Actor
    from assessment.records.database import Database
    from assessment.records.matter_list import MatterRow
    from pages.components.reader import Reader


def waiting(database: Database, actor: Actor, reader: Reader, rows: Sequence[MatterRow]) -> dict[int, str]:
    """By matter: what waits for whom, in words; empty where nothing does."""
    t = reader.t
    asked: dict[int, list[str]] = {}
    with database.reading() as session:
        granted = still_granted(session, actor)
        matters = select(Matter).where(Matter.id.in_([row.id for row in rows]))
        with_bodies = selectinload(Matter.requests).joinedload(StatementRequest.body)
        for matter in session.scalars(matters.options(with_bodies)):
            asked[matter.id] = [
                request.body.name
                for request in matter.requests
                if request.state not in SETTLED and may(granted, Action.REQUEST_READ, request_scope(request))
            ]
    told = {}
    for row in rows:
        preparer = row.preparer_name or t("records.role.preparer")
        if row.state in (MatterState.DECIDED, MatterState.FOLLOW_UP):
            told[row.id] = t("matters.waits.follow_up", who=preparer)
        elif asked.get(row.id):
            told[row.id] = t("matters.waits.statements", who=", ".join(asked[row.id]))
        elif row.state is MatterState.NOT_ASSESSED and not row.requests:
            told[row.id] = ""
        elif row.state in (MatterState.STATEMENTS, MatterState.NOT_ASSESSED):
            told[row.id] = t("matters.waits.answers", who=preparer)
        else:
            told[row.id] = t("matters.waits.preparation", who=preparer)
    return told
