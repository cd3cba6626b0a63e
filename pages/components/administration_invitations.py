"""Invitations: making one, its link shown once, and what became of those made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from assessment.records.actor import Role
from assessment.records.invitations import (
    LONGEST_DAYS,
    USUAL_DAYS,
    InvitationState,
    Sent,
    create_invitation,
    list_invitations,
    revoke_invitation,
)
from pages.components.markup import label
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import Cell, hint, moment, notice, table
from pages.components.sign_in_service import public_origin
from pages.statements.signing_in import INVITATION

if TYPE_CHECKING:
    from pages.components.administration_page import AdministrationPage

FORM = "invite"
MADE = "invitation_made"
ROLES = (Role.COUNCIL_MEMBER.value, Role.COUNCIL_SECRETARY.value)


def show_invite(page: AdministrationPage, body_id: int, body: str) -> None:
    """The form that invites somebody to the body, and the link of the one just made."""
    t = page.reader.t
    _show_link(page)
    begin(FORM, {"role": Role.COUNCIL_MEMBER.value, "name": "", "days": USUAL_DAYS}, 0)
    names = {name: t(f"invitations.{name}") for name in ("role", "name", "days", "body")}
    show_outcome(page.reader, FORM, names)
    with st.form("invite_form", border=False):
        left, middle, right = st.columns((2, 3, 1))
        left.selectbox(
            names["role"], ROLES, format_func=lambda role: t(f"records.role.{role}"), key=field(FORM, "role")
        )
        middle.text_input(names["name"], key=field(FORM, "name"), max_chars=200, help=t("invitations.name_help"))
        right.number_input(names["days"], 1, LONGEST_DAYS, step=1, key=field(FORM, "days"))
        sent = st.form_submit_button(t("invitations.make"), type="primary", key="invite_send")
    if not sent:
        return

    def make() -> None:
        role, name, days = Role(value(FORM, "role")), str(value(FORM, "name") or ""), int(value(FORM, "days"))
        made = create_invitation(page.database, page.actor, body_id, role, name, days)
        st.session_state[MADE] = (f"{_origin()}{INVITATION}/{made.token}", made.expires_at, body)

    attempt(FORM, make, t("invitations.made"))


def show_sent(page: AdministrationPage, body_id: int, body: str) -> None:
    """The invitations made to the body, what became of each, and taking back those still open."""
    t, reader = page.reader.t, page.reader
    sent = list_invitations(page.database, page.actor, body_id)
    if not sent:
        hint(t("invitations.none"))
        return
    now = page.database.now()
    rows: list[tuple[Cell, ...]] = [
        (
            _named(page, one),
            t(f"records.role.{one.role.value}"),
            _state(page, one, one.state(now)),
            moment(reader, one.expires_at),
        )
        for one in sent
    ]
    heads = [t(f"invitations.{name}") for name in ("name", "role", "state", "until")]
    table(t("invitations.caption", body=body), heads, rows)
    show_outcome(reader, "take_back")
    for one in (one for one in sent if one.state(now) is InvitationState.OPEN):
        words = t("invitations.take_back", name=label(_named(page, one)), until=moment(reader, one.expires_at))
        if st.button(words, key=f"take_back_{one.invitation_id}"):
            act = partial(revoke_invitation, page.database, page.actor, one.invitation_id)
            attempt("take_back", act, t("invitations.taken_back"))


def _show_link(page: AdministrationPage) -> None:
    """The link of the invitation just made; the server keeps only its hash and cannot show it again."""
    t = page.reader.t
    made = st.session_state.get(MADE)
    if made is None:
        return
    link, until, body = made
    notice(t("invitations.link_text", body=body, until=moment(page.reader, until)), t("invitations.link"))
    st.code(link, language=None, wrap_lines=True)
    st.button(t("invitations.link_done"), key="link_done", on_click=lambda: st.session_state.pop(MADE, None))


def _state(page: AdministrationPage, sent: Sent, state: InvitationState) -> str:
    t, reader = page.reader.t, page.reader
    match state:
        case InvitationState.USED if sent.used_at is not None:
            return t("invitations.state.used", at=moment(reader, sent.used_at), person=sent.used_by or "–")
        case InvitationState.REVOKED if sent.revoked_at is not None:
            return t("invitations.state.revoked", at=moment(reader, sent.revoked_at))
        case InvitationState.EXPIRED:
            return t("invitations.state.expired")
        case _:
            return t("invitations.state.open")


def _named(page: AdministrationPage, sent: Sent) -> str:
    return sent.name or page.reader.t("invitations.nameless", number=sent.invitation_id)


def _origin() -> str:
    """Where the invited find this server: as the sign-in service knows it, else as this browser does."""
    address = urlsplit(str(st.context.url or ""))
    return public_origin() or (f"{address.scheme}://{address.netloc}" if address.netloc else "")
