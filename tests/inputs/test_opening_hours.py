"""Opening hours against weeks counted by hand."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from assessment.inputs.opening_hours import fault_in, is_public_holiday, is_valid, open_intervals, weekly_hours

WEDNESDAY = dt.date(2026, 3, 4)
MIDNIGHT_S = 86_400


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mo-Fr 10:00-18:00", 5 * 8),
        ("Mo-Fr 10:00-12:00,13:00-18:00; Sa 10:00-15:00", 5 * 7 + 5),
        ("Tu,Th 12:00-18:30", 13),
        ("24/7", 168),
        ("off", 0),
        ("Mo 22:00-02:00", 4),
    ],
)
def test_hours_of_a_week(text: str, hours: float) -> None:
    for day in range(2, 9):  # Monday 2 March to Sunday 8 March 2026
        assert weekly_hours(text, dt.date(2026, 3, day)) == pytest.approx(hours)


def test_a_night_over_the_weeks_end_counts_where_it_is() -> None:
    """Sunday 22-02 gives the week its 2 h before midnight and, from the Sunday before, 2 h of Monday."""
    assert weekly_hours("Su 22:00-02:00", WEDNESDAY) == pytest.approx(4)
    assert open_intervals("Su 22:00-02:00", dt.date(2026, 3, 2)) == [(0, 2 * 3600)]


def test_finnish_holidays_close() -> None:
    """May Day 2026 is a Friday, Epiphany a Tuesday; neither is a holiday everywhere."""
    assert weekly_hours("Mo-Fr 10:00-18:00; PH off", dt.date(2026, 4, 29)) == pytest.approx(4 * 8)
    assert open_intervals("Mo-Fr 10:00-18:00; PH off", dt.date(2026, 5, 1)) == []
    assert open_intervals("Mo-Fr 10:00-18:00; PH off", dt.date(2026, 1, 6)) == []
    assert open_intervals("Mo-Fr 10:00-18:00; PH off", dt.date(2026, 1, 7)) == [(36_000, 64_800)]


def test_intervals_of_a_day() -> None:
    assert open_intervals("Mo-Fr 10:00-12:00,13:00-18:00", WEDNESDAY) == [(36_000, 43_200), (46_800, 64_800)]
    assert open_intervals("24/7", WEDNESDAY) == [(0, MIDNIGHT_S)]
    assert open_intervals("Sa 10:00-15:00", WEDNESDAY) == []


def test_intervals_that_touch_are_one() -> None:
    assert open_intervals('10:00-12:00 "self-service", 12:00-18:00', WEDNESDAY) == [(36_000, 64_800)]


def test_clock_time_on_the_day_the_clocks_change() -> None:
    """29 March 2026 has 23 hours, but opening hours are read off the clock on the wall."""
    assert open_intervals("10:00-18:00", dt.date(2026, 3, 29)) == [(36_000, 64_800)]


def test_not_known_is_neither_open_nor_closed() -> None:
    assert is_valid("")
    assert math.isnan(weekly_hours("", WEDNESDAY))
    assert open_intervals("", WEDNESDAY) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ma-Pe 10:00-18:00", '1: "Ma-Pe'),
        ("Mo-Fr 10.00-18.00", '7: "10.00'),
        ("arkisin", '1: "arkisin'),
        (" ", '2: ""'),
    ],
)
def test_where_a_text_stops_being_opening_hours(text: str, place: str) -> None:
    assert not is_valid(text)
    assert str(fault_in(text)).startswith(place)


def test_the_same_text_is_valid_every_time() -> None:
    assert fault_in("x") == fault_in("x")
    assert is_valid("Mo 10:00-11:00")
    assert is_valid("Mo 10:00-11:00")


def test_public_holidays_are_finlands() -> None:
    assert is_public_holiday(dt.date(2026, 12, 6))
    assert is_public_holiday(dt.date(2026, 4, 6))
    assert not is_public_holiday(dt.date(2026, 4, 7))
