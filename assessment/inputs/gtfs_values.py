"""Parses GTFS cells: times, dates, whole numbers and decimals. Each distinct text once, for all rows that hold it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from assessment.errors import FaultLog, Severity
from assessment.inputs.gtfs_tables import Bools, Column, Ints, Table

NO_TIME = np.int32(-1)
"""A blank time in arrays of seconds since midnight of the service day."""

_TIME = re.compile(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{8}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def seconds_of(text: str) -> int | None:
    """Seconds since midnight of a GTFS time, "7:30:00" or "25:10:00"; None when it is no time."""
    match = _TIME.fullmatch(text)
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3]) if match else None


def date_of(text: str) -> datetime.date | None:
    """The date of a GTFS date, "20260304"; None when it is no date."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def whole_of(text: str) -> int | None:
    """A whole number of at most nine digits, not negative; None when it is none."""
    return int(text) if _WHOLE.fullmatch(text) else None


def decimal_of(text: str) -> float | None:
    """A finite decimal number; None when it is none."""
    if not _DECIMAL.fullmatch(text):
        return None
    number = float(text)
    return number if np.isfinite(number) else None


def parsed(column: Column, parse: Callable[[str], Any], blank: Any, dtype: npt.DTypeLike) -> tuple[Any, Bools]:
    """(values, bad) of every row: blank cells give `blank`, texts that `parse` answers with None are bad."""
    values = np.full(len(column.texts), blank, dtype=dtype)
    bad = np.zeros(len(column.texts), dtype=np.bool_)
    for code, text in enumerate(column.texts):
        if text:
            value = parse(text)
            if value is None:
                bad[code] = True
            else:
                values[code] = value
    if not len(column.texts):
        return np.empty(0, dtype=dtype), np.empty(0, dtype=np.bool_)
    return values[column.codes], bad[column.codes]


def times(column: Column) -> tuple[Ints, Bools]:
    """(seconds int32, bad) of every row; a blank is NO_TIME."""
    return parsed(column, seconds_of, NO_TIME, np.int32)


def choices(table: Table, name: str, allowed: range, blank: int = 0) -> tuple[npt.NDArray[np.int8], Bools]:
    """(values int8, bad) of a column that may hold one of a few whole numbers; a blank is `blank`."""

    def one(text: str) -> int | None:
        value = whole_of(text)
        return value if value is not None and value in allowed else None

    return parsed(table[name], one, blank, np.int8)


def must(table: Table, name: str, log: FaultLog, code: str, bad: Bools, severity: Severity = Severity.ERROR) -> None:
    """Log the rows of a column that are bad."""
    if bad.any():
        table.log_rows(log, code, severity, np.flatnonzero(bad), name)
