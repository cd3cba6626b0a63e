"""The alternatives of the summary: their key figures, the areas that lose and gain, and journeys before and after."""

from __future__ import annotations

from assessment.records.frozen_figures import LONGER, WITHIN_TIME, FrozenFigure
from assessment.report.losing_areas import ChangedAreas, area_names, area_words, changed_areas
from assessment.report.maps import small_map_of
from assessment.report.matter_report import AlternativeReport
from assessment.report.pictures.area_change import AreaChange
from assessment.report.summary_shape import (
    SummaryAlternative,
    SummaryArea,
    SummaryFigure,
    SummaryJourney,
)
from assessment.report.telling import Asked, Telling
from assessment.report.voices import first_sentence

AREAS = 3
JOURNEYS = 3


def summary_alternatives(telling: Telling) -> tuple[SummaryAlternative, ...]:
    """Every alternative still considered, in order, those without a result without figures."""
    return tuple(_alternative(telling, one) for one in telling.report.alternatives)


def effect_sentences(telling: Telling, alternative: AlternativeReport) -> tuple[str, ...]:
    """An alternative's main effect on the group told first: whose way grows, and how many are within half an hour."""
    main = telling.main
    if main is None or alternative.result is None or alternative.is_today:
        return ()
    t = telling.t
    people = t(f"group_people.{main.group}")
    certainty = telling.certainty(alternative, main.group)
    sentences = []
    longer = telling.figure(alternative, Asked(LONGER, main.group, main.mode))
    if longer is not None:
        if longer.value is None:
            sentences.append(t("report.effect.longer_hidden"))
        elif not longer.value:
            sentences.append(t("report.effect.longer_nobody"))
        else:
            count = telling.people(longer.value, certainty)
            sentences.append(t("report.effect.longer", count=count, people=people))
    within = telling.figure(alternative, Asked(WITHIN_TIME, main.group, main.mode))
    if within is not None and within.change is not None:
        count = telling.people(abs(within.change), certainty)
        which = "same" if not within.change else "more" if within.change > 0 else "fewer"
        sentences.append(t(f"report.effect.within_{which}", count=count, people=people))
    return tuple(sentences)


def status_of(telling: Telling, alternative: AlternativeReport) -> str:
    """decided | proposed | "", as it is on record."""
    decision, proposal = telling.report.decision, telling.report.proposal
    if decision is not None:
        return "decided" if decision.alternative_id == alternative.id else ""
    return "proposed" if proposal is not None and proposal.alternative_id == alternative.id else ""


def told_first(telling: Telling) -> AlternativeReport | None:
    """The alternative whose journeys are shown: the one decided or proposed, else the one by which most lose."""
    changing = telling.report.changing
    marked = next((one for one in changing if status_of(telling, one)), None)
    if marked is not None or telling.main is None:
        return marked
    main = telling.main

    def harm(one: AlternativeReport) -> float:
        figure = telling.figure(one, Asked(LONGER, main.group, main.mode))
        return (figure.value or 0.0) if figure is not None else 0.0

    return max(changing, key=harm, default=None)


def summary_journeys(telling: Telling) -> tuple[SummaryJourney, ...]:
    """Three journeys before and after, by the alternative decided or proposed, else by the one by which most lose."""
    alternative = told_first(telling)
    if alternative is None:
        return ()
    return tuple(
        SummaryJourney(one.title, telling.named(alternative), first_sentence(one.before), first_sentence(one.after))
        for one in telling.journeys(alternative)[:JOURNEYS]
    )


def _alternative(telling: Telling, alternative: AlternativeReport) -> SummaryAlternative:
    status = status_of(telling, alternative)
    figures = tuple(_figure(telling, alternative, asked) for asked in telling.key_figures)
    changed = ChangedAreas((), (), ())
    losers = gainers = ""
    picture = None
    if telling.main is not None and alternative.result is not None and not alternative.is_today:
        changed = changed_areas(telling, alternative, telling.main)
        losers = area_names(telling, changed.losing, "report.area.nobody_loses")
        gainers = area_names(telling, changed.gaining, "report.area.nobody_gains")
        picture = small_map_of(telling, alternative, telling.main)
    return SummaryAlternative(
        alternative.label,
        alternative.title,
        alternative.record.description,
        alternative.is_today,
        status,
        telling.t(f"report.status.{status}") if status else "",
        " ".join(effect_sentences(telling, alternative)),
        figures if alternative.result is not None else (),
        _areas(telling, alternative, changed.losing),
        losers,
        _areas(telling, alternative, changed.gaining),
        gainers,
        picture,
    )


def _areas(telling: Telling, alternative: AlternativeReport, areas: tuple[AreaChange, ...]) -> tuple[SummaryArea, ...]:
    certainty = telling.certainty(alternative, telling.main.group) if telling.main is not None else "estimated"
    return tuple(SummaryArea(one.id, one.name, area_words(telling, one, certainty)) for one in areas[:AREAS])


def _figure(telling: Telling, alternative: AlternativeReport, asked: Asked) -> SummaryFigure:
    found: FrozenFigure | None = telling.figure(alternative, asked)
    told, t = telling.told(alternative, found), telling.t
    hidden = found is not None and telling.hides_change(alternative, found)
    changes = told.before not in ("–", told.value) and found is not None and found.value is not None
    return SummaryFigure(
        telling.figure_name(asked),
        told.before if hidden else told.value,
        t("report.word.today", value=told.before) if changes and not alternative.is_today else "",
        told.direction,
        t("report.word.change_hidden") if hidden else t(f"report.direction.{told.direction}") if told.direction else "",
        told.size,
        t(f"report.size.{told.size}") if told.size else "",
        told.certainty,
        t(f"certainty.{told.certainty}") if told.certainty else "",
        told.span,
    )
