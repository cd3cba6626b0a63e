"""How far figures move when what is assumed moves within its range: ranges, the assumptions to try, and the table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from assessment.errors import Fault, FaultLog, Refused
from assessment.impact.assumptions import Assumptions
from assessment.impact.measures import LOSING_VISIT, LOST, MEDIAN, WITH_VISIT, measure_of
from assessment.impact.readings import hopeful
from assessment.travel_times.profile import TravellerProfile

RANGE_COLUMNS = ("factor", "profile", "low", "high", "unit", "source", "note")
DEFAULT_TABLE = Path(__file__).with_name("sensitivity.csv")

WALK_SPEED, MAX_WALK, BOARDINGS, STAY, UNKNOWN = (
    "walk_speed_ms",
    "max_walk_m",
    "max_boardings",
    "stay_min",
    "unknown_accessible",
)
FACTORS = (WALK_SPEED, MAX_WALK, BOARDINGS, STAY, UNKNOWN)
# What a council looks at first.
HEADLINES = (MEDIAN, "residents_longer_by_10_min", LOST, WITH_VISIT, LOSING_VISIT)

COLUMNS = ("factor", "unit", "setting_low", "setting", "setting_high", "measure", "low", "figure", "high")


@dataclass(frozen=True)
class Range:
    """The documented range of one factor for one profile ("" = every profile)."""

    low: float
    high: float
    unit: str
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Trial:
    """One factor at the ends of its range: the assumptions, and the settings of the profile that is told."""

    factor: str
    unit: str
    setting_low: float
    setting: float
    setting_high: float
    low: Assumptions
    high: Assumptions


def read_ranges(path: Path = DEFAULT_TABLE) -> dict[tuple[str, str], Range]:
    """Read the ranges by (factor, profile), the project's own by default; those of stays are in stays.csv.

    Raises Refused with every fault: `ranges_unreadable`, `ranges_row_twice`, `ranges_factor_unknown`, `range_bad`.
    """
    expected = {"expected": ", ".join(RANGE_COLUMNS)}
    try:
        reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error):
        raise Refused([Fault("ranges_unreadable", path.name, facts=expected)]) from None
    if set(RANGE_COLUMNS) - set(reader.fieldnames or ()):
        raise Refused([Fault("ranges_unreadable", path.name, facts=expected)])
    log = FaultLog()
    ranges: dict[tuple[str, str], Range] = {}
    for number, row in enumerate(rows, start=2):
        key = (str(row["factor"]).strip(), str(row["profile"]).strip())
        if key in ranges:
            log.add(Fault("ranges_row_twice", path.name, row=number, value=" / ".join(key)))
        if key[0] not in (WALK_SPEED, MAX_WALK, BOARDINGS):
            known = {"known": ", ".join((WALK_SPEED, MAX_WALK, BOARDINGS))}
            log.add(Fault("ranges_factor_unknown", path.name, row=number, value=key[0], facts=known))
        try:
            low, high = float(str(row["low"])), float(str(row["high"]))
        except ValueError:
            low = high = math.nan
        if not 0 < low <= high < math.inf:
            log.add(Fault("range_bad", path.name, row=number, value=f"{row['low']}, {row['high']}"))
        ranges[key] = Range(low, high, str(row["unit"]), str(row["source"]), str(row["note"]))
    log.raise_if_refused()
    return ranges


def trials(
    assumptions: Assumptions,
    ranges: Mapping[tuple[str, str], Range],
    kind: str,
    travelling: Sequence[str],
    typical: str,
    with_visits: bool,
) -> list[Trial]:
    """One trial a factor that can matter to the profiles travelling; all of them move to the same end together.

    `typical`: the profile whose settings are told. The stay matters to visits only, unknown accessibility to
    wheelchairs only. A walk speed leaves the longest walks as they are in metres.
    """
    found = []
    usual = assumptions.of((typical,))[0]
    for factor, now in (
        (WALK_SPEED, usual.walk_speed_ms),
        (MAX_WALK, usual.max_walk_min * 60 * usual.walk_speed_ms),
        (BOARDINGS, float(usual.max_boardings)),
    ):
        told = _range(ranges, factor, typical)
        if told is None:
            continue
        ends = [
            replace(assumptions, profiles=tuple(_at(one, factor, ranges, end) for one in assumptions.profiles))
            for end in ("low", "high")
        ]
        found.append(Trial(factor, told.unit, told.low, now, told.high, *ends))
    if with_visits:
        stay, stays = assumptions.stays.of(kind), assumptions.stays
        ends = [replace(assumptions, stays=replace(stays, level=level)) for level in ("low", "high")]
        found.append(Trial(STAY, "min", stay.low_min, stay.usual_min, stay.high_min, *ends))
    if any(profile.wheelchair for profile in assumptions.of(travelling)):
        hoping = replace(assumptions, profiles=tuple(map(hopeful, assumptions.profiles)))
        found.append(Trial(UNKNOWN, "", 0.0, 0.0, 1.0, assumptions, hoping))
    return found


def sensitivity_table(
    tried: Sequence[Trial],
    usual: Assumptions,
    figures: Callable[[Assumptions, Callable[[float], None]], Mapping[str, float]],
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """One row a factor and figure, columns COLUMNS; unit and settings are the factor's.

    `figures` computes the figures of HEADLINES under some assumptions: NaN = nothing to tell, inf = the middle resident
    does not get there. `low` and `high` stand at the factor's low and high setting: which of them is larger is up to
    the figure. `progress` is told the done part in 0..1 and may raise to cancel.
    """
    asked = list(dict.fromkeys([usual, *(end for trial in tried for end in (trial.low, trial.high))]))
    found: dict[Assumptions, Mapping[str, float]] = {}
    for place, assumptions in enumerate(asked):

        def part(share: float, place: int = place) -> None:
            if progress is not None:
                progress((place + share) / len(asked))

        found[assumptions] = figures(assumptions, part)
    rows = [
        (
            trial.factor,
            trial.unit,
            trial.setting_low,
            trial.setting,
            trial.setting_high,
            name,
            found[trial.low][name],
            found[usual][name],
            found[trial.high][name],
        )
        for trial in tried
        for name in HEADLINES
        if name in found[usual]
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["count"] = [measure_of(str(name)).count for name in table["measure"]]
    return table


def told_apart(table: pd.DataFrame, apart: float) -> pd.DataFrame:
    """The table with counts nearer each other than `apart` told as one: a step of rounding between them tells of few.

    `table`: of `sensitivity_table`, of protected figures. The usual figure stays, then come the rows in order.
    """
    together = table.copy()
    for _, rows in table[table["count"].astype(bool)].groupby("measure", sort=False):
        known: list[float] = []
        for name in ("figure", "low", "high"):
            for row, count in rows[name].items():
                near = [one for one in known if 0 < abs(one - count) < apart]
                if near:
                    together.loc[row, name] = near[0]
                elif not math.isnan(count):
                    known.append(count)
    return together


def _range(ranges: Mapping[tuple[str, str], Range], factor: str, profile: str) -> Range | None:
    return ranges.get((factor, profile), ranges.get((factor, "")))


def _at(profile: TravellerProfile, factor: str, ranges: Mapping[tuple[str, str], Range], end: str) -> TravellerProfile:
    """The profile with one factor at an end of its range."""
    spread = _range(ranges, factor, profile.name)
    if spread is None:
        return profile
    setting = spread.low if end == "low" else spread.high
    if factor == BOARDINGS:
        return replace(profile, max_boardings=int(setting))
    if factor == MAX_WALK:
        return replace(profile, max_walk_min=setting / (60 * profile.walk_speed_ms))
    longer = profile.walk_speed_ms / setting
    return replace(
        profile,
        walk_speed_ms=setting,
        max_walk_min=profile.max_walk_min * longer,
        max_transfer_walk_min=profile.max_transfer_walk_min * longer,
    )
