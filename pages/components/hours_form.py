"""Opening hours by weekday and clock, written in OpenStreetMap's syntax; hours it cannot tell are typed as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import streamlit as st

from assessment.report.hours_in_words import hours_in_words
from pages.components.clock_input import say_wrong, window_input
from pages.components.markup import Markup, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.components.reader import Reader

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MAX_ROWS = 7
USUAL_S = (10 * 3600, 18 * 3600)
_RULE = re.compile(r"([A-Z][A-Za-z,\- ]*?)\s+((?:\d{1,2}:\d{2}-\d{1,2}:\d{2})(?:,\s*\d{1,2}:\d{2}-\d{1,2}:\d{2})*)")


@dataclass(frozen=True)
class HoursRow:
    """Open on these weekdays (0 = Monday) from one time to another (seconds since midnight)."""

    days: tuple[int, ...]
    from_s: int
    until_s: int


@dataclass(frozen=True)
class WeekHours:
    """A week's hours, row by row."""

    rows: tuple[HoursRow, ...]
    closed_on_holidays: bool


def week_hours(text: str) -> WeekHours | None:
    """The hours of a text as rows; None when it says more than weekdays, times and closed on public holidays."""
    rows: list[HoursRow] = []
    closed = False
    seen: set[int] = set()
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        if rule == "PH off":
            closed = True
            continue
        found = _RULE.fullmatch(rule)
        days = _days(found[1]) if found else None
        # A later rule would change what an earlier one says of the same day: that is more than rows can tell.
        if found is None or days is None or seen & set(days):
            return None
        seen |= set(days)
        for span in found[2].split(","):
            start, end = (_seconds(clock) for clock in span.strip().split("-"))
            if end <= start:
                return None
            rows.append(HoursRow(days, start, end))
    return WeekHours(tuple(rows), closed)


def written(hours: WeekHours) -> str:
    """Rows in OpenStreetMap's syntax; days with the same hours together, overlapping hours joined."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for row in hours.rows:
        for day in row.days:
            by_day.setdefault(day, []).append((row.from_s, row.until_s))
    days_of: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in sorted(by_day):
        days_of.setdefault(_joined(by_day[day]), []).append(day)
    rules = [
        f"{_day_words(days)} {','.join(f'{_clock(start)}-{_clock(end)}' for start, end in spans)}"
        for spans, days in days_of.items()
    ]
    return "; ".join([*rules, *(["PH off"] if hours.closed_on_holidays and rules else [])])


def hours_form(reader: Reader, key: str, start: str = "", usual: HoursRow | None = None) -> str | None:
    """The fields; gives the hours in OpenStreetMap's syntax, None (with words beside) while they cannot be read."""
    t = reader.t
    known = week_hours(start)
    by_hand = st.session_state.get(f"{key}_by_hand", known is None)
    if by_hand:
        text: str | None = st.text_input(t("edit.new_hours"), start, key=f"{key}_text", max_chars=200).strip()
        show(Markup('<p class="hint">{}</p>').format(t("edit.hours_help")))
    else:
        text = _rows_form(reader, key, known or WeekHours((), True), usual or HoursRow((0, 1, 2, 3, 4), *USUAL_S))
        if text:
            show(Markup('<p class="hint">{}</p>').format(t("edit.hours_now", hours=hours_in_words(reader, text))))
    st.toggle(t("form.hours_by_hand"), known is None, key=f"{key}_by_hand")
    return text


def _rows_form(reader: Reader, key: str, hours: WeekHours, usual: HoursRow) -> str | None:
    t = reader.t
    rows = list(hours.rows) or [usual]
    count = st.session_state.setdefault(f"{key}_rows", len(rows))
    found: list[HoursRow | None] = []
    for number in range(count):
        row = rows[number] if number < len(rows) else HoursRow((), usual.from_s, usual.until_s)
        days_key = f"{key}_days_{number}"
        st.session_state.setdefault(days_key, list(row.days))
        days = st.pills(
            t("form.days_open", number=number + 1) if count > 1 else t("form.days"),
            range(7),
            selection_mode="multi",
            key=days_key,
            format_func=lambda day: t(f"weekday.{day}"),
        )
        span = window_input(reader, f"{key}_{number}", (row.from_s, row.until_s))
        if not days and count > 1:
            continue  # a row without days says nothing
        if not days:
            say_wrong(t("form.choose_days"))
        found.append(HoursRow(tuple(sorted(days)), *span) if days and span else None)

    def one_more() -> None:
        st.session_state[f"{key}_rows"] = count + 1

    if count < MAX_ROWS:
        st.button(t("form.more_hours"), key=f"{key}_more", on_click=one_more, type="tertiary")
    holidays = st.checkbox(t("form.closed_on_holidays"), hours.closed_on_holidays, key=f"{key}_holidays")
    if not found or any(row is None for row in found):
        return None
    return written(WeekHours(tuple(row for row in found if row is not None), holidays))


def _days(text: str) -> tuple[int, ...] | None:
    found: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            return None
        start, end = DAYS.index(first), DAYS.index(last or first)
        if end < start:
            return None
        found += range(start, end + 1)
    return tuple(sorted(set(found)))


def _day_words(days: Sequence[int]) -> str:
    """Mo-Th, or Mo,We, or Mo-We,Fr."""
    runs: list[list[int]] = [[days[0]]]
    for before, day in pairwise(days):
        if day == before + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        ",".join(DAYS[day] for day in run) if len(run) < 3 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs
    )


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
