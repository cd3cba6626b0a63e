"""*Ajankohta*: the kind of day that the timetable has, or a date of its own, and the hours in which people leave home.

In the address and the session it is one word: `saturday`, `2026-11-24`, and with hours of its own
`saturday@10:00-12:00`. A date without a single trip is never taken: it would read as access lost.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from assessment.inputs.day_types import day_types
from assessment.inputs.municipality_settings import seconds_of_window
from pages.components.markup import Markup, label, show

if TYPE_CHECKING:
    from assessment.inputs.day_types import DayType
    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader
    from pages.components.view import View

Window = tuple[int, int]

USUAL = "school_weekday"
OTHER = "other"
# Words of earlier addresses; they still open what they meant.
EARLIER_WORDS = {"weekday": USUAL, "evening": f"{USUAL}@17:00-19:00"}
POPOVER_PX = 350  # what a telephone has room for
HALF_HOURS = tuple(range(5 * 3600, 24 * 3600, 1800))


@dataclass(frozen=True)
class DayChoice:
    """A chosen day: the key of a day type or an ISO date, and the hours when they are not the municipality's own."""

    key: str
    window: Window | None = None

    @property
    def written(self) -> str:
        """The choice as one word."""
        return self.key if self.window is None else f"{self.key}@{'-'.join(map(_clock, self.window))}"


@lru_cache(maxsize=4)
def known_days(place: Municipality) -> tuple[DayType, ...]:
    """The day types of the municipality's timetable, the default first; none without a timetable."""
    return () if place.timetable is None else day_types(place.timetable, place.settings.default_date)


def read_choice(place: Municipality, word: str) -> DayChoice | None:
    """The choice that a word tells; None when the timetable has no such day or no trip on the date."""
    key, _, hours = EARLIER_WORDS.get(word, word).partition("@")
    try:
        window = seconds_of_window(hours) if hours else None
    except ValueError:
        return None
    if key == USUAL or key in {day.key for day in known_days(place)}:
        return DayChoice(key, window)
    try:
        date = dt.date.fromisoformat(key)
    except ValueError:
        return None
    return DayChoice(key, window) if has_service(place, date) else None


def has_service(place: Municipality, date: dt.date) -> bool:
    """Whether any trip runs on the date; without a timetable every date will do."""
    return place.timetable is None or place.timetable.trip_count(date) > 0


def day_and_window(place: Municipality, word: str) -> tuple[dt.date, Window]:
    """The date and the departure window (seconds since midnight) that a choice stands for."""
    choice = read_choice(place, word) or DayChoice(USUAL)
    dates = {str(day.key): day.date for day in known_days(place)}
    date = dates.get(choice.key)
    if date is None:
        date = place.settings.default_date if choice.key == USUAL else dt.date.fromisoformat(choice.key)
    return date, choice.window or place.settings.default_window_s


def day_in_words(place: Municipality, reader: Reader, word: str) -> str:
    """The day as the reader says it: *Koulupäivä*, or for a date of its own the weekday and the date."""
    key = (read_choice(place, word) or DayChoice(USUAL)).key
    if key in {day.key for day in known_days(place)} or key == USUAL:
        return reader.t(f"day.{key}")
    return reader.weekday_date(dt.date.fromisoformat(key))


def choose_day(place: Municipality, reader: Reader, view: View) -> None:
    """The choice of day and hours, behind one button that says what is chosen."""
    t = reader.t
    date, window = day_and_window(place, view.day)
    title = t("choice.day_and_hours", day=day_in_words(place, reader, view.day), hours=_hours(reader, window))
    with st.container(key="day_choice", width="content", gap=None):
        show(Markup('<p class="as-label">{}</p>').format(t("choice.day")))
        with st.popover(label(title), width="content"), st.container(width=POPOVER_PX):
            _choose_kind(place, reader, view, date)
            _choose_hours(place, reader, view, window)


def choose_date(place: Municipality, word: str, date: dt.date) -> None:
    """Look at a date, in the same hours; one without a trip is refused and the day stays."""
    choice = read_choice(place, word) or DayChoice(USUAL)
    if not has_service(place, date):
        st.session_state["day_refused"] = date
        return
    keys = {day.date: str(day.key) for day in known_days(place)}
    _keep(DayChoice(keys.get(date, date.isoformat()), choice.window))


def _keep(choice: DayChoice) -> None:
    st.session_state["day"] = choice.written
    st.session_state.pop("day_refused", None)
    st.session_state["other_day"] = False


def _choose_kind(place: Municipality, reader: Reader, view: View, date: dt.date) -> None:
    t = reader.t
    days = {str(day.key): day for day in known_days(place)}
    if place.timetable is None:
        return
    choice = read_choice(place, view.day) or DayChoice(USUAL)

    def keep_kind() -> None:
        chosen = st.session_state["choose_day"]
        if chosen == OTHER:
            st.session_state["other_day"] = True
        else:
            _keep(DayChoice(chosen, choice.window))

    other = choice.key not in days or st.session_state.get("other_day", False)
    st.session_state["choose_day"] = OTHER if other else choice.key
    trips = {
        key: t("day.trips", date=reader.weekday_date(day.date), trips=reader.number(day.trips))
        for key, day in days.items()
    }
    st.radio(
        t("choice.day_kind"),
        [*days, OTHER],
        key="choose_day",
        format_func=lambda key: t(f"day.{key}"),
        captions=[*trips.values(), ""],
        on_change=keep_kind,
    )
    if not other:
        return

    def keep_date() -> None:
        chosen = st.session_state["choose_date"]
        if isinstance(chosen, dt.date):
            choose_date(place, view.day, chosen)

    first, last = place.timetable.service_dates()
    st.session_state["choose_date"] = min(max(date, first), last)
    st.date_input(
        t("choice.date"), min_value=first, max_value=last, key="choose_date", on_change=keep_date, format="DD.MM.YYYY"
    )
    refused = st.session_state.get("day_refused")
    if refused is not None:
        show(
            Markup('<p class="wrong" role="alert">{}</p>').format(
                t("day.without_service", date=reader.weekday_date(refused))
            )
        )


def _choose_hours(place: Municipality, reader: Reader, view: View, window: Window) -> None:
    t = reader.t
    choice = read_choice(place, view.day) or DayChoice(USUAL)

    def keep_hours() -> None:
        start, end = st.session_state["choose_leave_from"], st.session_state["choose_leave_until"]
        if end <= start:
            end = start + 3600
        own = (start, end)
        _keep(DayChoice(choice.key, None if own == place.settings.default_window_s else own))

    start, end = window
    st.session_state["choose_leave_from"], st.session_state["choose_leave_until"] = start, end
    start_box, end_box = st.columns(2)
    start_box.selectbox(
        t("choice.leave_from"),
        sorted({*HALF_HOURS, start}),
        key="choose_leave_from",
        format_func=reader.clock,
        on_change=keep_hours,
    )
    end_box.selectbox(
        t("choice.leave_until"),
        sorted({*HALF_HOURS, end}),
        key="choose_leave_until",
        format_func=reader.clock,
        on_change=keep_hours,
    )
    show(Markup('<p class="hint">{}</p>').format(t("choice.hours_hint")))


def _hours(reader: Reader, window: Window) -> str:
    """The window in few letters: 9–11, or 9.30–11."""
    return "–".join(reader.short_clock(second) for second in window)


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
