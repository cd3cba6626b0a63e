"""Plain pages beside Streamlit: some addresses answered before anything of it is reached, with safe headers on all."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders

from assessment.records.rate_limits import RateLimits
from pages.statements.asking import Service, page
from pages.statements.reading import no_such_page
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assessment.records.actor import Actor
    from assessment.records.database import Database

# Our own style and script only, no inline ones, no foreign frames or forms.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


def nobody(_request: Request, _database: Database) -> Actor | None:
    """Nobody is signed in elsewhere."""
    return None


def pages_app(service: Service, routes: Sequence[Route]) -> Starlette:
    """The pages as an application of their own; an address that is none of theirs is said so in words."""
    missing = page(service, no_such_page)

    async def not_found(request: Request, _error: Exception) -> Response:
        return await missing(request)

    return Starlette(routes=list(routes), exception_handlers={404: not_found})


class PlainPages:
    """Answers the addresses of its pages and passes everything else on.

    `routes`: makes the routes for a service; `starts`: what the addresses begin with.
    """

    def __init__(
        self,
        app: ASGIApp,
        routes: Callable[[Service], Sequence[Route]],
        starts: Sequence[str],
        limits: Mapping[str, str],
        sign_in: Callable[[Request, Database], Actor | None] = nobody,
        record: Callable[[], Database] = the_record,
    ) -> None:
        self.app, self.starts = app, tuple(starts)
        service = Service(record, RateLimits(MappingProxyType(dict(limits))), sign_in)
        self.pages = pages_app(service, routes(service))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope.get("path", "")) if scope["type"] == "http" else ""
        if not any(path == start or path.startswith(f"{start}/") for start in self.starts):
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                # A page that carries its own style and script names them by their digests.
                headers.setdefault("Content-Security-Policy", POLICY)
            await send(message)

        await self.pages(dict(scope) | {"app": self.pages}, receive, send_safely)
