"""The summary of a matter: what its page and the meeting view show, in words of one language, ready to be escaped."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.impact.measures import RESIDENTS
from assessment.report.matter_report import MatterReport
from assessment.report.missing_parts import missing_parts, why_no_figures
from assessment.report.source_words import sources_line
from assessment.report.summary_alternatives import summary_alternatives, summary_journeys
from assessment.report.summary_essentials import essentials, question_of_matter
from assessment.report.summary_shape import (
    Summary,
    SummaryAlternative,
    SummaryAnswer,
    SummaryArea,
    SummaryBody,
    SummaryDecision,
    SummaryFigure,
    SummaryJourney,
    SummaryMissing,
    SummaryStance,
    SummaryStep,
)
from assessment.report.telling import Asked, Telling, telling_of
from assessment.report.voices import (
    Voice,
    answer_words,
    change_words,
    first_sentence,
    quoted_point,
    quoted_sentence,
    state_words,
    voices,
)

__all__ = [
    "Summary",
    "SummaryAlternative",
    "SummaryAnswer",
    "SummaryArea",
    "SummaryBody",
    "SummaryDecision",
    "SummaryFigure",
    "SummaryJourney",
    "SummaryMissing",
    "SummaryStance",
    "SummaryStep",
    "summary_of",
]

_TITLES = (
    "figures",
    "losers",
    "gainers",
    "journeys",
    "bodies",
    "missing",
    "decision",
    "proposal",
    "sources",
)
ANSWER_LENGTH = 300


def summary_of(report: MatterReport, language: str) -> Summary:
    """A matter on one screen, in fi, sv or en."""
    telling = telling_of(report, language)
    t, matter = telling.t, report.matter
    titles = {name: t(f"summary.title.{name}") for name in _TITLES}
    alternatives = summary_alternatives(telling)
    journeys = summary_journeys(telling)
    bodies = tuple(_body(telling, voice) for voice in voices(telling))
    whose = ""
    if telling.main is not None:
        whose = t("summary.whose", whose=telling.whose(telling.main), residents=_residents(telling))
    return Summary(
        telling.language,
        matter.title,
        question_of_matter(telling),
        t("report.example") if matter.example or report.modelled else "",
        matter.register_number,
        matter.state.value,
        t(f"records.matter_state.{matter.state.value}"),
        t("summary.prepared_by", name=matter.preparer_name) if matter.preparer_name else "",
        essentials(telling),
        whose,
        tuple(telling.figure_name(one) for one in telling.key_figures),
        alternatives,
        "" if report.computed else why_no_figures(telling),
        journeys,
        bodies,
        tuple(
            SummaryMissing(one.what, one.words, one.request_id, one.versions, one.computed)
            for one in missing_parts(telling)
        ),
        t("report.missing.nothing"),
        _proposal(telling),
        _decision(telling),
        sources_line(telling),
        tuple(_steps(telling, titles, alternatives, bodies, journeys)),
        titles,
    )


def _residents(telling: Telling) -> str:
    """How many the group is that the figures tell of first."""
    main = telling.main
    if main is None or not telling.report.computed:
        return ""
    first = telling.report.computed[0]
    figure = telling.figure(first, Asked(RESIDENTS, main.group, main.mode))
    return telling.amount(figure, figure.baseline, telling.certainty(first, main.group)) if figure is not None else ""


def _body(telling: Telling, voice: Voice) -> SummaryBody:
    said = voice.said
    if said is None:
        return SummaryBody(voice.body, False, state_words(telling, voice), (), "", None)
    labels = {one.id: one.label for one in telling.report.alternatives}
    stances = tuple(
        SummaryStance(
            labels[one.alternative_id],
            one.stance.value,
            telling.t(f"records.stance.{one.stance.value}"),
            first_sentence(one.reason),
        )
        for one in said.statement.stances
        if one.alternative_id in labels
    )
    point = quoted_point(said)
    if point is None or point.answer is None:
        answer = SummaryAnswer("", telling.t("report.voice.no_answer"), "", "")
    else:
        reason = first_sentence(point.reason, ANSWER_LENGTH)
        answer = SummaryAnswer(point.answer.value, answer_words(telling, point), reason, change_words(telling, point))
    return SummaryBody(voice.body, True, state_words(telling, voice), stances, quoted_sentence(said), answer)


def _proposal(telling: Telling) -> SummaryDecision | None:
    proposal = telling.report.proposal
    if proposal is None:
        return None
    sentence = telling.t("report.proposal", label=proposal.label, title=proposal.title)
    return SummaryDecision(proposal.label, sentence, first_sentence(proposal.reason, ANSWER_LENGTH), ())


def _decision(telling: Telling) -> SummaryDecision | None:
    decision = telling.report.decision
    if decision is None:
        return None
    sentence = telling.t(
        "report.decision",
        body=telling.body(decision.body_id, decision.body),
        date=telling.reader.date(decision.date),
        section=decision.section,
        label=decision.alternative,
        title=decision.alternative_title,
    )
    accounts = tuple((one.body, first_sentence(one.account, ANSWER_LENGTH)) for one in decision.accounts)
    return SummaryDecision(decision.alternative, sentence, first_sentence(decision.grounds, ANSWER_LENGTH), accounts)


def _steps(
    telling: Telling,
    titles: dict[str, str],
    alternatives: tuple[SummaryAlternative, ...],
    bodies: tuple[SummaryBody, ...],
    journeys: tuple[SummaryJourney, ...],
) -> Iterator[SummaryStep]:
    """The screens of the meeting view in order: the question first, the decision or the proposal last."""
    yield SummaryStep("question", telling.report.matter.title)
    if telling.report.computed:
        yield SummaryStep("figures", titles["figures"])
    for number, one in enumerate(alternatives):
        if not one.is_today and one.sentence:
            yield SummaryStep("alternative", f"{one.label} {one.title}", number)
    if journeys:
        yield SummaryStep("journeys", titles["journeys"])
    for number, body in enumerate(bodies):
        yield SummaryStep("stances", body.name, number)
    if telling.report.decision is None:
        yield SummaryStep("missing", titles["missing"])
    yield SummaryStep("decision", titles["decision" if telling.report.decision is not None else "proposal"])
