"""Every text the templates ask for exists; deadlines and figures are said in words, rightly."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assessment.language import LANGUAGES, catalogue, gaps, translator
from assessment.records.frozen_figures import FrozenFigure
from pages.components.reader import Reader
from pages.statements import wording

TEMPLATES = sorted((Path(__file__).resolve().parents[2] / "pages" / "statements" / "templates").glob("*.html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_templates_has_a_text(language: str) -> None:
    texts = catalogue(language)
    assert len(TEMPLATES) > 10
    for template in TEMPLATES:
        source = template.read_text(encoding="utf-8")
        for key, more in re.findall(r"""\bt\(\s*["']([^"']+)["']\s*(~?)""", source):
            known = any(one.startswith(key) for one in texts) if more else key in texts
            assert known, f"{template.name}: {key}"


def test_templates_hold_no_words_of_their_own() -> None:
    for template in TEMPLATES:
        source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!doctype html>", "", template.read_text("utf-8"), flags=re.S)
        words = re.sub(r"<[^>]*>|[a-z-]+=\"[^\"]*\"", " ", source)
        assert re.findall(r"[a-zåäö]{3,}", words, flags=re.IGNORECASE) == [], template.name


def test_facts_given_fill_every_gap() -> None:
    for template in TEMPLATES:
        source = template.read_text(encoding="utf-8")
        for key, facts in re.findall(r"""\bt\("([a-z_.]+)"(?! ~)((?:, \w+=)[^%}]*)?""", source):
            assert gaps(catalogue("fi")[key]) <= set(re.findall(r"(\w+)=", facts)), (template.name, key)


def reader(language: str = "fi") -> Reader:
    return Reader(language, translator(language))


def request(deadline: datetime) -> Any:
    return SimpleNamespace(deadline_utc=deadline)


@pytest.mark.parametrize(
    ("deadline", "now", "said", "left"),
    [
        ("2026-12-17T14:00", "2026-11-24T08:00", "torstaina 17. joulukuuta 2026 kello 16.00", "Aikaa on 23 päivää."),
        ("2026-12-17T14:00", "2026-12-16T21:59", "torstaina 17. joulukuuta 2026 kello 16.00", "Määräaika on huomenna."),
        ("2026-12-17T14:00", "2026-12-16T22:00", "torstaina 17. joulukuuta 2026 kello 16.00", "Määräaika on tänään."),
        ("2026-12-17T14:00", "2026-12-17T14:00", "torstaina 17. joulukuuta 2026 kello 16.00", "Määräaika on tänään."),
        (
            "2026-12-17T14:00",
            "2026-12-17T14:01",
            "torstaina 17. joulukuuta 2026 kello 16.00",
            "Määräaika on päättynyt.",
        ),
        (
            "2027-10-31T01:30",
            "2027-10-30T08:00",
            "sunnuntaina 31. lokakuuta 2027 kello 3.30 (toinen kerta, talviaikaa)",
            "Määräaika on huomenna.",
        ),
        (
            "2027-06-30T20:59",
            "2027-06-29T08:00",
            "keskiviikkona 30. kesäkuuta 2027 kello 23.59",
            "Määräaika on huomenna.",
        ),
    ],
)
def test_deadlines_in_words(deadline: str, now: str, said: str, left: str) -> None:
    asked = request(datetime.fromisoformat(deadline).replace(tzinfo=UTC))
    assert wording.deadline(reader(), asked) == said
    assert wording.time_left(reader(), asked, datetime.fromisoformat(now).replace(tzinfo=UTC)).startswith(left)
    assert str(asked.deadline_utc.year) in wording.deadline(reader("sv"), asked)


def figure(unit: str, baseline: float | None, value: float | None, suppressed: bool = False) -> FrozenFigure:
    change = None if baseline is None or value is None else value - baseline
    return FrozenFigure("m", unit, "age_75_", "library", "walk", baseline, value, change, value, value, suppressed, 1)


def test_figures_in_words() -> None:
    say = lambda one, compares=False, today=False: wording.figure_words(reader(), one, compares, today)  # noqa: E731
    assert say(figure("min", 12.0, 31.0)) == ("31\N{NO-BREAK SPACE}min", "nyt 12\N{NO-BREAK SPACE}min")
    assert say(figure("min", 12.0, 12.2)) == ("12\N{NO-BREAK SPACE}min", "")
    assert say(figure("min", 12.0, None)) == ("ei perillä", "nyt 12\N{NO-BREAK SPACE}min")
    assert say(figure("residents", 0.0, 340.0), compares=True) == ("noin 340", "")
    assert say(figure("residents", None, None, True), compares=True) == ("ei näytetä", "")
    assert say(figure("residents", 500.0, None, True)) == ("noin 500", "muutosta ei näytetä")
    assert say(figure("residents", 500.0, 340.0)) == ("noin 340", "nyt noin 500")
    assert say(figure("residents", 9705.0, 15.0)) == ("noin 15", "nyt noin 9\N{NO-BREAK SPACE}700")
    assert say(figure("residents", 0.0, 0.0), compares=True, today=True) == ("–", "")
