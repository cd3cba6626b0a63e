"""The digest of a timetable's content: the same for the same trips, in whatever order the tables hold them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from assessment.inputs.timetable import Timetable

_Rows = npt.NDArray[np.intp]


def content_digest(timetable: Timetable) -> str:
    """SHA-256 over stops, routes, trips, calls, calendars, transfers and pathways.

    Rows are taken in the order of their ids and row numbers told as places in that order, so that a trip taken away
    and put back gives the digest it had. Positions count to 1e-7 degrees (1 cm).
    """
    digest = hashlib.sha256(timetable.timezone.encode())
    stops, stop_place = _by_id(timetable.stops, "stop_id")
    routes, route_place = _by_id(timetable.routes, "route_id")
    trips, trip_place = _by_id(timetable.trips, "trip_id")
    _update(digest, stops.assign(parent=_placed(stops["parent"], stop_place)))
    _update(digest, routes)
    _update(digest, trips.assign(route=_placed(trips["route"], route_place)))
    calls = timetable.stop_times
    calls = calls.assign(trip=_placed(calls["trip"], trip_place), stop=_placed(calls["stop"], stop_place))
    _update(digest, calls.iloc[np.argsort(calls["trip"].to_numpy(), kind="stable")])
    for table in (timetable.calendar, timetable.calendar_dates):
        _update(digest, table.sort_values(list(table.columns), kind="stable"))
    for table in (timetable.transfers, timetable.pathways):
        placed = {name: _placed(table[name], stop_place) for name in ("from_stop", "to_stop")}
        _update(digest, table.assign(**placed).sort_values(list(table.columns), kind="stable"))
    return digest.hexdigest()


def _by_id(table: pd.DataFrame, name: str) -> tuple[pd.DataFrame, _Rows]:
    """The table in the order of its ids, and the place of each of its rows in that order."""
    order = np.argsort(table[name].to_numpy(dtype=object), kind="stable")
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    return table.iloc[order], place


def _placed(rows: pd.Series[int], place: _Rows) -> _Rows:
    numbers = np.asarray(rows, dtype=np.intp)
    if len(place):
        numbers = np.where(numbers >= 0, place[numbers], -1).astype(np.intp)
    return numbers


def _update(digest: hashlib._Hash, table: pd.DataFrame) -> None:
    digest.update(f"{len(table)}".encode())
    for name in table.columns:
        values = table[name].to_numpy()
        digest.update(f"\0{name}\0".encode())
        if name in ("lon", "lat"):
            values = np.rint(np.nan_to_num(values.astype(np.float64), nan=-999.0) * 1e7)
        if np.issubdtype(values.dtype, np.number) or values.dtype == np.bool_:
            digest.update(np.where(np.isnan(values.astype("<f8")), -1e300, values.astype("<f8")).tobytes())
        else:
            digest.update("\0".join(map(str, values.tolist())).encode("utf-8", "surrogatepass"))
