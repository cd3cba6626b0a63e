"""The parts that pages are made of, each by itself."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import pytest

from assessment.errors import Fault
from assessment.inputs.municipality import read_municipality
from assessment.language import translator
from assessment.report.hours_in_words import hours_in_words
from assessment.scenario import (
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    Scenario,
)
from pages.components.alternatives import from_address, to_address
from pages.components.cell_image import cell_raster
from pages.components.colours import CHANGE, RESIDENTS, TIME
from pages.components.counts_in_faults import without_small_counts
from pages.components.map import MapEvent, _event
from pages.components.map_ground import browser_json, ground
from pages.components.markup import Markup, label, show
from pages.components.reader import Reader
from pages.components.service_states import service_states

FINNISH = Reader("fi", translator("fi"))
ENGLISH = Reader("en", translator("en"))
NBSP = "\N{NO-BREAK SPACE}"


def test_changes_go_through_the_address_and_back() -> None:
    scenario = Scenario(
        "VE1",
        changes=(
            CloseServicePoint("library-a"),
            MoveServicePoint("library-b", 26.7, 60.85),
            ChangeOpeningHours("library-c", "Mo-Fr 10:00-18:00; Sa 10:00-14:00"),
            OpenServicePoint("library-d", "Uusi: kirjasto", "library", 26.5, 60.9, "Tu,Th 12:00-18:00"),
        ),
    )
    assert from_address(to_address(scenario)) == scenario.changes


def test_an_address_of_nonsense_tells_no_changes() -> None:
    assert from_address(["", "close", "move~a~north~south", "fly~away", "open~a~b"]) == ()


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert FINNISH.number(12345.67, 1) == f"12{NBSP}345,7"
    assert ENGLISH.number(12345.67, 1) == "12,345.7"
    assert FINNISH.signed(-3) == "\N{MINUS SIGN}3"
    assert FINNISH.signed(3) == "+3"
    assert FINNISH.signed(-0.2) == "±0"
    assert FINNISH.minutes(31.4) == f"31{NBSP}min"
    assert FINNISH.minutes(math.inf) == "ei perillä"
    assert FINNISH.date("2026-03-04") == "4.3.2026"
    assert FINNISH.date("2022") == "2022"
    assert FINNISH.clock(9 * 3600 + 300) == "9.05"
    assert FINNISH.people(343, about=True) == "noin 340"
    assert FINNISH.people(math.nan, suppressed=True) == "ei näytetä"


def test_opening_hours_are_told_in_words() -> None:
    assert hours_in_words(FINNISH, "Mo-Th 09:00-19:00; PH off") == "ma–to 9.00–19.00; pyhinä suljettu"
    assert hours_in_words(ENGLISH, "Mo,We 12:00-19:00") == "Mon, Wed 12:00–19:00"
    assert hours_in_words(FINNISH, "") == "ei tiedossa"


def test_every_value_has_a_shade_and_a_loss_never_looks_like_a_gain() -> None:
    losses = {CHANGE.shade(value).key for value in (1.5, 7, 15, 40, math.inf)}
    gains = {CHANGE.shade(value).key for value in (-1.5, -15, -math.inf)}
    assert len(losses) == 5
    assert not losses & gains
    assert CHANGE.shade(0).key == "change_class.none"
    assert {CHANGE.shade(value).pattern for value in (7, 15, 40)} == {"hatch"}
    assert {CHANGE.shade(value).pattern for value in (-1.5, -15)} == {"dots"}
    assert TIME.shade(15).key == "time.up_to_15"
    assert TIME.shade(15.1).key == "time.up_to_30"
    for scale in (TIME, CHANGE, RESIDENTS):
        assert len({shade.fill for shade in scale.legend}) == len(scale.legend)


def test_classes_of_one_scale_differ_in_lightness() -> None:
    """Neighbours must be told apart in grey too: at least 5 of 100 steps of lightness."""
    for shades in (TIME.shades, CHANGE.shades[2:], RESIDENTS.shades):
        lightness = [_lightness(shade.fill) for shade in shades]
        assert all(one - other >= 5 for one, other in pairwise(lightness)), lightness


def _lightness(colour: str) -> float:
    """CIE L* of an sRGB colour, 0..100."""
    linear = []
    for channel in bytes.fromhex(colour[1:]):
        share = channel / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def test_only_escaped_markup_may_be_shown() -> None:
    assert "<script>" not in Markup("<p>{}</p>").format("<script>")
    with pytest.raises(TypeError):
        show("<p>plain</p>")  # type: ignore[arg-type]
    assert label("a *b* [c](d)") == r"a \*b\* \[c\]\(d\)"
    assert "<" not in browser_json({"name": "</script><script>"})


def test_an_event_of_the_map_is_understood() -> None:
    def answer(properties: dict[str, object]) -> dict[str, object]:
        geometry = {"type": "Point", "coordinates": [26.7, 60.9]}
        return {"last_active_drawing": {"type": "Feature", "properties": properties, "geometry": geometry}}

    assert _event(None) is None
    assert _event({"last_active_drawing": None}) is None
    assert _event(answer({"service": "library-a"})) == MapEvent(service_point="library-a")
    assert _event(answer({"area": "46900"})) == MapEvent(area="46900")
    assert _event(answer({"drawn": 1})) == MapEvent(place=(26.7, 60.9))


def test_the_ground_holds_every_area_and_stays_small(demo_folder: Path) -> None:
    place = read_municipality(demo_folder)
    content = json.loads(ground(place))
    assert [one["properties"]["area"] for one in content["areas"]["features"]] == place.areas.table["id"].tolist()
    assert len({one["properties"]["name"] for one in content["areas"]["features"]}) == len(place.areas.table)
    assert len(ground(place)) < 200_000
    (south, west), (north, east) = content["bounds"]
    assert 60 < south < north < 62
    assert 26 < west < east < 28


def test_every_cell_is_somewhere_in_the_picture(demo_folder: Path) -> None:
    place = read_municipality(demo_folder)
    raster = cell_raster(place)
    assert raster is not None
    shown = set(raster.cell[raster.cell >= 0].tolist())
    assert shown == set(range(len(place.population.table)))


def test_states_follow_the_changes_in_order(demo_folder: Path) -> None:
    place = read_municipality(demo_folder)
    scenario = Scenario(
        "VE1",
        changes=(
            CloseServicePoint("library-inkeroinen"),
            MoveServicePoint("library-myllykoski", 26.84, 60.69),
            ChangeOpeningHours("library-jaala", "Mo 10:00-12:00"),
            OpenServicePoint("library-new", "Uusi", "library", 26.7, 60.9),
        ),
    )
    states = {state.id: state for state in service_states(place, scenario, "library")}
    assert states["library-inkeroinen"].state == "closed"
    assert states["library-myllykoski"].state == "moved"
    assert states["library-myllykoski"].from_lon is not None
    assert states["library-jaala"].state == "hours"
    assert states["library-new"].state == "new"
    assert states["library-main"].state == "open"
    assert "swimming-hall-inkeroinen" not in states


def test_a_fault_tells_no_small_count_of_a_cell() -> None:
    facts = {"sum": "14", "total": "7"}
    fault = Fault("bands_exceed_total", "population.csv", row=2, value="7", facts=facts)
    told = without_small_counts(FINNISH, fault)
    assert (told.value, told.facts["sum"], told.facts["total"]) == ("alle 10", "14", "alle 10")
    other = Fault("row_short", "population.csv", value="7")
    assert without_small_counts(FINNISH, other) is other
