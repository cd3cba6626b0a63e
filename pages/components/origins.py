"""From which pages a session may be opened: our own only, so that no other site acts in the name of who is signed in.

Streamlit checks this too, but asks a server on the internet for this machine's address before it refuses a stranger;
nothing here is sent anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from streamlit import config, net_util

from pages.components.sign_in_service import public_origin

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - names, nothing listens there
_POLICY_VIOLATION = 1008


def admit_public_origin() -> None:
    """Tell Streamlit where the world finds this server, as the sign-in service knows it; it need not be said twice."""
    known = list(config.get_option("server.corsAllowedOrigins"))
    if public_origin() and public_origin() not in known:
        config.set_option("server.corsAllowedOrigins", [*known, public_origin()])


def may_open_session(origin: str) -> bool:
    """Whether a page of this origin is ours. `origin`: as the browser tells it, empty where none does."""
    return not origin or is_own_name(_name(origin))


def is_own_name(name: str) -> bool:
    """Whether a host's name, in small letters, is this server's."""
    ours = {_name(one) for one in (public_origin(), *config.get_option("server.corsAllowedOrigins")) if one}
    if config.is_manually_set("browser.serverAddress"):
        ours.add(str(config.get_option("browser.serverAddress")).lower())
    return bool(name) and (name in _LOCAL or name in ours or name == net_util.get_internal_ip())


class OwnSessions:
    """Lets only our own pages open a session; everything else passes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
            if not all(may_open_session(origin) for origin in told):
                await receive()
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                return
        await self.app(scope, receive, send)


def _name(origin: str) -> str:
    try:
        return (urlsplit(origin).hostname or "").lower()
    except ValueError:
        return ""
