"""The example matter, put on record the first time somebody tries the program out on their own computer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import streamlit as st
from sqlalchemy import select

from assessment.records.actor import Role
from assessment.records.demo_matter import DemoMatter, create_demo_matter
from assessment.records.people import local_actor
from assessment.records.schema import Matter
from assessment.report.told_journeys import journeys_of
from pages.components.matters_computing import Cancelled, Work, begun, take_cancelled, watched
from pages.components.matters_words import hint, notice
from pages.statements.local_mode import LOCAL_NAME

if TYPE_CHECKING:
    from assessment.assess import Progress
    from assessment.inputs.municipality import Municipality
    from assessment.records.database import Database
    from pages.components.reader import Reader

WITHOUT = "without_example"

# One at a time, whoever looks: a page opened again goes on watching what it began.
_choosing = threading.Lock()
_made: list[Work[DemoMatter]] = []


def make_example(reader: Reader, database: Database, place: Municipality) -> None:
    """Make the example matter where there is none, in sight, to be cancelled. Only for the example municipality.

    It is prepared by whoever tries the program out, so that everything can be done to it.
    """
    t = reader.t
    cancelled = take_cancelled()
    if not place.settings.example or _is_made(database):
        return
    if cancelled:
        st.session_state[WITHOUT] = True
    if st.session_state.get(WITHOUT):
        notice(t("matters.example.without"))
        st.button(t("matters.example.make"), key="make_example", on_click=lambda: st.session_state.pop(WITHOUT, None))
        return
    hint(t("matters.example.why"))
    try:
        watched(reader, t("matters.example.making"), "example", _begun(database, place), ends_with_page=False)
    except Cancelled:  # here, or on another page that watched it
        st.session_state[WITHOUT] = True
    st.rerun()


def _begun(database: Database, place: Municipality) -> Work[DemoMatter]:
    """The making that goes on, else one begun now."""

    with _choosing:
        before = _made[0] if _made else None
        if before is not None and not before.done.is_set() and not before.cancelled.is_set():
            return before

        def make(progress: Progress) -> DemoMatter:
            if before is not None:
                before.done.wait()  # one cancelled too late is writing what it computed
            held = {(Role.PREPARER, None), (Role.PLANNER, None)}
            return create_demo_matter(database, place, local_actor(database, LOCAL_NAME, held), journeys_of, progress)

        _made[:] = [begun(make)]
        return _made[0]


def _is_made(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(select(Matter.id).where(Matter.example).limit(1)) is not None
