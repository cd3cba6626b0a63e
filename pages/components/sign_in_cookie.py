"""The sign-in of a request to a plain page: read from the cookie that Streamlit signed."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from assessment.records.actor import PUBLIC, Actor
from assessment.records.people import known_by_claims, sign_in
from assessment.records.refusals import NotAllowed
from pages.components.sign_in_service import can_sign_in, claims_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from assessment.records.database import Database
    from assessment.records.people import Claims

USER_COOKIE = "_streamlit_user"
_log = logging.getLogger("assessment.sign_in")


def signed_in_by_cookie(request: Request, database: Database) -> Actor | None:
    """Who is signed in by OpenID Connect, for the plain pages; None for nobody.

    A sign-in that has run out or was ended brings the person with what they may no longer do: the page then says so,
    and a form of theirs is known as theirs.
    """
    claims = claims_by_cookie(request)
    if claims is None:
        return None
    try:
        return sign_in(database, claims)
    except NotAllowed:
        known = known_by_claims(database, claims)
        if known is None or known.signed_in_until is None:
            return None
        # One that was ended has run out, whatever its token says.
        now = database.now()
        return Actor(known.person_id, known.name, PUBLIC.roles, min(known.signed_in_until, now), known.signed_in_at)


def claims_by_cookie(request: Request) -> Claims | None:
    """The claims in the cookie that Streamlit signed; None without one that is its own.

    The reading is private to Streamlit (1.67); a test signs in through a real service and asks for a plain page.
    """
    from streamlit.web.server.starlette import starlette_auth_routes as routes

    if not can_sign_in():
        return None
    try:
        kept = routes._get_cookie_value_from_request(request, USER_COOKIE)
        return claims_of(json.loads(kept)) if kept else None
    except (ValueError, KeyError, TypeError):
        _log.warning("a sign-in cookie that cannot be read")
        return None
