"""The essentials of a matter in a few sentences: the question, who loses, what bodies say, what is proposed."""

from __future__ import annotations

from assessment.records.frozen_figures import LONGER
from assessment.report.change_words import changes_of
from assessment.report.matter_report import AlternativeReport
from assessment.report.missing_parts import missing_parts, why_no_figures
from assessment.report.telling import Asked, Telling
from assessment.report.voices import stances_in_words, voices

# How many changes are told in one sentence.
CHANGES = 4


def question_of_matter(telling: Telling) -> str:
    """What is decided, in one sentence."""
    matter, t = telling.report.matter, telling.t
    others = [one.label for one in telling.report.alternatives if not one.is_today]
    today = next((one.label for one in telling.report.alternatives if one.is_today), "")
    title = matter.title.rstrip(".?! ")
    if not others:
        return title
    if len(others) == 1:
        return t("report.question.one" if today else "report.question.only", title=title, label=others[0], today=today)
    labels = t("report.question.range", first=others[0], last=others[-1])
    return t("report.question.many" if today else "report.question.any", title=title, labels=labels, today=today)


def essentials(telling: Telling) -> tuple[str, ...]:
    """What changes, who loses, what the bodies say, what is proposed or decided: a sentence each."""
    return tuple(one for one in (_changes(telling), _harm(telling), *_voices(telling), _outcome(telling)) if one)


def _changes(telling: Telling) -> str:
    """What changes whichever alternative is chosen; "" where they have nothing in common."""
    changes = [changes_of(telling, one) for one in telling.report.alternatives if not one.is_today]
    common = [change for change in changes[0] if all(change in others for others in changes)] if changes else []
    if not common:
        return ""
    told = list(common[:CHANGES])
    if len(common) > CHANGES:
        told.append(telling.t("report.changes.more", count=len(common) - CHANGES))
    key = "report.changes.one" if len(changes) == 1 else "report.changes.common"
    return telling.t(key, changes="; ".join(told))


def _harm(telling: Telling) -> str:
    """By which alternative most and by which fewest have a longer way."""
    main, t = telling.main, telling.t
    if main is None or not telling.report.changing:
        return why_no_figures(telling)
    counted: list[tuple[float, AlternativeReport]] = []
    for one in telling.report.changing:
        figure = telling.figure(one, Asked(LONGER, main.group, main.mode))
        if figure is not None and figure.value is not None:
            counted.append((figure.value, one))
    people = t(f"group_people.{main.group}")
    if not counted:
        return t("report.effect.longer_hidden")
    most, fewest = max(counted, key=lambda one: one[0]), min(counted, key=lambda one: one[0])
    if not most[0]:
        return t("report.harm.nobody")

    def told(one: tuple[float, AlternativeReport]) -> str:
        return telling.people(one[0], telling.certainty(one[1], main.group))

    if len(counted) == 1 or most[0] == fewest[0]:
        return t("report.harm.one", label=most[1].label, most=told(most), people=people)
    return t(
        "report.harm.most",
        label=most[1].label,
        most=told(most),
        people=people,
        best=fewest[1].label,
        fewest=told(fewest),
    )


def _voices(telling: Telling) -> list[str]:
    """What each body says, in a sentence; those still waited for in one more."""
    sentences = []
    for voice in voices(telling):
        if voice.said is not None:
            stances = stances_in_words(telling, voice.said)
            if stances:
                sentences.append(telling.t("report.voice.says", body=voice.body, stances=stances))
    waiting = [telling.body(one.body_id, one.body) for one in telling.report.missing if one.body_id is not None]
    if waiting and telling.report.decision is None:
        sentences.append(telling.t("report.voice.lacking", bodies=telling.listed(waiting)))
    return sentences


def _outcome(telling: Telling) -> str:
    report, t = telling.report, telling.t
    if report.decision is not None:
        return t(
            "report.decision",
            body=telling.body(report.decision.body_id, report.decision.body),
            date=telling.reader.date(report.decision.date),
            section=report.decision.section,
            label=report.decision.alternative,
            title=report.decision.alternative_title,
        )
    if report.proposal is not None:
        return t("report.proposal", label=report.proposal.label, title=report.proposal.title)
    count = len(missing_parts(telling))
    return t("report.no_proposal_missing" if count > 1 else "report.no_proposal", count=count)
