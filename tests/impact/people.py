"""Made-up people in a few areas, and the impact table that follows from them, counted one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.impact.measures import MEASURES, RESIDENTS, WITHIN_MIN

GROUPS = ("all", "age_65_", "age_75_", "wheelchair_users")
MODES = ("walk", "transit")
Minutes = dict[tuple[str, str], np.ndarray]  # by mode and side, "" = today; inf: never


@dataclass(frozen=True)
class People:
    """Each person's area, age, wheelchair, minutes to a service, and whether a visit is possible, by side."""

    area: np.ndarray
    age: np.ndarray
    wheelchair: np.ndarray
    minutes: Minutes
    visit: dict[str, np.ndarray]

    def of_group(self, group: str) -> np.ndarray:
        return {
            "all": np.ones(len(self.age), dtype=bool),
            "age_65_": self.age >= 65,
            "age_75_": self.age >= 75,
            "wheelchair_users": self.wheelchair,
        }[group]


def some_people(seed: int, areas: int, most: int, alternatives: int = 2) -> People:
    """People of a seed: up to `most` in an area; each alternative changes the way of those of a few areas."""
    random = np.random.default_rng(seed)
    sizes = random.integers(0, most + 1, areas)
    area = np.repeat(np.arange(areas), sizes)
    n = len(area)
    age = random.integers(0, 100, n)
    on_foot = random.choice([8.0, 20.0, 40.0, 55.0, 80.0, np.inf], n, p=[0.25, 0.3, 0.2, 0.1, 0.1, 0.05])
    by_bus = np.minimum(on_foot, random.choice([10.0, 25.0, 50.0, np.inf], n, p=[0.3, 0.3, 0.2, 0.2]))
    minutes = {("walk", ""): on_foot, ("transit", ""): by_bus}
    visit = {"": random.random(n) < 0.8}
    for number in range(1, alternatives + 1):
        touched = np.isin(area, random.choice(areas, max(1, areas // 2), replace=False)) & (random.random(n) < 0.5)
        walk, bus, may_visit = on_foot.copy(), by_bus.copy(), visit[""].copy()
        walk[touched] = random.choice([8.0, 25.0, 50.0, 70.0, np.inf], int(touched.sum()))
        bus[touched] = np.minimum(walk[touched], random.choice([12.0, 28.0, 65.0, np.inf], int(touched.sum())))
        may_visit[touched] = random.random(int(touched.sum())) < 0.6
        side = f"VE{number}"
        minutes |= {("walk", side): walk, ("transit", side): bus}
        visit[side] = may_visit
    return People(area, age, random.random(n) < 0.05, minutes, visit)


def impact_table(people: People, areas: int) -> pd.DataFrame:
    """The raw table of an impact, counted."""
    rows = []
    for alternative in people.visit:
        if not alternative:
            continue
        for place in (-1, *range(areas)):
            here = np.ones(len(people.age), dtype=bool) if place < 0 else people.area == place
            area = "all" if place < 0 else f"a{place}"
            for group in GROUPS:
                chosen = here & people.of_group(group)
                for mode in MODES:
                    for name, before, after in _counts(people, chosen, mode, alternative):
                        rows.append((alternative, area, group, "library", mode, name, "residents", before, after))
    columns = ["alternative", "area_id", "group", "kind", "mode", "measure", "unit", "baseline", "value"]
    table = pd.DataFrame(rows, columns=columns).astype({"baseline": float, "value": float})
    table["change"] = table["value"] - table["baseline"]
    return table


def _counts(people: People, chosen: np.ndarray, mode: str, alternative: str) -> list[tuple[str, int, int]]:
    """Name, baseline and value of every count, in the table's order."""
    today, after = people.minutes[mode, ""], people.minutes[mode, alternative]
    found = {RESIDENTS: (chosen.sum(), chosen.sum())}
    for limit in WITHIN_MIN:
        found[f"residents_within_{limit}_min"] = ((chosen & (today <= limit)).sum(), (chosen & (after <= limit)).sum())
    both = np.isfinite(today) & np.isfinite(after)
    with np.errstate(invalid="ignore"):
        for limit in (5, 10, 20, 30):
            found[f"residents_longer_by_{limit}_min"] = (0, (chosen & both & (after - today > limit)).sum())
    found["residents_lost"] = (0, (chosen & np.isfinite(today) & ~np.isfinite(after)).sum())
    found["residents_gained"] = (0, (chosen & ~np.isfinite(today) & np.isfinite(after)).sum())
    if mode == "transit":
        before_visit, after_visit = people.visit[""], people.visit[alternative]
        found["residents_with_visit"] = ((chosen & before_visit).sum(), (chosen & after_visit).sum())
        found["residents_losing_every_visit"] = (0, (chosen & before_visit & ~after_visit).sum())
        found["residents_gaining_a_visit"] = (0, (chosen & ~before_visit & after_visit).sum())
    return [(name, *found[name]) for name in MEASURES if name in found]
