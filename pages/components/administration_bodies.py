"""Bodies: the table of them, and the forms that add, change and set aside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from assessment.records.bodies import LAWS, BodyForm, BodyRecord, add_body, edit_body
from assessment.records.states import BodyKind
from pages.components.administration_page import body_name
from pages.components.markup import label
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import Cell, hint, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.components.administration_page import AdministrationPage
    from pages.components.reader import Reader

NEW = "new_body"
TEXTS = ("name", "name_sv", "name_en")


def show_bodies(page: AdministrationPage, bodies: Sequence[BodyRecord]) -> None:
    """Every body: its name, what it is, whether the law asks for it, whether it is in use."""
    t = page.reader.t
    rows: list[tuple[Cell, ...]] = [
        (
            body_name(page.reader, body),
            t(f"records.body_kind.{body.kind.value}"),
            _law(page.reader, body),
            t("bodies.in_use") if body.active else t("bodies.set_aside"),
        )
        for body in bodies
    ]
    heads = [t(f"bodies.{name}") for name in ("name_short", "kind", "statutory_short", "active_short")]
    table(t("bodies.caption", count=len(rows)), heads, rows)


def show_new_body(page: AdministrationPage) -> None:
    """The form that adds a body."""
    t = page.reader.t
    begin(NEW, _initial(None), 0)
    show_outcome(page.reader, NEW, _names(page.reader))
    with st.form("new_body_form", border=False):
        _fields(page.reader, NEW)
        sent = st.form_submit_button(t("bodies.add"), type="primary", key="new_body_send")
    if sent:
        form = _form(NEW)
        attempt(NEW, lambda: add_body(page.database, page.actor, form), t("bodies.added", name=form.name))


def show_edit_body(page: AdministrationPage, bodies: Sequence[BodyRecord]) -> None:
    """The form that changes the chosen body."""
    t, by_id = page.reader.t, {body.id: body for body in bodies}
    chosen = st.selectbox(
        t("bodies.choose"), list(by_id), format_func=lambda one: body_name(page.reader, by_id[one]), key="body_chosen"
    )
    body, form = by_id[chosen], f"body_{chosen}"
    stands, names = _initial(body), _names(page.reader)
    version = begin(form, stands, body.version)
    show_outcome(page.reader, form, names, {names[name]: str(stands[name]) for name in TEXTS})
    hint(t("bodies.set_aside_help"))
    with st.form(f"{form}_form", border=False):
        _fields(page.reader, form)
        st.checkbox(t("bodies.active"), key=field(form, "active"))
        sent = st.form_submit_button(t("matters.save"), type="primary", key=f"{form}_send")
    if sent:
        told = _form(form)
        attempt(form, partial(edit_body, page.database, page.actor, body.id, told, version), t("matters.saved"))


def _fields(reader: Reader, form: str) -> None:
    t = reader.t
    st.text_input(t("bodies.name"), key=field(form, "name"), max_chars=200)
    left, right = st.columns(2)
    left.text_input(t("bodies.name_sv"), key=field(form, "name_sv"), max_chars=200)
    right.text_input(t("bodies.name_en"), key=field(form, "name_en"), max_chars=200)
    left.selectbox(
        t("bodies.kind"),
        [kind.value for kind in BodyKind],
        format_func=lambda kind: t(f"records.body_kind.{kind}"),
        key=field(form, "kind"),
    )
    right.selectbox(
        t("bodies.legal_basis"),
        LAWS,
        format_func=lambda law: _paragraphs(reader, law) or t("bodies.no_law"),
        key=field(form, "legal_basis"),
    )
    st.checkbox(label(t("bodies.statutory")), key=field(form, "statutory"), help=t("bodies.statutory_help"))


def _form(form: str) -> BodyForm:
    texts = {name: str(value(form, name) or "") for name in (*TEXTS, "kind", "legal_basis")}
    active = value(form, "active")
    return BodyForm(**texts, statutory=bool(value(form, "statutory")), active=True if active is None else bool(active))


def _initial(body: BodyRecord | None) -> dict[str, Any]:
    if body is None:
        plain = {"name": "", "name_sv": "", "name_en": "", "kind": BodyKind.OLDER_PEOPLE.value, "legal_basis": ""}
        return plain | {"statutory": False}
    texts = {"name": body.name, "name_sv": body.name_sv, "name_en": body.name_en, "kind": body.kind.value}
    return texts | {"legal_basis": body.legal_basis, "statutory": body.statutory, "active": body.active}


def _names(reader: Reader) -> dict[str, str]:
    return {name: reader.t(f"bodies.{name}") for name in (*TEXTS, "kind", "legal_basis")}


def _law(reader: Reader, body: BodyRecord) -> str:
    words = reader.t("bodies.yes") if body.statutory else reader.t("bodies.no")
    law = _paragraphs(reader, body.legal_basis)
    return f"{words} ({law})" if law else words


def _paragraphs(reader: Reader, law: str) -> str:
    return reader.t("bodies.law", sections=law) if law else ""
