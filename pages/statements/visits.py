"""Whose browser this is: one signed cookie with an expiry, and the form tokens that belong to it.

The cookie holds no name: a visit number, the person's id, the roles this sign-in brought and until when it holds. What
the person may do is asked of the record at every act, so that a revoked role counts at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from assessment.records.actor import PUBLIC, Actor, Held, Role
from assessment.records.people import actor_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from assessment.records.database import Database

COOKIE = "lausunnot"
# Our judgement: as long as an invitation holds, so that a council member needs not be invited again for one statement.
USUAL_HOURS = 14 * 24
SHARED_COMPUTER_HOURS = 4
# A page left open on a closed laptop is still sent; the token belongs to the visit and ends with it at the latest.
TOKEN_SECONDS = USUAL_HOURS * 3600
# A form sent after the sign-in ran out is still known as its writer's; the cookie itself tells until when it holds.
KEPT_AFTERWARDS = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Visit:
    """One browser's visit; `person_id` None before signing in. `local`: signed in by the local mode's role choice.

    `since` is when the sign-in was made: it tells this one from the person's others. `has_signed_in`: somebody has been
    signed in by this browser, so that a long text of theirs is still read, and shown, after the sign-in ended.
    """

    number: str
    person_id: int | None = None
    held: frozenset[Held] = frozenset()
    until: datetime | None = None
    local: bool = False
    shared_computer: bool = False
    since: datetime | None = None
    has_signed_in: bool = False

    def actor(self, database: Database) -> Actor:
        """Who acts: the person with those roles of the sign-in that stand, else the public. Raises NotAllowed."""
        if self.person_id is None or self.until is None:
            return PUBLIC
        actor = actor_of(database, self.person_id, self.until, self.since)
        return replace(actor, roles=actor.roles & (self.held | PUBLIC.roles))


def new_visit() -> Visit:
    """A visit of nobody yet."""
    return Visit(secrets.token_urlsafe(16))


def signed_in_visit(
    actor: Actor, held: frozenset[Held], *, local: bool = False, shared_computer: bool = False
) -> Visit:
    """The visit after signing in, under a number nobody has seen before."""
    return Visit(
        secrets.token_urlsafe(16),
        actor.person_id,
        held,
        actor.signed_in_until,
        local,
        shared_computer,
        actor.signed_in_at,
    )


class Signing:
    """Signs cookies and form tokens with keys derived from the record's own key."""

    def __init__(self, key: bytes) -> None:
        derived = hmac.new(key, b"the councils' pages: cookies and form tokens, 1", hashlib.sha256).digest()
        options: dict[str, Any] = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        self._cookies = URLSafeSerializer(derived, salt="visit", signer_kwargs=options)
        self._tokens = URLSafeTimedSerializer(derived, salt="form", signer_kwargs=options)

    def read(self, request: Request) -> Visit | None:
        """The visit of the request's cookie; None without one, or with one that is not ours."""
        text = request.cookies.get(COOKIE, "")
        try:
            told = self._cookies.loads(text) if text else None
            return None if told is None else _visit_of(told)
        except (BadData, KeyError, TypeError, ValueError):
            return None

    def write(self, response: Response, request: Request, visit: Visit) -> None:
        """Set the visit's cookie: never for scripts, never for other sites, over TLS only where the page came so."""
        told = {
            "v": visit.number,
            "p": visit.person_id,
            "h": sorted([role.value, body] for role, body in visit.held),
            "u": None if visit.until is None else int(visit.until.timestamp()),
            "t": None if visit.since is None else (visit.since - _EPOCH) // timedelta(microseconds=1),
            "l": visit.local,
            "s": visit.shared_computer,
            "b": visit.has_signed_in,
        }
        age = None
        if visit.until is not None and not visit.shared_computer:
            age = max(0, int((visit.until - datetime.now(UTC) + KEPT_AFTERWARDS).total_seconds()))
        response.set_cookie(
            COOKIE,
            str(self._cookies.dumps(told)),
            max_age=age,
            path="/",
            secure=request.scope.get("scheme") == "https",
            httponly=True,
            samesite="lax",
        )

    def token(self, visit: Visit, actor: Actor) -> str:
        """A form token that only this visit of this person can use."""
        return str(self._tokens.dumps([visit.number, actor.person_id]))

    def is_token_of(self, token: str, visit: Visit, actor: Actor) -> bool:
        """Whether the token was made for this visit of this person, and not too long ago."""
        try:
            return bool(self._tokens.loads(token, max_age=TOKEN_SECONDS) == [visit.number, actor.person_id])
        except BadData:
            return False


def _visit_of(told: Any) -> Visit:
    until = None if told["u"] is None else datetime.fromtimestamp(int(told["u"]), UTC)
    # Cookies of the first version did not tell when they were made.
    since = None if told.get("t") is None else _EPOCH + timedelta(microseconds=int(told["t"]))
    held = frozenset((Role(role), None if body is None else int(body)) for role, body in told["h"])
    person_id = None if told["p"] is None else int(told["p"])
    has_signed_in = person_id is not None or bool(told.get("b"))
    return Visit(str(told["v"]), person_id, held, until, bool(told["l"]), bool(told["s"]), since, has_signed_in)
