"""The addresses of the decision-makers' pages: summary, meeting view, documents, area sheets, history, data.

Plain HTML like the councils' pages, answered before anything of Streamlit's is reached. Nothing is changed here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.routing import Route

from assessment.records.rate_limits import USUAL_LIMITS, RateLimits
from pages.decisions import files, looking, summaries
from pages.decisions.addresses import START
from pages.statements.asking import Service, page
from pages.statements.council_pages import HEADERS, nobody
from pages.statements.reading import no_such_page
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assessment.records.actor import Actor
    from assessment.records.database import Database

# A council chamber reads the same summary at once behind one address.
LIMITS = MappingProxyType(dict(USUAL_LIMITS) | {"look": "600 per minute"})


def decision_app(service: Service) -> Starlette:
    """The decision-makers' pages as an application of their own."""
    one = f"{START}/{{matter_id:int}}"
    missing = page(service, no_such_page)

    async def not_found(request: Request, _error: Exception) -> Response:
        return await missing(request)

    return Starlette(
        routes=[
            Route(START, page(service, looking.matters_page)),
            Route(one, page(service, summaries.summary_page)),
            Route(f"{one}/kokous", page(service, summaries.meeting_page)),
            Route(f"{one}/historia", page(service, looking.history_page)),
            Route(f"{one}/{{name:str}}", page(service, files.file_of_matter)),
        ],
        exception_handlers={404: not_found},
    )


class DecisionPages:
    """Answers the decision-makers' addresses and passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        sign_in: Callable[[Request, Database], Actor | None] = nobody,
        record: Callable[[], Database] = the_record,
        limits: Mapping[str, str] = LIMITS,
    ) -> None:
        self.app = app
        self.pages = decision_app(Service(record, RateLimits(MappingProxyType(dict(limits))), sign_in))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope.get("path", "")) if scope["type"] == "http" else ""
        if path != START and not path.startswith(f"{START}/"):
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    # A page that carries its own style and script names them by their digests.
                    if name == "Content-Security-Policy" and name in headers:
                        continue
                    headers[name] = value
            await send(message)

        await self.pages(dict(scope) | {"app": self.pages}, receive, send_safely)
