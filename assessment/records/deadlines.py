"""Deadlines: said in the time of Finland's clocks, kept in UTC.

A deadline is a date and a minute on the clock in Europe/Helsinki. While that clock shows the minute, a statement is in
time: "klo 23.59" holds until midnight. When the clocks go back an hour occurs twice, and which one is meant is asked;
when they go forward an hour never occurs, and a deadline in it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from assessment.errors import Fault, Refused

HELSINKI = ZoneInfo("Europe/Helsinki")
LAST_MINUTE = time(23, 59)
MINUTE = timedelta(minutes=1)
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})")


class Which(StrEnum):
    """Which of two equal times of the night in which the clocks go back."""

    FIRST = "first"  # still in summer time
    SECOND = "second"  # already in winter time


@dataclass(frozen=True)
class LocalMoment:
    """A moment as Finland's clocks show it. `twice` says that the same time occurs twice that day; `later` which it
    is."""

    day: date
    clock: time
    twice: bool
    later: bool

    @property
    def which(self) -> Which | None:
        """Which of two equal times it is; None where it is the only one."""
        return None if not self.twice else Which.SECOND if self.later else Which.FIRST


def deadline_utc(day: date, clock: time = LAST_MINUTE, which: Which | None = None) -> datetime:
    """The moment in UTC at which the deadline's minute begins.

    `which`: of two equal times; of no meaning for others. Raises Refused: `deadline_never_occurs` with the first time
    after the gap, `deadline_twice` where the time occurs twice and none is chosen.
    """
    said = datetime.combine(day, clock.replace(second=0, microsecond=0, tzinfo=None))
    if which is None and occurs_twice(day, clock):
        raise Refused([Fault("deadline_twice", "deadline", field="time", value=f"{said:%d.%m.%Y %H.%M}")])
    moment = said.replace(tzinfo=HELSINKI, fold=1 if which is Which.SECOND else 0).astimezone(UTC)
    if moment.astimezone(HELSINKI).replace(tzinfo=None) != said:
        # Read with the offset from before the gap, the time lands as far after the gap as it stands in it.
        after = said.replace(tzinfo=HELSINKI, fold=0).astimezone(UTC).astimezone(HELSINKI)
        facts = {"next": f"{after:%H.%M}"}
        raise Refused(
            [Fault("deadline_never_occurs", "deadline", field="time", value=f"{said:%d.%m.%Y %H.%M}", facts=facts)]
        )
    return moment


def occurs_twice(day: date, clock: time) -> bool:
    """Whether the clock shows the time twice that day."""
    said = datetime.combine(day, clock.replace(tzinfo=None), HELSINKI)
    first, second = said.replace(fold=0).utcoffset(), said.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second


def parse_deadline(day: str, clock: str, which: str = "") -> datetime:
    """A deadline as a form sends it (`2027-10-31`, `16:00`; a blank time is 23:59), in UTC.

    `which`: `first` or `second` of two equal times. Raises Refused: `deadline_date_malformed`,
    `deadline_time_malformed`, `deadline_never_occurs`, `deadline_twice`.
    """
    faults = []
    said_day, said_clock = date.min, LAST_MINUTE
    try:
        said_day = date.fromisoformat(day.strip())
        if not 2000 <= said_day.year <= 2200:
            raise ValueError
    except ValueError:
        faults.append(Fault("deadline_date_malformed", "deadline", field="date", value=day))
    try:
        if clock.strip():
            said_clock = _clock(clock.strip())
    except ValueError:
        faults.append(Fault("deadline_time_malformed", "deadline", field="time", value=clock))
    if faults:
        raise Refused(faults)
    return deadline_utc(said_day, said_clock, Which(which) if which in tuple(Which) else None)


def asks_which(day: date | None, clock: str) -> bool:
    """Whether a form must ask which of two equal times is meant, once it tells the day and the time."""
    try:
        return day is not None and bool(clock.strip()) and occurs_twice(day, _clock(clock.strip()))
    except ValueError:
        return False


def _clock(text: str) -> time:
    """A time as Finns write it, 9.05 or 09:05; ValueError when it is none."""
    said = _CLOCK.fullmatch(text)
    if said is None:
        raise ValueError(text)
    return time(int(said[1]), int(said[2]))


def is_late(received_at: datetime, deadline: datetime) -> bool:
    """Whether a statement received at a moment is late: the deadline's whole minute is still in time."""
    return received_at >= deadline + MINUTE


def has_passed(deadline: datetime, now: datetime) -> bool:
    """Whether a statement given now would be late."""
    return is_late(now, deadline)


def as_local(moment: datetime) -> LocalMoment:
    """A moment as Finland's clocks show it, to the second."""
    local = moment.astimezone(HELSINKI)
    clock = local.time().replace(microsecond=0, fold=0)
    return LocalMoment(local.date(), clock, occurs_twice(local.date(), clock), bool(local.fold))
