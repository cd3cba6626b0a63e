"""Makes stops and vehicles fit for wheelchairs: accessible_stops, accessible_vehicles."""

from __future__ import annotations

from assessment.errors import Severity
from assessment.scenario.faults import ChangeFaults, did_you_mean
from assessment.scenario.timetable.changes import AccessibleStops, AccessibleVehicles
from assessment.scenario.timetable.draft import Draft
from assessment.scenario.timetable.finding import find_line

_YES = 1  # GTFS wheelchair_boarding and wheelchair_accessible


def accessible_stops(change: AccessibleStops, draft: Draft, faults: ChangeFaults) -> None:
    """Mark stops, or all stops of a line, as accessible; a station stands for itself and what is in it."""
    if (change.stops is None) == (change.line is None):
        faults.add("change_one_of", "stops", "", expected="stops, line")
        return
    before = faults.found
    rows: set[int] = set()
    if change.line is not None:
        line = find_line(draft, change.line, faults)
        trips = draft.trips_of(line.routes) if line is not None else []
        patterns = {draft.calls(trip).stop.tobytes(): draft.calls(trip).stop for trip in trips}
        rows = {int(stop) for pattern in patterns.values() for stop in pattern}
    elif not change.stops:
        faults.add("change_too_few_stops", "stops", 0, least=1)
    for number, written in enumerate(change.stops or (), start=1):
        row = _known(draft, written, faults, f"stops[{number}]")
        rows |= _with_inner(draft, row) if row is not None else set()
    if faults.found > before:
        return
    if all(draft.wheelchair_boarding[row] == _YES for row in rows) and not draft.failed_lines:
        field = "stops" if change.line is None else "line"
        value = change.line or ", ".join(change.stops or ())
        draft.notes.append(faults.fault("change_without_effect", field, value, Severity.WARNING))
    for row in rows:
        draft.wheelchair_boarding[row] = _YES


def _known(draft: Draft, written: str, faults: ChangeFaults, field: str) -> int | None:
    """The row of a stop or station; adds `change_unknown_stop`, `change_stop_removed`."""
    row = draft.stop_row.get(written)
    if row is None and written not in draft.failed_stops:
        names = dict(zip(draft.stop_id, draft.stop_name, strict=True))
        faults.add("change_unknown_stop", field, written, suggestions=did_you_mean(written, names))
    elif row in draft.removed_stops:
        removed_by = draft.removed_stops[row]
        faults.add("change_stop_removed", field, written, name=draft.stop_name[row], removed_by=removed_by)
        return None
    return row


def _with_inner(draft: Draft, row: int) -> set[int]:
    """A stop, or a station with its platforms and entrances and what is within those."""
    found = {row}
    if draft.location_type[row] != 0:
        for _ in range(2):  # station -> platform -> boarding area
            found |= {n for n, parent in enumerate(draft.parent) if parent in found}
    return found


def accessible_vehicles(change: AccessibleVehicles, draft: Draft, faults: ChangeFaults) -> None:
    """Mark the vehicles of every trip of a line as accessible."""
    line = find_line(draft, change.line, faults)
    if line is None:
        return
    rows = [draft.row(trip) for trip in draft.trips_of(line.routes)]
    if all(row.wheelchair_accessible == _YES for row in rows):
        draft.notes.append(faults.fault("change_without_effect", "line", change.line, Severity.WARNING))
    for row in rows:
        row.wheelchair_accessible = _YES
