"""The pictures of a matter's alternatives, drawn from its frozen figures, maps and services."""

from __future__ import annotations

from assessment.impact.measures import LOST, MEDIAN, RESIDENTS, WITHIN_MIN
from assessment.records.frozen_figures import LONGER, Question
from assessment.report.blocks import Figure
from assessment.report.matter_report import AlternativeReport
from assessment.report.pictures.change_map import change_map
from assessment.report.pictures.distribution import distribution
from assessment.report.pictures.group_bars import GroupFigures, group_bars
from assessment.report.pictures.picture import About
from assessment.report.pictures.small_map import small_map
from assessment.report.telling import Asked, Telling


def about_of(telling: Telling, alternative: AlternativeReport, question: Question) -> About:
    """What a picture of an alternative is about."""
    estimated = telling.certainty(alternative, question.group) != "measured"
    return About(telling.named(alternative), telling.whose(question), estimated, alternative.label)


def small_map_of(telling: Telling, alternative: AlternativeReport, question: Question) -> Figure | None:
    """Who loses and gains by area, small; None where no map was kept."""
    result, ground = alternative.result, alternative.map
    if result is None or ground is None or alternative.is_today:
        return None
    figures = telling.report.area_figures(alternative, question.group, question.kind, question.mode)
    return small_map(
        telling.reader,
        about_of(telling, alternative, question),
        ground,
        figures,
        result.services_before,
        result.services_after,
        kind=question.kind,
    ).figure()


def change_map_of(telling: Telling, alternative: AlternativeReport, question: Question) -> Figure | None:
    """Who loses and gains by area, on a whole map; None where no map was kept."""
    result, ground = alternative.result, alternative.map
    if result is None or ground is None:
        return None
    figures = telling.report.area_figures(alternative, question.group, question.kind, question.mode)
    return change_map(
        telling.reader,
        about_of(telling, alternative, question),
        ground,
        figures,
        result.services_before,
        result.services_after,
        kind=question.kind,
    ).figure()


def group_bars_of(telling: Telling, alternative: AlternativeReport, question: Question) -> Figure:
    """The share of each group that loses."""
    groups = []
    for group in telling.offered.groups if telling.offered is not None else ():
        residents, longer, lost, median = (
            telling.figure(alternative, Asked(measure, group, question.mode), question.kind)
            for measure in (RESIDENTS, LONGER, LOST, MEDIAN)
        )
        estimated = telling.certainty(alternative, group) != "measured"
        groups.append(GroupFigures(telling.group(group), residents, longer, lost, median, estimated))
    whose = telling.t("report.whose_ways", kind=telling.kind(question.kind), mode=telling.mode(question.mode))
    about = About(telling.named(alternative), whose, label=alternative.label)
    return group_bars(telling.reader, about, groups).figure()


def distribution_of(telling: Telling, alternative: AlternativeReport, question: Question) -> Figure:
    """The group by travel time, before and after; its figures beside it."""
    residents, *within = (
        telling.figure(alternative, Asked(measure, question.group, question.mode), question.kind)
        for measure in (RESIDENTS, *(f"residents_within_{minutes}_min" for minutes in WITHIN_MIN))
    )
    about = about_of(telling, alternative, question)
    return distribution(telling.reader, about, residents, within).figure(with_table=True)
