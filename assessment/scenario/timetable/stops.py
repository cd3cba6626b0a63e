"""Moves, adds and removes stops: move_stop, add_stop, remove_stop."""

from __future__ import annotations

import numpy as np

from assessment.errors import Severity
from assessment.inputs.great_circle import great_circle_m
from assessment.scenario.faults import ChangeFaults, in_range
from assessment.scenario.timetable.changes import AddStop, MoveStop, NewStop, RemoveStop, StopOnLine
from assessment.scenario.timetable.draft import Calls, Draft, joined, new_calls
from assessment.scenario.timetable.finding import (
    PlacesOnTrips,
    add_new_stop,
    check_on_line,
    directions,
    find_line,
    find_stop,
)
from assessment.scenario.timetable.running_times import slow_enough

MAX_EXTRA_MIN = 120


def move_stop(change: MoveStop, draft: Draft, faults: ChangeFaults) -> None:
    """Put the stop at another place, times kept; adds `change_too_fast` where a vehicle could not keep them."""
    stop = find_stop(draft, change.stop, faults, "stop")
    if not draft.check_place(change.lon, change.lat, faults) or stop is None:
        return
    old = draft.lon[stop], draft.lat[stop]
    draft.lon[stop], draft.lat[stop] = change.lon, change.lat
    seen: set[tuple[bytes, bytes]] = set()
    for trip in draft.trips_calling_at(stop):
        calls = draft.calls(trip)
        at = int(np.flatnonzero(calls.stop == stop)[0])
        near = calls.taken(slice(max(at - 1, 0), at + 2))
        key = (near.stop.tobytes(), (near.arrival_s - near.arrival_s[0]).tobytes())
        if key not in seen:
            seen.add(key)
            if not slow_enough(draft, near, draft.row(trip).route, 0, len(near), faults, "lon"):
                draft.lon[stop], draft.lat[stop] = old
                return


def add_stop(change: AddStop, draft: Draft, faults: ChangeFaults) -> None:
    """Add a stop and let the lines call there after a stop of theirs; return trips before it."""
    new = NewStop(change.id, change.name, change.lon, change.lat, change.wheelchair_boarding)
    stop = add_new_stop(draft, new, faults, "")
    for number, entry in enumerate(change.lines, start=1):
        _call_at(draft, stop, entry, faults, f"lines[{number}]")


def _call_at(draft: Draft, stop: int | None, entry: StopOnLine, faults: ChangeFaults, field: str) -> None:
    """Let a line call at the stop; adds `change_stop_is_last` where no trip goes on from the stop named."""
    line = find_line(draft, entry.line, faults, f"{field}.line")
    after = find_stop(draft, entry.after, faults, f"{field}.after")
    extra = in_range(entry.extra_min, 0, MAX_EXTRA_MIN, faults, f"{field}.extra_min")
    if line is None or after is None or not extra or stop is None:
        return
    by_direction = directions(draft, line)
    if not check_on_line(draft, draft.trips_of(line.routes), after, line, faults, f"{field}.after"):
        return
    places = PlacesOnTrips(draft)
    main = next(
        (d for d, trips in by_direction.items() if any((draft.calls(t).stop[:-1] == after).any() for t in trips)), None
    )
    if main is None:
        facts = {"name": draft.stop_name[after], "line": line.name}
        faults.add("change_stop_is_last", f"{field}.after", draft.stop_id[after], **facts)
        return
    extra_s = round(entry.extra_min * 60)
    altered: dict[int, Calls] = {}
    for direction, trips in by_direction.items():
        for trip in trips:
            calls = draft.calls(trip)
            at = places.place(calls, after, or_near=direction != main)
            if at is None:
                continue
            # On the way back the new stop lies before the stop named, on the same stretch of road.
            before = at if direction == main else at - 1
            if 0 <= before < len(calls) - 1:
                longer = _with_call(draft, calls, before, stop, extra_s)
                if not slow_enough(
                    draft, longer, draft.row(trip).route, before, before + 2, faults, f"{field}.extra_min"
                ):
                    return
                altered[trip] = longer
    for trip, calls in altered.items():
        draft.set_calls(trip, calls)


def _with_call(draft: Draft, calls: Calls, before: int, stop: int, extra_s: int) -> Calls:
    """Calls with one more between `before` and the next, its time by the way there; what follows is later."""
    stops = [int(calls.stop[before]), stop, int(calls.stop[before + 1])]
    lon, lat = np.array([draft.lon[row] for row in stops]), np.array([draft.lat[row] for row in stops])
    to, onward = great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    share = float(to / (to + onward)) if to + onward > 0 else 0.5
    leaves_s = int(calls.departure_s[before])
    leg_s = int(calls.arrival_s[before + 1]) - leaves_s + extra_s
    head, tail = calls.taken(slice(before + 1)), calls.taken(slice(before + 1, None))
    return joined([head, new_calls([stop], [leaves_s + round(leg_s * share)]), tail.shifted(extra_s)])


def remove_stop(change: RemoveStop, draft: Draft, faults: ChangeFaults) -> None:
    """Let all trips pass the stop without calling; a trip left with one stop does not run."""
    stop = find_stop(draft, change.stop, faults, "stop")
    if stop is None:
        return
    trips = draft.trips_calling_at(stop)
    if not trips:
        draft.notes.append(faults.fault("change_without_effect", "stop", change.stop, Severity.WARNING))
    for trip in trips:
        calls = draft.calls(trip)
        draft.set_calls(trip, calls.taken(calls.stop != stop))
    draft.removed_stops[stop] = faults.number
