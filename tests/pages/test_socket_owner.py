"""The local mode is for the user's own browser: a proxy of another user that hides itself whole is told from it."""

from __future__ import annotations

import asyncio
import http.client
import os
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pages.statements import socket_owner
from pages.statements.local_mode import is_this_machine
from pages.statements.socket_owner import MarkStrangers, is_strangers
from tests.browser.conftest import running_app

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells whose a socket is")
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
NOBODY = 65534


def row(local: str, remote: str, user: int) -> str:
    return f"   1: {local} {remote} 01 00000000:00000000 00:00000000 00000000 {user:5d} 0 792952 1 0 20 4 30 10 -1\n"


def headers_inside(scope: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers that the app gets of a request."""
    seen: list[tuple[bytes, bytes]] = []

    async def inside(passed: Any, _receive: Any, _send: Any) -> None:
        seen.extend(passed["headers"])

    app: Any = MarkStrangers(inside)
    with ThreadPoolExecutor(1) as threads:  # a loop of its own: a browser's driver may run one here
        threads.submit(lambda: asyncio.run(app(scope, None, None))).result()
    return seen


@contextmanager
def joined(family: socket.AddressFamily, address: str) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """A connection within this machine: the client's end and the server's."""
    with (
        socket.create_server((address, 0), family=family) as listening,
        socket.create_connection(listening.getsockname()[:2]),
        listening.accept()[0] as server,
    ):
        yield server.getpeername()[:2], server.getsockname()[:2]


@LINUX
@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_connection_of_ones_own_is_no_strangers(family: socket.AddressFamily, address: str) -> None:
    try:
        with joined(family, address) as (client, server):
            assert not is_strangers(client, server)
            # A port nobody has connected from is nobody's own.
            assert is_strangers((client[0], 1), server)
    except OSError:
        pytest.skip(f"no {address} here")


@LINUX
@pytest.mark.skipif(sys.byteorder != "little", reason="the rows below are of a little-endian machine")
@pytest.mark.parametrize(
    ("rows", "strangers"),
    [
        (row("0100007F:C001", "0100007F:2135", os.geteuid()), False),
        (row("0100007F:C001", "0100007F:2135", 33_033), True),
        (row("0000000000000000FFFF00000100007F:C001", "0000000000000000FFFF00000100007F:2135", os.geteuid()), False),
        (row("0000000000000000FFFF00000100007F:C001", "0000000000000000FFFF00000100007F:2135", 33_033), True),
        (row("0100007F:2135", "0100007F:C001", os.geteuid()), True),  # our own end tells nothing of the other
        ("", True),
        ("what\n", False),  # not told: as on other systems
    ],
)
def test_whose_a_connection_is_stands_in_the_tables_of_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, strangers: bool
) -> None:
    table = tmp_path / "tcp"
    table.write_text(HEAD + rows, encoding="ascii")
    monkeypatch.setattr(socket_owner, "SOCKETS", (table, tmp_path / "none"))
    assert is_strangers(("127.0.0.1", 0xC001), ("127.0.0.1", 0x2135)) is strangers


def test_where_the_system_does_not_tell_nobody_is_a_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_owner, "SOCKETS", (tmp_path / "none",))
    assert not is_strangers(("127.0.0.1", 5), ("127.0.0.1", 6))
    monkeypatch.undo()
    monkeypatch.setattr(socket_owner.platform, "release", lambda: "5.15.90.1-microsoft-standard-WSL2")
    assert not is_strangers(("127.0.0.1", 5), ("127.0.0.1", 6))


@pytest.mark.parametrize(("stranger", "local_mode"), [(True, True), (False, True), (True, False)])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_mark_is_what_the_local_mode_does_not_take(
    monkeypatch: pytest.MonkeyPatch, kind: str, stranger: bool, local_mode: bool
) -> None:
    monkeypatch.setattr(socket_owner, "is_strangers", lambda *_ends: stranger)
    monkeypatch.setattr(socket_owner, "server_is_local", lambda: local_mode)
    ends = {"client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8501)}
    headers = headers_inside({"type": kind, "headers": [(b"host", b"127.0.0.1:8501")], **ends})
    told = {name.decode(): value.decode() for name, value in headers}
    assert is_this_machine("127.0.0.1", told) is not (stranger and local_mode)


@pytest.mark.parametrize(
    ("kind", "path", "marked"),
    [
        ("http", "/lausunnot/kirjaudu", True),
        ("http", "/", True),
        ("http", "/static/js/index.js", False),
        ("http", "/files/shell/style.css", False),
        ("websocket", "/_stcore/stream", True),  # the session itself
    ],
)
def test_what_is_served_alike_to_everybody_is_not_looked_into(
    monkeypatch: pytest.MonkeyPatch, kind: str, path: str, marked: bool
) -> None:
    monkeypatch.setattr(socket_owner, "is_strangers", lambda *_ends: True)
    monkeypatch.setattr(socket_owner, "server_is_local", lambda: True)
    ends = {"client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8501)}
    assert (socket_owner.MARK in headers_inside({"type": kind, "path": path, "headers": [], **ends})) is marked


@LINUX
@ROOT
def test_another_users_program_chooses_no_role(tmp_path: Path, demo_folder: Path) -> None:
    """A bare proxy_pass, seen from the app: our own name, a connection from loopback, nothing added."""
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    with running_app(tmp_path / "log.txt", ASSESSMENT_DATA=str(demo_folder), DATABASE_URL=url) as address:
        own, others = (_sign_in_page(address, user) for user in (os.geteuid(), NOBODY))
    assert 'name="role"' in own
    assert 'name="role"' not in others


def _sign_in_page(address: str, user: int) -> str:
    """The page as a program of the user gets it; whose a connection is, is settled when it is opened."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    before = os.geteuid()
    os.seteuid(user)
    try:
        connection.connect()
    finally:
        os.seteuid(before)
    with closing(connection):
        connection.request("GET", "/lausunnot/kirjaudu")
        return connection.getresponse().read().decode()
