"""The timetable of one service day as flat arrays of connections, ready to be scanned."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from assessment.inputs.timetable import Timetable
from assessment.network.linking import Points

IntArray = npt.NDArray[np.int32]

_NOT_AVAILABLE = 1  # GTFS pickup_type and drop_off_type
_YES, _NO = 1, 2  # GTFS wheelchair_boarding and wheelchair_accessible; 0 is not known
# Times turned around are counted back from this second, later than any trip of a service day runs.
TURNING_POINT_S = 7 * 24 * 3600


@dataclass(frozen=True)
class TransitNetwork:
    """Connections of one service day, the latest departure first; read-only.

    A connection is one vehicle's run from a stop to the next. stop: row of the timetable's stops for each stop used
    here; stop_points: where they are. from_stop, to_stop: rows of `stop`. departure_s, arrival_s: seconds since
    midnight of the service day. trip: vehicle run, 0..n_trips-1; trip_row: its row of the timetable's trips. may_board,
    may_alight: bool, at its first and at its last stop. Connections of one trip with equal departures stand with the
    later one first. transfers: int32[n, 4], rules of the feed for changing: from stop, to stop (rows of `stop`), GTFS
    transfer type, least seconds.
    """

    date: datetime.date
    stop: IntArray
    stop_points: Points
    from_stop: IntArray
    to_stop: IntArray
    departure_s: IntArray
    arrival_s: IntArray
    trip: IntArray
    may_board: npt.NDArray[np.bool_]
    may_alight: npt.NDArray[np.bool_]
    n_trips: int
    trip_row: IntArray
    transfers: IntArray

    @property
    def n_stops(self) -> int:
        """How many stops any vehicle calls at."""
        return self.stop.size


def transit_network(
    timetable: Timetable, date: datetime.date, *, wheelchair: bool = False, unknown_accessible: bool = False
) -> TransitNetwork:
    """Connections of a service day, with the trips of the day before that run past its midnight.

    wheelchair: only vehicles and stops marked accessible; what is not known counts as unknown_accessible says.
    """
    runs = [_runs(timetable, date, 0, wheelchair, unknown_accessible)]
    day_before = date - datetime.timedelta(days=1)
    offset_s = -_seconds_between_noons(timetable.timezone, day_before, date)
    late = _runs(timetable, day_before, offset_s, wheelchair, unknown_accessible)
    runs.append({name: values[late["departure_s"] >= 0] for name, values in late.items()})
    return _as_network(timetable, date, {name: np.concatenate([r[name] for r in runs]) for name in runs[0]})


def turned_around(network: TransitNetwork) -> TransitNetwork:
    """The day run backwards: vehicles go from their last stop to their first, times count back from TURNING_POINT_S.

    A search to a place over it finds, for every stop, when one arrives from that place and when one left it.
    """
    # The latest arrival becomes the earliest departure. Runs of a trip that arrive together must stand the other way
    # round, as `network` puts the later one first and the later one is the earlier here.
    turned = np.arange(network.arrival_s.size)[::-1]
    order = turned[np.argsort(network.arrival_s[turned], kind="stable")]
    back = replace(
        network,
        from_stop=network.to_stop[order],
        to_stop=network.from_stop[order],
        departure_s=(TURNING_POINT_S - network.arrival_s[order]).astype(np.int32),
        arrival_s=(TURNING_POINT_S - network.departure_s[order]).astype(np.int32),
        trip=network.trip[order],
        may_board=network.may_alight[order],
        may_alight=network.may_board[order],
    )
    return _read_only(back)


def _seconds_between_noons(timezone: str, earlier: datetime.date, later: datetime.date) -> int:
    """Seconds between two service days' zero points ("noon minus 12 h"): 23 or 25 hours where clocks change."""
    zone = ZoneInfo(timezone)
    noon = datetime.time(12)
    earlier_noon = datetime.datetime.combine(earlier, noon, zone).astimezone(datetime.UTC)
    later_noon = datetime.datetime.combine(later, noon, zone).astimezone(datetime.UTC)
    return int((later_noon - earlier_noon).total_seconds())


def _runs(
    timetable: Timetable, date: datetime.date, offset_s: int, wheelchair: bool, unknown_accessible: bool
) -> dict[str, npt.NDArray[np.int32]]:
    """Connections of the trips that run on a date, in the order of trips and stops; times moved by offset_s."""
    trips, times, stops = timetable.trips, timetable.stop_times, timetable.stops
    runs = trips["service_id"].isin(timetable.active_services(date)).to_numpy()
    open_stop = np.ones(len(stops), np.bool_)
    if wheelchair:
        runs = runs & _accessible(trips["wheelchair_accessible"].to_numpy(), unknown_accessible)
        open_stop = _accessible(stops["wheelchair_boarding"].to_numpy(), unknown_accessible)
    trip, stop = times["trip"].to_numpy(), times["stop"].to_numpy()
    arrival_s, departure_s = times["arrival_s"].to_numpy(), times["departure_s"].to_numpy()
    may_board = (times["pickup_type"].to_numpy() != _NOT_AVAILABLE) & open_stop[stop]
    may_alight = (times["drop_off_type"].to_numpy() != _NOT_AVAILABLE) & open_stop[stop]
    here = np.flatnonzero(runs[trip[:-1]] & (trip[:-1] == trip[1:]))
    following = here + 1
    return {
        "from_stop": stop[here],
        "to_stop": stop[following],
        "departure_s": (departure_s[here] + offset_s).astype(np.int32),
        "arrival_s": (arrival_s[following] + offset_s).astype(np.int32),
        # The same trip may run today and, late, have run yesterday: two vehicles.
        "trip": (trip[here] * 2 + (offset_s != 0)).astype(np.int32),
        "may_board": may_board[here].astype(np.int32),
        "may_alight": may_alight[following].astype(np.int32),
    }


def _accessible(marks: npt.NDArray[np.int8], unknown_accessible: bool) -> npt.NDArray[np.bool_]:
    return np.asarray(marks != _NO if unknown_accessible else marks == _YES, dtype=np.bool_)


def _as_network(timetable: Timetable, date: datetime.date, runs: dict[str, npt.NDArray[np.int32]]) -> TransitNetwork:
    # Runs stand in the order of trips and stops, so turning a stable sort around puts the later of equals first.
    order = np.argsort(runs["departure_s"], kind="stable")[::-1]
    used = np.unique(np.r_[runs["from_stop"], runs["to_stop"]])
    row_of_stop = np.full(len(timetable.stops), -1, np.int32)
    row_of_stop[used] = np.arange(used.size, dtype=np.int32)
    trip_of_run, trip = np.unique(runs["trip"], return_inverse=True)
    network = TransitNetwork(
        date=date,
        stop=used.astype(np.int32),
        stop_points=Points(
            timetable.stops["lon"].to_numpy(np.float64)[used], timetable.stops["lat"].to_numpy(np.float64)[used]
        ),
        from_stop=row_of_stop[runs["from_stop"]][order],
        to_stop=row_of_stop[runs["to_stop"]][order],
        departure_s=runs["departure_s"][order],
        arrival_s=runs["arrival_s"][order],
        trip=trip.astype(np.int32)[order],
        may_board=runs["may_board"][order] == 1,
        may_alight=runs["may_alight"][order] == 1,
        n_trips=trip_of_run.size,
        trip_row=(trip_of_run // 2).astype(np.int32),
        transfers=_transfers(timetable, row_of_stop),
    )
    return _read_only(network)


def _transfers(timetable: Timetable, row_of_stop: IntArray) -> IntArray:
    """The feed's rules for changing between stops of the day."""
    columns = ["from_stop", "to_stop", "transfer_type", "min_transfer_time_s"]
    rules = timetable.transfers[columns].to_numpy(np.int32).reshape(-1, 4).copy()
    rules[:, :2] = row_of_stop[rules[:, :2]]
    return rules[(rules[:, :2] >= 0).all(axis=1)]


def _read_only(network: TransitNetwork) -> TransitNetwork:
    for array in vars(network).values():
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return network
