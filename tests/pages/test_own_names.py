"""No address of ours leads to another server, whatever path was asked and whatever name was told as Host."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket
from streamlit import net_util

from assessment.records.database import open_database
from pages.components.own_path import own_path
from pages.statements.council_pages import CouncilPages
from pages.statements.no_such_page import NoSuchPage
from pages.statements.own_names import OwnNames
from tests.pages.test_sign_in_ways import GOOD, Settings, in_a_loop, settings

__all__ = ["settings"]

SERVER = "http://127.0.0.1:8501"
PATHS = (
    "//3405803781/x",
    "///evil.example/x",
    "//evil.example",
    "/\\evil.example/x",
    "\\\\evil.example\\x",
    "/\t/evil.example/x",
    "/\n//evil.example",
    "/.//evil.example/x",
    "/@evil.example/x",
    "/http://evil.example/x",
    "//user@evil.example:80/x?y#z",
    "/javascript:alert(1)/x",
    "/é€/\"'<x>",
    "",
)


def answers(
    app: Any, path: str, host: str = "127.0.0.1:8501", method: str = "GET", query: bytes = b""
) -> httpx.Response:
    """What is answered to a path exactly as a server hands it on."""

    async def ask() -> httpx.Response:
        sent: list[dict[str, Any]] = []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query,
            "headers": [(b"host", host.encode("latin-1"))],
            "client": ("203.0.113.7", 1),
            "server": ("127.0.0.1", 8501),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope, receive, send)
        content = b"".join(one.get("body", b"") for one in sent[1:])
        return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], content=content)

    return in_a_loop(ask())


def as_a_browser_goes(address: str) -> str:
    """Where a browser goes by an address on a page of ours: it takes tabs and line breaks out, and \\ as /."""
    return urlsplit(urljoin(f"{SERVER}/", re.sub(r"[\t\r\n]", "", address).replace("\\", "/"))).netloc


@pytest.mark.parametrize("path", PATHS)
def test_a_path_leads_to_this_server(path: str) -> None:
    address = own_path(path)
    assert address.isascii() and address.isprintable() and address.startswith("/")
    assert as_a_browser_goes(address) == "127.0.0.1:8501"


@pytest.mark.parametrize("path", [path for path in PATHS if "." not in path])
def test_no_page_of_ours_links_to_another_server(tmp_path: Path, path: str) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    try:
        app = NoSuchPage(Starlette(), record=lambda: database)
        if not path.strip("/"):
            return
        answer = answers(app, path)
        assert answer.status_code == 404
        links = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
        assert len(links) > 4 and {as_a_browser_goes(link) for link in links} == {"127.0.0.1:8501"}
    finally:
        database.close()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "EVIL.example", "evil.example/x", "", "[::1"])
def test_redirects_stay_within_paths(tmp_path: Path, host: str) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    try:
        routes = [Mount("/files", routes=[]), Route("/to", lambda _request: RedirectResponse("//evil.example/x"))]
        app = Starlette(
            routes=routes, middleware=[Middleware(OwnNames), Middleware(CouncilPages, record=lambda: database)]
        )
        for path, wanted in (
            ("/lausunnot/", "/lausunnot"),
            ("/lausunnot/kirjaudu/", "/lausunnot/kirjaudu"),
            ("/files", "/files/"),
            ("/to", "/evil.example/x"),
        ):
            answer = answers(app, path, host)
            assert (answer.status_code, answer.headers["location"]) == (307, wanted)
        assert answers(app, "/lausunnot/kirjaudu", host, query=b"x=\xff").status_code == 200
        assert answers(app, "/lausunnot/", host, query=b"lang=sv").headers["location"] == "/lausunnot?lang=sv"
    finally:
        database.close()


def test_a_redirect_to_the_sign_in_service_is_left() -> None:
    async def to_the_service(_request: Request) -> RedirectResponse:
        return RedirectResponse("https://login.example.fi/authorize?state=x")

    app = OwnNames(Starlette(routes=[Route("/auth/login", to_the_service)]))
    assert answers(app, "/auth/login").headers["location"] == "https://login.example.fi/authorize?state=x"


def test_other_names_are_refused_where_the_public_one_is_known(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(net_util, "get_internal_ip", lambda: "192.0.2.1")

    async def page(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("here")

    app = OwnNames(Starlette(routes=[Route("/asiat", page)]))
    settings()
    assert answers(app, "/asiat", "evil.example").status_code == 200  # nobody knows by which names it is found
    settings(GOOD)
    for own in ("eva.example.fi", "EVA.example.fi:443", "127.0.0.1:8501", "localhost", "[::1]:8501", "192.0.2.1"):
        assert answers(app, "/asiat", own).status_code == 200, own
    with caplog.at_level(logging.WARNING, "assessment.pages"):
        for other in ("evil.example", "eva.example.fi.evil.example", "eva.example.fi@evil.example", "", "[::1"):
            answer = answers(app, "/asiat", other)
            assert answer.status_code == 421 and "Sivua ei löydy" in answer.text and "evil" not in answer.text
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "another name than ours" in caplog.text


def test_no_session_is_opened_by_another_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_util, "get_internal_ip", lambda: "192.0.2.1")
    settings(GOOD)
    opened: list[str] = []

    async def session(websocket: WebSocket) -> None:
        opened.append(websocket.headers["host"])

    async def closed(host: bytes) -> list[Any]:
        sent: list[Any] = []

        async def receive() -> dict[str, str]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/x", "headers": [(b"host", host)], "query_string": b"", "root_path": ""}
        await OwnNames(Starlette(routes=[WebSocketRoute("/x", session)]))(scope, receive, send)
        return sent

    assert in_a_loop(closed(b"evil.example")) == [{"type": "websocket.close", "code": 1008}]
    in_a_loop(closed(b"eva.example.fi"))
    assert opened == ["eva.example.fi"]


def test_the_app_has_them_around_all_pages() -> None:
    import app

    around = [one.cls for one in app.app._user_middleware]
    names = [one.__name__ for one in around]  # type: ignore[attr-defined]
    for pages in ("SignInWays", "CouncilPages", "DecisionPages", "NoSuchPage"):
        assert names.index("OwnNames") < names.index(pages)
    assert "OwnSessions" in names and "OwnUploads" in names
