"""Reads GTFS-Flex: demand-responsive trips as service taxis, one for each pair of home and service places.

Read are today's specification (zones in locations.geojson, windows in stop_times.txt, booking_rules.txt) and the older
drafts, which write zones into stop_id, durations into stop_times.txt and `dropoff_booking_rule_id`. A trip whose
meaning is not told is left out with the reason, never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.flex_feed import DRAFT_DURATIONS, FlexFeed, read_flex_feed
from assessment.inputs.flex_places import FlexPlace
from assessment.inputs.gtfs_files import open_feed
from assessment.inputs.gtfs_tables import Table
from assessment.inputs.gtfs_values import decimal_of, seconds_of, whole_of
from assessment.inputs.service_taxi import (
    DURATION_FACTOR,
    DURATION_OFFSET_S,
    BookingRule,
    Directions,
    ServiceTaxi,
    ServiceTaxis,
)
from assessment.inputs.stop_times import FLEX_COLUMNS

MAX_TAXIS = 10_000
"""More pairs of places than any operator runs: a trip over hundreds of zones is a slip."""

NOT_POSSIBLE = "1"
LARGEST_FACTOR = 20.0
DAY_S = 86_400.0
NOT_TOLD = BookingRule("prior_days", prior_days=1)
"""Where no rule is given: the day before, the most cautious of the usual ones."""

_Key = tuple[object, ...]


@dataclass(frozen=True)
class _Call:
    """One on-demand row of stop_times.txt; `row` counts from 0."""

    row: int
    place: FlexPlace
    start_s: int
    end_s: int
    pickup: bool
    drop_off: bool


def read_flex(path: Path, described: Mapping[str, object] | None = None) -> ServiceTaxis:
    """The demand-responsive trips of a feed (zip or folder) as service taxis.

    A pair of places A -> B serves those who live in A on their way to B, and those who live in B on their way home
    from A; where both ways are run at the same hours they are one taxi. Of differing windows the common part counts.

    Raises Refused: the faults of tables and of locations.geojson, `flex_no_trips`, `flex_none_left`, `flex_too_many`.
    Left out, with their row: trips with `flex_place_unknown`, `flex_place_ambiguous`, `flex_timed_stop`,
    `flex_window_missing`, `flex_window_backwards`, `flex_windows_apart`, `flex_trip_too_short`, `time_bad`,
    `service_unknown`. Warnings: `flex_booking_missing`, `flex_booking_unknown`, `flex_duration_assumed`,
    `flex_mean_duration`, `flex_stops_as_zone`, `flex_never_runs`, `flex_period_cut`.
    """
    log = FaultLog()
    files = open_feed(path, described, log)
    feed = read_flex_feed(files, log) if files is not None else None
    log.raise_if_refused()
    assert files is not None
    assert feed is not None
    taxis = _taxis(feed)
    if not taxis and not log.refused:
        log.add(Fault("flex_none_left", files.path.name))
    log.raise_if_refused()
    return ServiceTaxis(taxis, (files.source,), log.faults)


def _taxis(feed: FlexFeed) -> tuple[ServiceTaxi, ...]:
    """The taxis of all trips, those alike but for the direction joined, in the order of the trips."""
    rows_of_trip = _on_demand_rows(feed)
    found: dict[_Key, ServiceTaxi] = {}
    ways: dict[_Key, set[Directions]] = {}
    told: set[str] = set()
    for trip_row in range(feed.trips.n_rows):
        rows = rows_of_trip.get(feed.trips["trip_id"].text(trip_row))
        if rows is None:
            continue
        for taxi, key in _taxis_of_trip(feed, trip_row, rows, told):
            found.setdefault(key, taxi)
            ways.setdefault(key, set()).add(taxi.directions)
            if len(found) > MAX_TAXIS:
                feed.log.add(Fault("flex_too_many", feed.files.path.name, facts={"limit": MAX_TAXIS}))
                return ()
    if not rows_of_trip:
        feed.log.add(Fault("flex_no_trips", feed.files.path.name))
        return ()
    numbers: dict[str, int] = {}
    taxis = []
    for key, taxi in found.items():
        numbers[taxi.id] = numbers.get(taxi.id, 0) + 1
        number = numbers[taxi.id]
        one_way = taxi.directions if len(ways[key]) == 1 else "both"
        taxis.append(replace(taxi, id=taxi.id if number == 1 else f"{taxi.id}:{number}", directions=one_way))
    return tuple(taxis)


def _on_demand_rows(feed: FlexFeed) -> dict[str, list[int]]:
    """The rows of each trip that has any on-demand call, in the order of their calls."""
    flex = np.logical_or.reduce([~feed.times[name].blank() for name in FLEX_COLUMNS])
    trip = feed.times["trip_id"].all_texts()
    on_demand = set(trip[flex])
    sequence = [whole_of(text) for text in feed.times["stop_sequence"].all_texts()]
    rows: dict[str, list[int]] = {}
    for row in range(feed.times.n_rows):
        if trip[row] in on_demand:
            rows.setdefault(str(trip[row]), []).append(row)
    known = set(feed.trips["trip_id"].all_texts())
    for name in sorted(set(rows) - known):
        feed.drop("trip_unknown", rows.pop(name)[0], "trip_id")
    return {name: sorted(found, key=lambda row: (sequence[row] or 0, row)) for name, found in rows.items()}


def _taxis_of_trip(
    feed: FlexFeed, trip_row: int, rows: list[int], told: set[str]
) -> Iterator[tuple[ServiceTaxi, _Key]]:
    """The taxis of one trip, each with what must be alike for two to be one; none when it is left out (logged)."""
    service = feed.trips["service_id"].text(trip_row)
    if service not in feed.dates:
        log_row = np.array([trip_row], dtype=np.intp)
        feed.trips.log_rows(feed.log, "service_unknown", Severity.DROPPED, log_row, "service_id")
        return
    dates = feed.dates[service]
    if not dates:
        feed.warn("flex_never_runs", rows[0], None, service=service)
        return
    read = [_call(feed, row) for row in rows]
    calls = [call for call in read if call is not None]
    if len(calls) < len(read):
        return
    pairs = [(a, b) for i, a in enumerate(calls) for b in calls[i + 1 :] if a.pickup and b.drop_off]
    if not pairs:
        feed.drop("flex_trip_too_short", rows[0], None)
        return
    if len(pairs) > MAX_TAXIS:
        feed.log.add(Fault("flex_too_many", feed.files.path.name, facts={"limit": MAX_TAXIS}))
        return
    wheelchair = feed.trips["wheelchair_accessible"].text(trip_row)
    route = feed.route_names.get(feed.trips["route_id"].text(trip_row), "")
    base = ServiceTaxi(
        "",
        "",
        calls[0].place.home_zone(),
        None,
        weekdays=frozenset(date.weekday() for date in dates),
        dates=dates,
        wheelchair=int(wheelchair) if wheelchair in ("1", "2") else 0,
        public_holidays=True,
    )
    for here, there in pairs:
        start_s, end_s = max(here.start_s, there.start_s), min(here.end_s, there.end_s)
        if start_s >= end_s:
            feed.drop("flex_windows_apart", there.row, "start_pickup_drop_off_window")
            continue
        factor, offset_s = _duration(feed, trip_row, here.row, told)
        timed = replace(
            base,
            start_s=start_s,
            end_s=end_s,
            duration_factor=factor,
            duration_offset_s=offset_s,
            booking=_booking(feed, here.row, there.row),
        )
        sides: tuple[tuple[FlexPlace, FlexPlace, Directions], ...] = (
            (here.place, there.place, "outward"),
            (there.place, here.place, "homeward"),
        )
        for home, away, direction in sides:
            if home.zone is None and home.id not in told:
                told.add(home.id)
                feed.warn("flex_stops_as_zone", here.row, None, place=home.name)
            taxi = replace(
                timed,
                id=f"{feed.files.name}:{home.id}>{away.id}",
                name=" ".join(filter(None, (route, f"{home.name} – {away.name}"))),
                zone=home.home_zone(),
                destination_zone=away.zone,
                destinations=tuple((stop.name, stop.lon, stop.lat) for stop in away.stops),
                feeder_stops=tuple(stop.id for stop in away.stops),
                directions=direction,
            )
            key = (home.id, away.id, service, start_s, end_s, taxi.booking, factor, offset_s, taxi.wheelchair, route)
            yield taxi, key


def _call(feed: FlexFeed, row: int) -> _Call | None:
    """One on-demand call; None when its trip must be left out (logged)."""
    times = feed.times
    for name in ("arrival_time", "departure_time"):
        if times[name].text(row):
            feed.drop("flex_timed_stop", row, name)
            return None
    place = _place(feed, row)
    if place is None:
        return None
    window = []
    for name in ("start_pickup_drop_off_window", "end_pickup_drop_off_window"):
        text = times[name].text(row)
        seconds = seconds_of(text) if text else None
        if seconds is None:
            feed.drop("time_bad" if text else "flex_window_missing", row, name)
            return None
        window.append(seconds)
    if window[0] >= window[1]:
        feed.drop("flex_window_backwards", row, "end_pickup_drop_off_window")
        return None
    pickup, drop_off = (times[name].text(row) != NOT_POSSIBLE for name in ("pickup_type", "drop_off_type"))
    return _Call(row, place, window[0], window[1], pickup, drop_off)


def _place(feed: FlexFeed, row: int) -> FlexPlace | None:
    times, places = feed.times, feed.places
    named = {name: times[name].text(row) for name in ("location_id", "location_group_id", "stop_id")}
    given = {name: text for name, text in named.items() if text}
    if len(given) != 1:
        feed.drop("flex_place_ambiguous" if given else "flex_place_unknown", row, next(iter(given), "location_id"))
        return None
    ((column, text),) = given.items()
    found = {
        "location_id": [places.zones[text]] if text in places.zones else [],
        "location_group_id": [places.groups[text]] if text in places.groups else [],
        "stop_id": places.named(text),
    }[column]
    if len(found) != 1:
        feed.drop("flex_place_ambiguous" if found else "flex_place_unknown", row, column)
        return None
    return found[0]


def _booking(feed: FlexFeed, pickup_row: int, drop_off_row: int) -> BookingRule:
    """The rule of the pick-up, else of the drop-off; where there is none, NOT_TOLD with a warning."""
    for row, name in (
        (pickup_row, "pickup_booking_rule_id"),
        (drop_off_row, "drop_off_booking_rule_id"),
        (drop_off_row, "dropoff_booking_rule_id"),
    ):
        rule = feed.times[name].text(row)
        if rule in feed.rules:
            return feed.rules[rule]
        if rule:
            feed.warn("flex_booking_unknown", row, name)
            return NOT_TOLD
    feed.warn("flex_booking_missing", pickup_row, "pickup_booking_rule_id")
    return NOT_TOLD


def _duration(feed: FlexFeed, trip_row: int, row: int, told: set[str]) -> tuple[float, int]:
    """Factor and offset (seconds) of a ride's duration: of the trip, else of the drafts' row, else our own estimate."""
    factor, offset = (_number(feed, feed.trips, name, trip_row, most) for name, most in _LIMITS)
    if factor is not None or offset is not None:
        return (1.0 if factor is None else factor), round(offset or 0)
    for names in DRAFT_DURATIONS:
        limits = ((names[0], LARGEST_FACTOR), (names[1], DAY_S / 60))
        factor, offset = (_number(feed, feed.times, name, row, most) for name, most in limits)
        if factor is not None or offset is not None:
            if names[0].startswith("mean") and "mean" not in told:
                told.add("mean")
                feed.warn("flex_mean_duration", row, names[0])
            return (1.0 if factor is None else factor), round((offset or 0) * 60)
    if "\0duration" not in told:
        told.add("\0duration")
        facts = {"factor": DURATION_FACTOR, "offset_min": DURATION_OFFSET_S // 60}
        feed.log.add(Fault("flex_duration_assumed", feed.files.label("trips.txt"), Severity.WARNING, facts=facts))
    return DURATION_FACTOR, DURATION_OFFSET_S


_LIMITS = (("safe_duration_factor", LARGEST_FACTOR), ("safe_duration_offset", DAY_S))


def _number(feed: FlexFeed, table: Table, name: str, row: int, most: float) -> float | None:
    """A number of a row, from 0 to `most`, a factor above 0; None where none is given or it is none (logged)."""
    text = table[name].text(row) if name in table else ""
    if not text:
        return None
    value = decimal_of(text)
    if value is None or not 0 <= value <= most or (value == 0 and name.endswith("factor")):
        log_row = np.array([row], dtype=np.intp)
        table.log_rows(feed.log, "gtfs_number_ignored", Severity.WARNING, log_row, name)
        return None
    return value
