"""People and their roles: who there are, what each may, and the acts that give, take, sign out and erase."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.actor import BODY_ROLES, Held, Role
from assessment.records.people import Known, grant_role, revoke_role
from assessment.records.sign_ins import sign_out_person
from pages.components.administration_erasing import show_erase_person
from pages.components.administration_page import held_words
from pages.components.markup import label
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import Cell, hint, lines, moment, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pages.components.administration_page import AdministrationPage

GRANTABLE = tuple(role for role in Role if role is not Role.PUBLIC_READER)


def show_people(page: AdministrationPage, people: Sequence[Known], bodies: Mapping[int, str], total: int) -> None:
    """People in a table: name, email, roles, the newest sign-in."""
    t, reader = page.reader.t, page.reader
    rows: list[tuple[Cell, ...]] = [
        (
            named(page, one),
            one.email,
            lines(held_words(reader, held, bodies) for held in roles_of(one)) or "–",
            moment(reader, one.signed_in_at) if one.signed_in_at else "–",
        )
        for one in people
    ]
    heads = [t(f"people.{name}") for name in ("name", "email", "roles", "signed_in_at")]
    table(t("people.caption", shown=len(rows), count=total), heads, rows)


def show_person(page: AdministrationPage, person: Known, bodies: Mapping[int, str]) -> None:
    """One person: the roles held, a role to give, signing out, erasing."""
    t = page.reader.t
    if person.erased_at is not None:
        hint(t("people.erased_why", at=moment(page.reader, person.erased_at), reason=person.erased_reason))
        return
    _roles(page, person, bodies)
    _grant(page, person, bodies)
    with st.expander(t("people.sign_out"), expanded=_has_news(f"out_{person.person_id}")):
        hint(t("people.sign_out_text"))
        form = f"out_{person.person_id}"
        show_outcome(page.reader, form)
        if st.button(t("people.sign_out_do"), key=f"{form}_send"):
            attempt(form, lambda: sign_out_person(page.database, page.actor, person.person_id), t("people.signed_out"))
    with st.expander(t("people.erase"), expanded=_has_news(f"erase_{person.person_id}")):
        show_erase_person(page, person)


def roles_of(person: Known) -> list[Held]:
    """The roles a person holds beside what everybody may."""
    return [held for held in person.roles if held[0] is not Role.PUBLIC_READER]


def named(page: AdministrationPage, person: Known) -> str:
    """A person's name; what is left of somebody erased."""
    if person.erased_at is not None:
        return page.reader.t("people.erased", number=person.person_id)
    return person.name or page.reader.t("people.number", number=person.person_id)


def _roles(page: AdministrationPage, person: Known, bodies: Mapping[int, str]) -> None:
    t, form = page.reader.t, f"revoke_{person.person_id}"
    show_outcome(page.reader, form)
    held = roles_of(person)
    if not held:
        hint(t("people.no_roles"))
    for role, body_id in held:
        words = held_words(page.reader, (role, body_id), bodies)
        with st.container(horizontal=True, vertical_alignment="center", key=f"held_{role.value}_{body_id or 0}"):
            claimed = (role, body_id) in person.from_claims
            hint(f"{words} – {t('people.from_claims') if claimed else t('people.granted')}")
            if st.button(t("people.revoke", role=label(words)), key=f"{form}_{role.value}_{body_id or 0}"):
                act = partial(revoke_role, page.database, page.actor, person.person_id, role, body_id)
                attempt(form, act, t("people.revoked", role=words))
    if person.from_claims:
        hint(t("people.from_claims_help"))


def _grant(page: AdministrationPage, person: Known, bodies: Mapping[int, str]) -> None:
    t, form = page.reader.t, f"grant_{person.person_id}"
    begin(form, {"role": Role.PLANNER.value, "body": None}, 0)
    show_outcome(page.reader, form, {"body": t("people.body"), "role": t("people.role")})
    with st.container(horizontal=True, vertical_alignment="bottom", key="grant"):
        role = Role(
            st.selectbox(
                t("people.role"),
                [role.value for role in GRANTABLE],
                format_func=lambda word: t(f"records.role.{word}"),
                key=field(form, "role"),
                width=320,
            )
        )
        if role in BODY_ROLES:
            st.selectbox(
                t("people.body"),
                list(bodies),
                format_func=lambda body_id: bodies[body_id],
                key=field(form, "body"),
                placeholder=t("people.choose_body"),
                width=320,
            )
        body_id = value(form, "body") if role in BODY_ROLES else None
        if st.button(t("people.grant"), type="primary", key=f"{form}_send"):
            words = held_words(page.reader, (role, body_id), bodies)
            act = partial(grant_role, page.database, page.actor, person.person_id, role, body_id)
            attempt(form, act, t("people.granted_now", role=words, person=person.name))


def _has_news(form: str) -> bool:
    return f"{form}:outcome" in st.session_state
