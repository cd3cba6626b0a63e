"""Service taxis as people write them: service_taxi*.yaml, read with every fault and its line, and written back."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely

from assessment.errors import Fault, FaultLog, Refused
from assessment.inputs.csv_table import decoded
from assessment.inputs.municipality_settings import seconds_of_window
from assessment.inputs.provenance import Source, must_be_readable, source_of
from assessment.inputs.service_calendar import WEEKDAYS
from assessment.inputs.service_taxi import (
    BOOKING_KINDS,
    DIRECTIONS,
    PROFILE_NAMES,
    BookingRule,
    ServiceTaxi,
    ServiceTaxis,
)
from assessment.inputs.taxi_values import (
    ACCESS,
    access,
    clock,
    clock_s,
    dates,
    flag,
    line_of_text,
    lines_of_text,
    number,
    one_of,
    profiles,
    weekdays,
)
from assessment.inputs.yaml_text import line_of, read_yaml
from assessment.inputs.zone_shapes import Zone, zone_of_geojson, zones_of_file

Place = tuple[str | int, ...]

# What each field looks like: shown beside a fault, the same in every language.
EXAMPLES: Mapping[str, str] = {
    "id": "taxi-jaala",
    "name": "Jaalan asiointitaksi",
    "zone": "{file: zones.geojson, id: jaala}",
    "destination_zone": "{type: Polygon, coordinates: [[[26.6, 60.8], [26.8, 60.8], [26.8, 60.9], [26.6, 60.8]]]}",
    "destinations": "[{name: Kirjasto, lon: 26.702, lat: 60.869}]",
    "feeder_stops": "[286001]",
    "weekdays": "[tuesday, thursday]",
    "dates": "[2026-03-04, 2026-03-11]",
    "hours": '"09:00-13:00"',
    "booking": '{kind: prior_days, prior_days: 1, last_time: "15:00", phone: "020 615 1502"}',
    "pickup_window_min": "30",
    "duration_factor": "1.5",
    "duration_offset_min": "5",
    "profiles": f"[{', '.join(PROFILE_NAMES[2:4])}]",
    "wheelchair": "yes, no, unknown",
    "seats": "8",
    "price_eur": "3.60",
    "note": '"80 vuotta täyttäneille maksuton"',
    "public_holidays": "false",
    "directions": ", ".join(DIRECTIONS),
    "kind": ", ".join(BOOKING_KINDS),
    "prior_days": "1",
    "last_time": '"15:00"',
    "notice_min": "60",
    "phone": '"020 615 1502"',
    "info_url": "https://example.org",
    "lon": "26.702",
    "lat": "60.869",
    "file": "zones.geojson",
}
TAXI_FIELDS = tuple(EXAMPLES)[:20]
BOOKING_FIELDS = ("kind", "prior_days", "last_time", "notice_min", "phone", "info_url")
_REQUIRED = ("id", "zone", "hours", "booking")


@dataclass(frozen=True)
class TaxiReader:
    """What reading a taxi needs to say where a fault is, and where files of zones lie (None: none may be named)."""

    file: str
    lines: Mapping[Place, int]
    log: FaultLog
    folder: Path | None = None
    zones: dict[str, dict[str, Zone]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    described: Mapping[str, object] = field(default_factory=dict)

    def row(self, place: Place) -> int | None:
        """The line of a place in the file."""
        return line_of(place, self.lines)

    def add(self, code: str, place: Place, value: object = None, **facts: str | int) -> None:
        """Add a fault about the value at a place."""
        shown = None if value is None else _shown(value)
        self.log.add(Fault(code, self.file, row=self.row(place), field=_field(place), value=shown, facts=facts))


def read_taxi_yaml(path: Path, described: Mapping[str, object] | None = None) -> ServiceTaxis:
    """Read `service_taxis: [...]`; files of zones that it names lie beside it.

    Raises Refused with every fault and its line: those of YAML, `taxis_missing`, `setting_missing`, `setting_unknown`,
    `setting_invalid`, `taxi_id_twice`, `taxi_goes_nowhere`, `taxi_never_runs`, `zone_id_unknown`, and those of zones'
    files and geometry.
    """
    must_be_readable(path)
    text, notices = decoded(path)
    log = FaultLog()
    for notice in notices:
        log.add(notice)
    content, lines = read_yaml(text, path.name)
    reader = TaxiReader(path.name, lines, log, path.parent, described=described or {})
    taxis = _taxis(content, reader)
    log.raise_if_refused()
    own = source_of(path, _described(path.name, described))
    return ServiceTaxis(taxis, (own, *reader.sources), log.faults)


def _taxis(content: object, reader: TaxiReader) -> tuple[ServiceTaxi, ...]:
    items = content.get("service_taxis") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(items, list) or not items:
        reader.log.add(Fault("taxis_missing", reader.file, row=1, field="service_taxis"))
        return ()
    for key in content:
        if key != "service_taxis":
            reader.add("setting_unknown", (str(key),), str(key), expected="service_taxis")
    taxis: dict[str, ServiceTaxi] = {}
    for at, item in enumerate(items):
        place: Place = ("service_taxis", at)
        taxi = parse_service_taxi(item, place, reader)
        if taxi is None:
            continue
        if taxi.id in taxis:
            reader.add("taxi_id_twice", (*place, "id"), taxi.id, first=reader.file)
        taxis.setdefault(taxi.id, taxi)
    return tuple(taxis.values())


def parse_service_taxi(values: object, place: Place, reader: TaxiReader) -> ServiceTaxi | None:
    """The taxi written at a place; None when anything of it is wrong (added to the reader's log)."""
    found_before = sum(reader.log.counts.values())
    if not isinstance(values, dict):
        reader.add("setting_invalid", place, values, expected=f"{{id: {EXAMPLES['id']}, zone: …}}")
        return None
    _must_be_known(values, TAXI_FIELDS, place, reader)
    for name in _REQUIRED:
        if values.get(name) is None:
            reader.add("setting_missing", (*place, name), expected=EXAMPLES[name])

    def get(name: str, read: Callable[[Any], Any], default: Any) -> Any:
        return _value(values, name, read, default, place, reader)

    fields: dict[str, Any] = {name: get(name, line_of_text, "") for name in ("id", "name", "note")}
    fields["name"] = fields["name"] or fields["id"]
    zones = {name: _zone(values.get(name), (*place, name), reader) for name in ("zone", "destination_zone")}
    fields["destinations"] = _destinations(values.get("destinations"), (*place, "destinations"), reader)
    fields["feeder_stops"] = get("feeder_stops", lines_of_text, ())
    fields["weekdays"] = get("weekdays", weekdays, frozenset())
    fields["dates"] = get("dates", dates, None)
    fields["start_s"], fields["end_s"] = get("hours", lambda value: seconds_of_window(line_of_text(value)), (0, 86_400))
    for name, factor in (("pickup_window", 60), ("duration_offset", 60)):
        minutes = get(f"{name}_min", lambda value: number(value, 0, 24 * 60), None)
        if minutes is not None:
            fields[f"{name}_s"] = round(minutes * factor)
    for name, read in (
        ("duration_factor", lambda value: number(value, 0.1, 20)),
        ("profiles", profiles),
        ("wheelchair", access),
        ("seats", lambda value: int(number(value, 1, 100, whole=True))),
        ("price_eur", lambda value: number(value, 0, 1000)),
        ("public_holidays", flag),
        ("directions", lambda value: one_of(value, DIRECTIONS)),
    ):
        if values.get(name) is not None:
            fields[name] = get(name, read, None)
    booking = _booking(values.get("booking"), (*place, "booking"), reader)
    if all(values.get(name) in (None, []) for name in ("weekdays", "dates")):
        reader.add("taxi_never_runs", (*place, "weekdays"), expected=EXAMPLES["weekdays"])
    if all(values.get(name) in (None, []) for name in ("destination_zone", "destinations", "feeder_stops")):
        reader.add("taxi_goes_nowhere", place, values.get("id"))
    if sum(reader.log.counts.values()) > found_before and reader.log.refused:
        return None
    if zones["zone"] is None or booking is None:
        return None
    return ServiceTaxi(zone=zones["zone"], destination_zone=zones["destination_zone"], booking=booking, **fields)


def written_service_taxi(taxi: ServiceTaxi) -> dict[str, object]:
    """The taxi as plain values that `parse_service_taxi` reads back to an equal one; what is as usual is left out."""
    usual = ServiceTaxi("", "", taxi.zone, None)
    booking = taxi.booking
    booked: dict[str, object] = {
        "kind": booking.kind,
        "prior_days": booking.prior_days or None,
        "last_time": None if booking.last_time_s is None else clock(booking.last_time_s),
        "notice_min": booking.notice_min,
        "phone": booking.phone or None,
        "info_url": booking.info_url or None,
    }
    values: dict[str, object] = {
        "id": taxi.id,
        "name": taxi.name,
        "zone": json.loads(shapely.to_geojson(taxi.zone)),
        "destination_zone": None
        if taxi.destination_zone is None
        else json.loads(shapely.to_geojson(taxi.destination_zone)),
        "destinations": [{"name": name, "lon": lon, "lat": lat} for name, lon, lat in taxi.destinations],
        "feeder_stops": list(taxi.feeder_stops),
        "weekdays": [WEEKDAYS[day] for day in sorted(taxi.weekdays)],
        "dates": None if taxi.dates is None else [date.isoformat() for date in sorted(taxi.dates)],
        "hours": f"{clock(taxi.start_s)}-{clock(taxi.end_s)}",
        "booking": {name: value for name, value in booked.items() if value is not None},
        "pickup_window_min": None if taxi.pickup_window_s == usual.pickup_window_s else taxi.pickup_window_s / 60,
        "duration_factor": None if taxi.duration_factor == usual.duration_factor else taxi.duration_factor,
        "duration_offset_min": None
        if taxi.duration_offset_s == usual.duration_offset_s
        else taxi.duration_offset_s / 60,
        "profiles": None if taxi.profiles is None else list(taxi.profiles),
        "wheelchair": None if taxi.wheelchair == 0 else next(k for k, v in ACCESS.items() if v == taxi.wheelchair),
        "seats": taxi.seats,
        "price_eur": taxi.price_eur,
        "note": taxi.note or None,
        "public_holidays": taxi.public_holidays or None,
        "directions": None if taxi.directions == "both" else taxi.directions,
    }
    return {name: value for name, value in values.items() if value not in (None, [])}


def _value(
    values: Mapping[str, object],
    name: str,
    read: Callable[[Any], Any],
    default: Any,
    place: Place,
    reader: TaxiReader,
) -> Any:
    """The value of a field as `read` gives it; what it refuses is `setting_invalid` and the default stands in."""
    value = values.get(name)
    if value is None:
        return default
    try:
        return read(value)
    except (ValueError, TypeError, OverflowError):
        reader.add("setting_invalid", (*place, name), value, expected=EXAMPLES[name])
        return default


def _zone(value: object, place: Place, reader: TaxiReader) -> Zone | None:
    """A zone: a GeoJSON geometry, `{file: …, id: …}`, or the name of a file whose areas are the zone together."""
    if value is None:
        return None
    if isinstance(value, str):
        value = {"file": value}
    if isinstance(value, dict) and "type" in value:
        return zone_of_geojson(value, reader.file, reader.row(place), _field(place) or "", reader.log)
    name = value.get("file") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(name, str) or reader.folder is None or not _is_bare(name):
        reader.add("setting_invalid", place, value, expected=EXAMPLES["zone"])
        return None
    _must_be_known(value, ("file", "id"), place, reader)
    if name not in reader.zones:
        try:
            reader.zones[name] = zones_of_file(reader.folder / name, reader.log)
            reader.sources.append(source_of(reader.folder / name, _described(name, reader.described)))
        except Refused as refused:
            reader.zones[name] = {}
            for fault in refused.faults:
                reader.log.add(fault)
    zones = reader.zones[name]
    if not zones:
        return None
    wanted = value.get("id")
    if wanted is None:
        together = shapely.union_all(list(zones.values()))
        return together if isinstance(together, Zone) else None
    if str(wanted) not in zones:
        near = ", ".join(difflib.get_close_matches(str(wanted), list(zones), n=3) or list(zones)[:3])
        reader.add("zone_id_unknown", (*place, "id"), wanted, zones_file=name, suggestions=near)
        return None
    return zones[str(wanted)]


def _destinations(value: object, place: Place, reader: TaxiReader) -> tuple[tuple[str, float, float], ...]:
    if value is None:
        return ()
    found: list[tuple[str, float, float]] = []
    for at, item in enumerate(value if isinstance(value, list) else [value]):
        here = (*place, at) if isinstance(value, list) else place
        if not isinstance(item, dict) or set(item) != {"name", "lon", "lat"}:
            reader.add("setting_invalid", here, item, expected=EXAMPLES["destinations"])
            continue
        name = _value(item, "name", line_of_text, "", here, reader)
        lon = _value(item, "lon", lambda v: number(v, -180, 180), math.nan, here, reader)
        lat = _value(item, "lat", lambda v: number(v, -90, 90), math.nan, here, reader)
        found.append((name, lon, lat))
    return tuple(found)


def _booking(value: object, place: Place, reader: TaxiReader) -> BookingRule | None:
    if value is None:  # told as missing already
        return None
    if not isinstance(value, dict):
        reader.add("setting_invalid", place, value, expected=EXAMPLES["booking"])
        return None
    _must_be_known(value, BOOKING_FIELDS, place, reader)
    kind = _value(value, "kind", lambda v: one_of(v, BOOKING_KINDS), None, place, reader)
    if value.get("kind") is None:
        reader.add("setting_missing", (*place, "kind"), expected=EXAMPLES["kind"])
    prior_days = _value(value, "prior_days", lambda v: int(number(v, 0, 60, whole=True)), None, place, reader)
    notice = _value(value, "notice_min", lambda v: int(number(v, 0, 7 * 24 * 60, whole=True)), None, place, reader)
    last_time_s = _value(value, "last_time", clock_s, None, place, reader)
    needed = {"prior_days": ("prior_days", prior_days), "same_day": ("notice_min", notice)}.get(str(kind))
    if needed is not None and value.get(needed[0]) is None:
        reader.add("setting_missing", (*place, needed[0]), expected=EXAMPLES[needed[0]])
    phone, url = (_value(value, name, line_of_text, "", place, reader) for name in ("phone", "info_url"))
    return None if kind is None else BookingRule(kind, prior_days or 0, last_time_s, notice, phone, url)


def _must_be_known(values: Mapping[Any, object], known: tuple[str, ...], place: Place, reader: TaxiReader) -> None:
    for key in values:
        if key not in known:
            reader.add("setting_unknown", (*place, str(key)), str(key), expected=", ".join(known))


def _is_bare(name: str) -> bool:
    return Path(name).name == name and "\\" not in name and not name.startswith(".") and "\0" not in name


def _described(file: str, described: Mapping[str, object] | None) -> Mapping[str, object]:
    own = (described or {}).get(file)
    return own if isinstance(own, Mapping) else (described or {})


def _field(place: Place) -> str | None:
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    return text or None


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list) else str(value)
