"""The changes of an alternative in words, with the names that its frozen result knows."""

from __future__ import annotations

from assessment.errors import Refused
from assessment.report.hours_in_words import clock_in_words, hours_in_words
from assessment.report.matter_report import AlternativeReport
from assessment.report.telling import Telling
from assessment.scenario import describe, parse_scenario

# Facts of changes that are times of day.
TIMES = ("from_time", "to_time")


def changes_of(telling: Telling, alternative: AlternativeReport) -> tuple[str, ...]:
    """What an alternative changes, one text a change; none for today's network.

    Services are called by their names; lines and stops, which a frozen result does not name, by what the scenario says.
    """
    result = alternative.result
    text = result.scenario_yaml if result is not None else alternative.record.scenario_yaml
    if not text.strip():
        return ()
    try:
        scenario = parse_scenario(text)
    except Refused:  # a working scenario of an older program
        return ()
    names = {one.id: one.name for one in result.services_before} if result is not None else {}
    told = []
    for change in describe(scenario, names):
        facts = dict(change.facts)
        if facts.get("opening_hours"):
            facts["opening_hours"] = hours_in_words(telling.reader, str(facts["opening_hours"]))
        facts |= {name: clock_in_words(telling.reader, str(facts[name])) for name in TIMES if name in facts}
        told.append(telling.t(change.key, **facts))
    return tuple(told)
