"""Who may send a file to Streamlit's field for files, and how much: it keeps in memory whatever it is sent.

The fields stand on planners' and preparers' pages, but Streamlit takes a file from any session, and anybody opens one.
"""

from __future__ import annotations

import logging
import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from assessment.errors import Refused
from assessment.records.actor import Role
from assessment.records.attachments import LARGEST_MB
from assessment.records.rate_limits import RateLimits
from pages.components.sign_in_cookie import signed_in_by_cookie
from pages.statements.local_mode import is_local
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from assessment.records.actor import Actor
    from assessment.records.database import Database

# A timetable of a whole region that is to be checked; Streamlit's own limit (server.maxUploadSize) is the same.
LARGEST_CHECKED_MB = 200
# Our judgement: a person checks a file a few times over, never sixty.
LIMITS = MappingProxyType({"files": "60 per 10 minute", "megabytes": "600 per 10 minute"})
_MB = 1024 * 1024
_AROUND = 64 * 1024  # what the browser writes around the file
_MOST_DIGITS = 15
_log = logging.getLogger("assessment.uploads")


class OwnUploads:
    """Lets files in from who is signed in, or is alone with the program; everything but a PUT passes.

    Nothing else of ours or of Streamlit's takes a PUT, so none needs to be told apart by its address.
    """

    def __init__(
        self,
        app: ASGIApp,
        sign_in: Callable[[Request, Database], Actor | None] = signed_in_by_cookie,
        record: Callable[[], Database] = the_record,
        limits: Mapping[str, str] = LIMITS,
    ) -> None:
        self.app, self.sign_in, self.record = app, sign_in, record
        self.limits = RateLimits(MappingProxyType(dict(limits)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] == "PUT":
            request = Request(scope)
            status = await run_in_threadpool(self._refusal, request)
            if status:
                _log.warning("a file from %s was refused: %s", request.client.host if request.client else "", status)
                # Streamlit's field shows the status alone; it stands on no page of those who are refused.
                await Response(status_code=status)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, request: Request) -> int:
        """The status to refuse a file with before any of it is read; 0 where it may come."""
        try:
            visitor, most_mb = self._who(request)
        except Refused:
            return 503
        if not visitor:
            return 403
        told = request.headers.get("content-length", "")
        # A browser tells the length of a file, and no server takes more than was told.
        if "transfer-encoding" in request.headers or not (told.isascii() and told.isdigit()):
            return 411
        if len(told) > _MOST_DIGITS or int(told) > most_mb * _MB + _AROUND:
            return 413
        megabytes = max(1, math.ceil((int(told) - _AROUND) / _MB))
        if self.limits.allowed("files", visitor) and self.limits.allowed("megabytes", visitor, megabytes):
            return 0
        return 429

    def _who(self, request: Request) -> tuple[str, int]:
        """By whom files are counted, empty for nobody, and how large one may be. Raises Refused."""
        if is_local(request):
            return f"address {request.client.host if request.client else ''}", LARGEST_CHECKED_MB
        database = self.record()
        actor = self.sign_in(request, database)
        if actor is None or actor.signed_in_until is None or actor.signed_in_until <= database.now():
            return "", 0
        checks = actor.has(Role.PLANNER) or actor.has(Role.PREPARER)
        return f"person {actor.person_id}", LARGEST_CHECKED_MB if checks else LARGEST_MB
