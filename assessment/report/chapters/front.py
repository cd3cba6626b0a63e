"""The first pages: what the document is of, and the essentials in ten lines."""

from __future__ import annotations

from assessment.report.blocks import Block, Box, Bullets, Facts, Heading, Paragraph
from assessment.report.missing_parts import missing_parts
from assessment.report.source_words import computed_for
from assessment.report.summary_alternatives import effect_sentences, status_of
from assessment.report.summary_essentials import essentials, question_of_matter
from assessment.report.telling import Telling

LINES = 10


def front(telling: Telling) -> tuple[Block, ...]:
    """Register number, state, preparer, date, and whether it is an example."""
    t, report = telling.t, telling.report
    rows = [
        (t("doc.front.register_number"), report.matter.register_number),
        (t("doc.front.state"), t(f"records.matter_state.{report.matter.state.value}")),
        (t("doc.front.preparer"), report.matter.preparer_name),
        (t("doc.front.deciding_body"), deciding_body(telling)),
        (t("doc.front.as_of"), telling.reader.moment(report.last_entry_at or report.read_at)),
        (t("doc.front.computed"), computed_for(telling)),
    ]
    blocks: list[Block] = [Facts(tuple((name, text) for name, text in rows if text))]
    if report.matter.example or report.modelled:
        blocks.append(Box(t("doc.front.example"), (Paragraph(t("report.example")),)))
    if telling.language != "fi":
        blocks.append(Paragraph(t("doc.front.own_language"), "note"))
    return tuple(blocks)


def essentials_page(telling: Telling) -> tuple[Block, ...]:
    """The matter in ten lines."""
    t = telling.t
    lines = [*essentials(telling)]
    if telling.main is not None and telling.report.computed:
        lines.insert(0, t("doc.essentials.whose", whose=telling.whose(telling.main)))
    for one in telling.report.changing:
        words = " ".join(effect_sentences(telling, one))
        if words:
            mark = t(f"report.status.{status_of(telling, one)}") if status_of(telling, one) else ""
            name = t("doc.essentials.marked", name=telling.named(one), mark=mark) if mark else telling.named(one)
            lines.append(t("doc.essentials.alternative", name=name, words=words))
    room = max(LINES, len(telling.report.changing) + len(lines) - len(telling.report.changing))
    lines = lines[:room]
    blocks: list[Block] = [
        Heading(1, t("doc.essentials.title")),
        Paragraph(question_of_matter(telling), "lead"),
        Bullets(tuple(lines)),
    ]
    missing = missing_parts(telling)
    if missing:
        blocks.append(Box(t("summary.title.missing"), (Bullets(tuple(one.words for one in missing)),)))
    return tuple(blocks)


def deciding_body(telling: Telling) -> str:
    """The deciding body's name, "" where none is named."""
    matter = telling.report.matter
    if matter.deciding_body_id is None:
        return ""
    return telling.body(matter.deciding_body_id, matter.deciding_body)
