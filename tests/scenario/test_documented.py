"""The scenarios of data/README.md are read, kept and made as they stand there, on the demo municipality."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.inputs.municipality import Municipality, read_municipality
from assessment.scenario import Scenario, apply_scenario, parse_scenario, warnings_of, write_scenario
from assessment.scenario.changes import CHANGE_WORDS

README = Path(__file__).parents[2] / "data" / "README.md"
CHAPTER = README.read_text(encoding="utf-8").partition("\n## Scenarios\n")[2].partition("\n## ")[0]
TEXTS = re.findall(r"```yaml\n(.*?)```", CHAPTER, re.DOTALL)
SCENARIOS = [parse_scenario(text, "README.md") for text in TEXTS]


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Municipality:
    return read_municipality(demo_folder)


def test_every_kind_of_change_is_documented() -> None:
    documented = {CHANGE_WORDS[type(change)] for scenario in SCENARIOS for change in scenario.changes}
    assert documented == set(CHANGE_WORDS.values())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_documented_scenarios_can_be_made_and_kept(scenario: Scenario, demo: Municipality) -> None:
    assert parse_scenario(write_scenario(scenario)) == scenario
    before = demo.digest()
    assert apply_scenario(scenario, demo).digest() != before
    assert apply_scenario(replace(scenario, changes=()), demo).digest() == before
    assert warnings_of(scenario, demo, demo.settings.default_date) == ()


@pytest.mark.parametrize("word", list(CHANGE_WORDS.values()))
def test_each_documented_change_can_be_made_on_its_own(word: str, demo: Municipality) -> None:
    (change,) = [c for s in SCENARIOS for c in s.changes if CHANGE_WORDS[type(c)] == word]
    assert apply_scenario(Scenario("VE1", "", (change,)), demo).digest() != demo.digest()
