"""What a map of areas says, for those who do not see it: how many lose and gain, who most, and what is hidden."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from assessment.report.pictures.area_change import gaining_first, losing_first, short_change
from assessment.report.pictures.drawing import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.report.figure_words import Reader
    from assessment.report.pictures.area_change import AreaChange
    from assessment.report.pictures.service_marks import ServiceMark

NAMED = 5
NAMED_SERVICES = 4


def counted(reader: Reader, key: str, count: int, **facts: object) -> str:
    """A sentence about one or many: the texts `<key>_one` and `<key>_many`."""
    return reader.t(f"{key}_one" if count == 1 else f"{key}_many", count=reader.number(count), **facts)


def change_sentences(reader: Reader, areas: Sequence[AreaChange]) -> str:
    """Who loses and who gains, the worst by name, and of how many areas nothing is shown."""
    losing, gaining = losing_first(areas), gaining_first(areas)
    said = []
    if losing:
        said.append(counted(reader, "picture.alt.losing", len(losing), areas=named_changes(reader, losing)))
    else:
        said.append(reader.t("picture.alt.losing_none"))
    if gaining:
        said.append(counted(reader, "picture.alt.gaining", len(gaining), areas=named_changes(reader, gaining)))
    said += hidden_sentences(reader, areas)
    return " ".join(said)


def hidden_sentences(reader: Reader, areas: Sequence[AreaChange]) -> list[str]:
    """Of how many areas nothing is shown, and in how many half of the residents do not get there at all."""
    said = []
    never = sum(1 for one in areas if one.told and math.isinf(one.before) and math.isinf(one.after))
    if never:
        said.append(counted(reader, "picture.alt.never", never))
    hidden = sum(1 for one in areas if one.figures.times_hidden)
    if hidden:
        said.append(counted(reader, "picture.alt.hidden", hidden))
    return said


def named_changes(reader: Reader, areas: Sequence[AreaChange]) -> str:
    """The first areas with what happens in each."""
    return ", ".join(f"{plain(one.name)} {short_change(reader, one)}" for one in areas[:NAMED])


def service_sentence(reader: Reader, marks: Sequence[ServiceMark]) -> str:
    """The services that change, and how; empty where none does."""
    changed = [mark for mark in marks if mark.state != "open"]
    if not changed:
        return ""
    words = [
        reader.t("picture.alt.service", name=plain(mark.service.name), state=reader.t(f"mark.{mark.state}"))
        for mark in changed[:NAMED_SERVICES]
    ]
    more = len(changed) - NAMED_SERVICES
    if more > 0:
        words.append(counted(reader, "picture.alt.more", more))
    return reader.t("picture.alt.services", services="; ".join(words))


def named_times(reader: Reader, areas: Sequence[AreaChange]) -> str:
    """The first areas with their travel times before and after."""

    def words(minutes: float) -> str:
        return reader.t("picture.unreached") if math.isinf(minutes) else reader.minutes(minutes)

    return "; ".join(
        reader.t("picture.alt.times", name=plain(one.name), before=words(one.before), after=words(one.after))
        for one in areas[:NAMED]
        if one.told
    )
