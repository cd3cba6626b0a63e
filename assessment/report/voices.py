"""What bodies say of a matter, in words: how far each statement is, its stances, one sentence of it and the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assessment.records.report_reading import ReadStatement
from assessment.records.request_states import SETTLED
from assessment.records.requests import RequestRecord
from assessment.records.responses import EarlierAnswer, PointRecord
from assessment.records.states import RequestState
from assessment.report.telling import Telling

QUOTE_LENGTH = 240
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=\S)|\n+")


@dataclass(frozen=True)
class Voice:
    """One body that was asked; `said` None where the reader sees no statement of it."""

    body: str
    request: RequestRecord
    said: ReadStatement | None


def voices(telling: Telling) -> tuple[Voice, ...]:
    """The bodies asked that the reader may know of, in the order they were asked."""
    said = {one.request.id: one for one in telling.report.statements}
    return tuple(
        Voice(telling.body(request.body_id, request.body), request, said.get(request.id))
        for request in telling.report.requests
    )


def state_words(telling: Telling, voice: Voice) -> str:
    """How far the statement is: "lausunto annettu 24.11.2026", "lausuntoa odotetaan, määräaika 15.12.2026"."""
    t, reader, request = telling.t, telling.reader, voice.request
    if voice.said is not None:
        statement = voice.said.statement
        words = t("report.voice.given", date=reader.day_of(statement.received_at))
        return t("report.voice.late", words=words) if statement.late else words
    if request.state is RequestState.DECLINED:
        return t("report.voice.declined")
    if request.state is RequestState.LAPSED:
        return t("report.voice.lapsed")
    if request.state in SETTLED:
        return t("report.voice.unseen")
    key = "report.voice.overdue" if request.overdue else "report.voice.waiting"
    return t(key, date=reader.day_of(request.deadline_utc))


def names_of_alternatives(telling: Telling) -> dict[int, str]:
    """Every alternative's label and name by its id, those withdrawn said to be so: statements may speak of them too."""
    names = {one.id: telling.named(one) for one in telling.report.alternatives}
    for one in telling.report.withdrawn:
        names[one.id] = telling.t("report.alternative.withdrawn", name=f"{one.label} {one.title}".strip())
    return names


def given_before_change(telling: Telling, said: ReadStatement) -> tuple[str, ...]:
    """The alternatives considered that changed after the statement: "VE1 (annettu 2.11.2026 lasketuista luvuista)"."""
    told = []
    for one in telling.report.alternatives:
        if one.id in said.statement.changed_alternatives:
            at = said.earlier.get(one.id)
            words = (
                telling.t("report.voice.earlier", label=one.label, date=telling.reader.day_of(at)) if at else one.label
            )
            told.append(words)
    return tuple(told)


def quoted_point(said: ReadStatement) -> PointRecord | None:
    """The point whose quote stands for the whole statement: the first that has been answered."""
    return next((point for point in said.points if point.answer is not None), None)


def quoted_sentence(said: ReadStatement) -> str:
    """One sentence in the statement's own words: of the first answered point, else of the statement itself."""
    point = quoted_point(said)
    statement = said.statement
    reasons = [one.reason for one in statement.stances]
    texts = [point.quote if point else "", statement.text, *statement.answers, statement.conditions, *reasons]
    return next((first_sentence(text) for text in texts if text.strip()), "")


def first_sentence(text: str, length: int = QUOTE_LENGTH) -> str:
    """The first sentence of a text, cut at a word where it is longer than `length`."""
    sentence = _SENTENCE.split(text.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= length:
        return sentence
    return sentence[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def answer_words(telling: Telling, point: PointRecord | EarlierAnswer) -> str:
    """How a point was taken into account, as a sentence of its own begins: "Otettu osittain huomioon"."""
    return telling.sentence(telling.t(f"records.answer.{point.answer}")) if point.answer else ""


def change_words(telling: Telling, point: PointRecord | EarlierAnswer) -> str:
    """What a point changed: "Vaihtoehtoa VE3 muutettiin tämän vuoksi."; "" where it changed nothing."""
    if point.change is None:
        return ""
    return telling.t("report.voice.changed", label=point.change.label, title=point.change.title)


def stances_in_words(telling: Telling, said: ReadStatement) -> str:
    """All stances in one line, alternatives of one stance together: "kannattaa VE3, vastustaa VE4 ja VE5"."""
    labels = {one.id: one.label for one in telling.report.alternatives}
    by_stance: dict[str, list[str]] = {}
    for one in said.statement.stances:
        if one.alternative_id in labels:
            by_stance.setdefault(one.stance.value, []).append(labels[one.alternative_id])
    order = ("supports", "supports_with_conditions", "opposes", "no_position")
    parts = []
    for stance in order:
        if stance in by_stance and (stance != "no_position" or len(by_stance) == 1):
            words = telling.t(f"records.stance.{stance}")
            parts.append(telling.t("report.voice.stance", stance=words, labels=telling.listed(by_stance[stance])))
    return ", ".join(parts)
