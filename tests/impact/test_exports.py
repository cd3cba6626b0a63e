"""Files taken away: the columns people script against, the same bytes twice, no small counts, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from assessment.assess import Impact, Query, assess, prepare
from assessment.errors import Refused
from assessment.impact.impact_csv import CSV_COLUMNS
from assessment.inputs.municipality import Municipality
from assessment.language import LANGUAGES, translator
from assessment.report.exports import (
    csv_bytes,
    export_impact,
    geopackage_bytes,
    provenance_bytes,
    xlsx_bytes,
)
from assessment.report.whole_folder import write_whole
from assessment.scenario import CloseServicePoint, OpenServicePoint, RemoveTrips, Scenario, write_scenario
from tests.impact.towns import DATE, LON, WINDOW, lat_at, line_town
from tests.impact.village import WEDNESDAY, village

SCENARIOS = (
    Scenario("VE1", "", (CloseServicePoint("north"),)),
    Scenario("VE 2/ä", "", (CloseServicePoint("south"),)),
)


def town() -> Municipality:
    nan = math.nan
    return line_town(
        {"c1": (500, 150, 30, 12, 4), "c2": (3000, 40, nan, nan, nan), "c3": (8000, 60, 12, 9, 3)},
        {"south": ("library", 0, "Mo 10:00-18:00"), "north": ("library", 9000, "")},
        [5000, 20_000],
    )


@pytest.fixture(scope="module")
def impact() -> Impact:
    return assess(prepare(town(), Query(DATE, WINDOW, modes=("walk",))), SCENARIOS)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_columns_and_row_order_of_the_csv(impact: Impact) -> None:
    content = csv_bytes(impact)
    assert content.splitlines()[0].decode() == (
        "alternative,area_id,group,kind,mode,measure,unit,baseline,value,change,suppressed"
    )
    rows = rows_of(content)
    assert len(rows) == len(impact.table)
    assert [row["alternative"] for row in rows] == sorted(
        (row["alternative"] for row in rows), key=["VE1", "VE 2/ä"].index
    )
    assert list(dict.fromkeys(row["area_id"] for row in rows)) == ["all", "a", "b"]
    assert rows[0]["measure"] == "residents"
    assert (rows[0]["baseline"], rows[0]["change"], rows[0]["suppressed"]) == ("250", "0", "0")


def test_figures_have_fixed_decimals_and_the_change_is_their_difference(impact: Impact) -> None:
    for row in rows_of(csv_bytes(impact)):
        decimals = 0 if row["unit"] == "residents" else 2
        for name in ("baseline", "value", "change"):
            assert row[name] == "" or len(row[name].partition(".")[2]) == decimals
        if row["baseline"] and row["value"] and row["change"]:
            assert float(row["change"]) == pytest.approx(float(row["value"]) - float(row["baseline"]), abs=1e-9)


def test_no_small_count_is_in_the_csv_unless_raw(impact: Impact) -> None:
    small = 0
    for row in rows_of(csv_bytes(impact)):
        if row["unit"] == "residents":
            assert not any(row[name] and 0 < abs(int(row[name])) < 10 for name in ("baseline", "value", "change"))
            small += int(row["suppressed"])
    assert small > 0
    raw = rows_of(csv_bytes(impact, raw=True))
    assert {row["suppressed"] for row in raw} == {"0"}
    assert any(row["unit"] == "residents" and 0 < int(row["value"]) < 10 for row in raw)


def test_an_infinite_time_is_blank_but_not_suppressed(impact: Impact) -> None:
    infinite = impact.table[(impact.table["measure"] == "travel_time_p90_min") & (impact.table["value"] == math.inf)]
    assert len(infinite) > 0
    rows = rows_of(csv_bytes(impact, raw=True))
    for place in infinite.index:
        assert rows[place]["value"] == ""
        assert rows[place]["suppressed"] == "0"


def test_the_same_impact_gives_the_same_bytes(impact: Impact, monkeypatch: pytest.MonkeyPatch) -> None:
    again = assess(prepare(town(), Query(DATE, WINDOW, modes=("walk",))), SCENARIOS)
    makers = (csv_bytes, geopackage_bytes, xlsx_bytes, provenance_bytes)
    first = [make(impact) for make in makers]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert [make(again) for make in makers] == first
    assert (csv_bytes(impact, raw=True) == first[0]) is False


def test_the_geopackage_has_a_layer_for_each_alternative_kind_and_mode(impact: Impact, tmp_path: Path) -> None:
    path = tmp_path / "impact.gpkg"
    path.write_bytes(geopackage_bytes(impact))
    layers = [name for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    assert layers == ["VE1 library walk", "VE 2/ä library walk"]
    layer = gpd.read_file(path, layer="VE1 library walk")
    assert layer["area_id"].tolist() == ["a", "b"]
    assert layer.crs.to_epsg() == 3067
    assert layer["all_residents_after"].tolist() == [190, 60]
    assert layer["age_75__residents_longer_by_10_min_after"].tolist() == [0, 10]  # 12, to the nearest five
    assert layer["age_85__residents_after"].isna().tolist() == [True, True]  # 4 + about 2, and 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_speaks_the_readers_language(impact: Impact, language: str) -> None:
    content = xlsx_bytes(impact, translator(language))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        texts = archive.read("xl/sharedStrings.xml").decode("utf-8")
        sheets = archive.read("xl/workbook.xml").decode("utf-8")
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    t = translator(language)
    for key in ("measure.residents_lost", "group.age_75_", "mode.walk", "area.all", "column.baseline"):
        assert f">{t(key)}<" in texts
    assert 'name="VE1"' in sheets
    assert 'name="VE 2 ä"' in sheets


def test_a_workbook_of_one_kind_has_no_other(impact: Impact) -> None:
    hall = OpenServicePoint("hall", "Uimahalli", "swimming_hall", LON, lat_at(8005))
    both = assess(prepare(town(), Query(DATE, WINDOW, modes=("walk",))), [Scenario("VE1", "", (hall,))])
    texts = {}
    for kinds in (None, ("library",), ("swimming_hall",)):
        with zipfile.ZipFile(io.BytesIO(xlsx_bytes(both, kinds=kinds))) as archive:
            texts[kinds] = archive.read("xl/sharedStrings.xml").decode("utf-8")
    assert ">library<" in texts[None] and ">swimming_hall<" in texts[None]
    assert ">library<" in texts[("library",)] and ">swimming_hall<" not in texts[("library",)]
    assert ">swimming_hall<" in texts[("swimming_hall",)]
    assert xlsx_bytes(both, kinds=("library", "swimming_hall")) == xlsx_bytes(both)


def test_visits_are_in_every_file_and_the_same_bytes_come_twice(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        prepared = prepare(village(), Query(WEDNESDAY, WINDOW, groups=("all", "wheelchair_users")))
        by_bus = assess(prepared, [Scenario("VE1", "", (RemoveTrips("1", 12 * 3600, 14 * 3600),))])
        made.append([csv_bytes(by_bus), geopackage_bytes(by_bus), xlsx_bytes(by_bus), provenance_bytes(by_bus)])
    assert made[0] == made[1]
    rows = [row for row in rows_of(made[0][0]) if row["measure"] == "residents_losing_every_visit"]
    assert {row["mode"] for row in rows} == {"transit"}
    whole = next(row for row in rows if (row["area_id"], row["group"]) == ("all", "all"))
    assert (whole["baseline"], whole["value"], whole["change"], whole["unit"]) == ("0", "60", "60", "residents")
    (tmp_path / "impact.gpkg").write_bytes(made[0][1])
    layer = gpd.read_file(tmp_path / "impact.gpkg", layer="VE1 library transit")
    assert layer["all_residents_losing_every_visit_after"].tolist() == [0, 60]
    assert layer["all_residents_with_visit_before"].tolist() == [100, 60]
    by_car = gpd.read_file(tmp_path / "impact.gpkg", layer="VE1 library car")
    assert not [name for name in by_car.columns if "visit" in name]
    account = json.loads(made[0][3])
    assert account["accessibility"]["stops_unknown_share"] == 0.5
    assert account["alternatives"][0]["accessibility"]["trips"] == 1
    assert account["visits"]["stay_min"] == {"library": 60}


def test_provenance_names_every_input_and_the_query(impact: Impact) -> None:
    account = json.loads(provenance_bytes(impact, files={"impact.csv": b"x"}))
    assert account["engine_version"] == impact.engine_version
    assert [source["file"] for source in account["inputs"]] == ["made-by-hand.csv", "areas.gpkg", "service_points.csv"]
    assert account["query"]["window"] == "09:00-11:00"
    assert account["query"]["kinds"] == ["library"]
    assert account["municipality"]["digest"] == town().digest()
    assert len(account["files"]["impact.csv"]) == 64
    assert account["raw"] is False


def test_one_scenario_is_written_as_read(tmp_path: Path) -> None:
    impact = assess(prepare(town(), Query(DATE, WINDOW, modes=("walk",))), SCENARIOS[:1])
    text = "# why: see the minutes\n" + write_scenario(SCENARIOS[0])
    export_impact(impact, [text], tmp_path / "out")
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == ["impact.csv", "impact.gpkg", "provenance.json", "scenario.yaml"]
    assert (tmp_path / "out" / "scenario.yaml").read_text(encoding="utf-8") == text


def test_several_scenarios_stand_together_and_apart(impact: Impact, tmp_path: Path) -> None:
    texts = [write_scenario(scenario) for scenario in SCENARIOS]
    export_impact(impact, texts, tmp_path / "out")
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("scenario*.yaml")}
    assert written == {
        "scenario.yaml": texts[0] + "---\n" + texts[1],
        "scenario-ve1.yaml": texts[0],
        "scenario-ve-2-ä.yaml": texts[1],
    }


def test_nothing_is_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"old")
    (folder / "mine.txt").write_bytes(b"kept")
    (folder / "b.txt").mkdir()
    (folder / "b.txt" / "inside").write_bytes(b"kept")
    (folder / "c").write_bytes(b"old")
    for name in ("no/such/folder", "b.txt"):
        with pytest.raises(Refused) as refused:
            write_whole({"a.txt": b"new", "c": b"new", name: b"new"}, folder)
        assert [fault.code for fault in refused.value.faults] == ["output_unwritable"]
    assert (folder / "b.txt" / "inside").read_bytes() == b"kept"
    assert (folder / "a.txt").read_bytes() == b"old"
    assert (folder / "c").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    write_whole({"a.txt": b"new"}, folder)
    assert (folder / "a.txt").read_bytes() == b"new"
    assert (folder / "mine.txt").read_bytes() == b"kept"


def test_a_failure_while_putting_in_place_brings_the_old_files_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write_whole({"a.txt": b"old a", "b.txt": b"old b"}, folder)
    replace = Path.replace

    def fails_for_new_b(self: Path, target: Path) -> Path:
        if self.parent.name == "new" and self.name == "b.txt":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails_for_new_b)
    with pytest.raises(Refused) as refused:
        write_whole({"a.txt": b"new a", "b.txt": b"new b"}, folder)
    assert refused.value.faults[0].facts["reason"] == "No space left on device"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.txt": b"old a", "b.txt": b"old b"}


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(Refused) as refused:
        write_whole({"a.txt": b"new"}, tmp_path / "out")
    assert [fault.code for fault in refused.value.faults] == ["output_not_folder"]


def test_csv_columns_are_those_of_the_definitions() -> None:
    assert CSV_COLUMNS[-1] == "suppressed"
    assert len(CSV_COLUMNS) == 11
