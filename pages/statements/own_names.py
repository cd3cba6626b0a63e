"""By which names this server answers: its own only, where they are known; and it never leads to a name it was told.

Whoever passes requests on, or keeps answers for others, may be told any name as `Host`; it must not come back as an
address to go to.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pages.components.markup import Markup
from pages.components.origins import is_own_name
from pages.components.sign_in_service import public_origin
from pages.statements.asking import reader_of
from pages.statements.plain_pages import HEADERS, POLICY

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY_VIOLATION = 1008
_MISDIRECTED = 421
_log = logging.getLogger("assessment.pages")


class OwnNames:
    """Refuses requests to another name where the public address is set up, and makes redirects within paths of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if public_origin() and not all(is_own_name(_name_of(host)) for host in told):
            _log.warning("a request to another name than ours: %r", told[0][:80])
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            else:
                await _not_here(Request(scope))(scope, receive, send)
            return
        await self.app(
            scope, receive, _within(send, _names_in_redirects(scope, told)) if scope["type"] == "http" else send
        )


def _within(send: Send, ours: frozenset[str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            location = headers.get("location", "")
            if location.startswith(("//", "/\\")) or _netloc_of(location) in ours:
                headers["location"] = _path_only(location)
        await send(message)

    return sending


def _names_in_redirects(scope: Scope, told: list[str]) -> frozenset[str]:
    """What stands for this server in an address made of the request: the name it was told, else where it listens."""
    host, port = scope.get("server") or ("", None)
    return frozenset({*(one.lower() for one in told), str(host).lower(), f"{host}:{port}".lower()} - {""})


def _path_only(location: str) -> str:
    if location.startswith(("//", "/\\")):
        return "/" + location.lstrip("/\\")
    parts = urlsplit(location)
    after = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return "/" + parts.path.lstrip("/\\") + after


def _netloc_of(location: str) -> str:
    try:
        return urlsplit(location).netloc.lower()
    except ValueError:
        return ""


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _not_here(request: Request) -> Response:
    reader = reader_of(request)
    text = Markup('<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><h1>{}</h1><p>{}</p></html>')
    title = reader.t("council.no.not_found")
    page = text.format(reader.language, title, title, reader.t("council.no.not_found_do"))
    return HTMLResponse(str(page), _MISDIRECTED, HEADERS | {"Content-Security-Policy": POLICY})
