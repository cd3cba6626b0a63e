"""A table as read at the door: its columns as text, numbers and ids, with the place of every row in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import Fault, FaultLog, Refused, Severity

# How statistics offices write "not given": blank, and PxWeb's dots.
BLANKS = frozenset({"", ".", "..", "..."})
_NUMBER = r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_THOUSANDS = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?:[^0-9]|$))")


@dataclass(frozen=True, eq=False)
class Table:
    """A table as read, before its columns are given a meaning.

    `frame` has lower-case column names and an index 0..n-1; a CSV file's values are text. `headers` are the names as
    written. `rows` are the places in the file, 1 = header: the line of a CSV record, feature number + 1 elsewhere.
    `geometry` is a GeoSeries with a known coordinate reference system, or None where the file has no geometry.
    """

    file: str
    frame: pd.DataFrame
    headers: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    geometry: gpd.GeoSeries | None = None
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def column(self, names: Iterable[str]) -> str | None:
        """The first of the names that the table has, or None."""
        return next((name for name in names if name in self.frame.columns), None)

    def text(self, name: str) -> pd.Series[str]:
        """A column as stripped text; what is not given is an empty string; whole numbers have no decimals."""
        series = self.frame[name]
        if isinstance(series.dtype, pd.StringDtype):
            return series.fillna("").str.strip()
        return pd.Series([_as_text(value) for value in series.tolist()], index=series.index, dtype="str")

    def numbers(self, name: str, log: FaultLog, *, blank_is_fault: bool = False) -> npt.NDArray[np.float64]:
        """A column as float64[n]; decimal comma and spaces between thousands are understood; NaN = not given.

        Adds `number_invalid` for what is not a finite number and, when asked to, `number_missing` for blanks.
        """
        series = self.frame[name]
        if pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype):
            values = series.to_numpy(dtype="float64", na_value=np.nan, copy=True)
            invalid = np.isinf(values)
            blank = np.isnan(values)
        else:
            text = self.text(name)
            blank = text.isin(list(BLANKS)).to_numpy(dtype=bool)
            values = _parsed(text)
            invalid = ~blank & ~np.isfinite(values)
        self._add(log, "number_invalid", name, invalid)
        values[invalid] = np.nan
        if blank_is_fault:
            self._add(log, "number_missing", name, blank)
        return values

    def _add(self, log: FaultLog, code: str, name: str, where: npt.NDArray[np.bool_]) -> None:
        if where.any():
            text = self.text(name)
            for i in np.flatnonzero(where):
                log.add(Fault(code, self.file, row=int(self.rows[i]), field=self.written(name), value=text.iloc[i]))

    def written(self, name: str) -> str:
        """A column's name as the file writes it."""
        return next((header for header in self.headers if header.lower() == name), name)

    def identifiers(self, names: Iterable[str], log: FaultLog) -> tuple[str, ...]:
        """The ids of all rows; adds `column_missing`, `id_missing` and `id_twice`."""
        name = self.require(names, log)
        if name is None:
            return tuple(str(row) for row in self.rows)
        ids = self.text(name)
        first_row: dict[str, int] = {}
        for row, value in zip(self.rows.tolist(), ids.tolist(), strict=True):
            if not value:
                log.add(Fault("id_missing", self.file, row=row, field=self.written(name)))
            elif value in first_row:
                first = {"first_row": first_row[value]}
                log.add(Fault("id_twice", self.file, row=row, field=self.written(name), value=value, facts=first))
            else:
                first_row[value] = row
        return tuple(ids.tolist())

    def require(self, names: Iterable[str], log: FaultLog) -> str | None:
        """The first of the names that the table has; adds `column_missing` with what was found when it has none."""
        names = tuple(names)
        name = self.column(names)
        if name is None:
            found = ", ".join(header for header in self.headers if header) or "–"
            log.add(
                Fault("column_missing", self.file, row=1, field=names[0], facts={"expected": names[0], "found": found})
            )
        return name


def carry_over(faults: Iterable[Fault], log: FaultLog) -> None:
    """Add the faults of an earlier stage to a log."""
    for fault in faults:
        log.add(fault)


def warning(code: str, file: str, **facts: str | int | float) -> Fault:
    """A fault about a whole file that is only worth knowing."""
    return Fault(code, file, severity=Severity.WARNING, facts=facts)


def lower_case_columns(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """The frame with lower-case column names and an index 0..n-1; raises Refused (`column_twice`) when two meet."""
    names = [str(name).strip().lower() for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused([Fault("column_twice", file, row=1, field=name) for name in twice])
    frame = frame.reset_index(drop=True)
    frame.columns = pd.Index(names)
    return frame


def _as_text(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        if np.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace").strip()
    return str(value).strip()


def _parsed(text: pd.Series[str]) -> npt.NDArray[np.float64]:
    """Text as float64[n], NaN where it is not a plain decimal number."""
    like_number = text.str.fullmatch(_NUMBER).to_numpy(dtype=bool)
    values = np.full(len(text), np.nan)
    if like_number.any():
        values[like_number] = text[like_number].str.replace(",", ".", regex=False).astype("float64").to_numpy()
    spaced = ~like_number & text.str.contains("[ \u00a0\u202f]").to_numpy(dtype=bool)
    for i in np.flatnonzero(spaced):
        joined = _THOUSANDS.sub("", text.iloc[i])
        if re.fullmatch(_NUMBER, joined):
            values[i] = float(joined.replace(",", "."))
    return values
