"""Erasing a person, or the name of somebody without an account: where the name stands, and which of it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.named_rows import NamedRow, erase_names, find_named
from assessment.records.people import Known, erase_person
from pages.components.markup import label
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.components.administration_page import AdministrationPage

MOST_ROWS = 100
NAMELESS = "nameless"


def show_erase_person(page: AdministrationPage, person: Known) -> None:
    """The form that erases somebody with an account, and the name from the rows chosen."""
    t, form = page.reader.t, f"erase_{person.person_id}"
    begin(form, {"reason": "", "sure": False, "search": person.name}, 0)
    for key in ("people.erase_goes", "people.erase_stays", "people.erase_not", "people.erase_final"):
        hint(t(key))
    rows = _search(page, form)
    show_outcome(page.reader, form, {"reason": t("people.erase_reason")})
    with st.form(f"{form}_form", border=False):
        chosen = _choose(page, form, rows)
        sent = _ask(page, form, t("people.erase_sure", person=person.name), t("people.erase_do"))
    if sent:
        reason = str(value(form, "reason") or "")
        attempt(
            form,
            lambda: erase_person(page.database, page.actor, person.person_id, reason, chosen),
            t("people.erased_now"),
        )


def show_erase_name(page: AdministrationPage) -> None:
    """The form that erases the name of somebody without an account from the rows chosen."""
    t = page.reader.t
    begin(NAMELESS, {"reason": "", "sure": False, "search": ""}, 0)
    for key in ("people.nameless_text", "people.erase_not", "people.erase_final"):
        hint(t(key))
    rows = _search(page, NAMELESS)
    show_outcome(page.reader, NAMELESS, {"reason": t("people.erase_reason")})
    if not rows:
        return
    with st.form(f"{NAMELESS}_form", border=False):
        chosen = _choose(page, NAMELESS, rows)
        sent = _ask(page, NAMELESS, t("people.nameless_sure"), t("people.nameless_do"))
    if sent:
        reason = str(value(NAMELESS, "reason") or "")
        attempt(NAMELESS, lambda: erase_names(page.database, page.actor, chosen, reason), t("people.names_erased"))


def row_words(page: AdministrationPage, row: NamedRow) -> str:
    """Where a name stands: whose, in which part, of which statement."""
    t = page.reader.t
    part = t(f"people.named.part.{row.part}") if row.part else ""
    facts = {"name": row.name, "part": part, "body": row.body, "matter": row.matter, "number": row.number}
    return t(f"people.named.{row.place.value}", **facts)


def _search(page: AdministrationPage, form: str) -> Sequence[NamedRow]:
    """The rows that hold the name looked for."""
    t = page.reader.t
    text = str(st.text_input(t("people.named.search"), key=field(form, "search"), max_chars=200) or "")
    found = find_named(page.database, page.actor, text)
    if text.strip() and not found:
        hint(t("people.named.none"))
    if len(found) > MOST_ROWS:
        hint(t("people.named.more", count=MOST_ROWS))
    return found[:MOST_ROWS]


def _choose(page: AdministrationPage, form: str, rows: Sequence[NamedRow]) -> list[str]:
    """A box for each row, none of them chosen beforehand: a namesake's name must not go by accident."""
    if rows:
        hint(page.reader.t("people.named.found"))
    return [row.key for row in rows if st.checkbox(label(row_words(page, row)), key=field(form, f"row:{row.key}"))]


def _ask(page: AdministrationPage, form: str, sure: str, do: str) -> bool:
    """Why, whether one is sure, and the button; whether it was pressed by somebody who is."""
    t = page.reader.t
    st.text_input(t("people.erase_reason"), key=field(form, "reason"), max_chars=500, help=t("people.erase_help"))
    st.checkbox(label(sure), key=field(form, "sure"))
    sent = st.form_submit_button(do, key=f"{form}_send")
    if sent and not value(form, "sure"):
        hint(t("people.erase_not_sure"))
        return False
    return sent
