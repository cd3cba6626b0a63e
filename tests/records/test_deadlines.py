"""Deadlines by Finland's clocks, over both changes of daylight saving time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import Refused
from assessment.records.deadlines import (
    HELSINKI,
    Which,
    as_local,
    asks_which,
    deadline_utc,
    is_late,
    occurs_twice,
    parse_deadline,
)


def test_in_winter_and_summer() -> None:
    assert deadline_utc(date(2027, 1, 15), time(16, 0)) == datetime(2027, 1, 15, 14, 0, tzinfo=UTC)
    assert deadline_utc(date(2027, 7, 15), time(16, 0)) == datetime(2027, 7, 15, 13, 0, tzinfo=UTC)


def test_half_past_three_occurs_twice_on_the_last_of_october_2027_and_which_is_meant_is_asked() -> None:
    day, clock = date(2027, 10, 31), time(3, 30)
    assert occurs_twice(day, clock)
    with pytest.raises(Refused, match="deadline_twice"):
        deadline_utc(day, clock)
    assert deadline_utc(day, clock, Which.SECOND) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert deadline_utc(day, clock, Which.FIRST) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    first, second = (as_local(deadline_utc(day, clock, which)) for which in Which)
    assert (first.which, second.which) == tuple(Which)
    assert (first.day, first.clock, first.twice, first.later) == (day, clock, True, False)
    assert (second.day, second.clock, second.twice, second.later) == (day, clock, True, True)


def test_half_past_three_never_occurs_on_28_march_2027() -> None:
    with pytest.raises(Refused) as refused:
        deadline_utc(date(2027, 3, 28), time(3, 30))
    (fault,) = refused.value.faults
    assert fault.code == "deadline_never_occurs"
    assert fault.facts["next"] == "04.30"


@pytest.mark.parametrize("clock", [time(2, 59), time(4, 0)])
def test_the_edges_of_the_missing_hour_occur(clock: time) -> None:
    moment = deadline_utc(date(2027, 3, 28), clock)
    assert moment.astimezone(HELSINKI).time() == clock
    assert not occurs_twice(date(2027, 3, 28), clock)


@pytest.mark.parametrize(
    ("clock", "twice"), [(time(2, 59), False), (time(3, 0), True), (time(3, 59), True), (time(4), False)]
)
def test_the_edges_of_the_repeated_hour(clock: time, twice: bool) -> None:
    assert occurs_twice(date(2027, 10, 31), clock) is twice


@pytest.mark.parametrize(
    ("day", "clock", "asked"),
    [
        (date(2027, 10, 31), "3.30", True),
        (date(2027, 10, 31), "03:30", True),
        (date(2027, 10, 31), "4.00", False),
        (date(2027, 10, 30), "3.30", False),
        (date(2027, 10, 31), "", False),
        (date(2027, 10, 31), "half past three", False),
        (None, "3.30", False),
    ],
)
def test_a_form_asks_which_only_where_it_must(day: date | None, clock: str, asked: bool) -> None:
    assert asks_which(day, clock) is asked


def test_a_day_without_a_time_holds_until_midnight() -> None:
    deadline = parse_deadline("2027-06-01", "")
    midnight = datetime(2027, 6, 2, 0, 0, tzinfo=HELSINKI)
    assert not is_late(midnight - timedelta(seconds=0.1), deadline)
    assert is_late(midnight, deadline)


def test_the_minute_of_the_deadline_is_still_in_time() -> None:
    deadline = parse_deadline("2027-06-01", "16:00")
    four = datetime(2027, 6, 1, 16, 0, tzinfo=HELSINKI)
    assert not is_late(four, deadline)
    assert not is_late(four + timedelta(seconds=59.999999), deadline)
    assert is_late(four + timedelta(minutes=1), deadline)


def test_midnight_in_the_repeated_night_is_not_late_an_hour_early() -> None:
    deadline = parse_deadline("2027-10-31", "03:30", "second")
    assert not is_late(datetime(2027, 10, 31, 1, 30, 59, tzinfo=UTC), deadline)
    assert is_late(datetime(2027, 10, 31, 1, 31, tzinfo=UTC), deadline)


@pytest.mark.parametrize(
    ("day", "clock", "codes"),
    [
        ("31.10.2027", "", ["deadline_date_malformed"]),
        ("2027-02-29", "", ["deadline_date_malformed"]),
        ("", "", ["deadline_date_malformed"]),
        ("0001-01-01", "", ["deadline_date_malformed"]),
        ("9999-12-31", "", ["deadline_date_malformed"]),
        ("2027-01-01", "25:00", ["deadline_time_malformed"]),
        ("2027-01-01", "24:00", ["deadline_time_malformed"]),
        ("2027-01-01", "16:00+05:00", ["deadline_time_malformed"]),
        ("x", "y", ["deadline_date_malformed", "deadline_time_malformed"]),
        ("2027-03-28", "3.30", ["deadline_never_occurs"]),
        ("2027-03-28", "٣:30", ["deadline_time_malformed"]),
        ("2027-03-28", "12:60", ["deadline_time_malformed"]),
        ("2027-03-28", "03.30", ["deadline_never_occurs"]),
        ("2027-10-31", "3.30", ["deadline_twice"]),
    ],
)
def test_what_is_no_deadline_is_refused(day: str, clock: str, codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        parse_deadline(day, clock)
    assert [fault.code for fault in refused.value.faults] == codes


@given(st.datetimes(datetime(2001, 1, 1), datetime(2199, 12, 31)), st.sampled_from(Which))
def test_every_time_that_occurs_comes_back_as_it_was_said(said: datetime, which: Which) -> None:
    try:
        moment = deadline_utc(said.date(), said.time(), which)
    except Refused:
        # It never occurs: the clocks jump over it.
        before = said.replace(tzinfo=HELSINKI, fold=0).utcoffset()
        after = said.replace(tzinfo=HELSINKI, fold=1).utcoffset()
        assert before is not None
        assert after is not None
        assert before < after
        return
    local = as_local(moment)
    assert (local.day, local.clock) == (said.date(), said.time().replace(second=0, microsecond=0))
    assert local.later == (local.twice and which is Which.SECOND)
