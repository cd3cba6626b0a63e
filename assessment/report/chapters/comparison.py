"""Chapter 6: the alternatives beside each other."""

from __future__ import annotations

from assessment.impact.measures import measure_of
from assessment.records.frozen_figures import LONGER
from assessment.report.blocks import Block, Heading, Paragraph, Table
from assessment.report.losing_areas import area_names, changed_areas
from assessment.report.missing_parts import why_no_figures
from assessment.report.pictures.alternatives_bars import AlternativeFigure, alternatives_bars
from assessment.report.pictures.stance_table import BodyStances, stance_table
from assessment.report.result_tables import cell, note, numeric
from assessment.report.telling import Asked, Telling
from assessment.report.voices import voices


def comparison_chapter(telling: Telling) -> tuple[Block, ...]:
    """Key figures, areas and stances of all alternatives."""
    t, report, main = telling.t, telling.report, telling.main
    blocks: list[Block] = [Heading(1, t("doc.comparison.title"))]
    if main is None or not report.computed:
        return (*blocks, Paragraph(why_no_figures(telling)))
    blocks.append(_figures(telling))
    longer = Asked(LONGER, main.group, main.mode)
    compared = [AlternativeFigure(telling.named(one), telling.figure(one, longer)) for one in report.changing]
    if compared:
        estimated = any(telling.certainty(one, main.group) != "measured" for one in report.changing)
        name = telling.figure_name(longer)
        blocks.append(
            alternatives_bars(telling.reader, name, telling.whose(main), compared, estimated=estimated).figure()
        )
        blocks.append(_areas(telling))
    return (*blocks, *_stances(telling))


def _figures(telling: Telling) -> Table:
    """One row a key figure, one column an alternative; the last column names those that are best for residents."""
    t, computed = telling.t, telling.report.computed
    rows = []
    for asked in telling.key_figures:
        found = [telling.figure(one, asked) for one in computed]
        cells = [
            "–"
            if figure is not None and one.is_today and measure_of(figure.measure).compares
            else cell(telling, figure, "value")
            for one, figure in zip(computed, found, strict=True)
        ]
        rows.append((telling.figure_name(asked), *cells, _best(telling, asked)))
    changing = telling.report.changing
    first, last = (changing[0].label, changing[-1].label) if changing else ("", "")
    heads = (t("doc.head.figure"), *(one.label for one in computed), t("doc.head.best", first=first, last=last))
    caption = t("doc.comparison.figures", whose=telling.whose(telling.main) if telling.main else "")
    return Table(caption, heads, tuple(rows), note(telling), numeric(heads) - {len(heads) - 1})


def _best(telling: Telling, asked: Asked) -> str:
    """Which alternatives other than today's are best for residents by a figure; a dash where they do not differ."""
    improves = measure_of(asked.measure).improves
    known = [
        (figure.value * improves, one.label)
        for one in telling.report.changing
        if (figure := telling.figure(one, asked)) is not None and figure.value is not None
    ]
    if len(known) < 2 or not improves or len({value for value, _ in known}) < 2:
        return "–"
    best = max(value for value, _ in known)
    return ", ".join(label for value, label in known if value == best)


def _areas(telling: Telling) -> Table:
    """Which areas lose and gain by each alternative."""
    t, main = telling.t, telling.main
    assert main is not None
    rows = []
    for one in telling.report.changing:
        changed = changed_areas(telling, one, main)
        losing = area_names(telling, changed.losing, "report.area.nobody_loses")
        gaining = area_names(telling, changed.gaining, "report.area.nobody_gains")
        rows.append((telling.named(one), str(len(changed.losing)), losing, str(len(changed.gaining)), gaining))
    names = ("alternative", "losing_count", "losing", "gaining_count", "gaining")
    heads = tuple(t(f"doc.head.{name}") for name in names)
    return Table(t("doc.comparison.areas", whose=telling.whose(main)), heads, tuple(rows), "", frozenset({1, 3}))


def _stances(telling: Telling) -> tuple[Block, ...]:
    t, alternatives = telling.t, telling.report.alternatives
    bodies = []
    for voice in voices(telling):
        if voice.said is not None:
            said = {one.alternative_id: one.stance.value for one in voice.said.statement.stances}
            bodies.append(BodyStances(voice.body, tuple(said.get(one.id, "") for one in alternatives)))
    if not bodies:
        return (Heading(2, t("doc.comparison.stances")), Paragraph(t("doc.comparison.no_stances")))
    picture = stance_table(telling.reader, [telling.named(one) for one in alternatives], bodies)
    return (Heading(2, t("doc.comparison.stances")), picture.figure(with_table=True))
