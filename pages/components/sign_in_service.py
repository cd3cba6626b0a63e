"""The sign-in service (OpenID Connect) as it is set up in Streamlit's secrets, and what its tokens tell of somebody.

`[auth]` is Streamlit's own section. `[sign_in]` is ours: which claim tells the roles, and which role a group is. See
docs/sign-in.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from assessment.records.people import Claims

SIGN_IN = "/kirjaudu"
WANTED = "paluu"  # the page one wanted, in the address and in a cookie
SHORTEST_SECRET = 32
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
CALLBACK = "/oauth2callback"
_LONGEST_SUBJECT, _LONGEST_ISSUER = 255, 200


def is_set_up() -> bool:
    """Whether there is a sign-in service, well set up or not; with one there is no local mode."""
    return bool(_section("auth"))


def what_is_wrong() -> str:
    """What is wrong with the setting up, as the end of a key of words; empty when nothing is.

    With a fault nobody can sign in: a cookie secret that can be guessed would let anybody be anybody.
    """
    auth = _section("auth")
    if any(not auth.get(name) for name in NEEDED):
        return "incomplete"
    if len(str(auth["cookie_secret"])) < SHORTEST_SECRET:
        return "cookie_secret"
    address = urlsplit(str(auth["redirect_uri"]))
    if address.scheme not in ("http", "https") or not address.hostname or address.path != CALLBACK:
        return "redirect_uri"
    return ""


def can_sign_in() -> bool:
    """Whether somebody can sign in by the service."""
    return is_set_up() and not what_is_wrong()


def public_origin() -> str:
    """Where the world finds this server, e.g. https://eva.example.fi; empty where no sign-in service is set up."""
    address = urlsplit(str(_section("auth").get("redirect_uri", "")))
    return f"{address.scheme}://{address.netloc}" if address.netloc else ""


def is_by_tls() -> bool:
    """Whether the world reaches this server by TLS only."""
    return public_origin().startswith("https://")


def claims_of(told: Mapping[str, Any]) -> Claims:
    """What an ID token says of somebody; without an expiry it has run out, without its moment it is the oldest."""
    subject = str(told["sub"])
    issuer = str(told.get("iss", ""))
    if not subject or len(subject) > _LONGEST_SUBJECT or len(issuer) > _LONGEST_ISSUER:
        raise ValueError("a token of nobody")
    return Claims(
        issuer,
        subject,
        str(told.get("name") or told.get("preferred_username") or told.get("email") or subject),
        _verified_email(told),
        roles_told(told),
        _moment(told.get("exp")),
        _moment(told.get("iat")),
    )


def roles_told(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The roles a token tells: those of the claim itself or, where groups are named in the settings, those they are."""
    settings = _section("sign_in")
    named = _words(_claim(told, str(settings.get("roles_claim") or "roles")))
    groups = settings.get("roles")
    if not isinstance(groups, Mapping):
        return tuple(named)
    return tuple(role for name in named for role in _words(groups.get(name)))


def _verified_email(told: Mapping[str, Any]) -> str:
    """The email, where the service tells it is theirs; empty elsewhere: whoever writes their own could be anybody.

    Of a service that does not tell, the settings say whether the city itself gives the addresses.
    """
    verified = told.get("email_verified")
    if verified is None:
        verified = _section("sign_in").get("email_is_verified")
    return str(told.get("email") or "") if str(verified).lower() == "true" else ""


def _claim(told: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or by its place: `realm_access.roles`."""
    if name in told:
        return told[name]
    inside: Any = told
    for part in name.split("."):
        inside = inside.get(part) if isinstance(inside, Mapping) else None
    return inside


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else []


def _moment(seconds: Any) -> datetime:
    """A moment of a token; nothing, or what is no moment, is long ago."""
    try:
        return datetime.fromtimestamp(float(seconds or 0), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _section(name: str) -> Mapping[str, Any]:
    try:
        found = st.secrets.get(name, {})
    except StreamlitSecretNotFoundError:
        return {}
    return found if isinstance(found, Mapping) else {}
