"""The demo's folder: whole or not at all, the same bytes each time, and nothing in it that a reader faults."""

import hashlib
import zipfile
from pathlib import Path

import pytest
import yaml

from assessment.demo import write_demo
from assessment.demo.folder import FILES
from assessment.errors import Refused
from assessment.inputs.municipality import Municipality


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_two_writes_give_the_same_bytes_and_progress_reaches_one(demo_folder: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    write_demo(tmp_path / "again", shares.append)
    assert digests(tmp_path / "again") == digests(demo_folder)
    assert set(digests(demo_folder)) == set(FILES)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert [path.name for path in tmp_path.iterdir()] == ["again"], "something was left beside the folder"


def test_a_cancelled_write_leaves_nothing(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(share: float) -> None:
        if share > 0.05:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_demo(tmp_path / "demo", cancel)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine")
    with pytest.raises(Refused) as refused:
        write_demo(tmp_path)
    assert [(fault.code, fault.value) for fault in refused.value.faults] == [("demo_folder_taken", "own.txt")]
    assert [path.name for path in tmp_path.iterdir()] == ["own.txt"]


def test_a_real_municipality_is_never_replaced(tmp_path: Path) -> None:
    settings = tmp_path / "municipality.yaml"
    settings.write_text("name: Kouvola\nnumber: '286'\n")
    with pytest.raises(Refused):
        write_demo(tmp_path)
    assert settings.exists()


def test_the_readers_find_no_fault(demo: Municipality) -> None:
    assert demo.faults == ()
    assert demo.settings.example
    assert (demo.name, demo.number) == ("Kouvola", "286")


def test_every_source_is_labelled_modelled(demo_folder: Path, demo: Municipality) -> None:
    assert {source.certainty for source in demo.sources} == {"modelled"}
    for source in demo.sources:
        assert source.owner.startswith("Mallinnettu esimerkkiaineisto")
        assert source.licence
    settings = yaml.safe_load((demo_folder / "municipality.yaml").read_text(encoding="utf-8"))
    assert set(settings["sources"]) == set(FILES) - {"municipality.yaml"}


def test_the_service_points_of_the_documented_scenario_are_there(demo: Municipality) -> None:
    points = demo.service_points.table.set_index("id")
    assert points.loc["library-inkeroinen", "name"] == "Inkeroisten kirjasto"
    assert {"library-myllykoski", "library-valkeala", "swimming-hall-kuusankoski", "health-station-ratamo"} <= set(
        points.index
    )
    fixed = points[~points["mobile"]]
    assert fixed.groupby("kind").size().to_dict() == {"library": 9, "swimming_hall": 4, "health_station": 4}
    assert set(points["kind"]) == set(demo.settings.kinds)


def test_the_feed_carries_one_fixed_moment(demo_folder: Path) -> None:
    with zipfile.ZipFile(demo_folder / "timetable.zip") as feed:
        assert {entry.date_time for entry in feed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
