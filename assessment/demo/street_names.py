"""Finnish street names for the demo: common first parts and endings, each pair once before any comes again."""

from __future__ import annotations

import numpy as np

from assessment.demo.facts import rows

FIRST_PARTS = tuple(row["first_part"] for row in rows("street_names.csv"))
ENDINGS = ("katu", "tie", "kuja", "polku", "rinne", "kaari", "raitti", "piha")


class StreetNames:
    """Hands out street names in a shuffled order that is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        names = [first + ending for ending in ENDINGS for first in FIRST_PARTS]
        # Main streets come first: the common endings are used up before the rare ones.
        rng = np.random.default_rng(seed)
        common = len(FIRST_PARTS) * 3
        order = np.concatenate([rng.permutation(common), common + rng.permutation(len(names) - common)])
        self._names = [names[index] for index in order]
        self._next = 0

    def street(self) -> str:
        """The next name."""
        name: str = self._names[self._next % len(self._names)]
        self._next += 1
        return name
