"""What an impact was computed from, so that it can be checked and computed again: digests, query, profiles, shares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from assessment.impact.disclosure import SMALLEST_SHOWN
from assessment.impact.population_groups import Residents
from assessment.impact.prevalence import Prevalence
from assessment.scenario import Scenario, write_scenario
from assessment.travel_times.profile import TravellerProfile

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality

Account = Mapping[str, object]


def account_of(
    municipality: Municipality,
    changed: Sequence[Municipality],
    scenarios: Sequence[Scenario],
    query: Mapping[str, object],
    residents: Residents,
    profiles: Sequence[TravellerProfile],
    prevalence: Prevalence,
    engine_version: str,
) -> dict[str, object]:
    """A mapping of plain values, the same for the same inputs: no clock, no folder, no machine."""
    return {
        "engine_version": engine_version,
        "municipality": {
            "name": municipality.name,
            "number": municipality.number,
            "modelled_example": municipality.settings.example,
            "digest": municipality.digest(),
        },
        "inputs": [asdict(source) for source in municipality.sources],
        "query": dict(query),
        "groups": {group: residents.certainty[group] for group in residents.groups},
        "cells": {"all": len(municipality.population.table), "with_masked_numbers": residents.masked_cells},
        "profiles": [asdict(profile) for profile in profiles],
        "prevalence": {
            "sha256": prevalence.sha256,
            "shares": [
                {"group": group, "age_band": band, **asdict(share)}
                for (group, band), share in prevalence.shares.items()
                if group in residents.groups
            ],
        },
        "smallest_count_shown": int(SMALLEST_SHOWN),
        "alternatives": [
            {
                "name": scenario.name,
                "description": scenario.description,
                "changes": len(scenario.changes),
                "sha256": hashlib.sha256(write_scenario(scenario).encode("utf-8")).hexdigest(),
                "digest": after.digest(),
            }
            for scenario, after in zip(scenarios, changed, strict=True)
        ],
    }
