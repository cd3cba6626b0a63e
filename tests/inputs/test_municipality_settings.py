"""municipality.yaml: plain values, every fault with its line, nothing that can be made to misbehave."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assessment.inputs.municipality_settings import EXAMPLES, MunicipalitySettings, read_settings, seconds_of_window
from assessment.inputs.yaml_text import read_yaml
from tests.inputs.refusals import refusal
from tests.inputs.test_tables import written

NEEDED = "name: Kouvola\nnumber: 286\ndefault_date: 2026-03-04\n"


def settings(folder: Path, content: str) -> MunicipalitySettings:
    return read_settings(written(folder, "municipality.yaml", content))


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    found = settings(tmp_path, NEEDED)
    assert (found.name, found.number, found.default_date) == ("Kouvola", "286", dt.date(2026, 3, 4))
    assert found.default_window_s == (9 * 3600, 11 * 3600)
    assert (found.masks, found.example, found.outline) == ((-1,), False, None)
    assert found.described("population.gpkg") == {}


def test_everything(tmp_path: Path) -> None:
    found = settings(tmp_path, "\n".join(f"{name}: {example}" for name, example in EXAMPLES.items()))
    assert found.kinds["library"]["sv"] == "Bibliotek"
    assert found.masks == (-1, 99)
    assert found.places[0].name == "Inkeroinen"
    assert found.described("population.gpkg") == {
        "owner": "Tilastokeskus",
        "licence": "CC BY 4.0",
        "date": "2024",
        "certainty": "measured",
    }
    assert set(EXAMPLES) == set(MunicipalitySettings.model_fields)


@pytest.mark.parametrize(("written_as", "number"), [("091", "091"), ("49", "049"), ('"010"', "010"), ("010", "010")])
def test_a_number_keeps_its_zeros(tmp_path: Path, written_as: str, number: str) -> None:
    assert settings(tmp_path, NEEDED.replace("286", written_as)).number == number


@pytest.mark.parametrize(
    ("content", "code", "row", "field"),
    [
        ("name: Kouvola\nnumber: 286\n", "setting_missing", 1, "default_date"),
        (NEEDED + "colour: red\n", "setting_unknown", 4, "colour"),
        (NEEDED.replace("03-04", "13-04"), "setting_invalid", 3, "default_date"),
        (NEEDED.replace("286", "28x"), "setting_invalid", 2, "number"),
        (NEEDED + "default_window: 11:00-09:00\n", "setting_invalid", 4, "default_window"),
        (NEEDED + "default_window: 9-11\n", "setting_invalid", 4, "default_window"),
        (NEEDED + "masks: -1\n", "setting_invalid", 4, "masks"),
        (NEEDED + "masks: [-1, many]\n", "setting_invalid", 4, "masks.1"),
        (NEEDED + "example: perhaps\n", "setting_invalid", 4, "example"),
        (NEEDED + "outline: ../secret.geojson\n", "setting_invalid", 4, "outline"),
        (
            NEEDED + "sources:\n  a.csv:\n    owner: X\n    certainty: sure\n",
            "setting_invalid",
            7,
            "sources.a.csv.certainty",
        ),
        (NEEDED + "places:\n  - name: A\n    lon: 26\n    lat: 160\n", "setting_invalid", 7, "places.0.lat"),
        (NEEDED + "kinds:\n  library: {de: Bücherei}\n", "setting_invalid", 5, "kinds.library.de"),
    ],
)
def test_faults_with_line_and_field(tmp_path: Path, content: str, code: str, row: int, field: str) -> None:
    faults = refusal(lambda: settings(tmp_path, content))
    assert set(faults) == {code}
    assert (faults[code].row, faults[code].field) == (row, field)


def test_all_faults_together(tmp_path: Path) -> None:
    faults = refusal(lambda: settings(tmp_path, "name:\nnumber: x\ncolour: red\n"))
    assert set(faults) == {"setting_invalid", "setting_missing", "setting_unknown"}


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("a: [1\nb: 2\n", "yaml_invalid", 2),
        ("a: 1\n b: 2\n", "yaml_invalid", 2),
        ("a: 1\nb: 2\na: 3\n", "yaml_key_twice", 3),
        ("a: &x [1]\nb: *x\n", "yaml_alias", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml_invalid", 1),
        ("a: 1\n---\nb: 2\n", "yaml_invalid", 2),
        ("a: \x01\n", "yaml_invalid", None),
        ("[" * 20_000, "yaml_too_complex", 1),
        ("a: " + "x" * 1_000_001, "yaml_too_complex", None),
        ("- name: Kouvola\n", "settings_not_mapping", 1),
        ("# nothing\n", "settings_not_mapping", 1),
        ("? [1]\n: 2\n", "yaml_invalid", 1),
    ],
)
def test_yaml_that_cannot_be_used(tmp_path: Path, content: str, code: str, row: int | None) -> None:
    faults = refusal(lambda: settings(tmp_path, content))
    assert set(faults) == {code}
    assert row is None or faults[code].row == row


def test_plain_yaml_leaves_words_and_times_alone() -> None:
    content, lines = read_yaml("a: no\nb: 9:30\nc: 2026-03-04\nd: 091\ne: [1, 2.5, true, ~]\nf:\n  g: x\n", "f.yaml")
    assert content == {
        "a": "no",
        "b": "9:30",
        "c": "2026-03-04",
        "d": "091",
        "e": [1, 2.5, True, None],
        "f": {"g": "x"},
    }
    assert lines[("f", "g")] == 7


@pytest.mark.parametrize(("text", "seconds"), [("09:00-11:00", (32400, 39600)), ("0:00-26:30", (0, 95400))])
def test_windows(text: str, seconds: tuple[int, int]) -> None:
    assert seconds_of_window(text) == seconds


@pytest.mark.parametrize("text", ["9:00", "09:00-09:00", "09:60-10:00", "09:00-49:00", "09:00–11:00"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        seconds_of_window(text)
