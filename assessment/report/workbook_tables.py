"""The tables of a matter's workbook, as numbers: key figures, groups, areas, journeys and stances."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.records.frozen_figures import FrozenFigure
from assessment.report.matter_report import AlternativeReport
from assessment.report.telling import Asked, Telling
from assessment.report.voices import voices

Value = str | float | None


@dataclass(frozen=True)
class Sheet:
    """One table; None = nothing to tell, or not shown."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheets_of(telling: Telling) -> list[Sheet]:
    """Every table of the workbook in order."""
    sheets = [_key_figures(telling)]
    sheets += [_areas(telling, one) for one in telling.report.changing]
    return [*sheets, _groups(telling), _journeys(telling), _stances(telling)]


def _key_figures(telling: Telling) -> Sheet:
    t = telling.t
    rows = []
    for one in telling.report.computed:
        for asked in telling.key_figures:
            figure = telling.figure(one, asked)
            if figure is not None:
                rows.append(
                    (telling.named(one), telling.figure_name(asked), telling.mode(asked.mode), *_cells(telling, figure))
                )
    names = ("alternative", "figure", "mode")
    return Sheet(t("workbook.key_figures"), (*(t(f"doc.head.{name}") for name in names), *_heads(telling)), tuple(rows))


def _groups(telling: Telling) -> Sheet:
    """Every group, service and way of travelling of every alternative, the figures told first."""
    t, offered = telling.t, telling.offered
    rows = []
    if offered is not None:
        measures = tuple(dict.fromkeys(one.measure for one in telling.key_figures))
        for one in telling.report.changing:
            for kind in telling.kinds:
                for group in offered.groups:
                    for mode in offered.modes:
                        for measure in measures:
                            figure = telling.figure(one, Asked(measure, group, mode), kind)
                            if figure is not None:
                                words = (
                                    telling.named(one),
                                    telling.kind(kind),
                                    telling.group(group),
                                    telling.mode(mode),
                                )
                                rows.append((*words, t(f"report.figure.{measure}"), *_cells(telling, figure)))
    heads = (
        t("doc.head.alternative"),
        t("workbook.kind"),
        t("doc.head.group"),
        t("doc.head.mode"),
        t("doc.head.figure"),
    )
    return Sheet(t("workbook.groups"), (*heads, *_heads(telling)), tuple(rows))


def _areas(telling: Telling, alternative: AlternativeReport) -> Sheet:
    t, main = telling.t, telling.main
    rows = []
    if main is not None:
        for area in telling.report.area_figures(alternative, main.group, main.kind, main.mode):
            hidden = None in (area.residents, area.longer_by_10_min, area.lost)
            rows.append(
                (
                    area.name,
                    area.area_id,
                    area.residents,
                    area.median_before_min,
                    area.median_after_min,
                    area.mean_change_min,
                    area.longer_by_10_min,
                    area.lost,
                    t("report.word.hidden") if hidden else "",
                )
            )
    names = ("area", "number", "residents", "median_before", "median_after", "mean_change", "longer", "lost", "shown")
    title = t("workbook.areas", label=alternative.label)
    return Sheet(title, tuple(t(f"workbook.{name}") for name in names), tuple(rows))


def _journeys(telling: Telling) -> Sheet:
    t = telling.t
    rows = tuple(
        (telling.named(one), journey.title, journey.before, journey.after, journey.change)
        for one in telling.report.changing
        for journey in telling.journeys(one)
    )
    heads = tuple(t(f"doc.head.{name}") for name in ("alternative", "group", "now", "after", "changes"))
    return Sheet(t("doc.results.journeys"), heads, rows)


def _stances(telling: Telling) -> Sheet:
    t = telling.t
    names = {one.id: telling.named(one) for one in telling.report.alternatives}
    rows = tuple(
        (voice.body, names.get(one.alternative_id, "–"), t(f"records.stance.{one.stance.value}"), one.reason)
        for voice in voices(telling)
        if voice.said is not None
        for one in voice.said.statement.stances
    )
    heads = (t("doc.decision.body_asked"), t("doc.head.alternative"), t("doc.statements.stance"), t("doc.head.reason"))
    return Sheet(t("doc.comparison.stances"), heads, rows)


def _heads(telling: Telling) -> tuple[str, ...]:
    return tuple(
        telling.t(f"workbook.{name}") for name in ("unit", "before", "after", "change", "low", "high", "shown")
    )


def _cells(telling: Telling, figure: FrozenFigure) -> tuple[Value, ...]:
    hidden = telling.t("report.word.hidden") if figure.suppressed else ""
    unit = telling.t(f"unit.{figure.unit}")
    return (unit, figure.baseline, figure.value, figure.change, figure.low, figure.high, hidden)
