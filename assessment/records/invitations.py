"""Invitations: one-time, expiring, bound to a role in a body. Only a hash is kept of what the invited are sent."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor, Role
from assessment.records.database import Database
from assessment.records.history import append
from assessment.records.people import add_person, check_held, clean_name, grant_by_invitation
from assessment.records.permissions import Action, Scope, granted_roles, require
from assessment.records.refusals import NotFound
from assessment.records.refused_attempts import note_refused
from assessment.records.schema import Body, Invitation, Person

INVITABLE = frozenset({Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY})
USUAL_DAYS, LONGEST_DAYS = 14, 60
TOKEN_BYTES = 32  # 256 random bits: nothing to guess, so a plain hash suffices


class InvitationState(StrEnum):
    """What has become of an invitation; only an open one lets anybody in."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class NewInvitation:
    """An invitation just made; the token is shown this once."""

    invitation_id: int
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Offered:
    """What an invitation is for, as the invited person sees it before accepting."""

    body_id: int
    role: Role
    expires_at: datetime


@dataclass(frozen=True)
class Sent:
    """An invitation as secretary and administrator see it; `name` is whom it is meant for, `used_by` who used it."""

    invitation_id: int
    body_id: int
    role: Role
    name: str
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    used_by: str = ""

    def state(self, now: datetime) -> InvitationState:
        """What has become of it."""
        if self.used_at is not None:
            return InvitationState.USED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED


def create_invitation(
    database: Database, actor: Actor, body_id: int, role: Role, name: str = "", days: int = USUAL_DAYS
) -> NewInvitation:
    """Invite somebody to a council. A secretary invites to their own body, an administrator to any.

    Raises Refused: `invitation_role` (only council members and secretaries are invited), `invitation_days`,
    `body_unknown`, `body_not_in_use`.
    """
    if role not in INVITABLE:
        raise Refused([Fault("invitation_role", "invitation", field="role", value=role.value)])
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(
            [Fault("invitation_days", "invitation", field="days", value=str(days), facts={"most": LONGEST_DAYS})]
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with database.transaction() as session:
        require(session, actor, Action.INVITATION_MANAGE, Scope("body", body_id, body_ids=frozenset({body_id})))
        check_held(session, role, body_id)
        _check_in_use(session, body_id)
        now = database.now()
        invitation = Invitation(
            token_hash=token_hash(token),
            body_id=body_id,
            role=role,
            name=clean_name(name) or None,
            salt=secrets.token_hex(32) if clean_name(name) else None,
            created_at=now,
            created_by_id=actor.person_id,
            expires_at=now + timedelta(days=days),
        )
        session.add(invitation)
        session.flush()
        facts = {"body": body_id, "role": role.value}
        append(session, actor, "invitation_create", Scope("invitation", invitation.id), facts)
        return NewInvitation(invitation.id, token, invitation.expires_at)


def look_at_invitation(database: Database, token: str) -> Offered:
    """What a token invites to, without using it. Raises Refused: `invitation_not_valid`."""
    with database.reading() as session:
        invitation = _usable(session, token, database.now())
        return Offered(invitation.body_id, Role(invitation.role), invitation.expires_at)


def accept_invitation(database: Database, token: str, name: str, hours: int, person_id: int | None = None) -> Actor:
    """Use an invitation, once: by a person already signed in, or by somebody who now gives their name.

    The actor's sign-in holds for `hours`. One used, expired, revoked or never made is refused alike, with
    `invitation_not_valid`, so that nobody learns which; the attempt is put into the history. Raises Refused:
    `invited_name_missing` when nobody is signed in and no name given.
    """
    known = person_id is not None
    if not known and not clean_name(name):
        raise Refused([Fault("invited_name_missing", "invitation", field="name")])
    try:
        with database.transaction() as session:
            now = database.now()
            invitation = _usable(session, token, now)
            person = session.get(Person, person_id) if known else add_person(session, name, "", None, None)
            if person is None or person.erased_at is not None:
                raise NotFound("person", person_id or 0)
            invitation.used_at, invitation.used_by_id = now, person.id
            grant_by_invitation(session, person, Role(invitation.role), invitation.body_id)
            until = now + timedelta(hours=hours)
            actor = Actor(person.id, person.name or "", granted_roles(session, person.id), until, now)
            append(session, actor, "invitation_accept", Scope("invitation", invitation.id))
            return actor
    except Refused:
        _note_refused(database, token)
        raise


def revoke_invitation(database: Database, actor: Actor, invitation_id: int) -> None:
    """Take an invitation back; one already used stays as it is: revoke the role instead. Never made valid again."""
    with database.transaction() as session:
        invitation = session.get(Invitation, invitation_id)
        bodies = frozenset({invitation.body_id}) if invitation else frozenset()
        require(session, actor, Action.INVITATION_MANAGE, Scope("invitation", invitation_id, body_ids=bodies))
        if invitation is None:
            raise NotFound("invitation", invitation_id)
        if invitation.revoked_at is None and invitation.used_at is None:
            invitation.revoked_at, invitation.revoked_by_id = database.now(), actor.person_id
            append(session, actor, "invitation_revoke", Scope("invitation", invitation_id))


def list_invitations(database: Database, actor: Actor, body_id: int) -> tuple[Sent, ...]:
    """The invitations to a body, newest first."""
    with database.reading() as session:
        require(session, actor, Action.INVITATION_MANAGE, Scope("body", body_id, body_ids=frozenset({body_id})))
        rows = session.scalars(select(Invitation).filter_by(body_id=body_id).order_by(Invitation.id.desc()))
        return tuple(
            Sent(
                row.id,
                row.body_id,
                Role(row.role),
                row.name or "",
                row.expires_at,
                row.used_at,
                row.revoked_at,
                _name_of(session, row.used_by_id),
            )
            for row in rows
        )


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _usable(session: Session, token: str, now: datetime) -> Invitation:
    invitation = session.scalars(select(Invitation).filter_by(token_hash=token_hash(token))).one_or_none()
    if (
        invitation is None
        or invitation.used_at is not None
        or invitation.revoked_at is not None
        or invitation.expires_at <= now
        or not session.get_one(Body, invitation.body_id).active
    ):
        raise Refused([Fault("invitation_not_valid", "invitation")])
    return invitation


def _check_in_use(session: Session, body_id: int) -> None:
    body = session.get_one(Body, body_id)
    if not body.active:
        raise Refused([Fault("body_not_in_use", "invitation", field="body", value=body.name)])


def _name_of(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id is not None else None
    return (person.name or "") if person else ""


def _note_refused(database: Database, token: str) -> None:
    """Note that an invitation that exists was tried in vain; made-up tokens are left to the rate limit."""
    with database.reading() as session:
        invitation_id = session.scalar(select(Invitation.id).filter_by(token_hash=token_hash(token)))
    if invitation_id is not None:
        note_refused(database, None, "invitation_accept", Scope("invitation", invitation_id), expired=False)
