"""Small counts are not shown: whatever leaves the program goes through here unless a planner asks for the raw view.

What is done to the counts of an impact, until nothing more follows (`told_counts`):

1. Primary suppression. A count of people from 1 to 9 is hidden, and so is a difference of 1 to 9 with the value that
   would tell it; of residents with a disability a zero is hidden too. What is hidden of an area in one alternative is
   hidden in all of them and in the baseline. The whole municipality's figures are hidden each on its own: one
   alternative that moves six people must not blank the figures everybody decides on.
2. Rounding to 5, always the same way. Two numbers of which one may be a part of the other are never told 5 apart, as
   that would stand for 1 to 9 people: the less important one is moved (`disclosure_kernels`).
3. Secondary suppression. Of the areas of one figure never exactly one is hidden, and the hidden ones are not held below
   ten, or near it, by the whole, the other areas and what is told inside them (`secondary_kernels`).

Bounds are rounded outwards to 10; averages need 30 residents behind them, and means are told the more coarsely the
fewer they rest on (`averages`). docs/disclosure.md tells what an attacker learns and what not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.averages import QUANTILES, mean_steps, people_behind
from assessment.impact.count_lattice import NUMBER, lattice_of
from assessment.impact.disclosure_rules import SMALLEST_SHOWN, USUAL_RULES, ZERO_HIDDEN_GROUPS, Rules
from assessment.impact.measures import LOW, main_name, measure_of
from assessment.impact.told_counts import told_counts

__all__ = ["SMALLEST_SHOWN", "USUAL_RULES", "ZERO_HIDDEN_GROUPS", "Rules", "protected"]

Floats = npt.NDArray[np.float64]


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
    numbers = np.array([NUMBER.get(main_name(name), -1) for name in names], dtype=np.int64)[codes]
    is_count = numbers >= 0
    is_bound = is_count & np.array([main_name(name) != name for name in names], dtype=bool)[codes]
    baseline, value, change = (
        table[name].to_numpy(dtype=np.float64, copy=True) for name in ("baseline", "value", "change")
    )
    compares = np.array([measure_of(name).compares for name in names], dtype=bool)[codes]

    lattice = lattice_of(table, numbers, is_count & ~is_bound, baseline, value, compares)
    told, hidden = told_counts(lattice, rules)
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

    people = people_behind(table)
    is_mean = ~is_count & ~np.array([main_name(name) in QUANTILES for name in names], dtype=bool)[codes]
    step = mean_steps(people[is_mean], rules)
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
