"""Every kind of change shows in the digest, leaves the baseline alone, can be undone, told and kept as YAML."""

from __future__ import annotations

import pytest
import yaml

from assessment.errors import Refused
from assessment.inputs.timetable_digest import content_digest
from assessment.language import LANGUAGES, gaps, translator
from assessment.scenario import apply_scenario, describe, describe_for, parse_scenario, write_scenario
from assessment.scenario.changes import CHANGE_WORDS
from tests.scenario.every_change import EVERY_CHANGE
from tests.scenario.village import scenario_text, village


def test_every_kind_of_change_is_tried() -> None:
    assert list(EVERY_CHANGE) == list(CHANGE_WORDS.values())


@pytest.mark.parametrize("word", EVERY_CHANGE)
def test_applied_and_undone_gives_the_baseline(word: str) -> None:
    town = village()
    assert town.timetable is not None
    before, content = town.digest(), content_digest(town.timetable)
    scenario = parse_scenario(scenario_text(f"{word}: {EVERY_CHANGE[word]}"))
    after = apply_scenario(scenario, town)
    assert after.digest() != before
    assert (town.digest(), content_digest(town.timetable)) == (before, content)
    assert apply_scenario(scenario.without_change(0), town).digest() == before
    assert apply_scenario(scenario, town).digest() == after.digest()


@pytest.mark.parametrize("word", EVERY_CHANGE)
def test_what_is_written_is_read_back(word: str) -> None:
    scenario = parse_scenario(scenario_text(f"{word}: {EVERY_CHANGE[word]}"))
    text = write_scenario(scenario)
    assert parse_scenario(text) == scenario
    assert write_scenario(parse_scenario(text)) == text
    assert len(text.splitlines()) == 3
    assert text.splitlines()[2].startswith(f"- {word}: {{")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", EVERY_CHANGE)
def test_every_change_is_told_in_words(word: str, language: str) -> None:
    scenario = parse_scenario(scenario_text(f"{word}: {EVERY_CHANGE[word]}"))
    for told in (describe_for(scenario, village()), describe(scenario, {})):
        said = translator(language)(told[0].key, **told[0].facts)
        assert said != told[0].key
        assert not gaps(said)


def test_changes_are_told_with_the_names_people_know() -> None:
    fi = translator("fi")
    words = ("headway", "extend_line", "add_line", "remove_service_taxi", "remove_bookmobile_stop")
    scenario = parse_scenario(scenario_text(*(f"{word}: {EVERY_CHANGE[word]}" for word in words)))
    assert [fi(one.key, **one.facts) for one in describe_for(scenario, village())] == [
        "Linja 1 lähtee 30 minuutin välein klo 07:00–10:00",
        "Linjaa 1 jatketaan pysäkiltä Stop D pysäkille Stop E",
        "Uusi linja 20 välillä Stop A–Stop D: lähtee 60 minuutin välein klo 07:00–19:00 (wd, night)",
        "Asiointitaksi Kylän taksi lopetetaan",
        "Kirjastoauto ei enää pysähdy paikassa Koulun pysäkki",
    ]


ODD_VALUES = (None, True, -1, 10**400, "x", "99:99", [], {}, [[]], [{"id": "x"}])


@pytest.mark.parametrize("word", EVERY_CHANGE)
def test_nothing_but_refused_comes_of_odd_values(word: str) -> None:
    body = yaml.safe_load(EVERY_CHANGE[word])
    refused = 0
    for name in body:
        for odd in ODD_VALUES:
            text = yaml.safe_dump({"name": "VE1", "changes": [{word: body | {name: odd}}]}, allow_unicode=True)
            try:
                apply_scenario(parse_scenario(text), village())
            except Refused as refusal:
                assert refusal.faults
                refused += 1
    assert refused >= len(body)


def test_bookmobile_stops_and_taxis_come_and_go() -> None:
    words = ("add_service_taxi", "remove_service_taxi", "add_bookmobile_stop", "remove_bookmobile_stop")
    scenario = parse_scenario(scenario_text(*(f"{word}: {EVERY_CHANGE[word]}" for word in words)))
    after = apply_scenario(scenario, village())
    assert [one.id for one in after.service_taxis] == ["taxi-new"]
    points = after.service_points.table
    assert points["id"].tolist() == ["library", "bm"]
    assert points["mobile"].tolist() == [False, True]
    assert points["opening_hours"].iloc[1] == "Th 10:00-10:30"
