"""Faults of a population file on screen: they name counts of the people of one cell, and small ones are not told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assessment.impact.disclosure import SMALLEST_SHOWN

if TYPE_CHECKING:
    from assessment.errors import Fault
    from pages.components.reader import Reader

# Faults whose value is a count of people, and which of their facts are.
COUNTS = {"bands_exceed_total": ("sum", "total"), "count_not_whole": ()}


def without_small_counts(reader: Reader, fault: Fault) -> Fault:
    """The fault with no small count of the people of one cell."""
    if fault.code not in COUNTS or fault.value is None:
        return fault

    def told(count: str) -> str:
        return reader.t("suppressed.count") if float(count) < SMALLEST_SHOWN else count

    counts = {name: told(str(fault.facts[name])) for name in COUNTS[fault.code]}
    return replace(fault, value=told(fault.value), facts={**fault.facts, **counts})
