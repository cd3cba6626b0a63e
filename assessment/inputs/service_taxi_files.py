"""The service taxis of a data folder: all its files read, ids distinct, stops found in the timetable."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.gtfs_flex import read_flex
from assessment.inputs.service_taxi import ServiceTaxi, ServiceTaxis
from assessment.inputs.service_taxi_yaml import read_taxi_yaml
from assessment.inputs.timetable import Timetable

PATTERNS = ("service_taxi*.yaml", "flex*.zip")


def read_service_taxis(path: Path, described: Mapping[str, object] | None = None) -> ServiceTaxis:
    """Read service taxis from YAML (see service_taxi_yaml) or from GTFS-Flex, a zip or folder (see gtfs_flex).

    `described` tells owner, licence, date and certainty, of the file or, by file name, of each. Raises Refused with
    every fault.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_taxi_yaml(path, described)
    return read_flex(path, described)


def taxi_files(folder: Path) -> list[Path]:
    """The files of service taxis in a data folder, in a fixed order."""
    return sorted(path for pattern in PATTERNS for path in folder.glob(pattern))


def together(files: Sequence[ServiceTaxis], timetable: Timetable | None, log: FaultLog) -> tuple[ServiceTaxi, ...]:
    """All taxis, with feeder stops as the timetable names them.

    Adds `taxi_id_twice` for an id that two files give. A stop that the timetable does not have is left out of the
    taxi with `taxi_stop_unknown`: an error in a file written by hand, a warning in a GTFS-Flex feed, whose stops may be
    of a timetable that is not here.
    """
    first: dict[str, str] = {}
    known = _StopIds(timetable)
    found: list[ServiceTaxi] = []
    for one in files:
        file = one.sources[0].file
        severity = Severity.ERROR if Path(file).suffix.lower() in (".yaml", ".yml") else Severity.WARNING
        told: set[str] = set()
        for taxi in one.taxis:
            if first.setdefault(taxi.id, file) != file:
                log.add(Fault("taxi_id_twice", file, field="id", value=taxi.id, facts={"first": first[taxi.id]}))
            stops = []
            for stop in taxi.feeder_stops:
                here = known.find(stop)
                if here is not None:
                    stops.append(here)
                elif stop not in told:
                    told.add(stop)
                    facts = {"taxi": taxi.id, "suggestions": known.like(stop)}
                    log.add(Fault("taxi_stop_unknown", file, severity, field="feeder_stops", value=stop, facts=facts))
            found.append(replace(taxi, feeder_stops=tuple(stops)))
    return tuple(found)


class _StopIds:
    """The timetable's stop ids, also by their own feed's id where several feeds were merged and only one has it."""

    def __init__(self, timetable: Timetable | None) -> None:
        self.ids = [] if timetable is None else [str(stop) for stop in timetable.stops["stop_id"]]
        self.known = set(self.ids)
        self.own: dict[str, list[str]] = {}
        if timetable is not None and len(timetable.sources) > 1:
            for stop in self.ids:
                self.own.setdefault(stop.partition(":")[2], []).append(stop)

    def find(self, stop: str) -> str | None:
        """The id in the timetable, or None."""
        if stop in self.known:
            return stop
        found = self.own.get(stop, [])
        return found[0] if len(found) == 1 else None

    def like(self, stop: str) -> str:
        """Ids like the one written."""
        return ", ".join(difflib.get_close_matches(stop, self.ids, n=3)) or "–"
