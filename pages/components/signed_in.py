"""Who is here: signed in by OpenID Connect or by an invitation, or, on one's own computer, in a role one chooses.

The sign-in's expiry is looked at on every run of a page, and again by the record at every act. The local mode is for a
server on loopback without a sign-in service; with either it is never offered.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode, urlsplit

import streamlit as st
from sqlalchemy import select

from assessment.records.actor import PUBLIC, Actor, Held, Role
from assessment.records.people import actor_of, local_actor, sign_in
from assessment.records.refusals import NotAllowed
from assessment.records.schema import Body
from assessment.records.sign_ins import sign_out, sign_out_everywhere
from assessment.records.states import BodyKind
from pages.components import unfinished
from pages.components.markup import Markup, show
from pages.components.sign_in_cookie import signed_in_by_cookie
from pages.components.sign_in_service import SIGN_IN, WANTED, can_sign_in, claims_of, is_set_up, what_is_wrong
from pages.statements.local_mode import LOCAL_NAME, is_this_machine, server_is_local
from pages.statements.visits import COOKIE, Signing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from assessment.records.database import Database
    from assessment.records.people import Claims
    from pages.components.reader import Reader

__all__ = [
    "Here",
    "browser",
    "browser_is_local",
    "claims_of",
    "is_this_machine",
    "show_who",
    "signed_in_by_cookie",
    "who_is_here",
]

PREPARER = Role.PREPARER.value  # what one is in the local mode until one chooses
_WHOLE_MUNICIPALITY = (Role.PREPARER, Role.PLANNER, Role.ADMINISTRATOR)
_log = logging.getLogger("assessment.sign_in")


@dataclass(frozen=True)
class Here:
    """Who looks at the page. `local`: in the local mode. `expired`: a sign-in that has run out, now the public."""

    actor: Actor
    local: bool = False
    expired: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The kinds of roles held, for whichever bodies; a reader's only where there is no other."""
        held = frozenset(role for role, _ in self.actor.roles)
        return held - {Role.PUBLIC_READER} or held


def who_is_here(database: Database) -> Here:
    """The actor of this run: by OpenID Connect, else the local mode, else the councils' cookie, else the public."""
    claimed = dict(st.user.to_dict())
    if claimed.get("is_logged_in") and can_sign_in():
        try:
            return Here(_of_claims(database, claims_of(claimed)))
        except (NotAllowed, KeyError, ValueError):
            return Here(PUBLIC, expired=True)
    if browser_is_local():
        return Here(_local(database), local=True)
    return _invited(database)


def browser_is_local() -> bool:
    """Whether the local mode is on and this browser speaks to this machine from this machine, through no proxy."""
    return server_is_local() and is_this_machine(*browser())


def browser() -> tuple[str | None, dict[str, str]]:
    """The address of the browser (None = this machine, as Streamlit says it) and the headers it came with."""
    return st.context.ip_address, {name.lower(): value for name, value in st.context.headers.items()}


def local_role() -> Role:
    """The role of the local mode, without asking the record which bodies there are."""
    try:
        return Role(str(st.session_state.get("local_role", PREPARER)).partition(":")[0])
    except ValueError:
        return Role.PREPARER


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


def _of_claims(database: Database, claims: Claims) -> Actor:
    """The actor of an ID token; written to the record once a session, its roles asked of the record at every run.

    When the sign-in has run out or was ended, what is unfinished in this session waits for the person's next one.
    """
    state = st.session_state
    told, person_id = state.get("signed_in_as", (None, None))
    same = told == claims
    try:
        if claims.expires_at <= datetime.now(UTC):
            raise NotAllowed("sign_in", "person", expired=True)
        if same:
            return actor_of(database, person_id, claims.expires_at, claims.issued_at)
        actor = sign_in(database, claims)
    except NotAllowed:
        if same:
            unfinished.keep(claims, state)
        raise
    state["signed_in_as"] = (claims, actor.person_id)
    unfinished.give_back(claims, state)
    _log.info("person %s opened a session, signed in at %s", actor.person_id, claims.issued_at)
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


def _invited(database: Database) -> Here:
    """Whoever an invitation let in on the councils' pages, by the cookie set there; the local mode's is not taken."""
    cookie = st.context.cookies.get(COOKIE)
    if not cookie:
        return Here(PUBLIC)
    visit = Signing(database.key).read(cast("Request", SimpleNamespace(cookies={COOKIE: cookie})))
    if visit is None or visit.local or visit.person_id is None or visit.until is None:
        return Here(PUBLIC)
    if visit.until <= database.now():
        return Here(PUBLIC, expired=True)
    try:
        return Here(visit.actor(database))
    except NotAllowed as refusal:  # the person has been erased, or has signed out
        return Here(PUBLIC, expired=refusal.expired)


def show_who(reader: Reader, database: Database, here: Here) -> None:
    """Say who is here and let them change it: the local mode's banner and role switch, signing in and out."""
    if here.local:
        _banner(reader, database)
        return
    with st.container(key="who", horizontal=True, vertical_alignment="center"):
        if here.actor.person_id is not None:
            _somebody(reader, database, here)
        else:
            told = reader.t("who.expired") if here.expired else reader.t("who.nobody")
            show(Markup('<p class="hint" role="status">{} {}</p>').format(told, sign_in_link(reader)))


def sign_in_link(reader: Reader) -> Markup:
    """A link that signs in and comes back to this page; what is wrong where one cannot sign in."""
    t = reader.t
    if can_sign_in():
        address = f".{SIGN_IN}?{urlencode({WANTED: this_address()} | _language(reader))}"
        return Markup('<a href="{}" target="_self">{}</a>').format(address, t("who.sign_in"))
    return Markup("{}").format(t(f"who.service.{what_is_wrong()}")) if is_set_up() else Markup("")


def this_address() -> str:
    """The address of this page as it is shown: path and query."""
    path = "/" + urlsplit(str(st.context.url or "")).path.rsplit("/", 1)[-1]
    query = urlencode({name: st.query_params.get_all(name) for name in st.query_params}, doseq=True)
    return f"{path}?{query}" if query else path


def role_words(reader: Reader, word: str, body: str) -> str:
    """A role in words, with its body."""
    text = reader.t(f"records.role.{word.partition(':')[0]}")
    return f"{body}: {text}" if body else text[:1].upper() + text[1:]


def _somebody(reader: Reader, database: Database, here: Here) -> None:
    t = reader.t
    roles = ", ".join(sorted({t(f"records.role.{role.value}") for role in here.roles}))
    show(Markup('<p class="hint">{}</p>').format(t("who.signed_in", person=here.actor.name, roles=roles)))
    if st.button(t("who.sign_out"), key="sign_out", width="content"):
        sign_out(database, here.actor)
        _leave()
    if st.button(t("who.sign_out_everywhere"), key="sign_out_everywhere", width="content", type="tertiary"):
        sign_out_everywhere(database, here.actor)
        _leave()


def _leave() -> None:
    """Forget the sign-in in the browser too; what an invitation began is known to have ended by the record."""
    if st.user.to_dict().get("is_logged_in"):
        st.logout()
        st.stop()  # what is left of the page would be drawn for nobody
    else:
        st.rerun()


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


def _language(reader: Reader) -> dict[str, str]:
    return {} if reader.language == "fi" else {"lang": reader.language}


def _chosen(roles: Mapping[str, object]) -> str:
    """The word of the local mode's role; the usual one where the chosen one is no more."""
    word: str = st.session_state.get("local_role", PREPARER)
    return word if word in roles else PREPARER
