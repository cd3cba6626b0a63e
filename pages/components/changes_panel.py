"""*Muutokset*: the changes of an alternative in words, each with undo; save, load and copy an alternative."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from assessment.errors import Refused
from assessment.inputs.opening_hours import open_intervals
from assessment.language import fault_message
from assessment.report.hours_in_words import clock_in_words, hours_in_words
from assessment.scenario import AddBookmobileStop, AddServiceTaxi, describe_for, warnings_of, write_scenario
from pages.components import alternatives
from pages.components.day_choice import choose_date, day_and_window, has_service
from pages.components.markup import Markup, label, show

if TYPE_CHECKING:
    from assessment.errors import Fault
    from assessment.inputs.municipality import Municipality
    from assessment.scenario import Change, Scenario
    from pages.components.reader import Reader
    from pages.components.view import View

DAYS_AHEAD = 35
TIMES = ("from_time", "to_time")  # facts of changes that are times of day


def show_changes(municipality: Municipality, reader: Reader, view: View) -> None:
    """The list of changes, in order, each with its undo; and what of them does not show on the day looked at."""
    t = reader.t
    st.subheader(label(t("changes.title", alternative=view.alternative)), anchor=False)
    if view.alternative == alternatives.TODAY:
        show(Markup('<p class="hint">{}</p>').format(t("changes.today")))
        return
    scenario = alternatives.alternatives()[view.alternative]
    told = describe_for(scenario, municipality)
    if not told:
        show(Markup('<p class="hint">{}</p>').format(t("changes.none")))
    date, _ = day_and_window(municipality, view.day)
    for index, (words, change) in enumerate(zip(told, scenario.changes, strict=True)):
        facts = dict(words.facts)
        if facts.get("opening_hours"):
            facts["opening_hours"] = hours_in_words(reader, str(facts["opening_hours"]))
        facts |= {name: clock_in_words(reader, str(facts[name])) for name in TIMES if name in facts}
        text = t(words.key, **facts)
        with st.container(key=f"change_{index}", horizontal=True, vertical_alignment="center", gap="small"):
            show(Markup('<p class="change">{}</p>').format(text))
            st.button(
                t("changes.undo"),
                key=f"undo_{index}",
                help=label(t("changes.undo_help", change=text)),
                on_click=alternatives.remove_change,
                args=(municipality, view.alternative, index),
                width="content",
            )
        _not_today(municipality, reader, view, date, index, change)
    for warning in _warnings(municipality, scenario, date) if told else ():
        show(Markup('<p class="hint" role="status">{}</p>').format(fault_message(t, warning)))


@lru_cache(maxsize=16)
def _warnings(municipality: Municipality, scenario: Scenario, date: dt.date) -> tuple[Fault, ...]:
    """What of an alternative does not show on a date; nothing where it cannot be done: the page then shows why."""
    try:
        return warnings_of(scenario, municipality, date)
    except Refused:
        return ()


def _not_today(
    municipality: Municipality, reader: Reader, view: View, date: dt.date, index: int, change: Change
) -> None:
    """A taxi or bookmobile that does not come on the day looked at, and the way to a day when it does."""
    if _comes_on(change, date):
        return
    days = (date + dt.timedelta(days=n) for n in range(1, DAYS_AHEAD))
    other = next((day for day in days if _comes_on(change, day) and has_service(municipality, day)), None)
    show(Markup('<p class="hint">{}</p>').format(reader.t("changes.not_today", date=reader.weekday_date(date))))
    if other is not None:
        st.button(
            label(reader.t("changes.look_at", date=reader.weekday_date(other))),
            key=f"look_at_{index}",
            on_click=choose_date,
            args=(municipality, view.day, other),
            type="tertiary",
        )


def _comes_on(change: Change, date: dt.date) -> bool:
    if isinstance(change, AddServiceTaxi):
        return change.taxi.runs_on(date)
    if isinstance(change, AddBookmobileStop):
        return bool(open_intervals(change.opening_hours, date))
    return True


def show_files(municipality: Municipality, reader: Reader, view: View) -> None:
    """Save, load and copy an alternative."""
    t = reader.t
    with st.expander(t("files.title")):
        if view.alternative != alternatives.TODAY:
            scenario = alternatives.alternatives()[view.alternative]
            st.download_button(
                label(t("files.save", alternative=view.alternative)),
                write_scenario(scenario),
                file_name=f"{view.alternative}.yaml",
                mime="application/yaml",
                on_click="ignore",
                width="stretch",
            )
            st.button(
                label(t("files.copy", alternative=view.alternative)),
                key="copy_alternative",
                on_click=alternatives.copy_alternative,
                args=(view.alternative,),
                width="stretch",
            )
            st.button(
                label(t("files.remove", alternative=view.alternative)),
                key="remove_alternative",
                on_click=alternatives.remove_alternative,
                args=(view.alternative,),
                width="stretch",
            )

        def take() -> None:
            file = st.session_state[upload_key]
            if file is not None:
                alternatives.load(municipality, file.getvalue().decode("utf-8", errors="replace"), file.name)
                st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1

        # A new key after each file empties the field, so that the same file may be chosen again.
        upload_key = f"load_{st.session_state.get('uploads', 0)}"
        st.file_uploader(t("files.load"), type=["yaml", "yml"], key=upload_key, on_change=take, max_upload_size=1)
