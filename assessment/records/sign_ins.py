"""Sign-ins as the server knows them: the newest, and ending them, one by signing out or all of a person's at once.

A cookie that was signed and not yet run out would open the door as long as it lasts, whoever holds it. Every act asks
the record whether the sign-in it came with still holds (see `permissions.sign_in_ended`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.history import append
from assessment.records.permissions import Action, Scope, require, sign_in_ended
from assessment.records.refusals import NotAllowed, NotFound
from assessment.records.schema import EndedSignIn, Person

SIGN_OUT, SIGN_OUT_EVERYWHERE = "sign_out", "sign_out_everywhere"


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in by the sign-in service and when last (UTC). `email`: where the service has verified it."""

    at: datetime
    name: str
    email: str
    issuer: str
    subject: str


def newest_sign_ins(database: Database, limit: int) -> tuple[SignedIn, ...]:
    """From the command line of the machine itself: who signed in last, the newest first."""
    asked = select(Person).where(Person.claims_at.is_not(None), Person.erased_at.is_(None))
    with database.reading() as session:
        people = session.scalars(asked.order_by(Person.claims_at.desc(), Person.id).limit(limit))
        return tuple(
            SignedIn(one.claims_at, one.name or "", one.email or "", one.issuer or "", one.subject or "")
            for one in people
            if one.claims_at is not None
        )


def sign_out(database: Database, actor: Actor) -> None:
    """End this sign-in; the person's other ones go on. Nothing happens for the public, and to one already ended."""
    if actor.person_id is None or actor.signed_in_at is None:
        return
    with database.transaction() as session:
        known = select(EndedSignIn.id).filter_by(person_id=actor.person_id, signed_in_at=actor.signed_in_at)
        if session.get(Person, actor.person_id) is not None and session.scalar(known) is None:
            session.add(
                EndedSignIn(person_id=actor.person_id, signed_in_at=actor.signed_in_at, ended_at=database.now())
            )
            append(session, actor, SIGN_OUT, Scope("person", actor.person_id))


def sign_out_everywhere(database: Database, actor: Actor) -> None:
    """End every sign-in of the actor's own, on every device, this one too. Raises NotAllowed where it has run out."""
    with database.transaction() as session:
        session.info["actor"] = actor
        person = session.get(Person, actor.person_id) if actor.person_id is not None else None
        until = actor.signed_in_until
        if person is None or until is None or until <= database.now() or sign_in_ended(session, actor):
            raise NotAllowed(SIGN_OUT_EVERYWHERE, "person", actor.person_id, expired=person is not None)
        _end_all(session, actor, person)


def sign_out_person(database: Database, actor: Actor, person_id: int) -> None:
    """End every sign-in of somebody else's: a lost telephone, a job that ended. For whoever gives roles."""
    with database.transaction() as session:
        require(session, actor, Action.ROLE_GRANT, Scope("person", person_id))
        person = session.get(Person, person_id)
        if person is None or person.erased_at is not None:
            raise NotFound("person", person_id)
        _end_all(session, actor, person)


def _end_all(session: Session, actor: Actor, person: Person) -> None:
    person.signed_out_after = session.info["database"].now()
    append(session, actor, SIGN_OUT_EVERYWHERE, Scope("person", person.id))
