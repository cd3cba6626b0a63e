"""The first pages: what the document is of, and the essentials on one page."""

from __future__ import annotations

from assessment.records.frozen_figures import LONGER, WITHIN_TIME, Question
from assessment.report.blocks import Block, Box, Bullets, Facts, Heading, Paragraph, Table
from assessment.report.matter_report import AlternativeReport
from assessment.report.missing_parts import missing_parts
from assessment.report.result_tables import cell, note
from assessment.report.source_words import computed_for
from assessment.report.summary_alternatives import status_of
from assessment.report.summary_essentials import essentials, question_of_matter
from assessment.report.telling import Asked, Telling
from assessment.report.voices import Voice, voices


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
    blocks: list[Block] = []
    if report.matter.example or report.modelled:
        blocks.append(Box("", (Paragraph(t("report.example")),)))
    blocks.append(Facts(tuple((name, text) for name, text in rows if text)))
    if telling.language != "fi":
        blocks.append(Paragraph(t("doc.front.own_language"), "note"))
    return tuple(blocks)


def essentials_page(telling: Telling) -> tuple[Block, ...]:
    """The matter on one page: the question, what there is to know, the alternatives in a row each, what is missing."""
    t = telling.t
    blocks: list[Block] = [
        Heading(1, t("doc.essentials.title")),
        Paragraph(question_of_matter(telling), "lead"),
        Bullets(essentials(telling)),
    ]
    if telling.main is not None and telling.report.changing:
        blocks.append(_alternatives(telling, telling.main))
    missing = missing_parts(telling)
    if missing:
        blocks.append(Box(t("summary.title.missing"), (Bullets(tuple(one.words for one in missing)),)))
    return tuple(blocks)


def _alternatives(telling: Telling, main: Question) -> Table:
    """One row an alternative: whose way grows, who is near, and what each body says of it."""
    t = telling.t
    said = [voice for voice in voices(telling) if voice.said is not None]
    rows = []
    for one in telling.report.computed:
        status = status_of(telling, one)
        name = telling.named(one)
        longer = telling.figure(one, Asked(LONGER, main.group, main.mode))
        within = telling.figure(one, Asked(WITHIN_TIME, main.group, main.mode))
        rows.append(
            (
                t("doc.essentials.marked", name=name, mark=t(f"report.status.{status}")) if status else name,
                "–" if one.is_today else cell(telling, longer, "value"),
                cell(telling, within, "value"),
                *(_stance(telling, voice, one) for voice in said),
            )
        )
    heads = (t("doc.head.alternative"), t("doc.head.longer"), t("doc.head.within"), *(voice.body for voice in said))
    return Table(
        t("doc.essentials.caption", whose=telling.whose(main)), heads, tuple(rows), note(telling), frozenset({1, 2})
    )


def _stance(telling: Telling, voice: Voice, alternative: AlternativeReport) -> str:
    stances = voice.said.statement.stances if voice.said is not None else ()
    found = next((one.stance.value for one in stances if one.alternative_id == alternative.id), "")
    return telling.t(f"records.stance.{found}") if found else "–"


def deciding_body(telling: Telling) -> str:
    """The deciding body's name, "" where none is named."""
    matter = telling.report.matter
    if matter.deciding_body_id is None:
        return ""
    return telling.body(matter.deciding_body_id, matter.deciding_body)
