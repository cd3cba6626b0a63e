"""The frozen result as two tables of words: alternatives with their key figures, and areas; and one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.impact.measures import LOST, measure_of
from assessment.records.frozen_figures import KEY_MEASURES, LONGER, LOSING_VISIT
from assessment.report.figure_words import ESTIMATED
from pages.statements.wording import figure_words, named

if TYPE_CHECKING:
    from assessment.records.council import AreaOfAlternatives, RequestForBody
    from assessment.records.frozen_figures import AreaFigures, FrozenFigure
    from assessment.records.overview import AlternativeView
    from pages.components.reader import Reader

TODAY = "VE0"
AREAS_AT_ONCE = 8


@dataclass(frozen=True)
class Cell:
    """A figure, and what it is today where that differs; `label` is its column's, for narrow screens."""

    label: str
    value: str
    before: str = ""
    plain: bool = False  # nothing to tell: written lightly


@dataclass(frozen=True)
class Row:
    """One row: its name, what is said under it, and its cells."""

    name: str
    note: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table of words."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    rest: tuple[Row, ...] = ()


def whose(reader: Reader, data: RequestForBody) -> str:
    """Whose figures these are: group, service and way of travelling in words."""
    question = data.question
    if question is None:
        return ""
    return reader.t(
        "council.figures.whose",
        group=named(reader, "group", question.group),
        kind=_inside(named(reader, "council.kind", question.kind)),
        mode=_inside(named(reader, "mode", question.mode)),
    )


def alternatives_table(reader: Reader, data: RequestForBody) -> Table | None:
    """One row an alternative, its key figures beside each other; None where nothing was computed."""
    measures = [measure for measure, _ in KEY_MEASURES if any(_figure(view, measure) for view in data.alternatives)]
    if not measures:
        return None
    heads = tuple(reader.t(f"council.measure.{measure}") for measure in measures)
    rows = tuple(
        Row(
            f"{view.alternative.label} {view.alternative.title}",
            view.alternative.description,
            _cells(reader, view, measures, heads),
        )
        for view in data.alternatives
    )
    return Table(reader.t("council.alternatives.caption", whose=whose(reader, data)), heads, rows)


def areas_table(reader: Reader, data: RequestForBody) -> Table | None:
    """One row an area, those who lose most first: the way today and in each alternative."""
    others = [view.alternative for view in data.alternatives if view.alternative.label != TODAY and view.result]
    if not data.areas or not others or data.question is None:
        return None
    about = data.question.group in ESTIMATED
    heads = (
        reader.t("council.areas.residents"),
        reader.t("council.areas.today"),
        *(reader.t("council.areas.in_alternative", label=one.label) for one in others),
    )
    rows = [_area_row(reader, area, [one.id for one in others], heads, about) for area in data.areas]
    caption = reader.t("council.areas.caption", whose=whose(reader, data))
    changing = [row for row in rows if not all(cell.plain for cell in row.cells[2:])][:AREAS_AT_ONCE]
    first = changing or rows[:AREAS_AT_ONCE]
    return Table(caption, heads, tuple(first), tuple(row for row in rows if row not in first))


def meaning(reader: Reader, data: RequestForBody) -> str:
    """What the alternatives would mean for those the body speaks for, in one sentence."""
    computed = [view for view in data.alternatives if view.alternative.label != TODAY and view.result is not None]
    if not computed or data.question is None:
        return reader.t("council.meaning.not_computed")
    ways = [(sum(_count(_figure(view, measure)) for measure in (LONGER, LOST)), view, LONGER) for view in computed]
    visits = [(_count(_figure(view, LOSING_VISIT)), view, LOSING_VISIT) for view in computed]
    group = _inside(named(reader, "group", data.question.group))
    most, worst, measure = max(ways + visits, key=lambda one: one[0])
    if most < 1:
        return reader.t("council.meaning.nobody", group=group)
    area = max(
        data.areas,
        key=lambda one: _area_loss(one.by_alternative.get(worst.alternative.id)),
        default=None,
    )
    told = {"label": worst.alternative.label, "people": reader.people(most, about=True), "group": group}
    if measure == LOSING_VISIT:
        return reader.t("council.meaning.visits", **told)
    sentence = reader.t("council.meaning.most", **told)
    if area is not None and _area_loss(area.by_alternative.get(worst.alternative.id)) >= 1:
        sentence += " " + reader.t("council.meaning.area", area=area.name)
    return sentence


def _cells(reader: Reader, view: AlternativeView, measures: list[str], heads: tuple[str, ...]) -> tuple[Cell, ...]:
    today = view.alternative.label == TODAY
    cells = []
    for measure, label in zip(measures, heads, strict=True):
        figure = _figure(view, measure)
        if figure is None:
            cells.append(Cell(label, "–"))
            continue
        value, before = figure_words(reader, figure, measure_of(measure).compares, today)
        cells.append(Cell(label, value, before))
    return tuple(cells)


def _area_row(
    reader: Reader, area: AreaOfAlternatives, alternative_ids: list[int], heads: tuple[str, ...], about: bool
) -> Row:
    known = next(iter(area.by_alternative.values()))
    cells = [
        Cell(heads[0], reader.people(_number(known.residents), suppressed=known.residents is None, about=about)),
        Cell(heads[1], reader.minutes(_number(known.median_before_min))),
    ]
    for alternative_id, head in zip(alternative_ids, heads[2:], strict=True):
        figures = area.by_alternative.get(alternative_id)
        if figures is None:
            cells.append(Cell(head, "–"))
            continue
        value = reader.minutes(_number(figures.median_after_min))
        loss = _loss_words(reader, figures)
        if value != cells[1].value:
            cells.append(Cell(head, value, loss))
        else:
            cells.append(Cell(head, loss or reader.t("council.areas.same"), plain=not loss))
    return Row(area.name, "", tuple(cells))


def _loss_words(reader: Reader, figures: AreaFigures) -> str:
    """How many have a longer way or none in an area; blank where nobody has."""
    if figures.longer_by_10_min is None or figures.lost is None:
        return reader.t("council.areas.few") if figures.residents is not None else ""
    if not figures.longer_by_10_min and not figures.lost:
        return ""
    parts = []
    if figures.longer_by_10_min:
        parts.append(reader.t("council.areas.longer", people=reader.people(figures.longer_by_10_min, about=True)))
    if figures.lost:
        parts.append(reader.t("council.areas.lost", people=reader.people(figures.lost, about=True)))
    return ", ".join(parts)


def _figure(view: AlternativeView, measure: str) -> FrozenFigure | None:
    return next((figure for figure in view.figures if figure.measure == measure), None)


def _count(figure: FrozenFigure | None) -> float:
    return 0.0 if figure is None or figure.value is None else figure.value


def _area_loss(figures: AreaFigures | None) -> float:
    return 0.0 if figures is None else (figures.longer_by_10_min or 0.0) + (figures.lost or 0.0)


def _inside(text: str) -> str:
    return text[:1].lower() + text[1:]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
