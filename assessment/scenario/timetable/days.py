"""Which dates a scenario's days mean: weekdays, Saturdays and Sundays as the feed's own calendar runs them.

A public holiday that the feed runs as a Sunday is a Sunday here: a date's kind is the kind of the services that have
most of its trips, and a service's kinds are the weekdays it runs on regularly.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.inputs.service_calendar import ADDED, WEEKDAYS

Dates = npt.NDArray[np.bool_]

KINDS = ("weekday", "saturday", "sunday")
ALL = "all"
DAY_WORDS = (*KINDS, ALL)
_KIND_OF_WEEKDAY = np.array([0, 0, 0, 0, 0, 1, 2])

REGULAR_SHARE = 0.25
"""A service runs regularly on a day of the week when it runs on a quarter of them: a few holidays are fewer."""


class ServiceDays:
    """The dates of every service, as bool arrays over the feed's period from its `first` date on."""

    def __init__(
        self, calendar: pd.DataFrame, calendar_dates: pd.DataFrame, trips_of_service: Mapping[str, int]
    ) -> None:
        ordinals = [d.toordinal() for d in (*calendar["start_date"], *calendar["end_date"], *calendar_dates["date"])]
        self.first = min(ordinals, default=1)
        length = max(ordinals) - self.first + 1 if ordinals else 0
        self.weekday = (self.first + np.arange(length) - 1) % 7  # ordinal 1 is a Monday
        self.runs = _dates_of_services(calendar, calendar_dates, self.first, self.weekday)
        self._kinds = {service: self._regular(dates) for service, dates in self.runs.items()}
        self._date_kind, self.served = self._kinds_of_dates(trips_of_service)

    def kinds(self, service: str) -> frozenset[str]:
        """The kinds of days on which a service runs regularly."""
        return self._kinds.get(service, frozenset())

    def part(self, service: str, asked: Iterable[str]) -> Dates:
        """The dates of a service that the asked days mean: kinds, `all`, or the service's own id."""
        dates = self.runs[service]
        asked = set(asked)
        if ALL in asked or service in asked or self.kinds(service) <= asked:
            return dates
        if not self.kinds(service) & asked:
            return np.zeros_like(dates)
        return dates & np.isin(self._kind_within(service), [KINDS.index(kind) for kind in asked & set(KINDS)])

    def meant(self, asked: Iterable[str]) -> Dates:
        """All dates with service that the asked days mean."""
        found = np.zeros(len(self.weekday), dtype=np.bool_)
        for day in asked:
            if day == ALL:
                found |= self.served
            elif day in KINDS:
                found |= self.served & (self._date_kind == KINDS.index(day))
            else:
                found |= self.runs[day]
        return found

    def add(self, service: str, dates: Dates) -> None:
        """Take in a new service."""
        self.runs[service] = dates
        self._kinds[service] = self._regular(dates)

    def same_dates(self, dates: Dates) -> str | None:
        """A service that runs on exactly these dates; the feed's first."""
        return next((service for service, runs in self.runs.items() if np.array_equal(runs, dates)), None)

    def rows(self, service: str, dates: Dates) -> tuple[dict[str, object], list[dict[str, object]]]:
        """A row of calendar and the rows of calendar_dates that give exactly these dates."""
        active = np.flatnonzero(dates)
        start, end = int(active[0]), int(active[-1]) + 1
        week = self.weekday[start:end]
        share = np.bincount(week[dates[start:end]], minlength=7) / np.maximum(np.bincount(week, minlength=7), 1)
        regular = share > 0.5
        row: dict[str, object] = {"service_id": service}
        row |= {name: bool(on) for name, on in zip(WEEKDAYS, regular, strict=True)}
        row |= {"start_date": self._date(start), "end_date": self._date(end - 1)}
        odd = np.flatnonzero(regular[week] != dates[start:end])
        exceptions: list[dict[str, object]] = [
            {
                "service_id": service,
                "date": self._date(start + int(day)),
                "exception_type": 1 if dates[start + day] else 2,
            }
            for day in odd
        ]
        return row, exceptions

    def _date(self, day: int) -> datetime.date:
        return datetime.date.fromordinal(self.first + day)

    def _regular(self, dates: Dates) -> frozenset[str]:
        active = np.flatnonzero(dates)
        if not active.size:
            return frozenset()
        week = self.weekday[active[0] : active[-1] + 1]
        share = np.bincount(self.weekday[active], minlength=7) / np.maximum(np.bincount(week, minlength=7), 1)
        often = share >= min(REGULAR_SHARE, share.max())
        return frozenset(KINDS[kind] for kind in _KIND_OF_WEEKDAY[often])

    def _kinds_of_dates(self, trips_of_service: Mapping[str, int]) -> tuple[npt.NDArray[np.intp], Dates]:
        """The kind of each date by the votes of the trips that run then, and whether any runs."""
        votes = np.zeros((len(KINDS), len(self.weekday)), dtype=np.int64)
        served = np.zeros(len(self.weekday), dtype=np.bool_)
        plain = _KIND_OF_WEEKDAY[self.weekday]
        for service, dates in self.runs.items():
            trips = trips_of_service.get(service, 0)
            served |= dates & (trips > 0)
            kinds = self._kinds[service]
            for kind in kinds:
                place = KINDS.index(kind)
                counts = dates if len(kinds) == 1 else dates & (plain == place)
                votes[place] += trips * counts
        # A tie, or no vote at all, goes by the day of the week.
        votes = votes * 2
        votes[plain, np.arange(len(plain))] += 1
        return votes.argmax(axis=0), served

    def _kind_within(self, service: str) -> npt.NDArray[np.intp]:
        """The kind of each date, made one of the service's own kinds."""
        own = sorted(KINDS.index(kind) for kind in self.kinds(service))
        plain = _KIND_OF_WEEKDAY[self.weekday]
        kind = np.where(np.isin(self._date_kind, own), self._date_kind, plain)
        return np.where(np.isin(kind, own), kind, own[-1])


def _dates_of_services(
    calendar: pd.DataFrame, calendar_dates: pd.DataFrame, first: int, weekday: npt.NDArray[np.int64]
) -> dict[str, Dates]:
    runs: dict[str, Dates] = {}
    weeks = calendar[list(WEEKDAYS)].to_numpy(dtype=bool)
    spans = zip(calendar["service_id"], calendar["start_date"], calendar["end_date"], weeks, strict=True)
    for service, start, end, week in spans:
        dates = np.zeros(len(weekday), dtype=np.bool_)
        inside = slice(start.toordinal() - first, end.toordinal() - first + 1)
        dates[inside] = week[weekday[inside]]
        runs[str(service)] = dates
    columns = (calendar_dates[name] for name in ("service_id", "date", "exception_type"))
    for service, date, exception in zip(*columns, strict=True):
        dates = runs.setdefault(str(service), np.zeros(len(weekday), dtype=np.bool_))
        dates[date.toordinal() - first] = exception == ADDED
    return runs
