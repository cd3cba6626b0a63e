"""Chapter 8: the answers to the statements, point by point, and what they changed."""

from __future__ import annotations

from assessment.records.responses import PointRecord
from assessment.report.blocks import Block, Heading, Paragraph, Table
from assessment.report.telling import Telling
from assessment.report.voices import answer_words, change_words, voices


def responses_chapter(telling: Telling) -> tuple[Block, ...]:
    """A table a body: the point in its own words, the answer, the reason and the change."""
    t = telling.t
    blocks: list[Block] = [Heading(1, t("doc.responses.title"))]
    heads = tuple(t(f"doc.responses.{name}") for name in ("point", "answer", "reason", "changed"))
    told = False
    for voice in voices(telling):
        if voice.said is None:
            continue
        told = True
        blocks.append(Heading(2, voice.body))
        rows = tuple(
            (point.quote, answer_words(telling, point), point.reason or "–", _changed(telling, point))
            for point in voice.said.points
        )
        if rows:
            blocks.append(Table(t("doc.responses.caption", body=voice.body), heads, rows))
        if voice.said.unanswered or not rows:
            key = "doc.responses.waiting" if voice.said.unanswered else "doc.responses.none"
            blocks.append(Paragraph(t(key, count=voice.said.unanswered)))
    if not told:
        blocks.append(Paragraph(t("doc.responses.nothing")))
    return tuple(blocks)


def _changed(telling: Telling, point: PointRecord) -> str:
    """What a point changed, and from which result to which; a dash where it changed nothing."""
    if point.change is None:
        return "–"
    versions = {"old": point.change.from_version, "new": point.change.to_version}
    return f"{change_words(telling, point)} {telling.t('doc.responses.versions', **versions)}"
