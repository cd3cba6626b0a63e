"""Chapter 5: the impacts written by the preparer, by Kuntaliitto's dimensions."""

from __future__ import annotations

from assessment.records.states import DIMENSIONS
from assessment.records.written_impacts import WrittenImpactRecord
from assessment.report.blocks import Block, Heading, Paragraph, Table
from assessment.report.telling import Telling


def written_chapter(telling: Telling) -> tuple[Block, ...]:
    """A table a dimension; the dimensions without an impact by name."""
    t, written = telling.t, telling.report.written_impacts
    blocks: list[Block] = [Heading(1, t("doc.written.title")), Paragraph(t("doc.written.lead"), "note")]
    heads = tuple(t(f"doc.head.{name}") for name in ("alternative", "impact", "judged", "reason"))
    for dimension in DIMENSIONS:
        rows = tuple(_row(telling, one) for one in written if one.dimension == dimension)
        if rows:
            name = telling.sentence(t(f"records.dimension.{dimension}"))
            blocks += [Heading(2, name), Table(t("doc.written.caption", dimension=name), heads, rows)]
    empty = [dimension for dimension in DIMENSIONS if not any(one.dimension == dimension for one in written)]
    if empty:
        names = telling.listed([t(f"records.dimension.{dimension}") for dimension in empty])
        blocks.append(Paragraph(t("doc.written.empty", dimensions=names)))
    return tuple(blocks)


def _row(telling: Telling, impact: WrittenImpactRecord) -> tuple[str, ...]:
    t = telling.t
    labels = {one.id: one.label for one in telling.report.alternatives}
    judged = (
        t(f"records.direction.{impact.direction.value}"),
        t(f"records.size.{impact.size.value}"),
        t(f"records.term.{impact.term.value}"),
    )
    alternative = (
        t("doc.written.all") if impact.alternative_id is None else labels.get(impact.alternative_id, impact.alternative)
    )
    return alternative, impact.impact, ", ".join(judged), impact.reason
