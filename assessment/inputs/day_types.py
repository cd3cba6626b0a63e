"""Finds a timetable's kinds of days from its own calendar: school-day weekday, school holiday, Saturday, Sunday."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.inputs.timetable import Timetable

DayTypeKey = Literal["school_weekday", "holiday_weekday", "saturday", "sunday"]

AROUND_DAYS = 183
"""Dates farther from the day asked about belong to other timetable periods: half a year each way."""

FREQUENT_DATES = 5
"""A second weekday pattern counts from one working week of dates on: fewer are single exceptions. Our judgement."""

_Pattern = frozenset[str]
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class DayType:
    """One kind of day: the date that stands for it, and how many trips run on that date."""

    key: DayTypeKey
    date: datetime.date
    trips: int


def day_types(timetable: Timetable, around: datetime.date) -> tuple[DayType, ...]:
    """The kinds of days that the timetable has, the weekday with the most typical service first: it is the default.

    Dates with the same services running are one pattern. A weekday's usual pattern is the one most of its dates have,
    so that a late Friday bus makes no holiday; `school_weekday` is the usual pattern that most dates have. What
    other weekdays lack and have beside their usual pattern is compared: the difference that most of them share, with
    fewer trips and on more than one weekday, is `holiday_weekday`. Dates that run as a Saturday or Sunday are public
    holidays and count for neither. The date that stands for a kind is the one nearest to `around`, of two as near the
    later. A kind of which there is none is left out. Looked at are the dates within half a year of `around`.
    """
    patterns = _patterns(timetable, around)
    days = [{d: p for d, p in patterns.items() if d.weekday() == weekday} for weekday in range(7)]
    usual = [_most_frequent(dates.values()) for dates in days]
    weekdays = {d: p for d, p in patterns.items() if d.weekday() < _SATURDAY}
    school = _most_frequent(p for d, p in weekdays.items() if p == usual[d.weekday()])
    candidates: dict[DayTypeKey, list[datetime.date]] = {
        "school_weekday": [d for d, p in weekdays.items() if p == school],
        "holiday_weekday": _holidays(timetable, weekdays, usual),
        "saturday": [d for d, p in days[_SATURDAY].items() if p == usual[_SATURDAY]],
        "sunday": [d for d, p in days[_SUNDAY].items() if p == usual[_SUNDAY]],
    }
    found = []
    for key, dates in candidates.items():
        date = max(dates, key=lambda day: (-abs((day - around).days), day), default=None)
        if date is not None:
            found.append(DayType(key, date, timetable.trip_count(date)))
    return tuple(found)


def _holidays(
    timetable: Timetable, weekdays: Mapping[datetime.date, _Pattern], usual: Sequence[_Pattern | None]
) -> list[datetime.date]:
    """The dates of the difference from the usual that most other weekdays share; [] when none is frequent enough."""
    weekend = {usual[_SATURDAY], usual[_SUNDAY]}
    groups: dict[tuple[_Pattern, _Pattern], list[datetime.date]] = {}
    trips = timetable.trips["service_id"].value_counts()
    for date, pattern in weekdays.items():
        normal = usual[date.weekday()]
        if normal is None or pattern == normal or pattern in weekend:
            continue
        without, added = normal - pattern, pattern - normal
        if sum(trips[service] for service in added) < sum(trips[service] for service in without):
            groups.setdefault((without, added), []).append(date)
    frequent = [
        dates for dates in groups.values() if len(dates) >= FREQUENT_DATES and len({d.weekday() for d in dates}) > 1
    ]
    return max(frequent, key=lambda dates: (len(dates), dates), default=[])


def _patterns(timetable: Timetable, around: datetime.date) -> Mapping[datetime.date, _Pattern]:
    """The services with trips that run on each date near `around`; dates without any are left out."""
    first, last = timetable.service_dates()
    middle = min(max(around, first), last)
    start = max(first, _shifted(middle, -AROUND_DAYS))
    end = min(last, _shifted(middle, AROUND_DAYS))
    with_trips = frozenset(timetable.trips["service_id"].unique())
    found: dict[datetime.date, _Pattern] = {}
    for n in range((end - start).days + 1):
        date = start + datetime.timedelta(days=n)
        pattern = timetable.active_services(date) & with_trips
        if pattern:
            found[date] = pattern
    return found


def _shifted(date: datetime.date, days: int) -> datetime.date:
    """A date so many days on, kept within what a date can be."""
    ordinal = min(max(date.toordinal() + days, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)


def _most_frequent(patterns: Iterable[_Pattern]) -> _Pattern | None:
    """The pattern that occurs most; of those as frequent, the first by its services' names."""
    counts = Counter(patterns)
    return min(counts, key=lambda p: (-counts[p], sorted(p)), default=None)
