"""Scenarios: read, written and applied, with every fault together; nothing but Refused for whatever a file may hold."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.errors import Refused
from assessment.inputs.municipality import Municipality
from assessment.language import LANGUAGES, catalogue, fault_message, translator
from assessment.scenario import (
    Change,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    Scenario,
    apply_scenario,
    describe,
    parse_scenario,
    read_scenario,
    write_scenario,
)
from tests.impact.towns import LON, lat_at, line_town

OF_COMMANDS_MD = """\
name: VE1
description: Inkeroisten kirjasto suljetaan, Myllykosken kirjasto muuttaa
changes:
  - close: {service_point: library-inkeroinen}
  - move: {service_point: library-myllykoski, lon: 26.7900, lat: 60.7710}
  - open: {id: library-new, name: Uusi kirjasto, kind: library, lon: 26.70, lat: 60.86,
      opening_hours: "Mo-Fr 10:00-18:00"}
  - opening_hours: {service_point: library-valkeala, opening_hours: "Tu,Th 12:00-18:00"}
"""


@pytest.fixture
def town() -> Municipality:
    return line_town(
        {"c1": (500, 100, 10, 5, 2)},
        {
            "library-north": ("library", 2000, "Mo-Fr 10:00-18:00"),
            "library-south": ("library", 0, ""),
            "hall": ("swimming_hall", 100, ""),
        },
        [5000],
    )


def faults_of(text: str, town: Municipality | None = None) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(Refused) as refused:
        scenario = parse_scenario(text)
        assert town is not None
        apply_scenario(scenario, town)
    return [(fault.code, fault.row, fault.field) for fault in refused.value.faults]


def test_reads_the_example_of_the_definitions() -> None:
    scenario = parse_scenario(OF_COMMANDS_MD)
    assert scenario == Scenario(
        "VE1",
        "Inkeroisten kirjasto suljetaan, Myllykosken kirjasto muuttaa",
        (
            CloseServicePoint("library-inkeroinen"),
            MoveServicePoint("library-myllykoski", 26.79, 60.771),
            OpenServicePoint("library-new", "Uusi kirjasto", "library", 26.70, 60.86, "Mo-Fr 10:00-18:00"),
            ChangeOpeningHours("library-valkeala", "Tu,Th 12:00-18:00"),
        ),
    )
    assert [change.row for change in scenario.changes] == [4, 5, 6, 8]


def test_writes_one_change_a_line() -> None:
    lines = write_scenario(parse_scenario(OF_COMMANDS_MD)).splitlines()
    assert lines[0] == "name: VE1"
    assert lines[2:4] == ["changes:", "- close: {service_point: library-inkeroinen}"]
    assert len(lines) == 7


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ve1.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + OF_COMMANDS_MD.encode())
    assert read_scenario(path) == parse_scenario(OF_COMMANDS_MD)
    assert read_scenario(path).file == "ve1.yaml"


@pytest.mark.parametrize(("content", "code"), [(b"name: \xe4\n", "scenario_encoding"), (None, "scenario_unreadable")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "ve1.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_scenario(path)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_words_that_yaml_takes_for_something_else_stay_text() -> None:
    text = "name: no\nchanges:\n- opening_hours: {service_point: 0123, opening_hours: off}\n"
    assert parse_scenario(text) == Scenario("no", "", (ChangeOpeningHours("0123", "off"),))


def test_all_faults_of_a_file_come_together_with_their_lines() -> None:
    text = """\
nmae: VE1
changes:
- close: {servicepoint: a}
- cloes: {service_point: a}
- move: {service_point: a, lon: "26,7", lat: 95}
- open: {id: x, name: "", kind: library, lon: 26.7, lat: 60.8, opening_hours: "Mo 25-18"}
- close
- opening_hours: {service_point: a}
"""
    assert faults_of(text) == [
        ("scenario_unknown_field", 1, "nmae"),
        ("scenario_missing_field", 1, "name"),
        ("change_unknown_field", 3, "changes[1].close.servicepoint"),
        ("change_missing_field", 3, "changes[1].close.service_point"),
        ("change_unknown_kind", 4, "changes[2]"),
        ("change_bad_number", 5, "changes[3].move.lon"),
        ("change_bad_coordinate", 5, "changes[3].move.lat"),
        ("change_bad_text", 6, "changes[4].open.name"),
        ("change_bad_opening_hours", 6, "changes[4].open.opening_hours"),
        ("change_not_one_word", 7, "changes[5]"),
        ("change_missing_field", 8, "changes[6].opening_hours.opening_hours"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "scenario_empty"),
        ("# nothing\n", "scenario_empty"),
        ("- close: {service_point: a}\n", "scenario_not_mapping"),
        ("name: VE1\n", "scenario_missing_field"),
        ("name: VE1\nchanges: {close: a}\n", "scenario_changes_not_list"),
        ("name: '=1+1'\nchanges: []\n", "scenario_name_bad"),
        ("name: " + "x" * 81 + "\nchanges: []\n", "scenario_name_bad"),
        ("name: [a\n", "yaml_invalid"),
        ("name: a\nname: b\nchanges: []\n", "yaml_key_twice"),
        ("name: &a b\ndescription: *a\nchanges: []\n", "yaml_alias"),
        ("name: !!python/object:os.system x\nchanges: []\n", "yaml_invalid"),
        ("#" * 1_000_001, "yaml_too_complex"),
        ("[" * 900_000, "yaml_too_complex"),
        ("- " * 5_000, "yaml_too_complex"),
    ],
)
def test_what_is_no_scenario_is_refused(text: str, code: str) -> None:
    assert [fault[0] for fault in faults_of(text)] == [code]


def test_changes_that_cannot_be_made_are_all_told(town: Municipality) -> None:
    text = f"""\
name: VE1
changes:
- close: {{service_point: library-nroth}}
- close: {{service_point: library-north}}
- move: {{service_point: library-north, lon: {LON}, lat: 60.8}}
- open: {{id: hall, name: Toinen, kind: libary, lon: 60.8, lat: 26.7}}
- open: {{id: new, name: Uusi, kind: library, lon: 24.9, lat: 60.2}}
- opening_hours: {{service_point: "Service library-south", opening_hours: ""}}
"""
    assert faults_of(text, town) == [
        ("change_unknown_service_point", 3, "changes[1].close.service_point"),
        ("change_closed_service_point", 5, "changes[3].move.service_point"),
        ("change_id_exists", 6, "changes[4].open.id"),
        ("change_kind_like_known", 6, "changes[4].open.kind"),
        ("change_coordinates_swapped", 6, "changes[4].open.lon"),
        ("change_far_away", 7, "changes[5].open.lon"),
        ("change_unknown_service_point", 8, "changes[6].opening_hours.service_point"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"), [("library-nroth", "library-north"), ("Service library-south", "library-south")]
)
def test_an_unknown_service_point_gets_suggestions_by_id_and_name(town: Municipality, written: str, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        apply_scenario(Scenario("VE1", "", (CloseServicePoint(written),)), town)
    assert str(refused.value.faults[0].facts["suggestions"]).startswith(f"{meant} (")


def test_changes_are_made_in_order(town: Municipality) -> None:
    changes: tuple[Change, ...] = (
        CloseServicePoint("library-north"),
        OpenServicePoint("new", "Uusi", "library", LON, lat_at(900), "Sa 10:00-12:00"),
        MoveServicePoint("new", LON, lat_at(1000)),
        ChangeOpeningHours("library-south", "24/7"),
        MoveServicePoint("library-south", LON, lat_at(50)),
    )
    table = apply_scenario(Scenario("VE1", "", changes), town).service_points.table
    assert table["id"].tolist() == ["library-south", "hall", "new"]
    assert table["lat"].tolist() == pytest.approx([lat_at(50), lat_at(100), lat_at(1000)])
    assert table["opening_hours"].tolist() == ["24/7", "", "Sa 10:00-12:00"]
    assert (table.dtypes == town.service_points.table.dtypes).all()


def test_the_baseline_is_left_alone_and_undo_restores_the_digest(town: Municipality) -> None:
    before = town.digest()
    table_before = town.service_points.table.copy()
    scenario = Scenario("VE1").with_change(CloseServicePoint("library-north"))
    changed = apply_scenario(scenario, town)
    assert changed.digest() != before
    assert town.digest() == before
    assert town.service_points.table.equals(table_before)
    assert apply_scenario(scenario.without_change(0), town).digest() == before
    with pytest.raises(IndexError):
        scenario.without_change(1)


def test_all_services_may_be_closed(town: Municipality) -> None:
    changes = tuple(CloseServicePoint(i) for i in town.service_points.table["id"])
    table = apply_scenario(Scenario("VE1", "", changes), town).service_points.table
    assert len(table) == 0
    assert (table.dtypes == town.service_points.table.dtypes).all()


def test_a_change_is_told_with_the_names_people_know(town: Municipality) -> None:
    names = dict(zip(town.service_points.table["id"], town.service_points.table["name"], strict=True))
    scenario = Scenario(
        "VE1",
        "",
        (
            CloseServicePoint("library-north"),
            OpenServicePoint("new", "Uusi kirjasto", "library", LON, 60.8),
            MoveServicePoint("new", LON, 60.81),
            ChangeOpeningHours("hall", ""),
        ),
    )
    told = describe(scenario, names)
    fi = translator("fi")
    assert [fi(one.key, **one.facts) for one in told] == [
        "Suljetaan Service library-north",
        "Avataan uusi palvelupiste Uusi kirjasto",
        "Siirretään Uusi kirjasto uuteen paikkaan",
        "Muutetaan aukioloaikaa: Service hall, uusi aika –",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words_and_no_gap_is_left_open(town: Municipality, language: str) -> None:
    texts = [
        "nmae: VE1\nchanges:\n- close: {servicepoint: a}\n- cloes: {a: 1}\n"
        "- move: {service_point: a, lon: x, lat: 95}\n"
        "- close\n- close:\n- open: {id: [], name: x, kind: l, lon: 1, lat: 1, opening_hours: zzz}\n",
        "name: VE1\nchanges: 3\n",
        "name: =x\nchanges: []\n",
        "",
        "[]",
        "#" * 1_000_001,
        "name: VE1\nchanges:\n- close: {service_point: nowhere}\n- close: {service_point: hall}\n"
        "- close: {service_point: hall}\n- open: {id: hall, name: x, kind: libary, lon: 60.8, lat: 26.7}\n"
        "- open: {id: y, name: x, kind: library, lon: 1, lat: 1}\n",
    ]
    told = []
    for text in texts:
        with pytest.raises(Refused) as refused:
            apply_scenario(parse_scenario(text), town)
        told += refused.value.faults
    said = [fault_message(translator(language), fault) for fault in told]
    assert not [text for text in said if re.search(r"\{[a-z_]+\}", text) or text.startswith("fault.")]
    assert {f"fault.{fault.code}" for fault in told} <= set(catalogue(language))
    assert len({fault.code for fault in told}) >= 18


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
names = words.filter(lambda text: not text.startswith(("=", "+", "-", "@")))
degrees = st.floats(-90, 90)
hours = st.sampled_from(["", "24/7", "off", "Mo-Fr 10:00-18:00; PH off"])
changes = st.one_of(
    st.builds(CloseServicePoint, words),
    st.builds(MoveServicePoint, words, degrees, degrees),
    st.builds(OpenServicePoint, words, words, words, degrees, degrees, hours),
    st.builds(ChangeOpeningHours, words, hours),
)
scenarios = st.builds(
    Scenario,
    names,
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=50).map(str.strip),
    st.lists(changes, max_size=4).map(tuple),
)


@settings(deadline=None)
@given(scenarios)
def test_what_is_written_is_read_back(scenario: Scenario) -> None:
    assert parse_scenario(write_scenario(scenario)) == scenario


TOWN = line_town({"c1": (500, 100, 10, 5, 2)}, {"a": ("library", 2000, "")}, [5000])

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.binary(max_size=5),
    st.text(max_size=10),
    st.sampled_from(["a", "library", "close", "open", "26.7", math.inf]),
)
keys = st.sampled_from(
    ["name", "changes", "close", "open", "move", "opening_hours", "service_point", "id", "kind", "lon", "lat", "zz"]
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.one_of(keys, scalars), inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), anything.map(lambda value: yaml.safe_dump(value, allow_unicode=True))))
def test_nothing_but_refused_comes_of_any_text(text: str) -> None:
    try:
        apply_scenario(parse_scenario(text), TOWN)
    except Refused as refused:
        assert refused.faults


@settings(max_examples=150, deadline=None)
@given(anything, st.sampled_from(["close", "open", "move", "opening_hours"]))
def test_nothing_but_refused_comes_of_any_change(body: object, word: str) -> None:
    text = yaml.safe_dump({"name": "VE1", "changes": [{word: body}]}, allow_unicode=True)
    try:
        apply_scenario(parse_scenario(text), TOWN)
    except Refused as refused:
        assert refused.faults


@settings(deadline=None)
@given(scenarios)
def test_nothing_but_refused_comes_of_any_scenario(scenario: Scenario) -> None:
    before = TOWN.digest()
    try:
        apply_scenario(scenario, TOWN)
    except Refused as refused:
        assert refused.faults
    assert TOWN.digest() == before
