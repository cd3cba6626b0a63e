"""Journeys that stand beside frozen figures: three of each alternative, before and after, in words of every language.

They are chosen and told once, when a result is frozen; every page and document shows the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessment.assess import Baseline, Impact, Progress, Query
from assessment.impact.journey_stories import Case, Stories, Story, stories
from assessment.inputs.municipality import Municipality
from assessment.language import LANGUAGES, Translate, translator
from assessment.records.frozen_maps import FrozenJourney
from assessment.report.figure_words import Reader
from assessment.report.journey_words import (
    JourneyWords,
    journey_change,
    journey_words,
    visit_change,
    visit_words,
)
from assessment.scenario import Scenario
from assessment.travel_times.journey_legs import Journey, Place, VisitJourney

JOURNEYS = 3
# Whose journeys, in this order: those the councils of Kuntalaki §27 and §28 speak for, then one that gains, then the
# one in the middle. The first three that there are, each of another home or another traveller.
WANTED: tuple[tuple[str, Case], ...] = (
    ("age_65_", "worst_hit"),
    ("wheelchair_users", "worst_hit"),
    ("age_65_", "gained"),
    ("age_65_", "median"),
    ("mobility_limitation", "worst_hit"),
    ("all", "worst_hit"),
    ("all", "gained"),
    ("all", "median"),
)


def journeys_of(
    baseline: Baseline, impact: Impact, names: Sequence[str], progress: Progress | None = None
) -> dict[str, tuple[FrozenJourney, ...]]:
    """Up to three journeys of each named alternative of an impact; none of one that changes nothing.

    `progress` is told the done part in 0..1 and may raise to cancel.
    """
    scenarios = {one.name: one for one in impact.scenarios}
    told = {}
    for place, name in enumerate(names):
        told[name] = _of_scenario(baseline, impact, scenarios[name]) if scenarios[name].changes else ()
        if progress is not None:
            progress((place + 1) / len(names))
    return told


def _of_scenario(baseline: Baseline, impact: Impact, scenario: Scenario) -> tuple[FrozenJourney, ...]:
    told: dict[tuple[int, str], FrozenJourney] = {}
    for group, case in WANTED:
        if group in impact.query.groups and len(told) < JOURNEYS:
            for found, story in _stories(baseline, impact, scenario, group, case):
                key = (story.cell, story.traveller)
                told.setdefault(key, _in_words(baseline.municipality, found, story))
    return tuple(told.values())


def _stories(
    baseline: Baseline, impact: Impact, scenario: Scenario, group: str, case: Case
) -> Iterator[tuple[Stories, Story]]:
    """The story of the case, of the first kind of service that the alternative changes anything of."""
    for kind in impact.query.kinds or ():
        query = replace(impact.query, kinds=(kind,))
        found = stories(baseline, query, impact.cells, scenario, group, _mode(query))
        what = found.telling_of()[0]
        if found.changed(what):
            cell: int | None = getattr(found.cases(what, None), case)
            if cell is not None:
                yield found, found.told(what, case, cell)
            return


def _mode(query: Query) -> str:
    """By public transport where it was asked for, else the first way of travelling."""
    return "transit" if "transit" in query.modes else query.modes[0]


def _in_words(municipality: Municipality, found: Stories, story: Story) -> FrozenJourney:
    area = municipality.areas.table.iloc[found.area_of(story.cell)]
    words = {language: _sides(Reader(language, translator(language)), story) for language in LANGUAGES}
    return FrozenJourney(
        place=_near(municipality, story.home) or str(area["name"]),
        area_id=str(area["id"]),
        group=found.group,
        kind=found.kind,
        before={language: sides[0] for language, sides in words.items()},
        after={language: sides[1] for language, sides in words.items()},
        change={language: sides[2] for language, sides in words.items()},
    )


def _near(municipality: Municipality, home: Place) -> str:
    """The name of the nearest place of the municipality's map; "" when it has none."""
    places = municipality.settings.places
    nearest = min(places, key=lambda one: (one.lon - home.lon) ** 2 / 4 + (one.lat - home.lat) ** 2, default=None)
    return nearest.name if nearest is not None else ""


def _sides(reader: Reader, story: Story) -> tuple[str, str, str]:
    """Before, after, and what changes."""
    t = reader.t
    if story.visits is not None:
        before, after = story.visits
        return _visit(t, before), _visit(t, after), visit_change(t, before, after)
    if story.ways is not None:
        first, second = story.ways
        return _way(t, first), _way(t, second), journey_change(t, first, second)
    assert story.minutes is not None  # one of the three is told
    quick, slow = story.minutes
    return _minutes(reader, quick), _minutes(reader, slow), ""


def _visit(t: Translate, visit: VisitJourney | None) -> str:
    if visit is None:
        return t("journeys.no_visit")
    words = visit_words(t, visit)
    return " ".join((words.summary, *_steps(words.outward), words.stay, *_steps(words.homeward)))


def _way(t: Translate, way: Journey | None) -> str:
    if way is None:
        return t("journeys.no_way")
    words = journey_words(t, way)
    return " ".join(part for part in (words.summary, words.ready, *words.steps) if part)


def _steps(words: JourneyWords) -> tuple[str, ...]:
    return words.steps or (words.summary,)


def _minutes(reader: Reader, side: tuple[float, Place] | None) -> str:
    if side is None:
        return reader.t("told_journey.too_far")
    return reader.t("told_journey.minutes", minutes=reader.minutes(side[0]), service=side[1].name)
