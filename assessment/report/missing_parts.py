"""What a matter still lacks before it can be decided, each by name and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.records.missing import NO_ALTERNATIVES, NO_DECIDING_BODY, NOT_REQUESTED, NOT_SCREENED
from assessment.records.request_states import SETTLED
from assessment.records.spoken_versions import versions_text
from assessment.report.telling import Telling
from assessment.report.voices import first_sentence


@dataclass(frozen=True)
class MissingPart:
    """One thing that is missing. `what`: screening | alternatives | result | deciding_body | statement | answers |
    information | changed.

    `request_id`, `versions`, `computed`: of a statement on earlier results, so that these can be shown
    (spoken_versions.py), and their day in words.
    """

    what: str
    words: str
    request_id: int | None = None
    versions: str = ""
    computed: str = ""


def missing_parts(telling: Telling) -> tuple[MissingPart, ...]:
    """Everything that is missing, what comes first in the work first; nothing once the matter is decided."""
    if telling.report.decision is not None:
        return ()
    return (*_of_preparation(telling), *_of_statements(telling), *_of_answers(telling))


def why_no_figures(telling: Telling) -> str:
    """Why there are none: nothing has been computed yet, or the matter is not assessed at all."""
    screened_out = telling.report.matter.screening.needed is False
    return telling.t("report.not_assessed" if screened_out else "report.not_computed")


def _of_preparation(telling: Telling) -> Iterator[MissingPart]:
    report, t = telling.report, telling.t
    states = {one.state for one in report.missing}
    assessed = report.matter.screening.needed is not False
    if NOT_SCREENED in states:
        yield MissingPart("screening", t("report.missing.screening"))
    if assessed and len(report.alternatives) < 2:
        yield MissingPart("alternatives", t("report.missing.alternatives"))
    elif NO_ALTERNATIVES in states:
        yield MissingPart("alternatives", t("report.missing.no_alternatives"))
    without = [one.label for one in report.alternatives if one.result is None]
    if assessed and without:
        yield MissingPart("result", t("report.missing.result", labels=telling.listed(without)))
    if NO_DECIDING_BODY in states:
        yield MissingPart("deciding_body", t("report.missing.deciding_body"))


def _of_statements(telling: Telling) -> Iterator[MissingPart]:
    report, t, reader = telling.report, telling.t, telling.reader
    deadlines = {request.id: request.deadline_utc for request in report.requests}
    told = set()
    for one in report.missing:
        if one.body_id is None:  # of the matter itself, told before
            continue
        body = telling.body(one.body_id, one.body)
        told.add(one.request_id)
        if one.state == NOT_REQUESTED:
            yield MissingPart("statement", t("report.missing.not_requested", body=body))
        elif one.request_id in deadlines:
            date = reader.day_of(deadlines[one.request_id])
            key = "report.missing.overdue" if one.overdue else "report.missing.waiting"
            yield MissingPart("statement", t(key, body=body, date=date))
        else:
            yield MissingPart("statement", t("report.missing.statement", body=body))
    for request in report.requests:
        if request.id not in told and request.state not in SETTLED:
            body, date = telling.body(request.body_id, request.body), reader.day_of(request.deadline_utc)
            key = "report.missing.overdue" if request.overdue else "report.missing.waiting"
            yield MissingPart("statement", t(key, body=body, date=date))


def _of_answers(telling: Telling) -> Iterator[MissingPart]:
    report, t = telling.report, telling.t
    for said in report.statements:
        body = telling.body(said.statement.body_id, said.statement.body)
        if said.unanswered:
            key = "report.missing.answers" if said.unanswered > 1 else "report.missing.answer"
            yield MissingPart("answers", t(key, body=body, count=said.unanswered))
        elif not said.points:
            yield MissingPart("answers", t("report.missing.no_answers", body=body))
        if said.statement.missing_information and (said.unanswered or not said.points):
            question = first_sentence(said.statement.missing_information)
            yield MissingPart("information", t("report.missing.information", body=body, question=question))
        changed = [one.label for one in report.alternatives if one.id in said.statement.changed_alternatives]
        if changed:
            words = t("report.missing.changed", body=body, labels=telling.listed(changed))
            versions = versions_text(said.statement.result_versions) if said.earlier else ""
            computed = telling.reader.day_of(max(said.earlier.values())) if said.earlier else ""
            yield MissingPart("changed", words, said.request.id, versions, computed)
