"""What an impact was computed from, so that it can be checked and computed again: digests, query, profiles, shares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import assessment
from assessment.impact.baseline import Baseline, Query, Situation
from assessment.impact.disclosure import SMALLEST_SHOWN
from assessment.impact.readings import known_accessibility
from assessment.impact.sides import people
from assessment.scenario import Scenario, write_scenario

Account = Mapping[str, object]


def account_of(
    baseline: Baseline,
    today: Situation,
    situations: Sequence[Situation],
    scenarios: Sequence[Scenario],
    query: Query,
    hours_unknown: Sequence[Mapping[str, Sequence[str]]],
) -> dict[str, object]:
    """A mapping of plain values, the same for the same inputs: no clock, no folder, no machine.

    `accessibility`, of today and of each alternative: how many of the date's stops and trips are accessible, and of how
    many nobody knows, with the shares; None without a timetable or where transit was not asked for.
    `hours_unknown`: by kind the service points that same-day visits leave out, for today and each alternative.
    """
    municipality, assumptions = baseline.municipality, baseline.assumptions
    asked = people(baseline, query)
    residents, prevalence = asked.residents, baseline.prevalence
    kinds = query.kinds or ()
    return {
        "engine_version": assessment.__version__,
        "municipality": {
            "name": municipality.name,
            "number": municipality.number,
            "modelled_example": municipality.settings.example,
            "digest": baseline.kept.get(("digest",), municipality.digest),
        },
        "inputs": [asdict(source) for source in municipality.sources],
        "query": _plain(query),
        "groups": {group: residents.certainty[group] for group in residents.groups},
        "cells": {"all": len(municipality.population.table), "with_masked_numbers": residents.masked_cells},
        "profiles": [asdict(profile) for profile in asked.profiles],
        "prevalence": {
            "sha256": prevalence.sha256,
            "shares": [
                {"group": group, "age_band": band, **asdict(share)}
                for (group, band), share in prevalence.shares.items()
                if group in residents.groups
            ],
        },
        "visits": {
            "home_by": _clock(assumptions.home_by_s),
            "stays_sha256": assumptions.stays.sha256,
            "stay_min": {kind: assumptions.stays.stay_s(kind) / 60 for kind in kinds},
            "hours_unknown": {kind: list(ids) for kind, ids in hours_unknown[0].items()},
        },
        "accessibility": _accessibility(today, query),
        "smallest_count_shown": int(SMALLEST_SHOWN),
        "alternatives": [
            {
                "name": scenario.name,
                "description": scenario.description,
                "changes": len(scenario.changes),
                "sha256": hashlib.sha256(write_scenario(scenario).encode("utf-8")).hexdigest(),
                "digest": after.municipality.digest(),
                "accessibility": _accessibility(after, query),
                "hours_unknown": {kind: list(ids) for kind, ids in unknown.items()},
            }
            for scenario, after, unknown in zip(scenarios, situations, hours_unknown[1:], strict=True)
        ],
    }


def _accessibility(situation: Situation, query: Query) -> dict[str, object] | None:
    timetable = situation.municipality.timetable
    if timetable is None or "transit" not in query.modes:
        return None
    return known_accessibility(timetable, query.date).account()


def _plain(query: Query) -> dict[str, object]:
    """The query in plain values, times as HH:MM."""
    return {
        "date": query.date.isoformat(),
        "window": "-".join(map(_clock, query.window)),
        "kinds": list(query.kinds or ()),
        "modes": list(query.modes),
        "groups": list(query.groups),
        "visits": query.visits,
    }


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
