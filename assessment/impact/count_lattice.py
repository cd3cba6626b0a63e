"""The counts of an impact's table in an order of their own, whatever the order of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.measures import LOSING_VISIT, LOST, MEASURES, RESIDENTS, WITH_VISIT
from assessment.impact.parts import NESTED_GROUPS, Line

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

WHOLE = "all"

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
COUNTS = tuple(dict.fromkeys((*_HEADLINES, *(name for name, measure in MEASURES.items() if measure.count))))
NUMBER = {name: place for place, name in enumerate(COUNTS)}


@dataclass(frozen=True, eq=False)
class CountLattice:
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


def lattice_of(
    table: pd.DataFrame, numbers: Ints, is_main: Flags, baseline: Floats, value: Floats, compares: Flags
) -> CountLattice:
    """The lattice of a table's counts.

    By row: `numbers`, the place of its measure in COUNTS, -1 = no count; `is_main`, whether it is a count and not a
    bound; `baseline`, `value` and whether the measure `compares`.
    """
    areas, area_names = _codes(table["area_id"], by_name=True)
    sides, alternatives = _codes(table["alternative"])
    groups, group_names = _codes(table["group"], first=NESTED_GROUPS)
    kinds, kind_names = _codes(table["kind"], by_name=True)
    modes, mode_names = _codes(table["mode"], by_name=True)
    shape = (len(area_names), len(kind_names), len(group_names), len(COUNTS) * len(mode_names))
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
    lines = tuple((mode, measure) for measure in COUNTS for mode in mode_names)
    return CountLattice(counts, at, sides + 1, whole, tuple(group_names), lines)


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
