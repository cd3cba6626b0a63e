"""Reads calendar.txt and calendar_dates.txt, and says which services run on a date."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import FaultLog
from assessment.inputs.gtfs_tables import Table
from assessment.inputs.gtfs_values import choices, date_of, must, parsed

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR_COLUMNS = ("service_id", *WEEKDAYS, "start_date", "end_date")
CALENDAR_DATES_COLUMNS = ("service_id", "date", "exception_type")
ADDED, REMOVED = 1, 2


def calendar_frame(table: Table | None, log: FaultLog) -> pd.DataFrame:
    """calendar.txt as a frame: service_id, monday..sunday bool, start_date, end_date (datetime.date)."""
    if table is None or table.n_rows == 0:
        return pd.DataFrame(
            {name: pd.Series([], dtype=bool if name in WEEKDAYS else object) for name in CALENDAR_COLUMNS}
        )
    frame: dict[str, npt.NDArray[np.generic]] = {"service_id": table["service_id"].all_texts()}
    must(table, "service_id", log, "gtfs_value_missing", table["service_id"].blank())
    for day in WEEKDAYS:
        values, bad = choices(table, day, range(2), blank=-1)
        must(table, day, log, "gtfs_value_bad", bad)
        must(table, day, log, "gtfs_value_missing", (values < 0) & ~bad)
        frame[day] = values == 1
    for name in ("start_date", "end_date"):
        frame[name] = _dates(table, name, log)
    twice = pd.Series(frame["service_id"]).duplicated().to_numpy() & ~table["service_id"].blank()
    must(table, "service_id", log, "gtfs_id_twice", twice)
    backwards = np.array(
        [bool(s and e and e < s) for s, e in zip(frame["start_date"], frame["end_date"], strict=True)], dtype=bool
    )
    must(table, "end_date", log, "calendar_backwards", backwards)
    return pd.DataFrame(frame)


def calendar_dates_frame(table: Table | None, log: FaultLog) -> pd.DataFrame:
    """calendar_dates.txt as a frame: service_id, date (datetime.date), exception_type (1 added, 2 removed)."""
    if table is None or table.n_rows == 0:
        return pd.DataFrame(
            {"service_id": pd.Series([], dtype=object), "date": pd.Series([], dtype=object)}
            | {"exception_type": pd.Series([], dtype=np.int8)}
        )
    must(table, "service_id", log, "gtfs_value_missing", table["service_id"].blank())
    dates = _dates(table, "date", log)
    types, bad = choices(table, "exception_type", range(1, 3))
    must(table, "exception_type", log, "gtfs_value_bad", bad)
    must(table, "exception_type", log, "gtfs_value_missing", (types == 0) & ~bad)
    frame = pd.DataFrame({"service_id": table["service_id"].all_texts(), "date": dates, "exception_type": types})
    # The same exception twice says nothing new; an added and a removed one contradict each other.
    repeated = frame.duplicated().to_numpy()
    contradicts = frame.duplicated(["service_id", "date"]).to_numpy() & ~repeated & (frame["date"].notna()).to_numpy()
    must(table, "date", log, "calendar_exception_contradicts", contradicts)
    return frame[~repeated].reset_index(drop=True)


def _dates(table: Table, name: str, log: FaultLog) -> npt.NDArray[np.object_]:
    values, bad = parsed(table[name], date_of, None, np.object_)
    must(table, name, log, "date_bad", bad)
    must(table, name, log, "gtfs_value_missing", table[name].blank())
    return np.asarray(values, dtype=object)


def services_on(calendar: pd.DataFrame, calendar_dates: pd.DataFrame, date: datetime.date) -> frozenset[str]:
    """The services that run on a date: those of the weekday within their period, less removed, plus added."""
    running: set[str] = set()
    if len(calendar):
        on = calendar[WEEKDAYS[date.weekday()]].to_numpy(dtype=bool)
        on = on & (calendar["start_date"] <= date).to_numpy() & (calendar["end_date"] >= date).to_numpy()
        running = set(calendar["service_id"].to_numpy()[on])
    today = calendar_dates[(calendar_dates["date"] == date).to_numpy()] if len(calendar_dates) else calendar_dates
    types = today["exception_type"].to_numpy()
    services = today["service_id"].to_numpy()
    return frozenset((running - set(services[types == REMOVED])) | set(services[types == ADDED]))


def trips_by_date(
    calendar: pd.DataFrame, calendar_dates: pd.DataFrame, trips_of_service: Mapping[str, int]
) -> tuple[datetime.date, npt.NDArray[np.int64]] | None:
    """(first date, trips on it and on each date after it) over the whole feed; None when no trip runs on any date.

    The array begins and ends with a date that has trips.
    """
    ordinals = [d.toordinal() for d in (*calendar["start_date"], *calendar["end_date"], *calendar_dates["date"])]
    if not ordinals:
        return None
    first, last = min(ordinals), max(ordinals)
    counts = np.zeros(last - first + 1, dtype=np.int64)
    weekday = (np.arange(first, last + 1) - 1) % 7  # ordinal 1 is a Monday
    weeks = calendar[list(WEEKDAYS)].to_numpy(dtype=bool)
    runs: dict[str, tuple[int, int, npt.NDArray[np.bool_]]] = {}
    starts = [day.toordinal() - first for day in calendar["start_date"]]
    ends = [day.toordinal() - first + 1 for day in calendar["end_date"]]
    for service, start, end, week in zip(calendar["service_id"], starts, ends, weeks, strict=True):
        counts[start:end] += week[weekday[start:end]] * trips_of_service.get(service, 0)
        runs[service] = (start, end, week)
    never = (0, 0, np.zeros(7, dtype=np.bool_))
    exceptions = (calendar_dates[name] for name in CALENDAR_DATES_COLUMNS)
    for service, date, exception_type in zip(*exceptions, strict=True):
        day = date.toordinal() - first
        start, end, week = runs.get(service, never)
        ran = start <= day < end and bool(week[weekday[day]])
        if ran != (exception_type == ADDED):
            counts[day] += trips_of_service.get(service, 0) * (1 if exception_type == ADDED else -1)
    served = np.flatnonzero(counts)
    if not len(served):
        return None
    return datetime.date.fromordinal(first + int(served[0])), counts[served[0] : served[-1] + 1]
