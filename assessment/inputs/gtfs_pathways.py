"""Reads pathways.txt: the ways inside stations, and whether they are free of steps."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import FaultLog, Severity
from assessment.inputs.gtfs_tables import Bools, Ints, Table
from assessment.inputs.gtfs_trips import rows_of
from assessment.inputs.gtfs_values import choices, decimal_of, must, parsed, whole_of

PATHWAY_COLUMNS = (
    "pathway_id",
    "from_stop_id",
    "to_stop_id",
    "pathway_mode",
    "is_bidirectional",
    "length",
    "traversal_time",
    "stair_count",
    "max_slope",
    "min_width",
)
PATHWAY_COLUMNS_REQUIRED = ("from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional")

WALKWAY, STAIRS, MOVING_WALKWAY, ESCALATOR, ELEVATOR, FARE_GATE, EXIT_GATE = range(1, 8)

# Government decree 241/2017 on accessible buildings: a ramp rises by 8 % at most, a door is 0.85 m wide at least.
STEEPEST_SLOPE = 0.08
NARROWEST_M = 0.85
YES, UNKNOWN, NO = 1, 0, 2

_SIGNED = re.compile(r"[+-]?[0-9]{1,6}")


def no_pathways() -> pd.DataFrame:
    """The table of a feed without pathways.txt."""
    none = np.zeros(0)
    return _frame(none, none, none, none, none, none, none)


def pathways_frame(table: Table | None, stops_table: Table, stop_rows: Ints, log: FaultLog) -> pd.DataFrame:
    """The ways inside stations, one row a direction.

    Columns: from_stop, to_stop (int32 rows of stops), mode int8 (1 walkway, 2 stairs, 3 moving walkway, 4 escalator,
    5 elevator, 6 fare gate, 7 exit gate), length_m float64 (NaN not known), traversal_s int32 (-1 not known),
    stair_count int32 (below 0 = down, 0 = none or not known), step_free int8 (1 yes, 0 not known, 2 no: stairs,
    escalators, steeper than 8 %, narrower than 0.85 m). `stop_rows` gives for each row of stops.txt its row in
    `stops`, or -1.

    A row that cannot be used is left out and logged: `pathway_stop_unknown`, `pathway_mode_bad`,
    `pathway_direction_bad`. Numbers that are none are ignored with the warning `gtfs_number_ignored`.
    """
    if table is None or table.n_rows == 0:
        return no_pathways()
    used = np.ones(table.n_rows, dtype=bool)
    ends = []
    for name in ("from_stop_id", "to_stop_id"):
        written = rows_of(table, name, pd.Index(stops_table["stop_id"].all_texts()))
        stop = np.where(written >= 0, stop_rows[written], -1).astype(np.int32) if len(stop_rows) else written
        must(table, name, log, "pathway_stop_unknown", stop < 0, Severity.DROPPED)
        used &= stop >= 0
        ends.append(stop)
    mode, odd = choices(table, "pathway_mode", range(1, 8))
    must(table, "pathway_mode", log, "pathway_mode_bad", odd | (mode == 0), Severity.DROPPED)
    both, odd_direction = choices(table, "is_bidirectional", range(2), blank=-1)
    must(table, "is_bidirectional", log, "pathway_direction_bad", odd_direction | (both < 0), Severity.DROPPED)
    used &= ~odd & (mode > 0) & ~odd_direction & (both >= 0)
    # An exit gate cannot be passed the other way (GTFS reference, pathways.is_bidirectional).
    both = np.where(mode == EXIT_GATE, 0, both)
    length_m = _numbers(table, "length", log)
    width_m = _numbers(table, "min_width", log)
    slope = _numbers(table, "max_slope", log)
    traversal_s, bad = parsed(table["traversal_time"], whole_of, -1, np.int64)
    must(table, "traversal_time", log, "gtfs_number_ignored", bad, Severity.WARNING)
    stairs, bad = parsed(table["stair_count"], _signed_of, 0, np.int64)
    must(table, "stair_count", log, "gtfs_number_ignored", bad, Severity.WARNING)
    step_free = _step_free(mode, stairs, slope, width_m)
    there, back = np.flatnonzero(used), np.flatnonzero(used & (both == 1))
    rows = np.concatenate([there, back])
    turned = np.concatenate([np.zeros(len(there), dtype=bool), np.ones(len(back), dtype=bool)])
    return _frame(
        np.where(turned, ends[1][rows], ends[0][rows]),
        np.where(turned, ends[0][rows], ends[1][rows]),
        mode[rows],
        length_m[rows],
        traversal_s[rows],
        np.where(turned, -stairs[rows], stairs[rows]),
        step_free[rows],
    )


def _step_free(
    mode: npt.NDArray[np.int8],
    stairs: npt.NDArray[np.int64],
    slope: npt.NDArray[np.float64],
    width_m: npt.NDArray[np.float64],
) -> npt.NDArray[np.int8]:
    """Whether a wheelchair can pass: walkways and elevators unless told otherwise, of the rest only what is told."""
    by_mode = np.array([UNKNOWN, YES, NO, UNKNOWN, NO, YES, UNKNOWN, UNKNOWN], dtype=np.int8)
    gate = (mode == FARE_GATE) | (mode == EXIT_GATE)
    answer = np.where(gate & (width_m >= NARROWEST_M), YES, by_mode[mode])
    barred: Bools = (stairs != 0) | (np.abs(slope) > STEEPEST_SLOPE) | (width_m < NARROWEST_M)
    return np.where(barred, NO, answer).astype(np.int8)


def _numbers(table: Table, name: str, log: FaultLog) -> npt.NDArray[np.float64]:
    values, bad = parsed(table[name], decimal_of, np.nan, np.float64)
    must(table, name, log, "gtfs_number_ignored", bad, Severity.WARNING)
    return np.asarray(values, dtype=np.float64)


def _signed_of(text: str) -> int | None:
    return int(text) if _SIGNED.fullmatch(text) else None


def _frame(*columns: npt.NDArray[np.generic]) -> pd.DataFrame:
    kinds = {
        "from_stop": np.int32,
        "to_stop": np.int32,
        "mode": np.int8,
        "length_m": np.float64,
        "traversal_s": np.int32,
        "stair_count": np.int32,
        "step_free": np.int8,
    }
    return pd.DataFrame(
        {name: column.astype(kind) for (name, kind), column in zip(kinds.items(), columns, strict=True)}
    )
