"""Attacks on made-up municipalities: linear programs, the rules run backwards, means, bounds, and two separate runs."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from typing import TypeVar

import numpy as np
import pandas as pd
import pytest

from assessment.impact.disclosure import protected
from assessment.impact.measures import MEASURES, measure_of
from tests.impact.attacker import Attack
from tests.impact.disclosure_oracle import Oracle
from tests.impact.people import impact_table, some_people
from tests.impact.test_disclosure import table_of, world

T = TypeVar("T")
SEEDS = (2, 3, 4, 7, 9, 10)


def some(things: list[T], count: int, seed: int) -> list[T]:
    """A few of them, from all over."""
    places = np.random.default_rng(seed).permutation(len(things))[:count]
    return [things[place] for place in places]


def is_open(least: float, most: float) -> bool:
    """Whether what lies between may be nobody, or ten people and more: no count of 1 to 9 comes out."""
    least, most = min(abs(least), abs(most)) if least * most > 0 else 0.0, max(abs(least), abs(most))
    return least < 0.001 or most > 9.999


@pytest.mark.parametrize("seed", SEEDS)
def test_linear_programs_find_no_small_count(seed: int) -> None:
    """Counts hidden, what the hidden areas of a figure sum to, and differences of shown counts."""
    raw, shown = world(seed)
    attack = Attack(shown, raw)
    small, pairs, sums = attack.small_hidden(), attack.small_differences(), attack.hidden_together()
    assert small  # there is something to find
    for key in some(small, 6, seed):
        least, most = attack.bounds_of({key: 1})
        assert most >= 9.999 and least <= 1.001, (key, attack.truth[key], least, most)
    for keys in some(sums, 4, seed):
        assert is_open(*attack.bounds_of(dict.fromkeys(keys, 1))), keys
    for one, other in some(pairs, 4, seed):
        assert is_open(*attack.bounds_of({one: 1, other: -1})), (one, other)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_who_is_told_which_numbers_were_moved_pins_none_down(seed: int) -> None:
    """More than anybody can know: of the values 1 to 9, and of differences, several are left."""
    raw, shown = world(seed)
    attack = Attack(shown, raw, knows_moved=True)
    for key in some(attack.small_hidden(), 6, seed):
        least, most = attack.bounds_of({key: 1})
        assert min(most, 9.0) - max(least, 1.0) >= 3.999, (key, attack.truth[key], least, most)
    for one, other in some(attack.small_differences(), 4, seed):
        least, most = attack.bounds_of({one: 1, other: -1})
        assert is_open(least, most) or most - least >= 2.999, (one, other, least, most)


def test_the_attacker_finds_what_is_badly_hidden() -> None:
    """Of two areas one is blanked and all else rounded: the whole less the other area gives it back."""
    raw = pd.concat(
        [table_of([("all", "residents", n, n)], area=area) for area, n in (("all", 33), ("a", 30), ("b", 3))]
    )
    careless = raw.copy()
    careless["baseline"] = careless["value"] = [35.0, 30.0, math.nan]
    attack = Attack(careless, raw, knows_moved=True)
    (hidden,) = {key for key in attack.small_hidden() if key[4]}
    assert attack.bounds_of({hidden: 1}) == (1.0, 9.0)
    least, most = Attack(protected(raw), raw, knows_moved=True).bounds_of({hidden: 1})
    assert least == 0 and most > 30


@pytest.mark.parametrize("seed", range(30))
def test_plain_loops_hide_and_tell_the_same(seed: int) -> None:
    areas = 1 + seed % 5
    raw = impact_table(some_people(seed, areas, (15, 60, 200)[seed % 3]), areas)
    shown = protected(raw)
    oracle = Oracle(raw)
    oracle.run()
    for row in shown.to_dict("records"):
        where = ((row["area_id"], row["kind"]), row["group"], (row["mode"], row["measure"]))
        before = 0.0 if MEASURES[row["measure"]].compares else oracle.told.get((*where, ""), math.nan)
        after = oracle.told.get((*where, row["alternative"]), math.nan)
        np.testing.assert_array_equal([row["baseline"], row["value"]], [before, after])


def worlds_table(worlds: np.ndarray, names: list[tuple[str, str]], baseline: dict[int, int]) -> pd.DataFrame:
    """Each world as a kind of service: column i of `worlds` is the count of area and measure `names[i]`.

    `baseline`: which column is the count before, by the column after; others are as before.
    """
    kinds = [f"{number:06d}" for number in range(len(worlds))]
    parts = []
    for place, (area, measure) in enumerate(names):
        if place in baseline.values() and place not in baseline:
            continue
        before = worlds[:, baseline.get(place, place)]
        if measure_of(measure).compares:
            before = np.zeros(len(worlds))
        part = pd.DataFrame({"kind": kinds, "baseline": before.astype(float), "value": worlds[:, place].astype(float)})
        parts.append(part.assign(area_id=area, measure=measure))
    table = pd.concat(parts, ignore_index=True)
    table["change"] = table["value"] - table["baseline"]
    return table.assign(alternative="VE1", group="all", mode="walk", unit="residents")


def shown_alike(worlds: np.ndarray, table: pd.DataFrame) -> np.ndarray:
    """A number for each world, the same for worlds of which the same is shown."""
    shown = protected(table)
    told = shown[["baseline", "value"]].fillna(-1).to_numpy().reshape(-1, len(worlds), 2).swapaxes(0, 1)
    return np.asarray(np.unique(told.reshape(len(worlds), -1), axis=0, return_inverse=True)[1]).ravel()


def left_possible(alike: np.ndarray, quantity: np.ndarray, most: int = 9) -> np.ndarray:
    """By world where the quantity is 1 to 9: how many sizes up to `most` it can have for all that is shown, else 0."""
    size = np.abs(quantity)
    small = (size > 0) & (size < 10)
    counted = size <= most if most > 9 else small
    values = defaultdict(set)
    for number, value in zip(alike[counted].tolist(), size[counted].tolist(), strict=True):
        values[number].add(value)
    return np.array([len(values[number]) if one else 0 for number, one in zip(alike.tolist(), small, strict=True)])


@pytest.mark.parametrize("area", ["all", "a"])
def test_running_the_rules_backwards_on_two_counts(area: str) -> None:
    """Every world of up to 40 residents, some near a service before and after: those shown alike are compared."""
    worlds = np.array([(r, a, b) for r in range(10, 41) for a in range(r + 1) for b in range(r + 1)])
    names = [(area, "residents"), (area, "residents_within_30_min"), (area, "residents_within_30_min")]
    alike = shown_alike(worlds, worlds_table(worlds, names, {2: 1}))
    residents, before, after = worlds.T
    inner = residents < 33  # the largest worlds lack neighbours that are shown alike
    for hidden in (before, after, after - before):
        possible = left_possible(alike, hidden)[inner]
        assert possible[possible > 0].min() == 9  # as many as there are: nothing is learnt
    for between in (residents - before, residents - after):
        possible = left_possible(alike, between, most=99)[inner]
        assert possible[possible > 0].min() >= 3


@pytest.mark.parametrize("areas", [2, 3])
def test_running_the_rules_backwards_on_the_areas_of_a_figure(areas: int) -> None:
    """Who knows how the second area to hide is chosen still cannot tell how many there are in the first."""
    largest = {2: 80, 3: 36}[areas]
    worlds = np.array(list(itertools.product(range(largest), repeat=areas)))
    worlds = np.column_stack([worlds, worlds.sum(axis=1)])
    names = [(f"a{number}", "residents_lost") for number in range(areas)] + [("all", "residents_lost")]
    alike = shown_alike(worlds, worlds_table(worlds, names, {}))
    # Worlds near the largest lack neighbours that are shown alike.
    inner = (worlds[:, :-1] < {2: 60, 3: 18}[areas]).all(axis=1)
    for area in range(areas):
        possible = left_possible(alike, worlds[:, area])[inner]
        assert possible[possible > 0].min() >= 3
        assert (possible[possible > 0] >= 6).mean() > 0.98


@pytest.mark.parametrize("residents", [40, 120, 700, 5000])
def test_a_mean_does_not_tell_how_few_are_moved(residents: int) -> None:
    """The attacker knows from the map that a service farther away costs the people of one square 14 minutes each."""
    shown_alike = defaultdict(set)
    for moved in range(25):
        table = table_of([("all", "residents", residents, residents), ("all", "travel_time_mean_min", 23.4, 23.4)])
        table.loc[1, "value"] += 14 * moved / residents
        table["people"] = float(residents)
        shown_alike[protected(table)["value"][1]].add(moved)
    for moved in shown_alike.values():
        assert moved == {0} or len(moved) >= 4 or max(moved) == 24


def test_two_separate_runs_tell_no_more_than_a_blank_does() -> None:
    """Alternatives that differ by one to nine people, each protected on its own and not together."""
    counts = np.arange(11, 200)
    told = protected(worlds_table(counts[:, None], [("all", "residents")], {}))["value"].to_numpy()
    possible = defaultdict(set)
    for more, fewer in itertools.combinations(range(len(counts))[::-1], 2):
        if counts[more] - counts[fewer] < 10:
            possible[told[more] - told[fewer]].add(int(counts[more] - counts[fewer]))
    assert possible == {0: set(range(1, 5)), 5: set(range(1, 10)), 10: set(range(6, 10))}


def test_bounds_do_not_tell_how_few_are_between_them() -> None:
    """Lower bounds are counts of people too, those whom the source does not mask."""
    pairs = np.array([(count, count - fewer) for count in range(100, 130) for fewer in range(1, 10)])
    lines = [("residents", 300), ("residents_low", pairs[:, 0])]
    lines += [("residents_within_60_min", 280), ("residents_within_60_min_low", pairs[:, 1])]
    worlds = np.column_stack([np.broadcast_to(counts, len(pairs)) for _, counts in lines])
    table = worlds_table(worlds, [("all", name) for name, _ in lines], {})
    told = protected(table)["value"].to_numpy().reshape(len(lines), -1)
    assert set(told[1] - told[3]) == {0.0, 10.0}
