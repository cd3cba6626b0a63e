"""Bars: groups on one scale, and the distribution of travel times before and after. Tables with a bar in a cell.

Drawn as HTML, not as a picture: every figure can be read aloud, copied and enlarged, and nothing is told by colour
alone.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from assessment.impact.disclosure import ZERO_HIDDEN_GROUPS
from pages.components.colours import CHANGE, TIME, Shade
from pages.components.figures import WHOLE
from pages.components.key_figures import LONGER
from pages.components.legend import style_of
from pages.components.markup import Markup, joined, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

WITHIN_MIN = (15, 30, 45, 60)
LOSING_WAY = (LONGER, "residents_lost")
NEVER_OR_LATE = Shade("late", "#1c558a", "hatch", 9)


def show_groups(
    reader: Reader,
    answer: Answer,
    view: View,
    groups: Sequence[str],
    caption: str,
    measures: Sequence[str] = LOSING_WAY,
) -> None:
    """Each group: how many of it, and what share, lose by the measures together, each person counted once.

    By default those who travel over ten minutes longer and those who do not get there any more.
    """
    t = reader.t
    shares = {group: _share_losing(answer, view, group, measures) for group in groups}
    largest = max((share for share in shares.values() if math.isfinite(share)), default=0.0)
    rows = []
    for group in groups:
        about = answer.about(group)
        low, value, high = (_losing(answer, view, group, measures, end) for end in ("_low", "", "_high"))
        hidden = any(
            answer.figures.get(view.alternative, WHOLE, group, view.mode, name).suppressed for name in measures
        )
        # Where one of the measures is a hidden small count, the others alone are at least how many.
        hidden = hidden and not value > 0
        people = reader.people(value, suppressed=hidden, about=about)
        span = ""
        if math.isfinite(low) and math.isfinite(high) and round(low) != round(high):
            span = t("bars.range", low=reader.number(low), high=reader.number(high))
        share = shares[group]
        width = 100 * share / largest if largest and math.isfinite(share) else 0.0
        told = math.isfinite(share) and not hidden
        known = t("bars.share", value=reader.number(100 * share, 1)) if told else "–"
        rows.append(
            Markup(
                '<tr class="{}"><th scope="row">{}</th><td class="bar-cell"><span class="bar" style="width:{:.1f}%;{}">'
                '</span></td><td class="number">{}</td><td class="number">{}</td><td class="number">{}</td></tr>'
            ).format(
                "chosen" if group == view.group else "",
                t(f"group.{group}"),
                width,
                style_of(CHANGE.shades[5]),
                known,
                people,
                span,
            )
        )
    heads = (t("choice.group"), t("bars.same_scale"), t("bars.of_group"), t("bars.people"), t("bars.between"))
    _table(caption, heads, joined(rows))


def any_loses(answer: Answer, view: View, groups: Sequence[str], measure: str) -> bool:
    """Whether anybody of any group is known to lose; a count hidden even when it is none does not tell."""
    return any(
        answer.figures.get(view.alternative, WHOLE, group, view.mode, measure).value >= 1
        or answer.figures.get(view.alternative, WHOLE, group, view.mode, measure).suppressed
        for group in groups
        if group not in ZERO_HIDDEN_GROUPS
    )


def _losing(answer: Answer, view: View, group: str, measures: Sequence[str], end: str = "") -> float:
    """People who lose by any of the measures; those that are hidden or nobody is told of count as none."""
    values = []
    for measure in measures:
        main = answer.figures.get(view.alternative, WHOLE, group, view.mode, measure)
        bound = answer.figures.get(view.alternative, WHOLE, group, view.mode, measure + end)
        values.append(bound.value if bound.known else main.value)
    known = [value for value in values if math.isfinite(value)]
    return sum(known) if known else math.nan


def _share_losing(answer: Answer, view: View, group: str, measures: Sequence[str]) -> float:
    residents = answer.figures.get(view.alternative, WHOLE, group, view.mode, "residents").value
    return _losing(answer, view, group, measures) / residents if residents else math.nan


def show_distribution(reader: Reader, answer: Answer, view: View, caption: str) -> None:
    """How many of the group are there within 15, 30, 45, 60 minutes, now and after: bars and numbers."""
    t = reader.t

    def people(measure: str) -> tuple[float, float]:
        figure = answer.figures.get(view.alternative, WHOLE, view.group, view.mode, measure)
        # A count whose small change is hidden is told as today's.
        return figure.baseline, figure.baseline if math.isnan(figure.value) else figure.value

    residents = people("residents")
    up_to = [people(f"residents_within_{minutes}_min") for minutes in WITHIN_MIN]
    rows = []
    for side, label in ((0, t("bars.now")), (1, t("bars.after"))):
        edges = [0.0, *(pair[side] for pair in up_to), residents[side]]
        parts = [max(0.0, end - start) for start, end in pairwise(edges)]
        whole = residents[side] or 1.0
        shades = (*TIME.shades[:4], NEVER_OR_LATE)
        pieces = joined(
            Markup('<span style="width:{:.2f}%;{}"></span>').format(100 * part / whole, style_of(shade))
            for part, shade in zip(parts, shades, strict=True)
        )
        numbers = joined(
            Markup('<td class="number">{}</td>').format(t("bars.share", value=reader.number(100 * part / whole)))
            for part in parts
        )
        rows.append(
            Markup('<tr><th scope="row">{}</th><td class="bar-cell"><span class="stack">{}</span></td>{}</tr>').format(
                label, pieces, numbers
            )
        )
    names = [t(f"shade.time.up_to_{minutes}") for minutes in WITHIN_MIN]
    heads = ("", t("bars.distribution"), *names, t("bars.late"))
    swatches = ("", "", *(style_of(shade) for shade in TIME.shades[:4]), style_of(NEVER_OR_LATE))
    _table(caption, heads, joined(rows), swatches)


def _table(caption: str, heads: Sequence[str], body: Markup, swatches: Sequence[str] = ()) -> None:
    cells = []
    for index, text in enumerate(heads):
        swatch = Markup("")
        if swatches and swatches[index]:
            swatch = Markup('<span class="swatch" style="{}"></span> ').format(swatches[index])
        if not text:
            cells.append(Markup("<td></td>"))
            continue
        css = Markup(' class="number"') if index > 1 else Markup("")
        cells.append(Markup('<th scope="col"{}>{}{}</th>').format(css, swatch, text))
    show(
        Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="figures bars-table">'
            "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(caption, caption, joined(cells), body)
    )
