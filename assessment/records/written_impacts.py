"""The written part of an assessment: impacts by Kuntaliitto's dimensions, beside the computed figures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action, require
from assessment.records.schema import Alternative, Matter, WrittenImpact
from assessment.records.scopes import found, matter_of, matter_scope, must_be_assessed
from assessment.records.states import DIMENSIONS, Direction, Size, Term
from assessment.records.versions import expect_version

FORM = "written_impact"
TEXT_LIMIT = 20_000


@dataclass(frozen=True)
class WrittenImpactForm:
    """One impact in words: of an alternative (None = of all of them), in one dimension, and how it is judged."""

    dimension: str
    impact: str
    direction: str
    size: str
    term: str
    reason: str
    alternative_id: int | None = None


@dataclass(frozen=True)
class WrittenImpactRecord:
    """One impact in words as it is on record."""

    id: int
    matter_id: int
    alternative_id: int | None
    alternative: str
    dimension: str
    impact: str
    direction: Direction
    size: Size
    term: Term
    reason: str
    withdrawn: bool
    version: int


def add_written_impact(
    database: Database, actor: Actor, matter_id: int, form: WrittenImpactForm
) -> WrittenImpactRecord:
    """Write down an impact. Raises Refused with every fault of the form."""
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.WRITTEN_IMPACT_EDIT)
        must_be_assessed(matter, FORM)
        row = WrittenImpact(matter_id=matter.id)
        _fill(session, row, form, matter)
        session.add(row)
        session.flush()
        return _noted(session, actor, "written_impact_add", row, matter)


def edit_written_impact(
    database: Database, actor: Actor, impact_id: int, form: WrittenImpactForm, version: int
) -> WrittenImpactRecord:
    """Change an impact in words. Raises Conflict where somebody was first."""
    with database.transaction() as session:
        row, matter = _impact_of(session, impact_id, actor)
        expect_version(session, row, version)
        must_be_assessed(matter, FORM)
        _fill(session, row, form, matter)
        session.flush()
        return _noted(session, actor, Action.WRITTEN_IMPACT_EDIT, row, matter)


def withdraw_written_impact(database: Database, actor: Actor, impact_id: int, version: int) -> WrittenImpactRecord:
    """Take an impact in words out of the assessment; it stays on record."""
    with database.transaction() as session:
        row, matter = _impact_of(session, impact_id, actor)
        expect_version(session, row, version)
        must_be_assessed(matter, FORM)
        row.withdrawn_at = database.now()
        session.flush()
        return _noted(session, actor, "written_impact_withdraw", row, matter)


def written_impacts_of(session: Session, matter: Matter) -> tuple[WrittenImpactRecord, ...]:
    """The impacts in words that stand, in the order of the dimensions and alternatives."""
    rows = session.scalars(
        select(WrittenImpact).where(WrittenImpact.matter_id == matter.id, WrittenImpact.withdrawn_at.is_(None))
    )
    number = {one.id: one.number for one in matter.alternatives}
    ordered = sorted(
        rows, key=lambda row: (DIMENSIONS.index(row.dimension), number.get(row.alternative_id or 0, -1), row.id)
    )
    return tuple(_record(session, row) for row in ordered)


def _impact_of(session: Session, impact_id: int, actor: Actor) -> tuple[WrittenImpact, Matter]:
    row = found(session, WrittenImpact, impact_id, actor, Action.WRITTEN_IMPACT_EDIT)
    matter = session.get_one(Matter, row.matter_id)
    require(session, actor, Action.WRITTEN_IMPACT_EDIT, matter_scope(matter, FORM, row.id))
    return row, matter


def _fill(session: Session, row: WrittenImpact, form: WrittenImpactForm, matter: Matter) -> None:
    check = FormCheck(FORM)
    dimension = check.choice("dimension", form.dimension, DIMENSIONS)
    impact = check.text("impact", form.impact, TEXT_LIMIT)
    direction = check.choice("direction", form.direction, tuple(Direction))
    size = check.choice("size", form.size, tuple(Size))
    term = check.choice("term", form.term, tuple(Term))
    reason = check.text("reason", form.reason, TEXT_LIMIT)
    if form.alternative_id is not None and form.alternative_id not in {one.id for one in matter.alternatives}:
        check.add("alternative_unknown", "alternative_id", str(form.alternative_id))
    check.raise_if_refused()
    row.dimension, row.impact, row.reason = dimension, impact, reason
    row.direction, row.size, row.term = Direction(direction), Size(size), Term(term)
    row.alternative_id = form.alternative_id


def _noted(
    session: Session, actor: Actor, action: Action | str, row: WrittenImpact, matter: Matter
) -> WrittenImpactRecord:
    facts = {
        "dimension": row.dimension,
        "alternative": row.alternative_id,
        "impact": row.impact,
        "direction": row.direction,
        "size": row.size,
        "term": row.term,
        "reason": row.reason,
    }
    append(session, actor, action, matter_scope(matter, FORM, row.id), facts, version=row.version_id)
    return _record(session, row)


def _record(session: Session, row: WrittenImpact) -> WrittenImpactRecord:
    alternative = session.get(Alternative, row.alternative_id) if row.alternative_id is not None else None
    return WrittenImpactRecord(
        row.id,
        row.matter_id,
        row.alternative_id,
        alternative.label if alternative else "",
        row.dimension,
        row.impact,
        row.direction,
        row.size,
        row.term,
        row.reason,
        row.withdrawn_at is not None,
        row.version_id,
    )
