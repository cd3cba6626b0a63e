"""Running times of new ways: from given minutes or a speed, and whether any vehicle could keep them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.gtfs_speed import MINUTE_ROUNDING_S, RAIL_LIMIT_KMH, ROAD_LIMIT_KMH, SECOND_ROUNDING_S
from assessment.scenario.faults import ChangeFaults, in_range
from assessment.scenario.timetable.draft import Calls, Draft

DETOUR = 1.3
"""A way by road is so much longer than straight: the definitions' own detour."""

MAX_SPEED_KMH = 100.0
"""The highest speed a bus may drive in Finland."""

MAX_MINUTES = 24 * 60.0

Ints = npt.NDArray[np.int32]


def running_seconds(
    draft: Draft,
    stops: Sequence[int],
    minutes: Sequence[float] | None,
    speed_kmh: float | None,
    faults: ChangeFaults,
    from_first: bool = False,
) -> Ints | None:
    """Seconds from the first stop to each of the stops, by minutes or a speed; None, with faults, where neither fits.

    minutes: one for each stop; with from_first the first stop's, which is nought, is not among them. By speed the
    way is straight from stop to stop times DETOUR. Adds `change_one_of`, `change_minutes_count`,
    `change_minutes_first`, `change_minutes_decrease`, `change_out_of_range`.
    """
    if (minutes is None) == (speed_kmh is None):
        faults.add("change_one_of", "minutes", "", expected="minutes, speed_kmh")
        return None
    if speed_kmh is not None:
        if not in_range(speed_kmh, 1, MAX_SPEED_KMH, faults, "speed_kmh"):
            return None
        way_m = np.r_[0.0, np.cumsum(legs_m(draft, stops))] * DETOUR
        return np.asarray(np.ceil(way_m * 3.6 / speed_kmh - 1e-6), dtype=np.int32)
    given = [*([0.0] if from_first else []), *(minutes or ())]
    if len(given) != len(stops):
        expected = len(stops) - from_first
        faults.add(
            "change_minutes_count", "minutes", listed_minutes(minutes or ()), n=len(minutes or ()), expected=expected
        )
        return None
    if not all(in_range(value, 0, MAX_MINUTES, faults, "minutes") for value in given):
        return None
    if given[0] != 0:
        faults.add("change_minutes_first", "minutes", listed_minutes(given))
        return None
    falls = np.flatnonzero(np.diff(given) < 0)
    if falls.size:
        before, after = given[falls[0]], given[falls[0] + 1]
        faults.add("change_minutes_decrease", "minutes", f"{before:g}, {after:g}", before=before, after=after)
        return None
    return np.asarray(np.rint(np.asarray(given) * 60), dtype=np.int32)


def listed_minutes(minutes: Sequence[float]) -> str:
    """Minutes as they are written."""
    return ", ".join(f"{value:g}" for value in minutes)


def legs_m(draft: Draft, stops: Sequence[int]) -> npt.NDArray[np.float64]:
    """Metres straight from each stop to the next."""
    lon, lat = np.array([draft.lon[row] for row in stops]), np.array([draft.lat[row] for row in stops])
    return great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:])


def slow_enough(
    draft: Draft, calls: Calls, route: int, first: int, last: int, faults: ChangeFaults, field: str
) -> bool:
    """Whether a vehicle can run the legs from call `first` to call `last`; adds `change_too_fast` for the fastest.

    By the limits with which a feed is checked; times on whole minutes may be half a minute off at either end.
    """
    first, last = max(first, 0), min(last, len(calls) - 1)
    if last <= first:
        return True
    metres = legs_m(draft, [int(stop) for stop in calls.stop[first : last + 1]])
    arrival_s, departure_s = calls.arrival_s[first + 1 : last + 1], calls.departure_s[first:last]
    on_minutes = (arrival_s % 60 == 0) & (departure_s % 60 == 0)
    seconds = arrival_s - departure_s + np.where(on_minutes, MINUTE_ROUNDING_S, SECOND_ROUNDING_S)
    kmh = metres * 3.6 / seconds
    limit = limit_kmh(draft.route_type[route])
    fastest = int(kmh.argmax())
    if kmh[fastest] <= limit:
        return True
    stops = [draft.stop_name[int(calls.stop[first + fastest + step])] for step in (0, 1)]
    facts: dict[str, str | int] = {"from_stop": stops[0], "to_stop": stops[1], "limit_kmh": limit}
    facts |= {"minutes": f"{(arrival_s - departure_s)[fastest] / 60:.3g}", "km": f"{metres[fastest] / 1000:.1f}"}
    faults.add("change_too_fast", field, f"{kmh[fastest]:.0f}", **facts)
    return False


def limit_kmh(route_type: int) -> int:
    """The fastest that a line's vehicles are believed to go."""
    rail = route_type == 2 or 100 <= route_type < 200
    return RAIL_LIMIT_KMH if rail else ROAD_LIMIT_KMH
