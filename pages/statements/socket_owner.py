"""Whose program is at the other end of a connection within this machine: the user's own browser, or somebody's proxy.

A proxy that passes requests on under our own name and adds no header looks like a browser, but on a server it runs as a
user of its own (nginx as www-data). Linux tells whose a socket is, so that nobody has to type a code.
"""

from __future__ import annotations

import logging
import os
import platform
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from pages.statements.local_mode import server_is_local

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    Address = tuple[str, int]

SOCKETS = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
# What a stranger's request is marked with; the local mode takes no request that has come through something.
MARK = (b"via", b"another user of this machine")
# Served alike to everybody: scripts, styles, pictures, and what a session has been given the address of.
ANYBODYS = ("/static/", "/files/", "/component/", "/media/", "/_stcore/")
_WORD = 4  # the kernel writes addresses as words of the machine's own byte order
_LOCAL, _REMOTE, _USER = 1, 2, 7  # columns of the kernel's tables
_log = logging.getLogger("assessment.sign_in")


class MarkStrangers:
    """Marks requests from programs of other users of this machine, while the local mode is on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if await _comes_from_stranger(scope):
            scope = dict(scope) | {"headers": [*scope["headers"], MARK]}
            if not self.told:
                self.told = True
                _log.warning("the local mode is not for programs of other users of this machine: see docs/sign-in.md")
        await self.app(scope, receive, send)


async def _comes_from_stranger(scope: Scope) -> bool:
    """Whether a page or a session is asked for by another user's program; the kernel takes its time to tell."""
    client, server = scope.get("client"), scope.get("server")
    if not client or not server or (str(scope.get("path", "")).startswith(ANYBODYS) and scope["type"] == "http"):
        return False
    return server_is_local() and await run_in_threadpool(is_strangers, client, server)


def is_strangers(client: Address, server: Address) -> bool:
    """Whether the client's end of a connection is another user's; False where the system does not tell."""
    if not sys.platform.startswith("linux") or "microsoft" in platform.release().lower():
        return False  # under WSL the browser is in Windows, and its connections are nobody's here
    try:
        tables = [path for path in SOCKETS if path.exists()]
        return bool(tables) and _user(client, server, tables) != os.geteuid()
    except (OSError, ValueError, IndexError):
        return False


def _user(client: Address, server: Address, tables: list[Path]) -> int | None:
    """The user whose socket leads from the client's end to the server's; None where the tables have none."""
    ours, theirs = _written(server), _written(client)
    for table in tables:
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            told = line.split()
            if told[_LOCAL] in theirs and told[_REMOTE] in ours:
                return int(told[_USER])
    return None


def _written(end: Address) -> set[str]:
    """An end of a connection as the kernel writes it; one of IPv4 also as a socket of IPv6 has it."""
    address, port = end[0], end[1]
    if ":" in address:
        forms = [socket.inet_pton(socket.AF_INET6, address)]
    else:
        plain = socket.inet_pton(socket.AF_INET, address)
        forms = [plain, bytes(10) + b"\xff\xff" + plain]
    return {f"{_words(form)}:{port:04X}" for form in forms}


def _words(address: bytes) -> str:
    parts = [address[at : at + _WORD] for at in range(0, len(address), _WORD)]
    return "".join(f"{int.from_bytes(part, sys.byteorder):08X}" for part in parts)
