"""How long a visit takes by kind of service: an editable, sourced table."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assessment.errors import Fault, FaultLog, Refused

COLUMNS = ("kind", "stay_min", "stay_low_min", "stay_high_min", "source", "note")
DEFAULT_TABLE = Path(__file__).with_name("stays.csv")
OTHER = "other"  # the row of every kind that has none of its own

Level = Literal["low", "usual", "high"]


@dataclass(frozen=True)
class Stay:
    """Minutes a visit takes: usual, and the range it may lie in."""

    usual_min: float
    low_min: float
    high_min: float
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Stays:
    """Stays by kind of service, with the digest of the table they were read from.

    `level`: which end of the range counts, for sensitivity.
    """

    by_kind: Mapping[str, Stay] = field(hash=False)
    sha256: str
    level: Level = "usual"

    def of(self, kind: str) -> Stay:
        """The stay of a kind, that of `other` where it has none of its own."""
        return self.by_kind.get(kind, self.by_kind[OTHER])

    def stay_s(self, kind: str, own_min: float | None = None) -> int:
        """Seconds a visit takes; a service point's own minutes count before its kind's.

        At an end of the range a service point's own stay grows or shrinks as that of its kind does.
        """
        stay = self.of(kind)
        minutes = {"low": stay.low_min, "usual": stay.usual_min, "high": stay.high_min}[self.level]
        if own_min is not None:
            minutes = own_min * (minutes / stay.usual_min if stay.usual_min > 0 else 1.0)
        return math.ceil(minutes * 60 - 1e-6)


def read_stays(path: Path = DEFAULT_TABLE) -> Stays:
    """Read the table, the project's own by default.

    Raises Refused with every fault: `stays_unreadable`, `stays_row_twice`, `stays_row_missing`, `stays_minutes_bad`.
    """
    expected = {"expected": ", ".join(COLUMNS)}
    try:
        content = path.read_bytes()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error):
        raise Refused([Fault("stays_unreadable", path.name, facts=expected)]) from None
    if set(COLUMNS) - set(reader.fieldnames or ()):
        raise Refused([Fault("stays_unreadable", path.name, facts=expected)])
    log = FaultLog()
    stays: dict[str, Stay] = {}
    for number, row in enumerate(rows, start=2):
        kind = str(row["kind"]).strip()
        if kind in stays:
            log.add(Fault("stays_row_twice", path.name, row=number, value=kind))
        stays[kind] = _stay(row, number, path.name, log)
    if OTHER not in stays:
        log.add(Fault("stays_row_missing", path.name, value=OTHER))
    log.raise_if_refused()
    return Stays(stays, hashlib.sha256(content).hexdigest())


def _stay(row: Mapping[str, str | None], number: int, file: str, log: FaultLog) -> Stay:
    written = [str(row[column] or "").strip() for column in ("stay_low_min", "stay_min", "stay_high_min")]
    try:
        low, usual, high = (float(text.replace(",", ".")) for text in written)
    except ValueError:
        low = usual = high = math.nan
    if not 0.0 <= low <= usual <= high <= 24 * 60:
        log.add(Fault("stays_minutes_bad", file, row=number, value=", ".join(written)))
    return Stay(usual, low, high, str(row["source"] or ""), str(row["note"] or ""))
