"""Files come in only from who is signed in or alone with the program, only so large and so many, and never unread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor, Role
from assessment.records.attachments import LARGEST_MB
from assessment.records.database import Database
from pages.components.uploads import LARGEST_CHECKED_MB, LIMITS, OwnUploads
from pages.statements.local_mode import SWITCH
from tests.pages.test_sign_in_ways import in_a_loop

ADDRESS = "/_stcore/upload_file/session/file"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
RECORD = cast("Database", SimpleNamespace(now=lambda: NOW))
MB = 1024 * 1024


def actor(*roles: Role, until: datetime = NOW + timedelta(hours=1), person_id: int = 7) -> Actor:
    return Actor(person_id, "Veikko", frozenset((role, None) for role in roles), until)


class Door:
    """The middleware before a server that counts what it reads."""

    def __init__(self, who: Actor | None = None, **options: Any) -> None:
        self.who, self.read = who, 0
        options = {"record": lambda: RECORD} | options
        routes = [Route("/{rest:path}", self.take, methods=["GET", "PUT", "DELETE", "OPTIONS"])]
        middleware = [Middleware(OwnUploads, sign_in=lambda _request, _database: self.who, **options)]
        self.app = Starlette(routes=routes, middleware=middleware)

    async def take(self, request: Request) -> PlainTextResponse:
        async for chunk in request.stream():
            self.read += len(chunk)
        return PlainTextResponse("taken")

    def send(self, content: bytes | AsyncIterator[bytes] = b"a", method: str = "PUT", **headers: str) -> int:
        async def sent() -> int:
            transport = httpx.ASGITransport(app=self.app, client=("203.0.113.5", 50000))
            async with httpx.AsyncClient(transport=transport, base_url="http://eva.example.fi") as browser:
                told = {name.replace("_", "-"): value for name, value in headers.items()}
                return (await browser.request(method, ADDRESS, content=content, headers=told)).status_code

        return in_a_loop(sent())


@pytest.mark.parametrize("who", [None, actor(Role.PLANNER, until=NOW), Actor(7, "", frozenset(), None)])
def test_nobody_and_who_has_run_out_send_nothing(who: Actor | None) -> None:
    door = Door(who)
    assert door.send(b"a" * 1000) == 403 and door.read == 0
    # What sends no file passes.
    assert [door.send(b"", method) for method in ("GET", "DELETE", "OPTIONS")] == [200] * 3


def test_who_is_signed_in_sends_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(actor(Role.PLANNER))
    assert door.send(b"a" * 1000) == 200 and door.read == 1000


@pytest.mark.parametrize(
    ("role", "most"),
    [
        (Role.PLANNER, LARGEST_CHECKED_MB),
        (Role.PREPARER, LARGEST_CHECKED_MB),
        (Role.ADMINISTRATOR, LARGEST_MB),
        (Role.DECISION_MAKER, LARGEST_MB),
    ],
)
def test_only_who_checks_files_sends_large_ones(role: Role, most: int) -> None:
    door = Door(actor(role))
    assert door.send(b"", content_length=str(most * MB)) == 200
    assert door.send(b"", content_length=str((most + 1) * MB)) == 413
    assert door.send(b"", content_length="9" * 5000) == 413


def test_streamlit_takes_what_the_file_check_needs() -> None:
    assert config.get_option("server.maxUploadSize") == LARGEST_CHECKED_MB


def test_a_file_that_tells_no_length_is_not_read() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a" * 1000

    door = Door(actor(Role.PLANNER))
    assert door.send(pieces()) == 411
    assert door.send(b"a", transfer_encoding="chunked", content_length="1") == 411
    assert door.send(b"a", content_length="x") == 411
    assert door.read == 0


def test_files_are_counted_by_number_and_by_bytes() -> None:
    door = Door(actor(Role.PLANNER), limits=dict(LIMITS) | {"files": "3 per 10 minute"})
    assert [door.send() for _ in range(4)] == [200, 200, 200, 429]
    door.who = actor(Role.PLANNER, person_id=8)
    assert door.send() == 200
    door = Door(actor(Role.PREPARER))
    assert [door.send(b"", content_length=str(190 * MB)) for _ in range(6)] == [200] * 3 + [429] * 3


def test_without_a_record_nobody_away_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_record() -> Database:
        raise Refused([Fault("records_unreachable", "records")])

    assert Door(record=no_record).send() == 503


def test_the_local_mode_needs_no_sign_in_and_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_record() -> Database:
        raise Refused([Fault("records_unreachable", "records")])

    door = Door(record=no_record)

    async def sent(**headers: str) -> int:
        transport = httpx.ASGITransport(app=door.app, client=("127.0.0.1", 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8501") as browser:
            return (await browser.put(ADDRESS, content=b"a", headers=headers)).status_code

    assert in_a_loop(sent()) == 200
    assert in_a_loop(sent(origin="http://localhost:8501")) == 200
    for away in ({"x-forwarded-for": "203.0.113.5"}, {"host": "eva.example.fi"}, {"origin": "http://evil.example"}):
        assert in_a_loop(sent(**away)) == 503
    monkeypatch.setenv(SWITCH, "off")
    assert in_a_loop(sent()) == 503
