"""`travel-times`: from every origin to every destination, on foot, by car or by public transport."""

from __future__ import annotations

import csv
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from assessment.commands.outcome import (
    Language,
    guarded,
    message_language,
    progress_bar,
    refuse,
    report_warnings,
    whole_or_not_at_all,
)
from assessment.commands.values import percentile_list, percentile_name, service_date, time_window
from assessment.errors import Fault, Refused
from assessment.inputs.distance_check import must_be_near
from assessment.inputs.places import Places, read_places
from assessment.inputs.streets import Streets, read_streets
from assessment.inputs.timetable import Timetable, read_timetable, require_service
from assessment.language import translator
from assessment.network.linking import Points
from assessment.network.street_network import street_network
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import car_times, transit_times, walk_times
from assessment.travel_times.profile import TravellerProfile, traveller_profiles
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.walks import AlongStreets, CrowFlies, WalkWays

IntArray = npt.NDArray[np.int32]
MEDIAN = 50.0


class ModeName(StrEnum):
    """Ways of travelling."""

    WALK = "walk"
    CAR = "car"
    TRANSIT = "transit"


class YesNo(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"


@guarded
def travel_times(
    origins: Annotated[Path, typer.Option(help="CSV (id,lon,lat), GeoPackage, GeoJSON or GeoParquet.")],
    destinations: Annotated[Path, typer.Option(help="As origins.")],
    mode: Annotated[ModeName, typer.Option(help="Way of travelling.")],
    output: Annotated[
        Path, typer.Option(help="CSV to write: from_id,to_id,travel_time_p50 in minutes; empty = not reached.")
    ],
    timetable: Annotated[list[Path] | None, typer.Option(help="GTFS feed (.zip); may be given several times.")] = None,
    streets: Annotated[Path | None, typer.Option(help="OpenStreetMap extract (.osm.pbf).")] = None,
    date: Annotated[str | None, typer.Option(help="Service day, such as 2026-03-04.")] = None,
    window: Annotated[str, typer.Option(help="Departure minutes, start included, end not.")] = "09:00-11:00",
    profile: Annotated[str, typer.Option(help="Traveller profile: " + ", ".join(traveller_profiles()) + ".")] = "adult",
    walk_speed_ms: Annotated[float | None, typer.Option(help="Walking speed, m/s; 1.2 for an adult.")] = None,
    max_walk_min: Annotated[
        float | None,
        typer.Option(help="Longest walk to the first stop, from the last, and whole, min; 20 for an adult."),
    ] = None,
    max_transfer_walk_min: Annotated[
        float | None, typer.Option(help="Longest walk between two stops, min; 10 for an adult.")
    ] = None,
    transfer_slack_s: Annotated[int | None, typer.Option(help="Spare time when changing vehicles, s; 60.")] = None,
    max_boardings: Annotated[int | None, typer.Option(help="Vehicles at most; 4.")] = None,
    max_time_min: Annotated[float | None, typer.Option(help="Longest journey, min; 180.")] = None,
    wheelchair: Annotated[
        bool | None, typer.Option("--wheelchair/--no-wheelchair", help="Accessible vehicles and stops, no steps.")
    ] = None,
    unknown_accessible: Annotated[YesNo, typer.Option(help="How unknown accessibility is read.")] = YesNo.NO,
    detour: Annotated[float, typer.Option(help="Without streets: walk = straight distance times this.")] = 1.3,
    percentiles: Annotated[str, typer.Option(help="Percentiles over the departure minutes.")] = "50",
    nearest: Annotated[
        bool, typer.Option("--nearest", help="One row an origin: the destination with the smallest median.")
    ] = False,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Travel times from every origin to every destination.

    A departure minute is each whole minute of the window; the wait for the first vehicle counts. By the definitions of
    the README's chapter on travel times.
    """
    language = message_language(lang)
    shares = percentile_list(percentiles)
    minutes = time_window(window)
    traveller = _traveller(
        profile,
        walk_speed_ms=walk_speed_ms,
        max_walk_min=max_walk_min,
        max_transfer_walk_min=max_transfer_walk_min,
        transfer_slack_s=transfer_slack_s,
        max_boardings=max_boardings,
        max_time_min=max_time_min,
        wheelchair=wheelchair,
        unknown_accessible=unknown_accessible is YesNo.YES,
    )
    if not detour >= 1:
        raise refuse("argument_too_small", "--detour", str(detour), least=1)
    wants_transit = mode is ModeName.TRANSIT
    if wants_transit and not (timetable and date):
        raise refuse("argument_missing", "--date" if timetable else "--timetable", "", mode=mode.value)
    if mode is ModeName.CAR and streets is None:
        raise refuse("argument_missing", "--streets", "", mode=mode.value)
    day = service_date(date) if date else None
    inputs = _Inputs(origins, destinations, streets, tuple(timetable or ()) if wants_transit else ())
    report_warnings(inputs.warnings, language)
    with progress_bar(translator(language)("command.travel_times")) as progress:
        if mode is ModeName.WALK:
            seconds = walk_times(inputs.from_points, inputs.to_points, inputs.ways(traveller, detour), traveller)[None]
        elif mode is ModeName.CAR:
            assert inputs.streets is not None
            network = street_network(inputs.streets, "car")
            seconds = car_times(inputs.from_points, inputs.to_points, network, traveller, progress)[None]
        else:
            assert inputs.timetable is not None and day is not None
            require_service(inputs.timetable, day)
            connections = transit_network(
                inputs.timetable,
                day,
                wheelchair=traveller.wheelchair,
                unknown_accessible=traveller.unknown_accessible,
            )
            ways = inputs.ways(traveller, detour)
            wanted = shares if MEDIAN in shares or not nearest else (*shares, MEDIAN)
            seconds = transit_times(
                inputs.from_points, inputs.to_points, connections, ways, traveller, minutes, wanted, progress
            )
    if mode is not ModeName.TRANSIT:
        # The same at every minute, and so at every percentile.
        seconds = np.repeat(seconds, len(shares), axis=0)
    median = (*shares, MEDIAN).index(MEDIAN) if wants_transit else 0
    write_times(output, inputs.origins.ids, inputs.destinations.ids, seconds, shares, median if nearest else None)


class _Inputs:
    """The files of the command, all read before any is used, every fault of all of them reported together."""

    def __init__(self, origins: Path, destinations: Path, streets: Path | None, timetables: tuple[Path, ...]) -> None:
        faults: list[Fault] = []
        read: list[object] = []
        readers = [(read_places, origins), (read_places, destinations)]
        for reader, argument in [
            *readers,
            *([(read_streets, streets)] if streets else []),
            *([(read_timetable, list(timetables))] if timetables else []),
        ]:
            try:
                read.append(reader(argument))  # type: ignore[operator]
            except Refused as refused:
                faults.extend(refused.faults)
        if faults:
            raise Refused(dict.fromkeys(faults))
        self.origins, self.destinations = (item for item in read[:2] if isinstance(item, Places))
        self.streets = next((item for item in read if isinstance(item, Streets)), None)
        self.timetable = next((item for item in read if isinstance(item, Timetable)), None)
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


def _traveller(name: str, **given: float | bool | None) -> TravellerProfile:
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


def write_times(
    path: Path,
    from_ids: tuple[str, ...],
    to_ids: tuple[str, ...],
    seconds: IntArray,
    percentiles: tuple[float, ...],
    nearest_by: int | None,
) -> None:
    """Write int32[percentile, destination, origin] as minutes, by origin then destination.

    nearest_by: row of the percentile that decides the one destination written for each origin.
    """
    shown = range(len(percentiles))
    with whole_or_not_at_all(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["from_id", "to_id", *(percentile_name(p) for p in percentiles)])
        if nearest_by is not None:
            # argmin takes the first of equals, which is the first in the file.
            chosen = seconds[nearest_by].argmin(axis=0)
            for origin, from_id in enumerate(from_ids):
                to = int(chosen[origin])
                reached = seconds[nearest_by, to, origin] < UNREACHED
                values = [_minutes(int(seconds[p, to, origin])) for p in shown]
                writer.writerow([from_id, to_ids[to] if reached else "", *values])
            return
        for origin, from_id in enumerate(from_ids):
            columns = [[_minutes(value) for value in seconds[p, :, origin].tolist()] for p in shown]
            writer.writerows([from_id, to_id, *values] for to_id, *values in zip(to_ids, *columns, strict=True))


def _minutes(seconds: int) -> str:
    return "" if seconds >= UNREACHED else f"{seconds / 60:.2f}"
