"""A town whose every travel time is worked out on paper.

Everything lies on one meridian. A *paper metre* is 0.999 m, so that at 1 m/s, with a detour of 1, a walk of n paper
metres (n < 1000) takes ceil(0.999 n) = n whole seconds. Positions are paper metres north of the market.

    home -300 | A 0 (market)  F 400 (shop) | B 5000  C 5200 | D 12000  work 12100 | G 30000  H 31000  I 32000
    J 40000  K 42000 | M 50000  O 52000  Q 54000  N 56000 | R 60000  S 62000 | T 70000  U 71000  V 73000  W 76000
    X0 78000  X 80000  Y 80250  Z 80500  Z1 83000

Unless a case says otherwise: walk 1 m/s, at most 15 min to a stop and 5 min between stops, 60 s to change, at most 4
vehicles and 120 min, Wednesday 2026-03-04, ten departure minutes 08:00-08:10. Of ten minutes, percentile 5 is the
smallest (ceil 0.5 = 1st), 50 the 5th and 95 the 10th (ceil 9.5). `m` is the minute one leaves, "-" not reached.

home -> work (300 s to A; 100 s from D). One bus A 08:10 - B 08:20, walk B - C 200 s, buses C 08:24 - D 08:34 and
C 08:30 - D 08:40. Ready at C: 08:20:00 + 200 s + 60 s = 08:24:20, which misses 08:24:00 and takes 08:30, at work
08:41:40. Who leaves at m <= 5 reaches A by 08:10:00 sharp (no slack at the first vehicle): 41:40 ... 36:40. Who leaves
at m = 6 ... 9 takes the direct slow bus A 08:15 - D 09:00, at work 09:01:40: 55:40 ... 52:40 (the fast pair would
again be missed at C 08:54 and reach 09:11:40).  5th of ten = 40:40.
  slack 0: ready at C 08:23:20, takes 08:24, D 08:34, at work 08:35:40: 35:40 ... 30:40 for m <= 5; later ones
    take the slow bus (09:01:40) as the next fast pair ends 09:05:40.  30:40, 34:40, 55:40
  one vehicle: the slow bus only, 61:40 ... 52:40.  52:40, 56:40, 61:40
  3 min between stops: 200 s is too far, again the slow bus only. 4 min: as at first.
  at most 40 min in all: 36:40 ... 39:40, the rest not reached.  36:40, -, -
  at most 41 min: 36:40 ... 40:40, the rest not reached.  36:40, 40:40, -
  walk 1.5 m/s: 299.7 m in 199.8 -> 200 s, B - C 133.2 -> 134 s, D - work 66.6 -> 67 s. Ready at C 08:23:14, takes
    08:24, D 08:34, at work 08:35:07 for m <= 6: 35:07 ... 29:07; m = 7, 8, 9: 09:01:07.  29:07, 33:07, 54:07
home -> shop: on foot 700 s = 11:40; bus A 08:10 - F 08:12 for m <= 5: 12:00 ... 7:00. Walking is faster at m = 0 and is
    the only way at m = 6 ... 9.  7, 8, 9, 10, 11, then five times 11:40
  at most 5 min on foot: 300 s to A is just allowed, 700 s is not: 12 ... 7, then not reached.  7:00, 11:00, -
  at most 4 min: nothing.
Pickup and drop-off, 08:05-08:15. Bus G 08:10 - H 08:15 (no boarding at H) - I 08:20; G 08:30 - H 08:35 (no alighting at
    H) - I 08:40.  G -> H: 10 ... 5 for m = 5 ... 10, then not reached.  5, 9, -
    H -> I: only the second: 35 ... 26.  26, 30, 35.   G -> I: 15 ... 10, then 29 ... 26.  10, 14, 29
Friday 2026-03-06: the weekday service is taken out, an extra one put in: G 08:07 - H 08:12.  G -> H 08:05-08:15:
    7, 6, 5, then not reached.  5, -, -    H -> I: not reached.
Past midnight: J 24:10 - K 24:20 on weekdays.  Wednesday 00:00-00:10 rides Tuesday's bus: 20 ... 11.  11, 15, 20
    Monday 2026-03-02: Sunday had none. Saturday 03-07: Friday's was taken out. Saturday 03-14: Friday's bus, as above.
    Wednesday 23:50-24:00 rides Wednesday's own: 30 ... 21.  21, 25, 30
Wheelchair. Stops: M blank but its parent station says yes, Q yes, O blank without a parent, N no. Buses: not
    accessible M 08:10 - Q 08:20; unknown M 08:12 - Q 08:25; accessible M 08:15 - O 08:20 - Q 08:30 - N 08:40.
    Anyone: M -> Q 20 ... 11, M -> O 20 ... 11, M -> N 40 ... 31, O -> Q 30 ... 21.
    Wheelchair, unknown read as yes: M -> Q 25 ... 16, M -> O 20 ... 11, M -> N -, O -> Q 30 ... 21.
    Wheelchair, unknown read as no:  M -> Q 30 ... 21, M -> O -, M -> N -, O -> Q -.
Frequencies: R 06:00 - S 06:07 is a pattern, run every 600 s from 08:00 to before 08:30: 08:00, 08:10, 08:20.
    08:00: 7; m = 1 ... 9: 16 ... 8.  7, 11, 16.   08:25-08:35: nothing. 05:00-05:10: nothing (and no run at 06:00).
Blank times: T 08:10, U, V, W 08:40 with 1, 2 and 3 km between: U 08:15, V 08:25.  T -> U 15 ... 6, U -> V 25 ... 16.
    With shape_dist_traveled 0, 3, 4, 6 and T 10:10, W 10:40: U 10:25, V 10:30.  10:00-10:10: T -> U 25 ... 16
A walk never follows a walk: X0 08:10 - X 08:20, Z 08:30 - Z1 08:40. X - Y and Y - Z are 250 s each, X - Z 500 s: too
    far to change at 5 min, although Y lies between.  At 9 min: ready 08:29:20, at Z1 08:40: 40 ... 31.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.reference.oracle import EARTH_RADIUS_M, Limits, Place
from tests.reference.small_feeds import WEEKDAYS_ONLY, SmallFeed

PAPER_METRE_M = 0.999
LON, LAT = 26.7, 60.5
DEGREE_M = EARTH_RADIUS_M * 3.141592653589793 / 180

STOPS = {
    **{"A": 0, "F": 400, "B": 5000, "C": 5200, "D": 12000, "G": 30000, "H": 31000, "I": 32000, "J": 40000, "K": 42000},
    **{"M": 50000, "O": 52000, "Q": 54000, "N": 56000, "R": 60000, "S": 62000, "T": 70000, "U": 71000, "V": 73000},
    **{"W": 76000, "X0": 78000, "X": 80000, "Y": 80250, "Z": 80500, "Z1": 83000},
}
WHEELCHAIR_BOARDING = {"Q": "1", "N": "2"}
TOWN = Limits(
    walk_speed_ms=1.0,
    detour=1.0,
    max_walk_min=15,
    max_transfer_walk_min=5,
    transfer_slack_s=60,
    max_boardings=4,
    max_time_min=120,
)


def north(paper_m: float) -> float:
    """Return the latitude so many paper metres north of the market."""
    return LAT + paper_m * PAPER_METRE_M / DEGREE_M


def places() -> list[Place]:
    """Return home, work, shop and one place at every stop, named like the stop in small letters."""
    named = {"home": -300, "work": 12100, "shop": 400, **{stop.lower(): at for stop, at in STOPS.items()}}
    return [(name, LON, north(at)) for name, at in named.items()]


def write_timetable(path: Path) -> Path:
    """Write the town's timetable and return its path."""
    feed = SmallFeed()
    feed.service("WD", WEEKDAYS_ONLY)
    feed.service("SAT", "0000010")
    feed.add("calendar_dates", service_id="WD", date="20260306", exception_type=2)
    feed.add("calendar_dates", service_id="EXTRA", date="20260306", exception_type=1)
    feed.stop("station", LON, north(STOPS["M"]), location_type=1, wheelchair_boarding=1)
    for stop_id, at in STOPS.items():
        parent = "station" if stop_id == "M" else ""
        boarding = WHEELCHAIR_BOARDING.get(stop_id, "")
        feed.stop(stop_id, LON, north(at), parent_station=parent, wheelchair_boarding=boarding)
    for trip_id, calls in {
        "fast 1": "A 08:10, B 08:20",
        "fast 2": "A 08:40, B 08:50",
        "on 1": "C 08:24, D 08:34",
        "on 2": "C 08:30, D 08:40",
        "on 3": "C 08:54, D 09:04",
        "on 4": "C 09:00, D 09:10",
        "slow": "A 08:15, D 09:00",
        "shop": "A 08:10, F 08:12",
        "no pickup": "G 08:10, H 08:15 pickup=1, I 08:20",
        "no drop-off": "G 08:30, H 08:35 drop_off=1, I 08:40",
        "night": "J 24:10, K 24:20",
        "pattern": "R 06:00, S 06:07",
        "blank": "T 08:10, U, V, W 08:40",
        "shaped": "T 10:10 shape=0, U shape=3, V shape=4, W 10:40 shape=6",
        "to X": "X0 08:10, X 08:20",
        "from Z": "Z 08:30, Z1 08:40",
        "from Y": "Y 06:00, Z1 06:10",
    }.items():
        feed.trip(trip_id, calls, "WD")
    feed.trip("not accessible", "M 08:10, Q 08:20", "WD", wheelchair_accessible=2)
    feed.trip("unknown", "M 08:12, Q 08:25", "WD")
    feed.trip("accessible", "M 08:15, O 08:20, Q 08:30, N 08:40", "WD", wheelchair_accessible=1)
    feed.trip("extra", "G 08:07, H 08:12", "EXTRA")
    feed.trip("saturday", "G 08:10, H 08:20", "SAT")
    feed.add("frequencies", trip_id="pattern", start_time="08:00:00", end_time="08:30:00", headway_secs=600)
    return feed.write(path)


@dataclass(frozen=True)
class Case:
    """One question and its three answers (percentiles 5, 50, 95) as min:s or "-"."""

    name: str
    way: str  # "origin destination"
    expected: str
    limits: Limits = TOWN
    date: str = "2026-03-04"
    window: str = "08:00-08:10"
    mode: str = field(default="transit")

    @property
    def run(self) -> tuple[str, str, str, Limits]:
        """Return what one run of the command has in common."""
        return self.mode, self.date, self.window, self.limits


WHEELCHAIR, WHEELCHAIR_SURE = (TOWN.but(wheelchair=True, unknown_accessible=known) for known in (True, False))
MORNING, NIGHT = "08:05-08:15", "00:00-00:10"

CASES = (
    Case("changing needs slack", "home work", "36:40 40:40 55:40"),
    Case("no slack catches the earlier bus", "home work", "30:40 34:40 55:40", TOWN.but(transfer_slack_s=0)),
    Case("one vehicle only", "home work", "52:40 56:40 61:40", TOWN.but(max_boardings=1)),
    Case("two vehicles suffice", "home work", "36:40 40:40 55:40", TOWN.but(max_boardings=2)),
    Case("too far between the stops", "home work", "52:40 56:40 61:40", TOWN.but(max_transfer_walk_min=3)),
    Case("near enough between the stops", "home work", "36:40 40:40 55:40", TOWN.but(max_transfer_walk_min=4)),
    Case("time limit 40", "home work", "36:40 - -", TOWN.but(max_time_min=40)),
    Case("time limit 41", "home work", "36:40 40:40 -", TOWN.but(max_time_min=41)),
    Case("a faster walker", "home work", "29:07 33:07 54:07", TOWN.but(walk_speed_ms=1.5)),
    Case("walking may be faster", "home shop", "7:00 11:00 11:40"),
    Case("walk limit just allows the stop", "home shop", "7:00 11:00 -", TOWN.but(max_walk_min=5)),
    Case("walk limit forbids the stop", "home shop", "- - -", TOWN.but(max_walk_min=4)),
    Case("on foot", "home shop", "11:40 11:40 11:40", mode="walk"),
    Case("on foot beyond the limit", "home shop", "- - -", TOWN.but(max_walk_min=11), mode="walk"),
    Case("on foot beyond the time limit", "home shop", "- - -", TOWN.but(max_time_min=11), mode="walk"),
    Case("at the place itself", "home home", "0:00 0:00 0:00"),
    Case("no boarding at H", "h i", "26:00 30:00 35:00", window=MORNING),
    Case("alighting at H", "g h", "5:00 9:00 -", window=MORNING),
    Case("riding through H", "g i", "10:00 14:00 29:00", window=MORNING),
    Case("an extra service by exception", "g h", "5:00 - -", date="2026-03-06", window=MORNING),
    Case("a service removed by exception", "h i", "- - -", date="2026-03-06", window=MORNING),
    Case("yesterday's late bus", "j k", "11:00 15:00 20:00", window=NIGHT),
    Case("no late bus on Sunday", "j k", "- - -", date="2026-03-02", window=NIGHT),
    Case("yesterday's service was removed", "j k", "- - -", date="2026-03-07", window=NIGHT),
    Case("Friday's late bus on Saturday", "j k", "11:00 15:00 20:00", date="2026-03-14", window=NIGHT),
    Case("today's late bus past midnight", "j k", "21:00 25:00 30:00", window="23:50-24:00"),
    Case("anyone to Q", "m q", "11:00 15:00 20:00"),
    Case("anyone to O", "m o", "11:00 15:00 20:00"),
    Case("anyone to N", "m n", "31:00 35:00 40:00"),
    Case("anyone from O", "o q", "21:00 25:00 30:00"),
    Case("wheelchair to Q", "m q", "16:00 20:00 25:00", WHEELCHAIR),
    Case("wheelchair to O, unknown", "m o", "11:00 15:00 20:00", WHEELCHAIR),
    Case("wheelchair to N, not accessible", "m n", "- - -", WHEELCHAIR),
    Case("wheelchair from O, unknown", "o q", "21:00 25:00 30:00", WHEELCHAIR),
    Case("wheelchair to Q for sure", "m q", "21:00 25:00 30:00", WHEELCHAIR_SURE),
    Case("wheelchair to O for sure", "m o", "- - -", WHEELCHAIR_SURE),
    Case("wheelchair to N for sure", "m n", "- - -", WHEELCHAIR_SURE),
    Case("wheelchair from O for sure", "o q", "- - -", WHEELCHAIR_SURE),
    Case("every ten minutes", "r s", "7:00 11:00 16:00"),
    Case("the last of every ten minutes", "r s", "- - -", window="08:25-08:35"),
    Case("the pattern itself does not run", "r s", "- - -", window="05:00-05:10"),
    Case("blank time by straight line", "t u", "6:00 10:00 15:00"),
    Case("boarding at a blank time", "u v", "16:00 20:00 25:00"),
    Case("blank time by shape distance", "t u", "16:00 20:00 25:00", window="10:00-10:10"),
    Case("a walk never follows a walk", "x0 z1", "- - -"),
    Case("one longer walk between stops", "x0 z1", "31:00 35:00 40:00", TOWN.but(max_transfer_walk_min=9)),
)


def seconds(text: str) -> int | None:
    """Read min:s, or "-" as None."""
    if text == "-":
        return None
    minutes, rest = text.split(":")
    return int(minutes) * 60 + int(rest)
