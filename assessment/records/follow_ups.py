"""Follow-up of a decision: when, who and what was observed; newer figures beside those that were predicted."""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.assess import Impact
from assessment.errors import Fault, Refused
from assessment.impact.impact_csv import table_bytes
from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.earlier_versions import earlier_versions, keep_if_replaced
from assessment.records.form_check import FormCheck
from assessment.records.frozen_figures import whole_figures
from assessment.records.frozen_results import csv_of, result_of_version
from assessment.records.history import append
from assessment.records.permissions import Action, require
from assessment.records.schema import EarlierVersion, FollowUp, Matter
from assessment.records.scopes import found, matter_of, matter_scope
from assessment.records.sealed_content import text_sha256
from assessment.records.states import MatterState
from assessment.records.versions import expect_version

FORM = "follow_up"
OBSERVED_LIMIT = 50_000
# What is kept of a follow-up that is changed. Not who was responsible: what is kept never changes, so that a name in
# it could not be erased.
SAID = ("date", "observed", "comparison")
_KEYS = ["group", "kind", "mode", "measure", "unit"]


@dataclass(frozen=True)
class FollowUpForm:
    """A follow-up: its date (a coming one is planned), who sees to it, and what was observed, blank until then."""

    date: str
    responsible: str
    observed: str = ""


@dataclass(frozen=True)
class ComparedFigure:
    """One figure of the whole municipality as predicted and as computed again; None = not shown or nothing to tell."""

    group: str
    kind: str
    mode: str
    measure: str
    unit: str
    predicted: float | None
    now: float | None
    difference: float | None


@dataclass(frozen=True)
class Comparison:
    """Newer figures beside the predicted ones; `engine_version`, `query`, `digests`: of the newer computation."""

    result_version: int
    engine_version: str
    query: Mapping[str, Any]
    digests: Mapping[str, str]
    computed_at: str
    figures: tuple[ComparedFigure, ...]


@dataclass(frozen=True)
class EarlierFollowUp:
    """What a follow-up said before it was changed, and when it was changed (UTC)."""

    date: datetime.date
    observed: str
    comparison: Comparison | None
    replaced_at: datetime.datetime


@dataclass(frozen=True)
class FollowUpRecord:
    """A follow-up as it is on record; `earlier`: what it said before, the oldest first."""

    id: int
    matter_id: int
    date: datetime.date
    responsible: str
    observed: str
    planned: bool
    comparison: Comparison | None
    version: int
    earlier: tuple[EarlierFollowUp, ...] = ()


def add_follow_up(database: Database, actor: Actor, matter_id: int, form: FollowUpForm) -> FollowUpRecord:
    """Plan a follow-up of a decided matter, or record one. Raises Refused `matter_not_decided` and others."""
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.FOLLOW_UP_RECORD)
        row = FollowUp(matter_id=matter.id)
        row.date, row.responsible, row.observed = _checked(form, matter)
        session.add(row)
        matter.state = MatterState.FOLLOW_UP
        session.flush()
        return _noted(session, actor, "follow_up_add", row, matter)


def edit_follow_up(
    database: Database, actor: Actor, follow_up_id: int, form: FollowUpForm, version: int
) -> FollowUpRecord:
    """Record what was observed, or change the plan; what stood before stays on record. Raises Conflict."""
    with database.transaction() as session:
        row, matter = _follow_up_of(session, follow_up_id, actor)
        expect_version(session, row, version)
        date, responsible, observed = _checked(form, matter)
        new = {"date": date, "observed": observed}
        keep_if_replaced(session, row, new, SAID)
        row.date, row.responsible, row.observed = date, responsible, observed
        session.flush()
        return _noted(session, actor, Action.FOLLOW_UP_RECORD, row, matter)


def compare_with_predicted(
    database: Database, actor: Actor, follow_up_id: int, impact: Impact, version: int, built: bool = False
) -> FollowUpRecord:
    """Put figures computed with newer data beside those the decision was taken on, for the whole municipality.

    `impact` holds one alternative: the decided one, computed again. `built`: the change stands in the newer data
    already, so that today's side of the new computation is what was predicted. Both are protected. An earlier
    comparison stays on record. Raises Refused `comparison_needs_one`.
    """
    if len(impact.alternatives) != 1:
        raise Refused([Fault("comparison_needs_one", FORM, facts={"alternatives": len(impact.alternatives)})])
    with database.reading() as session:
        _follow_up_of(session, follow_up_id, actor)
    newer_bytes = table_bytes(impact.table)
    with database.transaction() as session:
        row, matter = _follow_up_of(session, follow_up_id, actor)
        expect_version(session, row, version)
        decision = matter.decision
        assert decision is not None  # there is no follow-up without one
        predicted = result_of_version(session, decision.alternative_id, decision.result_version)
        assert predicted is not None
        figures = compared(csv_of(predicted)(), newer_bytes, "baseline" if built else "value")
        inputs = impact.provenance["inputs"]
        assert isinstance(inputs, list)
        comparison = {
            "result_version": decision.result_version,
            "engine_version": impact.engine_version,
            "query": dict(_mapping(impact.provenance["query"])),
            "digests": {str(one["file"]): str(one["sha256"]) for one in inputs},
            "computed_at": database.now().isoformat(),
            "impact_sha256": hashlib.sha256(newer_bytes).hexdigest(),
            "built": built,
            "figures": [
                [one.group, one.kind, one.mode, one.measure, one.unit, one.predicted, one.now] for one in figures
            ],
        }
        keep_if_replaced(session, row, {"comparison": comparison}, SAID)
        row.comparison = comparison
        session.flush()
        return _noted(session, actor, "follow_up_compare", row, matter)


def list_follow_ups(database: Database, actor: Actor, matter_id: int) -> tuple[FollowUpRecord, ...]:
    """The follow-ups of a matter, by date."""
    with database.reading() as session:
        return follow_ups_of(session, matter_of(session, matter_id, actor, Action.MATTER_READ))


def follow_ups_of(session: Session, matter: Matter) -> tuple[FollowUpRecord, ...]:
    """The follow-ups that stand, by date."""
    rows = session.scalars(
        select(FollowUp)
        .where(FollowUp.matter_id == matter.id, FollowUp.withdrawn_at.is_(None))
        .order_by(FollowUp.date, FollowUp.id)
    )
    kept = earlier_versions(session, FollowUp, FollowUp.matter_id == matter.id)
    return tuple(_record(row, kept.get(row.id, ())) for row in rows)


def compared(predicted_csv: bytes, newer_csv: bytes, newer_column: str) -> tuple[ComparedFigure, ...]:
    """The figures both files tell of the whole municipality, in the order of the predicted one."""
    predicted, newer = whole_figures(predicted_csv), whole_figures(newer_csv)
    now = _by_key(newer, newer_column)
    figures = []
    for key, was in _by_key(predicted, "value").items():
        if key not in now:
            continue
        figures.append(_figure(*key, was, now[key]))
    return tuple(figures)


def _by_key(table: pd.DataFrame, column: str) -> dict[tuple[str, str, str, str, str], float | None]:
    keys = zip(*(table[name].astype(str).tolist() for name in _KEYS), strict=True)
    values = [None if math.isnan(value) else float(value) for value in table[column].tolist()]
    return dict(zip(keys, values, strict=True))


def _checked(form: FollowUpForm, matter: Matter) -> tuple[datetime.date, str, str]:
    """The date, who sees to it, and what was observed; Refused with every fault of the form."""
    check = FormCheck(FORM)
    if matter.decision is None:
        check.add("matter_not_decided", "date", matter.register_number)
    date = check.date("date", form.date)
    if date is not None and matter.decision is not None and date < matter.decision.date:
        check.add("follow_up_before_decision", "date", form.date)
    responsible = check.line("responsible", form.responsible)
    observed = check.text("observed", form.observed, OBSERVED_LIMIT, required=False)
    check.raise_if_refused()
    assert date is not None
    return date, responsible, observed


def _follow_up_of(session: Session, follow_up_id: int, actor: Actor) -> tuple[FollowUp, Matter]:
    row = found(session, FollowUp, follow_up_id, actor, Action.FOLLOW_UP_RECORD)
    matter = session.get_one(Matter, row.matter_id)
    require(session, actor, Action.FOLLOW_UP_RECORD, matter_scope(matter, FORM, row.id))
    return row, matter


def _noted(session: Session, actor: Actor, action: Action | str, row: FollowUp, matter: Matter) -> FollowUpRecord:
    facts = {"date": row.date.isoformat(), "observed_sha256": text_sha256(row.observed)}
    if action == "follow_up_compare" and row.comparison is not None:
        facts = {"impact_sha256": row.comparison["impact_sha256"], "engine_version": row.comparison["engine_version"]}
    append(session, actor, action, matter_scope(matter, FORM, row.id), facts, version=row.version_id)
    return _record(row, earlier_versions(session, FollowUp, FollowUp.id == row.id).get(row.id, ()))


def _record(row: FollowUp, kept: Sequence[EarlierVersion]) -> FollowUpRecord:
    return FollowUpRecord(
        row.id,
        row.matter_id,
        row.date,
        row.responsible,
        row.observed,
        not row.observed,
        _comparison(row.comparison),
        row.version_id,
        tuple(_earlier(one) for one in kept),
    )


def _earlier(kept: EarlierVersion) -> EarlierFollowUp:
    said = kept.said
    return EarlierFollowUp(
        datetime.date.fromisoformat(said["date"]),
        said["observed"],
        _comparison(said["comparison"]),
        kept.replaced_at,
    )


def _comparison(kept: Mapping[str, Any] | None) -> Comparison | None:
    if kept is None:
        return None
    return Comparison(
        kept["result_version"],
        kept["engine_version"],
        kept["query"],
        kept["digests"],
        kept["computed_at"],
        tuple(_figure(*one) for one in kept["figures"]),
    )


def _figure(
    group: str, kind: str, mode: str, measure: str, unit: str, was: float | None, now: float | None
) -> ComparedFigure:
    difference = None if was is None or now is None else round(now - was, 2)
    return ComparedFigure(group, kind, mode, measure, unit, was, now, difference)


def _mapping(value: object) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)
    return value
