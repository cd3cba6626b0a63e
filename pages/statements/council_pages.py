"""The addresses of the councils' pages, and the headers every one of them carries.

They are answered before anything of Streamlit's is reached: it neither sees these requests nor writes into the answers.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.routing import Route

from assessment.records.rate_limits import USUAL_LIMITS, RateLimits
from pages.statements import giving, reading, signing_in, writing
from pages.statements.asking import SIGN_IN, START, Service, page
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assessment.records.actor import Actor
    from assessment.records.database import Database

# A whole council takes its invitations in one room, behind one address. Looking is counted for those not signed in.
LIMITS = MappingProxyType(dict(USUAL_LIMITS) | {"invitation": "60 per 10 minute", "look": "120 per minute"})
# Our own style and script only, no inline ones, no foreign frames or forms.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
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


def council_app(service: Service) -> Starlette:
    """The councils' pages as an application of their own."""
    one = f"{START}/{{request_id:int}}"
    both = ["GET", "POST"]
    no_such_page = page(service, reading.no_such_page)

    async def not_found(request: Request, _error: Exception) -> Response:
        return await no_such_page(request)

    return Starlette(
        routes=[
            Route(START, page(service, reading.requests_page)),
            Route(SIGN_IN, page(service, signing_in.sign_in_page, "sign_in"), methods=both),
            Route(f"{START}/ulos", page(service, signing_in.sign_out), methods=["POST"]),
            Route(f"{START}/liite/{{attachment_id:int}}", page(service, reading.attachment)),
            Route(
                f"{signing_in.INVITATION}/{{token}}",
                page(service, signing_in.invitation_page, "invitation"),
                methods=both,
            ),
            Route(one, page(service, reading.request_page)),
            Route(one, page(service, writing.save_page), methods=["POST"]),
            Route(f"{one}/luonnos", page(service, writing.autosave, "draft"), methods=["POST"]),
            Route(f"{one}/luvut", page(service, reading.figures_page)),
            Route(f"{one}/esikatselu", page(service, giving.preview_page)),
            Route(f"{one}/laheta", page(service, giving.send_page), methods=["POST"]),
            Route(f"{one}/kuitti", page(service, giving.receipt_page)),
            Route(f"{one}/lausunto/{{version:int}}", page(service, reading.statement_page)),
            Route(f"{one}/korjaus", page(service, writing.correction_page), methods=both),
            Route(f"{one}/paperi", page(service, giving.paper_page), methods=both),
            Route(f"{one}/ei-lausuntoa", page(service, giving.decline_page), methods=both),
            Route(f"{one}/vaikutus", page(service, reading.effect_page)),
        ],
        exception_handlers={404: not_found},
    )


class CouncilPages:
    """Answers the councils' addresses and passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        sign_in: Callable[[Request, Database], Actor | None] = nobody,
        record: Callable[[], Database] = the_record,
        limits: Mapping[str, str] = LIMITS,
    ) -> None:
        self.app = app
        self.pages = council_app(Service(record, RateLimits(MappingProxyType(dict(limits))), sign_in))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope.get("path", "")) if scope["type"] == "http" else ""
        if path != START and not path.startswith((f"{START}/", f"{signing_in.INVITATION}/")):
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.pages(dict(scope) | {"app": self.pages}, receive, send_safely)
