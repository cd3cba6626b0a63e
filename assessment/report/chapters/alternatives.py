"""Chapter 2: the alternatives and what each changes."""

from __future__ import annotations

from assessment.report.blocks import Block, Bullets, Heading, LongText, Paragraph
from assessment.report.change_words import changes_of
from assessment.report.matter_report import AlternativeReport
from assessment.report.summary_alternatives import status_of
from assessment.report.telling import Telling


def alternatives_chapter(telling: Telling) -> tuple[Block, ...]:
    """Each alternative with its changes; those that are no longer considered by name."""
    t, report = telling.t, telling.report
    blocks: list[Block] = [Heading(1, t("doc.alternatives.title"))]
    if not report.alternatives:
        blocks.append(Paragraph(t("doc.alternatives.none")))
    for one in report.alternatives:
        blocks += _alternative(telling, one)
    if report.withdrawn:
        blocks.append(Heading(2, t("doc.alternatives.withdrawn")))
        blocks.append(Bullets(tuple(f"{one.label} {one.title}" for one in report.withdrawn)))
    return tuple(blocks)


def _alternative(telling: Telling, alternative: AlternativeReport) -> list[Block]:
    t, result = telling.t, alternative.result
    status = status_of(telling, alternative)
    name = telling.named(alternative)
    title = t("doc.essentials.marked", name=name, mark=t(f"report.status.{status}")) if status else name
    blocks: list[Block] = [Heading(2, title)]
    if alternative.record.description.strip():
        blocks.append(LongText(alternative.record.description))
    changes = changes_of(telling, alternative)
    if changes:
        blocks.append(Bullets(changes))
    elif alternative.is_today:
        blocks.append(Paragraph(t("doc.alternatives.today")))
    if result is None:
        blocks.append(Paragraph(t("doc.alternatives.not_computed"), "note"))
        return blocks
    facts = {"date": telling.reader.day_of(result.frozen_at), "version": result.version}
    blocks.append(Paragraph(t("doc.alternatives.frozen", **facts), "small"))
    if result.reason.strip():
        blocks.append(Paragraph(t("doc.alternatives.why_again", reason=result.reason), "small"))
    return blocks
