"""A town of streets whose every walk is worked out on paper, and what the wheelchair and the car may use of it.

Positions are (east, north) in paper metres of 0.999 m from a corner: at 1 m/s a way of n paper metres (n < 1000) takes
n whole seconds; the rounding of OpenStreetMap coordinates (1 cm) is far below what is left.

    4 (0,300) ------------ 3 (400,300)        9 (500,100) ---- 10 (700,100)
    |                      |                  |                |
    1 (0,0) ==one way=>=== 2 (400,0) -------- 6 (500,0) ~~~~~~ 8 (700,0)
                           # steps            |
                           5 (400,-200) ----- 7 (500,-200)

1-2-3-4-1 residential at 30 km/h, 1-2 one way for cars; 2-5 steps; 2-6-7-5 and 6-9-10-8 footways; 6-8 a footway tagged
wheelchair=no. Two more pieces of street lie far to the east, (20000 ... 20400, 0) and (40000 ... 40400, 0).

Places: west (0,0), east (400,0), foot (400,-200) at the foot of the steps, far (700,0), yard (150,40) and shop (350,30)
north of 1-2, beside (405,-100) by the steps, meadow (20300,-20), lake (40300,10).
Stops: S1 (380,10), S2 (20100,10), S3 (20250,10), S4 (40200,-10).

On foot:   west - east 400 both ways (one way is for cars).  west - foot 400 + 200 = 600.
  west - far 400 + 100 + 200 = 700.  yard - east 40 + 250 = 290.  yard - west 40 + 150 = 190.  yard - shop on the same
  edge 40 + 200 + 30 = 270 both ways.  beside - east 5 + 100 = 105.  west - meadow: no way.
Wheelchair: west - east 400.  west - foot 400 + 100 + 200 + 100 = 800.  west - far 400 + 100 + 100 + 200 + 100 = 900.
  beside joins the footway 6-7 at (500,-100): 95 + 100 + 100 = 295 to east.
Car: west -> east 400 m, east -> west 300 + 400 + 300 = 1000 m at the same speed: two and a half times as long.
Bus, 08:00-08:10, 15 min to a stop, 5 min between stops, 60 s to change. Buses S1 08:10 - S2 08:30, S1 08:20 -
  S2 08:40; S3 08:34 - S4 08:44, S3 08:43 - S4 08:53, S3 08:50 - S4 09:00.
  west - S1 380 + 10 = 390 s, so m <= 3 takes the first bus. S2 - meadow 10 + 200 + 20 = 230 s: there 08:33:50 or
    08:43:50.  33:50 ... 30:50, then (m = 4 ... 9) 39:50 ... 34:50.  Percentiles 5, 50, 95: 30:50, 34:50, 39:50
  S2 - S3 10 + 150 + 10 = 170 s: ready 08:33:50, takes 08:34; or ready 08:43:50, misses 08:43, takes 08:50.
    S4 - lake 10 + 100 + 10 = 120 s: there 08:46 or 09:02.  46 ... 43, then 58 ... 53.  43, 53, 58
"""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from tests.reference.oracle import EARTH_RADIUS_M, Limits, Place
from tests.reference.small_feeds import SmallFeed
from tests.reference.streets import StreetGraph, graph_of
from tests.reference.town import PAPER_METRE_M, TOWN, Case

LON, LAT = 26.9, 60.8
NODES = {
    **{1: (0, 0), 2: (400, 0), 3: (400, 300), 4: (0, 300), 5: (400, -200), 6: (500, 0), 7: (500, -200)},
    **{8: (700, 0), 9: (500, 100), 10: (700, 100), 11: (20000, 0), 12: (20400, 0), 13: (40000, 0), 14: (40400, 0)},
}
RESIDENTIAL = {"highway": "residential", "maxspeed": "30"}
WAYS: tuple[tuple[tuple[int, ...], dict[str, str]], ...] = (
    ((1, 2), {**RESIDENTIAL, "oneway": "yes"}),
    ((2, 3, 4, 1), RESIDENTIAL),
    ((2, 5), {"highway": "steps"}),
    ((2, 6, 7, 5), {"highway": "footway"}),
    ((6, 8), {"highway": "footway", "wheelchair": "no"}),
    ((6, 9, 10, 8), {"highway": "footway"}),
    ((11, 12), RESIDENTIAL),
    ((13, 14), RESIDENTIAL),
)
PLACES = {
    **{"west": (0, 0), "east": (400, 0), "foot": (400, -200), "far": (700, 0), "yard": (150, 40), "shop": (350, 30)},
    **{"beside": (405, -100), "meadow": (20300, -20), "lake": (40300, 10)},
}
STOPS = {"S1": (380, 10), "S2": (20100, 10), "S3": (20250, 10), "S4": (40200, -10)}
TRIPS = ("S1 08:10, S2 08:30", "S1 08:20, S2 08:40", "S3 08:34, S4 08:44", "S3 08:43, S4 08:53", "S3 08:50, S4 09:00")


def at(east: float, north: float) -> tuple[float, float]:
    """Return lon, lat of a position in paper metres."""
    degree_m = EARTH_RADIUS_M * math.pi / 180
    lat = LAT + north * PAPER_METRE_M / degree_m
    return LON + east * PAPER_METRE_M / (degree_m * math.cos(math.radians(LAT))), lat


def places() -> list[Place]:
    """Return the places by name."""
    return [(name, *at(*position)) for name, position in PLACES.items()]


def write_streets(path: Path) -> Path:
    """Write the streets as OpenStreetMap PBF and return the path."""
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        for node, position in NODES.items():
            writer.add_node(Node(id=node, location=at(*position), version=1))
        for way, (nodes, tags) in enumerate(WAYS, start=1):
            writer.add_way(Way(id=way, nodes=nodes, tags=tags, version=1))
    return path


def walkable(step_free: bool) -> StreetGraph:
    """Return the streets one may walk, or roll, as the oracle's graph."""
    edges = [
        (a - 1, b - 1)
        for nodes, tags in WAYS
        if not step_free or (tags["highway"] != "steps" and tags.get("wheelchair") != "no")
        for a, b in itertools.pairwise(nodes)
    ]
    lon, lat = zip(*(at(*position) for position in NODES.values()), strict=True)
    return graph_of(lon, lat, edges)


def write_timetable(path: Path) -> Path:
    """Write the buses between the pieces of street and return the path."""
    feed = SmallFeed()
    feed.service("ALL")
    for stop_id, position in STOPS.items():
        feed.stop(stop_id, *at(*position), wheelchair_boarding=1)
    for number, calls in enumerate(TRIPS):
        feed.trip(f"t{number}", calls, wheelchair_accessible=1)
    return feed.write(path)


def _everywhere(text: str) -> str:
    return f"{text} {text} {text}"


ROLLING: Limits = TOWN.but(wheelchair=True, unknown_accessible=False)
CASES = (
    *(
        Case(f"on foot {way}", way, _everywhere(time), mode="walk")
        for way, time in {
            "west east": "6:40",
            "east west": "6:40",
            "west foot": "10:00",
            "west far": "11:40",
            "yard east": "4:50",
            "yard west": "3:10",
            "yard shop": "4:30",
            "shop yard": "4:30",
            "beside east": "1:45",
            "west meadow": "-",
        }.items()
    ),
    *(
        Case(f"wheelchair {way}", way, _everywhere(time), ROLLING, mode="walk")
        for way, time in {"west east": "6:40", "west foot": "13:20", "west far": "15:00", "beside east": "4:55"}.items()
    ),
    Case("bus along streets", "west meadow", "30:50 34:50 39:50"),
    Case("change along streets", "west lake", "43:00 53:00 58:00"),
    Case("wheelchair, bus along streets", "west lake", "43:00 53:00 58:00", ROLLING),
    Case("a limit on the way to the stop", "west meadow", "- - -", TOWN.but(max_walk_min=6)),
)
