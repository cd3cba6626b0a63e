"""Freezing a matter's alternatives together: one run, one transaction, what was the same stays, what was shown stays in
the run; the map, the services and the journeys of a result are kept with it."""

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from sqlalchemy import func, select, text

from assessment.assess import assess
from assessment.errors import Refused
from assessment.impact.impact_csv import alternative_bytes, table_bytes
from assessment.records.alternatives import add_alternative, edit_alternative, withdraw_alternative
from assessment.records.database import Database
from assessment.records.freezing import Run, freeze_results, run_of_matter
from assessment.records.frozen_maps import FrozenJourney, FrozenMap, frozen_map_of, map_content
from assessment.records.frozen_results import newest_result, read_result, result_bytes
from assessment.records.guards import guard, unguard
from assessment.records.overview import matter_overview
from assessment.records.refusals import Conflict
from assessment.records.requests import list_requests
from assessment.records.schema import Alternative, FrozenResult, KeptMap
from assessment.records.verifying import Breach, Broken, Verified, verify
from assessment.scenario import CloseServicePoint, OpenServicePoint, Scenario, parse_scenario, write_scenario
from tests.records.hearing import CLOSED, KINDER, TODAY, Hearing, baseline, impact_of, open_hearing
from tests.records.people import People

JOURNEY = FrozenJourney("Keskusta", "a", "age_65_", "swimming_hall", {"fi": "Lähtö klo 9.02."}, {"fi": "Ei pääse."})


def run_of(hearing: Hearing) -> Run:
    return run_of_matter(hearing.database, hearing.planner, hearing.matter.id)


def freeze_all(hearing: Hearing, reason: str = "") -> list[int]:
    """Assess and freeze the matter as its page does; the versions of its alternatives afterwards."""
    run = run_of(hearing)
    impact = assess(baseline(), run.together(baseline().municipality))
    told = {"VE1": [JOURNEY]}
    frozen = freeze_results(hearing.database, hearing.planner, run.to_freeze(), impact, reason, told)
    return [one.version for one in frozen]


def edit(hearing: Hearing, number: int, scenario: Scenario) -> None:
    now = run_of(hearing).alternatives[number]
    edit_alternative(
        hearing.database, hearing.planner, now.id, now.title, now.description, write_scenario(scenario), now.version
    )


def test_only_what_changed_becomes_a_new_version(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    hearing.ask()
    assert freeze_all(hearing) == [1, 1]
    edit(hearing, 1, KINDER)
    with pytest.raises(Refused, match="freeze_reason_missing"):
        freeze_all(hearing)
    assert freeze_all(hearing, "Neuvosto pyysi.") == [1, 2]
    (asked,) = list_requests(database, hearing.planner, hearing.matter.id)
    assert asked.changed_alternatives == (hearing.alternatives[1].id,)
    result = read_result(database, hearing.planner, hearing.alternatives[1].id)
    assert [parse_scenario(one).name for one in result.run] == ["VE1 (1)", "VE0", "VE1"]
    assert [parse_scenario(one).changes for one in result.run] == [CLOSED.changes, (), KINDER.changes]
    assert result.journeys == (JOURNEY,) and result.reason == "Neuvosto pyysi."
    assert read_result(database, hearing.planner, hearing.alternatives[0].id).run == (write_scenario(TODAY),)


def test_the_run_of_a_result_gives_its_bytes_again(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    edit(hearing, 1, KINDER)
    freeze_all(hearing)
    first = read_result(database, hearing.planner, hearing.alternatives[1].id)
    impact = assess(baseline(), [parse_scenario(one) for one in first.run])
    other = add_alternative(database, hearing.planner, hearing.matter.id, "Sama", "", first.scenario_yaml)
    freeze_results(database, hearing.planner, [(other.id, first.scenario_yaml, other.version)], impact)
    assert result_bytes(database, hearing.planner, other.id) == result_bytes(
        database, hearing.planner, hearing.alternatives[1].id
    )


def test_alternatives_are_protected_together(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    third = add_alternative(database, hearing.planner, hearing.matter.id, "Eteläinen suljetaan")
    edit(hearing, 1, KINDER)
    edit(hearing, 2, Scenario("VE2", "", (CloseServicePoint("south"),)))
    freeze_all(hearing)
    run = read_result(database, hearing.planner, third.id).run
    table = assess(baseline(), [parse_scenario(one) for one in run]).table
    alone = table[table["alternative"] == "VE1"]
    shown = result_bytes(database, hearing.planner, hearing.alternatives[1].id)
    assert shown == alternative_bytes(table, "VE1") != table_bytes(alone)


def test_what_was_ever_frozen_is_in_the_run_once(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    third = add_alternative(database, hearing.planner, hearing.matter.id, "Eteläinen suljetaan")
    edit(hearing, 2, Scenario("VE2", "", (CloseServicePoint("south"),)))
    freeze_all(hearing)
    withdraw_alternative(database, hearing.planner, third.id, "Ei käy.", run_of(hearing).alternatives[2].version)
    edit(hearing, 1, KINDER)
    freeze_all(hearing)
    edit(hearing, 1, CLOSED)  # back to what it was: already in the run as itself
    assert [one.name for one in run_of(hearing).earlier] == ["VE1 (2)", "VE2 (1)"]
    assert freeze_all(hearing) == [1, 3]


def test_what_is_published_comes_before_what_is_new(database: Database, people: People) -> None:
    """Protecting figures, the first keep the numbers they had."""
    hearing = open_hearing(database, people)
    add_alternative(database, hearing.planner, hearing.matter.id, "Eteläinen suljetaan")
    edit(hearing, 2, Scenario("VE2", "", (CloseServicePoint("south"),)))
    freeze_all(hearing)
    edit(hearing, 1, KINDER)
    run = run_of(hearing)
    assert run.published == {"VE0", "VE2"}
    assert [one.name for one in run.together(baseline().municipality)] == ["VE1 (1)", "VE0", "VE2", "VE1"]


def test_an_earlier_scenario_that_todays_data_cannot_have_is_left_out(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    run = Run((), (TODAY,), (Scenario("VE1 (1)", "", (CloseServicePoint("long-gone"),)), CLOSED))
    assert run.together(baseline().municipality) == (CLOSED, TODAY)
    assert run_of(hearing).earlier == ()


def test_all_are_frozen_or_none(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    run, impact = run_of(hearing), impact_of(TODAY, KINDER)
    (today, changed) = run.alternatives
    to_freeze = [(today.id, write_scenario(CLOSED), today.version), (changed.id, write_scenario(KINDER), 99)]
    with pytest.raises(Refused, match="result_not_of_scenario"):
        freeze_results(database, hearing.planner, to_freeze, impact)
    to_freeze = [(changed.id, write_scenario(KINDER), changed.version), (today.id, write_scenario(TODAY), 99)]
    with pytest.raises(Conflict):
        freeze_results(database, hearing.planner, to_freeze, impact)
    overview = matter_overview(database, hearing.planner, hearing.matter.id)
    assert [view.alternative.result_version for view in overview.alternatives] == [1, 1]
    assert isinstance(verify(database), Verified)


def test_services_of_the_kinds_asked_are_kept_before_and_after(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    opened = OpenServicePoint("new", "<b>Uusi</b>", "swimming_hall", 26.7, 60.9, "Mo-Su 10:00-18:00")
    edit(hearing, 1, Scenario("VE1", "", (CloseServicePoint("north"), opened)))
    freeze_all(hearing)
    result = read_result(database, hearing.planner, hearing.alternatives[1].id)
    assert [one.id for one in result.services_before] == ["south", "north"]
    assert [(one.id, one.name) for one in result.services_after][1:] == [("new", "<b>Uusi</b>")]
    assert (result.services_after[1].lon, result.services_after[1].lat) == (26.7, 60.9)


def map_of(database: Database, alternative_id: int) -> FrozenMap | None:
    with database.reading() as session:
        result = newest_result(session, session.get_one(Alternative, alternative_id))
        assert result is not None
        return frozen_map_of(session, result)


def test_the_map_is_kept_once_and_covers_everybody(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    kept = map_of(database, hearing.alternatives[0].id)
    assert kept is not None and kept == map_of(database, hearing.alternatives[1].id)
    table = baseline().municipality.areas.table
    assert [area.id for area in kept.areas] == table["id"].tolist()
    outline = shapely.from_geojson(json.dumps(kept.outline))
    lon, lat = (baseline().municipality.population.table[name].to_numpy() for name in ("lon", "lat"))
    assert shapely.contains_xy(outline, lon, lat).all()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(KeptMap)) == 1


def test_neighbours_on_a_map_share_a_border_with_fewer_corners() -> None:
    steps = np.linspace(0, 10_000, 400)
    border = [(500_000 + 900 * np.sin(step / 700), 6_750_000 + step) for step in steps]
    west = shapely.Polygon([(490_000, 6_750_000), *border, (490_000, 6_760_000)])
    east = shapely.Polygon([(510_000, 6_750_000), *border, (510_000, 6_760_000)])
    areas = baseline().municipality.areas
    frame = gpd.GeoDataFrame({"id": ["w", "e"], "name": ["Länsi", "Itä"]}, geometry=[west, east], crs=CRS(3067))
    kept = json.loads(map_content(replace(areas, table=frame, crs=CRS(3067))))
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in kept["areas"]]
    assert shapely.coverage_is_valid(shapes)
    assert 30 < shapely.get_num_coordinates(shapes).sum() < 200
    assert shapely.equals(shapely.union_all(shapes), shapely.from_geojson(json.dumps(kept["outline"])))
    assert all(round(number, 5) == number for number in shapely.get_coordinates(shapes).ravel().tolist())


def test_a_map_changed_behind_the_record_is_found(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    with database.engine.begin() as connection:
        unguard(connection, ("frozen_map",))
        connection.execute(text("UPDATE frozen_map SET content = :content"), {"content": b"another"})
        guard(connection, ("frozen_map",), ())
    outcome = verify(database)
    assert isinstance(outcome, Broken)
    assert (outcome.breach, outcome.subject) == (Breach.CONTENT, "frozen_map")
    with database.engine.begin() as connection:
        unguard(connection, ("frozen_map",))
        connection.execute(text("DELETE FROM frozen_map"))
        guard(connection, ("frozen_map",), ())
    outcome = verify(database)
    assert isinstance(outcome, Broken) and outcome.breach is Breach.CONTENT_MISSING
    assert hearing.matter.id


def test_a_result_of_the_first_records_has_no_map_and_one_text_a_journey(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    with database.engine.begin() as connection:
        unguard(connection, ("frozen_result",))
        old = {"impact_sha256": "0" * 64, "journeys": ["Aino, 78: ennen 10 min."]}
        connection.execute(FrozenResult.__table__.update().values(account=old))  # type: ignore[attr-defined]
        guard(connection, ("frozen_result",), ())
    result = read_result(database, hearing.planner, hearing.alternatives[1].id)
    assert (result.run, result.services_before, result.map_sha256) == ((), (), "")
    assert [one.change for one in result.journeys] == [{"fi": "Aino, 78: ennen 10 min."}]
    assert map_of(database, hearing.alternatives[1].id) is None
