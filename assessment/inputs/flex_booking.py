"""Reads booking_rules.txt of GTFS-Flex: how early a ride is booked, and where."""

from __future__ import annotations

import numpy as np

from assessment.errors import FaultLog, Severity
from assessment.inputs.gtfs_tables import Bools, Table
from assessment.inputs.gtfs_values import choices, must, parsed, times, whole_of
from assessment.inputs.service_taxi import BOOKING_KINDS, BookingRule

BOOKING_COLUMNS = (
    "booking_rule_id",
    "booking_type",
    "prior_notice_duration_min",
    "prior_notice_last_day",
    "prior_notice_last_time",
    "phone_number",
    "info_url",
    "booking_url",
)
BOOKING_COLUMNS_REQUIRED = ("booking_rule_id", "booking_type")
SAME_DAY, PRIOR_DAYS = 1, 2


def booking_rules(table: Table | None, log: FaultLog) -> dict[str, BookingRule]:
    """The rules by id; one that lacks what its type needs is left out (`gtfs_value_missing`, `gtfs_number_bad` …)."""
    if table is None or table.n_rows == 0:
        return {}
    ids = table["booking_rule_id"]
    usable = ~ids.blank()
    must(table, "booking_rule_id", log, "gtfs_value_missing", ids.blank(), Severity.DROPPED)
    kinds, odd = choices(table, "booking_type", range(3), blank=-1)
    must(table, "booking_type", log, "gtfs_value_bad", odd, Severity.DROPPED)
    must(table, "booking_type", log, "gtfs_value_missing", (kinds < 0) & ~odd, Severity.DROPPED)
    usable &= kinds >= 0
    notice_min, usable = _whole(table, "prior_notice_duration_min", kinds == SAME_DAY, usable, log)
    last_day, usable = _whole(table, "prior_notice_last_day", kinds == PRIOR_DAYS, usable, log)
    last_time, bad_time = times(table["prior_notice_last_time"])
    must(table, "prior_notice_last_time", log, "gtfs_value_bad", bad_time, Severity.DROPPED)
    usable &= ~bad_time
    rules: dict[str, BookingRule] = {}
    for row in np.flatnonzero(usable).tolist():
        kind, last_time_s = int(kinds[row]), int(last_time[row])
        rule = BookingRule(
            BOOKING_KINDS[kind],
            prior_days=int(last_day[row]) if kind == PRIOR_DAYS else 0,
            last_time_s=last_time_s if kind == PRIOR_DAYS and last_time_s >= 0 else None,
            notice_min=int(notice_min[row]) if kind == SAME_DAY else None,
            phone=table["phone_number"].text(row),
            info_url=table["info_url"].text(row) or table["booking_url"].text(row),
        )
        rules.setdefault(ids.text(row), rule)
    return rules


def _whole(table: Table, name: str, needed: Bools, usable: Bools, log: FaultLog) -> tuple[np.ndarray, Bools]:
    """A column of whole numbers, and the rows that have it where it is needed."""
    values, bad = parsed(table[name], whole_of, -1, np.int64)
    must(table, name, log, "gtfs_number_bad", bad & needed, Severity.DROPPED)
    must(table, name, log, "gtfs_value_missing", (values < 0) & ~bad & needed, Severity.DROPPED)
    return values, usable & ~(needed & (values < 0))
