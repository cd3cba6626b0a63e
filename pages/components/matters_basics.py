"""*Perustiedot*: what the matter is about, whether it is assessed, and the forms that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.matters import CRITERIA, EXEMPTIONS, edit_matter, screen_matter
from assessment.records.permissions import Action
from assessment.records.scopes import ENDED
from assessment.records.states import OwnerKind
from pages.components.markup import label
from pages.components.matters_attachments import show_attachments
from pages.components.matters_fields import area_names, field_names, filled, form_of, show_fields
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_preparer import preparer_in_words, show_preparer
from pages.components.matters_public import show_publication
from pages.components.matters_words import facts, hint, lines, moment, paragraphs
from pages.components.view import kind_label

if TYPE_CHECKING:
    from pages.components.matters_page import MatterPage


def show_basics(page: MatterPage) -> None:
    """The matter in facts; for whoever prepares it the forms under them."""
    t, matter = page.reader.t, page.matter
    known_areas = area_names(page.place)
    screening = matter.screening
    needed = {None: "not_yet", True: "needed", False: "not_needed"}[screening.needed]
    why = [t(f"records.criterion.{word}") for word in screening.criteria] + [screening.reason]
    facts(
        (
            (t("matters.register_number"), matter.register_number),
            (t("matters.state"), t(f"records.matter_state.{matter.state.value}")),
            (t("matters.description"), paragraphs(matter.description)),
            (t("matters.preparer"), preparer_in_words(page)),
            (t("matters.deciding_body_id"), matter.deciding_body),
            (t("matters.timetable"), lines(f"{page.reader.date(one.date)} {one.what}" for one in matter.timetable)),
            (t("matters.subjects"), ", ".join(t(f"records.law_subject.{word}") for word in matter.subjects)),
            (
                t("matters.services"),
                ", ".join(kind_label(page.place, page.reader, kind) for kind in matter.services),
            ),
            (t("matters.areas"), ", ".join(known_areas.get(area, area) for area in matter.areas)),
            (t("matters.screening"), lines(text for text in (t(f"matters.screening.{needed}"), *why) if text)),
            (t("matters.public"), moment(page.reader, matter.published_at) if matter.published_at else t("matters.no")),
        ),
        t("matters.part.basics"),
    )
    show_attachments(page, OwnerKind.MATTER, matter.id, "matter_file", page.may(Action.MATTER_EDIT))
    show_preparer(page)
    show_publication(page)
    if not page.may(Action.MATTER_EDIT):
        return
    if matter.state in ENDED:
        hint(t("matters.decided_hint"))
        return
    with st.expander(t("matters.edit"), expanded=_has_news("basics")):
        _edit(page)
    with st.expander(t("matters.screen"), expanded=screening.needed is None or _has_news("screening")):
        _screen(page)


def _edit(page: MatterPage) -> None:
    form, matter = "basics", page.matter
    stands = filled(matter)
    version = begin(form, stands, matter.version)
    names = field_names(page.reader)
    told = {names[name]: str(stands[name]) for name in ("register_number", "title", "description", "timetable")}
    show_outcome(page.reader, form, names, told)
    with st.form("basics_form", border=False):
        show_fields(page.reader, page.database, page.place, form)
        sent = st.form_submit_button(page.reader.t("matters.save"), type="primary", key="basics_send")
    if sent:
        attempt(
            form,
            lambda: edit_matter(page.database, page.actor, matter.id, form_of(form), version),
            page.reader.t("matters.saved"),
        )


def _screen(page: MatterPage) -> None:
    t, form, matter = page.reader.t, "screening", page.matter
    screening = matter.screening
    initial: dict[str, object] = {"needed": "no" if screening.needed is False else "yes", "reason": screening.reason}
    initial |= {word: word in screening.criteria for word in (*CRITERIA, *EXEMPTIONS)}
    version = begin(form, initial, matter.version)
    show_outcome(page.reader, form, {"reason": t("matters.reason")}, {t("matters.reason"): screening.reason})
    with st.form("screening_form", border=False):
        st.radio(
            t("matters.screening.question"),
            ("yes", "no"),
            format_func=lambda word: t(f"matters.screening.answer_{word}"),
            key=field(form, "needed"),
        )
        for title, words in (("matters.screening.criteria", CRITERIA), ("matters.screening.exemptions", EXEMPTIONS)):
            hint(t(title))
            for word in words:
                st.checkbox(label(t(f"records.criterion.{word}")), key=field(form, word))
        hint(t("matters.screening.reason_help"))
        st.text_area(t("matters.reason"), key=field(form, "reason"))
        sent = st.form_submit_button(t("matters.save"), type="primary", key="screening_send")
    if sent:
        kept = [word for word in (*CRITERIA, *EXEMPTIONS) if value(form, word)]
        needed, reason = value(form, "needed") == "yes", value(form, "reason")
        attempt(
            form,
            lambda: screen_matter(page.database, page.actor, matter.id, needed, kept, reason, version),
            t("matters.saved"),
        )


def _has_news(form: str) -> bool:
    return f"{form}:outcome" in st.session_state
