"""Forms for where lines go: a new line, a longer or a shorter one, another way between two stops."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from assessment.scenario import AddLine, ExtendLine, RerouteLine, ShortenLine
from pages.components.change_button import change_button, free_id
from pages.components.clock_input import clock_input, say_wrong
from pages.components.line_input import days_input, direction_input
from pages.components.lines import line_titles
from pages.components.service_forms import taken_ids
from pages.components.stops_input import choose_stop, forget_drawn_stops, stops_input

if TYPE_CHECKING:
    from collections.abc import Callable

    from assessment.scenario import Change
    from pages.components.line_input import LineAsked
    from pages.components.lines import Line
    from pages.components.reader import Reader

# A country bus with its stops, somewhat cautious: editable in the form. Our judgement.
USUAL_SPEED_KMH = 35
_MINUTES = re.compile(r"[\s,;]+")


def new_line_form(reader: Reader, asked: LineAsked) -> None:
    """A new line along stops."""
    t = reader.t
    name = st.text_input(t("form.line_name"), t("form.line_name_default"), key="new_line_name", max_chars=30).strip()
    stops = stops_input(asked.timetable, reader, t("form.line_stops"), "new_line_stops")
    pace = _pace(reader, "new_line", len(stops))
    first_box, last_box = st.columns(2)
    first = clock_input(reader, t("form.first"), "new_line_first", 7 * 3600, first_box)
    last = clock_input(reader, t("form.last"), "new_line_last", 19 * 3600, last_box)
    every = int(st.number_input(t("form.every_min"), 5, 480, 60, 5, key="new_line_every"))
    days = days_input(reader, asked.date)
    both = st.checkbox(t("form.both_directions"), True, key="new_line_both")
    accessible = st.checkbox(t("form.accessible_bus"), True, key="new_line_accessible")
    if first is not None and last is not None and last < first:
        say_wrong(t("form.window_backwards"))
        last = None
    change: Change | None = None
    if name and len(stops) >= 2 and pace is not None and first is not None and last is not None:
        taken = set(line_titles(asked.timetable)) | taken_ids(asked.municipality)
        minutes, speed = pace
        change = AddLine(
            free_id("line-new", taken),
            name,
            stops,
            first,
            last,
            every,
            minutes=minutes,
            speed_kmh=speed,
            days=days,
            both_directions=both,
            wheelchair_accessible=True if accessible else None,
        )
    change_button(asked.municipality, t("transit.do_new_line", line=name), change, "do_transit", forget_drawn_stops)


def extend_form(reader: Reader, asked: LineAsked) -> None:
    """A line goes on from where it ends."""
    t, line = reader.t, asked.known_line
    ends = tuple(dict.fromkeys(one.stops[-1] for one in line.directions if one.stops))
    after = choose_stop(reader, asked.timetable, ends, t("form.extend_after"), f"extend_after_{line.id}")
    stops = stops_input(asked.timetable, reader, t("form.extend_stops"), "extend_stops")
    pace = _pace(reader, "extend", len(stops), from_zero=False)
    both = st.checkbox(t("form.both_directions"), True, key="extend_both")
    change: Change | None = None
    if stops and pace is not None:
        change = ExtendLine(line.id, after, stops, minutes=pace[0], speed_kmh=pace[1], both_directions=both)
    change_button(asked.municipality, t("transit.do_extend", line=line.name), change, "do_transit", forget_drawn_stops)


def shorten_form(reader: Reader, asked: LineAsked) -> None:
    """A line begins or ends earlier on its way."""
    t, line = reader.t, asked.known_line
    which = st.segmented_control(
        t("form.shorten_what"),
        ("to", "from"),
        default="to",
        key="shorten_what",
        format_func=lambda one: t(f"form.shorten_{one}", place=_ends_of(line)),
        required=True,
    )
    stop = choose_stop(
        reader,
        asked.timetable,
        _way(line)[1:-1] or _way(line),
        t("form.stop"),
        f"shorten_stop_{line.id}",
        clickable=True,
    )
    change = ShortenLine(line.id, to_stop=stop) if which == "to" else ShortenLine(line.id, from_stop=stop)
    change_button(asked.municipality, t("transit.do_shorten", line=line.name), change, "do_transit")


def reroute_form(reader: Reader, asked: LineAsked) -> None:
    """Another way between two stops of a line."""
    t, line = reader.t, asked.known_line
    direction = direction_input(reader, line)
    way = next((one.stops for one in line.directions if one.number == direction), _way(line))
    from_stop = choose_stop(reader, asked.timetable, way[:-1], t("form.reroute_from"), f"reroute_from_{line.id}")
    later = way[way.index(from_stop) + 1 :]
    to_stop = choose_stop(
        reader,
        asked.timetable,
        later,
        t("form.reroute_to"),
        f"reroute_to_{line.id}",
        usual=later[min(1, len(later) - 1)],
    )
    via = stops_input(asked.timetable, reader, t("form.reroute_via"), "reroute_via")
    pace = _pace(reader, "reroute", len(via) + 1, from_zero=False)
    change: Change | None = None
    if pace is not None:
        change = RerouteLine(
            line.id, (from_stop, to_stop), via, minutes=pace[0], speed_kmh=pace[1], direction=direction
        )
    change_button(asked.municipality, t("transit.do_reroute", line=line.name), change, "do_transit", forget_drawn_stops)


FORMS: dict[str, Callable[[Reader, LineAsked], None]] = {
    "new_line": new_line_form,
    "extend": extend_form,
    "shorten": shorten_form,
    "reroute": reroute_form,
}


def _way(line: Line) -> tuple[str, ...]:
    """The stops of the line's first direction, in order."""
    return line.directions[0].stops


def _ends_of(line: Line) -> str:
    return line.directions[0].headsign


def _pace(
    reader: Reader, key: str, count: int, *, from_zero: bool = True
) -> tuple[tuple[float, ...] | None, float | None] | None:
    """Minutes to each stop, or a speed; None, and words, while the minutes cannot be read."""
    t = reader.t
    by_minutes = (
        st.segmented_control(
            t("form.pace"),
            ("speed", "minutes"),
            default="speed",
            key=f"{key}_pace",
            format_func=lambda one: t(f"form.pace_{one}"),
            required=True,
        )
        == "minutes"
    )
    if not by_minutes:
        return None, float(st.number_input(t("form.speed"), 5, 100, USUAL_SPEED_KMH, 5, key=f"{key}_speed"))
    text = st.text_input(t("form.minutes"), key=f"{key}_minutes", max_chars=300)
    show_hint = t("form.minutes_hint_zero") if from_zero else t("form.minutes_hint")
    try:
        minutes = tuple(float(part) for part in _MINUTES.split(text.strip()) if part)
    except ValueError:
        say_wrong(t("form.minutes_wrong", value=text))
        return None
    if len(minutes) != count or not minutes:
        say_wrong(t("form.minutes_count", hint=show_hint, count=count))
        return None
    return minutes, None
