"""An attacker on disclosure control: knows the shown table, the rules and what must hold, and solves for the rest.

Independent of the program: every count of one kind of service is a variable, everything that must hold between counts a
constraint, and linear programs give the least and the most that a hidden count, or any sum of counts, can be.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

Key = tuple[str, str, str, str, str]  # area, group, mode, measure, side ("" = the baseline)

CHAINS = (
    ("within_15_min", "within_30_min", "within_45_min", "within_60_min", ""),
    ("within_1_km", "within_3_km", "within_5_km", ""),
    ("longer_by_30_min", "longer_by_20_min", "longer_by_10_min", "longer_by_5_min", ""),
    ("lost", ""),
    ("gained", ""),
    ("away_longer_by_60_min", "away_longer_by_30_min", "with_visit", ""),
    ("gaining_a_visit", "with_visit"),
)
COMPARING = ("longer_by", "lost", "gained", "losing", "gaining")
AGES = ("age_85_", "age_75_", "age_65_", "all")
WHOLE = "all"


def measure(ending: str) -> str:
    return f"residents_{ending}" if ending else "residents"


class Attack:
    """What can be known of the counts of one kind; `truth` tells which counts there are, and what to look for.

    The attacker knows that a count shown is 0, or at least ten and at most 7.5 from what is told, and every relation of
    `_relate`. `knows_moved`: and of each number, as if whispered, whether it is the nearest multiple of 5 or was moved
    further. `whole_numbers`: and that counts are whole.
    """

    def __init__(
        self, shown: pd.DataFrame, truth: pd.DataFrame, *, knows_moved: bool = False, whole_numbers: bool = True
    ) -> None:
        self.number: dict[Key, int] = {}
        self.truth: dict[Key, float] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.hidden: set[Key] = set()
        self.rows: list[dict[int, float]] = []  # each at most 0
        self.half = 2.0 if whole_numbers else 2.5
        self.knows_moved = knows_moved
        columns = ["area_id", "group", "mode", "measure", "alternative", "baseline", "value"]
        for told, true in zip(
            shown[columns].itertuples(index=False), truth[columns].itertuples(index=False), strict=True
        ):
            name = str(told.measure)
            if not name.startswith("residents") or name.endswith(("_low", "_high")):
                continue
            where = (str(told.area_id), str(told.group), str(told.mode), name)
            self._count((*where, str(told.alternative)), told.value, true.value)
            if not any(word in name for word in COMPARING):
                self._count((*where, ""), told.baseline, true.baseline)
        self._relate()

    def _count(self, key: Key, told: float, truth: float) -> None:
        if key in self.number:
            return
        self.number[key] = len(self.low)
        self.truth[key] = truth
        if np.isnan(told):
            self.hidden.add(key)
            bounds = (0.0, np.inf)
        elif told == 0:  # a zero is exact
            bounds = (0.0, 0.0)
        else:
            error = self.half if self.knows_moved and abs(told - truth) <= 2.5 else self.half + 5
            bounds = (max(10.0, told - error), told + error)
        self.low.append(bounds[0])
        self.high.append(bounds[1])

    def _relate(self) -> None:
        areas, groups, modes, measures, sides = (sorted({key[place] for key in self.number}) for place in range(5))
        for area, group, mode, side in itertools.product(areas, groups, modes, sides):
            here = (area, group, mode)
            for chain in CHAINS:
                self._nested((*here, measure(ending), side) for ending in chain)
            self._nested([(*here, measure("losing_every_visit"), side), (*here, measure("with_visit"), "")])
            self._nested([(*here, measure("away_longer_by_30_min"), side), (*here, measure("with_visit"), "")])
            # Whose way grows, and who loses or gains reach, are different people.
            self._at_most_zero(
                {(*here, measure(one), side): 1 for one in ("longer_by_5_min", "lost", "gained")}
                | {(*here, "residents", side): -1}
            )
            visits = {(*here, measure("with_visit"), side): 1, (*here, measure("with_visit"), ""): -1}
            moved = {(*here, measure("gaining_a_visit"), side): -1, (*here, measure("losing_every_visit"), side): 1}
            if side:
                self._zero(visits | moved)
                self._zero({(*here, "residents", side): 1, (*here, "residents", ""): -1})
        for area, group, side in itertools.product(areas, groups, sides):
            for one, other in itertools.pairwise(modes):
                self._zero({(area, group, one, "residents", side): 1, (area, group, other, "residents", side): -1})
            for ending in CHAINS[0][:-1]:  # whoever walks there gets there by bus or on foot
                self._nested((area, group, mode, measure(ending), side) for mode in ("walk", "transit"))
        for area, mode, name, side in itertools.product(areas, modes, measures, sides):
            self._nested((area, group, mode, name, side) for group in AGES)
            if name == "residents":
                for group in groups:
                    self._nested([(area, group, mode, name, side), (area, "all", mode, name, side)])
        parts = [area for area in areas if area != WHOLE]
        if WHOLE in areas and parts:
            for rest in itertools.product(groups, modes, measures, sides):
                self._zero({(WHOLE, *rest): 1} | {(area, *rest): -1 for area in parts})

    def _nested(self, keys: Iterable[Key]) -> None:
        """Each count is a part of the next; those the table does not have are passed over."""
        there = [key for key in dict.fromkeys(keys) if key in self.number]
        for smaller, larger in itertools.pairwise(there):
            self._at_most_zero({smaller: 1, larger: -1})

    def _at_most_zero(self, terms: dict[Key, int]) -> None:
        if all(key in self.number for key in terms):
            self.rows.append({self.number[key]: float(factor) for key, factor in terms.items()})

    def _zero(self, terms: dict[Key, int]) -> None:
        self._at_most_zero(terms)
        self._at_most_zero({key: -factor for key, factor in terms.items()})

    @cached_property
    def _matrix(self) -> csr_matrix:
        entries = [(row, place, factor) for row, terms in enumerate(self.rows) for place, factor in terms.items()]
        row, place, factor = (np.array(column) for column in zip(*entries, strict=True))
        return csr_matrix((factor, (row, place)), shape=(len(self.rows), len(self.low)))

    def bounds_of(self, terms: dict[Key, int]) -> tuple[float, float]:
        """The least and the most that a sum of counts can be; infinite where nothing bounds it."""
        objective = np.zeros(len(self.low))
        for key, factor in terms.items():
            objective[self.number[key]] = factor
        bounds = np.column_stack([self.low, self.high])
        found = []
        for sign in (1.0, -1.0):
            solved = linprog(sign * objective, self._matrix, np.zeros(len(self.rows)), bounds=bounds, method="highs")
            assert solved.status in (0, 3), solved.message
            found.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
        return found[0], found[1]

    def small_hidden(self) -> list[Key]:
        """The hidden counts of 1 to 9."""
        return [key for key in self.number if key in self.hidden and 0 < self.truth[key] < 10]

    def small_differences(self) -> list[tuple[Key, Key]]:
        """Pairs of shown counts of one area of which one may be a part of the other, that differ by 1 to 9."""
        by_area: dict[str, list[Key]] = {}
        for key in self.number:
            if key not in self.hidden:
                by_area.setdefault(key[0], []).append(key)
        return [
            (one, other)
            for keys in by_area.values()
            for one, other in itertools.combinations(keys, 2)
            if 0 < abs(self.truth[one] - self.truth[other]) < 10 and _comparable(one, other)
        ]

    def hidden_together(self) -> list[list[Key]]:
        """The hidden areas of each figure, where there are some: what they sum to follows from the others."""
        lines: dict[tuple[str, ...], list[Key]] = {}
        for key in self.number:
            if key in self.hidden and key[0] != WHOLE:
                lines.setdefault(key[1:], []).append(key)
        return [keys for rest, keys in lines.items() if (WHOLE, *rest) not in self.hidden]


def _comparable(one: Key, other: Key) -> bool:
    """Whether, by definition, one of two counts of an area is a part of the other; on any sides."""
    groups = one[1] == other[1] or {one[1], other[1]} <= set(AGES)
    names = {one[3].removeprefix("residents").strip("_"), other[3].removeprefix("residents").strip("_")}
    within = all(name.startswith("within") for name in names)
    chained = len(names) == 1 or any(names <= set(chain) for chain in CHAINS) or "" in names
    visits = names == {"losing_every_visit", "with_visit"}
    return groups and (within or (one[2] == other[2] and (chained or visits)))
