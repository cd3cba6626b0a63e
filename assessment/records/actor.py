"""Who acts. An Actor is passed explicitly to every use case; nothing is known of it but what it carries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the record."""

    PLANNER = "planner"
    PREPARER = "preparer"
    COUNCIL_SECRETARY = "council_secretary"
    COUNCIL_MEMBER = "council_member"
    DECISION_MAKER = "decision_maker"
    ADMINISTRATOR = "administrator"
    PUBLIC_READER = "public_reader"


# Roles that are held for one body; the others are held for the whole municipality.
BODY_ROLES = frozenset({Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER, Role.DECISION_MAKER})

Held = tuple[Role, int | None]  # a role, and the body it is held for


@dataclass(frozen=True)
class Actor:
    """Somebody signed in: the person, the roles this sign-in brought, and from when until when the sign-in holds.

    The roles are an upper bound: what counts at each act is what the database still grants of them (see permissions).
    `signed_in_until` is in UTC; None only for the public, who is nobody in particular. `signed_in_at` tells this
    sign-in from the person's others, so that it can be ended (see `sign_ins`).
    """

    person_id: int | None
    name: str
    roles: frozenset[Held]
    signed_in_until: datetime | None
    signed_in_at: datetime | None = None

    def has(self, role: Role, body_id: int | None = None) -> bool:
        """Whether the sign-in brought the role; with a body, for that body."""
        return any(held == role and (body_id is None or body == body_id) for held, body in self.roles)

    def bodies(self, *roles: Role) -> frozenset[int]:
        """The bodies for which the sign-in brought any of the roles."""
        return frozenset(body for held, body in self.roles if held in roles and body is not None)

    def only(self, role: Role, body_id: int | None = None) -> Actor:
        """The same person acting in one of the roles only; for the role switch of the local mode."""
        kept = frozenset((held, body) for held, body in self.roles if held == role and body_id in (None, body))
        return replace(self, roles=kept)


PUBLIC = Actor(None, "", frozenset({(Role.PUBLIC_READER, None)}), None)
"""Anybody who has not signed in."""
