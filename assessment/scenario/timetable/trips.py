"""Removes, retimes and repeats trips: remove_trips, retime_trips, headway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assessment.scenario.faults import ChangeFaults, in_range
from assessment.scenario.timetable.changes import Direction, Headway, RemoveTrips, RetimeTrips
from assessment.scenario.timetable.days import ALL, KINDS
from assessment.scenario.timetable.draft import Draft
from assessment.scenario.timetable.finding import Line, find_line, in_direction, known_days

MAX_TIME_S = 48 * 3600
MAX_SHIFT_MIN = 12 * 60
MAX_HEADWAY_MIN = 24 * 60


def remove_trips(change: RemoveTrips, draft: Draft, faults: ChangeFaults) -> None:
    """Take the trips that start in the window away on the days asked."""
    for trip in trips_in_window(change, draft, faults):
        part = draft.only_on(trip, change.days)
        if part is not None:
            draft.remove(part)


def retime_trips(change: RetimeTrips, draft: Draft, faults: ChangeFaults) -> None:
    """Move the trips that start in the window on the days asked; adds `change_before_midnight`."""
    trips = trips_in_window(change, draft, faults)
    if not in_range(change.shift_min, -MAX_SHIFT_MIN, MAX_SHIFT_MIN, faults, "shift_min"):
        return
    if change.shift_min == 0:
        faults.add("change_out_of_range", "shift_min", 0, low=-MAX_SHIFT_MIN, high=MAX_SHIFT_MIN)
        return
    shift_s = change.shift_min * 60
    if any(draft.calls(trip).arrival_s[0] + shift_s < 0 for trip in trips):
        faults.add("change_before_midnight", "shift_min", change.shift_min, line=change.line)
        return
    for trip in trips:
        part = draft.only_on(trip, change.days)
        if part is not None:
            draft.set_calls(part, draft.calls(part).shifted(shift_s))


def headway(change: Headway, draft: Draft, faults: ChangeFaults) -> None:
    """Put copies of the typical trip in place of the trips that start in the window, each kind of day on its own.

    Copies leave at from_s, from_s + every_min … before to_s, on all dates on which any of the trips ran. The typical
    trip has the stops that most of them have and, of those, the middle running time.
    """
    trips = trips_in_window(change, draft, faults)
    fits = in_range(change.every_min, 1, MAX_HEADWAY_MIN, faults, "every_min")
    if not trips or not fits:
        return
    starts = range(change.from_s, change.to_s, change.every_min * 60)
    for days in _groups_of_days(change.days):
        # By direction anew for each kind of day: splitting a trip by days has added some.
        line = find_line(draft, change.line, faults)
        if line is None:
            return
        for of_direction in in_direction(draft, line, change.direction, faults).values():
            there = [trip for trip in of_direction if change.from_s <= draft.start_s(trip) < change.to_s]
            _repeat(draft, there, days, starts)


def _repeat(draft: Draft, trips: Sequence[int], days: Sequence[str], starts: range) -> None:
    parts = [part for trip in trips if (part := draft.only_on(trip, days)) is not None]
    if not parts:
        return
    dates = np.logical_or.reduce([draft.days.runs[draft.row(part).service_id] for part in parts])
    template = typical(draft, parts)
    row, calls = draft.row(template), draft.calls(template)
    service = draft.service_on(dates, f"{row.service_id}~{'+'.join(days)}")
    for part in parts:
        draft.remove(part)
    for start_s in starts:
        copy = calls.shifted(start_s - int(calls.departure_s[0]))
        # The vehicle may stand at its first stop before it departs, but not before the service day begins.
        copy = replace(copy, arrival_s=np.maximum(copy.arrival_s, 0))
        name = f"{row.trip_id}@{start_s // 3600:02d}:{start_s // 60 % 60:02d}"
        draft.add_trip(replace(row, trip_id=name, service_id=service), copy)


def typical(draft: Draft, trips: Sequence[int]) -> int:
    """The trip that stands for several: the commonest stops, then the middle running time; ties: the first."""
    patterns = [draft.calls(trip).stop.tobytes() for trip in trips]
    common = Counter(patterns).most_common(1)[0][0]
    alike = [trip for trip, pattern in zip(trips, patterns, strict=True) if pattern == common]
    alike.sort(key=lambda trip: int(draft.calls(trip).arrival_s[-1]) - draft.start_s(trip))
    return alike[(len(alike) - 1) // 2]


def trips_in_window(change: RemoveTrips | RetimeTrips | Headway, draft: Draft, faults: ChangeFaults) -> list[int]:
    """The line's trips that start in the window on the days asked; adds a fault when there are none."""
    line = find_line(draft, change.line, faults)
    days_known = known_days(draft, change.days, faults)
    if not _window_fits(change, faults) or line is None or not days_known:
        return []
    found = faults.found
    by_direction = in_direction(draft, line, change.direction, faults)
    if faults.found > found:
        return []
    trips = [
        trip
        for trips in by_direction.values()
        for trip in trips
        if change.from_s <= draft.start_s(trip) < change.to_s
        and draft.days.part(draft.row(trip).service_id, change.days).any()
    ]
    if not trips:
        window = {"from_time": clock(change.from_s), "to_time": clock(change.to_s)}
        starts = _starts(draft, line, change.direction, faults, change.days)
        faults.add("change_window_without_trips", "from", clock(change.from_s), line=line.name, starts=starts, **window)
    return sorted(trips)


def _starts(draft: Draft, line: Line, direction: Direction, faults: ChangeFaults, days: Sequence[str]) -> str:
    """The first and the last start on the days asked: "05:25–23:10", or "–"."""
    starts = [
        draft.start_s(trip)
        for trips in in_direction(draft, line, direction, faults).values()
        for trip in trips
        if draft.days.part(draft.row(trip).service_id, days).any()
    ]
    return f"{clock(min(starts))}–{clock(max(starts))}" if starts else "–"


def _window_fits(change: RemoveTrips | RetimeTrips | Headway, faults: ChangeFaults) -> bool:
    if not (0 <= change.from_s < change.to_s <= MAX_TIME_S):
        faults.add("change_window_backwards", "to", clock(change.to_s), from_time=clock(change.from_s))
        return False
    return True


def _groups_of_days(days: Sequence[str]) -> list[tuple[str, ...]]:
    """Each kind of day on its own, then the named services together."""
    kinds = [kind for kind in KINDS if kind in days or ALL in days]
    services = tuple(dict.fromkeys(day for day in days if day not in (*KINDS, ALL)))
    return [*((kind,) for kind in kinds), *([services] if services and ALL not in days else [])]


def overlapping(one: Headway, other: Headway) -> bool:
    """Whether two headways of one line are about the same trips."""
    in_time = one.from_s < other.to_s and other.from_s < one.to_s
    same_way = "both" in (one.direction, other.direction) or one.direction == other.direction
    same_days = ALL in (*one.days, *other.days) or bool(set(one.days) & set(other.days))
    return in_time and same_way and same_days


def clock(seconds: int) -> str:
    """Seconds since midnight as HH:MM, with seconds where there are any; hours go on past 24."""
    tail = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}{tail}"
