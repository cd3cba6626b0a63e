"""Who prepares a matter: somebody with the preparer's role, named when it is opened, later on, or taking it over.

Answers and lapses are the preparer's alone, so a matter whose preparer lacks the role stands still until another has
it: then whoever opened it may name a preparer, and any preparer may take it. Otherwise it is the present preparer's to
hand over. An administrator may always name one.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor, Role
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action, Scope, granted_roles, may, require, still_granted
from assessment.records.schema import Matter, Person, RoleGrant
from assessment.records.scopes import found, matter_of, matter_scope
from assessment.records.versions import expect_version

FORM = "matter"
_HELD = (Role.PREPARER, None)


@dataclass(frozen=True)
class Preparer:
    """Somebody who may be named."""

    person_id: int
    name: str


@dataclass(frozen=True)
class Naming:
    """What somebody may do about who prepares a matter.

    `vacant`: nobody with the preparer's role prepares it. `may_take`: to prepare themselves. `choices`: whom they may
    name instead of the present one; none where it is not theirs to name.
    """

    vacant: bool
    may_take: bool
    choices: tuple[Preparer, ...]


def list_preparers(database: Database, actor: Actor) -> tuple[Preparer, ...]:
    """Everybody with the preparer's role by name, for who may name one. Raises NotAllowed."""
    with database.reading() as session:
        own = frozenset() if actor.person_id is None else frozenset({actor.person_id})
        require(session, actor, Action.MATTER_HAND_OVER, Scope(FORM, owner_ids=own))
        return _preparers(session)


def naming_of(database: Database, actor: Actor, matter_id: int) -> Naming:
    """What the actor may do about who prepares the matter, to show or hide; `name_preparer` checks again."""
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        granted = still_granted(session, actor)

        def allowed(preparer_id: int | None) -> bool:
            return may(granted, Action.MATTER_HAND_OVER, handing_over_scope(session, matter, actor, preparer_id))

        own = actor.person_id
        others = tuple(one for one in _preparers(session) if one.person_id != matter.preparer_id)
        return Naming(
            not _prepares(session, matter.preparer_id),
            own != matter.preparer_id and _HELD in granted.roles and allowed(own),
            others if allowed(None) else (),
        )


def name_preparer(database: Database, actor: Actor, matter_id: int, preparer_id: int, version: int) -> None:
    """Let somebody, perhaps the actor, prepare the matter from now on; those before lose what was the preparer's.

    Raises NotAllowed, Conflict; Refused: `preparer_unknown`, `preparer_lacks_role`.
    """
    with database.transaction() as session:
        matter = found(session, Matter, matter_id, actor, Action.MATTER_HAND_OVER)
        require(session, actor, Action.MATTER_HAND_OVER, handing_over_scope(session, matter, actor, preparer_id))
        expect_version(session, matter, version)
        check = FormCheck(FORM)
        check_preparer(session, check, preparer_id)
        check.raise_if_refused()
        before = matter.preparer_id
        if before != preparer_id:
            matter.preparer_id = preparer_id
            session.flush()
            facts = {"from": before, "to": preparer_id}
            append(session, actor, Action.MATTER_HAND_OVER, matter_scope(matter), facts, version=matter.version_id)


def handing_over_scope(session: Session, matter: Matter, actor: Actor, preparer_id: int | None) -> Scope:
    """Whose it is to make `preparer_id` the matter's preparer; None = anybody else than the actor."""
    owners = {matter.preparer_id}
    if not _prepares(session, matter.preparer_id):
        owners.add(matter.created_by_id)
        takes_it = preparer_id == actor.person_id and _HELD in still_granted(session, actor).roles
        owners |= {actor.person_id} if takes_it else set()
    ids = frozenset(one for one in owners if one is not None)
    return Scope(FORM, matter.id, matter.id, ids)


def check_preparer(session: Session, check: FormCheck, preparer_id: int) -> None:
    """Note a fault unless this is somebody with the preparer's role."""
    person = session.get(Person, preparer_id)
    if person is None or person.erased_at is not None:
        check.add("preparer_unknown", "preparer_id", str(preparer_id))
    elif not _prepares(session, preparer_id):
        check.add("preparer_lacks_role", "preparer_id", person.name or "")


def who_opens(session: Session, actor: Actor) -> int | None:
    """Who prepares a matter for which nobody is named: who opens it, where that is a preparer, else nobody yet."""
    return actor.person_id if _HELD in still_granted(session, actor).roles else None


def _prepares(session: Session, person_id: int | None) -> bool:
    return person_id is not None and _HELD in granted_roles(session, person_id)


def _preparers(session: Session) -> tuple[Preparer, ...]:
    asked = (
        select(Person.id, Person.name)
        .where(
            Person.erased_at.is_(None),
            Person.id.in_(select(RoleGrant.person_id).filter_by(role=Role.PREPARER.value, revoked_at=None)),
        )
        .order_by(Person.name, Person.id)
    )
    return tuple(Preparer(person_id, name or "") for person_id, name in session.execute(asked))
