"""Values given on the command line, turned into what the engine takes; each fault names the option."""

from __future__ import annotations

import datetime
import itertools
import re

from assessment.commands.outcome import refuse

_WINDOW = re.compile(r"^(\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)$")
_CLOCK = re.compile(r"^(\d{1,2}):([0-5]\d)$")
_LATEST_HOUR = 48


def service_date(text: str) -> datetime.date:
    """A date written 2026-03-04."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise refuse("argument_date_bad", "--date", text) from error


def time_window(text: str, option: str = "--window") -> tuple[int, int]:
    """A window written 09:00-11:00 as seconds [start, end); hours past midnight go on: 23:00-25:30."""
    found = _WINDOW.match(text.strip())
    if not found:
        raise refuse("argument_window_bad", option, text)
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in found.groups())
    start_s, end_s = 60 * (60 * from_hour + from_minute), 60 * (60 * to_hour + to_minute)
    if start_s >= end_s or to_hour > _LATEST_HOUR:
        raise refuse("argument_window_bad", option, text)
    return start_s, end_s


def opening_times(text: str) -> tuple[tuple[int, int], ...]:
    """Opening times written 10:00-12:00,13:00-18:00 as seconds (opening, closing), in order and apart."""
    times = sorted(time_window(part, "--opening") for part in text.split(","))
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(times)):
        raise refuse("argument_openings_overlap", "--opening", text)
    return tuple(times)


def clock_time(text: str, option: str) -> int:
    """A time of day written 24:00 as seconds since midnight; hours past midnight go on."""
    found = _CLOCK.match(text.strip())
    if not found or int(found.group(1)) > _LATEST_HOUR:
        raise refuse("argument_clock_bad", option, text)
    return 60 * (60 * int(found.group(1)) + int(found.group(2)))


def percentile_list(text: str) -> tuple[float, ...]:
    """Percentiles written 5,50,95: each above 0 and at most 100."""
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise refuse("argument_percentiles_bad", "--percentiles", text) from error
    if not all(0 < value <= 100 for value in values) or len(set(values)) < len(values):
        raise refuse("argument_percentiles_bad", "--percentiles", text)
    return values


def percentile_name(percentile: float) -> str:
    """The column of a percentile: travel_time_p05, travel_time_p50, travel_time_p99.5."""
    digits = f"{int(percentile):02d}" if percentile == int(percentile) else f"{percentile:g}"
    return f"travel_time_p{digits}"
