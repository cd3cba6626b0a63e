"""What happens in an area, as maps show it: its shade, its words, and which areas are named first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.report.blocks import Table
from assessment.report.pictures.colours import (
    CHANGE,
    NEUTRAL,
    NOTHING,
    TIME,
    UNREACHED_ALWAYS,
    Shade,
)

if TYPE_CHECKING:
    from assessment.records.frozen_figures import AreaFigures
    from assessment.report.figure_words import Reader
    from assessment.report.pictures.picture import About

HIDDEN = Shade("picture.hidden", NOTHING, "dashes", 13)
NOBODY = Shade("picture.nobody", "#ffffff")
# The middle resident's way is as before, but some of the others lose.
SOME_LOSE = Shade("picture.some_lose", NEUTRAL, "hatch", 26)


@dataclass(frozen=True)
class AreaChange:
    """An area's figures as a map reads them. `name`: told apart from others of that name by its number."""

    figures: AreaFigures
    name: str

    @property
    def id(self) -> str:
        """The area's number."""
        return self.figures.area_id

    @property
    def told(self) -> bool:
        """Whether its travel times are shown."""
        return not self.figures.times_hidden and self.figures.residents != 0

    @property
    def before(self) -> float:
        """The middle resident's minutes today; infinite = not reached. Only where told."""
        return math.inf if self.figures.median_before_min is None else self.figures.median_before_min

    @property
    def after(self) -> float:
        """The middle resident's minutes after the changes; infinite = not reached. Only where told."""
        return math.inf if self.figures.median_after_min is None else self.figures.median_after_min

    @property
    def change(self) -> float:
        """Change in whole minutes as shown: infinite where reach is lost, minus infinite where gained, else 0."""
        if not self.told or (math.isinf(self.before) and math.isinf(self.after)):
            return 0.0
        if math.isinf(self.before) or math.isinf(self.after):
            return self.after - self.before
        return float(round(self.after) - round(self.before))

    @property
    def losing(self) -> float:
        """Residents known to lose: those whose way grows by over ten minutes and those who no longer get there."""
        return (self.figures.longer_by_10_min or 0.0) + (self.figures.lost or 0.0)

    @property
    def weight(self) -> float:
        """What puts an area before another among those that lose: known losers, else half of those whose way grows.

        Where the count is hidden though the middle resident's way grows by over ten minutes, the area would else stand
        last; it tells nothing that its residents and times do not.
        """
        if self.figures.longer_by_10_min is None and self.change > 10:
            return max(self.losing, (self.figures.residents or 0.0) / 2)
        return self.losing

    @property
    def loses(self) -> bool:
        """Whether somebody is known to lose, or the middle resident's way grows."""
        return self.losing >= 1 or self.change >= 1

    @property
    def gains(self) -> bool:
        """Whether the middle resident's way grows shorter, and nobody is known to lose."""
        return self.change <= -1 and self.losing < 1

    @property
    def shade(self) -> Shade:
        """Its shade on a map of changes."""
        if not self.told:
            return NOBODY if self.figures.residents == 0 else HIDDEN
        if abs(self.change) < 1 and self.losing >= 1:
            return SOME_LOSE
        if math.isinf(self.before) and math.isinf(self.after):
            return UNREACHED_ALWAYS
        return CHANGE.shade(self.change)

    def time_shade(self, minutes: float) -> Shade:
        """Its shade on a map of travel times, of `before` or `after`."""
        if not self.told:
            return NOBODY if self.figures.residents == 0 else HIDDEN
        return TIME.shade(minutes)


def area_changes(figures: Sequence[AreaFigures]) -> tuple[AreaChange, ...]:
    """The areas in the order given (those that lose most first); areas of one name are told apart by number."""
    count = Counter(one.name for one in figures)

    def name(one: AreaFigures) -> str:
        return one.name if count[one.name] == 1 else f"{one.name} {one.area_id}"

    return tuple(AreaChange(one, name(one)) for one in figures)


def losing_first(areas: Sequence[AreaChange]) -> tuple[AreaChange, ...]:
    """The areas that lose, most people first; then those only whose middle resident's way grows."""
    losing = [one for one in areas if one.loses]
    return tuple(sorted(losing, key=lambda one: (-one.weight, -min(one.change, 1e6))))


def gaining_first(areas: Sequence[AreaChange]) -> tuple[AreaChange, ...]:
    """The areas that gain, those first where most residents gain most."""
    gaining = [one for one in areas if one.gains]
    return tuple(sorted(gaining, key=lambda one: max(one.change, -240.0) * (one.figures.residents or 0.0)))


def short_change(reader: Reader, area: AreaChange) -> str:
    """What happens in an area in as few words as go on a map: +18 min."""
    t = reader.t
    if area.change == math.inf:
        return t("picture.lost")
    if area.change == -math.inf:
        return t("picture.gained")
    if area.change <= -1 and area.losing >= 1:
        return t("picture.shorter_but", change=reader.signed_minutes(area.change), count=reader.number(area.losing))
    if abs(area.change) >= 1:
        return reader.signed_minutes(area.change)
    if area.figures.lost and area.figures.lost >= (area.figures.longer_by_10_min or 0.0):
        return t("picture.some_lost", count=reader.number(area.losing))
    return t("picture.some_longer", count=reader.number(area.losing))


def minutes_words(reader: Reader, area: AreaChange, minutes: float) -> str:
    """A travel time of an area as its table tells it."""
    if not area.told:
        return "–" if area.figures.residents == 0 else reader.t("picture.not_shown")
    return reader.t("picture.unreached") if math.isinf(minutes) else reader.number(minutes)


def change_words(reader: Reader, area: AreaChange) -> str:
    """An area's change of travel time as its table tells it: whole minutes with a sign, or that reach is lost."""
    if not area.told or (math.isinf(area.before) and math.isinf(area.after)):
        return "–"
    if math.isinf(area.change):
        return reader.t("picture.lost" if area.change > 0 else "picture.gained")
    return reader.signed(area.change)


def change_table(reader: Reader, about: About, areas: Sequence[AreaChange], caption: str) -> Table:
    """The figures of the areas: residents, minutes before and after, the change, those who lose."""
    t = reader.t

    def people(value: float | None) -> str:
        return t("picture.not_shown") if value is None else reader.number(value)

    heads = (
        t("picture.head.area"),
        t("picture.head.residents"),
        t("picture.head.before_min"),
        t("picture.head.after_min"),
        t("picture.head.change_min"),
        t("picture.head.longer"),
        t("picture.head.lost"),
    )
    rows = tuple(
        (
            one.name,
            people(one.figures.residents),
            minutes_words(reader, one, one.before),
            minutes_words(reader, one, one.after),
            change_words(reader, one),
            people(one.figures.longer_by_10_min),
            people(one.figures.lost),
        )
        for one in areas
    )
    note = t("picture.note.estimated") if about.estimated else ""
    return Table(caption, heads, rows, note, frozenset(range(1, len(heads))))
