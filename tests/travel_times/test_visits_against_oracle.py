"""`visits` against the oracle that tries everything: the real command on Kuopio, random small feeds in-process."""

from __future__ import annotations

import datetime
import functools
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import all_visits
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.visits import VisitRules
from assessment.travel_times.walks import CrowFlies
from tests.reference import visits_oracle
from tests.reference.asked_visits import Answer, ask_visits, differing
from tests.reference.oracle import NEVER, Limits, Place, read_running, read_tables
from tests.reference.visits_oracle import Rules, Ways
from tests.travel_times.test_properties import WITHIN, Asked, Town, points, profile, towns, travellers

WEDNESDAY, SATURDAY = "2017-03-08", "2017-03-11"
TRAVELLERS = {
    "default": Limits(),
    "slow, short walks": Limits(walk_speed_ms=0.6, max_walk_min=12, max_transfer_walk_min=5),
    "fast, one vehicle": Limits(walk_speed_ms=1.5, max_walk_min=15, max_boardings=1, detour=1.2),
    "no longer than 35 min": Limits(max_time_min=35, walk_speed_ms=1.05, max_walk_min=12),
    "two vehicles, no slack": Limits(max_boardings=2, transfer_slack_s=0, walk_speed_ms=0.9, max_walk_min=10),
}
RULES = {
    "10:00-18:00": ("10:00-18:00", 60, "24:00"),
    "long stay, early home": ("09:00-15:00", 180, "16:00"),
    "a short evening": ("19:30-20:00", 25, "20:50"),
    "early, before the buses": ("04:00-06:10", 15, "24:00"),
    "two openings": ("08:00-09:00,13:00-14:30", 45.5, "15:15"),
    "past midnight": ("22:30-25:00", 30, "26:00"),
    "no stay at all": ("12:00-12:10", 0, "24:00"),
    "stay longer than open": ("12:00-12:30", 31, "24:00"),
}
ASKED = [
    *((WEDNESDAY, "default", rules) for rules in RULES),
    *((WEDNESDAY, traveller, "10:00-18:00") for traveller in list(TRAVELLERS)[1:]),
    (WEDNESDAY, "no longer than 35 min", "two openings"),
    (WEDNESDAY, "slow, short walks", "a short evening"),
    (SATURDAY, "slow, short walks", "two openings"),
    (SATURDAY, "two vehicles, no slack", "10:00-18:00"),
    (SATURDAY, "two vehicles, no slack", "past midnight"),
    (SATURDAY, "two vehicles, no slack", "early, before the buses"),
]


def around(path: Path, number: int, seed: int) -> list[Place]:
    """Return places around stops drawn evenly, so villages too; every third so far off that some cannot be reached."""
    rng = random.Random(seed)
    stops = rng.sample(read_tables(path)["stops"], number)
    places = []
    for i, row in enumerate(stops):
        off = 0.02 if i % 3 == 2 else 0.004
        lon = float(row["stop_lon"]) + 2 * rng.uniform(-off, off)
        places.append((f"p{i}", round(lon, 6), round(float(row["stop_lat"]) + rng.uniform(-off, off), 6)))
    return places


@functools.cache
def kuopio(
    path: Path, date: str, traveller: str
) -> tuple[list[Place], list[Place], list[list[Ways]], list[list[Ways]]]:
    """Return origins, destinations and all ways there and back, which every question of the traveller shares."""
    few = traveller != "default"
    origins, destinations = around(path, 8 if few else 14, 41), around(path, 4 if few else 5, 42)
    _, lon, lat = destinations[0]
    origins.append(("neighbour", round(lon + 0.003, 6), lat))
    origins.append(("further off", round(lon - 0.012, 6), lat))
    origins.append(("at the door", lon, lat))
    running = read_running([path], datetime.date.fromisoformat(date))
    limits = TRAVELLERS[traveller]
    return (
        origins,
        destinations,
        visits_oracle.all_ways(running, origins, destinations, limits),
        visits_oracle.all_ways(running, destinations, origins, limits),
    )


@pytest.mark.parametrize(("date", "traveller", "rules"), ASKED)
def test_kuopio_on_every_pair(date: str, traveller: str, rules: str, shared_data: Path, tmp_path: Path) -> None:
    feed = shared_data / "gtfs" / "kuopio_2017.zip"
    origins, destinations, out, home = kuopio(feed, date, traveller)
    opening, stay_min, home_by = RULES[rules]
    expected = [
        [
            visits_oracle.visit(out[o][d], home[d][o], Rules.told(opening, stay_min, home_by))
            for d in range(len(destinations))
        ]
        for o in range(len(origins))
    ]
    found = ask_visits(
        tmp_path,
        origins=origins,
        destinations=destinations,
        timetables=[feed],
        date=date,
        opening=opening,
        options=[*TRAVELLERS[traveller].options(), f"--stay-min={stay_min}", f"--home-by={home_by}"],
    )
    assert not differing(found, expected, origins, destinations)


def test_the_sample_of_kuopio_has_something_of_everything(shared_data: Path) -> None:
    """Possible, impossible, on foot, by vehicle: each is met, so that agreeing says something."""
    feed = shared_data / "gtfs" / "kuopio_2017.zip"
    origins, destinations, out, home = kuopio(feed, WEDNESDAY, "default")
    found = [
        visits_oracle.visit(out[o][d], home[d][o], Rules.told(*RULES[rules]))  # type: ignore[arg-type]
        for rules in RULES
        for o in range(len(origins))
        for d in range(len(destinations))
    ]
    possible = [v for v in found if v.away_s < NEVER]
    assert 0.2 < len(possible) / len(found) < 0.9
    assert any(v.on_foot for v in possible)
    assert sum(v.outward_options > 5 for v in possible) > 10
    assert any(v.outward_options == 1 and not v.on_foot for v in possible)


# --- random small timetables, to the second --------------------------------------------------------------------------

moments = st.integers(0, 160).map(lambda n: 20 * n)
rules_of_any_kind = st.builds(
    lambda starts, lengths, stay, home: Rules(
        tuple(sorted((start, start + length) for start, length in zip(starts, lengths, strict=False))), stay, home
    ),
    st.lists(moments, min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from([0, 60, 400, 900, 2000, 20_000]), min_size=3, max_size=3),
    st.sampled_from([0, 1, 60, 300, 777, 1500]),
    st.sampled_from([1500, 2500, 4000, 86_400, 100_000]),
)


def separate(rules: Rules) -> bool:
    """Say whether no two openings overlap or touch."""
    return all(a[1] < b[0] for a, b in zip(rules.openings, rules.openings[1:], strict=False))


@settings(WITHIN, max_examples=150)
@given(towns(), travellers, rules_of_any_kind.filter(separate))
def test_random_towns_to_the_second(town: Town, limits: Limits, rules: Rules) -> None:
    asked = Asked(town)
    network = transit_network(
        asked.timetable,
        datetime.date(2026, 3, 4),
        wheelchair=limits.wheelchair,
        unknown_accessible=limits.unknown_accessible,
    )
    found = all_visits(
        points(town.places),
        points(town.places),
        network,
        CrowFlies(limits.detour),
        profile(limits),
        VisitRules(rules.openings, rules.stay_s, rules.home_by_s),
    )
    expected = visits_oracle.visits(asked.running, town.places, town.places, limits, [rules])[0]
    said = {}
    for o, origin in enumerate(town.places):
        for d, destination in enumerate(town.places):
            visit = found[d]
            possible = visit.away_s[o] < UNREACHED
            clocks = (visit.outward_departure_s[o], visit.service_arrival_s[o], visit.home_arrival_s[o])
            said[origin[0], destination[0]] = Answer(
                int(visit.away_s[o]) if possible else None,
                tuple(int(c) for c in clocks) if possible else (None, None, None),  # type: ignore[arg-type]
                int(visit.outward_options[o]),
                int(visit.on_foot[o]),
            )
    assert not differing(said, expected, town.places, town.places)
