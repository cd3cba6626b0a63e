"""Who is here: signed in by OpenID Connect or by an invitation, or, on one's own computer, in a role one chooses.

The sign-in's expiry is looked at on every run of a page, and again by the record at every act. The local mode is for a
server on loopback without a sign-in service; with either it is never offered.
"""

from __future__ import annotations

import ipaddress
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import streamlit as st
from sqlalchemy import select
from streamlit.errors import StreamlitSecretNotFoundError

from assessment.records.actor import PUBLIC, Actor, Held, Role
from assessment.records.people import Claims, actor_of, local_actor, sign_in
from assessment.records.refusals import NotAllowed
from assessment.records.schema import Body
from assessment.records.states import BodyKind
from pages.components.markup import Markup, show
from pages.statements.local_mode import LOCAL_NAME, server_is_local
from pages.statements.visits import COOKIE, Signing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from assessment.records.database import Database
    from pages.components.reader import Reader

PREPARER = Role.PREPARER.value  # what one is in the local mode until one chooses
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_PROXY_HEADERS = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
_WHOLE_MUNICIPALITY = (Role.PREPARER, Role.PLANNER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Here:
    """Who looks at the page. `local`: in the local mode. `expired`: a sign-in that has run out, now the public."""

    actor: Actor
    local: bool = False
    expired: bool = False


def who_is_here(database: Database) -> Here:
    """The actor of this run: by OpenID Connect, else the local mode, else the councils' cookie, else the public."""
    claimed = dict(st.user.to_dict())
    if claimed.get("is_logged_in"):
        try:
            return Here(_of_claims(database, claimed))
        except NotAllowed:
            return Here(PUBLIC, expired=True)
    if browser_is_local():
        return Here(_local(database), local=True)
    invited = _invited(database)
    return Here(PUBLIC if invited is None else invited)


def browser_is_local() -> bool:
    """Whether the local mode is on and this browser speaks to this machine from this machine, through no proxy."""
    return server_is_local() and is_this_machine(*browser())


def browser() -> tuple[str | None, dict[str, str]]:
    """The address of the browser (None = this machine, as Streamlit says it) and the headers it came with."""
    return st.context.ip_address, {name.lower(): value for name, value in st.context.headers.items()}


def is_this_machine(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request came from this machine, to its loopback name, and through no proxy that says so."""
    name = headers.get("host", "").rsplit(":", 1)[0].strip("[]").lower()
    if name not in _LOCAL_NAMES or any(proxy in headers for proxy in _PROXY_HEADERS):
        return False
    return address is None or _is_loopback(address)


def roles_to_choose(database: Database) -> dict[str, tuple[Held | None, str]]:
    """The roles of the local mode by their word: what is held (None = nothing, the public), and the body's name."""
    with database.reading() as session:
        bodies = [(body.id, body.name, body.kind) for body in session.scalars(select(Body).order_by(Body.id))]
    roles: dict[str, tuple[Held | None, str]] = {role.value: ((role, None), "") for role in _WHOLE_MUNICIPALITY}
    for body_id, name, kind in bodies:
        councils = (Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER)
        for role in (Role.DECISION_MAKER,) if kind is BodyKind.DECIDING else councils:
            roles[f"{role.value}:{body_id}"] = ((role, body_id), name)
    return roles | {Role.PUBLIC_READER.value: (None, "")}


def show_who(reader: Reader, database: Database, here: Here) -> None:
    """Say who is here and let them change it: the local mode's banner and role switch, signing in and out."""
    t = reader.t
    if here.local:
        _banner(reader, database)
        return
    if here.actor.person_id is not None:
        roles = ", ".join(sorted({t(f"records.role.{role.value}") for role, _ in here.actor.roles}))
        with st.container(key="who", horizontal=True, vertical_alignment="center"):
            show(Markup('<p class="hint">{}</p>').format(t("who.signed_in", person=here.actor.name, roles=roles)))
            if st.user.to_dict().get("is_logged_in") and st.button(t("who.sign_out"), key="sign_out", width="content"):
                st.logout()
        return
    told = "who.expired" if here.expired else "who.nobody"
    with st.container(key="who", horizontal=True, vertical_alignment="center"):
        show(Markup('<p class="hint" role="status">{}</p>').format(t(told)))
        if _sign_in_service() and st.button(t("who.sign_in"), key="sign_in", width="content"):
            st.login()


def signed_in_by_cookie(request: Request, database: Database) -> Actor | None:
    """Who is signed in by OpenID Connect, for the plain pages: read from the cookie that Streamlit signed.

    The reading is private to Streamlit (1.67); a test signs in through a real service and asks for a plain page.
    """
    from streamlit.web.server.starlette import starlette_auth_routes as routes

    if not _sign_in_service():
        return None
    kept = routes._get_cookie_value_from_request(request, "_streamlit_user")
    if not kept:
        return None
    claims = claims_of(json.loads(kept))
    try:
        return sign_in(database, claims)
    except NotAllowed:
        return None


def claims_of(told: Mapping[str, Any]) -> Claims:
    """What an ID token says of somebody; without an expiry it has run out."""
    roles = told.get("roles") or ()
    named = roles.split() if isinstance(roles, str) else [str(role) for role in roles]
    return Claims(
        str(told.get("iss", "")),
        str(told["sub"]),
        str(told.get("name") or told.get("preferred_username") or told.get("email") or told["sub"]),
        str(told.get("email", "")),
        tuple(named),
        datetime.fromtimestamp(float(told.get("exp", 0)), UTC),
    )


def _of_claims(database: Database, told: Mapping[str, Any]) -> Actor:
    """The actor of an ID token; written to the record once a session, its roles asked of the record at every run."""
    claims = claims_of(told)
    if claims.expires_at.timestamp() <= time.time():
        raise NotAllowed("sign_in", "person", expired=True)
    known = st.session_state.get("signed_in_as")
    if known is not None and known[0] == claims:
        return actor_of(database, known[1], claims.expires_at)
    actor = sign_in(database, claims)
    st.session_state["signed_in_as"] = (claims, actor.person_id)
    return actor


def _local(database: Database) -> Actor:
    """The local mode's one person in the chosen role."""
    roles = roles_to_choose(database)
    held, _ = roles.get(st.session_state.get("local_role", PREPARER), roles[PREPARER])
    if held is None:
        return PUBLIC
    known: dict[Held, Actor] = st.session_state.setdefault("local_actors", {})
    actor = known.get(held)
    if actor is None or actor.signed_in_until is None or actor.signed_in_until <= database.now():
        role, body_id = held
        actor = local_actor(database, LOCAL_NAME, {held}).only(role, body_id)
        known[held] = actor
    return actor


def _invited(database: Database) -> Actor | None:
    """Whoever an invitation let in on the councils' pages, by the cookie set there; the local mode's is not taken."""
    cookie = st.context.cookies.get(COOKIE)
    if not cookie:
        return None
    visit = Signing(database.key).read(cast("Request", SimpleNamespace(cookies={COOKIE: cookie})))
    if visit is None or visit.local or visit.person_id is None:
        return None
    try:
        return visit.actor(database)
    except NotAllowed:  # the person has been erased
        return None


def _banner(reader: Reader, database: Database) -> None:
    t = reader.t
    roles = roles_to_choose(database)

    def keep() -> None:
        st.session_state["local_role"] = st.session_state["choose_role"]

    with st.container(key="local_mode", horizontal=True, vertical_alignment="center", gap="medium"):
        show(
            Markup('<p class="notice local-mode"><strong>{}</strong> {}</p>').format(
                t("who.local"), t("who.local_text")
            )
        )
        st.session_state["choose_role"] = _chosen(roles)
        st.selectbox(
            t("who.role"),
            list(roles),
            format_func=lambda word: role_words(reader, word, roles[word][1]),
            key="choose_role",
            on_change=keep,
            width=340,
        )


def role_words(reader: Reader, word: str, body: str) -> str:
    """A role in words, with its body."""
    text = reader.t(f"records.role.{word.partition(':')[0]}")
    return f"{body}: {text}" if body else text[:1].upper() + text[1:]


def _chosen(roles: Mapping[str, object]) -> str:
    word: str = st.session_state.get("local_role", PREPARER)
    return word if word in roles else PREPARER


def _sign_in_service() -> bool:
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
