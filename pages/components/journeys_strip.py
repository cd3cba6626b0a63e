"""A day away from home as a strip: walking, riding, waiting and the errand to scale, before and after on one clock.

For the eye only: everything it shows is told in words beside it, and it is hidden from screen readers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from assessment.travel_times.journey_legs import TaxiLeg, WalkLeg
from pages.components.markup import Markup, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.travel_times.journey_legs import Journey, VisitJourney
    from pages.components.reader import Reader

HOUR_S = 3600
# Told apart by lightness and pattern, not by hue alone.
_LOOK = {
    "walk": "background:repeating-linear-gradient(90deg,#9fc3dd 0 4px,#fff 4px 7px)",
    "ride": "background:#0b3d6b",
    "wait": "background:#fff",
    "errand": "background:#e9b44c",
}
KINDS = tuple(_LOOK)
Piece = tuple[str, int, int]  # kind, from, until


def day_strips(reader: Reader, titles: Sequence[str], visits: Sequence[VisitJourney | None]) -> Markup:
    """One strip a side on a common clock, whole hours marked; a side without a visit says so."""
    days = [_pieces(visit) if visit is not None else [] for visit in visits]
    moments = [moment for day in days for _, start, end in day for moment in (start, end)]
    if not moments:
        return Markup("")  # no visit on either side
    first, last = min(moments) // HOUR_S, -(-max(moments) // HOUR_S)
    whole = (last - first) * HOUR_S

    def share(second: int) -> float:
        return 100 * (second - first * HOUR_S) / whole

    rows = []
    for title, day in zip(titles, days, strict=True):
        pieces = joined(
            Markup('<span style="position:absolute;left:{:.2f}%;width:{:.2f}%;top:0;bottom:0;{}"></span>').format(
                share(start), share(end) - share(start), Markup(_LOOK[kind])
            )
            for kind, start, end in day
        )
        if not day:
            pieces = Markup('<span style="position:absolute;left:0.5rem;top:0.1rem">{}</span>').format(
                reader.t("journeys.strip_none")
            )
        rows.append(
            Markup(
                '<div style="display:flex;gap:0.75rem;align-items:center;margin-bottom:4px">'
                '<span style="flex:0 0 4.5rem">{}</span>'
                '<span style="position:relative;flex:1;height:26px;border:1px solid #8a96a3;background:#e6ebef">{}'
                "</span></div>"
            ).format(title, pieces)
        )
    step = 1 if last - first <= 8 else 2
    hours = joined(
        Markup('<span style="position:absolute;left:{:.2f}%;transform:translateX(-50%)">{}</span>').format(
            share(hour * HOUR_S), hour % 24
        )
        for hour in range(first, last + 1, step)
    )
    axis = Markup(
        '<div style="display:flex;gap:0.75rem"><span style="flex:0 0 4.5rem">{}</span>'
        '<span style="position:relative;flex:1;height:1.5rem">{}</span></div>'
    ).format(reader.t("journeys.strip_clock"), hours)
    legend = joined(
        Markup('<li><span class="swatch" style="{}"></span> {}</li>').format(
            Markup(_LOOK[kind]), reader.t(f"journeys.strip_{kind}")
        )
        for kind in KINDS
    )
    return Markup('<div aria-hidden="true" style="margin-bottom:0.4rem">{}{}<ul class="legend">{}</ul></div>').format(
        joined(rows), axis, legend
    )


def _pieces(visit: VisitJourney) -> list[Piece]:
    """The day in pieces without gaps: what is neither a leg nor the errand is waiting."""
    begins_s = max(visit.service_arrival_s, visit.opening_s)
    known = [*_legs(visit.outward), ("errand", begins_s, visit.ready_s), *_legs(visit.homeward)]
    waits = [("wait", one[2], other[1]) for one, other in pairwise(known) if other[1] > one[2]]
    return sorted([*known, *waits], key=lambda piece: piece[1])


def _legs(journey: Journey) -> list[Piece]:
    pieces: list[Piece] = []
    for leg in journey.legs:
        start_s = leg.start_s
        if isinstance(leg, TaxiLeg):  # one is ready, and waits for the car
            pieces.append(("wait", start_s, leg.pickup_by_s))
            start_s = leg.pickup_by_s
        pieces.append(("walk" if isinstance(leg, WalkLeg) else "ride", start_s, leg.end_s))
    return pieces
