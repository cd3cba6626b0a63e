"""A small town whose every figure is worked out on paper.

Everything stands on one line; metres are walking metres. Libraries L1 at 0 m, L2 at 9,000 m; the alternative closes L2.

    cell  at m   residents  65-74  75-84  85+   under 65   to L1   to L2   area
    c1      595        100     20     10    5         65     595   8,405   a
    c2    2,995         40  masked masked masked        -   2,995   6,005   a
    c3    8,005         60     12      9    3         36   8,005     995   b

Speeds (m/s): adult 1.2; 65-74 1.1; 75-84 0.9; 85+ 0.75; walking frame 0.6. A walk takes ceil(metres / speed) seconds:

    metres   1.2     1.1     0.9     0.75     0.6
       595   496     541     662      794     992
     2,995  2496    2723    3328     3994    4992
       995   830     905    1106     1327    1659
     8,005  6671    7278    8895    10674   13342 (over 180 min = 10,800 s: not reached)

Age structure where all is known (c1, c3: 160 residents): 101/160 under 65; 32/160 = 0.2; 19/160; 8/160 = 0.05.
c2 estimated: 25.25 under 65; 8; 4.75; 2. Its bounds: any of its 40 residents may be of any age.

75+: c1 15, c2 6.75 (0 to 40), c3 12: together 33.75 (27 to 67).
  before, by time: 662 s 10; 794 s 5; 1106 s 9; 1327 s 3; 3328 s 4.75; 3994 s 2. Running: 10, 15, 24, 27, 31.75, 33.75.
    median: half is 16.875 -> 1106 s; p90: 30.375 -> 3328 s.
  after: 662 s 10; 794 s 5; 3328 s 4.75; 3994 s 2; 8895 s 9; 10674 s 3. Running: 10, 15, 19.75, 21.75, 30.75, 33.75.
    median -> 3328 s; p90 -> 8895 s.
  mean before (6620 + 3970 + 15808 + 7988 + 9954 + 3981) / 33.75 = 48321 / 33.75 s,
       after  (6620 + 3970 + 15808 + 7988 + 80055 + 32022) / 33.75 = 146463 / 33.75 s.
  within 60 min (3600 s): before 15 + 4.75 + 12 = 31.75, at least 27, at most 27 + 40; after 19.75, 15 to 55.
  longer by more than 30 min: all of c3's 12, no masked cell among them: no bounds.

Mobility limitation, with a table of shares made for this test (low, estimate, high):
  under 65 0, 0, 1/32; 65-74 1/16, 1/8, 1/4; 75-84 1/8, 1/4, 1/2; 85+ 1/4, 1/2, 1.
  c1: 2.5 + 2.5 + 2.5 = 7.5; low 1.25 + 1.25 + 1.25 = 3.75; high 2.03125 + 5 + 5 + 5 = 17.03125.
  c2: 1 + 1.1875 + 1 = 3.1875; low 0 (all under 65), high 40 (all 85+).
  c3: 1.5 + 2.25 + 1.5 = 5.25; low 0.75 + 1.125 + 0.75 = 2.625; high 1.125 + 3 + 4.5 + 3 = 11.625.
  By walking frame: c1 992 s, c2 4992 s, c3 1659 s before and not at all after: c3's lose reach.
  After: half of 15.9375 is 7.96875: c1 has 7.5, so the median is c2's 4992 s; 90 % is 14.34375 > 10.6875: infinite.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from assessment.assess import Baseline, Impact, Query, assess, prepare
from assessment.impact.disclosure import protected
from assessment.impact.prevalence import read_prevalence
from assessment.impact.table import figures_by_area, worst_hit_areas
from assessment.inputs.municipality import Municipality
from assessment.scenario import ChangeOpeningHours, CloseServicePoint, OpenServicePoint, Scenario
from tests.impact.towns import DATE, LON, WINDOW, lat_at, line_town

M = math.nan
SHARES = """\
group,age_band,share_low,share_estimate,share_high,source,note
mobility_limitation,under_65,0,0,0.03125,paper,
mobility_limitation,age_65_74,0.0625,0.125,0.25,paper,
mobility_limitation,age_75_84,0.125,0.25,0.5,paper,
mobility_limitation,age_85_,0.25,0.5,1,paper,
wheelchair_users,under_65,0,0,0,paper,
wheelchair_users,age_65_74,0,0,0,paper,
wheelchair_users,age_75_84,0,0,0,paper,
wheelchair_users,age_85_,0,0,0,paper,
no_car,under_65,0.25,0.25,0.25,paper,
no_car,age_65_74,0.5,0.5,0.5,paper,
no_car,age_75_84,0.5,0.5,0.5,paper,
no_car,age_85_,1,1,1,paper,
population,under_65,0.8,0.8,0.8,paper,
population,age_65_74,0.1,0.1,0.1,paper,
population,age_75_84,0.06,0.06,0.06,paper,
population,age_85_,0.04,0.04,0.04,paper,
"""
CLOSE_L2 = Scenario("VE1", "", (CloseServicePoint("L2"),))


def paper_town() -> Municipality:
    return line_town(
        {"c1": (595, 100, 20, 10, 5), "c2": (2995, 40, M, M, M), "c3": (8005, 60, 12, 9, 3)},
        {"L1": ("library", 0, "Mo-Fr 10:00-18:00"), "L2": ("library", 9000, "Mo 10:00-20:00")},
        [5000, 20_000],
    )


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    table = tmp_path_factory.mktemp("shares") / "prevalence.csv"
    Path(table).write_text(SHARES, encoding="utf-8")
    return prepare(paper_town(), Query(DATE, WINDOW, modes=("walk",)), prevalence=read_prevalence(table))


@pytest.fixture(scope="module")
def impact(baseline: Baseline) -> Impact:
    return assess(baseline, [CLOSE_L2])


def figure(impact: Impact, group: str, measure: str, area: str = "all") -> tuple[float, float, float]:
    table = impact.table
    rows = table[(table["area_id"] == area) & (table["group"] == group) & (table["measure"] == measure)]
    assert len(rows) == 1
    return (float(rows["baseline"].iloc[0]), float(rows["value"].iloc[0]), float(rows["change"].iloc[0]))


@pytest.mark.parametrize(
    ("group", "measure", "area", "before", "after"),
    [
        ("all", "residents", "all", 200, 200),
        ("all", "residents", "a", 140, 140),
        ("age_65_", "residents", "all", 73.75, 73.75),
        ("age_65_", "residents_low", "all", 59, 59),
        ("age_65_", "residents_high", "all", 99, 99),
        ("age_75_", "residents", "all", 33.75, 33.75),
        ("age_75_", "residents_low", "all", 27, 27),
        ("age_75_", "residents_high", "all", 67, 67),
        ("age_85_", "residents", "all", 10, 10),
        ("age_85_", "residents_high", "a", 45, 45),
        ("age_75_", "travel_time_median_min", "all", 1106 / 60, 3328 / 60),
        ("age_75_", "travel_time_p90_min", "all", 3328 / 60, 8895 / 60),
        ("age_75_", "travel_time_mean_min", "all", 48321 / 33.75 / 60, 146463 / 33.75 / 60),
        ("age_75_", "travel_time_median_min", "b", 1106 / 60, 8895 / 60),
        ("age_75_", "residents_within_15_min", "all", 15, 15),
        ("age_75_", "residents_within_30_min", "all", 27, 15),
        ("age_75_", "residents_within_60_min", "all", 31.75, 19.75),
        ("age_75_", "residents_within_60_min_low", "all", 27, 15),
        ("age_75_", "residents_within_60_min_high", "all", 67, 55),
        ("age_75_", "residents_longer_by_30_min", "all", 0, 12),
        ("age_75_", "residents_longer_by_5_min", "b", 0, 12),
        ("age_75_", "residents_lost", "all", 0, 0),
        ("all", "residents_within_1_km", "all", 160, 100),
        ("all", "residents_within_3_km", "all", 200, 140),
        ("all", "residents_within_5_km", "b", 60, 0),
        ("mobility_limitation", "residents", "all", 15.9375, 15.9375),
        ("mobility_limitation", "residents_low", "all", 6.375, 6.375),
        ("mobility_limitation", "residents_high", "all", 68.65625, 68.65625),
        ("mobility_limitation", "residents_lost", "all", 0, 5.25),
        ("mobility_limitation", "residents_lost_low", "all", 0, 2.625),
        ("mobility_limitation", "residents_lost_high", "all", 0, 11.625),
        ("mobility_limitation", "residents_longer_by_5_min", "all", 0, 0),
        ("mobility_limitation", "travel_time_median_min", "all", 1659 / 60, 4992 / 60),
        ("mobility_limitation", "travel_time_median_min", "b", 1659 / 60, math.inf),
        ("mobility_limitation", "travel_time_p90_min", "all", 4992 / 60, math.inf),
        # Nearest L1 (40 h a week) for a, L2 (10 h) for b, then L1 for all; by frame b's are not reached after.
        ("all", "opening_hours_week_mean_h", "all", (140 * 40 + 60 * 10) / 200, 40),
        ("mobility_limitation", "opening_hours_week_mean_h", "all", 40, 40),
        # 0.25 x 65 + 0.5 x (20 + 10) + 5; the residents of c2 count 10 (all under 65) to 40 (all 85+).
        ("no_car", "residents", "a", 36.25 + 0.25 * 25.25 + 0.5 * 12.75 + 2, 36.25 + 0.25 * 25.25 + 0.5 * 12.75 + 2),
        ("no_car", "residents_low", "a", 46.25, 46.25),
        ("no_car", "residents_high", "a", 76.25, 76.25),
    ],
)
def test_figures_are_those_of_the_paper(
    impact: Impact, group: str, measure: str, area: str, before: float, after: float
) -> None:
    baseline, value, change = figure(impact, group, measure, area)
    assert (baseline, value) == pytest.approx((before, after), abs=1e-5)
    assert math.isinf(after) or change == pytest.approx(after - before, abs=1e-5)


def test_bounds_have_rows_only_where_they_differ(impact: Impact) -> None:
    measures = impact.table.loc[impact.table["group"] == "all", "measure"].tolist()
    assert "residents_low" not in measures
    assert "residents_within_60_min_low" in measures  # c2's adults get there in 42 min, those of 85+ in 67
    longer = impact.table[(impact.table["group"] == "age_75_") & (impact.table["area_id"] == "b")]
    assert not [name for name in longer["measure"].tolist() if name.endswith(("_low", "_high"))]


def test_certainty_is_told_by_group(impact: Impact) -> None:
    groups = impact.provenance["groups"]
    assert isinstance(groups, dict)
    assert groups["all"] == "measured"
    assert {groups[name] for name in ("age_65_", "age_75_", "age_85_", "mobility_limitation", "no_car")} == {
        "estimated"
    }


def test_cells_tell_the_nearest_before_and_after(impact: Impact) -> None:
    cells = impact.cells.changes("VE1", "library", "walk", "all")
    assert cells["id"].tolist() == ["c1", "c2", "c3"]
    assert cells["before_min"].tolist() == [496 / 60, 2496 / 60, 830 / 60]
    assert cells["after_min"].tolist() == [496 / 60, 2496 / 60, 6671 / 60]
    assert cells["nearest_before"].tolist() == ["L1", "L1", "L2"]
    assert cells["nearest_after"].tolist() == ["L1", "L1", "L1"]
    by_frame = impact.cells.changes("VE1", "library", "walk", "mobility_limitation")
    assert by_frame["change_min"].tolist() == [0, 0, math.inf]
    assert by_frame["nearest_after"].tolist() == ["L1", "L1", ""]


def test_the_worst_hit_area_comes_first(impact: Impact) -> None:
    for group in ("all", "age_75_", "mobility_limitation"):
        assert worst_hit_areas(impact.table, "VE1", group, "library", "walk").index.tolist() == ["b", "a"]


def test_small_counts_are_blank(impact: Impact) -> None:
    shown = protected(impact.table)
    shown = shown[shown["area_id"] == "b"].set_index(["group", "measure"])
    few = shown.loc[("age_85_", "residents")]  # three residents
    assert few["suppressed"] == 1
    assert few[["baseline", "value", "change"]].isna().all()
    assert shown.loc[("age_85_", "travel_time_median_min"), "suppressed"] == 1
    lost = shown.loc[("mobility_limitation", "residents_lost")]  # 5.25
    assert (lost["suppressed"], lost["baseline"]) == (1, 0)
    assert math.isnan(lost["value"])
    assert math.isnan(lost["change"])
    assert shown.loc[("mobility_limitation", "residents_lost_high"), "suppressed"] == 1
    assert math.isnan(shown.loc[("wheelchair_users", "residents"), "value"])  # nobody: not told
    many = shown.loc[("age_75_", "residents_longer_by_30_min")]
    assert (many["value"], many["change"], many["suppressed"]) == (10, 10, 0)  # 12, to the nearest five
    assert shown.loc[("all", "residents_within_5_km"), "value"] == 0
    raw = protected(impact.table, raw=True)
    assert raw["suppressed"].sum() == 0
    assert raw["value"].equals(impact.table["value"])


def test_no_change_changes_nothing(baseline: Baseline) -> None:
    table = assess(baseline, [Scenario("VE0")]).table
    finite = table["change"].notna()
    assert (table.loc[finite, "change"] == 0).all()
    both = table.loc[~finite, ["baseline", "value"]]
    assert both["baseline"].equals(both["value"]) or both.isna().all(axis=None)


def test_other_opening_hours_change_the_hours_and_nothing_else(baseline: Baseline) -> None:
    scenario = Scenario("VE2", "", (ChangeOpeningHours("L2", "Mo-Tu 10:00-20:00"),))
    table = assess(baseline, [scenario]).table
    changed = table[table["change"].fillna(0) != 0]
    assert set(changed["measure"].tolist()) == {"opening_hours_week_mean_h"}
    assert changed.loc[(changed["area_id"] == "b") & (changed["group"] == "all"), "value"].tolist() == [20]


def test_a_new_kind_of_service_is_gained(baseline: Baseline) -> None:
    hall = OpenServicePoint("hall", "Uimahalli", "swimming_hall", LON, lat_at(8005))
    table = assess(baseline, [Scenario("VE3", "", (hall,))]).table
    gained = figures_by_area(table, "VE3", "all", "swimming_hall", "walk")["residents_gained"]
    assert gained.to_dict() == {"all": 200, "a": 140, "b": 60}
    assert table["kind"].cat.categories.tolist() == ["library", "swimming_hall"]


def test_several_alternatives_stand_beside_each_other(baseline: Baseline) -> None:
    table = assess(baseline, [CLOSE_L2, Scenario("VE0")]).table
    assert table["alternative"].cat.categories.tolist() == ["VE1", "VE0"]
    rows = table[
        (table["measure"] == "residents_within_1_km") & (table["area_id"] == "all") & (table["group"] == "all")
    ]
    assert rows["change"].tolist() == [-60, 0]
