"""*Perustiedot*: what the matter is about, whether it is assessed, and the forms that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.attachments import add_attachment, list_attachments
from assessment.records.matters import (
    CRITERIA,
    EXEMPTIONS,
    MatterForm,
    create_matter,
    edit_matter,
    publish_matter,
    screen_matter,
)
from assessment.records.permissions import Action
from assessment.records.scopes import ENDED
from assessment.records.states import SUBJECTS, OwnerKind
from pages.components.decision_links import file_links
from pages.components.markup import label
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_rights import bodies_by_id
from pages.components.matters_words import facts, hint, lines, moment, paragraphs
from pages.components.view import kind_label, kinds_of
from pages.decisions.addresses import attachment_address

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.records.actor import Actor
    from assessment.records.database import Database
    from assessment.records.matters import MatterRecord
    from pages.components.matters_page import MatterPage
    from pages.components.reader import Reader

NEW = "new_matter"
ATTACHABLE = ["pdf", "docx", "xlsx", "odt", "ods", "png", "jpg", "jpeg", "txt"]
LARGEST_MB = 20
_FIELDS = ("register_number", "title", "description", "timetable", "subjects", "services", "areas", "deciding_body_id")


def show_basics(page: MatterPage) -> None:
    """The matter in facts; for whoever prepares it the forms under them."""
    t, matter = page.reader.t, page.matter
    area_names = _area_names(page.place)
    screening = matter.screening
    needed = {None: "not_yet", True: "needed", False: "not_needed"}[screening.needed]
    why = [t(f"records.criterion.{word}") for word in screening.criteria] + [screening.reason]
    facts(
        (
            (t("matters.register_number"), matter.register_number),
            (t("matters.state"), t(f"records.matter_state.{matter.state.value}")),
            (t("matters.description"), paragraphs(matter.description)),
            (t("matters.preparer"), matter.preparer_name),
            (t("matters.deciding_body_id"), matter.deciding_body),
            (t("matters.timetable"), lines(f"{page.reader.date(one.date)} {one.what}" for one in matter.timetable)),
            (t("matters.subjects"), ", ".join(t(f"records.law_subject.{word}") for word in matter.subjects)),
            (
                t("matters.services"),
                ", ".join(kind_label(page.place, page.reader, kind) for kind in matter.services),
            ),
            (t("matters.areas"), ", ".join(area_names.get(area, area) for area in matter.areas)),
            (t("matters.screening"), lines(text for text in (t(f"matters.screening.{needed}"), *why) if text)),
            (t("matters.public"), moment(page.reader, matter.published_at) if matter.published_at else t("matters.no")),
        ),
        t("matters.part.basics"),
    )
    _attachments(page)
    if not page.may(Action.MATTER_EDIT):
        return
    if matter.state in ENDED:
        hint(t("matters.decided_hint"))
        return
    with st.expander(t("matters.edit"), expanded=_has_news("basics")):
        _edit(page)
    with st.expander(t("matters.screen"), expanded=screening.needed is None or _has_news("screening")):
        _screen(page)
    if matter.published_at is None and page.may(Action.MATTER_PUBLISH):
        with st.expander(t("matters.publish"), expanded=_has_news("publish")):
            hint(t("matters.publish_text"))
            show_outcome(page.reader, "publish")
            if st.button(t("matters.publish_do"), key="publish_do"):
                attempt("publish", lambda: publish_matter(page.database, page.actor, matter.id), t("matters.published"))


def show_new_matter(reader: Reader, database: Database, actor: Actor, place: Municipality) -> None:
    """The form that opens a matter."""
    t = reader.t
    begin(NEW, _initial(None), 0)
    show_outcome(reader, NEW, _names(reader))
    with st.form("new_matter_form", border=False):
        _fields(reader, database, place, NEW)
        sent = st.form_submit_button(t("matters.open_matter"), type="primary", key="new_matter_send")
    if sent:

        def open_it() -> None:
            made = create_matter(database, actor, _form(NEW, None))
            st.session_state["matter_opened"] = made.id

        attempt(NEW, open_it, t("matters.opened"))


def _edit(page: MatterPage) -> None:
    form, matter = "basics", page.matter
    stands = _initial(matter)
    version = begin(form, stands, matter.version)
    names = _names(page.reader)
    told = {names[name]: str(stands[name]) for name in ("register_number", "title", "description", "timetable")}
    show_outcome(page.reader, form, names, told)
    with st.form("basics_form", border=False):
        _fields(page.reader, page.database, page.place, form)
        sent = st.form_submit_button(page.reader.t("matters.save"), type="primary", key="basics_send")
    if sent:
        attempt(
            form,
            lambda: edit_matter(page.database, page.actor, matter.id, _form(form, matter.preparer_id), version),
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


def _attachments(page: MatterPage) -> None:
    show_attachments(page, OwnerKind.MATTER, page.matter.id, "matter_file", page.may(Action.ATTACHMENT_ADD))


def show_attachments(page: MatterPage, kind: OwnerKind, owner_id: int, form: str, can_add: bool) -> None:
    """The attachments of something, each to be saved, and the field that adds one."""
    t = page.reader.t
    kept = list_attachments(page.database, page.actor, kind, owner_id)
    if kept:
        size = {one: page.reader.number(max(1, one.size_bytes / 1024)) for one in kept}
        named = [t("matters.attachment", file=one.name, size=size[one]) for one in kept]
        file_links(page.reader, zip(named, (attachment_address(one.attachment_id) for one in kept), strict=True))
    if not can_add:
        return
    show_outcome(page.reader, form)
    round_key = f"{form}_round"
    chosen = st.file_uploader(
        t("matters.attach"),
        type=ATTACHABLE,
        key=f"{form}_file_{st.session_state.get(round_key, 0)}",
        max_upload_size=LARGEST_MB,
    )
    if chosen is not None and st.button(t("matters.attach_do"), key=f"{form}_do"):

        def keep() -> None:
            add_attachment(page.database, page.actor, kind, owner_id, chosen.name, chosen.getvalue())
            st.session_state[round_key] = st.session_state.get(round_key, 0) + 1

        attempt(form, keep, t("matters.attached"))


def _fields(reader: Reader, database: Database, place: Municipality, form: str) -> None:
    t = reader.t
    deciding = bodies_by_id(database, deciding=True)
    hint(t("matters.register_help"))
    st.text_input(t("matters.register_number"), key=field(form, "register_number"))
    st.text_input(t("matters.title"), key=field(form, "title"))
    hint(t("matters.description_help"))
    st.text_area(t("matters.description"), key=field(form, "description"))
    hint(t("matters.timetable_help"))
    st.text_area(t("matters.timetable"), key=field(form, "timetable"))
    hint(t("matters.subjects_help"))
    st.pills(
        t("matters.subjects_question"),
        SUBJECTS,
        selection_mode="multi",
        format_func=lambda word: t(f"records.law_subject.{word}"),
        key=field(form, "subjects"),
    )
    st.multiselect(
        t("matters.services"),
        kinds_of(place),
        format_func=lambda kind: kind_label(place, reader, kind),
        key=field(form, "services"),
        placeholder=t("matters.choose"),
    )
    areas = _area_names(place)
    st.multiselect(
        t("matters.areas"),
        list(areas),
        format_func=lambda area: areas.get(area, area),
        key=field(form, "areas"),
        placeholder=t("matters.areas_all"),
    )
    st.selectbox(
        t("matters.deciding_body_id"),
        [0, *deciding],
        format_func=lambda one: t("matters.not_known") if not one else deciding.get(one, str(one)),
        key=field(form, "deciding_body_id"),
    )


def _initial(matter: MatterRecord | None) -> dict[str, object]:
    if matter is None:
        empty: tuple[object, ...] = ("", "", "", "", [], [], [], 0)
        return dict(zip(_FIELDS, empty, strict=True))
    return {
        "register_number": matter.register_number,
        "title": matter.title,
        "description": matter.description,
        "timetable": "\n".join(f"{one.date} {one.what}" for one in matter.timetable),
        "subjects": list(matter.subjects),
        "services": list(matter.services),
        "areas": list(matter.areas),
        "deciding_body_id": matter.deciding_body_id or 0,
    }


def _form(form: str, preparer_id: int | None) -> MatterForm:
    told = {name: value(form, name) for name in _FIELDS}
    timetable = []
    for row in (line.strip() for line in str(told["timetable"] or "").splitlines()):
        if row:
            date, _, what = row.partition(" ")
            timetable.append((date, what))
    return MatterForm(
        told["register_number"] or "",
        told["title"] or "",
        told["description"] or "",
        tuple(timetable),
        tuple(told["subjects"] or ()),
        tuple(told["services"] or ()),
        tuple(told["areas"] or ()),
        preparer_id,
        told["deciding_body_id"] or None,
    )


def _names(reader: Reader) -> dict[str, str]:
    names = {name: reader.t(f"matters.{name}") for name in _FIELDS}
    return names | {"timetable_date": names["timetable"], "timetable_what": names["timetable"]}


def _area_names(place: Municipality) -> dict[str, str]:
    areas = place.areas.table
    return dict(zip(areas["id"].astype(str).tolist(), areas["name"].astype(str).tolist(), strict=True))


def _has_news(form: str) -> bool:
    return f"{form}:outcome" in st.session_state
