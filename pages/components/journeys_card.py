"""One home's journey before and after: a sentence of what changes, the day as two strips, and the legs in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.report.journey_words import JourneyWords, journey_change, journey_words, visit_change, visit_words
from pages.components.journeys_strip import day_strips
from pages.components.markup import Markup, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.impact.journey_stories import Story
    from assessment.travel_times.journey_legs import Journey, VisitJourney
    from pages.components.reader import Reader

TODAY = "VE0"
_CARD = Markup(
    '<section class="journey" style="border:1px solid var(--line);border-radius:4px;padding:0.6rem 1.1rem 0.7rem;'
    'background:#fff">{}</section>'
)
_SIDES = Markup(
    '<div style="display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:0.5rem 2rem">'
    "{}</div>"
)
_STEPS = Markup('<ul style="margin:0;padding-left:1.1rem">{}</ul>')
_STEP = Markup('<li style="font-size:1rem;margin:0.1rem 0">{}</li>')
_FIRST_STEP = Markup('<li style="font-size:1rem;margin:0.1rem 0"><strong>{}:</strong> {}</li>')


def story_card(reader: Reader, story: Story, where: str, alternative: str) -> Markup:
    """The whole card of a story. where: the name of a place near the home."""
    t = reader.t
    traveller = t(f"traveller.{story.traveller}")
    head = t(f"journeys.head_{story.case}", where=where, traveller=traveller)
    if story.minutes is not None:
        return _CARD.format(_head(head, minutes_change(reader, story), ""))
    change, sides, strips = _told(reader, story, alternative)
    return _CARD.format(_head(head, change, strips) + _SIDES.format(joined(sides)))


def minutes_change(reader: Reader, story: Story) -> str:
    """What happens to a journey on foot or by car, in one sentence."""
    assert story.minutes is not None  # asked of such stories only
    before, after = story.minutes
    t = reader.t
    if before is None and after is None:
        return t("journeys.minutes_never")
    told: dict[str, str] = {}
    for end, side in (("before", before), ("after", after)):
        if side is not None:
            told |= {end: reader.minutes(side[0]), f"service_{end}": side[1].name}
    if before is None or after is None:
        return t(f"journeys.minutes_{'lost' if before else 'gained'}", **told)
    same = before[1] == after[1] and told["before"] == told["after"]
    return t(f"journeys.minutes_{'same' if same else 'change'}", **told)


def _head(head: str, change: str, strips: Markup | str) -> Markup:
    return Markup(
        '<h3 style="margin:0">{}</h3><p style="font-size:1.15rem;font-weight:600;margin:0 0 0.4rem">{}</p>{}'
    ).format(head, change, strips)


def _told(reader: Reader, story: Story, alternative: str) -> tuple[str, list[Markup], Markup]:
    """What changes, the sides in words (one where nothing changes), and the day as strips."""
    t = reader.t
    titles = (t("journeys.now"), t("journeys.after", alternative=alternative))
    both = t("journeys.now") if alternative == TODAY else t("journeys.both")
    if story.visits is not None:
        first, second = story.visits
        if first is not None and first == second:
            strips = day_strips(reader, titles[:1], [first])
            return _change(alternative, visit_change(t, first, second)), [_visit_side(reader, both, first)], strips
        sides = [_visit_side(reader, title, visit) for title, visit in zip(titles, story.visits, strict=True)]
        return visit_change(t, first, second), sides, day_strips(reader, [titles[0], alternative], story.visits)
    assert story.ways is not None  # one of them is told
    before, after = story.ways
    change = _change(alternative, journey_change(t, before, after))
    if before is not None and before == after:
        return change, [_way_side(reader, both, before)], Markup("")
    sides = [_way_side(reader, title, way) for title, way in zip(titles, story.ways, strict=True)]
    return change, sides, Markup("")


def _change(alternative: str, sentence: str) -> str:
    """The sentence of what changes; nothing to say of today's network."""
    return "" if alternative == TODAY else sentence


def _visit_side(reader: Reader, title: str, visit: VisitJourney | None) -> Markup:
    t = reader.t
    if visit is None:
        return _side(title, t("journeys.no_visit"), [])
    words = visit_words(t, visit)
    steps = [
        *_steps(t("journeys.outward"), words.outward),
        _FIRST_STEP.format(visit.outward.destination.name, words.stay),
        *_steps(t("journeys.homeward"), words.homeward),
    ]
    return _side(title, words.summary, steps)


def _way_side(reader: Reader, title: str, way: Journey | None) -> Markup:
    t = reader.t
    if way is None:
        return _side(title, t("journeys.no_way"), [])
    words = journey_words(t, way)
    summary = " ".join(part for part in (words.summary, words.ready) if part)
    return _side(title, summary, _steps(way.destination.name, words))


def _side(title: str, summary: str, steps: Sequence[Markup]) -> Markup:
    told = _STEPS.format(joined(steps)) if steps else Markup("")
    return Markup('<div><h4 style="margin:0;padding:0">{}</h4><p style="margin:0 0 0.25rem">{}</p>{}</div>').format(
        title, summary, told
    )


def _steps(title: str, words: JourneyWords) -> list[Markup]:
    """One item a leg, the first under the part's name."""
    first, *others = words.steps or (words.summary,)
    return [_FIRST_STEP.format(title, first), *(_STEP.format(step) for step in others)]
