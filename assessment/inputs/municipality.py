"""A municipality's data folder, read and checked as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import shapely

from assessment.errors import Fault, FaultLog, Refused, Severity
from assessment.inputs.areas import Areas, read_areas
from assessment.inputs.consistency import check_cells_in_areas, check_near, frame_of
from assessment.inputs.municipality_settings import SETTINGS_FILE, MunicipalitySettings, read_settings
from assessment.inputs.population import DEFAULT_MASKS, Population, read_population
from assessment.inputs.provenance import Source
from assessment.inputs.service_points import ServicePoints, read_service_points
from assessment.inputs.service_taxi import ServiceTaxi, ServiceTaxis
from assessment.inputs.service_taxi_files import read_service_taxis, taxi_files, together
from assessment.inputs.streets import Streets, read_streets
from assessment.inputs.tables import READERS
from assessment.inputs.timetable import Timetable, read_timetable

STREETS_FILE = "streets.osm.pbf"
OUTLINE_FILE = "outline.geojson"

_Read = TypeVar("_Read")


@dataclass(frozen=True, eq=False)
class Municipality:
    """Everything known of a municipality: who lives where, its areas, services, streets, timetable, service taxis.

    `outline` is the municipality's own outline, else the areas together, in metres of `areas.crs` (EPSG:3067 in
    Finland). `faults` are the warnings and what was left out, of all files. A scenario never alters it: it makes a new
    one with other service points.
    """

    name: str
    number: str
    folder: Path | None
    population: Population
    areas: Areas
    service_points: ServicePoints
    streets: Streets | None
    timetable: Timetable | None
    settings: MunicipalitySettings
    outline: shapely.Geometry | None = None
    faults: tuple[Fault, ...] = ()
    service_taxis: tuple[ServiceTaxi, ...] = ()
    service_taxi_sources: tuple[Source, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where each input file came from, in a fixed order."""
        streets = (self.streets.source,) if self.streets is not None else ()
        timetable = self.timetable.sources if self.timetable is not None else ()
        return (
            self.population.source,
            self.areas.source,
            self.service_points.source,
            *streets,
            *timetable,
            *self.service_taxi_sources,
        )

    def digest(self) -> str:
        """SHA-256 of what the municipality holds, the same on every run and machine.

        Covers the service points, the timetable, the service taxis and the population as they are now, so that a change
        to any of them shows, and the bytes of every file. Positions count to 1e-7 degrees (1 cm): what transforming
        adds beyond that differs by machine.
        """
        cells = self.population.table
        counts = np.column_stack([cells[name].to_numpy(dtype="<f8") for name in self.population.count_columns])
        places = np.rint(cells[["lon", "lat"]].to_numpy(dtype=np.float64) * 1e7).astype("<i8")
        # One way to write NaN: a masked count is -1 here, which no count is.
        masked = np.where(np.isnan(counts), -1.0, counts).astype("<f8")
        content = {
            "name": self.name,
            "number": self.number,
            "sources": [source.sha256 for source in self.sources],
            "service_points": [
                [str(value) if isinstance(value, str) else repr(float(value)) for value in row]
                for row in self.service_points.table.itertuples(index=False, name=None)
            ],
            "timetable": None if self.timetable is None else self.timetable.digest(),
            "service_taxis": [taxi.content() for taxi in self.service_taxis],
            "areas": [self.areas.table["id"].tolist(), self.areas.table["name"].tolist()],
            "cells": cells["id"].tolist(),
            "count_columns": list(self.population.count_columns),
            "counts": hashlib.sha256(masked.tobytes() + places.tobytes()).hexdigest(),
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_municipality(folder: Path) -> Municipality:
    """Read a data folder with all its files.

    Needed are municipality.yaml, population.*, areas.* and service_points.*; streets.osm.pbf, timetable*.zip (several
    feeds are merged), service_taxi*.yaml, flex*.zip (GTFS-Flex) and outline.geojson are read where they are there.

    Raises one Refused with the faults of all files: each reader's own, `folder_missing`, `input_missing`,
    `input_twice`, `age_bands_needed`, and where files do not belong together `far_from_areas`.
    """
    if not folder.is_dir():
        raise Refused([Fault("folder_missing", folder.name)])
    told: list[Fault] = []  # what each reader found, a hundred of a code in each file
    log = FaultLog()
    settings = _collected(told, lambda: read_settings(folder / SETTINGS_FILE))
    described = settings.described if settings is not None else lambda file: {}
    masks = settings.masks if settings is not None else DEFAULT_MASKS

    areas_path = _input(folder, "areas", "areas.gpkg", log)
    areas = _collected(told, lambda: read_areas(areas_path, described(areas_path.name))) if areas_path else None
    crs = areas.crs if areas is not None else None
    cells_path = _input(folder, "population", "population.gpkg", log)
    population = (
        _collected(told, lambda: read_population(cells_path, described(cells_path.name), masks, crs))
        if cells_path
        else None
    )
    points_path = _input(folder, "service_points", "service_points.csv", log)
    service_points = (
        _collected(told, lambda: read_service_points(points_path, described(points_path.name))) if points_path else None
    )
    streets_path = folder / STREETS_FILE
    streets = (
        _collected(told, lambda: read_streets(streets_path, described(STREETS_FILE))) if streets_path.exists() else None
    )
    feeds = sorted(folder.glob("timetable*.zip"))
    by_file = {path.name: described(path.name) for path in feeds}
    timetable = _collected(told, lambda: read_timetable(feeds, by_file)) if feeds else None
    taxi_paths = taxi_files(folder)
    taxis_described = {path.name: described(path.name) for path in folder.iterdir()}
    taxis = [
        found
        for path in taxi_paths
        if (found := _collected(told, partial(read_service_taxis, path, taxis_described))) is not None
    ]
    outline = _collected(told, lambda: _read_outline(folder, settings, areas)) if areas is not None else None

    if population is not None and population.missing_age_bands:
        facts = {"missing": ", ".join(population.missing_age_bands)}
        log.add(Fault("age_bands_needed", population.source.file, row=1, facts=facts))
    if areas is not None:
        _check_together(areas, population, service_points, streets, timetable, taxis, log)
    service_taxis = together(taxis, timetable, log)
    _check_settings(folder, settings, timetable, log)
    faults = (*told, *log.faults)
    if any(fault.severity is Severity.ERROR for fault in faults):
        raise Refused(faults)
    if settings is None or areas is None or population is None or service_points is None:
        raise AssertionError("an input is missing without a fault")
    return Municipality(
        settings.name,
        settings.number,
        folder,
        population,
        areas,
        service_points,
        streets,
        timetable,
        settings,
        outline,
        faults,
        service_taxis,
        tuple(source for one in taxis for source in one.sources),
    )


def _collected(told: list[Fault], read: Callable[[], _Read]) -> _Read | None:
    """What a reader gives, or None when it refuses; its warnings and faults are added to those told."""
    try:
        found = read()
    except Refused as refused:
        told.extend(refused.faults)
        return None
    told.extend(getattr(found, "faults", ()))
    return found


def _input(folder: Path, stem: str, usual: str, log: FaultLog) -> Path | None:
    """The folder's one file of a name, whatever its format."""
    found = sorted(path for path in folder.glob(f"{stem}.*") if path.suffix.lower() in READERS)
    if not found:
        log.add(Fault("input_missing", usual, facts={"expected": ", ".join(f"{stem}{ending}" for ending in READERS)}))
        return None
    if len(found) > 1:
        log.add(Fault("input_twice", found[0].name, facts={"found": ", ".join(path.name for path in found)}))
        return None
    return found[0]


def _read_outline(folder: Path, settings: MunicipalitySettings | None, areas: Areas) -> shapely.Geometry:
    """The outline from its own file, else of the areas together."""
    named = settings.outline if settings is not None else None
    path = folder / (named or OUTLINE_FILE)
    if named is None and not path.exists():
        return shapely.union_all(areas.table.geometry.to_numpy())
    return shapely.union_all(read_areas(path, crs=areas.crs, anonymous=True).table.geometry.to_numpy())


def _check_together(
    areas: Areas,
    population: Population | None,
    service_points: ServicePoints | None,
    streets: Streets | None,
    timetable: Timetable | None,
    taxis: Sequence[ServiceTaxis],
    log: FaultLog,
) -> None:
    frame = frame_of(areas)
    if population is not None:
        lon, lat = population.table["lon"].to_numpy(), population.table["lat"].to_numpy()
        if check_near(population.source.file, lon, lat, frame, log):
            check_cells_in_areas(population, areas, log)
    if service_points is not None:
        lon, lat = service_points.table["lon"].to_numpy(), service_points.table["lat"].to_numpy()
        check_near(service_points.source.file, lon, lat, frame, log)
    if streets is not None:
        check_near(streets.source.file, streets.node_lon, streets.node_lat, frame, log, may_reach_beyond=True)
    if timetable is not None:
        for file, stops in _stops_by_feed(timetable):
            lon, lat = stops["lon"].to_numpy(), stops["lat"].to_numpy()
            check_near(file, lon, lat, frame, log, may_reach_beyond=True)
    for one in taxis:
        corners = np.vstack([shapely.get_coordinates(taxi.zone) for taxi in one.taxis])
        check_near(one.sources[0].file, corners[:, 0], corners[:, 1], frame, log, may_reach_beyond=True)


def _stops_by_feed(timetable: Timetable) -> list[tuple[str, pd.DataFrame]]:
    """Each feed's file and stops: with several feeds, ids begin with the feed's name and a colon."""
    if len(timetable.sources) == 1:
        return [(timetable.sources[0].file, timetable.stops)]
    files = {Path(source.file).stem: source.file for source in timetable.sources}
    feeds = timetable.stops["stop_id"].str.partition(":")[0]
    return [(files.get(str(feed), str(feed)), stops) for feed, stops in timetable.stops.groupby(feeds)]


def _check_settings(
    folder: Path, settings: MunicipalitySettings | None, timetable: Timetable | None, log: FaultLog
) -> None:
    if settings is None:
        return
    for file in settings.sources:
        if not (folder / file).is_file():
            field = f"sources.{file}"
            log.add(Fault("source_without_file", SETTINGS_FILE, Severity.WARNING, field=field, value=file))
    if timetable is not None and timetable.trip_count(settings.default_date) == 0:
        first, last = timetable.service_dates()
        date = settings.default_date.isoformat()
        facts = {"first": first.isoformat(), "last": last.isoformat()}
        fault = Fault(
            "default_date_unserved", SETTINGS_FILE, Severity.WARNING, field="default_date", value=date, facts=facts
        )
        log.add(fault)
