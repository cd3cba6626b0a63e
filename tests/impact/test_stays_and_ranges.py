"""The tables of stays and of ranges: sourced, complete, every fault told; and the trials made of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from assessment.errors import Refused
from assessment.impact import sensitivity, stays
from assessment.impact.assumptions import Assumptions, usual_assumptions
from assessment.impact.measures import MEDIAN, WITH_VISIT
from assessment.impact.sensitivity import BOARDINGS, HEADLINES, MAX_WALK, WALK_SPEED, read_ranges, trials
from assessment.impact.stays import read_stays
from assessment.travel_times.profile import traveller_profiles

STAY_LINES = stays.DEFAULT_TABLE.read_text(encoding="utf-8").splitlines()
RANGE_LINES = sensitivity.DEFAULT_TABLE.read_text(encoding="utf-8").splitlines()


def test_stays_are_sourced_and_every_kind_has_one() -> None:
    table = read_stays()
    assert all(stay.source and stay.note for stay in table.by_kind.values())
    assert [table.stay_s(kind) for kind in ("library", "swimming_hall", "health_station", "dentist")] == [
        3600,
        5400,
        2700,
        3600,
    ]
    assert table.stay_s("library", 20.0) == 1200


def test_a_points_own_stay_moves_with_its_kind() -> None:
    usual = usual_assumptions()
    stay = next(
        trial for trial in trials(usual, read_ranges(), "library", ("adult",), "adult", True) if trial.unit == "min"
    )
    assert (stay.setting_low, stay.setting, stay.setting_high) == (30, 60, 90)
    assert [one.stays.stay_s("library", 20.0) for one in (stay.low, usual, stay.high)] == [600, 1200, 1800]


def test_every_profile_lies_within_its_ranges() -> None:
    ranges = read_ranges()
    for profile in traveller_profiles().values():
        speed, walk = ranges[(WALK_SPEED, profile.name)], ranges[(MAX_WALK, profile.name)]
        assert speed.source and speed.note and walk.source and walk.note
        assert speed.low < profile.walk_speed_ms < speed.high
        assert walk.low < profile.max_walk_min * 60 * profile.walk_speed_ms < walk.high
        assert ranges[(BOARDINGS, "")].low < profile.max_boardings < ranges[(BOARDINGS, "")].high


def test_one_factor_moves_at_a_time_and_walks_stay_as_long_in_metres() -> None:
    usual = usual_assumptions()
    found = {one.factor: one for one in trials(usual, read_ranges(), "library", ("age_85_",), "age_85_", True)}
    assert list(found) == [WALK_SPEED, MAX_WALK, BOARDINGS, "stay_min"]
    before, slow = (one.of(("age_85_",))[0] for one in (usual, found[WALK_SPEED].low))
    assert slow.walk_speed_ms == found[WALK_SPEED].setting_low < before.walk_speed_ms
    assert slow.max_walk_s * slow.walk_speed_ms == pytest.approx(before.max_walk_s * before.walk_speed_ms, abs=1)
    assert slow.max_boardings == before.max_boardings
    assert found[BOARDINGS].low.of(("age_85_",))[0].walk_speed_ms == before.walk_speed_ms
    assert "stay_min" not in {one.factor for one in trials(usual, read_ranges(), "library", ("adult",), "adult", False)}
    chair = trials(usual, read_ranges(), "library", ("manual_wheelchair",), "manual_wheelchair", True)[-1]
    assert chair.low == usual
    assert [one.of(("manual_wheelchair",))[0].unknown_accessible for one in (chair.low, chair.high)] == [False, True]


def test_the_table_asks_each_setting_once() -> None:
    usual = usual_assumptions()
    tried = trials(usual, read_ranges(), "library", ("adult",), "adult", True)
    asked: list[Assumptions] = []
    told: list[float] = []

    def figures(assumptions: Assumptions, part: Callable[[float], None]) -> dict[str, float]:
        asked.append(assumptions)
        part(0.5)
        return dict.fromkeys(HEADLINES[:2], float(len(asked)))

    table = sensitivity.sensitivity_table(tried, usual, figures, told.append)
    assert len(asked) == len(set(asked)) == 1 + 2 * len(tried)
    assert len(table) == 2 * len(tried)
    assert set(table["figure"]) == {1.0}
    assert table.loc[0, ["low", "high"]].tolist() == [2.0, 3.0]
    assert told == sorted(told)
    assert max(told) <= 1


def test_counts_told_of_two_settings_are_the_same_or_far_apart() -> None:
    """A step of five between them would tell of the few for whom the setting matters."""
    table = pd.DataFrame({"measure": [WITH_VISIT] * 3, "figure": [100.0] * 3, "count": True})
    table["low"], table["high"] = [95.0, 80.0, math.nan], [105.0, 115.0, 110.0]
    table.loc[3] = [MEDIAN, 10.0, False, 11.0, 12.0]
    told = sensitivity.told_apart(table[["measure", "low", "figure", "high", "count"]], 10.0)
    assert told["low"].tolist()[:2] == [100, 80]
    assert told["high"].tolist() == [100, 115, 115, 12]
    assert math.isnan(told["low"][2])
    assert told["low"][3] == 11


def faults_of(read: Callable[[Path], object], path: Path, lines: list[str]) -> list[tuple[str, int | None]]:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read(path)
    return [(fault.code, fault.row) for fault in refused.value.faults]


def test_all_faults_of_stays_come_together(tmp_path: Path) -> None:
    lines = [STAY_LINES[0], "library,60,90,30,x,x", STAY_LINES[2], STAY_LINES[2], "bath,a,b,c,x,x"]
    assert faults_of(read_stays, tmp_path / "stays.csv", lines) == [
        ("stays_minutes_bad", 2),
        ("stays_row_twice", 4),
        ("stays_minutes_bad", 5),
        ("stays_row_missing", None),
    ]


def test_all_faults_of_ranges_come_together(tmp_path: Path) -> None:
    lines = [RANGE_LINES[0], RANGE_LINES[1], RANGE_LINES[1], "wind,,1,2,m/s,x,x", "max_boardings,,5,2,vehicles,x,x"]
    assert faults_of(read_ranges, tmp_path / "ranges.csv", lines) == [
        ("ranges_row_twice", 3),
        ("ranges_factor_unknown", 4),
        ("range_bad", 5),
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"kind,factor\nx,y\n"])
@pytest.mark.parametrize(("read", "code"), [(read_stays, "stays_unreadable"), (read_ranges, "ranges_unreadable")])
def test_what_is_no_such_table_is_refused(
    tmp_path: Path, content: bytes, read: Callable[[Path], object], code: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read(path)
    assert [fault.code for fault in refused.value.faults] == [code]
