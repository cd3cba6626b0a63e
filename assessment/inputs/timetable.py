"""Reads public transport timetables (GTFS feeds) into one Timetable.

Our own reader over pandas and pyarrow: gtfs_kit and partridge turn bad times into NaN, take "null" for missing and
open nested zips as empty feeds, while every fault here must be told with its file, row, field and value.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import Fault, FaultLog, Refused, Severity
from assessment.inputs.gtfs_feed import Feed, read_feed
from assessment.inputs.gtfs_files import FeedFiles, open_feed
from assessment.inputs.gtfs_pathways import no_pathways
from assessment.inputs.gtfs_transfers import no_transfers
from assessment.inputs.provenance import Source
from assessment.inputs.service_calendar import services_on, trips_by_date
from assessment.inputs.timetable_digest import content_digest


@dataclass(frozen=True, eq=False)
class Timetable:
    """All trips of one or several feeds. Tables refer to each other by row number; times are int32 seconds.

    stops: stop_id, name, lon, lat (degrees WGS84), location_type int8, parent (int32 row or -1), wheelchair_boarding
        int8 (0 unknown, 1 yes, 2 no; a blank child has its parent's)
    routes: route_id, short_name, long_name, route_type int32
    trips: trip_id, route (int32 row), service_id, headsign, direction_id int8 (-1 not given), wheelchair_accessible
        int8 (0 unknown, 1 yes, 2 no), shape_id
    stop_times: trip (int32 row), stop (int32 row), arrival_s, departure_s (int32 seconds since midnight of the service
        day, past 86,400 after midnight), pickup_type, drop_off_type int8; sorted by trip and order, no blanks
    calendar: service_id, monday..sunday bool, start_date, end_date (datetime.date)
    calendar_dates: service_id, date (datetime.date), exception_type (1 added, 2 removed)
    transfers: from_stop, to_stop (int32 rows of stops, stations resolved to platforms), transfer_type int8
        (0 recommended, 1 timed, 2 takes min_transfer_time_s at least, 3 not possible), min_transfer_time_s int32
    pathways: from_stop, to_stop, mode int8, length_m float64, traversal_s int32, stair_count int32, step_free int8, one
        row a direction (see gtfs_pathways)
    faults: what was left out or is worth knowing, at most a hundred a code; `fault_counts` counts all.
    """

    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    timezone: str
    sources: tuple[Source, ...]
    faults: tuple[Fault, ...]
    fault_counts: Mapping[tuple[Severity, str], int] = field(default_factory=dict)
    transfers: pd.DataFrame = field(default_factory=no_transfers)
    pathways: pd.DataFrame = field(default_factory=no_pathways)

    def digest(self) -> str:
        """SHA-256 of the content (see timetable_digest)."""
        return content_digest(self)

    def active_services(self, date: datetime.date) -> frozenset[str]:
        """The services that run on a date."""
        return services_on(self.calendar, self.calendar_dates, date)

    def service_dates(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last date on which any trip runs."""
        first, counts = self._trips_by_date
        return first, first + datetime.timedelta(days=len(counts) - 1)

    def trip_count(self, date: datetime.date) -> int:
        """How many trips run on a date."""
        first, counts = self._trips_by_date
        day = (date - first).days
        return int(counts[day]) if 0 <= day < len(counts) else 0

    def nearest_service_date(self, date: datetime.date) -> datetime.date:
        """The date with service nearest to a date; of two as near, the later."""
        first, counts = self._trips_by_date
        served = np.flatnonzero(counts)
        day = (date - first).days
        nearest = int(served[np.lexsort((-served, np.abs(served - day)))[0]])
        return first + datetime.timedelta(days=nearest)

    @cached_property
    def _trips_by_date(self) -> tuple[datetime.date, npt.NDArray[np.int64]]:
        found = trips_by_date(self.calendar, self.calendar_dates, _counts(self.trips))
        if found is None:  # read_timetable refuses such a feed; a Timetable made by hand may be one
            raise Refused([Fault("calendar_empty", _names(self.sources))])
        return found


def require_service(timetable: Timetable, date: datetime.date) -> None:
    """Raise Refused (`date_without_service`) when no trip runs on the date: never read as "access lost"."""
    if timetable.trip_count(date) > 0:
        return
    first, last = timetable.service_dates()
    facts = {"first": first.isoformat(), "last": last.isoformat()}
    facts["nearest"] = timetable.nearest_service_date(date).isoformat()
    fault = Fault("date_without_service", _names(timetable.sources), field="date", value=date.isoformat(), facts=facts)
    raise Refused([fault])


def expired(timetable: Timetable, today: datetime.date) -> Fault | None:
    """A warning (`calendar_expired`) when the timetable's last day is over; reading itself looks at no clock."""
    first, last = timetable.service_dates()
    if last >= today:
        return None
    facts = {"first": first.isoformat(), "last": last.isoformat()}
    return Fault("calendar_expired", _names(timetable.sources), Severity.WARNING, facts=facts)


def read_timetable(paths: Sequence[Path], described: Mapping[str, object] | None = None) -> Timetable:
    """Read one or several GTFS feeds (zip or folder) into one Timetable.

    `described` tells owner, licence, date and certainty, either of every feed or, by file name, of each. With more
    than one feed all ids begin with the feed's name and a colon. Raises Refused with every fault of every feed.
    """
    log = FaultLog()
    if not paths:
        raise Refused([Fault("timetable_none_given", "")])
    opened = [files for path in paths if (files := open_feed(path, _described(path, described), log)) is not None]
    for name, times_given in Counter(files.source.sha256 for files in opened).items():
        if times_given > 1:
            file = next(files.path.name for files in opened if files.source.sha256 == name)
            log.add(Fault("timetable_twice", file))
    feeds = [feed for files in opened if (feed := read_feed(files, log)) is not None]
    zones = sorted({feed.timezone for feed in feeds})
    if len(zones) > 1:
        log.add(Fault("timezone_differs", feeds[-1].files.path.name, value=", ".join(zones)))
    log.raise_if_refused()
    prefixes = _prefixes([feed.files for feed in feeds])
    timetable = _merged(feeds, prefixes, log)
    if trips_by_date(timetable.calendar, timetable.calendar_dates, _counts(timetable.trips)) is None:
        raise Refused([*log.faults, Fault("calendar_empty", _names(timetable.sources))])
    return timetable


def _described(path: Path, described: Mapping[str, object] | None) -> Mapping[str, object] | None:
    own = (described or {}).get(path.name)
    return own if isinstance(own, Mapping) else described


def _counts(trips: pd.DataFrame) -> dict[str, int]:
    return {str(service): int(count) for service, count in trips["service_id"].value_counts().items()}


def _names(sources: Sequence[Source]) -> str:
    return ", ".join(source.file for source in sources)


def _prefixes(files: Sequence[FeedFiles]) -> list[str]:
    """What the ids of each feed begin with: nothing for a single feed, else its name, numbered when it repeats."""
    if len(files) == 1:
        return [""]
    seen: Counter[str] = Counter()
    prefixes = []
    for one in files:
        seen[one.name] += 1
        number = f"-{seen[one.name]}" if seen[one.name] > 1 else ""
        prefixes.append(f"{one.name}{number}:")
    return prefixes


def _merged(feeds: Sequence[Feed], prefixes: Sequence[str], log: FaultLog) -> Timetable:
    """One Timetable of all feeds: ids prefixed, row numbers shifted."""
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in _ID_COLUMNS}
    shift = {"stops": 0, "routes": 0, "trips": 0}
    for feed, prefix in zip(feeds, prefixes, strict=True):
        for name, ids in _ID_COLUMNS.items():
            table: pd.DataFrame = getattr(feed, name)
            changed: dict[str, Any] = {column: prefix + table[column] for column in ids if prefix and len(table)}
            for column, target in _ROW_COLUMNS.get(name, {}).items():
                rows = table[column].to_numpy()
                changed[column] = np.where(rows >= 0, rows + shift[target], -1).astype(np.int32)
            tables[name].append(table.assign(**changed))
        for name in shift:
            shift[name] += len(getattr(feed, name))
    # An empty calendar beside a full one would only blur the columns' types.
    merged = {
        name: pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True) for name, parts in tables.items()
    }
    return Timetable(
        **merged,
        timezone=feeds[0].timezone,
        sources=tuple(feed.files.source for feed in feeds),
        faults=log.faults,
        fault_counts=dict(log.counts),
    )


_ID_COLUMNS = {
    "stops": ("stop_id",),
    "routes": ("route_id",),
    "trips": ("trip_id", "service_id", "shape_id"),
    "stop_times": (),
    "calendar": ("service_id",),
    "calendar_dates": ("service_id",),
    "transfers": (),
    "pathways": (),
}
_ROW_COLUMNS = {
    "stops": {"parent": "stops"},
    "trips": {"route": "routes"},
    "stop_times": {"trip": "trips", "stop": "stops"},
    "transfers": {"from_stop": "stops", "to_stop": "stops"},
    "pathways": {"from_stop": "stops", "to_stop": "stops"},
}
