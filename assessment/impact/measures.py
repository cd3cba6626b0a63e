"""The measures of impact.csv: names, units and order. Definitions are those of COMMANDS.md."""

from __future__ import annotations

from dataclasses import dataclass

WITHIN_MIN = (15, 30, 45, 60)
WITHIN_KM = (1, 3, 5)
LONGER_BY_MIN = (5, 10, 20, 30)
MODES = ("walk", "car", "transit")

RESIDENTS = "residents"
MEDIAN = "travel_time_median_min"
MEAN = "travel_time_mean_min"
P90 = "travel_time_p90_min"
LOST = "residents_lost"
GAINED = "residents_gained"
HOURS = "opening_hours_week_mean_h"

LOW = "_low"
HIGH = "_high"


@dataclass(frozen=True)
class Measure:
    """One measure: its name, its unit and whether it counts people.

    `compares`: the measure is about the difference of before and after (residents who lose reach), so that its
    baseline is 0 by definition. `walk_only`: only walking has it. `improves`: +1 a larger value is better for the
    resident, -1 a smaller one is, 0 neither.
    """

    name: str
    unit: str
    count: bool
    compares: bool = False
    walk_only: bool = False
    improves: int = 0


def _counts() -> list[Measure]:
    within = [Measure(f"residents_within_{minutes}_min", "residents", True, improves=1) for minutes in WITHIN_MIN]
    near = [Measure(f"residents_within_{km}_km", "residents", True, walk_only=True, improves=1) for km in WITHIN_KM]
    longer = [
        Measure(f"residents_longer_by_{minutes}_min", "residents", True, compares=True, improves=-1)
        for minutes in LONGER_BY_MIN
    ]
    lost = Measure(LOST, "residents", True, compares=True, improves=-1)
    gained = Measure(GAINED, "residents", True, compares=True, improves=1)
    return [Measure(RESIDENTS, "residents", True), *within, *near, *longer, lost, gained]


COUNTS: tuple[Measure, ...] = tuple(_counts())
AVERAGES: tuple[Measure, ...] = (
    Measure(MEDIAN, "min", False, improves=-1),
    Measure(MEAN, "min", False, improves=-1),
    Measure(P90, "min", False, improves=-1),
    Measure(HOURS, "h", False),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in (COUNTS[0], *AVERAGES, *COUNTS[1:])}


def measure_of(name: str) -> Measure:
    """The measure a name in the table stands for; bounds (`residents_lost_low`) are those of their measure."""
    return MEASURES[main_name(name)]


def main_name(name: str) -> str:
    """The measure's name without `_low` or `_high`."""
    if name in MEASURES:
        return name
    return name.removesuffix(LOW).removesuffix(HIGH)


# Every name that may stand in the table, in the table's order: each count is followed by its bounds.
NAMES: tuple[str, ...] = tuple(
    name
    for measure in MEASURES.values()
    for name in ((measure.name, measure.name + LOW, measure.name + HIGH) if measure.count else (measure.name,))
)
