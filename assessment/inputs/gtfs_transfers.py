"""Reads transfers.txt: where changing is recommended, timed, slow or not possible, stations resolved to platforms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.gtfs_tables import Bools, Ints, Table
from assessment.inputs.gtfs_trips import rows_of
from assessment.inputs.gtfs_values import choices, must, parsed, whole_of

NARROWING_COLUMNS = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
"""A row with any of these holds for some lines or trips only."""

TRANSFER_COLUMNS = ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time", *NARROWING_COLUMNS)
TRANSFER_COLUMNS_REQUIRED = ("from_stop_id", "to_stop_id")

RECOMMENDED, TIMED, MINIMUM_TIME, NOT_POSSIBLE, IN_SEAT, IN_SEAT_NOT_ALLOWED = range(6)
STATION = 1

MAX_PAIRS = 2_000_000
"""A country's feeds have some ten thousand; more comes of a station with thousands of platforms."""


def no_transfers() -> pd.DataFrame:
    """The table of a feed without transfers.txt."""
    return _frame(np.zeros((0, 4), dtype=np.int64))


def transfers_frame(
    table: Table | None, stops_table: Table, stops: pd.DataFrame, stop_rows: Ints, log: FaultLog
) -> pd.DataFrame:
    """The rules for changing between two stops, each pair once, in the order of stops.

    Columns: from_stop, to_stop (int32 rows of stops), transfer_type int8 (0 recommended: a walk like any other;
    1 timed: the vehicle waits; 2 takes min_transfer_time_s at least; 3 not possible), min_transfer_time_s int32
    (seconds, 0 but for type 2). A station stands for all its platforms; a row that names a stop itself wins over
    one that names its station. `stop_rows` gives for each row of stops.txt its row in `stops`, or -1.

    Not used, and logged: rows for some lines or trips only (`transfer_narrowed`), staying in the vehicle
    (`transfer_in_seat`), unknown or left-out stops (`transfer_stop_unknown`, `transfer_stop_left_out`), a bad time
    (`gtfs_number_bad`), a pair told twice in different ways (`transfer_contradicts`, the first counts).
    """
    if table is None or table.n_rows == 0:
        return no_transfers()
    kinds, odd = choices(table, "transfer_type", range(6))
    must(table, "transfer_type", log, "gtfs_choice_unknown", odd, Severity.WARNING)
    in_seat = kinds >= IN_SEAT
    must(table, "transfer_type", log, "transfer_in_seat", in_seat, Severity.WARNING)
    narrowed = np.zeros(table.n_rows, dtype=bool)
    for name in NARROWING_COLUMNS:
        given = ~table[name].blank() & ~in_seat & ~narrowed
        must(table, name, log, "transfer_narrowed", given, Severity.DROPPED)
        narrowed |= given
    used = ~in_seat & ~narrowed
    ends = []
    for name in ("from_stop_id", "to_stop_id"):
        stop, known = _stops(table, name, stops_table, stop_rows, used, log)
        ends.append(stop)
        used &= known
    seconds, bad = parsed(table["min_transfer_time"], whole_of, -1, np.int64)
    must(table, "min_transfer_time", log, "gtfs_number_bad", bad & used, Severity.DROPPED)
    used &= ~bad
    untimed = used & (kinds == MINIMUM_TIME) & (seconds < 0)
    must(table, "min_transfer_time", log, "transfer_time_missing", untimed, Severity.WARNING)
    kinds = np.where(untimed, RECOMMENDED, kinds)
    seconds = np.where(kinds == MINIMUM_TIME, seconds, 0)
    rows = np.flatnonzero(used)
    platforms = _platforms_of_stations(stops)
    pairs = sum(_count(platforms, ends[0][row]) * _count(platforms, ends[1][row]) for row in rows)
    if pairs > MAX_PAIRS:
        log.add(Fault("transfers_too_many", table.file, facts={"pairs": pairs, "limit": MAX_PAIRS}))
        return no_transfers()
    rules = _resolved(rows, ends[0], ends[1], kinds, seconds, platforms)
    chosen, contradicting = _most_exact(rules)
    table.log_rows(log, "transfer_contradicts", Severity.WARNING, contradicting, "from_stop_id")
    return _frame(chosen)


def _stops(
    table: Table, name: str, stops_table: Table, stop_rows: Ints, used: Bools, log: FaultLog
) -> tuple[Ints, Bools]:
    """Rows of stops of a column, and which of them are known."""
    written = rows_of(table, name, pd.Index(stops_table["stop_id"].all_texts()))
    unknown = written < 0
    must(table, name, log, "transfer_stop_unknown", unknown & used, Severity.DROPPED)
    stop = np.where(unknown, -1, stop_rows[written]).astype(np.int32) if len(stop_rows) else written
    left_out = ~unknown & (stop < 0)
    must(table, name, log, "transfer_stop_left_out", left_out & used, Severity.DROPPED)
    return stop, ~unknown & ~left_out


def _resolved(
    rows: npt.NDArray[np.intp],
    from_stop: Ints,
    to_stop: Ints,
    kinds: npt.NDArray[np.integer],
    seconds: npt.NDArray[np.integer],
    platforms: Mapping[int, list[int]],
) -> npt.NDArray[np.int64]:
    """One line a pair of stops: from, to, type, seconds, how many stations stand for it (0..2), row of the table."""

    def lines() -> Iterator[npt.NDArray[np.int64]]:
        for row in rows.tolist():
            here, there = int(from_stop[row]), int(to_stop[row])
            starts, ends = platforms.get(here, [here]), platforms.get(there, [there])
            stations = (here in platforms) + (there in platforms)
            pairs = np.stack(np.meshgrid(starts, ends, indexing="ij"), axis=-1).reshape(-1, 2).astype(np.int64)
            rest = np.array([kinds[row], seconds[row], stations, row], dtype=np.int64)
            yield np.hstack([pairs, np.broadcast_to(rest, (len(pairs), 4))])

    found = list(lines())
    return np.vstack(found) if found else np.zeros((0, 6), dtype=np.int64)


def _count(platforms: Mapping[int, list[int]], stop: np.int32) -> int:
    return len(platforms.get(int(stop), (stop,)))


def _platforms_of_stations(stops: pd.DataFrame) -> dict[int, list[int]]:
    """The platforms of each station, as rows of stops; the station too, for feeds whose vehicles call at it."""
    station = np.flatnonzero(stops["location_type"].to_numpy() == STATION)
    found = {int(row): [int(row)] for row in station}
    parent = stops["parent"].to_numpy()
    for row in np.flatnonzero((stops["location_type"].to_numpy() == 0) & (parent >= 0)).tolist():
        if int(parent[row]) in found:
            found[int(parent[row])].append(row)
    return found


def _most_exact(rules: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """The rule of each pair that names most stops itself, of those the first; and the table's rows that deny one."""
    order = np.lexsort((rules[:, 5], rules[:, 4], rules[:, 1], rules[:, 0]))
    rules = rules[order]
    first = np.ones(len(rules), dtype=bool)
    first[1:] = (rules[1:, :2] != rules[:-1, :2]).any(axis=1)
    leader = np.maximum.accumulate(np.where(first, np.arange(len(rules)), 0))
    as_exact = rules[:, 4] == rules[leader, 4]
    differs = (rules[:, 2:4] != rules[leader, 2:4]).any(axis=1)
    contradicting = np.unique(rules[as_exact & differs, 5]).astype(np.intp)
    return rules[first, :4], contradicting


def _frame(rules: npt.NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from_stop": rules[:, 0].astype(np.int32),
            "to_stop": rules[:, 1].astype(np.int32),
            "transfer_type": rules[:, 2].astype(np.int8),
            "min_transfer_time_s": rules[:, 3].astype(np.int32),
        }
    )
