"""Nothing that leaves the program tells a count, or a difference of counts, below ten."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.impact.disclosure import ZERO_HIDDEN_GROUPS, protected
from assessment.impact.measures import NAMES, main_name, measure_of

Row = tuple[str, str, float, float]

numbers = st.one_of(st.integers(0, 30).map(float), st.floats(0, 30))


def table_of(rows: list[Row]) -> pd.DataFrame:
    """Rows of (group, measure, baseline, value) of one area, kind and mode."""
    table = pd.DataFrame(rows, columns=["group", "measure", "baseline", "value"])
    for name, text in (("alternative", "VE1"), ("area_id", "a"), ("kind", "library"), ("mode", "walk")):
        table[name] = text
    table["unit"] = [measure_of(name).unit for name in table["measure"]]
    table["change"] = table["value"] - table["baseline"]
    return table


def drawn_rows(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for group in draw(st.lists(st.sampled_from(["all", "age_75_", "wheelchair_users"]), min_size=1, unique=True)):
        for name in NAMES:
            measure = measure_of(name)
            comparing = measure.count and measure.compares
            rows.append((group, name, 0.0 if comparing else draw(numbers), draw(numbers)))
    return rows


rows_of_an_area = st.composite(drawn_rows)()


@settings(max_examples=60, deadline=None)
@given(rows_of_an_area)
def test_nothing_between_zero_and_ten_is_shown_nor_follows(rows: list[Row]) -> None:
    shown = protected(table_of(rows))
    for row in shown.itertuples():
        if not measure_of(str(row.measure)).count:
            continue
        figures = (row.baseline, row.value, row.change)
        for figure in figures:
            assert math.isnan(figure) or abs(figure) >= 10 or figure == 0
        assert row.suppressed == int(any(math.isnan(figure) for figure in figures))
        # With two of the three known, the third follows.
        assert sum(not math.isnan(figure) for figure in figures) != 2
        if row.group in ZERO_HIDDEN_GROUPS:
            assert row.value != 0
            assert row.baseline != 0 or measure_of(str(row.measure)).compares


@settings(max_examples=60, deadline=None)
@given(rows_of_an_area)
def test_averages_of_few_and_bounds_of_small_counts_are_blank(rows: list[Row]) -> None:
    table = table_of(rows)
    shown = protected(table)
    for group in set(table["group"]):
        one = shown[shown["group"] == group].set_index("measure")
        raw = table[table["group"] == group].set_index("measure")
        few = min(raw.loc["residents", ["baseline", "value"]]) < 10
        for name in NAMES:
            if not measure_of(name).count:
                assert bool(one.loc[name, "suppressed"]) == few
            elif one.loc[main_name(name), "suppressed"]:
                assert one.loc[name, "suppressed"]


@settings(max_examples=30, deadline=None)
@given(rows_of_an_area, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(rows: list[Row], random: object) -> None:
    table = table_of(rows)
    order = np.arange(len(table))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = protected(table.iloc[order].reset_index(drop=True))
    back = mixed.iloc[np.argsort(order)].reset_index(drop=True)
    pd.testing.assert_frame_equal(back, protected(table))


def test_large_counts_and_zeros_are_shown_as_they_are() -> None:
    table = table_of([("all", "residents", 100.0, 100.0), ("all", "residents_within_1_km", 0.0, 20.0)])
    shown = protected(table)
    pd.testing.assert_frame_equal(shown.drop(columns="suppressed"), table)
    assert shown["suppressed"].tolist() == [0, 0]


def test_a_small_change_hides_the_value_that_would_tell_it() -> None:
    shown = protected(table_of([("all", "residents", 100, 100), ("all", "residents_within_1_km", 100, 95)])).iloc[1]
    assert shown["baseline"] == 100
    assert math.isnan(shown["value"])
    assert math.isnan(shown["change"])


def test_the_table_given_is_not_altered() -> None:
    table = table_of([("all", "residents", 3, 3)])
    protected(table)
    assert table["value"].tolist() == [3]
