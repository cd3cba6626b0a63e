"""Figures read back from a frozen impact.csv: whatever a page shows of a matter comes from these bytes, never computed.

The bytes are protected already: a small count is blank. Reading is remembered by the digest of the bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from assessment.impact.impact_csv import CSV_COLUMNS
from assessment.impact.kept import Kept
from assessment.impact.measures import HIGH, LOST, LOW, MEAN, MEDIAN, NAMES, RESIDENTS, measure_of
from assessment.impact.table import WHOLE, figures_by_area, worst_hit_areas

LONGER = "residents_longer_by_10_min"
WITHIN_TIME = "residents_within_30_min"
WITHIN_WALK = "residents_within_3_km"
LOSING_VISIT = "residents_losing_every_visit"

# What is told first of an alternative, and by which way of travelling (None = the one asked about).
KEY_MEASURES: tuple[tuple[str, str | None], ...] = (
    (WITHIN_WALK, "walk"),
    (MEDIAN, None),
    (WITHIN_TIME, None),
    (LONGER, None),
    (LOST, None),
    (LOSING_VISIT, "transit"),
)

_TEXTS = CSV_COLUMNS[:7]
_KEY = ("area_id", "group", "kind", "mode", "measure")
# A frozen result of the demo takes about 1 MB as a table.
_KEPT = Kept(100)


@dataclass(frozen=True)
class Question:
    """Which figures are looked at: a population group, a kind of service and a way of travelling."""

    group: str
    kind: str
    mode: str


@dataclass(frozen=True)
class Offered:
    """What a frozen result can be asked about, in the file's order."""

    groups: tuple[str, ...]
    kinds: tuple[str, ...]
    modes: tuple[str, ...]

    def nearest(self, group: str = "", kind: str = "", mode: str = "") -> Question:
        """The question asked, what the result lacks replaced: by public transport if it has that, else its first."""
        usual = "transit" if "transit" in self.modes else self.modes[0]
        return Question(
            group if group in self.groups else self.groups[0],
            kind if kind in self.kinds else self.kinds[0],
            mode if mode in self.modes else usual,
        )


@dataclass(frozen=True)
class FrozenFigure:
    """One figure before and after; None = not shown or nothing to tell. `improves`: see Measure."""

    measure: str
    unit: str
    group: str
    kind: str
    mode: str
    baseline: float | None
    value: float | None
    change: float | None
    low: float | None
    high: float | None
    suppressed: bool
    improves: int


@dataclass(frozen=True)
class AreaFigures:
    """One row of the areas' table, minutes and residents; None = not shown or nothing to tell.

    `times_hidden`: its travel times are not shown as too few live there; else None is a place not reached.
    """

    area_id: str
    name: str
    residents: float | None
    median_before_min: float | None
    median_after_min: float | None
    mean_change_min: float | None
    longer_by_10_min: float | None
    lost: float | None
    times_hidden: bool = False


def offered(sha256: str, load: Callable[[], bytes]) -> Offered:
    """What the frozen impact.csv with the digest can be asked about; `load` gives its bytes when they are needed."""
    table = _table(sha256, load)
    groups, kinds, modes = (
        tuple(str(word) for word in table[name].cat.categories) for name in ("group", "kind", "mode")
    )
    return Offered(groups, kinds, modes)


def key_figures(sha256: str, load: Callable[[], bytes], question: Question) -> tuple[FrozenFigure, ...]:
    """The key figures of the whole municipality, those of KEY_MEASURES that the result has."""

    def read() -> tuple[FrozenFigure, ...]:
        found = (figure(sha256, load, question, measure, mode or question.mode) for measure, mode in KEY_MEASURES)
        return tuple(one for one in found if one is not None)

    return _KEPT.get(("key", sha256, question), read)


def figure(
    sha256: str, load: Callable[[], bytes], question: Question, measure: str, mode: str, area_id: str = WHOLE
) -> FrozenFigure | None:
    """One figure of an area, with its bounds after the change where the file has them; None where it has no row."""
    rows = _KEPT.get(("rows", sha256), lambda: _Rows(_table(sha256, load)))
    row, low, high = (rows.find(area_id, question.group, question.kind, mode, measure + end) for end in ("", LOW, HIGH))
    if row is None:
        return None
    about = measure_of(measure)
    return FrozenFigure(
        measure,
        about.unit,
        question.group,
        question.kind,
        mode,
        row.baseline,
        row.value,
        row.change,
        low.value if low else None,
        high.value if high else None,
        row.suppressed,
        about.improves,
    )


def area_figures(
    sha256: str, load: Callable[[], bytes], question: Question, names: Mapping[str, str]
) -> tuple[AreaFigures, ...]:
    """The areas, those who lose most first; `names` by area id."""

    def read() -> tuple[AreaFigures, ...]:
        table = _table(sha256, load)
        alternative = str(table["alternative"].iloc[0])
        areas = worst_hit_areas(table, alternative, question.group, question.kind, question.mode)
        columns = [
            [_told(value) for value in areas[name].tolist()]
            for name in (RESIDENTS, f"{MEDIAN}_baseline", MEDIAN, f"{MEAN}_change", LONGER, LOST)
        ]
        ids = [str(area) for area in areas.index]
        hidden = _areas_of_hidden_times(table, question)
        return tuple(
            AreaFigures(area, names.get(area, area), residents, before, after, change, longer, lost, area in hidden)
            for area, residents, before, after, change, longer, lost in zip(ids, *columns, strict=True)
        )

    return _KEPT.get(("areas", sha256, question), read)


def table_of(sha256: str, load: Callable[[], bytes]) -> pd.DataFrame:
    """The whole frozen impact.csv as a table, columns CSV_COLUMNS, NaN where blank; shared: not to be changed."""
    return _table(sha256, load)


def whole_figures(csv_bytes: bytes) -> pd.DataFrame:
    """The rows of the whole municipality of an impact.csv, columns CSV_COLUMNS; for comparing two computations."""
    table = _read(csv_bytes)
    return table[table["area_id"] == WHOLE].reset_index(drop=True)


def by_area(sha256: str, load: Callable[[], bytes], question: Question) -> pd.DataFrame:
    """One row an area, `all` included, as `figures_by_area` gives them: for maps."""
    table = _table(sha256, load)
    return figures_by_area(table, str(table["alternative"].iloc[0]), question.group, question.kind, question.mode)


def _areas_of_hidden_times(table: pd.DataFrame, question: Question) -> frozenset[str]:
    about = (table["group"] == question.group) & (table["kind"] == question.kind) & (table["mode"] == question.mode)
    hidden = about & (table["measure"] == MEDIAN) & (table["suppressed"] == 1)
    return frozenset(str(area) for area in table.loc[hidden, "area_id"])


class _Rows:
    """The rows of one impact.csv by area, group, kind, way of travelling and measure: a report looks up thousands."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._codes = [{str(word): code for code, word in enumerate(table[name].cat.categories)} for name in _KEY]
        keys = np.zeros(len(table), dtype=np.int64)
        for name, codes in zip(_KEY, self._codes, strict=True):
            keys = keys * len(codes) + table[name].cat.codes.to_numpy(dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._numbers = table[["baseline", "value", "change", "suppressed"]].to_numpy(dtype=np.float64)[order]

    def find(self, *words: str) -> _Row | None:
        """The row of the words of _KEY; None where there is none."""
        key = 0
        for word, codes in zip(words, self._codes, strict=True):
            code = codes.get(word)
            if code is None:
                return None
            key = key * len(codes) + code
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        baseline, value, change, suppressed = self._numbers[place].tolist()
        return _Row(_told(baseline), _told(value), _told(change), bool(suppressed))


class _Row(NamedTuple):
    """The figures of one row of impact.csv; None = blank."""

    baseline: float | None
    value: float | None
    change: float | None
    suppressed: bool


def _table(sha256: str, load: Callable[[], bytes]) -> pd.DataFrame:
    return _KEPT.get(("table", sha256), lambda: _read(load()))


def _read(csv_bytes: bytes) -> pd.DataFrame:
    table = pd.read_csv(
        io.BytesIO(csv_bytes),
        dtype=dict.fromkeys(_TEXTS, "str"),
        keep_default_na=False,
        na_values={name: [""] for name in ("baseline", "value", "change")},
    )
    for name in _TEXTS:
        order = NAMES if name == "measure" else tuple(dict.fromkeys(table[name].tolist()))
        table[name] = pd.Categorical(table[name], categories=pd.Index(list(order), dtype="str"))
    for name in ("baseline", "value", "change"):
        table[name] = table[name].astype(np.float64)
    return table


def _told(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None
