"""Slow, independent oracle of `visits`, written from the definition of the command over the oracle of travel times.

It tries everything. For a pair it finds every journey by vehicles that is not beaten (none leaves as late and arrives
as early), outward and homeward: a forward search in rounds from every second at which setting out catches some vehicle.
Each outward journey is tried in each opening with the earliest way home. Walking whole is tried at every second.

Where the definition leaves room, this is how it is read:
- One sets out at a whole second, and not before the service day's midnight: d1 >= 0. Vehicles of the day before that
  still run may be taken.
- Walking whole is possible at every moment. All of it counts as one outward option, where a visit at any moment allows
  one. A journey by vehicles that takes as long as walking, or longer, is not an option of its own: who sets out on foot
  as late arrives as early.
- Only outward journeys that are not beaten are tried: a1 is never later than need be.
- `max_time_min` limits the way out from d1, and the way home from r: the wait for the first vehicle home counts.
- With several openings each is tried by itself; who comes too late for one may wait for the next.
- Among visits of equal time away any may be named; where walking both ways is among them, `on_foot` is 1.

Units: seconds since midnight of the service day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tests.reference.oracle import (
    NEVER,
    Limits,
    Metres,
    Place,
    Running,
    Vehicle,
    _transfers,
    _yes,
    seconds_of,
    straight_metres,
    walk_seconds,
    walk_times,
)

COLUMNS_AT_ONCE = 6_000


@dataclass(frozen=True)
class Rules:
    """When the service is open, how long one stays and when one must be home."""

    openings: tuple[tuple[int, int], ...]
    stay_s: int
    home_by_s: int

    @classmethod
    def told(cls, opening: str, stay_min: float = 60, home_by: str = "24:00") -> Rules:
        """Read the values of the command's options."""
        openings = [tuple(seconds_of(clock + ":00") for clock in part.split("-")) for part in opening.split(",")]
        return cls(tuple(openings), round(stay_min * 60), seconds_of(home_by + ":00"))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ways:
    """All ways from one place to another: unbeaten journeys by vehicles, rising, and the seconds on foot."""

    leave_s: np.ndarray
    arrive_s: np.ndarray
    walk_s: int
    max_time_s: float

    def earliest(self, at_s: np.ndarray) -> np.ndarray:
        """Return when one arrives at the earliest who sets out at each of some moments; NEVER = not."""
        at_s = np.asarray(at_s, dtype=np.int64)
        arrival = np.full(at_s.shape, NEVER, dtype=np.int64)
        for leave, arrive in zip(self.leave_s.tolist(), self.arrive_s.tolist(), strict=True):
            can = (leave >= at_s) & (arrive - at_s <= self.max_time_s)
            arrival[can] = np.minimum(arrival[can], arrive)
        if self.walk_s < NEVER:
            arrival = np.minimum(arrival, at_s + self.walk_s)
        return arrival


@dataclass(frozen=True)
class Visit:
    """The answer for one pair; away_s = NEVER where no visit is possible. `best` are all (d1, a1, a2) of it."""

    away_s: int
    outward_options: int
    on_foot: bool
    best: frozenset[tuple[int, int, int]] = field(default_factory=frozenset)


IMPOSSIBLE = Visit(NEVER, 0, False)


def visit(out: Ways, home: Ways, rules: Rules) -> Visit:
    """Try every outward journey with the earliest way home."""
    found: list[tuple[int, int, int, int]] = []  # away, d1, a1, a2
    options = 0
    for d1, a1 in zip(out.leave_s.tolist(), out.arrive_s.tolist(), strict=True):
        allowed = False
        if a1 - d1 >= out.walk_s:
            continue
        for opens, closes in rules.openings:
            ready = max(a1, opens) + rules.stay_s
            a2 = int(home.earliest(np.array([ready]))[0])
            if ready <= closes and a2 < NEVER and a2 <= rules.home_by_s:
                allowed = True
                found.append((a2 - d1, d1, a1, a2))
        options += allowed
    on_foot_s = NEVER
    if out.walk_s < NEVER:
        allowed = False
        for opens, closes in rules.openings:
            a1s = np.arange(out.walk_s, closes - rules.stay_s + 1)
            if not len(a1s):
                continue
            ready = np.maximum(a1s, opens) + rules.stay_s
            a2s = home.earliest(ready)
            can = (ready <= closes) & (a2s < NEVER) & (a2s <= rules.home_by_s)
            away = a2s - (a1s - out.walk_s)
            allowed |= bool(can.any())
            if can.any():
                least = away[can].min()
                found += [
                    (int(least), int(a1 - out.walk_s), int(a1), int(a2))
                    for a1, a2 in zip(a1s[can & (away == least)], a2s[can & (away == least)], strict=True)
                ]
            back = ready + home.walk_s
            both = (ready <= closes) & (home.walk_s < NEVER) & (back <= rules.home_by_s)
            on_foot_s = min([on_foot_s, *(back - (a1s - out.walk_s))[both].tolist()])
        options += allowed
    if not found:
        return IMPOSSIBLE
    away_s = min(found)[0]
    return Visit(away_s, options, on_foot_s == away_s, frozenset(f[1:] for f in found if f[0] == away_s))


def visits(
    running: Running,
    origins: Sequence[Place],
    destinations: Sequence[Place],
    limits: Limits,
    all_rules: Sequence[Rules],
    metres: Metres | None = None,
) -> list[list[list[Visit]]]:
    """Return the visit of every rule, origin and destination."""
    out = all_ways(running, origins, destinations, limits, metres)
    home = all_ways(running, destinations, origins, limits, metres)
    return [
        [
            [visit(out[o][d], home[d][o], rules) for d in range(len(destinations))]  # no shortcuts between the pairs
            for o in range(len(origins))
        ]
        for rules in all_rules
    ]


def all_ways(
    running: Running, froms: Sequence[Place], tos: Sequence[Place], limits: Limits, metres: Metres | None = None
) -> list[list[Ways]]:
    """Return the ways between all places, froms x tos."""
    metres = metres or straight_metres(limits.detour)
    whole = walk_times(froms, tos, limits, metres)
    leave, whose, arrive = _every_departure(running, froms, tos, limits, metres)
    longest_s = limits.max_time_min * 60
    found = []
    for f in range(len(froms)):
        mine = whose == f
        row = []
        for t in range(len(tos)):
            there = arrive[t, mine] - leave[mine] <= longest_s
            row.append(
                Ways(*_unbeaten(leave[mine][there], arrive[t, mine][there]), int(whole[f, t]), longest_s)  # type: ignore[misc]
            )
        found.append(row)
    return found


def _unbeaten(leave: np.ndarray, arrive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    kept: list[tuple[int, int]] = []
    for d, a in sorted(zip(leave.tolist(), arrive.tolist(), strict=True), key=lambda way: (-way[0], way[1])):
        if not kept or a < kept[-1][1]:
            kept.append((d, a))
    kept.reverse()
    return np.array([k[0] for k in kept], dtype=np.int64), np.array([k[1] for k in kept], dtype=np.int64)


def _every_departure(
    running: Running, froms: Sequence[Place], tos: Sequence[Place], limits: Limits, metres: Metres
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (leave, from row, arrival by vehicles at each of tos) of every second that just catches a vehicle."""
    vehicles = [v for v in running.vehicles if _yes(v.accessible, limits)]
    usable = [_yes(a, limits) for a in running.stop_accessible]
    served = sorted({c.stop for v in vehicles for c in v.calls if usable[c.stop]})
    row_of = {stop: row for row, stop in enumerate(served)}
    places = [running.stops[stop] for stop in served]
    if not places:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((len(tos), 0), np.int64)
    access = walk_seconds(metres(froms, places), limits, limits.max_walk_min)
    egress = walk_seconds(metres(places, tos), limits, limits.max_walk_min)
    transfers = [(f, t, s + limits.transfer_slack_s) for f, t, s in _transfers(places, limits, metres)]
    departures: dict[int, set[int]] = {}
    for v in vehicles:
        for call in v.calls[:-1]:
            if call.may_board and call.stop in row_of:
                departures.setdefault(row_of[call.stop], set()).add(call.departure_s)
    columns = sorted(
        {
            (departure - int(access[f, row]), f)
            for row, all_of in departures.items()
            for f in np.flatnonzero(access[:, row] < NEVER).tolist()
            for departure in all_of
            if departure - access[f, row] >= 0
        }
    )
    leave, whose = np.array([[c[0] for c in columns], [c[1] for c in columns]], dtype=np.int64)
    arrive = np.full((len(tos), len(columns)), NEVER, dtype=np.int64)
    for start in range(0, len(columns), COLUMNS_AT_ONCE):
        part = slice(start, start + COLUMNS_AT_ONCE)
        ready = (leave[part] + access[whose[part]].T).astype(np.int32)
        _search(vehicles, row_of, leave[part], ready, egress, transfers, limits, arrive[:, part])
    return leave, whose, arrive


def _search(
    vehicles: Sequence[Vehicle],
    row_of: dict[int, int],
    leave: np.ndarray,
    ready: np.ndarray,
    egress: np.ndarray,
    transfers: Sequence[tuple[int, int, int]],
    limits: Limits,
    best: np.ndarray,
) -> None:
    """Write into best (tos x columns) the earliest arrivals; columns leave in rising order, each on its own.

    Of a vehicle only the columns are looked at that set out before its end and within the longest journey of it.
    """
    longest_s = limits.max_time_min * 60
    near = [v for v in vehicles if v.calls[-1].arrival_s >= leave[0]]
    near = [v for v in near if v.calls[0].departure_s <= leave[-1] + longest_s]
    columns_of = [
        slice(
            int(np.searchsorted(leave, v.calls[0].departure_s - longest_s, "left")),
            int(np.searchsorted(leave, v.calls[-1].arrival_s, "right")),
        )
        for v in near
    ]
    for _ in range(limits.max_boardings):
        arrived = np.full_like(ready, NEVER)  # by vehicle, after this many boardings
        first_ready = ready.min(axis=1)
        for vehicle, columns in zip(near, columns_of, strict=True):
            on_board = None
            for call in vehicle.calls:
                row = row_of.get(call.stop)  # None: nobody may use this stop
                if row is None:
                    continue
                if on_board is not None and call.may_alight:
                    np.minimum(arrived[row, columns], call.arrival_s, out=arrived[row, columns], where=on_board)
                if call.may_board and first_ready[row] <= call.departure_s:
                    boards = ready[row, columns] <= call.departure_s
                    on_board = boards if on_board is None else on_board | boards
        for t in range(egress.shape[1]):
            for row in np.flatnonzero(egress[:, t] < NEVER).tolist():
                there = np.where(arrived[row] < NEVER, arrived[row] + egress[row, t], NEVER)
                np.minimum(best[t], there, out=best[t])
        following = np.full_like(ready, NEVER)
        for from_row, to_row, seconds in transfers:
            np.minimum(following[to_row], arrived[from_row] + np.int32(seconds), out=following[to_row])
        ready = following
        if ready.min() >= NEVER:
            return
