"""What is taken away of the example matter: workbook, map data, and the data package that computes it again."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest

from assessment.records.actor import Role
from assessment.records.database import open_database
from assessment.records.people import local_actor
from assessment.report.data_package import data_package
from assessment.report.matter_report import MatterReport, read_matter_report
from tests.pages.matters import example_record

__all__ = ["example_record"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def report(example_record: Path) -> MatterReport:
    database = open_database(f"sqlite:///{example_record / 'records.sqlite'}")
    read = read_matter_report(database, local_actor(database, "Lukija", {(Role.PREPARER, None)}), 1)
    database.close()
    return read


@pytest.fixture(scope="module")
def package(report: MatterReport, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    content = data_package(report, demo_folder, "fi")
    assert content == data_package(report, demo_folder, "fi")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.slow
def test_assess_on_the_package_gives_the_frozen_bytes(package: Path, tmp_path: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["left_out"] == []
    for run in sorted((package / "runs").iterdir()):
        scenarios = [part for path in sorted(run.glob("scenario-*.yaml")) for part in ("--scenario", str(path))]
        command = ["assess", "--data", str(package / "data"), "--query", str(run / "query.json"), *scenarios]
        output = tmp_path / run.name
        done = subprocess.run(
            [sys.executable, "-m", "assessment", *command, "--output", str(output)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        head, *lines = (output / "impact.csv").read_bytes().splitlines(keepends=True)
        compared = 0
        for path in run.glob("ve*.csv"):
            own_head, *own = path.read_bytes().splitlines(keepends=True)
            alternative = own[0].split(b",")[0]
            assert own_head == head
            assert own == [line for line in lines if line.split(b",")[0] == alternative]
            compared += 1
        assert compared


def test_the_package_is_a_valid_data_package(package: Path) -> None:
    with warnings.catch_warnings():  # its own imports warn of what they will leave behind
        warnings.simplefilter("ignore")
        from frictionless import Package

        described = Package(str(package / "datapackage.json"))
        tables = [one for one in described.resources if one.path and one.path.endswith(".csv") and "runs" in one.path]
        assert len(tables) == 6
        found = tables[0].validate(limit_rows=2000)
        assert found.valid, found.flatten(["message"])


def test_an_input_that_is_another_or_not_open_is_left_out_and_named(
    report: MatterReport, demo_folder: Path, tmp_path: Path
) -> None:
    for path in demo_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes() + (b"\n" if path.name == "service_points.csv" else b""))
    with zipfile.ZipFile(io.BytesIO(data_package(report, tmp_path, "en"))) as archive:
        described = json.loads(archive.read("datapackage.json"))
        assert [(one["path"], one["why"]) for one in described["left_out"]] == [("service_points.csv", "other")]
        assert "data/service_points.csv" not in archive.namelist()
        assert "service_points.csv" in archive.read("README.md").decode("utf-8")
