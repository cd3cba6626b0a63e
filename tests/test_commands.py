"""The commands check and data, run as a person runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reference.small_feeds import call_command

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assessment", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        timeout=300,
        check=False,
    )


def test_help_names_every_command_with_its_units() -> None:
    answer = run("--help")
    assert answer.returncode == 0
    for command in ("travel-times", "assess", "check", "data"):
        assert command in answer.stdout
        assert call_command(command, "--help").returncode == 0
    assert "m/s" in run("travel-times", "--help").stdout


def test_a_command_that_is_not_there_is_named_with_the_nearest() -> None:
    answer = call_command("traveltimes")
    assert answer.returncode == 2
    assert "travel-times" in answer.stderr


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Sarake lat puuttuu"), ("sv", "Kolumnen lat saknas"), ("en", "column lat is missing")],
)
def test_check_says_what_is_wrong_in_the_readers_language(tmp_path: Path, language: str, words: str) -> None:
    path = tmp_path / "service_points.csv"
    path.write_text("id,name,kind,lon,opening_hours\nx,X,library,26.7,Mo-Fr 25:99\n", encoding="utf-8")
    answer = run("check", path, "--kind", "service-points", "--json", "--lang", language)
    assert answer.returncode == 2, answer.stderr
    records = [json.loads(line) for line in answer.stdout.splitlines()]
    assert all(set(r) == {"severity", "code", "file", "row", "field", "value", "message"} for r in records)
    assert any(words in record["message"] for record in records), records
    assert "Traceback" not in answer.stderr


def test_check_accepts_the_demo(demo_folder: Path) -> None:
    for name in ("population.gpkg", "areas.gpkg", "service_points.csv", "streets.osm.pbf", "timetable.zip"):
        answer = run("check", demo_folder / name)
        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_check_of_what_is_not_there_is_refused() -> None:
    answer = run("check", "no-such-file.csv", "--json")
    assert answer.returncode == 2
    assert json.loads(answer.stdout)["code"] == "file_missing"


def test_kouvola_from_open_data_says_that_it_cannot_yet(tmp_path: Path) -> None:
    answer = run("data", "kouvola", "--output", tmp_path / "k", "--lang", "en")
    assert answer.returncode == 2
    assert "data/README.md" in answer.stderr
    assert not (tmp_path / "k").exists()
