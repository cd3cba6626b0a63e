"""Alternatives VE0 … VEn of a matter and their frozen results: what bodies are asked about."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from assessment.assess import Impact
from assessment.errors import Fault, Refused
from assessment.impact.impact_csv import table_bytes
from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.schema import Alternative, FrozenResult, Matter, RawResult
from assessment.records.scopes import alternative_of, matter_of, matter_scope, must_be_worked_on
from assessment.records.states import RequestState
from assessment.records.versions import expect_version
from assessment.scenario import parse_scenario, write_scenario

FORM = "alternative"
TITLE_LIMIT = 300
DESCRIPTION_LIMIT = 20_000
REASON_LIMIT = 10_000
SCENARIO_LIMIT = 1_000_000


@dataclass(frozen=True)
class AlternativeRecord:
    """An alternative as it is on record; `result_version` 0 = no result frozen yet."""

    id: int
    matter_id: int
    label: str
    title: str
    description: str
    scenario_yaml: str
    result_version: int
    withdrawn: bool
    version: int


@dataclass(frozen=True)
class FrozenRecord:
    """A frozen result without its bytes. `digests`: sha256 by input file; `reason`: why it was made anew."""

    id: int
    alternative_id: int
    version: int
    impact_sha256: str
    scenario_yaml: str
    digests: Mapping[str, str]
    query: Mapping[str, Any]
    engine_version: str
    area_names: Mapping[str, str]
    municipality: str
    modelled_example: bool
    journeys: tuple[str, ...]
    reason: str
    frozen_at: datetime


def add_alternative(
    database: Database, actor: Actor, matter_id: int, title: str, description: str = "", scenario_yaml: str = ""
) -> AlternativeRecord:
    """Add the next alternative of a matter; the first is VE0, today's network. Raises Refused, scenario faults too."""
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.ALTERNATIVE_EDIT)
        must_be_worked_on(matter, FORM)
        asked = select(func.max(Alternative.number)).where(Alternative.matter_id == matter.id)
        last = session.scalar(asked)
        number = 0 if last is None else last + 1
        alternative = Alternative(matter_id=matter.id, number=number, label=f"VE{number}", result_version=0)
        _fill(alternative, title, description, scenario_yaml)
        session.add(alternative)
        session.flush()
        _note(session, actor, "alternative_add", alternative, matter)
        return alternative_record(alternative)


def edit_alternative(
    database: Database,
    actor: Actor,
    alternative_id: int,
    title: str,
    description: str,
    scenario_yaml: str,
    version: int,
) -> AlternativeRecord:
    """Change an alternative's words and working scenario; frozen results stay as they are. Raises Conflict, Refused."""
    with database.transaction() as session:
        alternative = alternative_of(session, alternative_id, actor, Action.ALTERNATIVE_EDIT)
        expect_version(session, alternative, version)
        must_be_worked_on(alternative.matter, FORM)
        _fill(alternative, title, description, scenario_yaml)
        session.flush()
        _note(session, actor, Action.ALTERNATIVE_EDIT, alternative, alternative.matter)
        return alternative_record(alternative)


def withdraw_alternative(
    database: Database, actor: Actor, alternative_id: int, reason: str, version: int
) -> AlternativeRecord:
    """Take an alternative out of consideration; it and what was said of it stay on record."""
    with database.transaction() as session:
        alternative = alternative_of(session, alternative_id, actor, Action.ALTERNATIVE_EDIT)
        expect_version(session, alternative, version)
        check = FormCheck(FORM)
        text = check.text("reason", reason, REASON_LIMIT)
        check.raise_if_refused()
        must_be_worked_on(alternative.matter, FORM)
        if alternative.withdrawn_at is None:
            alternative.withdrawn_at = database.now()
            session.flush()
            _note(session, actor, "alternative_withdraw", alternative, alternative.matter, reason=text)
        return alternative_record(alternative)


def freeze_result(
    database: Database,
    actor: Actor,
    alternative_id: int,
    impact: Impact,
    scenario_yaml: str,
    version: int,
    reason: str = "",
    journeys: Sequence[str] = (),
    cells: bytes | None = None,
) -> FrozenRecord:
    """Keep the computed impact of an alternative as it is: protected figures, raw ones apart, and all they came from.

    `impact` holds the scenario of `scenario_yaml` among its alternatives, by name and content. `journeys`: journeys
    before and after in words, to stand beside the figures. Freezing again makes a new version, which the bodies asked
    are told of; freezing the same again changes nothing. Raises NotAllowed, Conflict; Refused: scenario faults,
    `result_not_of_scenario`, `freeze_reason_missing` where a body has been asked on an earlier version.
    """
    with (
        database.reading() as session
    ):  # the right first; the figures are written out before the others are kept waiting
        alternative_of(session, alternative_id, actor, Action.RESULT_FREEZE)
    name = _name_in(impact, scenario_yaml)
    rows = impact.table[impact.table["alternative"] == name]
    shown, raw = table_bytes(rows), table_bytes(rows, raw=True)
    account = _account(impact, name)
    with database.transaction() as session:
        alternative = alternative_of(session, alternative_id, actor, Action.RESULT_FREEZE)
        expect_version(session, alternative, version)
        matter = alternative.matter
        must_be_worked_on(matter, FORM)
        newest = newest_result(session, alternative)
        told = [str(journey) for journey in journeys]
        same = (_sha256(shown), scenario_yaml, told)
        if newest and (newest.account["impact_sha256"], newest.scenario_yaml, newest.account["journeys"]) == same:
            return frozen_record(newest)
        check = FormCheck(FORM)
        why = check.text("reason", reason, REASON_LIMIT, required=False)
        asked = [one for one in matter.requests if one.state not in (RequestState.DECLINED, RequestState.LAPSED)]
        if newest and asked and not why:
            check.add("freeze_reason_missing", "reason", bodies=len(asked))
        check.raise_if_refused()
        result = FrozenResult(
            alternative_id=alternative.id,
            version=alternative.result_version + 1,
            scenario_yaml=scenario_yaml,
            impact_csv=_packed(shown),
            digests=_digests(impact),
            query=dict(account["query"]),
            account=account
            | {
                "impact_sha256": _sha256(shown),
                "scenario_sha256": _sha256(scenario_yaml.encode("utf-8")),
                "reason": why,
                "journeys": told,
            },
            engine_version=impact.engine_version,
            frozen_at=database.now(),
            frozen_by_id=actor.person_id,
        )
        session.add(result)
        session.flush()
        raw_result = RawResult(frozen_result_id=result.id, impact_csv=_packed(raw), cells=cells)
        session.add(raw_result)
        alternative.result_version = result.version
        alternative.scenario_yaml = scenario_yaml
        session.flush()
        scope = matter_scope(matter, "frozen_result", result.id)
        facts = {
            "alternative": alternative.id,
            "label": alternative.label,
            "impact_sha256": _sha256(shown),
            "engine_version": impact.engine_version,
            "reason": why,
        }
        append(session, actor, Action.RESULT_FREEZE, scope, facts, version=result.version, sealed=result)
        append(session, actor, "raw_result_keep", scope, {}, version=result.version, sealed=raw_result)
        for request in asked:
            request.told_versions = dict(request.told_versions) | {str(alternative.id): result.version}
            session.flush()
            append(
                session,
                actor,
                "request_tell",
                matter_scope(matter, "statement_request", request.id),
                {"alternative": alternative.id, "label": alternative.label, "result_version": result.version},
                version=request.version_id,
            )
        return frozen_record(result)


def read_result(database: Database, actor: Actor, alternative_id: int, version: int | None = None) -> FrozenRecord:
    """A frozen result, the newest by default, without its bytes. Raises Refused `result_missing`."""
    with database.reading() as session:
        return frozen_record(_result(session, actor, alternative_id, version, Action.MATTER_READ))


def result_bytes(database: Database, actor: Actor, alternative_id: int, version: int | None = None) -> bytes:
    """The protected impact.csv of a frozen result, the bytes as frozen."""
    with database.reading() as session:
        return csv_of(_result(session, actor, alternative_id, version, Action.MATTER_READ))()


def raw_result_bytes(database: Database, actor: Actor, alternative_id: int, version: int | None = None) -> bytes:
    """The raw impact.csv of a frozen result, small counts in it: for planners; the history tells who read it."""
    with database.transaction() as session:
        result = _result(session, actor, alternative_id, version, Action.RAW_RESULT_READ)
        raw = session.get_one(RawResult, result.id)
        scope = matter_scope(result.alternative.matter, "frozen_result", result.id)
        append(session, actor, Action.RAW_RESULT_READ, scope, {"alternative": alternative_id}, version=result.version)
        return _unpacked(raw.impact_csv)


def newest_result(session: Session, alternative: Alternative) -> FrozenResult | None:
    """The newest frozen result of an alternative."""
    return result_of_version(session, alternative.id, alternative.result_version)


def result_of_version(session: Session, alternative_id: int, version: int) -> FrozenResult | None:
    """A frozen result of an alternative by its version; its bytes, of a megabyte and more, are read when asked for."""
    return session.scalar(
        select(FrozenResult)
        .where(FrozenResult.alternative_id == alternative_id, FrozenResult.version == version)
        .options(defer(FrozenResult.impact_csv))
    )


def csv_of(result: FrozenResult) -> Callable[[], bytes]:
    """What reads the impact.csv of a frozen result, within its session."""
    return lambda: _unpacked(result.impact_csv)


def current_versions(matter: Matter) -> dict[int, int]:
    """The newest result version (0 = none) of every alternative still considered, by alternative id."""
    return {one.id: one.result_version for one in matter.alternatives if one.withdrawn_at is None}


def alternative_record(alternative: Alternative) -> AlternativeRecord:
    """The alternative as plain values."""
    return AlternativeRecord(
        alternative.id,
        alternative.matter_id,
        alternative.label,
        alternative.title,
        alternative.description,
        alternative.scenario_yaml,
        alternative.result_version,
        alternative.withdrawn_at is not None,
        alternative.version_id,
    )


def frozen_record(result: FrozenResult) -> FrozenRecord:
    """The frozen result as plain values, without its bytes."""
    account = result.account
    municipality = account.get("municipality", {})
    return FrozenRecord(
        result.id,
        result.alternative_id,
        result.version,
        account["impact_sha256"],
        result.scenario_yaml,
        dict(result.digests),
        dict(result.query),
        result.engine_version,
        dict(account.get("area_names", {})),
        municipality.get("name", ""),
        bool(municipality.get("modelled_example", False)),
        tuple(account.get("journeys", ())),
        account.get("reason", ""),
        result.frozen_at,
    )


def _result(session: Session, actor: Actor, alternative_id: int, version: int | None, action: Action) -> FrozenResult:
    alternative = alternative_of(session, alternative_id, actor, action)
    wanted = alternative.result_version if version is None else version
    result = result_of_version(session, alternative.id, wanted)
    if result is None:
        raise Refused([Fault("result_missing", FORM, value=alternative.label, facts={"version": wanted})])
    return result


def _fill(alternative: Alternative, title: str, description: str, scenario_yaml: str) -> None:
    check = FormCheck(FORM)
    alternative.title = check.line("title", title, TITLE_LIMIT)
    alternative.description = check.text("description", description, DESCRIPTION_LIMIT, required=False)
    if len(scenario_yaml) > SCENARIO_LIMIT:
        check.add("form_too_long", "scenario_yaml", length=len(scenario_yaml), limit=SCENARIO_LIMIT)
    elif scenario_yaml.strip():
        try:
            parse_scenario(scenario_yaml)
        except Refused as refused:
            for fault in refused.faults:
                check.log.add(fault)
    check.raise_if_refused()
    alternative.scenario_yaml = scenario_yaml


def _name_in(impact: Impact, scenario_yaml: str) -> str:
    """The scenario's name, once it is sure that the impact was computed of this very scenario."""
    scenario = parse_scenario(scenario_yaml)
    written = _sha256(write_scenario(scenario).encode("utf-8"))
    computed = {one["name"]: one["sha256"] for one in _mappings(impact.provenance["alternatives"])}
    if computed.get(scenario.name) != written:
        raise Refused([Fault("result_not_of_scenario", FORM, field="scenario_yaml", value=scenario.name)])
    return scenario.name


def _account(impact: Impact, name: str) -> dict[str, Any]:
    """What the figures came from, this alternative's part of it, and the names of the areas in them."""
    account = dict(impact.provenance)
    account["alternative"] = next(one for one in _mappings(account.pop("alternatives")) if one["name"] == name)
    areas = impact.areas.table
    account["area_names"] = dict(zip(areas["id"].astype(str).tolist(), areas["name"].astype(str).tolist(), strict=True))
    return account


def _digests(impact: Impact) -> dict[str, str]:
    return {str(one["file"]): str(one["sha256"]) for one in _mappings(impact.provenance["inputs"])}


def _mappings(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value


def _packed(content: bytes) -> bytes:
    """The bytes as they are kept: a result of the demo takes 2 MB as text and 0.15 MB so."""
    return zlib.compress(content, 6)


def _unpacked(kept: bytes) -> bytes:
    return zlib.decompress(kept)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _note(
    session: Session, actor: Actor, action: Action | str, alternative: Alternative, matter: Matter, **facts: object
) -> None:
    scope = matter_scope(matter, "alternative", alternative.id)
    told = {
        "label": alternative.label,
        "title": alternative.title,
        "scenario_sha256": _sha256(alternative.scenario_yaml.encode("utf-8")),
    }
    append(session, actor, action, scope, told | facts, version=alternative.version_id)
