"""The measures of impact.csv: names, units and order. Definitions are those of COMMANDS.md."""

from __future__ import annotations

from dataclasses import dataclass

WITHIN_MIN = (15, 30, 45, 60)
WITHIN_KM = (1, 3, 5)
LONGER_BY_MIN = (5, 10, 20, 30)
AWAY_LONGER_BY_MIN = (30, 60)
MODES = ("walk", "car", "transit")

RESIDENTS = "residents"
MEDIAN = "travel_time_median_min"
MEAN = "travel_time_mean_min"
P90 = "travel_time_p90_min"
LOST = "residents_lost"
GAINED = "residents_gained"
HOURS = "opening_hours_week_mean_h"
# Same-day visits: leave home, arrive while the service is open, stay long enough, be home the same day.
WITH_VISIT = "residents_with_visit"
LOSING_VISIT = "residents_losing_every_visit"
GAINING_VISIT = "residents_gaining_a_visit"
AWAY_MEDIAN = "visit_away_median_min"
AWAY_MEAN = "visit_away_mean_min"
VISIT_OPTIONS = "visit_options_mean"

LOW = "_low"
HIGH = "_high"


@dataclass(frozen=True)
class Measure:
    """One measure: its name, its unit and whether it counts people.

    `compares`: the measure is about the difference of before and after (residents who lose reach), so that its
    baseline is 0 by definition. `only_mode`: the one mode that has it, None = all have. `improves`: +1 a larger value
    is better for the resident, -1 a smaller one is, 0 neither. `about_visits`: it tells of same-day visits.
    `has_bounds`: it may have rows `_low` and `_high` beside it: those of counts span what the source masks, the
    prevalence and both readings of unknown accessibility; those of averages span the readings only.
    """

    name: str
    unit: str
    count: bool
    compares: bool = False
    only_mode: str | None = None
    improves: int = 0
    about_visits: bool = False
    has_bounds: bool = True


def _counts() -> list[Measure]:
    within = [Measure(f"residents_within_{minutes}_min", "residents", True, improves=1) for minutes in WITHIN_MIN]
    near = [Measure(f"residents_within_{km}_km", "residents", True, only_mode="walk", improves=1) for km in WITHIN_KM]
    longer = [
        Measure(f"residents_longer_by_{minutes}_min", "residents", True, compares=True, improves=-1)
        for minutes in LONGER_BY_MIN
    ]
    lost = Measure(LOST, "residents", True, compares=True, improves=-1)
    gained = Measure(GAINED, "residents", True, compares=True, improves=1)
    return [Measure(RESIDENTS, "residents", True), *within, *near, *longer, lost, gained]


def _visit_count(name: str, improves: int, compares: bool = True) -> Measure:
    return Measure(name, "residents", True, compares, "transit", improves, about_visits=True)


def _visit_average(name: str, unit: str, improves: int) -> Measure:
    return Measure(name, unit, False, False, "transit", improves, about_visits=True)


COUNTS: tuple[Measure, ...] = tuple(_counts())
AVERAGES: tuple[Measure, ...] = (
    Measure(MEDIAN, "min", False, improves=-1),
    Measure(MEAN, "min", False, improves=-1),
    Measure(P90, "min", False, improves=-1),
    Measure(HOURS, "h", False, has_bounds=False),
)
VISITS: tuple[Measure, ...] = (
    _visit_count(WITH_VISIT, 1, compares=False),
    _visit_count(LOSING_VISIT, -1),
    _visit_count(GAINING_VISIT, 1),
    _visit_average(AWAY_MEDIAN, "min", -1),
    _visit_average(AWAY_MEAN, "min", -1),
    *(_visit_count(f"residents_away_longer_by_{minutes}_min", -1) for minutes in AWAY_LONGER_BY_MIN),
    _visit_average(VISIT_OPTIONS, "journeys", 1),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in (COUNTS[0], *AVERAGES, *COUNTS[1:], *VISITS)}


def measure_of(name: str) -> Measure:
    """The measure a name in the table stands for; bounds (`residents_lost_low`) are those of their measure."""
    return MEASURES[main_name(name)]


def main_name(name: str) -> str:
    """The measure's name without `_low` or `_high`."""
    if name in MEASURES:
        return name
    return name.removesuffix(LOW).removesuffix(HIGH)


# Every name that may stand in the table, in the table's order: each measure is followed by its bounds.
NAMES: tuple[str, ...] = tuple(
    name
    for measure in MEASURES.values()
    for name in ((measure.name, measure.name + LOW, measure.name + HIGH) if measure.has_bounds else (measure.name,))
)
