"""Averages in disclosure control: how many residents stand behind each, and how coarsely means are told."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.disclosure_rules import Rules
from assessment.impact.measures import AWAY_MEDIAN, MEDIAN, P90, RESIDENTS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Of these no number of people can be reckoned back: each is the time of one place.
QUANTILES = frozenset({MEDIAN, P90, AWAY_MEDIAN})
_STEPS = np.array([1.0, 2.0, 5.0, 10.0])
_FINEST = 0.01


def people_behind(table: pd.DataFrame) -> Floats:
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


def mean_steps(people: Floats, rules: Rules) -> Floats:
    """What means of so many residents are rounded to: 0.01, 0.02, 0.05, 0.1 and so on."""
    wanted = np.maximum(rules.mean_grain / np.maximum(people, 1.0), _FINEST)
    tens = 10.0 ** np.floor(np.log10(wanted) + 1e-9)
    steps = tens[:, None] * _STEPS
    return np.asarray(steps[np.arange(len(wanted)), (steps < wanted[:, None] * (1 - 1e-9)).sum(axis=1)])


def _row_keys(table: pd.DataFrame) -> Ints:
    """A number for each row that is the same for rows of one alternative, area, group, kind and mode."""
    keys = np.zeros(len(table), dtype=np.int64)
    for name in ("alternative", "area_id", "group", "kind", "mode"):
        codes, labels = pd.factorize(table[name])
        keys = keys * (len(labels) + 1) + codes
    return keys
