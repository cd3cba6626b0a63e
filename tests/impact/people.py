"""Made-up people in a few areas, and the impact table that follows from them, counted one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.impact.measures import MEASURES, RESIDENTS, WITHIN_MIN

GROUPS = ("all", "age_65_", "age_75_", "wheelchair_users")
WITHIN = tuple(f"residents_within_{minutes}_min" for minutes in WITHIN_MIN)
LONGER = tuple(f"residents_longer_by_{minutes}_min" for minutes in (5, 10, 20, 30))


@dataclass(frozen=True)
class People:
    """Each person's area, age, wheelchair, and minutes to a service today and in each alternative (inf: never)."""

    area: np.ndarray
    age: np.ndarray
    wheelchair: np.ndarray
    minutes: dict[str, np.ndarray]

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
    today = random.choice([8.0, 20.0, 40.0, 55.0, 80.0, np.inf], n, p=[0.25, 0.3, 0.2, 0.1, 0.1, 0.05])
    minutes = {"": today}
    for number in range(1, alternatives + 1):
        after = today.copy()
        touched = np.isin(area, random.choice(areas, max(1, areas // 2), replace=False)) & (random.random(n) < 0.5)
        after[touched] = random.choice([8.0, 25.0, 50.0, 70.0, np.inf], int(touched.sum()))
        minutes[f"VE{number}"] = after
    return People(area, age, random.random(n) < 0.05, minutes)


def impact_table(people: People, areas: int) -> pd.DataFrame:
    """The raw table of an impact, counted."""
    rows = []
    today = people.minutes[""]
    for alternative, after in people.minutes.items():
        if not alternative:
            continue
        for place in (-1, *range(areas)):
            here = np.ones(len(people.age), dtype=bool) if place < 0 else people.area == place
            for group in GROUPS:
                chosen = here & people.of_group(group)
                before_after = {RESIDENTS: (chosen.sum(), chosen.sum())}
                for minutes, name in zip(WITHIN_MIN, WITHIN, strict=True):
                    before_after[name] = ((chosen & (today <= minutes)).sum(), (chosen & (after <= minutes)).sum())
                both = np.isfinite(today) & np.isfinite(after)
                with np.errstate(invalid="ignore"):
                    for limit, name in zip((5, 10, 20, 30), LONGER, strict=True):
                        before_after[name] = (0, (chosen & both & (after - today > limit)).sum())
                before_after["residents_lost"] = (0, (chosen & np.isfinite(today) & ~np.isfinite(after)).sum())
                before_after["residents_gained"] = (0, (chosen & ~np.isfinite(today) & np.isfinite(after)).sum())
                for name in MEASURES:
                    if name in before_after:
                        before, value = before_after[name]
                        area = "all" if place < 0 else f"a{place}"
                        rows.append((alternative, area, group, "library", "transit", name, "residents", before, value))
    columns = ["alternative", "area_id", "group", "kind", "mode", "measure", "unit", "baseline", "value"]
    table = pd.DataFrame(rows, columns=columns).astype({"baseline": float, "value": float})
    table["change"] = table["value"] - table["baseline"]
    return table
