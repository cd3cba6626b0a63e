"""Safe headers on every answer, whoever gives it; the outermost layer, so that nothing answers outside it.

A page that has headers of its own keeps them: the plain pages forbid more than Streamlit's own pages can.
"""

from __future__ import annotations

import logging
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pages.components.markup import Markup
from pages.statements.asking import reader_of
from pages.statements.plain_pages import HEADERS, POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's own bundle styles elements in place; hence inline styles. The one inline script allowed by its digest is
# the shell's `window.prerenderReady = false` (Streamlit 1.67). Everything comes from this server only.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; frame-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# The map's frame: streamlit-folium writes the map's script into the frame as an inline script.
FRAME_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)
SAFE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
        "X-Frame-Options": "SAMEORIGIN",
    }
)
PLAIN_HEADERS: Mapping[str, str] = MappingProxyType(HEADERS | {"Content-Security-Policy": POLICY})
# The ways in and out only send the browser on, or say why not.
_WAYS = frozenset({"/auth/login", "/auth/logout", "/oauth2callback", "/kirjaudu"})
_log = logging.getLogger("assessment.pages")


class SafeHeaders:
    """Adds to every answer the safe headers that it does not have, and says in words what nothing else could answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wanted, begun = headers_for(scope["path"]), False

        async def send_safely(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_safely)
        except Exception:
            if begun:
                raise
            # Starlette's own answer to this stands outside every layer: in English, and without headers.
            _log.exception("a request failed")
            await _failed(Request(scope))(scope, receive, send)


def headers_for(path: str) -> Mapping[str, str]:
    """The headers of what is answered at a path, where the answer itself says nothing else."""
    if path in _WAYS:
        return PLAIN_HEADERS
    policy = FRAME_POLICY if path.startswith("/component/") else PAGE_POLICY
    return {**SAFE_HEADERS, "Content-Security-Policy": policy}


def _failed(request: Request) -> Response:
    reader = reader_of(request)
    title, text = reader.t("council.no.failed"), reader.t("council.no.failed_do")
    page = Markup('<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><h1>{}</h1><p>{}</p></html>')
    return HTMLResponse(str(page.format(reader.language, title, title, text)), 500, dict(PLAIN_HEADERS))
