"""Which services run on which dates: working and school days, Saturdays, Sundays, nights and two years' holidays."""

from __future__ import annotations

import datetime

from assessment.demo.facts import rows

FIRST_DATE = datetime.date(2026, 1, 1)
LAST_DATE = datetime.date(2027, 12, 31)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RUNS_ON = {
    "weekday": (1, 1, 1, 1, 1, 0, 0),
    "school": (1, 1, 1, 1, 1, 0, 0),
    "saturday": (0, 0, 0, 0, 0, 1, 0),
    "sunday": (0, 0, 0, 0, 0, 0, 1),
    "night": (0, 0, 0, 0, 1, 1, 0),
}
SERVICE_IDS = {
    "weekday": "arki",
    "school": "koulupaiva",
    "saturday": "lauantai",
    "sunday": "sunnuntai",
    "night": "yo",
}
ADDED, REMOVED = "1", "2"


def calendar() -> list[list[str]]:
    """Rows of calendar.txt without the header."""
    first, last = FIRST_DATE.strftime("%Y%m%d"), LAST_DATE.strftime("%Y%m%d")
    return [[SERVICE_IDS[kind], *(str(flag) for flag in flags), first, last] for kind, flags in RUNS_ON.items()]


def calendar_dates() -> list[list[str]]:
    """Rows of calendar_dates.txt without the header.

    A public holiday on a working day or Saturday runs as its row in days.csv says; on school holidays the school
    services rest; no night service on public holidays.
    """
    changed: dict[datetime.date, str] = {
        datetime.date.fromisoformat(row["date"]): row["service"] for row in rows("days.csv")
    }
    out: list[list[str]] = []
    day = FIRST_DATE
    while day <= LAST_DATE:
        usual = {kind for kind, flags in RUNS_ON.items() if flags[day.weekday()]}
        actual = {changed[day]} if day in changed else set(usual)
        if _school_holiday(day):
            actual.discard("school")
        out.extend([SERVICE_IDS[kind], f"{day:%Y%m%d}", REMOVED] for kind in RUNS_ON if kind in usual - actual)
        out.extend([SERVICE_IDS[kind], f"{day:%Y%m%d}", ADDED] for kind in RUNS_ON if kind in actual - usual)
        day += datetime.timedelta(days=1)
    return out


def _school_holiday(day: datetime.date) -> bool:
    return any(
        datetime.date.fromisoformat(row["first"]) <= day <= datetime.date.fromisoformat(row["last"])
        for row in _SCHOOL_HOLIDAYS
    )


_SCHOOL_HOLIDAYS = tuple(rows("school_holidays.csv"))
