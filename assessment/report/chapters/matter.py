"""Chapter 1: what is to be decided, whom it concerns, and why it is assessed."""

from __future__ import annotations

from assessment.report.blocks import Block, Bullets, Facts, Heading, LongText, Paragraph, Table
from assessment.report.chapters.front import deciding_body
from assessment.report.telling import Telling


def matter_chapter(telling: Telling) -> tuple[Block, ...]:
    """The matter, its timetable and its screening."""
    t, matter = telling.t, telling.report.matter
    blocks: list[Block] = [Heading(1, t("doc.matter.title"))]
    if matter.description.strip():
        blocks.append(LongText(matter.description))
    names = telling.report.area_names
    rows = (
        (t("doc.matter.deciding_body"), deciding_body(telling) or t("doc.matter.not_named")),
        (t("doc.matter.services"), telling.listed([telling.inside(telling.kind(one)) for one in matter.services])),
        (
            t("doc.matter.areas"),
            telling.listed([names.get(one, one) for one in matter.areas]) or telling.inside(t("area.all")),
        ),
        (t("doc.matter.subjects"), ", ".join(t(f"records.law_subject.{one}") for one in matter.subjects)),
    )
    blocks.append(Facts(tuple((name, text) for name, text in rows if text)))
    if matter.subjects:
        blocks.append(Paragraph(t("doc.matter.law"), "note"))
    if matter.timetable:
        blocks.append(
            Table(
                t("doc.matter.timetable"),
                (t("doc.matter.date"), t("doc.matter.what")),
                tuple((telling.reader.date(one.date), one.what) for one in matter.timetable),
            )
        )
    return (*blocks, *_screening(telling), *_attachments(telling))


def _screening(telling: Telling) -> tuple[Block, ...]:
    t, screening = telling.t, telling.report.matter.screening
    blocks: list[Block] = [Heading(2, t("doc.matter.screening"))]
    if screening.needed is None:
        return (*blocks, Paragraph(t("report.missing.screening")))
    blocks.append(Paragraph(t("doc.matter.needed" if screening.needed else "doc.matter.not_needed")))
    if screening.criteria:
        blocks.append(Bullets(tuple(t(f"records.criterion.{one}") for one in screening.criteria)))
    if screening.reason.strip():
        blocks.append(LongText(screening.reason))
    return tuple(blocks)


def _attachments(telling: Telling) -> tuple[Block, ...]:
    t, attachments = telling.t, telling.report.attachments
    if not attachments:
        return ()
    rows = tuple((one.name, telling.reader.day_of(one.added_at), one.sha256) for one in attachments)
    heads = (t("doc.matter.file"), t("doc.matter.added"), t("column.sha256"))
    return (Heading(2, t("doc.matter.attachments")), Table(t("doc.matter.attachments_caption"), heads, rows))
