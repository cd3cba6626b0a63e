"""The local mode: one person trying the program out on their own computer chooses a role instead of signing in.

Only where the server listens on loopback and no sign-in service is set up, only for a browser on this machine that
speaks to this machine by its loopback name, and never through a proxy.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from sqlalchemy import select
from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError

from assessment.records.actor import Held, Role
from assessment.records.schema import Body
from assessment.records.states import BodyKind

if TYPE_CHECKING:
    from starlette.requests import Request

    from assessment.records.database import Database

SWITCH = "ASSESSMENT_LOCAL_MODE"  # "off" turns the local mode off
LOCAL_NAME = "Kokeilija"
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_PROXY_HEADERS = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")


@dataclass(frozen=True)
class LocalRole:
    """A role to choose: its word on the form, what is held, and the body's name."""

    word: str
    held: Held
    body: str


def is_local(request: Request) -> bool:
    """Whether this request may choose its role."""
    return server_is_local() and _from_this_machine(request)


def server_is_local() -> bool:
    """Whether the server listens on loopback only, with no sign-in service and the local mode not turned off."""
    if os.environ.get(SWITCH, "").lower() == "off":
        return False
    try:
        if "auth" in st.secrets:
            return False
    except StreamlitSecretNotFoundError:
        pass
    return _is_loopback(str(config.get_option("server.address") or ""))


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


def _from_this_machine(request: Request) -> bool:
    client = request.client.host if request.client else ""
    name = request.headers.get("host", "").rsplit(":", 1)[0].strip("[]").lower()
    return _is_loopback(client) and name in _LOCAL_NAMES and not any(one in request.headers for one in _PROXY_HEADERS)


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
