"""The matter on one page in plain words: short sentences, figures rounded to what people grasp."""

from __future__ import annotations

from assessment.records.frozen_figures import LONGER
from assessment.report.assessment_document import author_of, date_of
from assessment.report.blocks import Block, Bullets, Document, Heading, LongText, Paragraph
from assessment.report.losing_areas import changed_areas
from assessment.report.matter_report import MatterReport
from assessment.report.missing_parts import missing_parts, why_no_figures
from assessment.report.telling import Asked, Telling, telling_of
from assessment.report.voices import stances_in_words, voices

AREAS = 3


def plain_summary(report: MatterReport, language: str) -> Document:
    """One page from templates; it does not call itself selkokieli, which needs a person's approval."""
    telling = telling_of(report, language)
    t = telling.t
    blocks: list[Block] = [Paragraph(t("plain.lead"), "lead")]
    if report.matter.example or report.modelled:
        blocks.append(Paragraph(t("report.example"), "note"))
    blocks += _written(telling)
    blocks += [Heading(1, t("plain.what")), Bullets(tuple(_what(telling)))]
    blocks += [Heading(1, t("plain.who")), Bullets(tuple(_who(telling)))]
    blocks += [Heading(1, t("plain.councils")), Bullets(tuple(_councils(telling)))]
    blocks += [Heading(1, t("plain.next")), Bullets(tuple(_next(telling)))]
    blocks.append(Paragraph(t("plain.ask", name=report.matter.preparer_name or t("doc.matter.not_named")), "note"))
    return Document(
        title=t("plain.title", title=report.matter.title),
        language=telling.language,
        register_number=report.matter.register_number,
        subject=t("plain.subject"),
        author=author_of(telling),
        date_text=date_of(report),
        blocks=tuple(blocks),
        running_title=t("plain.running_title"),
        sheets=True,
    )


def _written(telling: Telling) -> list[Block]:
    """The text that a person wrote and one approved as selkokieli, in the language; drafts are not shown."""
    one = next((one for one in telling.report.plain_texts if one.language == telling.language and one.approved), None)
    if one is None:
        return []
    who = telling.t("plain.approved", name=one.approved_by or telling.t("doc.statements.no_name"))
    return [Heading(1, telling.t("plain.selko")), LongText(one.text), Paragraph(who, "note")]


def grasped(value: float) -> int:
    """A count as people grasp it: two figures that count, 3 390 as 3 400, and tens below a hundred."""
    if value < 100:
        return int(round(value / 10) * 10) or 10
    step = 10 ** (len(str(int(value))) - 2)
    return int(round(value / step) * step)


def _what(telling: Telling) -> list[str]:
    t, report = telling.t, telling.report
    lines = [t("plain.decides")]
    lines += [t("plain.today", title=one.title) for one in report.alternatives if one.is_today]
    lines += [
        t("plain.alternative", label=one.label, title=one.title) for one in report.alternatives if not one.is_today
    ]
    return lines


def _who(telling: Telling) -> list[str]:
    """For each alternative how many have a much longer way, and where most of them live."""
    t, main = telling.t, telling.main
    if main is None or not telling.report.changing:
        return [why_no_figures(telling)]
    group = telling.inside(telling.group(main.group))
    lines = [t("plain.whose", group=group, kind=telling.inside(telling.kind(main.kind)), mode=telling.mode(main.mode))]
    for one in telling.report.changing:
        figure = telling.figure(one, Asked(LONGER, main.group, main.mode))
        if figure is None or figure.value is None:
            lines.append(t("plain.few", label=one.label))
        elif not figure.value:
            lines.append(t("plain.nobody", label=one.label))
        else:
            lines.append(t("plain.longer", label=one.label, people=telling.reader.number(grasped(figure.value))))
        names = [area.name for area in changed_areas(telling, one, main).losing[:AREAS]]
        if names:
            lines.append(t("plain.where", areas=telling.listed(names)))
    return lines


def _councils(telling: Telling) -> list[str]:
    t = telling.t
    lines = []
    for voice in voices(telling):
        if voice.said is None:
            lines.append(t("plain.waiting", body=voice.body))
            continue
        words = stances_in_words(telling, voice.said)
        lines.append(t("plain.says", body=voice.body, words=words) if words else t("plain.spoke", body=voice.body))
    return lines or [t("doc.statements.nobody")]


def _next(telling: Telling) -> list[str]:
    t, report = telling.t, telling.report
    if report.decision is not None:
        return [
            t("plain.decided", body=report.decision.body, date=telling.reader.date(report.decision.date)),
            t("plain.chosen", label=report.decision.alternative, title=report.decision.alternative_title),
        ]
    lines = [t("plain.not_decided")]
    if report.proposal is not None:
        lines.append(t("plain.proposed", label=report.proposal.label, title=report.proposal.title))
    lines += [one.words for one in missing_parts(telling)[:3]]
    lines += [t("sheet.when", date=telling.reader.date(one.date), what=one.what) for one in report.matter.timetable]
    return lines
