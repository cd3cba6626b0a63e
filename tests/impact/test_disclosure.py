"""Nothing that leaves the program tells a count, or a difference of counts, below ten."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.impact.disclosure import USUAL_RULES, ZERO_HIDDEN_GROUPS, Rules, protected
from assessment.impact.measures import MEASURES, NAMES, measure_of
from tests.impact.people import impact_table, some_people

Row = tuple[str, str, float, float]


def table_of(rows: list[Row], area: str = "a") -> pd.DataFrame:
    """Rows of (group, measure, baseline, value) of one area, kind and mode."""
    table = pd.DataFrame(rows, columns=["group", "measure", "baseline", "value"])
    for name, text in (("alternative", "VE1"), ("area_id", area), ("kind", "library"), ("mode", "walk")):
        table[name] = text
    table["unit"] = [measure_of(name).unit for name in table["measure"]]
    table["change"] = table["value"] - table["baseline"]
    return table


def world(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A raw table counted person by person, and the table shown."""
    areas = 1 + seed % 6
    raw = impact_table(some_people(seed, areas, (15, 60, 200)[seed % 3]), areas)
    return raw, protected(raw)


worlds = st.integers(0, 10_000).map(world)


@settings(max_examples=40, deadline=None)
@given(worlds)
def test_every_count_shown_is_zero_or_a_multiple_of_five_from_ten_up_near_the_truth(
    tables: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    raw, shown = tables
    for name in ("baseline", "value"):
        told = shown[name].to_numpy()
        there = ~np.isnan(told)
        assert ((told[there] == 0) | (told[there] >= 10)).all()
        assert (told[there] % 5 == 0).all()
        assert (np.abs(told - raw[name].to_numpy())[there] <= 7.5).all()
        assert ((told == 0) <= (raw[name].to_numpy() == 0)).all()
    change = shown["change"].to_numpy()
    told_change = change[~np.isnan(change)]
    assert ((told_change == 0) | (np.abs(told_change) >= 10)).all()
    both = shown.dropna(subset=["baseline", "value", "change"])
    assert (both["value"] - both["baseline"] == both["change"]).all()
    assert (shown["suppressed"] == shown[["baseline", "value", "change"]].isna().any(axis=1)).all()


@settings(max_examples=40, deadline=None)
@given(worlds)
def test_what_is_hidden_of_an_area_is_hidden_in_every_alternative(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    _, shown = tables
    areas = shown[shown["area_id"] != "all"]
    assert (areas.groupby(["area_id", "group", "kind", "mode", "measure"])["suppressed"].nunique() == 1).all()


@settings(max_examples=40, deadline=None)
@given(worlds)
def test_of_the_areas_of_one_figure_never_exactly_one_is_hidden(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    _, shown = tables
    keys = ["alternative", "group", "kind", "mode", "measure"]
    whole = shown[shown["area_id"] == "all"].set_index(keys)["value"]
    for key, areas in shown[shown["area_id"] != "all"].groupby(keys):
        if not math.isnan(whole[key]):
            assert areas["value"].isna().sum() != 1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_a_second_run_make_no_difference(seed: int, random: object) -> None:
    raw, shown = world(seed)
    order = np.arange(len(raw))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = protected(raw.iloc[order].reset_index(drop=True))
    back = mixed.iloc[np.argsort(order)].reset_index(drop=True)
    pd.testing.assert_frame_equal(back, shown)
    pd.testing.assert_frame_equal(protected(raw), shown)


def test_a_zero_of_residents_with_a_disability_is_not_shown() -> None:
    for group in ("all", *ZERO_HIDDEN_GROUPS):
        rows = [
            (group, "residents", 200, 200),
            (group, "residents_within_1_km", 0, 30),
            (group, "residents_lost", 0, 0),
        ]
        shown = protected(table_of(rows)).set_index("measure")
        assert math.isnan(shown.loc["residents_within_1_km", "value"]) == (group != "all")
        assert math.isnan(shown.loc["residents_lost", "value"]) == (group != "all")


def test_an_alternative_that_changes_nothing_tells_of_nobody() -> None:
    """Today's network beside itself: nobody loses, by definition."""
    rows = [
        ("wheelchair_users", "residents", 200, 200),
        ("wheelchair_users", "residents_within_1_km", 50, 50),
        ("wheelchair_users", "residents_lost", 0, 0),
    ]
    shown = protected(table_of(rows)).set_index("measure")
    assert shown.loc["residents_lost", "value"] == 0


def test_a_small_change_of_an_area_hides_it_and_of_the_whole_only_the_change() -> None:
    rows = [("all", "residents", 100, 100), ("all", "residents_within_1_km", 80, 75)]
    area = protected(table_of(rows)).iloc[1]
    assert area[["baseline", "value", "change"]].isna().all()
    whole = protected(table_of(rows, area="all")).iloc[1]
    assert whole["baseline"] == 80
    assert math.isnan(whole["value"]) and math.isnan(whole["change"])


def test_counts_that_differ_by_a_few_are_told_as_the_same_or_two_steps_apart() -> None:
    """104 residents of whom 101 are within a kilometre: 105 and 100 would say that 1 to 9 are not."""
    shown = protected(table_of([("all", "residents", 104, 104), ("all", "residents_within_1_km", 101, 101)]))
    assert shown["value"].tolist() == [105, 105]


def test_bounds_are_rounded_outwards_and_hidden_with_their_count() -> None:
    rows = [
        ("all", "residents", 200, 200),
        ("all", "residents_low", 187, 187),
        ("all", "residents_high", 216, 216),
        ("all", "residents_lost", 0, 7),
        ("all", "residents_lost_low", 0, 3),
        ("all", "residents_lost_high", 0, 21),
    ]
    shown = protected(table_of(rows))
    assert shown["value"].tolist()[:3] == [200, 180, 220]
    assert shown["value"].isna().tolist()[3:] == [True, True, True]


@pytest.mark.parametrize(("people", "residents", "shown_at_all"), [(30, 40, True), (29, 40, False), (35, 29, False)])
def test_an_average_needs_thirty_residents(people: int, residents: int, shown_at_all: bool) -> None:
    table = table_of([("all", "residents", residents, residents), ("all", "travel_time_mean_min", 12.5, 20.0)])
    table["people"] = [np.nan, float(people)]
    shown = protected(table)
    assert math.isnan(shown["value"][1]) != shown_at_all
    assert "people" not in shown


def test_every_measure_has_its_place() -> None:
    """A new count must not slip through: every name of the table is either a count that is rounded or an average."""
    for name in NAMES:
        if not measure_of(name).count:
            assert measure_of(name).unit in ("min", "h", "journeys")
    assert all(MEASURES[name].name == name for name in MEASURES)


def test_the_table_given_is_not_altered_and_the_raw_view_hides_nothing() -> None:
    table = table_of([("all", "residents", 3, 3)])
    protected(table)
    assert table["value"].tolist() == [3]
    assert protected(table, raw=True)["value"].tolist() == [3]
    assert protected(table, raw=True)["suppressed"].tolist() == [0]


def test_an_administrator_may_raise_the_threshold_but_not_lower_it() -> None:
    table = table_of([("all", "residents", 17, 17)])
    assert protected(table)["value"].tolist() == [15]
    assert math.isnan(protected(table, rules=Rules(threshold=20))["value"][0])
    with pytest.raises(ValueError, match="would be told"):
        Rules(threshold=4)
    assert USUAL_RULES.threshold == 10
