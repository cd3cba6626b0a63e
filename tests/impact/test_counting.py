"""Counts, bounds and quantiles against plain loops, on cells drawn at random with anything masked."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.impact.accessibility import UNREACHED
from assessment.impact.counting import Counting
from assessment.impact.population_groups import GROUPS, residents_of
from assessment.impact.prevalence import read_prevalence
from tests.impact import oracle

PREVALENCE = read_prevalence()
N_AREAS = 3

count = st.one_of(st.none(), st.integers(0, 3))
cell = st.tuples(st.one_of(st.none(), st.integers(0, 7)), count, count, count).filter(
    lambda c: c[0] is None or c[0] >= sum(band or 0 for band in c[1:])
)
cells = st.lists(st.tuples(cell, st.integers(0, N_AREAS - 1)), min_size=1, max_size=6)


def table_of(drawn: list[tuple[tuple[int | None, ...], int]]) -> pd.DataFrame:
    columns = ("population", "age_65_74", "age_75_84", "age_85_")
    rows = [[np.nan if value is None else float(value) for value in counts] for counts, _ in drawn]
    return pd.DataFrame(rows, columns=list(columns), dtype=np.float64)


@settings(max_examples=80, deadline=None)
@given(cells, st.data())
def test_counts_and_their_bounds_equal_the_slow_reading(
    drawn: list[tuple[tuple[int | None, ...], int]], data: st.DataObject
) -> None:
    groups = (*oracle.OLDER, "mobility_limitation")
    residents = residents_of(table_of(drawn), PREVALENCE, groups)
    area = np.array([place for _, place in drawn])
    counting = Counting(residents, area, N_AREAS)
    shape = (len(residents.profiles), len(drawn))
    flags = data.draw(st.lists(st.booleans(), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    classes = np.array(flags, dtype=np.int8).reshape(shape)
    estimate, low, high = counting.counts(classes, np.array([[False, True]]))[:, 0]

    shares = PREVALENCE.of("mobility_limitation")
    least, most = [share.low for share in shares], [share.high for share in shares]
    for g, group in enumerate(groups):
        expected_low, expected_high = np.zeros(N_AREAS), np.zeros(N_AREAS)
        for i, (counts, place) in enumerate(drawn):
            possible = oracle.possible_cells(counts[0], counts[1:])

            def reached(profile: str, i: int = i) -> bool:
                return bool(classes[residents.profiles.index(profile), i])

            if group == "mobility_limitation":
                one_low, one_high = oracle.estimated_bounds(possible, least, most, reached)
            else:
                one_low, one_high = oracle.bounds(possible, group, reached)
            expected_low[place] += one_low
            expected_high[place] += one_high
        assert low[g, 1:] == pytest.approx(expected_low, abs=1e-4), group
        assert high[g, 1:] == pytest.approx(expected_high, abs=1e-4), group
        assert low[g, 0] == low[g, 1:].sum()
        assert high[g, 0] == high[g, 1:].sum()
    assert (low <= estimate).all()
    assert (estimate <= high).all()
    # Estimates by the same loops: each stratum's residents where its profile is reached.
    for g, members in enumerate(residents.members):
        expected = np.zeros(N_AREAS)
        for s in np.flatnonzero(members):
            for i in range(len(drawn)):
                if classes[residents.profile_of_stratum[s], i]:
                    expected[area[i]] += residents.estimate[s, i]
        assert estimate[g, 1:].tolist() == expected.tolist()
        assert estimate[g, 0] == expected.sum()


times = st.one_of(st.integers(0, 5), st.just(UNREACHED))


@settings(max_examples=80, deadline=None)
@given(cells, st.data())
def test_quantiles_equal_the_slow_reading(drawn: list[tuple[tuple[int | None, ...], int]], data: st.DataObject) -> None:
    residents = residents_of(table_of(drawn), PREVALENCE)
    area = np.array([place for _, place in drawn])
    counting = Counting(residents, area, N_AREAS)
    size = len(residents.profiles) * len(drawn)
    time_s = np.array(data.draw(st.lists(times, min_size=size, max_size=size)), dtype=np.int32)
    time_s = time_s.reshape(len(residents.profiles), len(drawn))
    found = counting.quantiles(time_s, ((1, 2), (9, 10)))
    for r, part in enumerate((Fraction(1, 2), Fraction(9, 10))):
        for g, members in enumerate(residents.members):
            for place in range(N_AREAS + 1):
                pairs = [
                    (float("inf") if time_s[p, i] == UNREACHED else float(time_s[p, i]), residents.estimate[s, i])
                    for s in np.flatnonzero(members)
                    for p in [residents.profile_of_stratum[s]]
                    for i in range(len(drawn))
                    if place in (0, area[i] + 1)
                ]
                assert found[r, g, place] == pytest.approx(oracle.quantile(pairs, part), nan_ok=True)


@settings(max_examples=80, deadline=None)
@given(cells)
def test_the_bands_of_a_cell_never_exceed_its_total(drawn: list[tuple[tuple[int | None, ...], int]]) -> None:
    residents = residents_of(table_of(drawn), PREVALENCE, GROUPS)
    by_group = residents.by_profile.sum(axis=1)
    for i, (counts, _) in enumerate(drawn):
        if counts[0] is not None:
            assert by_group[0, i] == counts[0]
        assert by_group[0, i] >= by_group[1, i] >= by_group[2, i] >= by_group[3, i] >= 0


def test_a_masked_band_is_never_zero_residents() -> None:
    table = pd.DataFrame(
        {"population": [50.0, 20.0], "age_65_74": [10.0, np.nan], "age_75_84": [5, np.nan], "age_85_": [5, np.nan]}
    )
    residents = residents_of(table, PREVALENCE, ("age_75_",))
    assert residents.by_profile[0].sum(axis=0).tolist() == [10, 4]  # a fifth of 20
    assert residents.certainty["age_75_"] == "estimated"
    assert residents.masked_cells == 1


def test_where_no_cell_shows_its_bands_the_documented_age_structure_stands_in() -> None:
    table = pd.DataFrame({"population": [1000.0], "age_65_74": [np.nan], "age_75_84": [np.nan], "age_85_": [np.nan]})
    residents = residents_of(table, PREVALENCE, ("age_85_",))
    assert residents.by_profile[0].sum() == pytest.approx(30, abs=1e-5)  # 0.03 of prevalence.csv


def test_a_known_number_of_seniors_bounds_the_masked_bands() -> None:
    table = pd.DataFrame(
        {
            "population": [100.0, 40.0],
            "age_65_": [30.0, 8.0],
            "age_65_74": [20.0, np.nan],
            "age_75_84": [6, np.nan],
            "age_85_": [4, np.nan],
        }
    )
    residents = residents_of(table, PREVALENCE, ("all", "age_65_", "age_75_"))
    assert residents.certainty == {"all": "measured", "age_65_": "measured", "age_75_": "estimated"}
    counting = Counting(residents, np.array([0, 1]), 2)
    estimate, low, high = counting.everybody
    assert (low[1].tolist(), high[1].tolist()) == ([38, 30, 8], [38, 30, 8])
    assert (low[2].tolist(), high[2].tolist()) == ([10, 10, 0], [18, 10, 8])
    assert estimate[2, 2] == pytest.approx(8 / 3, abs=1e-5)


def test_a_group_counted_in_the_data_is_not_estimated() -> None:
    table = pd.DataFrame(
        {
            "population": [100.0, 40.0, 10.0],
            "age_65_74": [20.0, 4, 1],
            "age_75_84": [6.0, 2, 0],
            "age_85_": [4.0, 1, 0],
            "mobility_limitation": [7.0, np.nan, 0.0],
            "no_car": [30.0, 12.0, 0.0],
            "students": [5.0, 6.0, 7.0],
        }
    )
    residents = residents_of(
        table, PREVALENCE, ("mobility_limitation", "no_car", "students", "wheelchair_users"), "modelled"
    )
    counting = Counting(residents, np.array([0, 1, 2]), 3)
    estimate, low, high = counting.everybody
    assert estimate[0, [1, 3]].tolist() == [7, 0]
    assert estimate[0, 2] == pytest.approx(40 * 7 / 110, abs=1e-5)
    assert (low[0, 2], high[0, 2]) == (0, 40)
    assert estimate[1].tolist() == low[1].tolist() == high[1].tolist() == [42, 30, 12, 0]
    assert estimate[2].tolist() == [18, 5, 6, 7]
    assert dict(residents.certainty) == {
        "mobility_limitation": "estimated",
        "no_car": "modelled",
        "students": "modelled",
        "wheelchair_users": "estimated",
    }
