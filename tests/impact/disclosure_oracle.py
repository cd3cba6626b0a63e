"""The rules of disclosure control for counts once more: plain loops over a dictionary, no arrays, nothing compiled."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from assessment.impact.measures import MEASURES

BASE, THRESHOLD, APART, FURTHEST, HALF = 5.0, 10.0, 10.0, 7.5, 2.0
DISABLED = ("mobility_limitation", "wheelchair_users")
AGES = ("all", "age_65_", "age_75_", "age_85_")
FIRST = (
    "residents",
    "residents_within_3_km",
    "residents_within_30_min",
    "residents_longer_by_10_min",
    "residents_lost",
    "residents_losing_every_visit",
    "residents_with_visit",
)
COUNTS = (*FIRST, *(name for name, one in MEASURES.items() if one.count and name not in FIRST))

Place = tuple[str, str]  # area, kind
Line = tuple[str, str]  # mode, measure
Cell = tuple[Place, str, Line, str]  # ..., group, line, side ("" = the baseline)


def _limit(name: str) -> int:
    return int("".join(letter for letter in name if letter.isdigit()))


def line_inside(part: Line, whole: Line) -> bool:
    """Whether those of one line are among those of another, for the same group on the same side."""
    if part == whole:
        return False
    if whole[1] == "residents":
        return True
    if part[0] != whole[0]:
        return False
    one, other = part[1], whole[1]
    if one.startswith("residents_within") and other.startswith("residents_within"):
        return one.split("_")[-1] == other.split("_")[-1] and _limit(one) < _limit(other)
    for start in ("residents_longer_by", "residents_away_longer_by"):
        if one.startswith(start) and other.startswith(start):
            return _limit(one) > _limit(other)
    return other == "residents_with_visit" and ("away_longer" in one or one == "residents_gaining_a_visit")


def line_comparable(one: Line, other: Line) -> bool:
    within = all(name.startswith("residents_within") for name in (one[1], other[1]))
    visits = {one[1], other[1]} == {"residents_losing_every_visit", "residents_with_visit"}
    return line_inside(one, other) or line_inside(other, one) or (one != other and within) or visits


def group_inside(part: str, whole: str) -> bool:
    if part == whole:
        return False
    return whole == "all" or (part in AGES and whole in AGES and AGES.index(part) > AGES.index(whole))


@dataclass
class Oracle:
    """Counts by cell; `hidden` and `told` are filled by `run`."""

    table: pd.DataFrame
    counts: dict[Cell, float] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    told: dict[Cell, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.table.to_dict("records"):
            name = str(row["measure"])
            if name not in COUNTS:
                continue
            where = ((row["area_id"], row["kind"]), row["group"], (row["mode"], name))
            self.counts[(*where, row["alternative"])] = row["value"]
            if not MEASURES[name].compares:
                self.counts[(*where, "")] = row["baseline"]
        self.sides = ["", *sorted({cell[3] for cell in self.counts} - {""})]
        self.places = sorted({cell[0] for cell in self.counts})
        groups = {cell[1] for cell in self.counts}
        self.groups = [*(one for one in AGES if one in groups), *sorted(groups - set(AGES))]
        modes = sorted({cell[2][0] for cell in self.counts})
        self.lines = [(mode, name) for name in COUNTS for mode in modes]

    def run(self) -> None:
        self._primary()
        self._mask()
        while True:
            further = self._round()
            further |= self._movers()
            for cell in further:
                self.told.pop(cell, None)
            further |= self._beside() | self._zeros()
            if not further:
                return
            self.hidden |= further
            self._mask()

    def _primary(self) -> None:
        for cell, count in self.counts.items():
            place, group, line, side = cell
            before = self.counts.get((place, group, line, ""))
            small_change = before is not None and 0 < abs(count - before) < THRESHOLD
            if 0 < count < THRESHOLD or small_change:
                self.hidden.add(cell)
            by_definition = MEASURES[line[1]].compares and self._changes_nothing(place[1], line[0], side)
            if count == 0 and group in DISABLED and not by_definition:
                self.hidden.add(cell)

    def _changes_nothing(self, kind: str, mode: str, side: str) -> bool:
        for (place, group, line, other), count in self.counts.items():
            if other == side and place[1] == kind and line[0] == mode:
                before = self.counts.get((place, group, line, ""), 0.0)
                if count != before:
                    return False
        return True

    def _mask(self) -> None:
        for place, group, line, side in list(self.hidden):
            if place[0] != "all" or side == "":
                self.hidden |= {
                    (place, group, line, one) for one in self.sides if (place, group, line, one) in self.counts
                }

    def _round(self) -> set[Cell]:
        self.told = {}
        failed = set()
        for place in self.places:
            for line in self.lines:
                for group in self.groups:
                    for side in self.sides:
                        cell = (place, group, line, side)
                        if cell not in self.counts or cell in self.hidden:
                            continue
                        number = self._number_for(cell)
                        if number is None:
                            failed.add(cell)
                        else:
                            self.told[cell] = number
        return failed

    def _number_for(self, cell: Cell) -> float | None:
        place, group, line, side = cell
        count = self.counts[cell]
        if count == 0:
            return 0.0
        for one in self.sides:
            if one != side and self.counts.get((place, group, line, one)) == count:
                before = self.told.get((place, group, line, one))
                if before is not None:
                    return before
        multiples = [_nearest(count) + step * BASE for step in (-2, -1, 0, 1, 2)]
        # The nearest, then those beside it: the closer one first, of equals the larger.
        steps = sorted(multiples, key=lambda number: (abs(number - _nearest(count)), abs(number - count), -number))
        for number in steps:
            if number >= THRESHOLD and abs(number - count) <= FURTHEST and self._fits(number, cell):
                return number
        return None

    def _fits(self, number: float, cell: Cell) -> bool:
        place, group, line, _ = cell
        for other, told in self.told.items():
            if other[0] != place or other == cell:
                continue
            groups = other[1] == group or group_inside(other[1], group) or group_inside(group, other[1])
            if not groups or (other[2] != line and not line_comparable(other[2], line)):
                continue
            apart = number - told
            if 0 < abs(apart) < APART or apart * (self.counts[cell] - self.counts[other]) < 0:
                return False
        return True

    def _movers(self) -> set[Cell]:
        further = set()
        for place in self.places:
            for group in self.groups:
                for mode in {line[0] for line in self.lines}:
                    for side in self.sides[1:]:

                        def at(name: str, one: str, here: tuple[Place, str, str] = (place, group, mode)) -> Cell:
                            return (here[0], here[1], (here[2], f"residents_{name}"), one)

                        before, after = at("with_visit", ""), at("with_visit", side)
                        if before not in self.told or after not in self.told:
                            continue
                        losing, gaining = at("losing_every_visit", side), at("gaining_a_visit", side)
                        for one, other, first, last in (
                            (losing, gaining, before, after),
                            (gaining, losing, after, before),
                        ):
                            if one in self.told or self.counts[one] >= THRESHOLD or not self.told.get(other):
                                continue
                            if self._most(first) - self._least(last) + self._most(other) < THRESHOLD:
                                further.add(after if place[0] == "all" else other)
        return further

    def _beside(self) -> set[Cell]:
        told = dict(self.told)
        further: set[Cell] = set()

        def hide(place: Place, group: str, line: Line) -> None:
            for side in self.sides:
                further.add((place, group, line, side))
                told.pop((place, group, line, side), None)

        for group in self.groups:
            for line in self.lines:
                parts = self._parts(group, line)
                for kind in sorted({place[1] for place in self.places}):
                    sides = self.sides[:1] if line[1] == "residents" else self.sides
                    areas = [place for place in self.places if place[1] == kind and place[0] != "all"]
                    place_in_order = 0
                    while place_in_order < len(sides):
                        side = sides[place_in_order]
                        within = self._unsafe(told, areas, (("all", kind), group, line, side), parts)
                        if within is None:
                            place_in_order += 1
                            continue
                        smallest = self._smallest(told, areas, group, line)
                        if smallest is not None:
                            hide(smallest, group, line)
                            place_in_order = 0
                        elif any(within.values()):
                            area = min((one for one in areas if within.get(one)), key=lambda one: within[one])
                            for part, part_line in parts:
                                if any(told.get((area, part, part_line, one)) for one in self.sides):
                                    hide(area, part, part_line)
                            place_in_order = 0
                        else:
                            further.add((("all", kind), group, line, side))
                            told.pop((("all", kind), group, line, side))
        return {cell for cell in further if cell in self.counts}

    def _parts(self, group: str, line: Line) -> list[tuple[str, Line]]:
        return [
            (part, part_line)
            for part in self.groups
            if part == group or group_inside(part, group)
            for part_line in self.lines
            if part_line == line or line_inside(part_line, line)
        ]

    def _unsafe(
        self, told: dict[Cell, float], areas: list[Place], whole: Cell, parts: list[tuple[str, Line]]
    ) -> dict[Place, float] | None:
        """What is told inside the hidden areas where the whole gives one of them back, else None."""
        _, group, line, side = whole
        if whole not in told:
            return None
        most, least = self._most(whole), self._least(whole)
        there = [area for area in areas if (area, group, line, side) in self.counts]
        shown = [(area, group, line, side) for area in there if (area, group, line, side) in told]
        hidden = [area for area in there if (area, group, line, side) not in told]
        most -= sum(map(self._least, shown))
        least -= sum(map(self._most, shown))
        smallest_shown = min((self._most(cell) for cell in shown if told[cell] > 0), default=math.inf)
        sides = self.sides if line[1] == "residents" else [side]
        within = {}
        for area in hidden:
            inside = [(area, part, part_line, one) for part, part_line in parts for one in sides]
            within[area] = max((self._least(cell) for cell in inside if told.get(cell)), default=0.0)
            count = self.counts[area, group, line, side]
            if count < THRESHOLD:
                least -= THRESHOLD - 1
            else:
                least -= smallest_shown if count <= smallest_shown else math.inf
        alone = len(hidden) == 1
        if told[whole] == 0:
            return within if alone else None
        held_below = any(one == 0 for one in within.values()) and most - sum(within.values()) < THRESHOLD
        small = any(self.counts[area, group, line, side] < THRESHOLD for area in hidden)
        pinned_high = small and least + THRESHOLD - 1 > THRESHOLD / 2
        return within if alone or held_below or pinned_high else None

    def _smallest(self, told: dict[Cell, float], areas: list[Place], group: str, line: Line) -> Place | None:
        largest = {}
        for area in areas:
            cells = [(area, group, line, side) for side in self.sides if (area, group, line, side) in self.counts]
            if cells and all(cell in told for cell in cells) and any(self.counts[cell] for cell in cells):
                largest[area] = max(self.counts[cell] for cell in cells)
        return min(largest, key=lambda area: largest[area], default=None)

    def _zeros(self) -> set[Cell]:
        further: set[Cell] = set()
        areas = [place for place in self.places if place[0] != "all"]
        for whole in self.told:
            (name, kind), group, line, side = whole
            if name != "all" or (line[1] == "residents" and side != ""):
                continue
            for part, part_line in self._parts(group, line):
                of_part = (("all", kind), part, part_line, side)
                if of_part == whole or of_part not in self.told:
                    continue
                between = self._most(whole) - self._least(of_part)
                here = [area for area in areas if area[1] == kind]
                for area in here:
                    one, other = (area, group, line, side), (area, part, part_line, side)
                    if self.told.get(one) and other in self.told:
                        between -= max(0.0, self._least(one) - self._most(other))
                if between >= THRESHOLD:
                    continue
                for area in here:
                    one, other = (area, group, line, side), (area, part, part_line, side)
                    out_of_sight = one in self.counts and one not in self.told and self.counts[one] < THRESHOLD
                    if out_of_sight and self.told.get(other) == 0:
                        further |= {(area, part, part_line, any_side) for any_side in self.sides}
        return {cell for cell in further if cell in self.counts}

    def _most(self, cell: Cell) -> float:
        told = self.told[cell]
        return min(told, _nearest(self.counts[cell])) + HALF if told else 0.0

    def _least(self, cell: Cell) -> float:
        told = self.told[cell]
        return max(THRESHOLD, max(told, _nearest(self.counts[cell])) - HALF) if told else 0.0


def _nearest(count: float) -> float:
    return math.floor(count / BASE + 0.5) * BASE
