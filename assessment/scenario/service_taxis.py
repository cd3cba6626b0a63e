"""Resolves the changes to service taxis: add_service_taxi, remove_service_taxi."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assessment.inputs.service_taxi import ServiceTaxi
from assessment.scenario.changes import AddServiceTaxi, ServiceTaxiChange
from assessment.scenario.faults import ChangeFaults, did_you_mean
from assessment.scenario.timetable.draft import Draft
from assessment.scenario.timetable.finding import find_stop


class ServiceTaxisDraft:
    """The service taxis while their changes are made."""

    def __init__(self, taxis: Sequence[ServiceTaxi], check_place: Callable[..., bool]) -> None:
        self._taxis = {taxi.id: taxi for taxi in taxis}
        self._removed: dict[str, int] = {}
        self._check_place = check_place

    def make(self, change: ServiceTaxiChange, draft: Draft | None, faults: ChangeFaults) -> None:
        """Make a change, or add its faults. `draft`: the timetable so far, whose stops taxis may feed."""
        if isinstance(change, AddServiceTaxi):
            self._add(change.taxi, draft, faults)
        elif change.taxi in self._removed:
            faults.add("change_taxi_removed", "taxi", change.taxi, removed_by=self._removed[change.taxi])
        elif change.taxi in self._taxis:
            del self._taxis[change.taxi]
            self._removed[change.taxi] = faults.number
        else:
            names = {key: taxi.name for key, taxi in self._taxis.items()}
            faults.add("change_unknown_taxi", "taxi", change.taxi, suggestions=did_you_mean(change.taxi, names))

    def taxis(self) -> tuple[ServiceTaxi, ...]:
        """The service taxis as they are now, new ones last."""
        return tuple(self._taxis.values())

    def _add(self, taxi: ServiceTaxi, draft: Draft | None, faults: ChangeFaults) -> None:
        if taxi.id in self._taxis:
            faults.add("change_taxi_id_exists", "id", taxi.id, name=self._taxis[taxi.id].name)
        inside = taxi.zone.representative_point()
        self._check_place(inside.x, inside.y, faults, "zone")
        for number, (_, lon, lat) in enumerate(taxi.destinations, start=1):
            self._check_place(lon, lat, faults, f"destinations[{number}].lon")
        if taxi.feeder_stops and draft is None:
            faults.add("change_without_timetable", "feeder_stops", ", ".join(taxi.feeder_stops))
        elif draft is not None:
            for number, stop in enumerate(taxi.feeder_stops, start=1):
                find_stop(draft, stop, faults, f"feeder_stops[{number}]")
        self._taxis.setdefault(taxi.id, taxi)
