"""The example matter: complete half-way through, marked, made once in twenty seconds, by the rules of any matter."""

import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assessment.errors import Refused
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.records.actor import Role
from assessment.records.columns import Base
from assessment.records.council import requests_of_bodies, what_our_statement_changed
from assessment.records.database import Database
from assessment.records.demo_matter import create_demo_matter
from assessment.records.overview import matter_overview
from assessment.records.people import local_actor
from assessment.records.states import MatterState, RequestState, Stance
from assessment.records.verifying import Verified, verify
from assessment.report.told_journeys import journeys_of
from assessment.scenario import parse_scenario
from tests.records.hearing import baseline
from tests.records.people import People

LONGEST_S = 20.0  # of work: how busy the machine is with other things is no fault of the program


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Municipality:
    return read_municipality(demo_folder)


def test_the_example_matter(sqlite_database: Database, demo: Municipality) -> None:
    began = time.process_time()
    made = create_demo_matter(sqlite_database, demo, None, journeys_of)
    assert time.process_time() - began < LONGEST_S
    again = create_demo_matter(sqlite_database, demo)
    assert (made.made, again.made, again.matter_id) == (True, False, made.matter_id)

    reader = local_actor(sqlite_database, "Lukija", {(Role.PLANNER, None)})
    overview = matter_overview(sqlite_database, reader, made.matter_id, group="age_65_")
    assert overview.matter.example and overview.matter.title.startswith("Esimerkki")
    assert overview.matter.register_number == "4524/10.03.07.00/2021"
    assert overview.matter.state is MatterState.STATEMENTS and overview.decision is None
    assert [view.alternative.label for view in overview.alternatives] == [f"VE{n}" for n in range(6)]
    assert all(view.result is not None and view.result.modelled_example for view in overview.alternatives)
    assert [view.alternative.result_version for view in overview.alternatives] == [1, 1, 1, 2, 1, 1]
    told = [view.result.journeys for view in overview.alternatives if view.result is not None]
    assert [len(journeys) for journeys in told] == [0, 3, 3, 3, 3, 3]
    for journey in (one for journeys in told for one in journeys):
        for side in (journey.before, journey.after, journey.change):
            assert side.keys() == {"fi", "sv", "en"} and all(side.values())
    runs = {view.result.run for view in overview.alternatives if view.result is not None}
    names = [[parse_scenario(one).name for one in run] for run in sorted(runs, key=len)]
    assert names == [[f"VE{n}" for n in range(6)], ["VE3 (1)", *(f"VE{n}" for n in range(6))]]
    near = [view.figures[0] for view in overview.alternatives]
    assert {one.measure for one in near} == {"residents_within_3_km"}
    assert (near[3].value or 0) > (near[4].value or 0) > 0
    assert [(one.body_id, one.state) for one in overview.requests] == [
        (made.older_body_id, RequestState.GIVEN),
        (made.disabled_body_id, RequestState.REQUESTED),
    ]
    (answered,) = overview.statements
    assert "enintään 3 km" in answered.statement.text and "yli 8 600" in answered.statement.text
    assert {one.stance for one in answered.statement.stances} == set(Stance)
    assert [one.body for one in overview.missing] == ["Vammaisneuvosto"]
    assert overview.written_impacts

    secretary = local_actor(sqlite_database, "Lukija", {(Role.COUNCIL_SECRETARY, made.older_body_id)})
    ((request, _),) = requests_of_bodies(sqlite_database, secretary)
    came = what_our_statement_changed(sqlite_database, secretary, request.id)
    assert (len(came.points), came.unanswered) == (2, 1)
    assert came.points[1].changed is not None
    assert isinstance(verify(sqlite_database), Verified)


class Cancelled(Exception):
    """The user cancelled the work."""


@pytest.mark.parametrize("cancelled_at", [0.0, 0.7, 0.99])
def test_cancelled_it_leaves_nothing_behind(sqlite_database: Database, demo: Municipality, cancelled_at: float) -> None:
    told: list[float] = []

    def progress(share: float) -> None:
        told.append(share)
        if share >= cancelled_at:
            raise Cancelled

    before = rows_of(sqlite_database)
    with pytest.raises(Cancelled):
        create_demo_matter(sqlite_database, demo, None, journeys_of, progress)
    assert rows_of(sqlite_database) == before
    assert told == sorted(told) and told[0] >= 0 and told[-1] <= 1


def rows_of(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_it_is_made_of_the_demo_only(sqlite_database: Database) -> None:
    with pytest.raises(Refused):
        create_demo_matter(sqlite_database, baseline().municipality)


def test_whoever_tries_it_out_may_own_it(sqlite_database: Database, demo: Municipality) -> None:
    people = People(sqlite_database)
    me = people.preparer("Minä Itse")
    made = create_demo_matter(sqlite_database, demo, me)
    assert (made.older_body_id, made.deciding_body_id) == (people.older, people.board)
    assert matter_overview(sqlite_database, me, made.matter_id).matter.preparer_name == "Minä Itse"
