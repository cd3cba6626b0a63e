"""Bus stops along the lines' ways: shared by lines, on both sides of the street, nearer one another in town."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from assessment.demo.bus_paths import BusStreets, Path
from assessment.demo.facts import Facts, Points
from assessment.demo.land import living_density
from assessment.demo.street_graph import StreetGraph

TOWN_PER_KM2 = 600.0
VILLAGE_PER_KM2 = 120.0
SPACING_M = (430.0, 600.0, 1500.0)  # town, village and its edge, country
KEEP_APART_M = 170.0
ASIDE_M = 6.0
VILLAGE_WORDS = ("th", "koulu", "kauppa", "seurantalo", "mylly", "paloasema", "kylätalo", "silta", "ranta", "mäki")


@dataclass(frozen=True)
class Stop:
    """A stop: number, Finnish name, place in EPSG:3067, wheelchair_boarding ("", "1", "2") and hub it belongs to."""

    number: int
    name: str
    xy: Points
    wheelchair: str
    zone: str
    hub: str


@dataclass(frozen=True)
class Call:
    """A stop on a path: metres along it, and whether the timetable gives its time on country lines."""

    stop: Stop
    along_m: float
    timed: bool


@dataclass
class StopBook:
    """All stops so far, by the direction of the street they stand on."""

    facts: Facts
    streets: BusStreets
    graph: StreetGraph
    hubs: dict[str, tuple[str, tuple[float, float]]]
    stops: list[Stop] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(61)
        self._on_edge: dict[tuple[int, int], list[tuple[float, Stop]]] = {}
        names, nodes = [], []
        for way in self.graph.ways:
            if "name" in way.tags and way.tags["highway"] in {"residential", "tertiary"}:
                names.extend([way.tags["name"]] * len(way.nodes))
                nodes.append(way.nodes)
        self._street_names = names
        self._street_tree = cKDTree(self.graph.node_xy[np.concatenate(nodes)])
        self._village_tree = cKDTree(np.array([s.xy for s in self.facts.settlements]))
        self._village_uses: dict[str, int] = {}

    def calls(self, path: Path, places: list[str]) -> list[Call]:
        """The stops of a path: at its places, those other lines have there already, and new ones in the gaps."""
        wanted: list[tuple[float, Stop | None, str, str]] = []  # metres, stop there already, name, place
        for position, place in zip(path.via, places, strict=True):
            name = self._place_name(place)
            along = float(path.along_m[position])
            wanted.append((min(max(along, 1.0), float(path.along_m[-1]) - 1.0), None, name, place))
        wanted = self._with_existing(path, wanted)
        found = [
            (along, stop or self._new(path, along, name, place), bool(place)) for along, stop, name, place in wanted
        ]
        filled = list(found)
        for (before, _, _), (after, _, _) in pairwise(found):
            filled.extend((along, self._new(path, along, "", ""), False) for along in self._gap(path, before, after))
        filled.sort(key=lambda call: call[0])
        return [Call(stop, along, timed) for along, stop, timed in filled]

    def _with_existing(
        self, path: Path, wanted: list[tuple[float, Stop | None, str, str]]
    ) -> list[tuple[float, Stop | None, str, str]]:
        """Add stops standing on this side already, then places opposite to stops on the other side."""
        same: list[tuple[float, Stop | None, str, str]] = []
        opposite: list[tuple[float, Stop | None, str, str]] = []
        for index in range(len(path.nodes) - 1):
            a, b = int(path.nodes[index]), int(path.nodes[index + 1])
            start, length = float(path.along_m[index]), float(path.along_m[index + 1] - path.along_m[index])
            same.extend((start + at, stop, stop.name, "") for at, stop in self._on_edge.get((a, b), []))
            opposite.extend((start + length - at, None, s.name, "") for at, s in self._on_edge.get((b, a), []))
        kept: list[tuple[float, Stop | None, str, str]] = []
        for along, _, name, place in wanted:
            near = [
                item for item in same if abs(item[0] - along) < KEEP_APART_M and item[1] not in [k[1] for k in kept]
            ]
            best = min(near, key=lambda item: abs(item[0] - along), default=None)
            kept.append((best[0], best[1], name, place) if best else (along, None, name, place))
        last = float(path.along_m[-1])
        for item in same + sorted(opposite, key=lambda o: o[0]):
            if 0.0 < item[0] < last and all(abs(item[0] - other[0]) > KEEP_APART_M for other in kept):
                kept.append(item)
        return sorted(kept, key=lambda item: item[0])

    def _gap(self, path: Path, before: float, after: float) -> list[float]:
        """Where new stops stand between two: evenly, as far apart as the density of living asks."""
        sample = np.arange(before, after, 60.0)
        on_way = self.graph.node_xy[path.nodes]
        places = np.column_stack([np.interp(sample, path.along_m, axis) for axis in on_way.T])
        density = living_density(places, self.facts.settlements)
        spacing = np.array(SPACING_M)[2 - np.digitize(density, [VILLAGE_PER_KM2, TOWN_PER_KM2])]
        progress = np.cumsum(60.0 / spacing)
        count = max(0, round(float(progress[-1])) - 1)
        marks = np.arange(1, count + 1) / (count + 1) * progress[-1]
        return [float(sample[int(np.searchsorted(progress, mark))]) for mark in marks]

    def _new(self, path: Path, along: float, name: str, place: str) -> Stop:
        xy = self.streets.point(path, along, ASIDE_M)
        density = float(living_density(xy[None, :], self.facts.settlements)[0])
        lot = self._rng.random()
        shares = (0.58, 0.72) if density > TOWN_PER_KM2 else (0.10, 0.36)
        wheelchair = "1" if lot < shares[0] else ("2" if lot < shares[1] else "")
        hub = place if place == "matkakeskus" else ""
        centre = np.array(self.facts.settlement("keskusta").xy)
        stop = Stop(
            number=len(self.stops) + 1,
            name=name or self._name(xy, density),
            xy=xy,
            wheelchair="" if hub else wheelchair,
            zone="A" if float(np.hypot(*(xy - centre))) < 13_000.0 else "B",
            hub=hub,
        )
        self.stops.append(stop)
        index = int(np.clip(np.searchsorted(path.along_m, along, side="right") - 1, 0, len(path.nodes) - 2))
        edge = (int(path.nodes[index]), int(path.nodes[index + 1]))
        self._on_edge.setdefault(edge, []).append((along - float(path.along_m[index]), stop))
        return stop

    def _place_name(self, place: str) -> str:
        if place in self.hubs:
            return self.hubs[place][0]
        return self.facts.settlement(place).name

    def _name(self, xy: Points, density: float) -> str:
        """In town the nearest small street's name; in the country the village's with a word such as "koulu"."""
        if density > VILLAGE_PER_KM2:
            return self._street_names[int(self._street_tree.query(xy)[1])]
        village = self.facts.settlements[int(self._village_tree.query(xy)[1])].name
        uses = self._village_uses[village] = self._village_uses.get(village, -1) + 1
        round_number = uses // len(VILLAGE_WORDS)
        word = VILLAGE_WORDS[uses % len(VILLAGE_WORDS)]
        return f"{village} {word}" if round_number == 0 else f"{village} {word} {round_number + 1}"
