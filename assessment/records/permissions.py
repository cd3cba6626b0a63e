"""Who may do what: one table, everything else is refused.

A role reaches an act on nothing, on what is public, on its own, or on any. *Own* is, for roles held for a body (council
secretary, council member, decision-maker), what concerns that body; for the others, what the person prepares or made.
What counts are the roles the sign-in brought that the database still grants at the moment of the act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import BODY_ROLES, Actor, Held, Role
from assessment.records.asked_once import asked_once
from assessment.records.refusals import NotAllowed
from assessment.records.schema import EndedSignIn, Person, RoleGrant


class Action(StrEnum):
    """Everything that is done to the record; each act's history entry carries it."""

    MATTER_READ = "matter_read"
    MATTER_CREATE = "matter_create"
    MATTER_EDIT = "matter_edit"
    MATTER_HAND_OVER = "matter_hand_over"  # name who prepares it, or take it to prepare
    MATTER_PUBLISH = "matter_publish"  # make public, and end that
    ALTERNATIVE_EDIT = "alternative_edit"
    RESULT_FREEZE = "result_freeze"
    RAW_RESULT_READ = "raw_result_read"
    WRITTEN_IMPACT_EDIT = "written_impact_edit"
    REQUEST_SEND = "request_send"  # send, remind, move the deadline, tell of a changed alternative
    REQUEST_LAPSE = "request_lapse"
    REQUEST_READ = "request_read"
    REQUEST_DECLINE = "request_decline"
    DRAFT_READ = "draft_read"
    DRAFT_EDIT = "draft_edit"
    STATEMENT_SUBMIT = "statement_submit"
    STATEMENT_ENTER = "statement_enter"  # given on paper or in a meeting
    STATEMENT_READ = "statement_read"
    RESPONSE_EDIT = "response_edit"
    RESPONSE_READ = "response_read"
    DECISION_RECORD = "decision_record"
    FOLLOW_UP_RECORD = "follow_up_record"
    ATTACHMENT_ADD = "attachment_add"
    ATTACHMENT_READ = "attachment_read"
    HISTORY_READ = "history_read"
    HISTORY_VERIFY = "history_verify"
    HISTORY_PUBLISH = "history_publish"
    BODY_EDIT = "body_edit"
    PERSON_READ = "person_read"
    ROLE_GRANT = "role_grant"
    PERSON_ERASE = "person_erase"
    INVITATION_MANAGE = "invitation_manage"
    CONDITION_READ = "condition_read"  # of the record as a whole: database, size, backups


class Reach(IntEnum):
    """How far a role reaches an act."""

    NOTHING = 0
    PUBLIC = 1  # what has been made public, and only to read
    OWN = 2  # its own, and what is public
    ANY = 3


@dataclass(frozen=True)
class Scope:
    """What an act is done to, as far as rights go: whose, of which bodies, whether it has been made public."""

    subject: str
    subject_id: int | None = None
    matter_id: int | None = None
    owner_ids: frozenset[int] = frozenset()  # persons: the preparer of the matter and who made it
    body_ids: frozenset[int] = frozenset()
    public: bool = False


READING = frozenset(
    {
        Action.MATTER_READ,
        Action.REQUEST_READ,
        Action.STATEMENT_READ,
        Action.RESPONSE_READ,
        Action.ATTACHMENT_READ,
        Action.HISTORY_READ,
    }
)

_ANY, _OWN, _PUBLIC = Reach.ANY, Reach.OWN, Reach.PUBLIC
_READ_ALL = dict.fromkeys(READING, _ANY)
_READ_OWN = dict.fromkeys(READING, _OWN)
_PREPARING = {
    Action.MATTER_CREATE: _ANY,
    Action.MATTER_EDIT: _OWN,
    Action.MATTER_HAND_OVER: _OWN,  # whose that is, see preparing.handing_over_scope
    Action.MATTER_PUBLISH: _OWN,
    Action.ALTERNATIVE_EDIT: _OWN,
    Action.RESULT_FREEZE: _OWN,
    Action.RAW_RESULT_READ: _OWN,
    Action.WRITTEN_IMPACT_EDIT: _OWN,
    Action.REQUEST_SEND: _OWN,
    Action.FOLLOW_UP_RECORD: _OWN,
    Action.ATTACHMENT_ADD: _OWN,
}

RIGHTS: MappingProxyType[Role, MappingProxyType[Action, Reach]] = MappingProxyType(
    {
        # Makes matters, alternatives and results, and asks for statements; answers and lapses are the preparer's.
        Role.PLANNER: MappingProxyType(_READ_ALL | _PREPARING),
        Role.PREPARER: MappingProxyType(
            _READ_ALL
            | _PREPARING
            | {
                Action.REQUEST_LAPSE: _OWN,
                Action.STATEMENT_ENTER: _OWN,
                Action.RESPONSE_EDIT: _OWN,
                Action.HISTORY_VERIFY: _ANY,
            }
        ),
        # Speaks for the council: what is sent, declined or entered from a meeting goes out in its name.
        Role.COUNCIL_SECRETARY: MappingProxyType(
            _READ_OWN
            | {
                Action.DRAFT_READ: _OWN,
                Action.DRAFT_EDIT: _OWN,
                Action.STATEMENT_SUBMIT: _OWN,
                Action.STATEMENT_ENTER: _OWN,
                Action.REQUEST_DECLINE: _OWN,
                Action.ATTACHMENT_ADD: _OWN,
                Action.INVITATION_MANAGE: _OWN,
            }
        ),
        # Writes the council's draft with the others; sending it is the secretary's.
        Role.COUNCIL_MEMBER: MappingProxyType(
            _READ_OWN | {Action.DRAFT_READ: _OWN, Action.DRAFT_EDIT: _OWN, Action.ATTACHMENT_ADD: _OWN}
        ),
        Role.DECISION_MAKER: MappingProxyType(_READ_ALL | {Action.DECISION_RECORD: _OWN, Action.HISTORY_VERIFY: _ANY}),
        # Keeps the system, the bodies and the roles; of a matter only says who prepares it.
        Role.ADMINISTRATOR: MappingProxyType(
            _READ_ALL
            | {
                Action.MATTER_HAND_OVER: _ANY,
                Action.HISTORY_VERIFY: _ANY,
                Action.HISTORY_PUBLISH: _ANY,
                Action.BODY_EDIT: _ANY,
                Action.PERSON_READ: _ANY,
                Action.ROLE_GRANT: _ANY,
                Action.PERSON_ERASE: _ANY,
                Action.INVITATION_MANAGE: _ANY,
                Action.CONDITION_READ: _ANY,
            }
        ),
        Role.PUBLIC_READER: MappingProxyType(dict.fromkeys(READING, _PUBLIC)),
    }
)


def may(actor: Actor, action: Action, scope: Scope) -> bool:
    """Whether the roles the actor carries allow the act; says nothing of whether the sign-in still holds."""
    return any(_reaches(actor, role, body, action, scope) for role, body in actor.roles)


def _reaches(actor: Actor, role: Role, body: int | None, action: Action, scope: Scope) -> bool:
    reach = RIGHTS[role].get(action, Reach.NOTHING)
    if reach is Reach.ANY:
        return True
    if reach is Reach.OWN:
        own = body in scope.body_ids if role in BODY_ROLES else actor.person_id in scope.owner_ids
        return own or (scope.public and action in READING)
    return reach is Reach.PUBLIC and scope.public


def require(session: Session, actor: Actor, action: Action, scope: Scope) -> None:
    """Raise NotAllowed unless the actor may do this now.

    Checks that the sign-in has neither run out nor been ended, that the database still grants the roles, and the
    table. What the session writes afterwards is written in this person's name. The attempt is put into the history when
    the transaction ends.
    """
    now: datetime = session.info["database"].now()
    session.info["actor"] = actor
    if actor.person_id is not None and (actor.signed_in_until is None or actor.signed_in_until <= now):
        raise NotAllowed(action, scope.subject, scope.subject_id, expired=True)
    if sign_in_ended(session, actor):
        raise NotAllowed(action, scope.subject, scope.subject_id, expired=True)
    if not may(still_granted(session, actor), action, scope):
        raise NotAllowed(action, scope.subject, scope.subject_id)


def sign_in_ended(session: Session, actor: Actor) -> bool:
    """Whether the actor's sign-in was ended on the server: this one by signing out, or all of the person's at once."""
    if actor.person_id is None:
        return False
    return asked_once(session, ("ended", actor.person_id, actor.signed_in_at), lambda: _ended(session, actor))


def _ended(session: Session, actor: Actor) -> bool:
    after = session.scalar(select(Person.signed_out_after).where(Person.id == actor.person_id))
    if after is not None and (actor.signed_in_at is None or actor.signed_in_at <= after):
        return True
    ended = select(EndedSignIn.id).filter_by(person_id=actor.person_id, signed_in_at=actor.signed_in_at)
    return session.scalar(ended) is not None


def still_granted(session: Session, actor: Actor) -> Actor:
    """The actor with those of its roles that the database grants now; the public's alone for who was signed out."""
    if actor.person_id is None or sign_in_ended(session, actor):
        return replace(actor, roles=actor.roles & {(Role.PUBLIC_READER, None)})
    person_id = actor.person_id
    granted = asked_once(session, ("granted", person_id), lambda: granted_roles(session, person_id))
    return replace(actor, roles=actor.roles & granted)


def granted_roles(session: Session, person_id: int) -> frozenset[Held]:
    """The roles the database grants a person now: none once erased, and always what everybody may read."""
    granted = session.execute(
        select(RoleGrant.role, RoleGrant.body_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None), Person.erased_at.is_(None))
    )
    return frozenset((Role(role), body) for role, body in granted) | {(Role.PUBLIC_READER, None)}
