"""The ways in and out without a browser: settings that let nobody in, where one comes back to, the local mode."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from streamlit import config, net_util
from streamlit.runtime.secrets import secrets_singleton

from assessment.records.people import Claims
from pages.components import sign_in_service, unfinished
from pages.components.origins import OwnSessions, admit_public_origin, may_open_session
from pages.components.sign_in_service import can_sign_in, claims_of, is_by_tls, is_set_up, roles_told, what_is_wrong
from pages.statements.local_mode import SWITCH, is_this_machine, server_is_local
from pages.statements.no_such_page import _is_no_page
from pages.statements.sign_in_ways import CALLBACK, LOGIN, SignInWays, is_local_address

GOOD = {
    "redirect_uri": "https://eva.example.fi/oauth2callback",
    "cookie_secret": "s" * 32,
    "client_id": "eva",
    "client_secret": "secret",
    "server_metadata_url": "https://login.example.fi/.well-known/openid-configuration",
}
Settings = Callable[..., None]
Answer = TypeVar("Answer")


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Write Streamlit's secrets: `[auth]` by what is given, `more` as it stands."""
    files = config.get_option("secrets.files")
    path = tmp_path / "secrets.toml"

    def write(auth: dict[str, str] | None = None, more: str = "") -> None:
        lines = [] if auth is None else ["[auth]", *(f'{name} = "{value}"' for name, value in auth.items())]
        path.write_text("\n".join([*lines, more]), encoding="utf-8")
        config.set_option("secrets.files", [str(path)])
        secrets_singleton._reset()

    yield write
    config.set_option("secrets.files", files)
    secrets_singleton._reset()


# The settings


def test_without_settings_there_is_no_service(settings: Settings) -> None:
    settings()
    assert not is_set_up() and not can_sign_in() and not is_by_tls()


def test_good_settings_let_in(settings: Settings) -> None:
    settings(GOOD)
    assert can_sign_in() and is_by_tls() and sign_in_service.public_origin() == "https://eva.example.fi"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("cookie_secret", "", "incomplete"),
        ("client_id", "", "incomplete"),
        ("server_metadata_url", "", "incomplete"),
        ("cookie_secret", "s" * 31, "cookie_secret"),
        ("redirect_uri", "https://eva.example.fi/", "redirect_uri"),
        ("redirect_uri", "eva.example.fi/oauth2callback", "redirect_uri"),
        ("redirect_uri", "ftp://eva.example.fi/oauth2callback", "redirect_uri"),
    ],
)
def test_settings_with_a_fault_let_nobody_in_and_leave_no_local_mode(
    settings: Settings, name: str, value: str, fault: str
) -> None:
    settings(GOOD | {name: value})
    assert what_is_wrong() == fault
    assert is_set_up() and not can_sign_in() and not server_is_local()


@pytest.mark.parametrize(
    ("told", "more", "roles"),
    [
        ({"roles": ["planner", "x"]}, "", ("planner", "x")),
        ({"roles": "planner preparer"}, "", ("planner", "preparer")),
        ({}, "", ()),
        ({"roles": {"a": 1}}, "", ()),
        ({"roles": None}, "", ()),
        ({"realm_access": {"roles": ["planner"]}}, '[sign_in]\nroles_claim = "realm_access.roles"', ("planner",)),
        ({"https://x.fi/roles": ["planner"]}, '[sign_in]\nroles_claim = "https://x.fi/roles"', ("planner",)),
        ({"a": "b"}, '[sign_in]\nroles_claim = "a.b.c"', ()),
        # Where groups are named, a group that happens to be called like a role is none.
        ({"roles": ["planner"]}, '[sign_in.roles]\n"Eva 1" = "preparer"', ()),
        ({"roles": ["Eva 1", "muu"]}, '[sign_in.roles]\n"Eva 1" = ["preparer", "planner"]', ("preparer", "planner")),
    ],
)
def test_roles_come_from_the_claim_that_the_settings_name(
    settings: Settings, told: dict[str, Any], more: str, roles: tuple[str, ...]
) -> None:
    settings(GOOD, more)
    assert roles_told(told) == roles


def test_claims_without_times_are_the_oldest_and_have_run_out() -> None:
    for wrong in (None, "x", -1e30, 1e30, [], ""):
        claims = claims_of({"iss": "i", "sub": "s", "exp": wrong, "iat": wrong})
        assert claims.expires_at == claims.issued_at == datetime(1970, 1, 1, tzinfo=UTC)
    claims = claims_of({"iss": "i", "sub": "s", "exp": 60, "iat": 30.5, "email": "e@x"})
    assert (claims.name, claims.expires_at - datetime(1970, 1, 1, tzinfo=UTC)) == ("e@x", timedelta(seconds=60))
    for nobody in ({"iss": "i"}, {"iss": "i", "sub": ""}, {"iss": "i", "sub": "x" * 256}):
        with pytest.raises((KeyError, ValueError)):
            claims_of(nobody)


@pytest.mark.parametrize(
    ("told", "more", "kept"),
    [
        ({"email_verified": True}, "", True),
        ({"email_verified": "true"}, "", True),  # as some services write it
        ({}, "", False),
        ({"email_verified": False}, "", False),
        ({"email_verified": "false"}, "", False),
        ({"email_verified": 1}, "", False),
        ({}, "[sign_in]\nemail_is_verified = true", True),
        ({}, "[sign_in]\nemail_is_verified = false", False),
        # The setting speaks for a service that says nothing, never against one that says no.
        ({"email_verified": False}, "[sign_in]\nemail_is_verified = true", False),
    ],
)
def test_an_email_counts_only_when_it_is_known_to_be_theirs(
    settings: Settings, told: dict[str, Any], more: str, kept: bool
) -> None:
    settings(GOOD, more)
    claims = claims_of({"iss": "i", "sub": "s", "email": "paakayttaja@kunta.fi"} | told)
    assert claims.email == ("paakayttaja@kunta.fi" if kept else "")


# The local mode


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("", False), ("10.0.0.5", False)],
)
def test_the_local_mode_needs_a_server_on_loopback(settings: Settings, address: str, local: bool) -> None:
    settings()
    before = config.get_option("server.address")
    config.set_option("server.address", address)
    try:
        assert server_is_local() is local
        settings(GOOD)
        assert not server_is_local()
    finally:
        config.set_option("server.address", before)


def test_the_local_mode_can_be_turned_off(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings()
    assert server_is_local()
    monkeypatch.setenv(SWITCH, "OFF")
    assert not server_is_local()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": ""},
        {"host": "eva.example.fi"},
        {"host": "127.0.0.1.example.fi"},
        {"host": "localhost.example.fi:8501"},
        {"host": "[::1"},
        {"host": "user@eva.example.fi"},
        *({"host": "127.0.0.1:8501", name: "x"} for name in ("x-forwarded-for", "forwarded", "via", "x-real-ip")),
        *({"host": "localhost", name: "x"} for name in ("x-forwarded-proto", "x-forwarded-host", "cf-connecting-ip")),
        # A proxy that passes on under our own name and adds nothing: the browser still tells where the page was opened.
        {"host": "127.0.0.1:8501", "origin": "https://eva.example.fi"},
        {"host": "127.0.0.1:8501", "referer": "https://eva.example.fi/lausunnot"},
        {"host": "127.0.0.1:8501", "origin": "null"},
    ],
)
def test_what_does_not_come_from_this_machine_is_not_local(headers: dict[str, str]) -> None:
    assert not is_this_machine(None, headers)
    assert not is_this_machine("127.0.0.1", headers)


def test_this_machine_is_local_and_others_are_not() -> None:
    for host in ("127.0.0.1:8501", "localhost", "[::1]:8501", "LOCALHOST:1"):
        for more in ({}, {"origin": f"http://{host}"}, {"referer": f"http://{host}/asiat"}):
            assert is_this_machine(None, {"host": host} | more)
            assert is_this_machine("::1", {"host": host} | more)
            for address in ("10.0.0.2", "203.0.113.7", "nonsense", ""):
                assert not is_this_machine(address, {"host": host} | more)


# The ways


def in_a_loop(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run in a thread of its own: this one has a loop running where a browser's driver was started before."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def asked(app: ASGIApp, *paths: str, headers: dict[str, str] | None = None) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://eva.example.fi") as client:
            return [await client.get(path, headers=headers) for path in paths]

    return in_a_loop(ask())


def no_record() -> Any:
    raise AssertionError("the record was asked")


def inside(cookie: str = "x=1; Path=/") -> Starlette:
    """What stands in for Streamlit's own ways: it answers, with a cookie."""

    async def answer(_request: object) -> Response:
        response = PlainTextResponse("inside")
        response.headers["set-cookie"] = cookie
        return response

    return Starlette(routes=[Route("/{path:path}", answer)])


def test_tries_to_sign_in_are_counted_by_address_and_told(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings(GOOD)
    ways = SignInWays(inside(), no_record)
    with caplog.at_level(logging.WARNING, "assessment.sign_in"):
        answers = asked(ways, *[LOGIN] * 121)
    assert [answer.status_code for answer in answers].count(429) == 1
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert "too many tries to sign in from 203.0.113.7" in caplog.text
    (limited, other) = (*asked(ways, f"{CALLBACK}?state=x"), *asked(ways, "/asiat"))
    assert (limited.status_code, other.status_code) == (200, 200)  # counted apart


def test_a_wanted_page_is_remembered_and_nothing_else(settings: Settings) -> None:
    settings(GOOD)
    ways = SignInWays(inside(), no_record)
    (kept, evil) = asked(ways, "/kirjaudu?paluu=%2Fasia%3Fid%3D3%26part%3Dhistory", "/kirjaudu?paluu=%2F%2Fevil.fi")
    assert kept.status_code == 303 and kept.headers["location"].startswith(f"{LOGIN}?provider=")
    cookie = kept.headers["set-cookie"]
    assert cookie.startswith("paluu=%2Fasia%3Fid%3D3%26part%3Dhistory;")
    for flag in ("HttpOnly", "SameSite=lax", f"Path={CALLBACK}", "Secure", "Max-Age=900"):
        assert flag in cookie
    assert evil.headers["set-cookie"].startswith("paluu=%2F;")
    settings()
    (nowhere,) = asked(ways, "/kirjaudu?paluu=%2Fasiat&lang=sv")
    assert nowhere.headers["location"] == "/lausunnot/kirjaudu?lang=sv" and "set-cookie" not in nowhere.headers


@pytest.mark.parametrize(
    "address",
    [
        "",
        "asiat",
        "//evil",
        "/\\evil",
        "/a\\b",
        "https://evil",
        "/\t/evil",
        "/a\nb",
        "/x" * 1500,
        "/auth/logout",
        "/kirjaudu",
        CALLBACK,
    ],
)
def test_one_comes_back_to_our_own_pages_only(address: str) -> None:
    assert not is_local_address(address)


@pytest.mark.parametrize("address", ["/", "/asiat", "/asia?id=3&part=history#x", "/lausunnot/3", "/a?b=//c", "/ä?ö=å"])
def test_one_comes_back_to_any_of_our_pages(address: str) -> None:
    assert is_local_address(address)


def test_cookies_are_for_tls_only_where_the_world_comes_by_tls(settings: Settings) -> None:
    for auth, secure in ((GOOD, True), (GOOD | {"redirect_uri": "http://127.0.0.1:8501/oauth2callback"}, False)):
        settings(auth)
        (answer,) = asked(SignInWays(inside(), no_record), "/asiat")
        assert ("; Secure" in answer.headers["set-cookie"]) is secure
    settings(GOOD)
    (answer,) = asked(SignInWays(inside("x=1; Secure; Path=/"), no_record), "/asiat")
    assert answer.headers["set-cookie"].lower().count("secure") == 1


def test_a_failed_sign_in_is_said_and_another_site_signs_nobody_out(settings: Settings) -> None:
    settings(GOOD)
    ways = SignInWays(inside(), no_record)
    failed, after_signing_out = asked(ways, f"{CALLBACK}?error=access_denied&state=x", CALLBACK)
    assert failed.headers["location"] == "/lausunnot/kirjaudu?ei=1"
    assert "location" not in after_signing_out.headers
    (foreign,) = asked(ways, "/auth/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 303 and foreign.text == ""
    (own,) = asked(ways, "/auth/logout", headers={"Sec-Fetch-Site": "same-origin"})
    assert own.text == "inside"


def test_addresses_of_no_page_are_known_from_those_that_are_served() -> None:
    for path in ("/", "/asiat", "/palveluverkko", "/_stcore/health", "/files/x", "/auth/login", CALLBACK, "/a.png"):
        assert not _is_no_page(path), path
    for path in ("/foo", "/asiat/1", "/kutsu", "/alku", "/<script>", "/wp-admin", "/_stcorex"):
        assert _is_no_page(path), path


# What was unfinished


def test_unfinished_work_is_given_back_once_to_the_same_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "_kept", type(unfinished._kept)())
    now = datetime(2026, 11, 24, tzinfo=UTC)
    aino, outi = (Claims("https://login", sub, sub, "", (), now) for sub in ("aino", "outi"))
    state = {
        "new_matter.title": "Uimahalli",
        "new_matter.subjects": ["services"],
        "new_matter:version": 3,
        "alternatives": {"VE1": "…"},
        "new_matter_send": True,
        "new_matter:outcome": ValueError(),
        "upload.file": object(),
        "matter_text": "haku",
    }
    unfinished.keep(aino, state)
    unfinished.keep(aino, {"new_matter.title": "Uimahallin paikka"})
    unfinished.keep(outi, {"matter_text": "ei mitään omaa"})
    assert not unfinished.give_back(outi, {})
    session = {"new_matter.subjects": []}
    assert unfinished.give_back(aino, session)
    assert session == {
        "new_matter.title": "Uimahallin paikka",
        "new_matter.subjects": [],
        "new_matter:version": 3,
        "alternatives": {"VE1": "…"},
    }
    assert not unfinished.give_back(aino, {})
    for number in range(unfinished.MOST_PEOPLE + 1):
        unfinished.keep(Claims("i", str(number), "", "", (), now), {"a.b": number})
    assert len(unfinished._kept) == unfinished.MOST_PEOPLE
    monkeypatch.setattr(unfinished, "KEPT_SECONDS", -1)
    assert not unfinished.give_back(Claims("i", "5", "", "", (), now), {})


# Sessions


def test_only_our_own_pages_open_a_session(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(net_util, "get_external_ip", no_network)
    settings()
    for origin in ("", "http://127.0.0.1:8501", "http://localhost:1", "http://[::1]:8501"):
        assert may_open_session(origin), origin
    evil = ("https://evil.example", "null", "https://localhost.evil.example", "http://[::1", "https://eva.example.fi")
    for origin in evil:
        assert not may_open_session(origin), origin
    settings(GOOD)
    assert may_open_session("https://eva.example.fi") and not may_open_session("https://example.fi")
    before = config.get_option("server.corsAllowedOrigins")
    try:
        admit_public_origin()
        admit_public_origin()
        assert config.get_option("server.corsAllowedOrigins") == [*before, "https://eva.example.fi"]
    finally:
        config.set_option("server.corsAllowedOrigins", before)


@pytest.mark.parametrize(("origin", "answers"), [("https://evil.example", "websocket.close"), ("", "inside")])
def test_a_session_from_another_site_is_closed(settings: Settings, origin: str, answers: str) -> None:
    settings(GOOD)
    sent: list[str] = []

    async def app(_scope: object, _receive: object, send: Callable[..., Any]) -> None:
        await send({"type": "inside"})

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    headers = [(b"origin", origin.encode())] if origin else []
    in_a_loop(OwnSessions(app)({"type": "websocket", "headers": headers}, receive, send))  # type: ignore[arg-type]
    assert sent == [answers]
