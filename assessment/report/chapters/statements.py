"""Chapter 7: the statements in full, as given, with dissenting opinions."""

from __future__ import annotations

from assessment.report.blocks import Block, Bullets, Facts, Heading, LongText, Paragraph, Quote, Table
from assessment.report.telling import Telling
from assessment.report.voices import Voice, given_before_change, names_of_alternatives, state_words, voices


def statements_chapter(telling: Telling) -> tuple[Block, ...]:
    """Every body asked, and what it says."""
    t = telling.t
    blocks: list[Block] = [Heading(1, t("doc.statements.title"))]
    asked = voices(telling)
    if not asked:
        blocks.append(Paragraph(t("doc.statements.nobody")))
    for voice in asked:
        blocks += _one(telling, voice)
    if telling.report.unseen:
        blocks.append(Paragraph(t("doc.statements.unseen", count=telling.report.unseen), "note"))
    return tuple(blocks)


def _one(telling: Telling, voice: Voice) -> list[Block]:
    t, request = telling.t, voice.request
    blocks: list[Block] = [Heading(2, voice.body), Paragraph(telling.sentence(state_words(telling, voice)) + ".")]
    asked = t("doc.statements.asked", date=telling.reader.day_of(request.requested_at))
    if request.statutory:
        asked = f"{asked} {t('doc.statements.statutory')}"
    blocks.append(Paragraph(asked, "note"))
    if request.reason.strip():
        blocks.append(Quote(request.reason))
    if voice.said is None:
        return [*blocks, *_questions(telling, request.questions, ())]
    statement = voice.said.statement
    facts = (
        (t("doc.statements.meeting"), telling.reader.date(statement.meeting_date) if statement.meeting_date else ""),
        (t("doc.statements.section"), statement.section),
        (t("doc.statements.received"), telling.reader.moment(statement.received_at)),
        (t("doc.statements.receipt"), statement.receipt),
        (t("doc.statements.entered"), statement.entered_by if statement.on_paper else ""),
        (t("doc.statements.corrects"), t("doc.statements.correction") if statement.corrects_id is not None else ""),
        (t("doc.statements.chair"), statement.chair or t("doc.statements.no_name")),
        (t("doc.statements.secretary"), statement.secretary or t("doc.statements.no_name")),
    )
    blocks.append(Facts(tuple((name, text) for name, text in facts if text)))
    names = names_of_alternatives(telling)
    changed = given_before_change(telling, voice.said)
    if changed:
        blocks.append(Paragraph(t("doc.statements.earlier", labels=telling.listed(changed)), "note"))
    rows = tuple(
        (names[one.alternative_id], t(f"records.stance.{one.stance.value}"), one.reason or "–")
        for one in statement.stances
    )
    if rows:
        heads = (t("doc.head.alternative"), t("doc.statements.stance"), t("doc.head.reason"))
        blocks.append(Table(t("doc.statements.stances", body=voice.body), heads, rows))
    if statement.text.strip():
        blocks += [Heading(3, t("doc.statements.text")), LongText(statement.text)]
    blocks += _questions(telling, request.questions, statement.answers)
    for key, text in (("conditions", statement.conditions), ("missing", statement.missing_information)):
        if text.strip():
            blocks += [Heading(3, t(f"doc.statements.{key}")), LongText(text)]
    for dissent in statement.dissenting:
        name = dissent.name or t("doc.statements.no_name")
        blocks += [Heading(3, t("doc.statements.dissent", name=name)), LongText(dissent.text)]
    return blocks


def _questions(telling: Telling, questions: tuple[str, ...], answers: tuple[str, ...]) -> list[Block]:
    """The questions with their answers; the bare questions where nothing has been answered."""
    if not questions:
        return []
    blocks: list[Block] = [Heading(3, telling.t("doc.statements.questions"))]
    if not any(answers):
        return [*blocks, Bullets(questions)]
    for place, question in enumerate(questions):
        answer = answers[place] if place < len(answers) else ""
        blocks += [Paragraph(question, "note"), LongText(answer or telling.t("doc.statements.no_answer"))]
    return blocks
