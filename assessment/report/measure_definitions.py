"""What each measure tells, in words: the table of definitions that goes with figures."""

from __future__ import annotations

import re

from assessment.impact.measures import HIGH, LOW, MEASURES, Measure
from assessment.language import Translate

_LIMIT = re.compile(r"_(\d+)_(min|km)$")


def measure_name(words: Translate, name: str) -> str:
    """A measure by its name in impact.csv; its bounds as bounds."""
    for ending, key in ((LOW, "measure.bound_low"), (HIGH, "measure.bound_high")):
        if name not in MEASURES and name.endswith(ending):
            return words(key, measure=words(f"measure.{name.removesuffix(ending)}"))
    return words(f"measure.{name}")


def definition(words: Translate, measure: Measure) -> str:
    """What a measure tells; those with a limit (within 15, 30 minutes) share a sentence."""
    limit = _LIMIT.search(measure.name)
    if limit is None:
        return words(f"definition.{measure.name}")
    return words(f"definition.{measure.name[: limit.start()]}_{limit[2]}", limit=limit[1])


def direction(words: Translate, measure: Measure) -> str:
    """Whether more is better for the resident."""
    better = {1: "definition.more_is_better", -1: "definition.less_is_better"}
    return words(better.get(measure.improves, "definition.neither"))
