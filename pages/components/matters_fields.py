"""The fields of a matter's form: opened with them, edited with them; how they are filled and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.actor import Role
from assessment.records.matters import MatterForm, create_matter
from assessment.records.preparing import list_preparers
from assessment.records.states import SUBJECTS
from pages.components.markup import label
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_rights import bodies_by_id
from pages.components.matters_words import hint
from pages.components.view import kind_label, kinds_of

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.records.actor import Actor
    from assessment.records.database import Database
    from assessment.records.matters import MatterRecord
    from pages.components.reader import Reader

NEW = "new_matter"
_FIELDS = ("register_number", "title", "description", "timetable", "services", "areas", "deciding_body_id")


def show_new_matter(reader: Reader, database: Database, actor: Actor, place: Municipality) -> None:
    """The form that opens a matter. A preparer who names nobody else prepares it; others name one, or none yet."""
    t = reader.t
    preparers = {one.person_id: one.name for one in list_preparers(database, actor)}
    if not (actor.has(Role.PREPARER) and actor.person_id in preparers):
        preparers = {0: t("matters.preparer_not_named")} | preparers
    own = actor.person_id if actor.person_id in preparers and actor.has(Role.PREPARER) else next(iter(preparers))
    begin(NEW, filled(None) | {"preparer_id": own}, 0)
    show_outcome(reader, NEW, field_names(reader))
    with st.form("new_matter_form", border=False):
        show_fields(reader, database, place, NEW)
        hint(t("matters.preparer_help"))
        st.selectbox(
            t("matters.preparer"),
            list(preparers),
            format_func=lambda one: preparers.get(one, str(one)),
            key=field(NEW, "preparer_id"),
        )
        sent = st.form_submit_button(t("matters.open_matter"), type="primary", key="new_matter_send")
    if sent:

        def open_it() -> None:
            made = create_matter(database, actor, form_of(NEW))
            st.session_state["matter_opened"] = made.id

        attempt(NEW, open_it, t("matters.opened"))


def show_fields(reader: Reader, database: Database, place: Municipality, form: str) -> None:
    """The fields that opening and editing share."""
    t = reader.t
    deciding = bodies_by_id(database, deciding=True)
    if value(form, "deciding_body_id") not in deciding:  # a council, or a body set aside since
        st.session_state[field(form, "deciding_body_id")] = 0
    hint(t("matters.register_help"))
    st.text_input(t("matters.register_number"), key=field(form, "register_number"))
    st.text_input(t("matters.title"), key=field(form, "title"))
    hint(t("matters.description_help"))
    st.text_area(t("matters.description"), key=field(form, "description"))
    hint(t("matters.timetable_help"))
    st.text_area(t("matters.timetable"), key=field(form, "timetable"))
    hint(f"{t('matters.subjects_question')} {t('matters.subjects_help')}")
    for word in SUBJECTS:
        st.checkbox(label(t(f"records.law_subject.{word}")), key=field(form, _subject(word)))
    st.multiselect(
        t("matters.services"),
        kinds_of(place),
        format_func=lambda kind: kind_label(place, reader, kind),
        key=field(form, "services"),
        placeholder=t("matters.choose"),
    )
    areas = area_names(place)
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


def filled(matter: MatterRecord | None) -> dict[str, object]:
    """What stands in the fields of a matter as it is on record; None = a new one."""
    told = () if matter is None else matter.subjects
    subjects: dict[str, object] = {_subject(word): word in told for word in SUBJECTS}
    if matter is None:
        empty: tuple[object, ...] = ("", "", "", "", [], [], 0)
        return dict(zip(_FIELDS, empty, strict=True)) | subjects
    return subjects | {
        "register_number": matter.register_number,
        "title": matter.title,
        "description": matter.description,
        "timetable": "\n".join(f"{one.date} {one.what}" for one in matter.timetable),
        "services": list(matter.services),
        "areas": list(matter.areas),
        "deciding_body_id": matter.deciding_body_id or 0,
    }


def form_of(form: str) -> MatterForm:
    """The form as it was sent; who prepares it only where that was asked."""
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
        tuple(word for word in SUBJECTS if value(form, _subject(word))),
        tuple(told["services"] or ()),
        tuple(told["areas"] or ()),
        value(form, "preparer_id") or None,
        told["deciding_body_id"] or None,
    )


def field_names(reader: Reader) -> dict[str, str]:
    """The fields in words, to say which one a fault is of."""
    names = {name: reader.t(f"matters.{name}") for name in (*_FIELDS, "subjects")}
    names |= {"timetable_date": names["timetable"], "timetable_what": names["timetable"]}
    return names | {"preparer_id": reader.t("matters.preparer")}


def area_names(place: Municipality) -> dict[str, str]:
    """The names of the areas, by id."""
    areas = place.areas.table
    return dict(zip(areas["id"].astype(str).tolist(), areas["name"].astype(str).tolist(), strict=True))


def _subject(word: str) -> str:
    """The name of the check box of a subject of Kuntalaki §27 and §28."""
    return f"subject_{word}"
