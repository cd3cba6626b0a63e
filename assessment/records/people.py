"""People and their roles: signing in, granting and revoking, erasing a person while the record stands."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import BODY_ROLES, Actor, Held, Role
from assessment.records.canonical import commitment
from assessment.records.database import Database
from assessment.records.history import append
from assessment.records.named_rows import erase_rows, used_invitations
from assessment.records.permissions import Action, Scope, granted_roles, require, sign_in_ended
from assessment.records.refusals import NotAllowed, NotFound
from assessment.records.schema import Body, Person, RoleGrant

CLAIMS, GRANTED, LOCAL, INVITED = "claims", "granted", "local", "invitation"
LOCAL_ISSUER = "local"
LOCAL_HOURS = 12
LONGEST_NAME = 200


@dataclass(frozen=True)
class Claims:
    """What the sign-in service says of somebody (OpenID Connect ID token), already verified by it.

    `email`: only where the service has verified that it is theirs, else empty. `roles` are role names, or
    `role:body id` for roles held for a body; unknown ones are passed over. `expires_at` is the token's `exp` and
    `issued_at` its `iat`, in UTC (None = this moment).
    """

    issuer: str
    subject: str
    name: str
    email: str
    roles: tuple[str, ...]
    expires_at: datetime
    issued_at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """A person as the administrator sees them; name and email are empty once erased.

    `from_claims` are those of the roles that came with the sign-in: taken away here, they come back with the next one.
    `signed_in_at` is the newest sign-in by the sign-in service.
    """

    person_id: int
    name: str
    email: str
    roles: tuple[Held, ...]
    erased_at: datetime | None
    erased_reason: str
    from_claims: frozenset[Held] = frozenset()
    signed_in_at: datetime | None = None


def sign_in(database: Database, claims: Claims) -> Actor:
    """The actor for a verified sign-in; makes the person at the first one, and takes over what the claims say now.

    Roles from claims stand in the database like granted ones, so that the next act already sees one revoked. Claims
    older than those taken over last, from a browser left open, change nothing. Raises NotAllowed for a sign-in that has
    run out or was ended.
    """
    issued_at = claims.issued_at or database.now()
    if claims.expires_at <= database.now():
        raise NotAllowed("sign_in", "person", expired=True)
    with database.reading() as session:
        person = session.scalars(_by_sign_in(claims)).one_or_none()
        known = person is not None and person.claims_at is not None and person.claims_at >= issued_at
        actor = _signed_in(session, person, claims.expires_at, issued_at) if person is not None and known else None
    if actor is None:
        actor = _first_seen(database, claims, issued_at)
    return _not_ended(database, actor)


def known_by_claims(database: Database, claims: Claims) -> Actor | None:
    """Whose sign-in it was, run out or ended as it may be: every act with it is refused, and its forms are theirs."""
    with database.reading() as session:
        person = session.scalars(_by_sign_in(claims)).one_or_none()
        return None if person is None else _signed_in(session, person, claims.expires_at, claims.issued_at)


def actor_of(
    database: Database, person_id: int, signed_in_until: datetime, signed_in_at: datetime | None = None
) -> Actor:
    """The actor of a person whose sign-in was verified elsewhere (the signed cookie of the councils' pages).

    Raises NotAllowed for somebody erased, and for a sign-in that was ended.
    """
    with database.reading() as session:
        person = session.get(Person, person_id)
        if person is None or person.erased_at is not None:
            raise NotAllowed("sign_in", "person", person_id)
        actor = _signed_in(session, person, signed_in_until, signed_in_at)
    return _not_ended(database, actor)


def local_actor(database: Database, name: str, roles: Collection[Held]) -> Actor:
    """The actor of the local mode: one person trying it out, with the roles given; only for a server on loopback."""
    with database.transaction() as session:
        person = session.scalars(select(Person).filter_by(issuer=LOCAL_ISSUER, subject=name)).one_or_none()
        if person is None:
            person = add_person(session, name, "", LOCAL_ISSUER, name)
        held = granted_roles(session, person.id)
        for role, body_id in sorted(set(roles) - held, key=str):
            _grant(session, None, person, role, body_id, LOCAL)
        now = database.now()
        return _signed_in(session, person, now + timedelta(hours=LOCAL_HOURS), now)


def grant_role(database: Database, actor: Actor, person_id: int, role: Role, body_id: int | None = None) -> None:
    """Give a person a role; a role held for a body needs one, the others take none."""
    with database.transaction() as session:
        require(session, actor, Action.ROLE_GRANT, Scope("person", person_id))
        person = _person(session, person_id)
        check_held(session, role, body_id)
        if (role, body_id) not in granted_roles(session, person_id):
            _grant(session, actor, person, role, body_id, GRANTED)


def revoke_role(database: Database, actor: Actor, person_id: int, role: Role, body_id: int | None = None) -> None:
    """Take a role from a person; what they had signed in with no longer counts from the next act on.

    Raises Refused: `last_administrator`.
    """
    with database.transaction() as session:
        require(session, actor, Action.ROLE_GRANT, Scope("person", person_id))
        if role is Role.ADMINISTRATOR:
            _refuse_last_administrator(session, person_id)
        for grant in _standing(session, _person(session, person_id)):
            if (Role(grant.role), grant.body_id) == (role, body_id):
                _revoke(session, actor, grant)


def grant_first_administrator(database: Database, email: str = "", issuer: str = "", subject: str = "") -> None:
    """From the command line of the machine itself: make somebody who has signed in once an administrator.

    By the email that the sign-in service has verified, else by whom the service says they are (issuer and subject).
    Raises Refused: `administrator_two_ways`, `person_unknown`, `sign_in_unknown`.
    """
    if bool(email) == bool(subject) or bool(issuer) != bool(subject):
        raise Refused([Fault("administrator_two_ways", "person")])
    wanted = {"issuer": issuer, "subject": subject} if subject else {"email": email}
    with database.transaction() as session:
        people = session.scalars(select(Person).filter_by(**wanted, erased_at=None)).all()
        if len(people) != 1:
            code, field = ("sign_in_unknown", "subject") if subject else ("person_unknown", "email")
            raise Refused([Fault(code, "person", field=field, value=wanted[field])])
        if (Role.ADMINISTRATOR, None) not in granted_roles(session, people[0].id):
            _grant(session, None, people[0], Role.ADMINISTRATOR, None, GRANTED)


def list_people(database: Database, actor: Actor, text: str = "") -> tuple[Known, ...]:
    """Everybody in whose name or email the text stands; the erased ones, who have no name, when none is given."""
    with database.reading() as session:
        require(session, actor, Action.PERSON_READ, Scope("person"))
        part = text.strip().casefold()  # SQLite knows small and capital letters of ASCII only
        people = [
            person
            for person in session.scalars(select(Person).order_by(Person.id))
            if not part or part in f"{person.name or ''}\n{person.email or ''}".casefold()
        ]
        grants: dict[int, dict[Held, str]] = {}
        for grant in session.scalars(select(RoleGrant).filter_by(revoked_at=None)):
            grants.setdefault(grant.person_id, {})[Role(grant.role), grant.body_id] = grant.source
        return tuple(_known(person, grants.get(person.id, {})) for person in people)


def erase_person(
    database: Database, actor: Actor, person_id: int, reason: str, rows: Collection[str] = frozenset()
) -> int:
    """Erase who a person is: name, email, sign-in, and the name in the chosen `rows` (keys of `find_named`).

    Invitations the person came in by lose the name too. The record of what was done stands, by a person without a name;
    so does the chain of the history, which holds only a salted commitment, whose salt goes too. Returns how many other
    rows named the person. Raises Refused: `erasing_needs_reason`, `last_administrator`, `named_row_unknown`.
    """
    if not reason.strip():
        raise Refused([Fault("erasing_needs_reason", "person", field="reason")])
    with database.transaction() as session:
        scope = Scope("person", person_id)
        require(session, actor, Action.PERSON_ERASE, scope)
        person = _person(session, person_id)
        _refuse_last_administrator(session, person_id)
        facts = erase_rows(session, {*rows, *used_invitations(session, person_id)})
        for grant in _standing(session, person):
            _revoke(session, actor, grant)
        person.name = person.email = person.issuer = person.subject = person.salt = None
        person.erased_at, person.erased_reason = database.now(), reason.strip()
        append(session, actor, Action.PERSON_ERASE, scope, facts)
    database.empty_log()
    return int(str(facts["rows_named"]))


def add_person(session: Session, name: str, email: str, issuer: str | None, subject: str | None) -> Person:
    """Make a person in the session's transaction; the history gets a salted commitment to who it is."""
    now = session.info["database"].now()
    person = Person(
        name=clean_name(name),
        email=email,
        issuer=issuer,
        subject=subject,
        salt=secrets.token_hex(32),
        created_at=now,
    )
    session.add(person)
    session.flush()
    facts = {"commitment": commitment(person.salt or "", person.name, email, issuer, subject)}
    append(session, session.info.get("actor"), "person_added", Scope("person", person.id), facts)
    return person


def grant_by_invitation(session: Session, person: Person, role: Role, body_id: int) -> None:
    """Give the invited person the role the invitation was for."""
    if (role, body_id) not in granted_roles(session, person.id):
        _grant(session, None, person, role, body_id, INVITED)


def check_held(session: Session, role: Role, body_id: int | None) -> None:
    """Raise Refused unless the role goes with the body: `role_needs_body`, `role_takes_no_body`, `body_unknown`."""
    if role in BODY_ROLES and body_id is None:
        raise Refused([Fault("role_needs_body", "role", field="body", value=role.value)])
    if role not in BODY_ROLES and body_id is not None:
        raise Refused([Fault("role_takes_no_body", "role", field="body", value=role.value)])
    if body_id is not None and session.get(Body, body_id) is None:
        raise Refused([Fault("body_unknown", "role", field="body", value=str(body_id))])


def clean_name(name: str) -> str:
    """A name on one line, of at most 200 characters; no control or direction marks, which can disguise it."""
    shown = "".join(mark if mark.isprintable() else " " for mark in name)
    return " ".join(shown.split())[:LONGEST_NAME]


def _by_sign_in(claims: Claims) -> Select[Person]:
    return select(Person).filter_by(issuer=claims.issuer, subject=claims.subject)


def _first_seen(database: Database, claims: Claims, issued_at: datetime) -> Actor:
    """The person of claims newer than any before, which are taken over."""
    with database.transaction() as session:
        person = session.scalars(_by_sign_in(claims)).one_or_none()
        if person is None:
            person = add_person(session, claims.name, claims.email, claims.issuer, claims.subject)
        if person.claims_at is None or person.claims_at <= issued_at:
            _take_name(session, person, clean_name(claims.name), claims.email)
            person.claims_at = issued_at
            _take_over(session, person, _roles_of(session, claims.roles))
        return _signed_in(session, person, claims.expires_at, issued_at)


def _take_name(session: Session, person: Person, name: str, email: str) -> None:
    """Make the name and email those of the newest claims; the history gets a new commitment to who it is."""
    if (person.name, person.email) != (name, email):
        person.name, person.email = name, email
        facts = {"commitment": commitment(person.salt or "", name, email, person.issuer, person.subject)}
        append(session, None, "person_renamed", Scope("person", person.id), facts)


def _signed_in(session: Session, person: Person, until: datetime, at: datetime | None) -> Actor:
    return Actor(person.id, person.name or "", granted_roles(session, person.id), until, at)


def _not_ended(database: Database, actor: Actor) -> Actor:
    """The actor. Who merely looks in with a sign-in that was ended is turned away without an entry in the history."""
    with database.reading() as session:
        ended = sign_in_ended(session, actor)
    if ended:
        raise NotAllowed("sign_in", "person", actor.person_id, expired=True)
    return actor


def _known(person: Person, granted: Mapping[Held, str]) -> Known:
    held = {} if person.erased_at is not None else granted
    return Known(
        person.id,
        person.name or "",
        person.email or "",
        tuple(sorted({*held, (Role.PUBLIC_READER, None)}, key=str)),
        person.erased_at,
        person.erased_reason or "",
        frozenset(one for one, source in held.items() if source == CLAIMS),
        person.claims_at,
    )


def _roles_of(session: Session, named: Iterable[str]) -> frozenset[Held]:
    held: set[Held] = set()
    for one in named:
        name, _, body = one.partition(":")
        try:
            role, body_id = Role(name), int(body) if body else None
            check_held(session, role, body_id)
        except (ValueError, Refused):
            continue
        held.add((role, body_id))
    return frozenset(held)


def _take_over(session: Session, person: Person, claimed: frozenset[Held]) -> None:
    """Make the roles that came from claims those of the newest claims; roles granted here stay."""
    for grant in _standing(session, person):
        if grant.source == CLAIMS and (Role(grant.role), grant.body_id) not in claimed:
            _revoke(session, None, grant)
    for role, body_id in sorted(claimed - granted_roles(session, person.id), key=str):
        _grant(session, None, person, role, body_id, CLAIMS)


def _grant(session: Session, actor: Actor | None, person: Person, role: Role, body_id: int | None, source: str) -> None:
    now = session.info["database"].now()
    by = actor.person_id if actor else None
    session.add(
        RoleGrant(person_id=person.id, role=role, body_id=body_id, source=source, granted_at=now, granted_by_id=by)
    )
    facts = {"role": role.value, "body": body_id, "source": source}
    append(session, actor, Action.ROLE_GRANT, Scope("person", person.id), facts)


def _revoke(session: Session, actor: Actor | None, grant: RoleGrant) -> None:
    grant.revoked_at = session.info["database"].now()
    grant.revoked_by_id = actor.person_id if actor else None
    facts = {"role": grant.role, "body": grant.body_id}
    append(session, actor, "role_revoke", Scope("person", grant.person_id), facts)


def _standing(session: Session, person: Person) -> list[RoleGrant]:
    return list(session.scalars(select(RoleGrant).filter_by(person_id=person.id, revoked_at=None)))


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound("person", person_id)
    return person


def _refuse_last_administrator(session: Session, person_id: int) -> None:
    """Refuse to leave the record without an administrator: only whoever has the machine could name another."""
    holders = set(
        session.scalars(
            select(RoleGrant.person_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.revoked_at.is_(None), Person.erased_at.is_(None))
        )
    )
    if holders == {person_id}:
        raise Refused([Fault("last_administrator", "person")])
