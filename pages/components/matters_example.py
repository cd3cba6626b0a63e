"""The example matter, put on record the first time somebody tries the program out on their own computer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import streamlit as st
from sqlalchemy import select

from assessment.records.actor import Role
from assessment.records.demo_matter import create_demo_matter
from assessment.records.people import local_actor
from assessment.records.schema import Matter
from assessment.report.told_journeys import journeys_of
from pages.components.markup import Markup, show
from pages.statements.local_mode import LOCAL_NAME

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.records.database import Database
    from pages.components.reader import Reader

_one_at_a_time = threading.Lock()


def make_example(reader: Reader, database: Database, place: Municipality) -> None:
    """Make the example matter where there is none; says so while it takes its time. Only for the example municipality.

    It is prepared by whoever tries the program out, so that everything can be done to it.
    """
    if not place.settings.example or _is_made(database):
        return
    told = st.empty()
    with told.container():
        show(Markup('<div class="notice" role="status"><p>{}</p></div>').format(reader.t("matters.example.making")))
    with _one_at_a_time:
        if not _is_made(database):
            held = {(Role.PREPARER, None), (Role.PLANNER, None)}
            create_demo_matter(database, place, local_actor(database, LOCAL_NAME, held), journeys_of)
    told.empty()


def _is_made(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(select(Matter.id).where(Matter.example).limit(1)) is not None
