"""Finds what a change names: a line, a stop, the trips of a direction, days; what is not there is told."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessment.inputs.great_circle import great_circle_m
from assessment.scenario.faults import MAX_SUGGESTIONS, ChangeFaults, did_you_mean, listed
from assessment.scenario.timetable.changes import Direction, NewStop, StopPlace
from assessment.scenario.timetable.days import DAY_WORDS
from assessment.scenario.timetable.draft import Calls, Draft

STATION = 1  # GTFS location_type

OTHER_SIDE_M = 300.0
"""A stop of the return trips within this distance of a named one is its pair across the street. Our judgement."""


@dataclass(frozen=True)
class Line:
    """A line: its rows of routes, and what people call it."""

    routes: tuple[int, ...]
    name: str


def find_line(draft: Draft, written: str, faults: ChangeFaults, field: str = "line") -> Line | None:
    """The line of a short name or route id. Several routes of one short name in one feed are one line.

    Adds `change_unknown_line`, `change_line_ambiguous`, `change_line_removed`.
    """
    if written in draft.failed_lines:
        return None
    by_id = {row for row, route_id in enumerate(draft.route_id) if route_id == written}
    by_name = {row for row, name in enumerate(draft.line_name) if name == written}
    if not by_id | by_name:
        faults.add("change_unknown_line", field, written, suggestions=_like(draft, written))
        return None
    feeds = {draft.route_id[row].partition(":")[0] for row in by_name} if len(draft.base.sources) > 1 else {""}
    if len(feeds) > 1 or (by_id and by_name and not by_id <= by_name):
        names = {draft.route_id[row]: draft.line_name[row] for row in sorted(by_id | by_name)}
        faults.add("change_line_ambiguous", field, written, lines=listed(names, names))
        return None
    rows = sorted(by_id or by_name)
    removed = [draft.removed_lines[row] for row in rows if row in draft.removed_lines]
    if len(removed) == len(rows):
        faults.add("change_line_removed", field, written, removed_by=removed[0])
        return None
    return Line(tuple(rows), draft.line_name[rows[0]] or draft.long_name[rows[0]] or written)


def _like(draft: Draft, written: str) -> str:
    """Lines that may have been meant, told by their short names."""
    short = [name for name in draft.line_name if name]
    alike = [name for name in short if name.casefold() == written.casefold().removeprefix("linja").strip()]
    alike = alike or difflib.get_close_matches(written, short, n=MAX_SUGGESTIONS, cutoff=0.5)
    if alike:
        return ", ".join(dict.fromkeys(alike))
    names = (" ".join(filter(None, both)) for both in zip(draft.line_name, draft.long_name, strict=True))
    return did_you_mean(written, dict(zip(draft.route_id, names, strict=True)))


def find_stop(draft: Draft, written: str, faults: ChangeFaults, field: str) -> int | None:
    """The row of a stop where vehicles can call.

    Adds `change_unknown_stop`, `change_stop_removed`, `change_stop_is_station`.
    """
    if written in draft.failed_stops:
        return None
    row = draft.stop_row.get(written)
    if row is None:
        names = dict(zip(draft.stop_id, draft.stop_name, strict=True))
        faults.add("change_unknown_stop", field, written, suggestions=did_you_mean(written, names))
        return None
    if row in draft.removed_stops:
        faults.add(
            "change_stop_removed", field, written, name=draft.stop_name[row], removed_by=draft.removed_stops[row]
        )
        return None
    if draft.location_type[row] != 0:
        names = {draft.stop_id[n]: draft.stop_name[n] for n, parent in enumerate(draft.parent) if parent == row}
        faults.add("change_stop_is_station", field, written, name=draft.stop_name[row], stops=listed(names, names))
        return None
    return row


def find_places(draft: Draft, places: Sequence[StopPlace], faults: ChangeFaults, field: str) -> list[int] | None:
    """The rows of stops given by id or as new stops, which are added; None where any was refused."""
    before = faults.found
    rows: list[int] = []
    for number, place in enumerate(places, start=1):
        where = f"{field}[{number}]"
        if isinstance(place, NewStop):
            row = add_new_stop(draft, place, faults, where)
        else:
            row = find_stop(draft, place, faults, where)
        if row is not None and rows[-1:] == [row]:
            faults.add("change_stop_follows_itself", where, draft.stop_id[row], name=draft.stop_name[row])
        rows += [] if row is None else [row]
    # A stop whose own change was refused is left out without a fault here.
    return rows if faults.found == before and len(rows) == len(places) else None


def add_new_stop(draft: Draft, stop: NewStop, faults: ChangeFaults, field: str) -> int | None:
    """Add a stop; None, with its faults, where its id is taken or its place cannot be meant."""
    before = faults.found
    prefix = f"{field}." if field else ""
    if stop.id in draft.stop_row:
        name = draft.stop_name[draft.stop_row[stop.id]]
        faults.add("change_stop_id_exists", f"{prefix}id", stop.id, name=name)
    draft.check_place(stop.lon, stop.lat, faults, f"{prefix}lon")
    if faults.found > before:
        draft.failed_stops.add(stop.id)
        return None
    return draft.add_stop(stop.id, stop.name, stop.lon, stop.lat, stop.wheelchair_boarding)


def known_days(draft: Draft, days: Sequence[str], faults: ChangeFaults) -> bool:
    """Whether all days are words of ours or services of the feed; adds `change_unknown_days`."""
    unknown = [day for day in days if day not in DAY_WORDS and day not in draft.days.runs]
    for day in unknown or ([""] if not days else []):
        known = ", ".join([*DAY_WORDS, *list(draft.days.runs)[:10]])
        faults.add("change_unknown_days", "days", day, known=known)
    return not unknown and bool(days)


def directions(draft: Draft, line: Line) -> dict[int, list[int]]:
    """The line's trips by direction, 0 and 1; a direction that has none is absent.

    Where the feed does not tell directions, the way that most trips go is 0 and what goes against it 1.
    """
    found: dict[int, list[int]] = {}
    untold: list[int] = []
    for trip in draft.trips_of(line.routes):
        told = draft.row(trip).direction_id
        (found.setdefault(told, []) if told in (0, 1) else untold).append(trip)
    if untold:
        ends = {trip: (int(draft.calls(trip).stop[0]), int(draft.calls(trip).stop[-1])) for trip in untold}
        common = max(sorted(set(ends.values())), key=list(ends.values()).count)
        main = _way(draft, *common)
        for trip, way in ends.items():
            found.setdefault(int(bool(np.dot(_way(draft, *way), main) < 0)), []).append(trip)
    return {key: sorted(found[key]) for key in sorted(found)}


def _way(draft: Draft, start: int, end: int) -> tuple[float, float]:
    """From one stop to another, east and north in degrees of latitude."""
    east = (draft.lon[end] - draft.lon[start]) * float(np.cos(np.radians(draft.lat[start])))
    return east, draft.lat[end] - draft.lat[start]


def in_direction(draft: Draft, line: Line, direction: Direction, faults: ChangeFaults) -> dict[int, list[int]]:
    """The line's trips by direction, only those asked for; adds `change_line_without_direction`."""
    found = directions(draft, line)
    if direction == "both":
        return found
    if direction not in found:
        known = ", ".join(str(key) for key in found) or "–"
        faults.add("change_line_without_direction", "direction", direction, line=line.name, known=known)
        return {}
    return {int(direction): found[int(direction)]}


class PlacesOnTrips:
    """Finds stops among the calls of trips; each pattern of stops is looked at once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._known: dict[tuple[bytes, int, bool], int | None] = {}

    def place(self, calls: Calls, stop: int, or_near: bool = False) -> int | None:
        """Where among the calls the stop is first; or_near: else the nearest within OTHER_SIDE_M. None = nowhere."""
        key = (calls.stop.tobytes(), stop, or_near)
        if key not in self._known:
            self._known[key] = self._find(calls, stop, or_near)
        return self._known[key]

    def _find(self, calls: Calls, stop: int, or_near: bool) -> int | None:
        exact = np.flatnonzero(calls.stop == stop)
        if exact.size:
            return int(exact[0])
        if not or_near:
            return None
        lon = [self._draft.lon[row] for row in calls.stop]
        lat = [self._draft.lat[row] for row in calls.stop]
        metres = great_circle_m(self._draft.lon[stop], self._draft.lat[stop], lon, lat)
        nearest = int(metres.argmin())
        return nearest if metres[nearest] <= OTHER_SIDE_M else None


def stops_of(draft: Draft, trips: Sequence[int]) -> dict[str, str]:
    """The stops at which trips call, ids with names, the first trip's first."""
    patterns = {draft.calls(trip).stop.tobytes(): draft.calls(trip).stop for trip in trips}
    rows = dict.fromkeys(int(stop) for pattern in patterns.values() for stop in pattern)
    return {draft.stop_id[row]: draft.stop_name[row] for row in rows}


def check_on_line(draft: Draft, trips: Sequence[int], stop: int, line: Line, faults: ChangeFaults, field: str) -> bool:
    """Whether any of the trips calls at the stop; adds `change_stop_not_on_line`."""
    if any((draft.calls(trip).stop == stop).any() for trip in trips):
        return True
    suggestions = did_you_mean(draft.stop_name[stop], stops_of(draft, trips))
    facts = {"name": draft.stop_name[stop], "line": line.name, "suggestions": suggestions}
    faults.add("change_stop_not_on_line", field, draft.stop_id[stop], **facts)
    return False
