"""Lists of matters: those one may read, looked for, put in order, a part at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.permissions import Action, Scope, may, require, still_granted
from assessment.records.schema import Matter, Person, StatementRequest
from assessment.records.scopes import scope_of_matter
from assessment.records.states import MatterState

LIST_LIMIT = 500


@dataclass(frozen=True)
class MatterRow:
    """A matter in a list."""

    id: int
    register_number: str
    title: str
    state: MatterState
    preparer_name: str
    example: bool
    public: bool
    requests: int
    requests_open: int
    changed_at: datetime


class MatterOrder(StrEnum):
    """In which order matters are listed."""

    CHANGED = "changed"
    TITLE = "title"
    NUMBER = "number"


@dataclass(frozen=True)
class MatterRows:
    """Part of a list of matters; `total`: how many there are in the whole list."""

    rows: tuple[MatterRow, ...]
    total: int


def list_matters(
    database: Database, actor: Actor, text: str = "", states: Sequence[MatterState] = (), limit: int = LIST_LIMIT
) -> tuple[MatterRow, ...]:
    """The matters the actor may read, those changed last first; `text` is looked for in number and title."""
    return page_of_matters(database, actor, text, states, limit=limit).rows


def page_of_matters(
    database: Database,
    actor: Actor,
    text: str = "",
    states: Sequence[MatterState] = (),
    order: MatterOrder = MatterOrder.CHANGED,
    start: int = 0,
    limit: int = LIST_LIMIT,
) -> MatterRows:
    """Part of the matters the actor may read, and how many there are; `text` is looked for in number and title.

    Looked for whole words or not, in small letters or capitals alike, as no database compares letters like å and Å.
    """
    with database.reading() as session:
        # The sign-in itself is checked by asking for what everybody may do: to read what is public.
        require(session, actor, Action.MATTER_READ, Scope("matter", public=True))
        granted = still_granted(session, actor)
        words = text.strip().casefold()
        seen = [
            one
            for one in _outlines(session, states)
            if may(granted, Action.MATTER_READ, one.scope) and words in one.said
        ]
        seen.sort(key=_ORDERS[order], reverse=order is MatterOrder.CHANGED)
        shown = [one.id for one in seen[start : start + limit]]
        asked = (
            select(Matter, Person.name)
            .outerjoin(Person, Person.id == Matter.preparer_id)
            .options(selectinload(Matter.requests).load_only(StatementRequest.matter_id, StatementRequest.state))
            .where(Matter.id.in_(shown))
        )
        rows = {matter.id: _row(matter, name or "") for matter, name in session.execute(asked)}
        return MatterRows(tuple(rows[one] for one in shown), len(seen))


@dataclass(frozen=True)
class _Outline:
    """As much of a matter as tells who may read it, whether it is looked for, and where it stands in a list."""

    id: int
    changed_at: datetime
    title: str
    number: tuple[int, str]
    said: str
    scope: Scope


# The newest change first; of titles and numbers the first one. Letters of both cases stand together.
_ORDERS: Mapping[MatterOrder, Callable[[_Outline], Any]] = MappingProxyType(
    {
        MatterOrder.CHANGED: lambda one: (one.changed_at, -one.id),
        MatterOrder.TITLE: lambda one: (one.title.casefold(), one.id),
        MatterOrder.NUMBER: lambda one: (one.number, one.id),
    }
)


def _outlines(session: Session, states: Sequence[MatterState]) -> list[_Outline]:
    """Every matter in the states in outline, in two queries however many there are."""
    asked_of: dict[int, set[int]] = {}
    for matter_id, body_id in session.execute(select(StatementRequest.matter_id, StatementRequest.body_id)):
        asked_of.setdefault(matter_id, set()).add(body_id)
    outline = select(
        Matter.id,
        Matter.changed_at,
        Matter.title,
        Matter.register_number,
        Matter.preparer_id,
        Matter.created_by_id,
        Matter.deciding_body_id,
        Matter.published_at,
    )
    if states:
        outline = outline.where(Matter.state.in_(list(states)))
    return [
        _Outline(
            one.id,
            one.changed_at,
            one.title,
            _number_in_order(one.register_number),
            f"{one.register_number}\n{one.title}".casefold(),
            scope_of_matter(
                one.id,
                (one.preparer_id, one.created_by_id),
                {one.deciding_body_id, *asked_of.get(one.id, ())},
                one.published_at is not None,
            ),
        )
        for one in session.execute(outline)
    ]


def _number_in_order(register_number: str) -> tuple[int, str]:
    """A register number as it is put in order: 12/… after 4/…, of one year after another."""
    first, _, rest = register_number.partition("/")
    year = rest.rpartition("/")[2]
    return (int(first) if first.isdecimal() and first.isascii() else 0), year + rest


def _row(matter: Matter, preparer: str) -> MatterRow:
    still_open = [request for request in matter.requests if request.state in ("requested", "draft")]
    return MatterRow(
        matter.id,
        matter.register_number,
        matter.title,
        matter.state,
        preparer,
        matter.example,
        matter.published_at is not None,
        len(matter.requests),
        len(still_open),
        matter.changed_at,
    )
