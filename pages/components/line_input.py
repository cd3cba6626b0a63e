"""Which line, which way, on which days: the parts that forms for public transport share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.lines import Line, line_of, line_titles
from pages.components.markup import Markup, show

if TYPE_CHECKING:
    import datetime as dt

    from assessment.inputs.municipality import Municipality
    from assessment.inputs.timetable import Timetable
    from assessment.scenario.timetable.changes import Direction
    from pages.components.reader import Reader

DAYS = ("weekday", "saturday", "sunday", "all")


@dataclass(frozen=True)
class LineAsked:
    """What a form works on: today's municipality, the timetable as changed so far, the line, the date looked at."""

    municipality: Municipality
    timetable: Timetable
    line: Line | None
    date: dt.date

    @property
    def known_line(self) -> Line:
        """The line; forms without one must not ask."""
        if self.line is None:
            raise ValueError("this form is about no line")
        return self.line


def chosen_line_id() -> str | None:
    """The line that the forms work on."""
    chosen: str | None = st.session_state.get("chosen_line")
    return chosen


def choose_line(reader: Reader, timetable: Timetable, date: dt.date) -> Line | None:
    """One of the lines, and how it runs on the date."""
    t = reader.t
    titles = line_titles(timetable)

    def keep() -> None:
        st.session_state["chosen_line"] = st.session_state["choose_line"]

    chosen = chosen_line_id()
    if chosen not in titles:
        chosen = next(iter(titles))
    st.session_state["chosen_line"] = st.session_state["choose_line"] = chosen
    st.selectbox(t("form.line"), list(titles), key="choose_line", format_func=lambda one: titles[one], on_change=keep)
    line = line_of(timetable, chosen, date)
    if line is None:
        return None
    starts = line.starts
    if starts is None:
        told = t("form.line_not_today", date=reader.weekday_date(date))
    else:
        told = t(
            "form.line_today",
            date=reader.weekday_date(date),
            trips=reader.number(line.trips),
            first=reader.clock(starts[0]),
            last=reader.clock(starts[1]),
        )
    show(Markup('<p class="hint">{}</p>').format(told))
    return line


def direction_input(reader: Reader, line: Line) -> Direction:
    """Both ways, or one of them by where it goes."""
    t = reader.t
    ways: dict[str, Direction] = {"both": "both"}
    signs = {"both": t("form.both_ways")}
    for one in line.directions:
        if one.number == 0:
            ways["0"] = 0
        elif one.number == 1:
            ways["1"] = 1
        else:
            continue
        signs[str(one.number)] = t("form.towards", place=one.headsign or str(one.number))
    if len(ways) < 3:
        return "both"
    chosen = st.selectbox(
        t("form.direction"), list(ways), key=f"direction_{line.id}", format_func=lambda way: signs[way]
    )
    return ways[str(chosen)]


def days_input(reader: Reader, date: dt.date) -> tuple[str, ...]:
    """The days of the week a change is about; at first those that are looked at."""
    t = reader.t
    usual = "weekday" if date.weekday() < 5 else "saturday" if date.weekday() == 5 else "sunday"
    st.session_state.setdefault("transit_days", usual)
    chosen = st.selectbox(t("form.on_days"), DAYS, key="transit_days", format_func=lambda day: t(f"form.days_{day}"))
    return (str(chosen),)
