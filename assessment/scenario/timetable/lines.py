"""Removes and adds whole lines: remove_line, add_line."""

from __future__ import annotations

import numpy as np

from assessment.scenario.faults import ChangeFaults, in_range
from assessment.scenario.timetable.changes import AddLine, RemoveLine
from assessment.scenario.timetable.draft import Draft, new_calls
from assessment.scenario.timetable.finding import find_line, find_places, known_days
from assessment.scenario.timetable.running_times import running_seconds, slow_enough
from assessment.scenario.timetable.trips import MAX_HEADWAY_MIN, MAX_TIME_S, clock

_WHEELCHAIR = {None: 0, True: 1, False: 2}  # GTFS wheelchair_accessible


def remove_line(change: RemoveLine, draft: Draft, faults: ChangeFaults) -> None:
    """Take every trip of the line away."""
    line = find_line(draft, change.line, faults)
    if line is None:
        return
    for trip in draft.trips_of(line.routes):
        draft.remove(trip)
    draft.removed_lines |= dict.fromkeys(line.routes, faults.number)


def add_line(change: AddLine, draft: Draft, faults: ChangeFaults) -> None:
    """Add a line and its trips, from first_s on every every_min up to last_s, the way back at the same times.

    It runs on all dates with service that are of the days asked. Adds `change_line_id_exists`, `change_too_few_stops`
    and what the parts of it add.
    """
    before = faults.found
    _check_names(change, draft, faults)
    in_range(change.every_min, 1, MAX_HEADWAY_MIN, faults, "every_min")
    if not 0 <= change.first_s <= change.last_s <= MAX_TIME_S:
        faults.add("change_window_backwards", "last", clock(change.last_s), from_time=clock(change.first_s))
    days_known = known_days(draft, change.days, faults)
    if days_known and not draft.days.meant(change.days).any():
        faults.add("change_days_without_service", "days", ", ".join(change.days))
    if len(change.stops) < 2:
        faults.add("change_too_few_stops", "stops", len(change.stops), least=2)
    stops = find_places(draft, change.stops, faults, "stops")
    seconds = None
    if stops is not None and len(stops) >= 2:
        seconds = running_seconds(draft, stops, change.minutes, change.speed_kmh, faults)
    if stops is None or seconds is None or faults.found > before:
        draft.failed_lines |= {change.id, change.name}
        return
    route = draft.add_line(change.id, change.name, f"{draft.stop_name[stops[0]]}–{draft.stop_name[stops[-1]]}")
    if not slow_enough(draft, new_calls(stops, seconds), route, 0, len(stops), faults, "minutes"):
        draft.failed_lines |= {change.id, change.name}
        return
    service = draft.service_on(draft.days.meant(change.days), f"{change.id}~{'+'.join(change.days)}")
    ways = [(stops, seconds)]
    if change.both_directions:
        ways.append((stops[::-1], (seconds[-1] - seconds[::-1]).astype(np.int32)))
    for direction, (way, running) in enumerate(ways):
        for start_s in range(change.first_s, change.last_s + 1, change.every_min * 60):
            name = f"{change.id}-{direction}-{clock(start_s)}"
            wheelchair = _WHEELCHAIR[change.wheelchair_accessible]
            row = draft.new_trip(name, route, service, draft.stop_name[way[-1]], direction, wheelchair)
            draft.add_trip(row, new_calls(way, running + start_s))


def _check_names(change: AddLine, draft: Draft, faults: ChangeFaults) -> None:
    """Neither the new line's id nor its name may be that of another: a later change could not tell which is meant."""
    for field, written in (("id", change.id), ("name", change.name)):
        for line_id, name, long_name in zip(draft.route_id, draft.line_name, draft.long_name, strict=True):
            if written in (line_id, name):
                faults.add("change_line_id_exists", field, written, name=" ".join(filter(None, (name, long_name))))
                break
