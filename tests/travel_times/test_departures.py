"""Departure minutes and percentiles by the definitions of COMMANDS.md."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.travel_times.departures import departure_minutes, nearest_rank, times_by_percentile
from assessment.travel_times.transit_search import UNREACHED, StopProfiles


@pytest.mark.parametrize(
    ("window", "first_s", "n"),
    [((32400, 39600), 32400, 120), ((32401, 32520), 32460, 1), ((32401, 32521), 32460, 2), ((32401, 32459), 32460, 0)],
)
def test_each_whole_minute_of_the_window(window: tuple[int, int], first_s: int, n: int) -> None:
    assert departure_minutes(window) == (first_s, n)


@given(st.integers(1, 1000), st.integers(1, 100))
def test_nearest_rank(n: int, percentile: int) -> None:
    assert nearest_rank(percentile, n) == max(1, math.ceil(percentile * n / 100 - 1e-9))


@given(
    journeys=st.lists(st.tuples(st.integers(0, 7000), st.integers(1, 4000)), max_size=12),
    access_s=st.integers(0, 600),
    walk_s=st.one_of(st.integers(0, 5000), st.just(UNREACHED)),
    n_minutes=st.integers(1, 90),
    max_time_s=st.integers(60, 6000),
    percentile=st.sampled_from([1, 5, 50, 95, 100]),
)
def test_percentiles_equal_sorting(
    journeys: list[tuple[int, int]], access_s: int, walk_s: int, n_minutes: int, max_time_s: int, percentile: int
) -> None:
    # Keep the journeys that are worth taking, the latest departure first.
    kept: list[tuple[int, int]] = []
    for departure_s, ride_s in sorted(journeys, key=lambda j: (-j[0], j[1])):
        if not kept or departure_s + ride_s < kept[-1][1]:
            kept.append((departure_s, departure_s + ride_s))
    profiles = StopProfiles(
        np.array([0, len(kept)], np.int64),
        np.array([d for d, _ in kept], np.int32),
        np.array([a for _, a in kept], np.int32),
    )
    found = times_by_percentile(
        profiles,
        np.array([0, 1], np.int64),
        np.array([0], np.int32),
        np.array([access_s], np.int32),
        np.array([walk_s], np.int32),
        (600, 600 + 60 * n_minutes),
        (percentile,),
        max_time_s,
    )
    times = []
    for minute_s in range(600, 600 + 60 * n_minutes, 60):
        by_bus = [arrival - minute_s for departure, arrival in kept if departure >= minute_s + access_s]
        best = min([*by_bus, walk_s])
        times.append(best if best <= max_time_s else UNREACHED)
    assert found[0, 0] == sorted(times)[nearest_rank(percentile, n_minutes) - 1]
