"""impact.csv: the figures of an impact as text, protected and rounded; the same impact gives the same bytes."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from assessment.impact.disclosure import protected
from assessment.impact.table import COLUMNS

CSV_COLUMNS = (*COLUMNS, "suppressed")

# Whole people; hundredths of minutes and hours, so that a second still shows (0.02 min).
DECIMALS: Mapping[str, int] = {"residents": 0, "min": 2, "h": 2, "journeys": 2}


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is written: halves up to the unit's decimals, the change as the difference of what is written.

    NaN = nothing to tell: suppressed, no residents, or infinite. A change that was 10 people or more stays so.
    """
    written = table.copy()
    units = table["unit"].astype("str").to_numpy()
    scale = np.array([10.0 ** DECIMALS[unit] for unit in units]) if len(units) else np.zeros(0)
    baseline, value = (_half_up(table[name].to_numpy(dtype=np.float64), scale) for name in ("baseline", "value"))
    told = np.isfinite(table["change"].to_numpy(dtype=np.float64))
    written["baseline"], written["value"] = baseline / scale, value / scale
    written["change"] = np.where(told, (value - baseline) / scale, np.nan)
    return written


def table_bytes(table: pd.DataFrame, raw: bool = False) -> bytes:
    """impact.csv of an impact's table: UTF-8, comma, line feed, one row a figure, columns CSV_COLUMNS.

    Blank = nothing to tell. `raw` hides no small counts: for planners only.
    """
    return _written(protected(table, raw))


def alternative_bytes(table: pd.DataFrame, alternative: str, raw: bool = False) -> bytes:
    """impact.csv of one alternative of the table, protected together with the others it stands in the table with."""
    shown = protected(table, raw)
    return _written(shown[shown["alternative"] == alternative])


def _written(protected_table: pd.DataFrame) -> bytes:
    shown = rounded(protected_table)
    decimals = [DECIMALS[unit] for unit in shown["unit"].tolist()]
    texts = [shown[name].tolist() for name in CSV_COLUMNS[:7]]
    numbers = [
        ["" if math.isnan(value) else f"{value:.{places}f}" for value, places in zip(column, decimals, strict=True)]
        for column in (shown[name].to_numpy().tolist() for name in ("baseline", "value", "change"))
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(zip(*texts, *numbers, shown["suppressed"].tolist(), strict=True))
    return out.getvalue().encode("utf-8")


def _half_up(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Values times their scale, as whole numbers, halves up; NaN where not finite."""
    finite = np.isfinite(values)
    # The last bits are binary noise (an exact x.xx5 is rarely exact): a thousandth of the last place settles ties.
    whole = np.floor(np.where(finite, values, 0.0) * scale + 0.5 + 1e-9)
    return np.where(finite, whole, np.nan)
