"""An attacker on disclosure control: knows the shown table, the rules and what must hold, and solves for the rest.

Independent of the program: every count of one kind of service and one way of travelling is a variable, everything that
must hold between counts a constraint, and linear programs give the least and the most each hidden count can be.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

Key = tuple[str, str, str, str]  # area, group, measure, side ("" = the baseline)

CHAINS = (
    (
        "residents_within_15_min",
        "residents_within_30_min",
        "residents_within_45_min",
        "residents_within_60_min",
        "residents",
    ),
    ("residents_within_1_km", "residents_within_3_km", "residents_within_5_km", "residents"),
    (
        "residents_longer_by_30_min",
        "residents_longer_by_20_min",
        "residents_longer_by_10_min",
        "residents_longer_by_5_min",
        "residents",
    ),
    ("residents_lost", "residents"),
    ("residents_gained", "residents"),
)
COMPARING = ("longer_by", "lost", "gained", "losing", "gaining", "away_longer")
AGES = ("age_85_", "age_75_", "age_65_", "all")


@dataclass
class Attack:
    """What can be known of one kind and way of travelling. `truth` only tells which counts the program snapped."""

    shown: pd.DataFrame
    truth: pd.DataFrame
    base: float = 5.0
    number: dict[Key, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    hidden: dict[Key, float] = field(default_factory=dict)  # the true count
    rows: list[dict[int, float]] = field(default_factory=list)  # sum <= right side
    right: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        for told, true in zip(self.shown.to_dict("records"), self.truth.to_dict("records"), strict=True):
            measure = str(told["measure"])
            if not measure.startswith("residents") or measure.endswith(("_low", "_high")):
                continue
            where = (str(told["area_id"]), str(told["group"]), measure)
            self._count((*where, str(told["alternative"])), told["value"], true["value"])
            if not any(word in measure for word in COMPARING):
                self._count((*where, ""), told["baseline"], true["baseline"])
        self._relate()

    def _count(self, key: Key, told: float, truth: float) -> None:
        if key in self.number or np.isnan(truth):
            return
        self.number[key] = len(self.low)
        if np.isnan(told):
            self.low.append(0.0)
            self.high.append(np.inf)
            self.hidden[key] = truth
        elif told == 0:  # a zero is exact
            self.low.append(0.0)
            self.high.append(0.0)
        else:
            # The strongest attacker: knows of every number whether it was moved further than to the nearest step.
            error = self.base / 2 if abs(told - truth) <= self.base / 2 else 1.5 * self.base
            self.low.append(max(0.0, told - error))
            self.high.append(told + error)

    def _relate(self) -> None:
        sides = sorted({key[3] for key in self.number})
        areas = sorted({key[0] for key in self.number} - {"all"})
        groups = sorted({key[1] for key in self.number})
        measures = sorted({key[2] for key in self.number})
        for side in sides:
            for group in groups:
                for area in (*areas, "all"):
                    for chain in CHAINS:
                        self._ordered([(area, group, measure, side) for measure in chain])
                for measure in measures:
                    whole = self.number.get(("all", group, measure, side))
                    parts = [self.number.get((area, group, measure, side)) for area in areas]
                    if whole is not None and areas and None not in parts:
                        self._equal({whole: 1.0} | {int(part): -1.0 for part in parts if part is not None})
            for area in (*areas, "all"):
                for measure in measures:
                    self._ordered([(area, group, measure, side) for group in AGES])
                    if measure == "residents":
                        for group in groups:
                            self._ordered([(area, group, measure, side), (area, "all", measure, side)])
        for side in sides[1:]:
            for area in (*areas, "all"):
                for group in groups:
                    same = [self.number.get((area, group, "residents", one)) for one in ("", side)]
                    if None not in same:
                        self._equal({int(same[0] or 0): 1.0, int(same[1] or 0): -1.0})

    def _ordered(self, keys: list[Key]) -> None:
        """Each count is a part of the next."""
        there = [self.number[key] for key in keys if key in self.number]
        for smaller, larger in itertools.pairwise(there):
            self._at_most({smaller: 1.0, larger: -1.0})

    def _at_most(self, terms: dict[int, float], right: float = 0.0) -> None:
        self.rows.append(terms)
        self.right.append(right)

    def _equal(self, terms: dict[int, float]) -> None:
        self._at_most(terms)
        self._at_most({place: -factor for place, factor in terms.items()})

    def bounds_of(self, terms: dict[Key, float]) -> tuple[float, float]:
        """The least and the most that a sum of counts can be; infinite where nothing bounds it."""
        objective = np.zeros(len(self.low))
        for key, factor in terms.items():
            objective[self.number[key]] = factor
        entries = [(row, place, factor) for row, terms_ in enumerate(self.rows) for place, factor in terms_.items()]
        row, place, factor = (np.array(column) for column in zip(*entries, strict=True))
        matrix = coo_matrix((factor, (row, place)), shape=(len(self.rows), len(self.low))).tocsr()
        found = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * objective,
                matrix,
                np.array(self.right),
                bounds=list(zip(self.low, self.high, strict=True)),
                method="highs",
            )
            assert solved.status in (0, 3), solved.message
            found.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
        return found[0], found[1]
