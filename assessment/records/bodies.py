"""Bodies: the councils and others that are asked for statements, and those that decide; any may be added."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action, Scope, require
from assessment.records.refusals import NotFound
from assessment.records.schema import Body
from assessment.records.states import BodyKind
from assessment.records.versions import expect_version

FORM = "body"
LAWS = ("", "27", "28", "27, 28")  # sections of Kuntalaki 410/2015


@dataclass(frozen=True)
class BodyForm:
    """A body as the administrator writes it. `statutory`: no decision is taken without hearing it."""

    name: str
    kind: str
    name_sv: str = ""
    name_en: str = ""
    statutory: bool = False
    legal_basis: str = ""  # of LAWS
    active: bool = True


@dataclass(frozen=True)
class BodyRecord:
    """A body as it is on record."""

    id: int
    name: str
    name_sv: str
    name_en: str
    kind: BodyKind
    statutory: bool
    legal_basis: str
    active: bool
    example: bool
    version: int


def add_body(database: Database, actor: Actor, form: BodyForm) -> BodyRecord:
    """Add a body. Raises Refused with every fault of the form, `body_name_taken` among them."""
    with database.transaction() as session:
        require(session, actor, Action.BODY_EDIT, Scope(FORM))
        body = Body()
        _fill(session, body, form)
        session.add(body)
        session.flush()
        return _noted(session, actor, body)


def edit_body(database: Database, actor: Actor, body_id: int, form: BodyForm, version: int) -> BodyRecord:
    """Change a body, or set it aside: what it said stays on record. Raises Conflict where somebody was first."""
    with database.transaction() as session:
        require(session, actor, Action.BODY_EDIT, Scope(FORM, body_id))
        body = session.get(Body, body_id)
        if body is None:
            raise NotFound(FORM, body_id)
        expect_version(session, body, version)
        _fill(session, body, form)
        session.flush()
        return _noted(session, actor, body)


def list_bodies(database: Database, active_only: bool = False) -> tuple[BodyRecord, ...]:
    """All bodies in the order they were added; which there are is no secret, so nobody is asked who they are."""
    with database.reading() as session:
        bodies = session.scalars(select(Body).order_by(Body.id))
        return tuple(_record(body) for body in bodies if body.active or not active_only)


def _fill(session: Session, body: Body, form: BodyForm) -> None:
    check = FormCheck(FORM)
    name = check.line("name", form.name)
    kind = check.choice("kind", form.kind, tuple(BodyKind))
    swedish = check.line("name_sv", form.name_sv, required=False)
    english = check.line("name_en", form.name_en, required=False)
    if form.legal_basis not in LAWS:
        check.add("form_choice_unknown", "legal_basis", form.legal_basis, known=", ".join(LAWS[1:]))
    with session.no_autoflush:
        other = session.scalar(select(Body.id).where(Body.name == name, Body.active))
    if name and other is not None and other != body.id:
        check.add("body_name_taken", "name", name)
    check.raise_if_refused()
    body.name, body.kind, body.name_sv, body.name_en = name, BodyKind(kind), swedish or None, english or None
    body.statutory, body.legal_basis, body.active = form.statutory, form.legal_basis, form.active


def _noted(session: Session, actor: Actor, body: Body) -> BodyRecord:
    facts = {
        "body_name": body.name,
        "kind": body.kind.value,
        "statutory": body.statutory,
        "legal_basis": body.legal_basis,
        "active": body.active,
    }
    append(session, actor, Action.BODY_EDIT, Scope(FORM, body.id), facts, version=body.version_id)
    return _record(body)


def _record(body: Body) -> BodyRecord:
    return BodyRecord(
        body.id,
        body.name,
        body.name_sv or "",
        body.name_en or "",
        body.kind,
        body.statutory,
        body.legal_basis,
        body.active,
        body.example,
        body.version_id,
    )
