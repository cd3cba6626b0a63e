"""Small counts are not shown: whatever leaves the program goes through here unless a planner asks for the raw view.

Three things are done to the counts of an impact, in this order and until nothing more follows:

1. Primary suppression. A count of people from 1 to 9 is hidden, and so is a difference of 1 to 9 with the value that
   would tell it; of residents with a disability a zero is hidden too. What is hidden of an area in one alternative is
   hidden in all of them and in the baseline. The whole municipality's figures are hidden each on its own: one
   alternative that moves six people must not blank the figures everybody decides on.
2. Secondary suppression. Of the areas of one figure never exactly one is hidden, so that the whole less the others
   gives nothing back.
3. Rounding to 5, always the same way. Every shown number has an error of up to 2.5, so that what is reckoned from three
   or more of them is vague by at least 14 people; two of them must never stand 5 apart where one is a part of the
   other (`round_lattice`).

Averages need 30 residents behind them. docs/disclosure.md tells what an attacker learns and what not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.disclosure_kernels import round_lattice
from assessment.impact.measures import (
    AWAY_MEDIAN,
    LOSING_VISIT,
    LOST,
    LOW,
    MEASURES,
    MEDIAN,
    P90,
    RESIDENTS,
    WITH_VISIT,
    main_name,
    measure_of,
)
from assessment.impact.parts import NESTED_GROUPS, Line, comparable, groups_inside, inside
from assessment.impact.secondary_kernels import hide_beside

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

WHOLE = "all"
# "Nobody here uses a wheelchair" says as much about the one who does not as a small count: not shown either.
ZERO_HIDDEN_GROUPS = frozenset({"mobility_limitation", "wheelchair_users"})


@dataclass(frozen=True)
class Rules:
    """The rules of disclosure control. An administrator may raise each, lower none below 5.

    `threshold`: the smallest count shown. `base`: what counts are rounded to. `smallest_mean_base`: how many residents
    a mean or median needs behind it. `mean_grain`: a mean of n residents is rounded to `mean_grain` / n or a little
    more, so that a few residents more or less who gain or lose some minutes do not show in it.
    """

    threshold: float = 10.0
    base: float = 5.0
    smallest_mean_base: float = 30.0
    mean_grain: float = 100.0

    def __post_init__(self) -> None:
        if self.base < 5 or self.threshold < self.base:
            raise ValueError("counts below 5, or differences of one step of rounding, would be told")

    @property
    def apart(self) -> float:
        """How far apart two told numbers are at least where they are not the same.

        Each is up to half a step from the truth: those one step of 5 apart would stand for 1 to 9 people.
        """
        return float(np.floor(self.threshold / self.base) * self.base)


USUAL_RULES = Rules()
SMALLEST_SHOWN = USUAL_RULES.threshold

# What is told first keeps its nearest number; what is told beside it gives way.
_HEADLINES = (
    RESIDENTS,
    "residents_within_3_km",
    "residents_within_30_min",
    "residents_longer_by_10_min",
    LOST,
    LOSING_VISIT,
    WITH_VISIT,
)
_COUNTS = tuple(dict.fromkeys((*_HEADLINES, *(name for name, measure in MEASURES.items() if measure.count))))
_NUMBER = {name: place for place, name in enumerate(_COUNTS)}
# Of these nothing can be reckoned back: they are the time of one place.
_QUANTILES = frozenset({MEDIAN, P90, AWAY_MEDIAN})
_STEPS = np.array([1.0, 2.0, 5.0])
_FINEST = 0.01


@dataclass(frozen=True, eq=False)
class _Lattice:
    """The counts of a table as an array [areas, kinds, groups, lines, sides], and where each row stands.

    `lines`: measures by mode, the more important measure first. `at`: for every row of the table its place in the first
    four axes flattened, -1 where it is no count; `side`: the row's alternative, from 1. `whole`: the place of the whole
    municipality, -1 without one.
    """

    counts: Floats
    at: Ints
    side: Ints
    whole: int
    groups: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def compares(self) -> Flags:
        """The lines whose baseline is 0 by definition."""
        return np.array([MEASURES[measure].compares for _, measure in self.lines], dtype=bool)


def protected(table: pd.DataFrame, raw: bool = False, rules: Rules = USUAL_RULES) -> pd.DataFrame:
    """The table of an impact with a column `suppressed` (0 or 1) and what is not shown blank (NaN); `raw`: as it is.

    Baseline, value and change of counts are rounded to 5 and agree with each other; bounds are rounded outwards. The
    alternatives of the table are protected together: those that will be looked at side by side belong in one table.
    The column `people`, how many an average rests on, is left out.
    """
    shown = table.drop(columns="people", errors="ignore").copy()
    if raw:
        shown["suppressed"] = np.zeros(len(table), dtype=np.int8)
        return shown
    codes, words = pd.factorize(table["measure"])
    names = [str(word) for word in words]
    numbers = np.array([_NUMBER.get(main_name(name), -1) for name in names], dtype=np.int64)[codes]
    is_count = numbers >= 0
    is_bound = is_count & np.array([main_name(name) != name for name in names], dtype=bool)[codes]
    baseline, value, change = (
        table[name].to_numpy(dtype=np.float64, copy=True) for name in ("baseline", "value", "change")
    )
    compares = np.array([measure_of(name).compares for name in names], dtype=bool)[codes]

    lattice = _lattice(table, numbers, is_count & ~is_bound, baseline, value, compares)
    told, hidden = _told(lattice, rules)
    at, side = lattice.at, lattice.side
    counted = at >= 0
    place, number = at[counted], side[counted]
    flat_told, flat_hidden = told.reshape(-1, told.shape[-1]), hidden.reshape(-1, hidden.shape[-1])
    told_before = np.where(compares[counted], 0.0, flat_told[place, 0])
    told_after = flat_told[place, number]
    hidden_before = flat_hidden[place, 0] & ~compares[counted]
    hidden_after = flat_hidden[place, number]

    bound = is_bound[counted]
    low = np.array([name.endswith(LOW) for name in names], dtype=bool)[codes][counted]
    for values, of_main, out_of_sight in (
        (baseline, told_before, hidden_before),
        (value, told_after, hidden_after),
    ):
        own = values[counted]
        outwards = np.where(low, _bound_below(own, of_main, rules), _bound_above(own, of_main, rules))
        values[counted] = np.where(out_of_sight, np.nan, np.where(bound, outwards, of_main))
    comparing = compares & counted
    baseline[comparing] = 0.0
    with np.errstate(invalid="ignore"):
        change[counted] = value[counted] - baseline[counted]

    people = _people_behind(table)
    is_mean = ~is_count & ~np.array([main_name(name) in _QUANTILES for name in names], dtype=bool)[codes]
    step = _mean_steps(people[is_mean], rules)
    for values in (baseline, value):
        values[is_mean] = np.round(np.floor(values[is_mean] / step + 0.5) * step, 2)
    change[is_mean] = value[is_mean] - baseline[is_mean]
    few = ~is_count & ~(people >= rules.smallest_mean_base)
    for values in (baseline, value, change):
        values[few] = np.nan
    suppressed = few.copy()
    suppressed[counted] |= hidden_before | hidden_after
    shown["baseline"], shown["value"], shown["change"] = baseline, value, change
    shown["suppressed"] = suppressed.astype(np.int8)
    return shown


def _lattice(
    table: pd.DataFrame, numbers: Ints, is_main: Flags, baseline: Floats, value: Floats, compares: Flags
) -> _Lattice:
    areas, area_names = _codes(table["area_id"], by_name=True)
    sides, alternatives = _codes(table["alternative"])
    groups, group_names = _codes(table["group"], first=NESTED_GROUPS)
    kinds, kind_names = _codes(table["kind"], by_name=True)
    modes, mode_names = _codes(table["mode"], by_name=True)
    shape = (len(area_names), len(kind_names), len(group_names), len(_COUNTS) * len(mode_names))
    at = np.full(len(table), -1, dtype=np.int64)
    counted = numbers >= 0
    at[counted] = np.ravel_multi_index(
        (areas[counted], kinds[counted], groups[counted], (numbers * len(mode_names) + modes)[counted]), shape
    )
    counts = np.full((*shape, len(alternatives) + 1), np.nan)
    flat = counts.reshape(-1, counts.shape[-1])
    flat[at[is_main], sides[is_main] + 1] = value[is_main]
    own = is_main & ~compares
    flat[at[own], 0] = baseline[own]
    whole = area_names.index(WHOLE) if WHOLE in area_names else -1
    lines = tuple((mode, measure) for measure in _COUNTS for mode in mode_names)
    return _Lattice(counts, at, sides + 1, whole, tuple(group_names), lines)


def _told(lattice: _Lattice, rules: Rules) -> tuple[Floats, Flags]:
    """What is told of each count, and which are hidden."""
    counts = lattice.counts
    hidden = _primary(lattice, rules)
    _one_mask(hidden, lattice.whole)
    line_inside, group_inside = inside(lattice.lines), groups_inside(lattice.groups)
    everybody = np.array([measure == RESIDENTS for _, measure in lattice.lines], dtype=bool)
    line_comparable, group_comparable = comparable(lattice.lines), group_inside | group_inside.T
    while True:
        told, further = round_lattice(
            counts, hidden, line_comparable, group_comparable, rules.base, rules.threshold, rules.apart
        )
        if lattice.whole >= 0:
            further |= hide_beside(
                counts, told, lattice.whole, everybody, line_inside, group_inside, rules.base, rules.threshold
            )
        if not further.any():
            return told, hidden
        hidden |= further
        _one_mask(hidden, lattice.whole)


def _primary(lattice: _Lattice, rules: Rules) -> Flags:
    """Small counts, small differences from the baseline, and zeros that tell of somebody's disability."""
    counts = lattice.counts
    with np.errstate(invalid="ignore"):
        hidden = (counts > 0) & (counts < rules.threshold)
        change = np.abs(counts[..., 1:] - counts[..., :1])
        hidden[..., 1:] |= (change > 0) & (change < rules.threshold)
    zero_tells = np.array([group in ZERO_HIDDEN_GROUPS for group in lattice.groups], dtype=bool)
    zero = (counts == 0) & zero_tells[None, None, :, None, None]
    # Where an alternative changes nothing at all of a kind and mode, nobody loses by definition: that tells of no one.
    compares = lattice.compares
    same = (change == 0) | np.isnan(change)
    same &= ~compares[:, None] | ~(counts[..., 1:] > 0)
    modes = [mode for mode, _ in lattice.lines]
    for mode in set(modes):
        of_mode = np.array([one == mode for one in modes])
        still = same[..., of_mode, :].all(axis=(0, 2, 3))  # [kinds, alternatives]
        zero[..., 1:] &= ~(still[:, None, None, :] & (of_mode & compares)[:, None])
    return np.asarray(hidden | zero)


def _one_mask(hidden: Flags, whole: int) -> None:
    """Hide in every side what is hidden of an area in any; of the whole, what is hidden in the baseline."""
    anywhere: Flags = np.asarray(hidden.any(axis=-1))
    if whole >= 0:
        anywhere[whole] = hidden[whole, ..., 0]
    hidden |= anywhere[..., None]


def _bound_below(bound: Floats, told: Floats, rules: Rules) -> Floats:
    """A lower bound rounded down, never above what is told.

    Bounds are not fitted to each other as counts are: their step is so large that two of them tell of no few people.
    """
    rounded = np.floor(np.minimum(bound, told) / rules.apart) * rules.apart
    return np.where(rounded < rules.threshold, 0.0, rounded)


def _bound_above(bound: Floats, told: Floats, rules: Rules) -> Floats:
    """An upper bound rounded up, never below what is told, nor a small count."""
    rounded = np.ceil(np.maximum(np.maximum(bound, told), rules.threshold) / rules.apart) * rules.apart
    return np.where(bound == 0, 0.0, rounded)


def _people_behind(table: pd.DataFrame) -> Floats:
    """How many residents stand behind each row: those an average rests on (`people`), at most the group's in the area.

    0 where nothing tells.
    """
    codes, labels = pd.factorize(_row_keys(table))
    counts = np.zeros(len(labels))
    residents = np.flatnonzero((table["measure"] == RESIDENTS).to_numpy(dtype=bool))
    counts[codes[residents]] = np.minimum(
        *(table[name].to_numpy(dtype=np.float64)[residents] for name in ("baseline", "value"))
    )
    people = counts[codes]
    if "people" in table:
        people = np.fmin(people, table["people"].to_numpy(dtype=np.float64))
    return np.asarray(people)


def _mean_steps(people: Floats, rules: Rules) -> Floats:
    """What means of so many residents are rounded to: 0.01, 0.02, 0.05, 0.1 and so on."""
    wanted = np.maximum(rules.mean_grain / np.maximum(people, 1.0), _FINEST)
    tens = 10.0 ** np.floor(np.log10(wanted) + 1e-9)
    steps = tens[:, None] * np.append(_STEPS, 10.0)
    return np.asarray(steps[np.arange(len(wanted)), (steps < wanted[:, None] * (1 - 1e-9)).sum(axis=1)])


def _row_keys(table: pd.DataFrame) -> Ints:
    """A number for each row that is the same for rows of one alternative, area, group, kind and mode."""
    keys = np.zeros(len(table), dtype=np.int64)
    for name in ("alternative", "area_id", "group", "kind", "mode"):
        codes, labels = pd.factorize(table[name])
        keys = keys * (len(labels) + 1) + codes
    return keys


def _codes(column: pd.Series, by_name: bool = False, first: Sequence[str] = ()) -> tuple[Ints, list[str]]:
    """Numbers of a column's words, in an order that is not that of the rows: categories', or the words' own.

    `first`: words that come before the others, in this order.
    """
    codes, labels = pd.factorize(column)
    words = [str(word) for word in labels]
    if isinstance(column.dtype, pd.CategoricalDtype) and not by_name:
        rank = {str(word): place for place, word in enumerate(column.cat.categories)}
    else:
        rank = {word: place for place, word in enumerate(sorted(words))}
    order = sorted(words, key=lambda word: (first.index(word) if word in first else len(first), rank[word]))
    number = {word: place for place, word in enumerate(order)}
    recoded = np.array([number[word] for word in words], dtype=np.int64)
    return recoded[np.asarray(codes)], order
