"""A village along one road: one bus in, one bus out, a taxi on Tuesdays, a bookmobile on Thursdays.

Metres along the road: the library at 0, stop A at 95, cell near at 505; stop B at 9,000, cell village at 9,295; cell
far at 12,005, the bookmobile's stop at 12,100. Nobody walks from far to B: the longest walks are 840 to 1,440 m.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from shapely.geometry import box

from assessment.inputs.municipality import Municipality
from assessment.inputs.provenance import Source
from assessment.inputs.service_taxi import BookingRule, ServiceTaxi
from assessment.inputs.streets import Streets
from assessment.inputs.timetable import Timetable, read_timetable
from tests.impact.towns import DEGREES_A_METRE, LAT, LON, line_town
from tests.reference.small_feeds import WEEKDAYS_ONLY, SmallFeed

TUESDAY, WEDNESDAY, THURSDAY, SUNDAY = (dt.date(2026, 3, day) for day in (3, 4, 5, 8))
NEAR_M, VILLAGE_M, FAR_M = 505, 9295, 12_005
STOPS_M = {"A": 95, "B": 9000}
BOOKMOBILE_M = 12_100
CAR_MS = 10.0


def on_road(metres: float) -> float:
    """The latitude that many metres up the road."""
    return LAT + metres * DEGREES_A_METRE


def road() -> Streets:
    """One street for walking and driving, a node at each place."""
    metres = [0, STOPS_M["A"], NEAR_M, STOPS_M["B"], VILLAGE_M, FAR_M, BOOKMOBILE_M]
    n = len(metres) - 1
    return Streets(
        node_lon=np.full(n + 1, LON),
        node_lat=np.array([on_road(one) for one in metres]),
        segment_from=np.arange(n, dtype=np.int32),
        segment_to=np.arange(1, n + 1, dtype=np.int32),
        length_m=np.diff(np.array(metres, dtype=np.float64)),
        walkable=np.ones(n, dtype=np.bool_),
        step_free=np.ones(n, dtype=np.int8),
        car_forward_ms=np.full(n, CAR_MS, dtype=np.float32),
        car_backward_ms=np.full(n, CAR_MS, dtype=np.float32),
        highway=np.zeros(n, dtype=np.int8),
        source=Source("streets.osm.pbf", "0" * 64),
    )


def timetable(stop_b_accessible: str = "") -> Timetable:
    """Line 1: in from B 08:30 to A 09:00, out from A 13:00 to B 13:30, Monday to Friday."""
    feed = SmallFeed()
    feed.service("WD", WEEKDAYS_ONLY)
    feed.service("SU", "0000001")
    feed.stop("A", LON, on_road(STOPS_M["A"]), wheelchair_boarding=1)
    feed.stop("B", LON, on_road(STOPS_M["B"]), wheelchair_boarding=stop_b_accessible)
    feed.trip("in", "B 08:30, A 09:00", "WD", wheelchair_accessible=1)
    feed.trip("out", "A 13:00, B 13:30", "WD", wheelchair_accessible=1)
    feed.trip("sunday", "A 20:00, B 20:30", "SU")
    with TemporaryDirectory() as folder:
        return read_timetable([feed.write(Path(folder) / "timetable.zip")])


def taxi(**changes: object) -> ServiceTaxi:
    """From the village's and far's homes to the library and back, Tuesdays 9 to 15."""
    usual = ServiceTaxi(
        id="taxi",
        name="Asiointitaksi",
        zone=box(LON - 0.1, on_road(9100), LON + 0.1, on_road(13_000)),
        destination_zone=None,
        destinations=(("Kirjasto", LON, on_road(0)),),
        weekdays=frozenset({1}),
        start_s=9 * 3600,
        end_s=15 * 3600,
        booking=BookingRule("prior_days", 1, 15 * 3600),
    )
    return dataclasses.replace(usual, **changes)  # type: ignore[arg-type]


@cache
def village(hours: str = "Mo-Fr 10:00-18:00", taxis: tuple[ServiceTaxi, ...] = (taxi(),)) -> Municipality:
    """The village: 100 adults near; 40 adults and 20 aged 85 or more in the village; 30 and 10 far."""
    town = line_town(
        {"near": (0, 100, 0, 0, 0), "village": (0, 60, 0, 0, 20), "far": (0, 40, 0, 0, 10)},
        {"L": ("library", 0, hours), "M": ("library", 0, "Th 14:00-15:00")},
        [5000, 20_000],
    )
    cells = town.population.table.assign(lat=[on_road(one) for one in (NEAR_M, VILLAGE_M, FAR_M)])
    points = town.service_points.table.assign(
        lat=[on_road(0), on_road(BOOKMOBILE_M)], mobile=[False, True], stay_min=[np.nan, 20.0]
    )
    return dataclasses.replace(
        town,
        population=dataclasses.replace(town.population, table=cells),
        service_points=dataclasses.replace(town.service_points, table=pd.DataFrame(points)),
        streets=road(),
        timetable=timetable(),
        service_taxis=taxis,
    )
