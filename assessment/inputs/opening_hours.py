"""Opening hours in OpenStreetMap's syntax, read by the kept library opening-hours-py; public holidays are Finland's.

An empty text means that the hours are not known, which is neither open nor closed.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import opening_hours as library

COUNTRY = "FI"
DAY_S = 86_400


def is_valid(text: str) -> bool:
    """Whether the text is empty (not known) or opening hours that can be read."""
    return fault_in(text) is None


def fault_in(text: str) -> str | None:
    """Where the text stops being opening hours, as `character N: "rest"`, or None when it can be read."""
    if not text:
        return None
    try:
        _parsed(text)
    except _UnreadableError as error:
        return str(error)
    return None


def weekly_hours(text: str, date: dt.date) -> float:
    """Hours open in the Monday-Sunday week that contains the date; NaN when the hours are not known."""
    if not text:
        return float("nan")
    monday = dt.datetime.combine(date - dt.timedelta(days=date.weekday()), dt.time())
    spans = _open_spans(text, monday, monday + dt.timedelta(days=7))
    return sum(end - start for start, end in spans) / 3600


def open_intervals(text: str, date: dt.date) -> list[tuple[int, int]]:
    """The open times of a day as (start, end) in seconds since its midnight, merged, within 0..86400; [] = closed.

    Not known ("") gives no interval either: ask the text itself which of the two it is.
    """
    if not text:
        return []
    midnight = dt.datetime.combine(date, dt.time())
    return _open_spans(text, midnight, midnight + dt.timedelta(days=1))


@lru_cache(maxsize=4096)
def is_public_holiday(date: dt.date) -> bool:
    """Whether the date is a public holiday in Finland (`PH` of opening hours)."""
    return bool(open_intervals("PH", date))


def _open_spans(text: str, start: dt.datetime, end: dt.datetime) -> list[tuple[int, int]]:
    """Open spans in seconds since `start`; wall-clock time, as opening hours are written in."""
    spans: list[tuple[int, int]] = []
    for begins, ends, state, _ in _parsed(text).intervals(start, end):
        if state != library.State.OPEN:
            continue
        first = int((max(begins, start) - start).total_seconds())
        last = int((min(ends or end, end) - start).total_seconds())
        if spans and spans[-1][1] == first:
            spans[-1] = (spans[-1][0], last)
        elif last > first:
            spans.append((first, last))
    return spans


class _UnreadableError(ValueError):
    """The text is not opening hours; says where it breaks."""


@lru_cache(maxsize=4096)
def _parsed(text: str) -> library.OpeningHours:
    try:
        return library.OpeningHours(text, country=COUNTRY)
    except library.ParserError as error:  # type: ignore[attr-defined]  # its stub leaves it out
        raise _UnreadableError(_place(text, str(error))) from error


def _place(text: str, message: str) -> str:
    """The place of the break, out of the library's ` --> line:column` message."""
    after = message.partition("-->")[2].split()
    column = after[0].partition(":")[2] if after else ""
    start = int(column) if column.isdigit() else 1
    return f'{start}: "{text[start - 1 :][:40]}"'
