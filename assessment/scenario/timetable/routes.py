"""Changes where a line goes: extend_line, shorten_line, reroute_line. Return trips are changed the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from assessment.scenario.faults import ChangeFaults, listed
from assessment.scenario.timetable.changes import ExtendLine, RerouteLine, ShortenLine
from assessment.scenario.timetable.draft import Calls, Draft, joined, new_calls
from assessment.scenario.timetable.finding import (
    Line,
    PlacesOnTrips,
    check_on_line,
    directions,
    find_line,
    find_places,
    find_stop,
    in_direction,
)
from assessment.scenario.timetable.running_times import Ints, running_seconds, slow_enough


@dataclass(frozen=True)
class _Altered:
    """A trip with its new calls, and between which of them the way is new."""

    trip: int
    calls: Calls
    first: int
    last: int


def extend_line(change: ExtendLine, draft: Draft, faults: ChangeFaults) -> None:
    """Let trips that end at `after` go on at once, and return trips that begin there begin at the new end.

    A return trip begins at `after` or, where the feed has a stop for each side of the street, within 300 m of it; it
    leaves `after` when it did. Adds `change_stop_not_last`, `change_before_midnight` and others.
    """
    line = find_line(draft, change.line, faults)
    after = find_stop(draft, change.after, faults, "after")
    if not change.stops:
        faults.add("change_too_few_stops", "stops", 0, least=1)
    stops = find_places(draft, change.stops, faults, "stops")
    if line is None or after is None or stops is None or not stops:
        return
    if stops[0] == after:
        faults.add("change_stop_follows_itself", "stops[1]", draft.stop_id[after], name=draft.stop_name[after])
        return
    by_direction = directions(draft, line)
    outward = {d: [t for t in trips if draft.calls(t).stop[-1] == after] for d, trips in by_direction.items()}
    if not any(outward.values()):
        _tell_ends(draft, line, after, faults)
        return
    seconds = running_seconds(draft, [after, *stops], change.minutes, change.speed_kmh, faults, from_first=True)
    if seconds is None:
        return
    altered = [_extended(draft.calls(trip), trip, stops, seconds) for trips in outward.values() for trip in trips]
    if change.both_directions:
        altered += _return_trips(draft, by_direction, outward, after, stops, seconds)
    _alter(draft, altered, line, faults)


def _return_trips(
    draft: Draft,
    by_direction: Mapping[int, list[int]],
    outward: Mapping[int, list[int]],
    after: int,
    stops: list[int],
    seconds: Ints,
) -> Iterator[_Altered]:
    """The trips against the outward ones that begin at `after` or beside it, begun at the new end."""
    places = PlacesOnTrips(draft)
    for direction, trips in by_direction.items():
        if outward[direction]:
            continue
        for trip in trips:
            if places.place(draft.calls(trip), after, or_near=True) == 0:
                yield _begun_before(draft.calls(trip), trip, stops, seconds)


def _extended(calls: Calls, trip: int, stops: list[int], seconds: Ints) -> _Altered:
    # The vehicle does not stand at its old end any more; one may board there now.
    departure_s, pickup_type = calls.departure_s.copy(), calls.pickup_type.copy()
    departure_s[-1] = calls.arrival_s[-1]
    pickup_type[-1] = 0
    old = replace(calls, departure_s=departure_s, pickup_type=pickup_type)
    longer = joined([old, new_calls(stops, calls.arrival_s[-1] + seconds[1:])])
    return _Altered(trip, longer, len(calls) - 1, len(longer) - 1)


def _begun_before(calls: Calls, trip: int, stops: list[int], seconds: Ints) -> _Altered:
    arrival_s, drop_off_type = calls.arrival_s.copy(), calls.drop_off_type.copy()
    arrival_s[0] = calls.departure_s[0]
    drop_off_type[0] = 0
    old = replace(calls, arrival_s=arrival_s, drop_off_type=drop_off_type)
    longer = joined([new_calls(stops[::-1], calls.departure_s[0] - seconds[:0:-1]), old])
    return _Altered(trip, longer, 0, len(stops))


def _tell_ends(draft: Draft, line: Line, stop: int, faults: ChangeFaults) -> None:
    rows = dict.fromkeys(int(draft.calls(trip).stop[-1]) for trip in draft.trips_of(line.routes))
    ends = {draft.stop_id[row]: draft.stop_name[row] for row in rows}
    facts = {"name": draft.stop_name[stop], "line": line.name, "suggestions": listed(ends, ends)}
    faults.add("change_stop_not_last", "after", draft.stop_id[stop], **facts)


def shorten_line(change: ShortenLine, draft: Draft, faults: ChangeFaults) -> None:
    """Let the line begin at from_stop or end at to_stop, in its first direction that calls there.

    Return trips are cut likewise. A trip that served only what is cut off does not run. Adds `change_one_of`,
    `change_stop_not_on_line`, `change_stop_already_end`, `change_no_trips_left`.
    """
    line = find_line(draft, change.line, faults)
    if (change.from_stop is None) == (change.to_stop is None):
        faults.add("change_one_of", "from_stop", "", expected="from_stop, to_stop")
        return
    field = "from_stop" if change.to_stop is None else "to_stop"
    stop = find_stop(draft, change.to_stop or change.from_stop or "", faults, field)
    if line is None or stop is None:
        return
    if not check_on_line(draft, draft.trips_of(line.routes), stop, line, faults, field):
        return
    places = PlacesOnTrips(draft)
    by_direction = directions(draft, line)
    main = next(d for d, trips in by_direction.items() if any((draft.calls(t).stop == stop).any() for t in trips))
    cut: dict[int, Calls] = {}
    for direction, trips in by_direction.items():
        # Against the main direction what is behind lies ahead, and the stop may be the one across the street.
        keeps_head = (field == "to_stop") == (direction == main)
        for trip in trips:
            calls = draft.calls(trip)
            at = places.place(calls, stop, or_near=direction != main)
            if at is not None:
                kept = calls.taken(slice(at + 1) if keeps_head else slice(at, None))
                if len(kept) < len(calls):
                    cut[trip] = kept
    facts = {"name": draft.stop_name[stop], "line": line.name}
    if not cut:
        faults.add("change_stop_already_end", field, draft.stop_id[stop], **facts)
    elif all(len(cut[trip]) < 2 if trip in cut else False for trips in by_direction.values() for trip in trips):
        faults.add("change_no_trips_left", field, draft.stop_id[stop], **facts)
    else:
        for trip, calls in cut.items():
            draft.set_calls(trip, calls)


def reroute_line(change: RerouteLine, draft: Draft, faults: ChangeFaults) -> None:
    """Let the line go another way between two of its stops; what comes after moves by the time won or lost.

    Return trips pass the new stops the other way round, with the running times turned round too; their two stops may
    be those across the street. Adds `change_stop_not_on_line`, `change_stops_not_in_order` and others.
    """
    line = find_line(draft, change.line, faults)
    ends = [find_stop(draft, stop, faults, f"between[{n}]") for n, stop in enumerate(change.between, start=1)]
    via = find_places(draft, change.via, faults, "via")
    if line is None or via is None or ends[0] is None or ends[1] is None:
        return
    start, end = ends[0], ends[1]
    before = faults.found
    by_direction = in_direction(draft, line, change.direction, faults)
    for n, stop in enumerate((start, end), start=1):
        check_on_line(draft, draft.trips_of(line.routes), stop, line, faults, f"between[{n}]")
    if any(a == b for a, b in zip([start, *via], [*via, end], strict=True)):
        faults.add("change_stop_follows_itself", "via", draft.stop_id[start], name=draft.stop_name[start])
    seconds = running_seconds(draft, [start, *via, end], change.minutes, change.speed_kmh, faults, from_first=True)
    if faults.found > before or seconds is None:
        return
    places = PlacesOnTrips(draft)
    main = next(
        (d for d, trips in by_direction.items() if any(_leg(draft, places, t, start, end, False) for t in trips)), None
    )
    if main is None:
        facts = {"from_stop": draft.stop_name[start], "to_stop": draft.stop_name[end], "line": line.name}
        faults.add("change_stops_not_in_order", "between", f"{change.between[0]}, {change.between[1]}", **facts)
        return
    altered = []
    for direction, trips in by_direction.items():
        ahead = direction == main
        way = via if ahead else via[::-1]
        running = seconds if ahead else (seconds[-1] - seconds[::-1]).astype(np.int32)
        for trip in trips:
            leg = _leg(draft, places, trip, *((start, end) if ahead else (end, start)), not ahead)
            if leg is not None:
                altered.append(_rerouted(draft.calls(trip), trip, leg, way, running))
    _alter(draft, altered, line, faults)


def _leg(draft: Draft, places: PlacesOnTrips, trip: int, start: int, end: int, or_near: bool) -> tuple[int, int] | None:
    """Between which calls a trip runs from one stop to a later one; None where it does not."""
    calls = draft.calls(trip)
    a, b = places.place(calls, start, or_near), places.place(calls, end, or_near)
    return (a, b) if a is not None and b is not None and a < b else None


def _rerouted(calls: Calls, trip: int, leg: tuple[int, int], via: list[int], seconds: Ints) -> _Altered:
    a, b = leg
    leaves_s = int(calls.departure_s[a])
    won_s = int(calls.arrival_s[b]) - (leaves_s + int(seconds[-1]))
    rest = calls.taken(slice(b, None)).shifted(-won_s)
    parts = [calls.taken(slice(a + 1)), new_calls(via, leaves_s + seconds[1:-1]), rest]
    return _Altered(trip, joined(parts), a, a + len(via) + 1)


def _alter(draft: Draft, altered: list[_Altered], line: Line, faults: ChangeFaults) -> None:
    """Give the trips their new calls when vehicles can keep them."""
    if any(int(one.calls.arrival_s[0]) < 0 for one in altered):
        faults.add("change_before_midnight", "minutes", line.name, line=line.name)
        return
    seen: set[tuple[bytes, bytes]] = set()
    for one in altered:
        new = one.calls.taken(slice(one.first, one.last + 1))
        key = (new.stop.tobytes(), (new.arrival_s - new.arrival_s[0]).tobytes())
        if key not in seen:
            seen.add(key)
            if not slow_enough(draft, new, draft.row(one.trip).route, 0, len(new), faults, "minutes"):
                return
    for one in altered:
        draft.set_calls(one.trip, one.calls)
