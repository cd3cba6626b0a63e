"""Chapter 8: the answers to the statements, point by point, what they changed, and what was answered before."""

from __future__ import annotations

from assessment.records.responses import EarlierAnswer, PointRecord
from assessment.report.blocks import Block, Heading, Paragraph, Table
from assessment.report.telling import Telling
from assessment.report.voices import answer_words, change_words, voices


def responses_chapter(telling: Telling) -> tuple[Block, ...]:
    """A table a body: the point in its own words, the answer, the reason and the change; then its earlier answers."""
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
            (point.quote, _answer(telling, point), point.reason or "–", _changed(telling, point))
            for point in voice.said.points
        )
        if rows:
            blocks.append(Table(t("doc.responses.caption", body=voice.body), heads, rows))
        earlier = tuple(
            (point.quote, _earlier(telling, one), one.reason or "–", _changed(telling, one))
            for point in voice.said.points
            for one in point.earlier
        )
        if earlier:
            blocks.append(Table(t("doc.responses.earlier_caption", body=voice.body), heads, earlier))
        if voice.said.unanswered or not rows:
            key = "doc.responses.waiting" if voice.said.unanswered else "doc.responses.none"
            blocks.append(Paragraph(t(key, count=voice.said.unanswered)))
    if not told:
        blocks.append(Paragraph(t("doc.responses.nothing")))
    return tuple(blocks)


def _answer(telling: Telling, point: PointRecord) -> str:
    """The answer; with its date where another was given before it."""
    words = answer_words(telling, point)
    if not point.earlier or point.published_at is None:
        return words
    return telling.t("doc.responses.given", answer=words, given=telling.reader.day_of(point.published_at))


def _earlier(telling: Telling, one: EarlierAnswer) -> str:
    """An earlier answer with the days it was given and replaced."""
    day = telling.reader.day_of
    days = {"given": day(one.published_at), "replaced": day(one.replaced_at)}
    return telling.t("doc.responses.earlier", answer=answer_words(telling, one), **days)


def _changed(telling: Telling, point: PointRecord | EarlierAnswer) -> str:
    """What a point changed, and from which result to which; a dash where it changed nothing."""
    if point.change is None:
        return "–"
    versions = {"old": point.change.from_version, "new": point.change.to_version}
    return f"{change_words(telling, point)} {telling.t('doc.responses.versions', **versions)}"
