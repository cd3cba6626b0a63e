"""Which areas lose and which gain by an alternative, in words; who counts as which is said once, as on the maps."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.records.frozen_figures import Question
from assessment.report.matter_report import AlternativeReport
from assessment.report.pictures.area_change import AreaChange, area_changes, gaining_first, losing_first
from assessment.report.telling import Telling

AT_ONCE = 3


@dataclass(frozen=True)
class ChangedAreas:
    """All areas in the frozen order; those that lose, worst first; those that gain, most first."""

    all: tuple[AreaChange, ...]
    losing: tuple[AreaChange, ...]
    gaining: tuple[AreaChange, ...]


def changed_areas(telling: Telling, alternative: AlternativeReport, question: Question) -> ChangedAreas:
    """The areas by what an alternative does to a group's way to a service."""
    areas = area_changes(telling.report.area_figures(alternative, question.group, question.kind, question.mode))
    return ChangedAreas(areas, losing_first(areas), gaining_first(areas))


def area_words(telling: Telling, area: AreaChange, certainty: str) -> str:
    """What happens in an area: "matka pitenee yli 10 minuuttia noin 420 henkilöllä (26 min → 45 min)"."""
    t, figures = telling.t, area.figures
    parts = []
    if figures.longer_by_10_min:
        parts.append(t("report.area.longer", people=telling.people(figures.longer_by_10_min, certainty)))
    if figures.lost:
        parts.append(t("report.area.lost", people=telling.people(figures.lost, certainty)))
    if not area.told:
        parts = parts or [t("report.area.hidden")]
        return ", ".join(parts)
    before, after = figures.median_before_min, figures.median_after_min
    if before is None or after is None:
        if before != after:
            parts.append(t("report.area.half_lost" if after is None else "report.area.half_gained"))
        return ", ".join(parts) or t("report.area.never")
    if not area.change:
        return ", ".join(parts) or t("report.area.same", minutes=telling.reader.minutes(before))
    if not parts:
        key = "report.area.slower" if area.change > 0 else "report.area.quicker"
        parts.append(t(key, minutes=telling.reader.minutes(abs(area.change))))
    times = {"before": telling.reader.minutes(before), "after": telling.reader.minutes(after)}
    return t("report.area.with_times", words=", ".join(parts), **times)


def area_names(telling: Telling, areas: tuple[AreaChange, ...], none: str) -> str:
    """The first areas by name and how many more there are; the words of the key `none` where there is none."""
    if not areas:
        return telling.t(none)
    names = ", ".join(one.name for one in areas[:AT_ONCE])
    more = len(areas) - AT_ONCE
    if more <= 0:
        return names
    return telling.t("report.area.more" if more > 1 else "report.area.one_more", names=names, count=more)
