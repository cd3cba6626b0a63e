"""The local mode: one person trying the program out on their own computer chooses a role instead of signing in.

Only where the server listens on loopback and no sign-in service is set up, only for a browser on this machine that
speaks to this machine by its loopback name, and never through a proxy that can be told from a browser: by a header, or
by whose program it is (see socket_owner.py).
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import select
from streamlit import config

from assessment.records.actor import Held, Role
from assessment.records.schema import Body
from assessment.records.states import BodyKind
from pages.components.sign_in_service import is_set_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from assessment.records.database import Database

SWITCH = "ASSESSMENT_LOCAL_MODE"  # "off" turns the local mode off
LOCAL_NAME = "Kokeilija"
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# What proxies and tunnels add; a browser on this machine sends none of them.
_PROXY_HEADERS = frozenset(
    {
        "cf-connecting-ip",
        "forwarded",
        "true-client-ip",
        "via",
        "x-client-ip",
        "x-forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-proto",
        "x-forwarded-server",
        "x-original-forwarded-for",
        "x-original-host",
        "x-real-ip",
        "x-scheme",
    }
)
# A proxy that passes a page on under our own name still tells where the page was opened.
_PAGE_HEADERS = ("origin", "referer")


@dataclass(frozen=True)
class LocalRole:
    """A role to choose: its word on the form, what is held, and the body's name."""

    word: str
    held: Held
    body: str


def is_local(request: Request) -> bool:
    """Whether this request may choose its role."""
    client = request.client.host if request.client else ""
    return bool(client) and server_is_local() and is_this_machine(client, request.headers)


def server_is_local() -> bool:
    """Whether the server listens on loopback only, with no sign-in service and the local mode not turned off."""
    if os.environ.get(SWITCH, "").lower() == "off" or is_set_up():
        return False
    address = str(config.get_option("server.address") or "")
    return address == "localhost" or _is_loopback(address)


def is_this_machine(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request came from this machine (None), to its loopback name, and through no proxy that says so.

    `headers` by their names in small letters.
    """
    if _name_of(headers.get("host", "")) not in _LOCAL_NAMES or any(name in headers for name in _PROXY_HEADERS):
        return False
    opened = [urlsplit(headers[name]).hostname for name in _PAGE_HEADERS if headers.get(name)]
    if any(name not in _LOCAL_NAMES for name in opened):
        return False
    return address is None or _is_loopback(address)


def roles_to_choose(database: Database) -> tuple[LocalRole, ...]:
    """What may be chosen: secretary or member of each body that gives statements, and the preparer."""
    with database.reading() as session:
        asked = select(Body).where(Body.active.is_(True), Body.kind != BodyKind.DECIDING).order_by(Body.id)
        bodies = [(body.id, body.name) for body in session.scalars(asked)]
    councils = [
        LocalRole(f"{role.value}:{body_id}", (role, body_id), name)
        for body_id, name in bodies
        for role in (Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER)
    ]
    return (*councils, LocalRole(Role.PREPARER.value, (Role.PREPARER, None), ""))


def _name_of(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
