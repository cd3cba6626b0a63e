"""The oracle answers the hand-worked towns as they were worked out on paper."""

import datetime

import pytest

from tests.reference import street_town, town
from tests.reference.oracle import (
    NEVER,
    departure_minutes,
    nearest_rank,
    read_running,
    straight_metres,
    transit_times,
    walk_times,
)


def answers(case, timetable, named, metres):
    start, end = (named[name] for name in case.way.split())
    if case.mode == "walk":
        return [walk_times([start], [end], case.limits, metres)[0, 0]] * 3
    running = read_running([timetable], datetime.date.fromisoformat(case.date))
    times = transit_times(running, [start], [end], departure_minutes(case.window), case.limits, metres)
    return [nearest_rank(times, p)[0, 0] for p in (5, 50, 95)]


def expected(case):
    return [NEVER if town.seconds(text) is None else town.seconds(text) for text in case.expected.split()]


@pytest.fixture(scope="module")
def timetables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("towns")
    return town.write_timetable(folder / "town.zip"), street_town.write_timetable(folder / "streets.zip")


@pytest.mark.parametrize("case", town.CASES, ids=lambda c: c.name)
def test_town(case, timetables) -> None:
    named = {place[0]: place for place in town.places()}
    assert answers(case, timetables[0], named, straight_metres(case.limits.detour)) == expected(case)


@pytest.mark.parametrize("case", street_town.CASES, ids=lambda c: c.name)
def test_street_town(case, timetables) -> None:
    named = {place[0]: place for place in street_town.places()}
    graph = street_town.walkable(step_free=case.limits.wheelchair)
    assert answers(case, timetables[1], named, graph.metres) == expected(case)


def test_streets_are_written_as_openstreetmap(tmp_path) -> None:
    import osmium

    path = street_town.write_streets(tmp_path / "streets.osm.pbf")
    ways = [(w.id, dict(w.tags)) for w in osmium.FileProcessor(str(path)) if w.is_way()]
    assert [tags["highway"] for _, tags in ways] == [tags["highway"] for _, tags in street_town.WAYS]
