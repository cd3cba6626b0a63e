"""The areas as a table, those that lose most first: everything the map shows, in words and figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.impact.measures import AWAY_MEDIAN, LOSING_VISIT, WITH_VISIT
from assessment.impact.table import worst_hit_areas
from pages.components.figures import NOTHING, Figure
from pages.components.key_figures import LONGER, MEDIAN
from pages.components.markup import Markup, joined, show
from pages.components.time_away import away_in_words, signed_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View


@dataclass(frozen=True)
class AreaRow:
    """One area: its residents in the group, its travel time before and after, those whose journey grows much longer.

    with_visit, losing_visit: residents with a same-day visit, and those who lose every one. away: median time away.
    """

    id: str
    name: str
    residents: Figure
    time: Figure
    longer: Figure
    lost: Figure
    about: bool = False
    with_visit: Figure = NOTHING
    losing_visit: Figure = NOTHING
    away: Figure = NOTHING

    @property
    def told(self) -> bool:
        """Whether the area's travel times are shown: those of fewer than thirty residents are not."""
        return not (math.isnan(self.time.value) or math.isnan(self.time.baseline))

    @property
    def before(self) -> float:
        """Minutes today; infinite where half of the residents do not get there, not-a-number where not shown."""
        return self.time.baseline

    @property
    def after(self) -> float:
        """Minutes after the changes; infinite where half of the residents do not get there."""
        return self.time.value

    @property
    def change(self) -> float:
        """Change in whole minutes as shown: infinite where reach is lost, minus infinite where it is gained, else 0."""
        if not self.told or (math.isinf(self.before) and math.isinf(self.after)):
            return 0.0
        if math.isinf(self.before) or math.isinf(self.after):
            return self.after - self.before
        return float(round(self.after) - round(self.before))

    @property
    def loses(self) -> bool:
        """Whether the area loses: its median grows, somebody's journey grows by over ten minutes or is lost."""
        people = (self.longer, self.lost)
        return self.change >= 1 or any(count.known and count.value >= 1 for count in people)


def area_rows(areas: pd.DataFrame, answer: Answer, view: View, alternative: str) -> list[AreaRow]:
    """Every area, those that lose most first, in the engine's order; areas of one name are told apart by number."""
    names = area_names(areas)
    about = answer.about(view.group)

    def row(area: str) -> AreaRow:
        def get(measure: str) -> Figure:
            return answer.figures.get(alternative, area, view.group, view.mode, measure)

        visits = (get(WITH_VISIT), get(LOSING_VISIT), get(AWAY_MEDIAN))
        travel = (get("residents"), get(MEDIAN), get(LONGER), get("residents_lost"))
        return AreaRow(area, names[area], *travel, about, *visits)

    order = worst_hit_areas(answer.table, alternative, view.group, view.kind, view.mode).index
    rows = [row(str(area)) for area in order]
    # An area nobody is known to lose in, but whose middle resident does, comes before those where nothing changes.
    return sorted(rows, key=lambda one: not one.loses)


def by_visits(rows: Iterable[AreaRow]) -> list[AreaRow]:
    """The areas that lose most same-day visits first, then those whose time away grows most, then as they were.

    A count that is hidden stands as none, so that the order tells nothing about it.
    """

    def key(row: AreaRow) -> tuple[float, float]:
        losing = row.losing_visit.value if row.losing_visit.known else 0.0
        before, after = row.away.baseline, row.away.value
        grown = 0.0 if math.isnan(before) or math.isnan(after) or before == after else after - before
        return -losing, -grown

    return sorted(rows, key=key)


def area_names(areas: pd.DataFrame) -> dict[str, str]:
    """Names of areas by id; where several bear one name, the id is added."""
    count = areas["name"].value_counts()
    return {
        str(area): str(name) if count[name] == 1 else f"{name} {area}"
        for area, name in zip(areas["id"], areas["name"], strict=True)
    }


def show_area_table(
    reader: Reader,
    rows: Sequence[AreaRow],
    caption: str,
    *,
    with_change: bool = True,
    height_px: int = 520,
    visits: bool = False,
) -> None:
    """The table, in a frame of its own that scrolls; pointing at a row marks the area on the map.

    visits: same-day visits instead of the way to the nearest service.
    """
    t = reader.t
    heads = [t("area.name"), t("area.residents")]
    if visits:
        ends = ["losing_visit", "away_before", "away_after", "away_change"] if with_change else ["with_visit", "away"]
        heads += [t(f"area_visit.{name}") for name in ends]
    else:
        ends = ["before", "after", "change", "longer"] if with_change else ["time"]
        heads += [t(f"area.{name}") for name in ends]
    head = joined(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="number"') if index else Markup(""), text)
        for index, text in enumerate(heads)
    )
    body = joined((_visit_row if visits else _table_row)(reader, row, with_change) for row in rows)
    if not rows:
        body = Markup('<tr><td colspan="{}">{}</td></tr>').format(len(heads), t("area.none_found"))
    show(
        Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}" style="max-height:{}px">'
            '<table class="figures"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
        ).format(caption, height_px, caption, head, body)
    )


def people_of(reader: Reader, row: AreaRow, figure: Figure) -> str:
    """A count of people of an area as the table tells it: tens where it is estimated."""
    return reader.people(figure.value, suppressed=figure.suppressed, about=row.about, bare=True)


def _table_row(reader: Reader, row: AreaRow, with_change: bool) -> Markup:
    cells = [people_of(reader, row, row.residents)]
    css = ""
    if with_change:
        css = "worse" if row.change >= 1 else "better" if row.change <= -1 else ""
        cells += [
            area_minutes(reader, row, row.before),
            area_minutes(reader, row, row.after),
            change_in_words(reader, row),
            people_of(reader, row, row.longer),
        ]
    else:
        cells.append(area_minutes(reader, row, row.after))
    made = joined(
        Markup('<td class="number{}">{}</td>').format(" change" if index == 3 else "", cell)
        for index, cell in enumerate(cells)
    )
    return Markup('<tr data-area="{}" class="{}"><th scope="row">{}</th>{}</tr>').format(row.id, css, row.name, made)


def _visit_row(reader: Reader, row: AreaRow, with_change: bool) -> Markup:
    away = row.away
    cells = [people_of(reader, row, row.residents)]
    css = ""
    if with_change:
        change = away.value - away.baseline if away.value != away.baseline else 0.0
        loses = row.losing_visit.known and row.losing_visit.value >= 1
        css = "worse" if loses or change >= 1 else "better" if change <= -1 else ""
        cells += [
            people_of(reader, row, row.losing_visit),
            away_in_words(reader, away.baseline),
            away_in_words(reader, away.value),
            signed_away(reader, away.baseline, away.value),
        ]
    else:
        cells += [people_of(reader, row, row.with_visit), away_in_words(reader, away.value)]
    made = joined(
        Markup('<td class="number{}">{}</td>').format(" change" if index == 4 else "", cell)
        for index, cell in enumerate(cells)
    )
    return Markup('<tr data-area="{}" class="{}"><th scope="row">{}</th>{}</tr>').format(row.id, css, row.name, made)


def change_in_words(reader: Reader, row: AreaRow) -> str:
    """The change of an area's travel time with its sign, or that reach is lost or gained."""
    if row.change == math.inf:
        return reader.t("area.lost")
    if row.change == -math.inf:
        return reader.t("area.gained")
    if not row.told or math.isinf(row.before):
        return "–"
    return reader.signed_minutes(row.change)


def area_minutes(reader: Reader, row: AreaRow, value: float) -> str:
    """An area's travel time; a dash where it is about fewer than thirty residents."""
    return reader.minutes(value) if row.told else "–"


def found_by_name(rows: Iterable[AreaRow], wanted: str) -> list[AreaRow]:
    """The rows whose name or number holds the text, whatever its case."""
    text = wanted.strip().casefold()
    return [row for row in rows if not text or text in row.name.casefold() or text in row.id.casefold()]
