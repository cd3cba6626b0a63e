"""Chapters 9 and 10: the proposal, the decision or what is still missing before it, and the follow-up."""

from __future__ import annotations

from assessment.impact.measures import MEDIAN, measure_of
from assessment.records.follow_ups import ComparedFigure, FollowUpRecord
from assessment.records.frozen_figures import LONGER, WITHIN_TIME
from assessment.report.blocks import Block, Bullets, Facts, Heading, LongText, Paragraph, Table
from assessment.report.missing_parts import missing_parts
from assessment.report.telling import Asked, Telling

_FOLLOWED = (MEDIAN, WITHIN_TIME, LONGER)


def decision_chapter(telling: Telling) -> tuple[Block, ...]:
    """What the preparer proposes and what was decided; before a decision, what is missing."""
    t, report = telling.t, telling.report
    blocks: list[Block] = [Heading(1, t("doc.decision.title"))]
    proposal, decision = report.proposal, report.decision
    if proposal is not None:
        sentence = t("report.proposal", label=proposal.label, title=proposal.title)
        blocks += [Heading(2, t("summary.title.proposal")), Paragraph(sentence), LongText(proposal.reason)]
    elif decision is None:
        blocks.append(Paragraph(t("doc.decision.no_proposal")))
    if decision is None:
        missing = missing_parts(telling)
        blocks.append(Heading(2, t("summary.title.missing")))
        if missing:
            return (*blocks, Bullets(tuple(one.words for one in missing)))
        return (*blocks, Paragraph(t("report.missing.nothing")))
    facts = (
        (t("doc.decision.body"), telling.body(decision.body_id, decision.body)),
        (t("doc.decision.date"), f"{telling.reader.date(decision.date)}, {decision.section}"),
        (t("doc.decision.alternative"), f"{decision.alternative} {decision.alternative_title}"),
        (t("doc.decision.head"), decision.history_head),
    )
    blocks += [Heading(2, t("summary.title.decision")), Facts(facts), LongText(decision.grounds)]
    accounts = tuple((one.body, one.account) for one in decision.accounts) + tuple(decision.not_heard)
    if accounts:
        heads = (t("doc.decision.body_asked"), t("doc.decision.account"))
        blocks.append(Table(t("doc.decision.accounts"), heads, accounts))
    return tuple(blocks)


def follow_up_chapter(telling: Telling) -> tuple[Block, ...]:
    """What is to be observed when and by whom, and what came of it."""
    t, rows = telling.t, telling.report.follow_ups
    blocks: list[Block] = [Heading(1, t("doc.follow_up.title"))]
    if not rows:
        return (*blocks, Paragraph(t("doc.follow_up.none")))
    heads = tuple(t(f"doc.follow_up.{name}") for name in ("date", "responsible", "observed"))
    told = tuple(
        (telling.reader.date(one.date), one.responsible or "–", one.observed or t("doc.follow_up.planned"))
        for one in rows
    )
    blocks.append(Table(t("doc.follow_up.caption"), heads, told))
    for one in rows:
        blocks += _compared(telling, one)
    return tuple(blocks)


def _compared(telling: Telling, row: FollowUpRecord) -> tuple[Block, ...]:
    """Newer figures beside the predicted ones, of the group and service told first."""
    main = telling.main
    if row.comparison is None or main is None:
        return ()
    t = telling.t
    rows = tuple(
        (
            telling.figure_name(Asked(one.measure, one.group, one.mode)),
            _amount(telling, one, one.predicted),
            _amount(telling, one, one.now),
        )
        for one in row.comparison.figures
        if (one.group, one.kind, one.mode) == (main.group, main.kind, main.mode) and one.measure in _FOLLOWED
    )
    if not rows:
        return ()
    heads = (t("doc.head.figure"), t("doc.follow_up.predicted"), t("doc.follow_up.now"))
    caption = t("doc.follow_up.compared", date=telling.reader.date(row.comparison.computed_at[:10]))
    return (Table(caption, heads, rows, "", frozenset({1, 2})),)


def _amount(telling: Telling, figure: ComparedFigure, value: float | None) -> str:
    if value is None:
        return telling.t("report.word.hidden")
    if measure_of(figure.measure).unit == "min":
        return telling.duration(value)
    return telling.reader.number(value)
