"""The frozen figures of an alternative as tables: by group, by way of travelling, by area, same-day visits."""

from __future__ import annotations

from assessment.impact.measures import (
    AWAY_MEDIAN,
    GAINING_VISIT,
    LOSING_VISIT,
    LOST,
    MEDIAN,
    RESIDENTS,
    WITH_VISIT,
    WITHIN_KM,
)
from assessment.records.frozen_figures import LONGER, WITHIN_TIME, FrozenFigure, Question
from assessment.report.blocks import Table
from assessment.report.losing_areas import changed_areas
from assessment.report.maps import about_of
from assessment.report.matter_report import AlternativeReport
from assessment.report.pictures.area_change import change_table
from assessment.report.telling import Asked, Telling

AWAY_LONGER = "residents_away_longer_by_30_min"
# What a row tells of a group or of a way of travelling: a measure, and which side of it.
_WAYS = (
    (MEDIAN, "baseline"),
    (MEDIAN, "value"),
    (WITHIN_TIME, "baseline"),
    (WITHIN_TIME, "value"),
    (LONGER, "value"),
    (LOST, "value"),
)
_VISITS = (
    (WITH_VISIT, "baseline"),
    (WITH_VISIT, "value"),
    (LOSING_VISIT, "value"),
    (GAINING_VISIT, "value"),
    (AWAY_MEDIAN, "baseline"),
    (AWAY_MEDIAN, "value"),
    (AWAY_LONGER, "value"),
)


def groups_table(telling: Telling, alternative: AlternativeReport, question: Question) -> Table:
    """One row a population group: how many, their way before and after, who loses."""
    t = telling.t
    rows = tuple(
        (
            telling.group(group),
            cell(telling, telling.figure(alternative, Asked(RESIDENTS, group, question.mode), question.kind), "value"),
            *_cells(telling, alternative, group, question.kind, question.mode, _WAYS),
        )
        for group in _groups(telling)
    )
    heads = (t("doc.head.group"), t("doc.head.people"), *_way_heads(telling))
    caption = t("doc.results.groups", name=telling.named(alternative), ways=_ways(telling, question))
    return Table(caption, heads, rows, note(telling), numeric(heads))


def modes_table(telling: Telling, alternative: AlternativeReport, question: Question) -> Table:
    """One row a way of travelling, of the group told first."""
    t = telling.t
    modes = telling.offered.modes if telling.offered is not None else ()
    rows = tuple(
        (
            telling.reader.named("mode", mode),
            *_cells(telling, alternative, question.group, question.kind, mode, _WAYS),
        )
        for mode in modes
    )
    heads = (t("doc.head.mode"), *_way_heads(telling))
    facts = {"group": telling.group(question.group), "kind": telling.inside(telling.kind(question.kind))}
    return Table(
        t("doc.results.modes", name=telling.named(alternative), **facts), heads, rows, note(telling), numeric(heads)
    )


def distance_table(telling: Telling, alternative: AlternativeReport, question: Question) -> Table | None:
    """How many of each group have at most 1, 3 and 5 km to walk; None where walking was not computed."""
    t = telling.t
    if telling.offered is None or "walk" not in telling.offered.modes:
        return None
    sides = ("value",) if alternative.is_today else ("baseline", "value")
    measures = tuple((f"residents_within_{km}_km", side) for km in WITHIN_KM for side in sides)
    rows = tuple(
        (telling.group(group), *_cells(telling, alternative, group, question.kind, "walk", measures))
        for group in _groups(telling)
    )
    heads = [t("doc.head.group")]
    for km in WITHIN_KM:
        keys = ("doc.head.km",) if alternative.is_today else ("doc.head.km_now", "doc.head.km_after")
        heads += [t(key, km=km) for key in keys]
    caption = t(
        "doc.results.distance", name=telling.named(alternative), kind=telling.inside(telling.kind(question.kind))
    )
    return Table(caption, tuple(heads), rows, note(telling), numeric(heads))


def visits_table(telling: Telling, alternative: AlternativeReport, question: Question) -> Table | None:
    """Same-day visits of each group; None where they were not computed."""
    t = telling.t
    groups = [
        group
        for group in _groups(telling)
        if telling.figure(alternative, Asked(WITH_VISIT, group, "transit"), question.kind) is not None
    ]
    if not groups:
        return None
    rows = tuple(
        (telling.group(group), *_cells(telling, alternative, group, question.kind, "transit", _VISITS))
        for group in groups
    )
    heads = (
        t("doc.head.group"),
        t("doc.head.visit_now"),
        t("doc.head.visit_after"),
        t("doc.head.visit_lost"),
        t("doc.head.visit_gained"),
        t("doc.head.away_now"),
        t("doc.head.away_after"),
        t("doc.head.away_longer"),
    )
    caption = t("doc.results.visits", name=telling.named(alternative), kind=telling.inside(telling.kind(question.kind)))
    return Table(caption, heads, rows, note(telling), numeric(heads))


def areas_table(telling: Telling, alternative: AlternativeReport, question: Question) -> Table:
    """Every area, those that lose most first."""
    areas = changed_areas(telling, alternative, question).all
    caption = telling.t("doc.results.areas", name=telling.named(alternative), whose=telling.whose(question))
    return change_table(telling.reader, about_of(telling, alternative, question), areas, caption)


def cell(telling: Telling, figure: FrozenFigure | None, side: str) -> str:
    """One side of a figure as a table tells it: as frozen, times in whole minutes; a dash where there is none."""
    if figure is None:
        return "–"
    value = figure.baseline if side == "baseline" else figure.value
    return telling.amount(figure, value)


def note(telling: Telling) -> str:
    """What is said under tables of counts."""
    return telling.t("doc.results.note")


def numeric(heads: tuple[str, ...] | list[str]) -> frozenset[int]:
    """Every column but the first."""
    return frozenset(range(1, len(heads)))


def _groups(telling: Telling) -> tuple[str, ...]:
    return telling.offered.groups if telling.offered is not None else ()


def _cells(
    telling: Telling,
    alternative: AlternativeReport,
    group: str,
    kind: str,
    mode: str,
    measures: tuple[tuple[str, str], ...],
) -> tuple[str, ...]:
    return tuple(
        cell(telling, telling.figure(alternative, Asked(measure, group, mode), kind), side)
        for measure, side in measures
    )


def _way_heads(telling: Telling) -> tuple[str, ...]:
    names = ("time_now", "time_after", "within_now", "within_after", "longer", "lost")
    return tuple(telling.t(f"doc.head.{name}") for name in names)


def _ways(telling: Telling, question: Question) -> str:
    return telling.t("report.whose_ways", kind=telling.kind(question.kind), mode=telling.mode(question.mode))
