"""Opening hours by weekday and clock, and times of day as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.inputs.opening_hours import is_valid, open_intervals
from pages.components.clock_input import seconds_of
from pages.components.hours_form import HoursRow, WeekHours, week_hours, written

MONDAY = dt.date(2026, 11, 23)  # no public holiday in its week


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("9", 9 * 3600),
        ("9.30", 9 * 3600 + 1800),
        ("09:30", 9 * 3600 + 1800),
        ("klo 16.05", 16 * 3600 + 300),
        ("25.10", 25 * 3600 + 600),
        ("48:00", 48 * 3600),
        ("49", None),
        ("9.75", None),
        ("-1", None),
        ("", None),
        ("yhdeksän", None),
    ],
)
def test_times_of_day_are_read_as_people_type_them(text: str, second: int | None) -> None:
    assert seconds_of(text) == second


def test_hours_of_the_demo_go_through_the_form_unchanged() -> None:
    for text in (
        "Mo-Th 09:00-19:00; Fr 09:00-18:00; Sa 10:00-15:00; PH off",
        "Mo,Tu,Th 10:00-19:00; We,Fr 10:00-17:00; Sa 10:00-14:00; PH off",
        "Mo-Fr 08:00-12:00,13:00-16:00",
        "Mo 13:00-13:45; PH off",
    ):
        hours = week_hours(text)
        assert hours is not None
        assert written(hours) == text


@pytest.mark.parametrize(
    "text", ["Mo-Fr 10:00-18:00; We 12:00-14:00", "week 1-52/2 Mo 10:00-12:00", "24/7", "Fr-Mo 9-10"]
)
def test_hours_that_rows_cannot_tell_are_left_to_be_typed(text: str) -> None:
    assert week_hours(text) is None


rows = st.builds(
    HoursRow,
    st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(lambda days: tuple(sorted(days))),
    st.integers(0, 47).map(lambda half: half * 1800),
    st.integers(1, 48).map(lambda half: half * 1800),
).filter(lambda row: row.from_s < row.until_s < 86_400)


@given(st.lists(rows, min_size=1, max_size=4), st.booleans())
def test_written_hours_are_open_exactly_when_the_rows_say(made: list[HoursRow], closed: bool) -> None:
    text = written(WeekHours(tuple(made), closed))
    assert is_valid(text)
    for day in range(7):
        wanted = {second for row in made if day in row.days for second in range(row.from_s, row.until_s, 1800)}
        spans = open_intervals(text, MONDAY + dt.timedelta(days=day))
        assert {second for start, end in spans for second in range(start, end, 1800)} == wanted
