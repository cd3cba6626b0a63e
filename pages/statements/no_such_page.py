"""Addresses of no page: said in words, in the reader's language; Streamlit would say it in English over a page."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.requests import Request

from assessment.records.rate_limits import RateLimits
from pages.components.contents import KNOWN_PATHS
from pages.statements.asking import Service, page
from pages.statements.council_pages import LIMITS
from pages.statements.plain_pages import HEADERS, POLICY, nobody
from pages.statements.reading import no_such_page
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from assessment.records.actor import Actor
    from assessment.records.database import Database

# First parts of addresses that Streamlit or our own routes answer.
_SERVED = frozenset(
    {
        "_stcore",
        "app",
        "auth",
        "component",
        "files",
        "healthz",
        "media",
        "oauth2callback",
        "script-health-check",
        "static",
    }
)


class NoSuchPage:
    """Answers what asks for a page that there is not, and passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        sign_in: Callable[[Request, Database], Actor | None] = nobody,
        record: Callable[[], Database] = the_record,
    ) -> None:
        self.app = app
        self.answer = page(Service(record, RateLimits(MappingProxyType(dict(LIMITS))), sign_in), no_such_page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _is_no_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        response = await self.answer(Request(scope, receive))
        response.headers.update(HEADERS | {"Content-Security-Policy": POLICY})
        await response(scope, receive, send)


def _is_no_page(path: str) -> bool:
    """Whether the path asks for a page we do not have; files have a dot in their names."""
    first, *rest = path.strip("/").split("/")
    if first in _SERVED or "." in path:
        return False
    return bool(rest) or first not in KNOWN_PATHS
