"""Signing in by the city's service and out again: what Streamlit's own ways leave open is closed around them.

Streamlit answers `/auth/login`, `/oauth2callback` and `/auth/logout` (OpenID Connect by Authlib: state, nonce, PKCE).
Around them: `/kirjaudu` remembers which page was wanted and goes back to it, tries are counted, signing out ends the
sign-in on the server, a failure is said in words, and every cookie is for TLS only where the world comes by TLS.
"""

from __future__ import annotations

import logging
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from assessment.errors import Refused
from assessment.records.people import known_by_claims
from assessment.records.rate_limits import RateLimits
from assessment.records.sign_ins import sign_out
from pages.components.markup import Markup
from pages.components.sign_in_cookie import USER_COOKIE, claims_by_cookie
from pages.components.sign_in_service import SIGN_IN, WANTED, can_sign_in, is_by_tls
from pages.statements.asking import SIGN_IN as HOW_TO_COME_IN
from pages.statements.asking import language_of, reader_of
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assessment.records.database import Database

LOGIN, CALLBACK, LOGOUT = "/auth/login", "/oauth2callback", "/auth/logout"
# A whole office signs in behind one address on Monday morning; passwords are guessed at the service, not here.
LIMITS = MappingProxyType({LOGIN: "120 per minute", CALLBACK: "120 per minute"})
WAY_SECONDS = 900  # how long one may take at the sign-in service and still come back to the page one wanted
_LONGEST_ADDRESS = 2000
_OWN_WAYS = ("/auth/", CALLBACK, SIGN_IN)
_log = logging.getLogger("assessment.sign_in")


class SignInWays:
    """Answers `/kirjaudu`, watches over Streamlit's ways in and out, and makes cookies secure."""

    def __init__(
        self,
        app: ASGIApp,
        record: Callable[[], Database] = the_record,
        limits: Mapping[str, str] = LIMITS,
    ) -> None:
        self.app, self.record = app, record
        self.limits = RateLimits(MappingProxyType(dict(limits)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        path = scope["path"]
        secure = _secure(send) if is_by_tls() else send
        if path in (LOGIN, CALLBACK):
            visitor = request.client.host if request.client else ""
            if not self.limits.allowed(path, visitor):
                _log.warning("too many tries to sign in from %s", visitor)
                await _too_often(request, self.limits.seconds_left(path, visitor))(scope, receive, secure)
                return
        if path == SIGN_IN:
            await _begin(request)(scope, receive, secure)
        elif path == LOGOUT:
            if request.headers.get("sec-fetch-site") == "cross-site":  # another site may not sign anybody out
                await RedirectResponse("/", status_code=303)(scope, receive, secure)
                return
            await run_in_threadpool(self._end, request)
            await self.app(scope, receive, secure)
        elif path == CALLBACK:
            await self.app(scope, receive, _coming_back(request, secure))
        else:
            await self.app(scope, receive, secure)

    def _end(self, request: Request) -> None:
        """End the sign-in on the server, so that its cookie opens nothing even if somebody kept it."""
        claims = claims_by_cookie(request)
        if claims is None:
            return
        try:
            database = self.record()
            actor = known_by_claims(database, claims)
            if actor is not None:
                sign_out(database, actor)
                _log.info("person %s signed out", actor.person_id)
        except Refused as refused:
            _log.error("a sign-in could not be ended: %s", refused)


def is_local_address(address: str) -> bool:
    """Whether it is a page of ours to come back to: never another server's, never one of the ways in and out."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or len(address) > _LONGEST_ADDRESS:
        return False
    if "\\" in address or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and not parts.path.startswith(_OWN_WAYS)


def _begin(request: Request) -> Response:
    """Remember the page that was wanted and go to the sign-in service; without one, to how one comes in."""
    wanted = request.query_params.get(WANTED, "/")
    language = language_of(request)
    if not can_sign_in():
        response = RedirectResponse(HOW_TO_COME_IN + ("" if language == "fi" else f"?lang={language}"), 303)
        response.headers["Cache-Control"] = "no-store"
        return response
    from streamlit.user_info import generate_login_redirect_url

    response = RedirectResponse(generate_login_redirect_url("default"), status_code=303)
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        WANTED,
        quote(wanted if is_local_address(wanted) else "/", safe=""),
        max_age=WAY_SECONDS,
        path=CALLBACK,
        httponly=True,
        samesite="lax",
    )
    return response


def _coming_back(request: Request, send: Send) -> Send:
    """Streamlit sends everybody to its first page; whoever has signed in goes to the page that was wanted."""
    asked = any(request.query_params.get(name) for name in ("state", "code", "error"))

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            cookies = headers.getlist("set-cookie")
            came_in = any(one.startswith(f"{USER_COOKIE}=") and "max-age=0" not in one.lower() for one in cookies)
            if came_in:
                wanted = unquote(request.cookies.get(WANTED, ""))
                headers["location"] = wanted if is_local_address(wanted) else "/"
            elif asked:
                _log.warning("a sign-in failed: %s", request.query_params.get("error", "not accepted")[:80])
                headers["location"] = f"{HOW_TO_COME_IN}?ei=1"
            headers.append("set-cookie", f"{WANTED}=; Max-Age=0; Path={CALLBACK}; HttpOnly; SameSite=Lax")
            headers["cache-control"] = "no-store"
        await send(message)

    return sending


def _secure(send: Send) -> Send:
    """Every cookie for TLS only: Streamlit's own do not say so, and behind a proxy ours cannot know."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                (name, value + b"; Secure" if name == b"set-cookie" and b"; secure" not in value.lower() else value)
                for name, value in message["headers"]
            ]
        await send(message)

    return sending


def _too_often(request: Request, seconds: int) -> Response:
    reader = reader_of(request)
    text = Markup('<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><h1>{}</h1><p>{}</p></html>')
    title = reader.t("council.no.too_often")
    page = text.format(reader.language, title, title, reader.t("council.no.too_often_do", seconds=seconds))
    return HTMLResponse(str(page), status_code=429, headers={"Retry-After": str(seconds), "Cache-Control": "no-store"})
