"""The shares of people with a mobility limitation, a wheelchair or no car by age: an editable, sourced table."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from assessment.errors import Fault, FaultLog, Refused

AGE_BANDS = ("under_65", "age_65_74", "age_75_84", "age_85_")
ESTIMATED_GROUPS = ("mobility_limitation", "wheelchair_users", "no_car")
AGE_STRUCTURE = "population"  # the rows with the age structure used where no cell shows its own

COLUMNS = ("group", "age_band", "share_low", "share_estimate", "share_high", "source", "note")
DEFAULT_TABLE = Path(__file__).with_name("prevalence.csv")


@dataclass(frozen=True)
class Share:
    """The share of an age band's residents who belong to a group: estimate and range, all in 0..1."""

    low: float
    estimate: float
    high: float
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Prevalence:
    """Shares by (group, age band), with the digest of the table they were read from."""

    shares: Mapping[tuple[str, str], Share]
    sha256: str

    def of(self, group: str) -> tuple[Share, ...]:
        """The group's shares in the order of AGE_BANDS."""
        return tuple(self.shares[(group, band)] for band in AGE_BANDS)


def read_prevalence(path: Path = DEFAULT_TABLE) -> Prevalence:
    """Read the table, the project's own by default.

    Raises Refused with every fault: `prevalence_unreadable`, `prevalence_row_missing`, `prevalence_row_twice`,
    `prevalence_share_bad`.
    """
    expected = {"expected": ", ".join(COLUMNS)}
    try:
        content = path.read_bytes()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error):
        raise Refused([Fault("prevalence_unreadable", path.name, facts=expected)]) from None
    if set(COLUMNS) - set(reader.fieldnames or ()):
        raise Refused([Fault("prevalence_unreadable", path.name, facts=expected)])
    log = FaultLog()
    shares: dict[tuple[str, str], Share] = {}
    for number, row in enumerate(rows, start=2):
        key = (str(row["group"]).strip(), str(row["age_band"]).strip())
        if key in shares:
            log.add(Fault("prevalence_row_twice", path.name, row=number, value=" / ".join(key)))
        shares[key] = _share(row, number, path.name, log)
    for group in (*ESTIMATED_GROUPS, AGE_STRUCTURE):
        for band in AGE_BANDS:
            if (group, band) not in shares:
                log.add(Fault("prevalence_row_missing", path.name, value=f"{group} / {band}"))
    log.raise_if_refused()
    return Prevalence(MappingProxyType(shares), hashlib.sha256(content).hexdigest())


def _share(row: Mapping[str, str | None], number: int, file: str, log: FaultLog) -> Share:
    written = [str(row[column] or "").strip() for column in ("share_low", "share_estimate", "share_high")]
    try:
        low, estimate, high = (float(text.replace(",", ".")) for text in written)
    except ValueError:
        low = estimate = high = math.nan
    if not 0.0 <= low <= estimate <= high <= 1.0:
        log.add(Fault("prevalence_share_bad", file, row=number, value=", ".join(written)))
    return Share(low, estimate, high, str(row["source"] or ""), str(row["note"] or ""))
