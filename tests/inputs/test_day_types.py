"""Kinds of days from a feed's own calendar: Kuopio's and hand-made ones."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from assessment.errors import Refused
from assessment.inputs.day_types import DayType, day_types
from assessment.inputs.timetable import Timetable, read_timetable, require_service
from tests.inputs.timetable_feeds import town, write_zip

CALENDAR = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
DATES = "service_id,date,exception_type\n"


def timetable(tmp_path: Path, trips: dict[str, int], calendar: str, dates: str = "") -> Timetable:
    """A town of one line with so many trips of each service."""
    ids = [(service, f"{service}-{n}") for service, count in trips.items() for n in range(count)]
    changes = {
        "calendar.txt": CALENDAR + calendar,
        "calendar_dates.txt": DATES + dates,
        "trips.txt": "route_id,service_id,trip_id\n" + "".join(f"R,{service},{trip}\n" for service, trip in ids),
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        + "".join(f"{trip},08:00:00,08:00:00,A,1\n{trip},08:08:00,08:08:00,D,2\n" for _, trip in ids),
    }
    return read_timetable([write_zip(tmp_path / "town.zip", town(changes))])


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def year(tmp_path: Path) -> Timetable:
    """2026: weekdays 4 trips, on school days 2 more, Fridays a night bus; a winter holiday week, Easter as Sundays."""
    holiday = "".join(f"school,202602{n},2\n" for n in range(23, 28))
    easter = "".join(f"{s},20260403,2\n" for s in ("week", "school", "night")) + "sun,20260403,1\n"
    easter += "week,20260406,2\nschool,20260406,2\nsun,20260406,1\n"
    return timetable(
        tmp_path,
        {"week": 4, "school": 2, "night": 1, "sat": 3, "sun": 2},
        "week,1,1,1,1,1,0,0,20260101,20261231\nschool,1,1,1,1,1,0,0,20260101,20261231\n"
        "night,0,0,0,0,1,0,0,20260101,20261231\nsat,0,0,0,0,0,1,0,20260101,20261231\n"
        "sun,0,0,0,0,0,0,1,20260101,20261231\n",
        holiday + easter,
    )


def test_each_kind_with_the_nearest_date_and_its_trips(year: Timetable) -> None:
    """From Thursday 2 April on: the weekday itself, the nearest day of the holiday week, Easter Saturday, Sunday."""
    assert day_types(year, day("2026-04-02")) == (
        DayType("school_weekday", day("2026-04-02"), 6),
        DayType("holiday_weekday", day("2026-02-27"), 5),
        DayType("saturday", day("2026-04-04"), 3),
        DayType("sunday", day("2026-04-05"), 2),
    )


def test_a_public_holiday_is_no_school_holiday_and_a_late_friday_bus_is_none(year: Timetable) -> None:
    found = {one.key: one.date for one in day_types(year, day("2026-04-03"))}
    assert found["school_weekday"] == day("2026-04-02")
    assert found["holiday_weekday"].month == 2
    without_holiday = {one.key for one in day_types(year, day("2026-12-31"))}
    assert without_holiday == {"school_weekday", "saturday", "sunday"}


def test_of_two_as_near_the_later_counts(year: Timetable) -> None:
    sunday = next(one for one in day_types(year, day("2026-05-13")) if one.key == "school_weekday")
    assert sunday.date == day("2026-05-13")
    weekend = {one.key: one.date for one in day_types(year, day("2026-05-09"))}
    assert weekend["school_weekday"] == day("2026-05-11")
    assert weekend["sunday"] == day("2026-05-10")


def test_a_kind_without_service_is_absent_and_its_date_stays_refused(tmp_path: Path) -> None:
    found = timetable(tmp_path, {"week": 2}, "week,1,1,1,1,1,0,0,20260302,20260331\n")
    assert [one.key for one in day_types(found, day("2026-03-07"))] == ["school_weekday"]
    with pytest.raises(Refused) as refused:
        require_service(found, day("2026-03-07"))
    assert [fault.code for fault in refused.value.faults] == ["date_without_service"]


def test_a_day_beside_the_calendar_gives_its_nearest_dates(tmp_path: Path) -> None:
    found = timetable(tmp_path, {"week": 2}, "week,1,1,1,1,1,1,1,20260302,20260331\n")
    late, early = (day_types(found, day(text)) for text in ("2030-01-01", "1999-01-01"))
    assert [one.date.isoformat() for one in late] == ["2026-03-31", "2026-03-28", "2026-03-29"]
    assert [one.date.isoformat() for one in early] == ["2026-03-02", "2026-03-07", "2026-03-08"]
    assert {one.trips for one in late} == {2}


def test_services_of_one_weekday_each_share_the_holiday(tmp_path: Path) -> None:
    """As in Kuopio: Monday's and Tuesday's services differ, and so do school days and holidays."""
    weekly = "mon,1,0,0,0,0,0,0,20260105,20260531\ntue,0,1,1,1,1,0,0,20260105,20260531\n"
    weekly += "school,1,1,1,1,1,0,0,20260105,20260531\n"
    dates = "".join(f"school,202602{n},2\nfree,202602{n},1\n" for n in range(23, 28))
    found = timetable(tmp_path, {"mon": 5, "tue": 6, "school": 3, "free": 1}, weekly, dates)
    assert day_types(found, day("2026-02-23")) == (
        DayType("school_weekday", day("2026-02-20"), 9),
        DayType("holiday_weekday", day("2026-02-23"), 6),
    )


def test_kuopio(shared_data: Path) -> None:
    """Counted by hand from the calendars: 29 usual Wednesdays, school holidays in 13 dates of all five weekdays."""
    found = read_timetable([shared_data / "gtfs" / "kuopio_2017.zip"])
    assert day_types(found, day("2017-03-01")) == (
        DayType("school_weekday", day("2017-03-01"), 1130),
        DayType("holiday_weekday", day("2017-03-06"), 1033),
        DayType("saturday", day("2017-03-04"), 619),
        DayType("sunday", day("2017-02-26"), 340),
    )
