"""Options and inputs that the commands about journeys share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from assessment.commands.outcome import Language, refuse
from assessment.errors import FaultLog, Refused
from assessment.inputs.distance_check import must_be_near
from assessment.inputs.places import read_places
from assessment.inputs.streets import Streets, read_streets
from assessment.inputs.timetable import Timetable, read_timetable
from assessment.network.linking import Points
from assessment.network.street_network import street_network
from assessment.travel_times.profile import TravellerProfile, traveller_profiles
from assessment.travel_times.walks import AlongStreets, CrowFlies, WalkWays

T = TypeVar("T")


class YesNo(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"


Origins = Annotated[Path, typer.Option(help="CSV (id,lon,lat), GeoPackage, GeoJSON or GeoParquet.")]
Destinations = Annotated[Path, typer.Option(help="As origins.")]
Feeds = Annotated[list[Path] | None, typer.Option("--timetable", help="GTFS feed (.zip); may be given several times.")]
StreetFile = Annotated[Path | None, typer.Option(help="OpenStreetMap extract (.osm.pbf).")]
Day = Annotated[str | None, typer.Option(help="Service day, such as 2026-03-04.")]
ProfileName = Annotated[str, typer.Option(help="Traveller profile: " + ", ".join(traveller_profiles()) + ".")]
WalkSpeed = Annotated[float | None, typer.Option(help="Walking speed, m/s; 1.2 for an adult.")]
MaxWalk = Annotated[
    float | None,
    typer.Option(help="Longest walk to the first stop, from the last, and whole, min; 20 for an adult."),
]
MaxTransferWalk = Annotated[float | None, typer.Option(help="Longest walk between two stops, min; 10 for an adult.")]
TransferSlack = Annotated[int | None, typer.Option(help="Spare time when changing vehicles, s; 60.")]
MaxBoardings = Annotated[int | None, typer.Option(help="Vehicles at most; 4.")]
MaxTime = Annotated[float | None, typer.Option(help="Longest journey, min; 180.")]
Wheelchair = Annotated[
    bool | None, typer.Option("--wheelchair/--no-wheelchair", help="Accessible vehicles and stops, no steps.")
]
UnknownAccessible = Annotated[YesNo, typer.Option(help="How unknown accessibility is read.")]
Detour = Annotated[float, typer.Option(help="Without streets: walk = straight distance times this.")]
Lang = Annotated[Language | None, typer.Option(help="Language of messages.")]


class JourneyInputs:
    """The files of the command, all read before any is used, every fault of all of them reported together."""

    def __init__(self, origins: Path, destinations: Path, streets: Path | None, timetables: tuple[Path, ...]) -> None:
        log = FaultLog()
        from_places = _collected(log, lambda: read_places(origins))
        to_places = from_places if destinations == origins else _collected(log, lambda: read_places(destinations))
        self.streets: Streets | None = _collected(log, lambda: read_streets(streets)) if streets else None
        self.timetable: Timetable | None = (
            _collected(log, lambda: read_timetable(list(timetables))) if timetables else None
        )
        log.raise_if_refused()
        if from_places is None or to_places is None:
            raise AssertionError("a file was refused without a fault")
        self.origins, self.destinations = from_places, to_places
        self.from_points = Points(self.origins.lon, self.origins.lat)
        self.to_points = Points(self.destinations.lon, self.destinations.lat)
        self.warnings = (
            *self.origins.faults,
            *self.destinations.faults,
            *(self.timetable.faults if self.timetable else ()),
        )
        self._must_lie_together(origins.name, destinations.name)

    def _must_lie_together(self, origins_file: str, destinations_file: str) -> None:
        """Refuse places of another part of the world than the streets or the timetable."""
        for file, points in ((origins_file, self.from_points), (destinations_file, self.to_points)):
            if self.streets is not None:
                must_be_near(
                    file, points.lon, points.lat, self.streets.source.file, self.streets.node_lon, self.streets.node_lat
                )
            if self.timetable is not None:
                stops = self.timetable.stops
                feeds = ", ".join(source.file for source in self.timetable.sources)
                must_be_near(
                    file, points.lon, points.lat, feeds, stops["lon"].to_numpy(float), stops["lat"].to_numpy(float)
                )

    def ways(self, traveller: TravellerProfile, detour: float) -> WalkWays:
        """How the traveller walks: along the streets where they are given."""
        if self.streets is None:
            return CrowFlies(detour)
        return AlongStreets(street_network(self.streets, "walk_step_free" if traveller.wheelchair else "walk"))


def _collected(log: FaultLog, read: Callable[[], T]) -> T | None:
    """What a reader gives; None when it refuses, its faults added to the log."""
    try:
        return read()
    except Refused as refused:
        for fault in refused.faults:
            log.add(fault)
        return None


def traveller(name: str, **given: float | bool | None) -> TravellerProfile:
    """The named profile with the values given beside it."""
    profiles = traveller_profiles()
    if name not in profiles:
        raise refuse("argument_profile_unknown", "--profile", name, known=", ".join(profiles))
    above_nothing = {"walk_speed_ms": 0.01, "max_boardings": 0, "max_time_min": 0, "max_walk_min": 0}
    for attribute, value in given.items():
        least = above_nothing.get(attribute, 0)
        if value is not None and not value >= least:
            raise refuse("argument_too_small", "--" + attribute.replace("_", "-"), str(value), least=least)
    return replace(profiles[name], **{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
